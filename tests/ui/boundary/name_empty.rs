use tm::boundary;

#[boundary(name = "")]
pub struct Web;

fn main() {
    let _ = Web;
}
