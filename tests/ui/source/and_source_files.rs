use tm::element;

#[element(Server, source = "deploy/nginx.conf", source_files = ["deploy/tls.conf"])]
pub struct Web;

fn main() {}
