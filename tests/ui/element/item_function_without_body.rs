use tm::element;

pub trait Web {
    #[element(Server)]
    fn start() -> u16;
}

fn main() {
    fn _start<W: Web>() {
        W::start();
    }
}
