use tm::element;

#[element(Sever)]
pub struct Web;

fn main() {
    let _ = Web;
}
