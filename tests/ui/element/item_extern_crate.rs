use tm::element;

#[element(Server)]
extern crate std as standard;

fn main() {
    standard::process::abort();
}
