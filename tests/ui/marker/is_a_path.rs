use tm::element;

#[element(Server, marker = web::Marker)]
pub struct Web;

fn main() {
    let _ = Web;
}
