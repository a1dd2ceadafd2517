use tm::element;

unsafe extern "C" {
    #[element(Server)]
    safe fn getpid() -> i32;
}

fn main() {
    getpid();
}
