use tm::element;

#[element(Actor)]
pub struct Visitor;

#[element(Server, boundary = Visitor)]
pub struct Web;

fn main() {
    let _ = Web;
}
