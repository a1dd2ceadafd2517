use tm::element;

#[element(Server, min_tls_version = Banana)]
pub struct Web;

fn main() {
    let _ = Web;
}
