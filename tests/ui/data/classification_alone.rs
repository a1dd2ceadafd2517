use tm::data;

#[data(Secret)]
pub struct Web;

fn main() {
    let _ = Web;
}
