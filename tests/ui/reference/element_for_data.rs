use tm::element;

#[element(Actor)]
pub struct Visitor;

#[element(Server, data = [Visitor])]
pub struct Web;

fn main() {
    let _ = Web;
}
