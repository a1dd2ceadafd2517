use tm::element;

#[element(Server, surface = [Commands, Htm])]
pub struct Web;

fn main() {
    let _ = Web;
}
