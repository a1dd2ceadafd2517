use tm::element;

pub struct Web;

#[element(Server)]
impl Web {
    #[element(Process, marker = Marker)]
    pub fn start() {}
}

fn main() {
    Web::start();
}
