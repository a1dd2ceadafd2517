use tm::element;

#[element(Server, min_tls_version)]
pub struct Web;

fn main() {
    let _ = Web;
}
