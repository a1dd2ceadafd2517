use tm::boundary;

#[boundary(boundary = "Internet")]
pub struct Web;

fn main() {
    let _ = Web;
}
