use tm::element;

pub struct Web {
    #[element(Server)]
    pub port: u16,
}

fn main() {
    let _ = Web { port: 80 };
}
