use tm::element;

#[element(Server)]
macro_rules! web {
    () => {};
}

fn main() {
    web!();
}
