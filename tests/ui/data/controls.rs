use tm::data;

#[data(controls(is_encrypted))]
pub struct Web;

fn main() {
    let _ = Web;
}
