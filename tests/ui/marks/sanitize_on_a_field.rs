#[tm::taint]
struct Page {
    #[sanitize(sink(Html))]
    title: String,
    #[sanitize(sinks(Html), return)]
    text: String,
}

fn main() {}
