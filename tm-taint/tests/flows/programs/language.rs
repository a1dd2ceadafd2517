use crate::*;

macro_rules! pass {
    ($e:expr) => {
        sink($e)
    };
}

macro_rules! make {
    ($name:ident, $e:expr) => {
        fn $name() -> String {
            $e
        }
    };
}

make!(made_bad, source());
make!(made_good, String::new());

fn macros() {
    pass!(&source()); // FLOW
    pass!("x"); // NO FLOW
    sink(&made_bad()); // FLOW
    sink(&made_good()); // NO FLOW
}

mod inner {
    pub mod deep {
        pub fn load() -> String {
            crate::source()
        }
        pub fn safe() -> String {
            super::helper()
        }
    }
    fn helper() -> String {
        String::new()
    }
    pub use deep::load as renamed;
}

fn modules() {
    sink(&inner::deep::load()); // FLOW
    sink(&inner::renamed()); // FLOW
    sink(&inner::deep::safe()); // NO FLOW
}

fn nested_function() {
    fn inside(s: &str) {
        sink(s); // FLOW
    }
    inside(&source());
}

fn inner_item_of_same_name() {
    fn source() -> String {
        String::new()
    }
    sink(&source()); // NO FLOW
}

extern "C" fn callback(n: u64) -> u64 {
    n
}

fn extern_function() {
    sink_number(callback(source_number())); // FLOW
}

unsafe fn dangerous(s: &str) -> &str {
    s
}

fn unsafe_call() {
    let s = source();
    sink(unsafe { dangerous(&s) }); // FLOW
}

fn pointers() {
    let v = vec![source()];
    let p = v.as_ptr();
    sink(unsafe { &*p.add(0) }); // FLOW
}

fn read_and_write_pointers() {
    let mut a = String::new();
    let s = source();
    unsafe { std::ptr::write(&mut a, s) };
    sink(&a); // FLOW
    let b = unsafe { std::ptr::read(&a) };
    sink(&b); // FLOW
    std::mem::forget(b);
}

fn boxed_raw() {
    let p = Box::into_raw(Box::new(source()));
    let b = unsafe { Box::from_raw(p) };
    sink(&b); // FLOW
}

fn inline_const() {
    let n = const { 1 + 2 };
    sink_number(n); // NO FLOW
}

type Alias = String;

fn alias() {
    let a: Alias = source();
    sink(&a); // FLOW
}

struct Unit;

impl Unit {
    const NAME: &'static str = "unit";
    fn take(self, s: String) -> Self {
        sink(&s); // FLOW
        self
    }
}

fn chained_calls() {
    Unit.take(source()).take(String::new());
    sink(Unit::NAME); // NO FLOW
}

fn print_like() {
    println!("{}", source());
    let text = format_args!("{}", 1).to_string();
    sink(&text); // NO FLOW
}

fn assert_like() {
    let s = source();
    assert!(!s.is_empty(), "empty: {s}");
    assert_eq!(s.len(), 3);
    dbg!(&s);
    sink("x"); // NO FLOW
    sink(&dbg!(source())); // FLOW
}

fn ranges() {
    let n = source_number();
    for i in n..10 {
        sink_number(i); // FLOW
    }
}

fn casts() {
    let n = source_number();
    sink_number(n as u8 as u64); // FLOW
    sink_number((n as f64) as u64); // FLOW
    let c = n as u8 as char;
    sink(&c.to_string()); // FLOW
}

fn never_called() {
    let s = source();
    let f = |t: &str| sink(t); // NO FLOW
    let _ = (s, &f);
}

fn underscore() {
    let _ = source();
    let (_, b) = (source(), String::new());
    sink(&b); // NO FLOW
}

fn destructuring_assignment() {
    let (a, b);
    (a, b) = (source(), String::new());
    sink(&a); // FLOW
    sink(&b); // NO FLOW
}

fn static_lifetime() {
    let s: &'static str = Box::leak(source().into_boxed_str());
    sink(s); // FLOW
}

fn environment() {
    let args: Vec<String> = std::env::args().collect();
    sink(&args[0]); // NO FLOW
}
