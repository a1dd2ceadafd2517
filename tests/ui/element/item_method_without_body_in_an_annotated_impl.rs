use tm::element;

pub struct Web;

#[element(Server)]
impl Web {
    #[element(Process)]
    pub fn start();
}

fn main() {
    let _ = Web;
}
