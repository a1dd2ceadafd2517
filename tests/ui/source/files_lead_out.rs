use tm::element;

#[element(Server, source_files = ["deploy/nginx.conf", "../tls.conf"])]
pub struct Web;

fn main() {}
