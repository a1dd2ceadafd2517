use tm::{boundary, element};

#[boundary]
pub struct Internet;

#[element(Server, boundary = Internt)]
pub struct Web;

fn main() {
    let _ = Web;
}
