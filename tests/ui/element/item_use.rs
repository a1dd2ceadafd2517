use tm::element;

#[element(Server)]
use std::collections::HashMap;

fn main() {
    let _: HashMap<u8, u8>;
}
