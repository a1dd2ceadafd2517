use tm::element;

#[element(Server, dst_port = 80)]
pub struct Web;

fn main() {
    let _ = Web;
}
