#[tm::source(Http, path = "request.body")]
fn request() -> (String, u8) {
    (String::new(), 1)
}

fn main() {}
