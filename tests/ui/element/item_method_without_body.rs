use tm::element;

pub trait Web {
    #[element(Server)]
    fn serve(&self);
}

fn main() {
    fn _serve(web: &dyn Web) {
        web.serve();
    }
}
