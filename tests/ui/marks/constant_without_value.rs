#[tm::taint]
trait Named {
    #[source(Secret)]
    const NAME: &'static str;
}

fn main() {}
