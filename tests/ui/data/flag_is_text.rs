use tm::data;

#[data(is_pii = "yes")]
pub struct Web;

fn main() {
    let _ = Web;
}
