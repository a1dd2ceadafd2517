use tm::data;

#[data(is_pi)]
pub struct Web;

fn main() {
    let _ = Web;
}
