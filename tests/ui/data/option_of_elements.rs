use tm::data;

#[data(os = "Linux")]
pub struct Web;

fn main() {
    let _ = Web;
}
