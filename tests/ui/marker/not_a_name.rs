use tm::element;

#[element(Server, marker = "Marker")]
pub struct Web;

fn main() {
    let _ = Web;
}
