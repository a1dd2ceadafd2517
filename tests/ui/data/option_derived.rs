use tm::data;

#[data(carried_by = ["login"])]
pub struct Web;

fn main() {
    let _ = Web;
}
