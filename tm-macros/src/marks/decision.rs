//! `#[tm::expect(T0002, reason = "…")]`: a decision on what the taint analysis finds in a function.
//!
//! ```text
//! #[tm::expect(T0002, reason = "numbers only",      ──▶  const _: &str = concat!("threat-model:taint:1 fn
//!              until = "2027-06-30")]                     expect⇥T0002⇥accepted⇥2027-06-30⇥⇥numbers only⇥", file!(), …);
//! fn search(…) { … }
//! ```
//!
//! Its form is that of `expect(…)` on an element. Tabs part what is said; those in texts are written `\t`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Visibility;
use syn::parse::{ParseStream, Parser};

use super::{PREFIX, function, taken};
use crate::arguments::{arguments, decision};
use crate::declaration::{Entry, Value};
use crate::errors::Errors;
use crate::item::{attributes, starts_function};

/// Expands a decision and the function below it.
pub(crate) fn expect(said: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parts = (|input: ParseStream<'_>| Ok(arguments(input, &mut errors))).parse2(said);
    let decision = parts.ok().and_then(|parts| decision(parts, Span::call_site(), &mut errors));
    let item = taken(item, &mut errors);
    let constant = decision.map(|entries| constant(&entries)).unwrap_or_default();
    let expanded = beside(&constant, item.clone(), &mut errors).unwrap_or_else(|error| {
        errors.push(error);
        item
    });
    let errors = errors.into_tokens();
    quote!(#errors #expanded)
}

/// The function with the constant in its body.
fn beside(constant: &TokenStream, item: TokenStream, errors: &mut Errors) -> syn::Result<TokenStream> {
    let parser = |input: ParseStream<'_>| {
        let kept = attributes(input)?;
        let visibility: Visibility = input.parse()?;
        let before = quote!(#(#kept)* #visibility);
        if !starts_function(&input.fork()) {
            let message =
                "a decision goes on the function that the issue is in; `[[accept]]` in tm.toml is about any other";
            errors.at_span(Span::call_site(), message);
            let rest: TokenStream = input.parse()?;
            return Ok(quote!(#before #rest));
        }
        let function = function::parse(input)?;
        if !function.has_body() {
            errors.at_span(Span::call_site(), "a function without a body has no issues that could be decided");
        }
        Ok(function.holding(before, constant))
    };
    parser.parse2(item)
}

/// What says the decision, with its place.
fn constant(entries: &[Entry]) -> TokenStream {
    let part = |key: &str| {
        let value = entries.iter().find(|it| it.key == key).map(|it| &it.value);
        match value {
            Some(Value::Text(text) | Value::Member(text)) => escaped(text),
            _ => String::new(),
        }
    };
    let response = Some(part("as")).filter(|it| !it.is_empty()).unwrap_or_else(|| tm_schema::RESPONSES[0].to_owned());
    let said = [part("id"), response, part("until"), part("owner"), part("reason")].join("\t");
    let text = format!("{PREFIX} fn\nexpect\t{said}\t").to_token_stream();
    quote_spanned! {Span::call_site()=>
        const _: &::core::primitive::str =
            ::core::concat!(#text, ::core::file!(), "\t", ::core::line!(), "\t", ::core::column!());
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(said: &str) -> String {
        expect(said.parse().unwrap(), "pub async fn f(a: u8) -> u8 { #![allow(x)] a }".parse().unwrap()).to_string()
    }

    #[test]
    fn a_decision_is_a_constant_in_the_body() {
        let text = expanded(r#"T0002, reason = "a\tb\n\\", until = "2027-06-30", as = mitigated"#);
        let said =
            r#""threat-model:taint:1 fn\nexpect\tT0002\tmitigated\t2027-06-30\t\ta\\tb\\n\\\\\t" , :: core :: file !"#;
        assert!(text.contains(said), "{text}");
        assert!(text.contains("[allow (x)] const _ :") && text.ends_with("; a }"), "{text}");
        let short = expanded(r#""ORG-T1", reason = "r""#);
        assert!(short.contains(r#"expect\tORG-T1\taccepted\t\t\tr\t""#), "{short}");
    }

    #[test]
    fn a_mistake_leaves_the_function_as_it_was() {
        let text = expanded("T0002");
        assert!(text.contains("a decision needs a reason") && !text.contains("const _"), "{text}");
    }
}
