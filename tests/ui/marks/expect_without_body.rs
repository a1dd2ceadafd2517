trait Store {
    #[tm::expect(T0002, reason = "numbers only")]
    fn search(&self);
}

fn main() {}
