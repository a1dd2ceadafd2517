#[tm::taint]
struct Login {
    #[source(Secret, path = "_.0")]
    password: (String, u8),
}

fn main() {}
