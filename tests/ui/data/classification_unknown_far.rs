use tm::data;

#[data(classification = Banana)]
pub struct Web;

fn main() {
    let _ = Web;
}
