use tm::element;

#[element(Server, source = "/etc/nginx/nginx.conf")]
pub struct Web;

fn main() {}
