use tm::element;

#[element(Data, format = "JSON")]
pub struct Web;

fn main() {
    let _ = Web;
}
