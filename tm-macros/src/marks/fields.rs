//! Types and their fields.
//!
//! ```text
//! #[source(Secret)] struct Token(u128);                                type Token
//! struct Login { user: String, #[source(Secret)] password: String }     field Login.password
//! enum Event { Set(#[source(Http)] String) }                            field Event::Set.0
//! ```

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Visibility};
use tm_schema::MarkPlace;

use super::function::split;
use super::mark::{self, Mark};
use super::{constant, take};
use crate::errors::Errors;
use crate::item::{Attribute, attributes};
use crate::suggest::nearest;

/// The type with what its marks and those of its fields say beside it.
pub(super) fn expand(
    before: TokenStream,
    input: ParseStream<'_>,
    marks: &[Mark],
    cfgs: &[TokenStream],
    errors: &mut Errors,
) -> syn::Result<TokenStream> {
    let keyword = input.call(Ident::parse_any)?;
    let name = input.call(Ident::parse_any)?;
    let mut head = quote!(#keyword #name);
    let statements = mark::statements(marks, &MarkPlace::Type, errors);
    let mut constants = constant(&format!("type {name}"), &statements, cfgs);
    let mut has_fields = false;
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let token = match token {
            // The last group of a where clause or of generics is no list of fields, and the fields come once.
            TokenTree::Group(group) if !has_fields && holds_fields(&group, input) => {
                has_fields = true;
                let fields = if keyword == "enum" {
                    variants(&group, &name.to_string(), cfgs, &mut constants, errors)
                } else {
                    fields(&group, &name.to_string(), cfgs, &mut constants, errors)
                };
                TokenTree::Group(fields)
            }
            other => other,
        };
        head.extend([token]);
    }
    Ok(quote!(#before #head #constants))
}

/// Whether a group is the list of fields: braces, or parentheses before a semicolon or a where clause.
fn holds_fields(group: &Group, behind: ParseStream<'_>) -> bool {
    match group.delimiter() {
        Delimiter::Brace => behind.is_empty(),
        Delimiter::Parenthesis => behind.peek(syn::Token![;]) || behind.peek(syn::Token![where]),
        _ => false,
    }
}

fn variants(
    group: &Group,
    name: &str,
    cfgs: &[TokenStream],
    constants: &mut TokenStream,
    errors: &mut Errors,
) -> Group {
    let mut kept = TokenStream::new();
    for variant in split(group.stream()) {
        let mut variant_name = None;
        for token in variant {
            let token = match (token, &variant_name) {
                (TokenTree::Ident(ident), None) => {
                    variant_name = Some(ident.to_string());
                    TokenTree::Ident(ident)
                }
                (TokenTree::Group(group), Some(variant)) if group.delimiter() != Delimiter::Bracket => {
                    TokenTree::Group(fields(&group, &format!("{name}::{variant}"), cfgs, constants, errors))
                }
                (other, _) => other,
            };
            kept.extend([token]);
        }
    }
    surrounded(group, kept)
}

fn fields(group: &Group, owner: &str, cfgs: &[TokenStream], constants: &mut TokenStream, errors: &mut Errors) -> Group {
    let mut kept = TokenStream::new();
    for (index, field) in split(group.stream()).into_iter().enumerate() {
        let mut marks = Vec::new();
        let parser = |input: ParseStream<'_>| {
            let attributes = take_from_field(attributes(input)?, &mut marks);
            let visibility: Visibility = input.parse()?;
            let name = match group.delimiter() {
                Delimiter::Brace => input.fork().call(Ident::parse_any)?.unraw().to_string(),
                _ => index.to_string(),
            };
            let rest: TokenStream = input.parse()?;
            Ok((quote!(#(#attributes)* #visibility #rest), name))
        };
        let Ok((tokens, name)) = parser.parse2(field.clone()) else {
            kept.extend(field);
            continue;
        };
        let statements = mark::statements(&marks, &MarkPlace::Field, errors);
        constants.extend(constant(&format!("field {owner}.{name}"), &statements, cfgs));
        kept.extend(tokens);
    }
    surrounded(group, kept)
}

/// `flow` on a field belongs to others, and so does a `sanitize` that does not speak of kinds: `#[sanitize(trim)]`.
fn take_from_field(attributes: Vec<Attribute>, marks: &mut Vec<Mark>) -> Vec<Attribute> {
    let is_ours = |it: &Attribute| match it.path.segments.last() {
        Some(last) if last.ident == "sanitize" => it.path.segments.len() > 1 || speaks_of_kinds(it),
        Some(last) => last.ident == "source" || last.ident == "sink",
        None => false,
    };
    let (ours, others): (Vec<_>, Vec<_>) = attributes.into_iter().partition(is_ours);
    take(ours, marks).into_iter().chain(others).collect()
}

/// Nothing in parentheses, or `sources(…)` or `sinks(…)`, which may be misspelt.
fn speaks_of_kinds(attribute: &Attribute) -> bool {
    let Some(TokenTree::Group(arguments)) = attribute.rest.clone().into_iter().next() else { return true };
    match arguments.stream().into_iter().next() {
        Some(TokenTree::Ident(word)) => nearest(&word.to_string(), ["sources", "sinks"]).is_some(),
        _ => true,
    }
}

fn surrounded(group: &Group, tokens: TokenStream) -> Group {
    let mut new = Group::new(group.delimiter(), tokens);
    new.set_span(group.span());
    new
}
