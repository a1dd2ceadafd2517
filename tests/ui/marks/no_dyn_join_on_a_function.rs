#[tm::taint(no_dyn_join)]
fn run(_text: u8) {}

#[tm::taint(no_dyn_jion)]
trait Store {
    fn put(&self);
}

#[tm::taint(no_dyn_join)]
struct Db;

fn main() {}
