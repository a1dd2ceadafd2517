use tm::{boundary, element};

#[boundary(within = Server)]
pub struct Web;

#[element(Server)]
pub struct Server;

fn main() {
    let _ = Web;
}
