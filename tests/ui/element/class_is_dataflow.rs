use tm::element;

#[element(Dataflow)]
pub struct Web;

fn main() {
    let _ = Web;
}
