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
/// `controls(…)`, decisions in `expect(…)`. `cargo tm describe CLASS` lists the attributes of a class.
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
/// ```
///
/// - `id = "…"` sets the id, which is otherwise the item's Rust path.
/// - `marker = Name` makes a visible type `Name` that references name instead of the item: for traits, modules, aliases and
///   further impl blocks of one type, and where the hidden type of a function's name would clash.
/// - `crate = name` says under which name the package depends on `threat-model`.
/// - `expect(ID, reason = "…")` decides a finding. It may have an `owner`, a last day `until = "YYYY-MM-DD"`, and what was
///   decided: `as = accepted` (if not written), `mitigated`, `transferred`, `avoided` or `false_positive`.
#[doc(inline)]
pub use threat_model_macros::element;

/// ```
/// use tm::boundary;
///
/// #[boundary(name = "Private network")]
/// pub struct Private;
///
/// #[boundary(within = Private)]
/// pub struct Database;
/// ```
///
/// Elements say `boundary = Private`, with the innermost boundary they stand in. `id`, `marker`, `crate`, `controls(…)` and
/// `expect(…)` are as for [`macro@element`].
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
/// Dataflows carry it with `data = [Address]`. `cargo tm describe Data` lists what can be said.
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
/// ```
///
/// Source and sink are paths of elements, or names in quotes; so are data, where any other text describes data that
/// nobody declared. What a flow does not say it takes from its ends: protocol, port and encryption from its sink, data from
/// its source. `cargo tm describe Dataflow` lists what can be said; `id`, `crate`, `controls(…)` and `expect(…)` are as for
/// [`macro@element`].
#[doc(inline)]
pub use threat_model_macros::dataflow;

/// ```
/// tm::model! {
///     name = "Web shop",
///     description = "Customers order and pay.",
///     is_ordered = true,
///     assumptions = ["The payment provider keeps card numbers to itself."],
/// }
/// ```
///
/// One for a package, anywhere in it. `cargo tm describe Model` lists its options.
#[doc(inline)]
pub use threat_model_macros::model;

/// What the macros' expansions name. Not for people: it may change with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::declaration::{Declaration, Entry, Span, Value};
    pub use crate::reference::{Boundary, Data, Element, fallback};
    pub use inventory;
}
