//! What marks say of functions and parameters. The constants are what the macros leave of them.
use std::future::Future;
use std::pin::Pin;

use crate::*;

fn entry(text: &str, number: u64) {
    const _: &str = "threat-model:taint:1 fn\nsource Test => 1";
    sink(text); // FLOW
    sink_number(number); // NO FLOW
}

async fn asynchronous_entry(number: u64, text: String) {
    const _: &str = "threat-model:taint:1 fn\nsource Test => 2";
    sink(&text); // FLOW
    sink_number(number); // NO FLOW
}

async fn fetch() -> String {
    const _: &str = "threat-model:taint:1 fn\nsource Test => return";
    String::new()
}

async fn fetched() {
    let text = fetch().await;
    sink(&text); // FLOW
}

async fn hidden(text: &str) -> String {
    const _: &str = "threat-model:taint:1 fn\n1 -> return";
    String::new()
}

async fn through_a_declared_flow() {
    sink(&hidden(&source()).await); // FLOW
    sink(&hidden("harmless").await); // NO FLOW
}

async fn clean_later(text: String) -> String {
    const _: &str = "threat-model:taint:1 fn\nsanitize sinks Test return";
    sink(&text); // FLOW
    text
}

async fn cleaned_later() {
    let text = clean_later(source()).await;
    sink(&text); // NO FLOW
    log_sink(&text); // FLOW
}

async fn checks(first: String, second: String) {
    const _: &str = "threat-model:taint:1 fn\nsanitize 1";
    sink(&first); // NO FLOW
    sink(&second); // FLOW
}

async fn checked() {
    checks(source(), source()).await;
}

fn page(text: &str) -> String {
    const _: &str = "threat-model:taint:1 fn\nsink Test return";
    if text.is_empty() {
        return String::from("empty"); // NO FLOW
    }
    let page = format!("<p>{text}</p>");
    page // FLOW
}

fn shows_a_page() {
    page(&source());
}

async fn page_later() -> Result<String, ()> {
    const _: &str = "threat-model:taint:1 fn\nsink Test return";
    let text = source();
    Ok(text) // FLOW
}

fn number_of(text: &str) -> u64 {
    const _: &str = "threat-model:taint:1 fn\nopaque";
    text.parse().unwrap_or(source_number())
}

fn through_an_opaque_function() {
    sink_number(number_of("1")); // FLOW
}

fn passes_nothing(text: &str, to: &mut String) -> String {
    const _: &str = "threat-model:taint:1 fn\nopaque";
    sink(text); // FLOW
    to.push_str(text);
    text.to_owned()
}

fn opaque_functions_pass_nothing_on() {
    let mut to = String::new();
    let text = passes_nothing(&source(), &mut to);
    sink(&text); // NO FLOW
    sink(&to); // NO FLOW
    let mut before = source();
    passes_nothing("harmless", &mut before);
    sink(&before); // FLOW
}

fn trusted(text: &str) -> String {
    const _: &str = "threat-model:taint:1 fn\ntrust\n1 -> return";
    sink(text); // NO FLOW
    String::new()
}

fn through_a_trusted_function() {
    sink(&trusted(&source())); // FLOW
}

async fn trusted_later(text: String) -> String {
    const _: &str = "threat-model:taint:1 fn\ntrust";
    sink(&text); // NO FLOW
    text
}

async fn through_a_trusted_future() {
    let text = trusted_later(source()).await;
    sink(&text); // NO FLOW
}

/// Writes what it shows character by character, cleaned.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const _: &str = "threat-model:taint:1 fn\nsanitize sinks Log";
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            _ => std::fmt::Write::write_char(f, c),
        })
    }
}

fn shown_and_cleaned() {
    let text = source();
    let page = format!("<p>{}</p>", Escaped(&text));
    log_sink(&page); // NO FLOW
    sink(&page); // FLOW
}

#[derive(Default)]
struct Request {
    path: String,
    user: Option<User>,
}

#[derive(Default)]
struct User {
    name: String,
    id: u64,
}

fn request() -> Result<Request, String> {
    const _: &str = "threat-model:taint:1 fn\nsource Test => return.Ok.0.path";
    Ok(Request::default())
}

fn source_at_a_field_of_the_result() {
    if let Ok(request) = request() {
        sink(&request.path); // FLOW
        sink_any(request.user); // NO FLOW
    }
}

fn handle(request: &Request) {
    const _: &str = "threat-model:taint:1 fn\nsource Test => 1.user.Some.0.name";
    sink(&request.path); // NO FLOW
    if let Some(user) = &request.user {
        sink(&user.name); // FLOW
        sink_number(user.id); // NO FLOW
    }
}

async fn handle_later(number: u64, request: Request) {
    const _: &str = "threat-model:taint:1 fn\nsource Test => 2.path";
    sink(&request.path); // FLOW
    sink_any(request.user); // NO FLOW
}

fn stores(user: &User) {
    const _: &str = "threat-model:taint:1 fn\nsink Test 1.name";
}

fn sink_at_a_field_of_a_parameter() {
    stores(&User { name: source(), id: 1 }); // FLOW
    stores(&User { name: String::new(), id: source_number() }); // NO FLOW
}

fn renamed(from: &User, to: &mut Request) {
    const _: &str = "threat-model:taint:1 fn\n1.name => 2.path";
}

fn declared_flow_between_fields() {
    let mut request = Request::default();
    renamed(&User { name: source(), id: 1 }, &mut request);
    sink(&request.path); // FLOW
    sink_any(request.user); // NO FLOW
}

async fn page_with_status() -> (u64, String) {
    const _: &str = "threat-model:taint:1 fn\nsink Test return.1";
    if source_number() > 1 {
        return (source_number(), String::new()); // NO FLOW
    }
    (1, source()) // FLOW
}

/// What a trait's method says of its body holds of each implementation.
trait Widget {
    fn text(&self, name: &str, number: u64) -> String;
    fn title(&self) -> String {
        source() // FLOW
    }
}

const _: &str = "threat-model:taint:1 method Widget::text\nsource Test => 2\nsink Test return";
const _: &str = "threat-model:taint:1 method Widget::title\nsink Test return";

struct Button;

impl Widget for Button {
    fn text(&self, name: &str, number: u64) -> String {
        sink(name); // FLOW
        sink_number(number); // NO FLOW
        source() // FLOW
    }
}

struct Label(String);

impl Widget for Label {
    fn text(&self, name: &str, number: u64) -> String {
        sink(&self.0); // NO FLOW
        String::new()
    }

    fn title(&self) -> String {
        self.text("", 1)
    }
}

/// What `#[async_trait]` makes of a method: the coroutine captures what it uses, in the order of use.
trait Guard {
    fn check<'a>(&'a self, unused: u64, name: String, text: String) -> Pin<Box<dyn Future<Output = String> + 'a>>;
}

const _: &str = "threat-model:taint:1 method Guard::check\nsource Test => 4\nsink Test return";

impl Guard for Button {
    fn check<'a>(&'a self, unused: u64, name: String, text: String) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(async move {
            sink(&text); // FLOW
            sink(&name); // NO FLOW
            source() // FLOW
        })
    }
}
