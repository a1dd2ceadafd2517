use tm::element;

#[element(Server)]
pub struct Web;

#[element(Process)]
impl Web {}

fn main() {
    let _ = Web;
}
