use tm::boundary;

#[boundary(Boundary)]
pub struct Web;

fn main() {
    let _ = Web;
}
