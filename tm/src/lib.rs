//! Keep the threat model in the code: annotate items, let the compiler check, let `cargo tm` report.
//!
//! ```
//! use tm::{boundary, data, dataflow, element, model};
//!
//! model! { name = "Guestbook", description = "Visitors leave comments." }
//!
//! #[boundary]
//! pub struct Internet;
//!
//! #[element(Actor, boundary = Internet)]
//! pub struct Visitor;
//!
//! /// A comment as the visitor typed it.
//! #[data(classification = Public)]
//! pub struct Comment(pub String);
//!
//! #[element(Server, os = "Linux", controls(validates_input, encodes_output))]
//! pub async fn post_comment(comment: Comment) { /* the real handler */ }
//!
//! dataflow! { Visitor -> post_comment: "Visitor posts a comment", protocol = "HTTP", data = [Comment] }
//! ```
//!
//! Each macro leaves the item as it is and adds one constant, a declaration. With `debug_assertions` the linker
//! gathers them and a hook before `main` can write them out for `cargo tm`; without, only the type-level checks remain
//! and a production build holds no text of the model.
//!
//! Nothing here is named like one of the macros: `use tm::{data, model}` imports every namespace, and a module of that
//! name would clash with the user's own.

#![no_std]
#![deny(missing_docs)]

// Only the hook uses `std`, and only a build with `debug_assertions` has it, on systems whose loader we know. Elsewhere
// annotations compile and are not collected.
#[cfg(all(debug_assertions, any(unix, windows)))]
extern crate std;
#[cfg(all(
    debug_assertions,
    any(
        target_os = "android",
        target_os = "dragonfly",
        target_os = "freebsd",
        target_os = "illumos",
        target_os = "linux",
        target_os = "netbsd",
        target_os = "openbsd",
        target_vendor = "apple",
        windows,
    )
))]
mod hook;

mod declaration;
mod reference;
mod registry;

pub use reference::{Boundary, Data, Element};

/// The class comes first, then what is said of the element: `key = value`, a bare flag for `true`, controls in
/// `controls(…)`, and what is said of findings. `cargo tm describe CLASS` lists all that things of a class can say.
///
/// It goes on a struct, enum, union, function (also inside a body, and a method with `self`), impl block and its methods,
/// trait, inline module, constant, static or type alias. The item stays as it is.
///
/// ```
/// use tm::{boundary, element};
///
/// #[boundary]
/// pub struct Web;
///
/// /// Checks out the basket.
/// #[element(
///     Server,
///     name = "Checkout",              // the item's name if not written; its doc comment is the description
///     boundary = Web,                 // a path that the compiler checks, or a name in quotes
///     port = 443,
///     uses_session_tokens,
///     controls(validates_input, uses_mfa = false),
///     expect(DO02, reason = "the proxy limits body size", owner = "platform", until = "2027-06-30", as = mitigated),
/// )]
/// pub fn checkout() {}
///
/// #[element(Datastore, in_scope = false, because = "managed by the platform team")]
/// pub struct Orders;
///
/// /// What is not written in Rust is declared beside what is.
/// #[element(
///     Server,
///     name = "Proxy",
///     source = "deploy/nginx/*.conf", // a file, a folder or a pattern, relative to the package
///     levels = [0, 1],                // drawn in overviews and in detail: `cargo tm dfd --levels 0`
///     override(INP05, severity = Low, cvss = "3.1", response = "mitigated: the firewall rejects it"),
///     assume("The operator keeps it patched", description = "A contract says so.", exclude = [DO02, "ORG-001"]),
/// )]
/// pub struct Proxy;
/// ```
///
/// - `id = "…"` sets the id, which is otherwise the item's Rust path.
/// - `marker = Name` makes a visible type `Name` that references name instead of the item: for traits, modules, aliases and
///   further impl blocks of one type, and where the hidden type of a function's name would clash.
/// - `crate = name` says under which name the package depends on `threat-model`.
/// - `source = "…"` names what implements it, in whatever language, where that is not the annotated item;
///   `source_files = ["…", …]` names several.
/// - `expect(ID, reason = "…")` decides a finding. It may have an `owner`, a last day `until = "YYYY-MM-DD"`, the flag
///   `until_changed` if it holds for as long as the code is what `cargo tm review` recorded, and what was
///   decided: `as = accepted` (if not written), `mitigated`, `transferred`, `avoided` or `false_positive`.
/// - `override(ID, …)` says of one finding what is different here: its `severity`, from `Info` to `VeryHigh`, its `cvss`
///   score or vector, the `response` to it, and with `always` that the threat applies whatever its condition says. What it
///   leaves out stays as the threat has it. A response that begins with what was decided, as `mitigated: …`, decides the
///   finding where no `expect` does.
/// - `assume("…")` says what is taken for granted of the element, with a `description` and the threats it rules out,
///   `exclude = [ID, …]`. Findings that it rules out are counted and listed apart.
#[doc(inline)]
pub use threat_model_macros::element;

/// ```
/// use tm::boundary;
///
/// #[boundary(name = "Private network")]
/// pub struct Private;
///
/// #[boundary(within = Private, source = "infra/network.tf", assume("Operators are trusted"))]
/// pub struct Database;
/// ```
///
/// Elements say `boundary = Private`, with the innermost boundary they stand in. `id`, `marker`, `crate`, `source`,
/// `controls(…)`, `expect(…)`, `override(…)` and `assume(…)` are as for [`macro@element`].
#[doc(inline)]
pub use threat_model_macros::boundary;

/// ```
/// use tm::data;
///
/// /// A customer's postal address.
/// #[data(classification = Sensitive, is_pii, is_stored, format = "JSON")]
/// pub struct Address {
///     pub street: String,
/// }
/// ```
///
/// Dataflows carry it with `data = [Address]`. `cargo tm describe Data` lists what can be said; `id`, `marker`, `crate`,
/// `expect(…)`, `override(…)` and `assume(…)` are as for [`macro@element`].
#[doc(inline)]
pub use threat_model_macros::data;

/// ```
/// # use tm::{data, element};
/// # #[data] pub struct Address;
/// # #[element(Actor)] pub struct Customer;
/// # #[element(Server)] pub fn checkout() {}
/// use tm::dataflow;
///
/// dataflow! {
///     Customer -> checkout: "Orders", protocol = "HTTPS", dst_port = 443, tls_version = Tls13,
///     data = [Address, "payment token"], controls(is_encrypted);
///     reply "Receipt", data = ["receipt"]
/// }
/// dataflow! {
///     Customer -> checkout: "Cancels", order = 7, levels = [1], source = "proto/cancel.proto",
///     override(DE01, severity = Low), assume("Customers read what they sign", exclude = [DE03]),
/// }
/// ```
///
/// Source and sink are paths of elements, or names in quotes; so are data, where any other text describes data that
/// nobody declared. What a flow does not say it takes from its ends: protocol, port and encryption from its sink, data from
/// its source. `order` is its number in the diagrams, where those of the model are not in the order of declaration, and
/// `levels` are those it is drawn at, where not all that its ends share.
///
/// `cargo tm describe Dataflow` lists what can be said; `id`, `crate`, `source`, `controls(…)`, `expect(…)`, `override(…)` and
/// `assume(…)` are as for [`macro@element`], and a reply may have its own.
#[doc(inline)]
pub use threat_model_macros::dataflow;

/// ```
/// tm::model! {
///     name = "Web shop",
///     description = "Customers order and pay.",
///     is_ordered = true,       // number the flows in the diagrams, in the order of their declaration
///     merge_responses = true,  // draw a flow and its reply as one arrow
///     ignore_unused = true,    // leave out elements that no flow touches
///     on_duplicates = Hide,    // draw a flow that repeats another once; or `Deny` it, or `Keep` both
///     assume("The payment provider keeps card numbers to itself."),
///     assume("Staff are vetted", description = "By the agency.", exclude = [AC01, "ORG-001"]),
/// }
/// ```
///
/// One for a package, anywhere in it. What it assumes holds for everything in the model: `exclude` rules out threats
/// everywhere. `cargo tm describe Model` lists its options.
#[doc(inline)]
pub use threat_model_macros::model;

/// What comes from here is tainted, for `cargo tm taint`: the result of a function, a parameter as far as the function's own
/// body is concerned, what is read from a field, a static or a constant, or each value of a type. Rules say which kinds must not
/// meet which kinds of sinks.
///
/// ```
/// use tm::source;
///
/// /// Reads what the visitor sent.
/// #[source(UserInput)]
/// pub fn body() -> String {
///     String::new()
/// }
///
/// /// A handler: the parameter is tainted as far as its body is concerned.
/// #[tm::taint]
/// pub fn post_comment(#[source(UserInput)] comment: String) {}
///
/// #[tm::taint]
/// pub struct Login {
///     pub user: String,
///     #[source(Secret)]
///     pub password: String,
/// }
///
/// /// Wherever a key is read or handed over, alone or in what holds it, it is a secret.
/// #[source(Secret)]
/// pub struct Key([u8; 32]);
///
/// #[source(Secret)]
/// static PEPPER: &str = include_str!("lib.rs");
///
/// thread_local! {
///     #[source(UserInput)]
///     static LAST_LINE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
/// }
/// ```
///
/// A value of a marked type stays a source for as long as it is of that type: what makes it harmless gives another type. Of a
/// function or parameter, `path = "_.name"` says which part alone is meant, as in `#[source(UserInput, path = "_::Ok.0.body")]`.
/// `via(header)` names what passes here: issues then have the feature `via:header`, as they have of sinks and flows.
///
/// Parameters and fields cannot carry attribute macros, so theirs stand bare under [`macro@taint`] or any other attribute of this
/// crate on the item, which takes them off. In every build a mark is a constant without a name: no code and no data.
#[doc(inline)]
pub use threat_model_macros::source;

/// Tainted data must not get here, for `cargo tm taint`: to a parameter, to any parameter of a function but `self`, with
/// `return` to its result, to a field, to any part of a type, or into a static. `path = "_.0"` says which part of a parameter or
/// result alone is meant.
///
/// ```
/// #[tm::taint]
/// pub fn query(connection: u32, #[sink(Sql)] text: &str) {}
///
/// #[tm::sink(Shell)]
/// pub fn run(command: &str, arguments: &[String]) {}
///
/// #[tm::sink(Page, return)]
/// pub fn page() -> String {
///     String::new()
/// }
///
/// /// What becomes a part of it, when it is made or later, is shown as it is.
/// #[tm::sink(Html)]
/// pub struct Markup(pub String);
///
/// /// What is written to it.
/// #[tm::sink(Log)]
/// static LOG: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());
/// ```
#[doc(inline)]
pub use threat_model_macros::sink;

/// What passes through here is harmless: all of it, or only what comes from `sources(…)` or goes to `sinks(…)`; in what the
/// function returns (`return`), on the way from parameters to its result (`flow`), or in one parameter, by its name. On a field it
/// says that what is in it is harmless.
///
/// ```
/// #[tm::sanitize(sinks(Html), return)]
/// pub fn escape(text: &str) -> String {
///     text.replace('<', "&lt;")
/// }
///
/// #[tm::taint]
/// pub struct Card {
///     #[sanitize(sinks(Html))]
///     pub title: String,
///     pub text: String,
/// }
/// ```
#[doc(inline)]
pub use threat_model_macros::sanitize;

/// Data flows through a function in a way that its body does not show: `->` for something made of it, `=>` for the value with
/// its parts. `*name` is what a reference leads to, `.0` a field, `::Some.0` the payload of a variant, `[..]` any element.
///
/// ```
/// #[tm::flow(text -> return)]
/// pub fn shout(text: &str) -> String {
///     text.to_uppercase()
/// }
/// ```
#[doc(inline)]
pub use threat_model_macros::flow;

/// Decides what the taint analysis finds in a function: the code of a rule, a `reason`, and as far as wanted an `owner`, a last day
/// (`until`) and what was decided (`as`): `accepted`, `mitigated`, `transferred`, `avoided` or `false_positive`. One that decides
/// nothing, or is past its last day, is itself reported. It is written with its path, as `#[expect(…)]` is Rust's own.
///
/// ```
/// #[tm::expect(T0003, reason = "only administrators call it", owner = "platform", until = "2027-06-30")]
/// pub fn download(name: &str) -> std::io::Result<String> {
///     std::fs::read_to_string(name)
/// }
/// ```
#[doc(inline)]
pub use threat_model_macros::expect;

/// Lets parameters, fields and members carry `#[source(…)]`, `#[sink(…)]` and `#[sanitize(…)]`; `opaque` on a function, or on a block
/// of functions, says that nothing flows from parameters to results but what is declared, and `trust` that bodies are not looked at. With `no_dyn_join`
/// on a trait or one of its methods, a call on `dyn` is not taken for one of all implementations.
///
/// ```
/// #[tm::taint]
/// pub trait Store {
///     fn put(&self, #[sink(Sql)] key: &str);
/// }
///
/// #[tm::taint(opaque)]
/// pub fn length(text: &str) -> usize {
///     text.len()
/// }
/// ```
#[doc(inline)]
pub use threat_model_macros::taint;

/// Shows what `cargo tm taint` believes of a value at this point: of which kinds it is, by which steps, and what is ruled out.
///
/// ```
/// let name = std::env::var("NAME").unwrap_or_default();
/// tm::reveal_taint!(name);
/// println!("{name}");
/// ```
///
/// Nothing of it runs, in any build, and it gives `()`. The value is borrowed as by `&name`, neither moved nor evaluated.
#[macro_export]
macro_rules! reveal_taint {
    ($value:expr $(,)?) => {
        // A call that never runs: the compiler shows it to `cargo tm taint`, checks the borrow, and leaves both out of the program.
        $crate::__private::reveal_call!([$crate::__private::reveal_taint] $value)
    };
}

/// What the macros' expansions name. Not for people: it may change with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::declaration::{Code, Declaration, Entry, Span, Value};
    pub use crate::reference::{Boundary, Data, Element, fallback};
    pub use inventory;
    pub use threat_model_macros::reveal_call;

    /// Never called: `cargo tm taint` looks for it.
    pub const fn reveal_taint<T: ?Sized>(_: &T) {}
}
