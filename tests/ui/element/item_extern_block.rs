use tm::element;

#[element(Server)]
unsafe extern "C" {
    safe fn getpid() -> i32;
}

fn main() {
    getpid();
}
