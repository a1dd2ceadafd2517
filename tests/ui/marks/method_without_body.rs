trait Store {
    #[tm::sink(Sql)]
    fn put(&self, key: u8);
}

fn main() {}
