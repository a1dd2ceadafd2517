use tm::element;

#[element(Server)]
const _: u32 = 7;

fn main() {}
