use tm::data;

#[data(is_encrypted)]
pub struct Web;

fn main() {
    let _ = Web;
}
