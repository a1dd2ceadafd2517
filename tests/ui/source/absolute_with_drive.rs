use tm::element;

#[element(Server, source = "C:/nginx/nginx.conf")]
pub struct Web;

fn main() {}
