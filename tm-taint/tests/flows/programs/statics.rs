use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock};

use crate::*;

static NAME: Mutex<String> = Mutex::new(String::new());
static OTHER: Mutex<String> = Mutex::new(String::new());

fn set_name() {
    *NAME.lock().unwrap() = source();
}

fn read_name() {
    sink(&NAME.lock().unwrap()); // FLOW
    sink(&OTHER.lock().unwrap()); // NO FLOW
}

static CONFIG: OnceLock<String> = OnceLock::new();

fn init_config() {
    CONFIG.set(source()).unwrap();
}

fn read_config() {
    sink(CONFIG.get().unwrap()); // FLOW
}

static LAZY: LazyLock<String> = LazyLock::new(|| source());
static LAZY_SAFE: LazyLock<String> = LazyLock::new(|| String::from("x"));

fn lazy() {
    sink(&LAZY); // FLOW
    sink(&LAZY_SAFE); // NO FLOW
}

static mut RAW: String = String::new();

fn mutable_static() {
    unsafe {
        RAW = source();
        let r = &raw const RAW;
        sink(&*r); // FLOW
    }
}

thread_local! {
    static LOCAL: RefCell<String> = RefCell::new(String::new());
    static SAFE_LOCAL: RefCell<String> = const { RefCell::new(String::new()) };
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

fn set_local() {
    LOCAL.with(|l| *l.borrow_mut() = source());
    NUMBER.set(source_number());
}

fn read_local() {
    LOCAL.with(|l| sink(&l.borrow())); // FLOW
    SAFE_LOCAL.with(|l| sink(&l.borrow())); // NO FLOW
    sink_number(NUMBER.get()); // FLOW
}

static TEXT: &str = "text";
const LIST: [&str; 2] = ["a", "b"];

fn constants() {
    sink(TEXT); // NO FLOW
    sink(LIST[0]); // NO FLOW
}

static TABLE: &[(&str, fn(String) -> String)] = &[("a", keep)];

fn keep(s: String) -> String {
    s
}

fn static_table() {
    let f = TABLE[0].1;
    sink(&f(source())); // FLOW
}

static CACHE: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(|| Mutex::new(HashMap::new()));

fn fill_cache() {
    CACHE.lock().unwrap().insert("k".to_string(), source());
}

fn read_cache() {
    let cache = CACHE.lock().unwrap();
    if let Some(s) = cache.get("k") {
        sink(s); // FLOW
    }
}

fn store(s: String) {
    *STORED.lock().unwrap() = s;
}

static STORED: Mutex<String> = Mutex::new(String::new());

fn store_source() {
    store(source());
}

fn read_stored() {
    sink(&STORED.lock().unwrap()); // FLOW
}
