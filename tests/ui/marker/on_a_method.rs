use tm::element;

pub struct Web;

impl Web {
    #[element(Server, marker = Marker)]
    pub fn serve(&self) {}
}

fn main() {
    Web.serve();
}
