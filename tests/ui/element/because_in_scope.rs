use tm::element;

#[element(Server, because = "another team runs it")]
pub struct Web;

fn main() {
    let _ = Web;
}
