use tm::data;

#[data(in_scope = false)]
pub struct Web;

fn main() {
    let _ = Web;
}
