use tm::element;

pub struct Web;

#[element(Server, marker = WebServer)]
impl Web {
    #[element(Procces)]
    pub fn start() {}
}

fn main() {
    Web::start();
}
