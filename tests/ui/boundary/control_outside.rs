use tm::boundary;

#[boundary(is_hardened)]
pub struct Web;

fn main() {
    let _ = Web;
}
