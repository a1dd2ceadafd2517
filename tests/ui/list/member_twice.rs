use tm::element;

#[element(Server, surface = [Html, Commands, Html])]
pub struct Web;

fn main() {
    let _ = Web;
}
