use tm::element;

pub struct Web;

impl Web {
    #[element(Server)]
    pub fn start() {}
}

fn main() {
    Web::start();
}
