use tm::element;

#[element(Server, Datastore)]
pub struct Web;

fn main() {
    let _ = Web;
}
