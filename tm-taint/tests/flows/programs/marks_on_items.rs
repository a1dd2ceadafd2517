//! Types, statics and constants that are sources or sinks. The constants are what the macros leave of `#[tm::source(Test)]` and
//! `#[tm::sink(Test)]`.
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use crate::*;

const _: &str = "threat-model:taint:1 type Token\nsource Test => return";
#[derive(Clone, Default)]
struct Token {
    text: String,
    count: u64,
}

struct Plain {
    text: String,
    count: u64,
}

fn token_made_here() {
    let token = Token { text: String::new(), count: 1 };
    sink(&token.text); // FLOW
    sink_number(token.count); // FLOW
    let plain = Plain { text: String::new(), count: 1 };
    sink(&plain.text); // NO FLOW
    sink_number(plain.count); // NO FLOW
}

fn load_token() -> Token {
    Token::default()
}

fn token_from_a_call() {
    sink_any(load_token()); // FLOW
    let text = load_token().text;
    sink(&text); // FLOW
}

fn token_by_reference(token: &Token) {
    sink_any(token); // FLOW
    sink(&token.text); // FLOW
}

fn token_by_mutable_reference(token: &mut Token) {
    token.text.push('x');
    sink(&token.text); // FLOW
}

impl Token {
    fn text(&self) -> &str {
        &self.text
    }

    fn is_long(&self) -> bool {
        self.text.len() > 9
    }
}

fn token_by_method() {
    let token = load_token();
    sink(token.text()); // FLOW
    if token.is_long() {
        sink("long"); // NO FLOW
    }
}

fn token_in_a_vector(tokens: Vec<Token>) {
    sink_any(&tokens); // FLOW
    for token in &tokens {
        sink(&token.text); // FLOW
    }
    let texts: Vec<String> = tokens.into_iter().map(|token| token.text).collect();
    sink(&texts[0]); // FLOW
}

fn token_in_an_option(token: Option<Token>) {
    sink_any(token.clone()); // FLOW
    if let Some(token) = token {
        sink(&token.text); // FLOW
    }
}

fn token_in_a_map(tokens: HashMap<String, Token>) {
    for (name, token) in &tokens {
        sink(name); // NO FLOW
        sink(&token.text); // FLOW
    }
}

struct Visit {
    token: Token,
    page: String,
}

fn token_in_a_field(visit: Visit) {
    sink(&visit.page); // NO FLOW
    sink(&visit.token.text); // FLOW
    sink_any(visit); // FLOW
}

fn token_in_a_tuple(pair: (Token, String)) {
    sink(&pair.1); // NO FLOW
    sink(&pair.0.text); // FLOW
    sink_any(pair); // FLOW
}

fn token_shared(token: std::sync::Arc<Token>, boxed: Box<Token>) {
    sink(&token.text); // FLOW
    sink(&boxed.text); // FLOW
}

fn token_cleaned() {
    sink(&clean(load_token().text)); // NO FLOW
    let log = clean_for_log(load_token().text);
    log_sink(&log); // NO FLOW
}

fn generic<T: AsRef<str>>(text: T) {
    sink(text.as_ref()); // FLOW
}

impl AsRef<str> for Token {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

fn token_to_a_generic_function() {
    generic(load_token());
}

const _: &str = "threat-model:taint:1 type Event\nsource Test => return";
enum Event {
    Set(String),
    Named { name: String },
    Nothing,
}

fn marked_enum(event: Event) {
    match event {
        Event::Set(text) => sink(&text),        // FLOW
        Event::Named { name } => sink(&name),   // FLOW
        Event::Nothing => sink("nothing"),      // NO FLOW
    }
}

const _: &str = "threat-model:taint:1 type Bits\nsource Test => return";
union Bits {
    whole: u64,
    parts: [u8; 8],
}

fn marked_union(bits: Bits) {
    sink_number(unsafe { bits.whole }); // FLOW
}

const _: &str = "threat-model:taint:1 type Wrapper\nsource Test => return";
struct Wrapper<T>(T);

fn marked_generic_type(of_text: Wrapper<String>, of_number: &Wrapper<u64>) {
    sink(&of_text.0); // FLOW
    sink_number(of_number.0); // FLOW
}

const _: &str = "threat-model:taint:1 type Markup\nsink Test 1";
struct Markup(String);

const _: &str = "threat-model:taint:1 type Page\nsink Test 1";
#[derive(Default)]
struct Page {
    title: String,
    length: usize,
}

fn what_becomes_a_marked_type() {
    let _ = Markup(source()); // FLOW
    let _ = Markup(clean(source())); // NO FLOW
    let _ = Markup(String::new()); // NO FLOW
    let _ = Page { title: source(), length: 1 }; // FLOW
}

fn what_is_written_to_a_marked_type() {
    let mut page = Page::default();
    page.length = source().len(); // NO FLOW
    page.title = source(); // FLOW
    let other = page;
    sink("moved"); // NO FLOW
}

fn markup(text: String) -> Markup {
    Markup(text) // FLOW
}

fn marked_type_made_by_a_callee() {
    markup(source());
}

const _: &str = "threat-model:taint:1 field Form.target\nsink Test 1";
#[derive(Default)]
struct Form {
    target: String,
    other: String,
}

fn what_is_written_to_a_marked_field(form: &mut Form) {
    form.other = source(); // NO FLOW
    form.target = source(); // FLOW
}

static KEY: &str = {
    const _: &str = "threat-model:taint:1 static\nsource Test => return";
    "key"
};
static HARMLESS: &str = "key";

fn marked_static() {
    sink(KEY); // FLOW
    sink(HARMLESS); // NO FLOW
    let part = &KEY[1..];
    sink(part); // FLOW
}

const PASSWORD: &str = {
    const _: &str = "threat-model:taint:1 static\nsource Test => return";
    "password"
};

fn marked_constant() {
    sink(PASSWORD); // FLOW
    sink(&format!("{PASSWORD}!")); // FLOW
}

struct Settings;

impl Settings {
    const PIN: u64 = {
        const _: &str = "threat-model:taint:1 static\nsource Test => return";
        1234
    };
    const PORT: u64 = 80;
}

fn marked_associated_constant() {
    sink_number(Settings::PIN); // FLOW
    sink_number(Settings::PORT); // NO FLOW
}

static SESSIONS: LazyLock<Mutex<HashMap<String, String>>> = {
    const _: &str = "threat-model:taint:1 static\nsource Test => return";
    LazyLock::new(|| Mutex::new(HashMap::new()))
};

fn marked_map() {
    if let Some(session) = SESSIONS.lock().unwrap().get("a") {
        sink(session); // FLOW
    }
}

thread_local! {
    static LOCAL: RefCell<String> = RefCell::new(String::new());
}
mod local {
    use std::cell::RefCell;
    use std::thread::LocalKey;

    // What `thread_local!` makes of a static that carries an attribute.
    thread_local! { static INNER: RefCell<String> = RefCell::new(String::new()); }
    pub const MARKED: LocalKey<RefCell<String>> = {
        const _: &str = "threat-model:taint:1 static\nsource Test => return";
        INNER
    };
}

fn marked_thread_local() {
    local::MARKED.with(|text| sink(&text.borrow())); // FLOW
    sink(&local::MARKED.take()); // FLOW
    LOCAL.with(|text| sink(&text.borrow())); // NO FLOW
}

static AUDIT: Mutex<String> = {
    const _: &str = "threat-model:taint:1 static\nsink Test 1";
    Mutex::new(String::new())
};
static mut LAST: String = {
    const _: &str = "threat-model:taint:1 static\nsink Test 1";
    String::new()
};

fn what_is_written_to_a_marked_static() {
    *AUDIT.lock().unwrap() = source(); // FLOW
    AUDIT.lock().unwrap().push_str(&source()); // FLOW
    AUDIT.lock().unwrap().push_str("harmless"); // NO FLOW
    unsafe {
        LAST = source(); // FLOW
        LAST = clean(source()); // NO FLOW
    }
}

fn remember(text: &str) {
    *AUDIT.lock().unwrap() = text.to_owned(); // FLOW
}

fn marked_static_written_by_a_callee() {
    remember(&source());
    remember("harmless");
}

fn set(to: &mut String, text: String) {
    *to = text;
}

fn marked_static_behind_a_reference() {
    set(&mut AUDIT.lock().unwrap(), source()); // FLOW
    set(&mut AUDIT.lock().unwrap(), String::new()); // NO FLOW
}

mod foreign {
    const _: &str = "threat-model:taint:1 static environment\nsource Test => return";
    unsafe extern "C" {
        pub safe static environment: u64;
    }
}

fn marked_foreign_static() {
    sink_number(foreign::environment); // FLOW
}
