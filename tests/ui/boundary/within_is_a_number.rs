use tm::boundary;

#[boundary(within = 7)]
pub struct Web;

fn main() {
    let _ = Web;
}
