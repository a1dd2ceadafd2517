use tm::element;

#[element(Process)]
impl Web for Vec<u8> {}

pub trait Web {}

fn main() {
    fn _web(_: &dyn Web) {}
}
