use tm::element;

#[element(Server, source = "deploy/nginx.conf", source = "deploy/tls.conf")]
pub struct Web;

fn main() {}
