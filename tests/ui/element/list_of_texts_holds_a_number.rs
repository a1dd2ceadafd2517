use tm::element;

#[element(Server, source_files = ["web.rs", 1])]
pub struct Web;

fn main() {
    let _ = Web;
}
