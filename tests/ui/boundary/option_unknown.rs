use tm::boundary;

#[boundary(nmae = "Web")]
pub struct Web;

fn main() {
    let _ = Web;
}
