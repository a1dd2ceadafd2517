use tm::element;

#[element(Server)]
#[element(Datastore)]
pub struct Web;

fn main() {
    let _ = Web;
}
