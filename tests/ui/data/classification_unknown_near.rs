use tm::data;

#[data(classification = Restrictd)]
pub struct Web;

fn main() {
    let _ = Web;
}
