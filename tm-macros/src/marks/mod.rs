//! Marks for the taint analysis: `#[source(…)]`, `#[sink(…)]`, `#[sanitize(…)]`, `#[flow(…)]`, `#[taint]`.
//!
//! ```text
//! #[source(Http)]                          fn body(id: u32, sql: &str) -> String {
//! fn body(id: u32,                ──▶          const _: &str = "threat-model:taint:1 fn
//!         #[sink(Sql)] sql: &str)                               source Http => return
//!         -> String { … }                                       sink Sql 2";  … }
//! ```
//!
//! The compiler shows constants to `cargo tm taint` beside the code, so a mark is one constant without a name: in the body of
//! a function or the value of a static, where it finds itself, or beside a type or a block of members, which it then names. It makes no
//! code and no data in any build. What it says is written as `tm_taint::model::statement` reads it.
//!
//! Parameters and fields cannot carry attribute macros, so theirs stand bare under any other attribute of ours, which takes
//! them off. Those of other crates that are called the same are left alone: `#[source]` without parentheses is thiserror's.

mod decision;
mod fields;
mod function;
mod holder;
mod mark;
mod members;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Token, Visibility};

use crate::errors::Errors;
use crate::item::{Attribute, attributes, starts_function};
use mark::Mark;

pub(crate) use decision::expect;

/// What the texts of marks begin with, with the version of what follows.
const PREFIX: &str = "threat-model:taint:1";

/// Expands a mark and the item below it.
pub(crate) fn marked(name: &str, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let own = Mark::new(name, Span::call_site(), arguments).expect("the macros are called as marks are");
    let expanded = expand(item.clone(), vec![own], &mut errors);
    let expanded = expanded.unwrap_or_else(|error| {
        errors.push(error);
        item
    });
    let errors = errors.into_tokens();
    quote!(#errors #expanded)
}

/// Takes marks off the parameters and fields of an item that another attribute of ours stands on.
pub(crate) fn taken(item: TokenStream, errors: &mut Errors) -> TokenStream {
    if !may_have_marks(item.clone()) {
        return item;
    }
    expand(item.clone(), Vec::new(), errors).unwrap_or(item)
}

/// Whether there is a `#[source(…)]`, `#[sink(…)]` or `#[sanitize…]` anywhere, bodies of functions included: to look is cheap.
fn may_have_marks(item: TokenStream) -> bool {
    item.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => may_have_marks(group.stream()),
        proc_macro2::TokenTree::Ident(ident) => tm_schema::MARKS.iter().any(|name| ident == name),
        _ => false,
    })
}

/// The item without its marks, and with what they say as constants.
fn expand(item: TokenStream, mut marks: Vec<Mark>, errors: &mut Errors) -> syn::Result<TokenStream> {
    let parser = |input: ParseStream<'_>| {
        let is_own = !marks.is_empty();
        let kept = if is_own { take(attributes(input)?, &mut marks) } else { attributes(input)? };
        let visibility: Visibility = input.parse()?;
        let before = quote!(#(#kept)* #visibility);
        if starts_function(&input.fork()) {
            let function = function::parse(input)?;
            return Ok(function::expand(before, function, &marks, &[], function::Bodiless::Error, errors));
        }
        if input.peek(Token![struct]) || input.peek(Token![enum]) || is_union(input) {
            return fields::expand(before, input, &marks, &cfgs(&kept), errors);
        }
        if holder::is_next(input) {
            return holder::expand(before, input, &marks, function::Bodiless::Error, errors);
        }
        if let Some(block) = members::parse(input)? {
            return Ok(members::expand(before, block, &marks, &cfgs(&kept), errors));
        }
        let is_alias = input.peek(Token![type]);
        for mark in &marks {
            if is_alias {
                errors.at_span(
                    mark.span,
                    "another name of a type has no marks of its own: mark the type, or a field of this type",
                );
                continue;
            }
            errors.at_span(
                mark.span,
                "a mark goes on a function, its parameters, a type, its fields, a static or a constant; `#[taint]` on what has them",
            );
        }
        let rest: TokenStream = input.parse()?;
        Ok(quote!(#before #rest))
    };
    parser.parse2(item)
}

fn is_union(input: ParseStream<'_>) -> bool {
    input.fork().parse::<Ident>().is_ok_and(|it| it == "union") && input.peek2(Ident)
}

/// The attributes that are no marks of ours; those that are join `marks`.
fn take(attributes: Vec<Attribute>, marks: &mut Vec<Mark>) -> Vec<Attribute> {
    attributes
        .into_iter()
        .filter(|attribute| match Mark::of(attribute) {
            Some(mark) => {
                marks.push(mark);
                false
            }
            None => true,
        })
        .collect()
}

/// What stands beside an item must be there when the item is.
fn cfgs(attributes: &[Attribute]) -> Vec<TokenStream> {
    attributes.iter().filter(|it| it.path.is_ident("cfg")).map(ToTokens::to_token_stream).collect()
}

/// The constant that says `statements` of its subject; nothing where there is nothing to say.
fn constant(subject: &str, statements: &[(String, Span)], cfgs: &[TokenStream]) -> TokenStream {
    let Some((_, span)) = statements.first() else { return TokenStream::new() };
    let mut text = format!("{PREFIX} {subject}");
    for (statement, _) in statements {
        text.push('\n');
        text.push_str(statement);
    }
    quote_spanned!(*span=> #(#cfgs)* const _: &::core::primitive::str = #text;)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the constants say, and the code without them.
    fn expanded(item: &str) -> (Vec<String>, String) {
        let item: TokenStream = item.parse().unwrap();
        let Attributed { name, arguments, rest } = Attributed::of(item);
        let tokens = marked(&name, arguments, rest).to_string();
        let mut said = Vec::new();
        let mut code = String::new();
        let mut rest = tokens.as_str();
        while let Some((before, behind)) = rest.split_once("const _ : & :: core :: primitive :: str = \"") {
            let (text, behind) = behind.split_once("\" ;").unwrap();
            said.push(text.replace("\\n", "\n").strip_prefix(PREFIX).unwrap().trim_start().to_owned());
            code += before;
            rest = behind;
        }
        (said, (code + rest).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The first attribute and what is below it, as the compiler hands them to a macro.
    struct Attributed {
        name: String,
        arguments: TokenStream,
        rest: TokenStream,
    }

    impl Attributed {
        fn of(item: TokenStream) -> Attributed {
            let parser = |input: ParseStream<'_>| {
                let attribute: Attribute = input.parse()?;
                let name = attribute.path.segments.last().unwrap().ident.to_string();
                let arguments = match attribute.rest.into_iter().next() {
                    Some(proc_macro2::TokenTree::Group(group)) => group.stream(),
                    _ => TokenStream::new(),
                };
                Ok(Attributed { name, arguments, rest: input.parse()? })
            };
            parser.parse2(item).unwrap()
        }
    }

    #[test]
    fn what_marks_say() {
        let cases: [(&str, &[&str]); 28] = [
            ("#[source(Http)] fn body() -> String { x() }", &["fn\nsource Http => return"]),
            ("#[tm::source(A, B)] pub async fn f(a: u8) {}", &["fn\nsource A => return\nsource B => return"]),
            ("#[sink(Sql)] fn run(&self, a: &str, b: Map<K, V>) {}", &["fn\nsink Sql 2\nsink Sql 3"]),
            ("#[sink(Page, return)] fn page() -> String { s }", &["fn\nsink Page return"]),
            ("#[taint] fn q(a: Map<K, V>, #[sink(Sql)] mut b: &str) {}", &["fn\nsink Sql 2"]),
            ("#[taint] fn q(#[source(Http)] Query(q): Query<Q>) {}", &["fn\nsource Http => 1"]),
            (
                "#[source(A)] #[tm::sink(B)] fn f(#[cfg(x)] #[sink(C)] a: u8) {}",
                &["fn\nsource A => return\nsink B 1\nsink C 1"],
            ),
            ("#[sanitize] fn f(a: &str) -> String { s }", &["fn\nsanitize"]),
            ("#[sanitize(sinks(Html, Sql), return)] fn f() {}", &["fn\nsanitize sinks Html Sql return"]),
            ("#[sanitize(sources(Http), b)] fn f(a: u8, b: u8) {}", &["fn\nsanitize sources Http 2"]),
            (
                "#[flow(a -> return, *self => return.0, b[..] -> *a, b::Some.0.1 => self)] fn f(&mut self, a: &mut A, b: B) {}",
                &["fn\n2 -> return\n1.* => return.0\n3.elem -> 2.*\n3.Some.0.1 => 1"],
            ),
            ("#[taint(opaque)] fn f(g: fn(A, B) -> C, #[sink(K)] x: u8) {}", &["fn\nopaque\nsink K 2"]),
            (
                "#[taint] struct Login<T> where T: Copy { pub user: T, #[source(Secret)] pub(crate) password: String }",
                &["field Login.password\nsource Secret => return"],
            ),
            (
                "#[taint] struct Page { #[sanitize(sinks(Html))] title: String, #[sanitize] id: u8, #[tm::sanitize(sources(A))] a: u8 }",
                &[
                    "field Page.title\nsanitize sinks Html",
                    "field Page.id\nsanitize",
                    "field Page.a\nsanitize sources A",
                ],
            ),
            ("#[taint] pub struct Pair(u8, #[sink(Log)] u8);", &["field Pair.1\nsink Log 1"]),
            (
                "#[source(A, path = \"_::Ok.0.name\")] fn f(#[sink(B, path = \"*_[..]\")] a: &[u8]) {}",
                &["fn\nsource A => return.Ok.0.name\nsink B 1.*.elem"],
            ),
            (
                "#[source(A => *b, B => return::Some.0)] fn f(b: &mut [u8]) -> Option<u8> {}",
                &["fn\nsource A => 1.*\nsource B => return.Some.0"],
            ),
            ("#[sink(Page, return, path = \"_.1\")] fn page() -> (u8, u8) { s }", &["fn\nsink Page return.1"]),
            (
                "#[taint(trust)] impl A { fn a(&self) {} #[flow(b -> return)] #[taint(trust)] fn c(b: u8) -> u8 { b } }",
                &["fn\ntrust", "fn\n1 -> return\ntrust"],
            ),
            (
                "#[source(Secret)] #[tm::sink(Html)] struct Key(#[sink(Log)] u8);",
                &["type Key\nsource Secret => return\nsink Html 1", "field Key.0\nsink Log 1"],
            ),
            (
                "#[source(A, B)] pub static mut K: [u8; 2] = [1; 2];",
                &["static\nsource A => return\nsource B => return"],
            ),
            (
                "#[sink(Log)] const L: std::thread::LocalKey<Box<dyn Iterator<Item = u8>>> = new();",
                &["static\nsink Log 1"],
            ),
            ("#[taint] impl A { #[source(S)] const K: u8 = 1; const L: u8 = 2; }", &["static\nsource S => return"]),
            (
                "#[taint] unsafe extern \"C\" { #[source(S)] safe static mut environ: *const u8; }",
                &["static environ\nsource S => return"],
            ),
            (
                "#[taint] enum E { A, B(#[source(X)] u8), C { #[source(Y)] c: u8 } }",
                &["field E::B.0\nsource X => return", "field E::C.c\nsource Y => return"],
            ),
            (
                "#[taint] trait Store: Send { const N: u8 = 1; fn put(&self, #[sink(Sql)] k: &str); #[source(A)] fn get(&self) -> u8 { 1 } }",
                &["fn\nsource A => return", "method Store::put\nsink Sql 2"],
            ),
            (
                "#[taint(no_dyn_join)] trait Store { fn put(&self); fn get(&self) -> u8 { 1 } }",
                &["fn\nno_dyn_join", "method Store::put\nno_dyn_join"],
            ),
            (
                "#[taint] unsafe extern \"C\" { fn getenv(#[sink(C)] n: *const u8) -> u8; }",
                &["method getenv\nsink C 1"],
            ),
        ];
        for (item, expected) in cases {
            let (said, code) = expanded(item);
            assert_eq!(said, expected, "{item}");
            assert!(!code.contains("compile_error"), "{code}");
            for mark in ["source", "sink", "sanitize", "flow", "taint"] {
                assert!(!code.contains(&format!("{mark} (")) && !code.contains(&format!("[{mark}]")), "{code}");
            }
        }
    }

    #[test]
    fn what_belongs_to_others_stays() {
        let item = "#[taint] struct E { #[source] cause: Io, #[sanitize(trim)] name: String, #[sink(K)] k: u8 }";
        let (said, code) = expanded(item);
        assert_eq!(said, ["field E.k\nsink K 1"]);
        assert_eq!(code, "struct E { # [source] cause : Io , # [sanitize (trim)] name : String , k : u8 }");
        for word in ["custom(f)", "screaming_snake_case", "alphanumeric", "clamp(1, 2)", "e164", "title_case"] {
            let item = format!("#[taint] struct E {{ #[sanitize({word})] name: String }}");
            assert!(expanded(&item).1.contains("# [sanitize ("), "{item}");
        }
        let body = "#[source(A)] fn f() { #![allow(x)] #[source(B)] fn g() {} }";
        let (said, code) = expanded(body);
        assert_eq!(said, ["fn\nsource A => return"]);
        assert_eq!(code, "fn f () { #! [allow (x)] # [source (B)] fn g () { } }");
    }
}
