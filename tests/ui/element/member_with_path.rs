use tm::element;

#[element(Server, min_tls_version = TlsVersion::Tls12)]
pub struct Web;

fn main() {
    let _ = Web;
}
