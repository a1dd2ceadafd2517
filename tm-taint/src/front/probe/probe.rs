//! Small functions, one construct each: what the compiler prints of them shows whether its spelling is understood.

pub mod generics {
    pub fn identity<T>(value: T) -> T {
        value
    }

    pub fn length<const N: usize>(values: [u8; N]) -> usize {
        values.len() + N
    }

    pub fn anonymous(make: impl Fn(String) -> String) -> String {
        make(identity(String::new()))
    }

    pub fn associated<I: IntoIterator>(items: I) -> Option<I::Item> {
        items.into_iter().next()
    }

    pub fn turbofish() -> Vec<u8> {
        [1, 2].into_iter().collect::<Vec<u8>>()
    }
}

pub mod traits {
    pub trait Store {
        const LIMIT: usize = 2;

        fn put(&mut self, value: String) -> usize;

        fn twice(&mut self, value: String) -> usize {
            self.put(value.clone()) + self.put(value)
        }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Db {
        pub rows: Vec<String>,
    }

    impl Db {
        pub fn open() -> Db {
            Db::default()
        }

        pub fn rows(&self) -> &[String] {
            &self.rows
        }
    }

    impl Store for Db {
        fn put(&mut self, value: String) -> usize {
            self.rows.push(value);
            Self::LIMIT
        }
    }

    pub struct Wrapper<T>(pub T);

    impl<T: Store> Store for Wrapper<T> {
        const LIMIT: usize = 3;

        fn put(&mut self, value: String) -> usize {
            self.0.put(value)
        }
    }

    pub fn concrete(db: &mut Db, value: String) -> usize {
        db.put(value)
    }

    pub fn parameter<S: Store + ?Sized>(store: &mut S, value: String) -> usize {
        store.twice(value) + S::LIMIT
    }

    pub fn fully_qualified(db: &mut Db, value: String) -> usize {
        <Db as Store>::twice(db, value)
    }

    pub trait Sink {
        fn send(&self, value: &str);
    }

    impl dyn Sink {
        pub fn send_all(&self) {
            self.send("all");
        }
    }

    pub fn dynamic(sink: &'static dyn Sink) {
        sink.send("one");
        sink.send_all();
    }
}

pub mod closures {
    pub struct Pair {
        pub a: String,
        pub b: String,
    }

    pub fn by_value(text: String) -> usize {
        let length = move || text.len();
        length()
    }

    pub fn by_reference(mut text: String) -> String {
        let mut add = |more: &str| text.push_str(more);
        add("x");
        text
    }

    /// The compiler prints two of three captured values.
    pub fn two_fields_by_value(pair: Pair, text: String) -> usize {
        let length = move || {
            drop((pair.a, pair.b));
            text.len()
        };
        length()
    }

    /// The compiler prints two of three captured references.
    pub fn two_fields_by_reference(mut pair: Pair, text: String) -> usize {
        let mut length = || {
            pair.a.push('a');
            pair.b.push('b');
            text.len()
        };
        length()
    }

    pub struct Three {
        pub a: String,
        pub b: String,
        pub c: (String, String),
    }

    /// The compiler prints one of four captured values.
    pub fn many_fields_by_value(it: Three) -> usize {
        let length = move || {
            drop((it.a, it.b));
            it.c.0.len() + it.c.1.len()
        };
        length()
    }

    /// The compiler prints one of three captured references.
    pub fn many_fields_by_reference(mut it: Three) -> usize {
        let mut length = || {
            it.b.push('b');
            it.c.1.push('c');
            it.a.len()
        };
        length()
    }

    pub fn nested(pair: Pair) -> usize {
        let outer = || {
            let inner = || pair.a.len() + pair.b.len();
            inner()
        };
        outer()
    }

    pub fn given(values: &[String]) -> usize {
        values.iter().map(|value| value.len()).sum()
    }

    pub fn boxed(text: String) -> Box<dyn Fn() -> String> {
        Box::new(move || text.clone())
    }

    pub fn pointer(length: fn(&str) -> usize) -> usize {
        let other: fn(&str) -> usize = str::len;
        let third: fn(u8) -> u8 = |it| it;
        length("a") + other("b") + third(1) as usize
    }

    pub fn function_item(values: Vec<String>) -> Vec<usize> {
        values.iter().map(String::len).collect()
    }
}

pub mod asynchronous {
    pub async fn inner(text: &str) -> Result<String, u8> {
        Ok(text.to_owned())
    }

    pub async fn outer(text: String) -> Result<String, u8> {
        let found = inner(&text).await?;
        Ok(found)
    }

    pub fn block(text: String) -> impl Future<Output = usize> {
        async move { text.len() }
    }
}

pub mod constants {
    use std::sync::Mutex;

    pub const LIMIT: usize = 3;
    pub static NAMES: Mutex<Vec<String>> = Mutex::new(Vec::new());
    pub static mut COUNT: u32 = 0;

    pub fn named() -> usize {
        LIMIT + usize::MAX
    }

    pub fn inline() -> usize {
        const { LIMIT * 2 }
    }

    pub fn of_static(name: String) {
        NAMES.lock().unwrap().push(name);
    }

    pub fn mutable_static() -> u32 {
        unsafe {
            COUNT += 1;
            COUNT
        }
    }

    pub fn literals() -> (&'static str, &'static [u8; 3], char, bool, i8, f32, ()) {
        ("a\"b\\c\né", b"\x00\"a", '\'', true, -1, 2.5, ())
    }

    pub fn of_block() -> u8 {
        const INNER: u8 = 1;
        fn function() -> u8 {
            INNER
        }
        function()
    }

    /// What our attributes leave behind.
    pub fn marked() {
        const _: &str = "threat-model:taint:1 fn\nsink Sql 1";
    }

    pub async fn marked_async() {
        const _: &str = "threat-model:taint:1 fn\nsource Url => return";
    }
}

pub mod drops {
    pub struct Guard(pub String);

    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.clear();
        }
    }

    pub fn at_end(text: String) -> usize {
        let guard = Guard(text);
        guard.0.len()
    }

    pub fn by_hand(guard: Guard) {
        drop(guard);
    }

    pub fn by_assignment(target: &mut String, value: String) {
        *target = value;
    }
}

pub mod control {
    pub fn question_option(text: Option<String>) -> Option<usize> {
        let text = text?;
        Some(text.len())
    }

    pub fn question_result(number: Result<u8, u16>) -> Result<u8, u32> {
        Ok(number?)
    }

    pub fn let_else(number: Option<u8>) -> u8 {
        let Some(number) = number else { return 0 };
        number
    }

    pub fn loops(values: Vec<u8>) -> u8 {
        let mut sum = 0;
        for value in values {
            if value == 0 {
                continue;
            }
            sum += value;
        }
        while sum > 10 {
            sum -= 1;
        }
        sum
    }

    pub fn panics(number: Option<u8>) -> u8 {
        match number {
            Some(number) => number,
            None => panic!("no number"),
        }
    }
}

pub mod patterns {
    pub enum Command {
        Set(String, u8),
        Get { key: String },
        Stop,
    }

    pub fn variants(command: Command) -> String {
        match command {
            Command::Set(value, _) => value,
            Command::Get { key } => key,
            Command::Stop => String::new(),
        }
    }

    pub fn guards(command: &Command) -> usize {
        match command {
            Command::Set(value, 1..=9) if !value.is_empty() => value.len(),
            Command::Get { key: name @ _ } => name.len(),
            _ => 0,
        }
    }

    pub fn tuples((a, (b, _)): (String, (u8, u8))) -> (u8, String) {
        (b, a)
    }

    pub fn nested(number: Option<Option<u8>>) -> u8 {
        if let Some(Some(number)) = number { number } else { 0 }
    }

    pub fn bindings(pair: &mut (String, String)) -> &mut String {
        let (a, _) = pair;
        a
    }
}

pub mod slices {
    pub fn ends(values: &[String]) -> Option<(&String, &String)> {
        match values {
            [first, .., last] => Some((first, last)),
            _ => None,
        }
    }

    pub fn rests(values: &[u8]) -> (&[u8], &[u8]) {
        match values {
            [rest @ .., 1] => (rest, &[]),
            [2, rest @ ..] => (rest, &[]),
            [3, rest @ .., 4] => (rest, rest),
            _ => (values, values),
        }
    }

    pub fn of_array(values: [String; 4]) -> [String; 2] {
        let [_, middle @ .., _] = values;
        middle
    }

    pub fn index(values: &[u8], at: usize) -> u8 {
        values[at]
    }

    pub fn ranges(text: &str) -> &str {
        &text.trim()[1..]
    }

    pub fn filled() -> [u8; 8] {
        [7; 8]
    }
}

pub mod data {
    pub struct Point {
        pub x: i32,
        pub y: i32,
        pub name: String,
    }

    pub union Bits {
        pub number: u32,
        pub real: f32,
    }

    pub fn literal(name: String) -> Point {
        Point { name, x: 1, y: -1 }
    }

    pub fn update(point: Point) -> Point {
        Point { x: 2, ..point }
    }

    pub fn field(point: &mut Point) -> &str {
        point.x += 1;
        &point.name
    }

    pub fn unions(real: f32) -> u32 {
        let bits = Bits { real };
        unsafe { bits.number }
    }

    pub fn boxes(text: String) -> String {
        let boxed = Box::new(text);
        *boxed
    }

    pub fn pointers(text: &mut String) -> *mut String {
        let pointer = &raw mut *text;
        unsafe { (*pointer).clear() };
        pointer
    }

    pub fn casts(number: u8) -> (char, u64, usize, *const u16) {
        let pointer = &raw const number;
        (number as char, number as u64, pointer as usize, pointer.cast())
    }

    pub fn operators(a: i32, b: i32) -> bool {
        a < b && -a ^ b != a << 2 || !(a == b)
    }
}

pub mod macros {
    macro_rules! twice {
        ($value:expr) => {
            $value + $value
        };
    }

    macro_rules! types {
        ($($name:ident)*) => {$(
            pub struct $name(pub String);

            impl $name {
                pub fn text(&self) -> &str {
                    let get = || &*self.0;
                    get()
                }
            }

            impl From<String> for $name {
                fn from(text: String) -> Self {
                    $name(text)
                }
            }
        )*};
    }

    types! { First Second }

    pub fn expression(number: u8) -> u8 {
        twice!(number)
    }

    pub fn made(text: String) -> usize {
        First::from(text).text().len()
    }

    pub fn formatted(name: &str, number: u8) -> String {
        format!("a {name} b {number:>4} c {0:?}{{}}", name)
    }

    pub fn printed(name: &str) {
        println!("{name}: {}", 1 + 1);
    }
}

mod hidden {
    pub mod deep {
        pub fn found() -> u8 {
            1
        }

        pub struct Item;

        impl Item {
            pub fn new() -> Item {
                Item
            }
        }
    }

    impl deep::Item {
        pub fn elsewhere(&self) -> u8 {
            deep::found()
        }
    }
}

pub mod exports {
    pub use crate::hidden::deep::Item as Renamed;
    pub use crate::hidden::deep::found;

    pub fn used() -> u8 {
        let item = Renamed::new();
        item.elsewhere() + found()
    }
}
