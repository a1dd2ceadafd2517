use tm::data;

#[data(classification = "Secret")]
pub struct Web;

fn main() {
    let _ = Web;
}
