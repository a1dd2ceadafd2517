use tm::boundary;

#[boundary(os = "Linux")]
pub struct Web;

fn main() {
    let _ = Web;
}
