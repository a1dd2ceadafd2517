use tm::element;

#[element(Server, source = ["deploy/nginx.conf", "deploy/tls.conf"])]
pub struct Web;

fn main() {}
