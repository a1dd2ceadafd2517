//! `#[element(…)]`, `#[boundary(…)]` and `#[data(…)]`: one path for all three.

mod expand;

use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::{Token, parse2};
use tm_schema::{Class, Kind};

use crate::arguments::{Special, Validated, arguments, validate};
use crate::declaration::Entry;
use crate::errors::Errors;
use crate::item::Item;
use crate::suggest::{did_you_mean, one_of};

/// What an annotation says.
pub(crate) struct Annotation {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) entries: Vec<Entry>,
    pub(crate) special: Special,
}

/// Expands an annotation and the item below it.
pub(crate) fn annotate(kind: Kind, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let annotation = parse(kind, arguments, &mut errors);
    match parse2::<Item>(item.clone()) {
        Ok(item) => expand::expand(annotation, item, errors),
        Err(error) => {
            errors.push(error);
            let errors = errors.into_tokens();
            quote::quote!(#errors #item)
        }
    }
}

/// The annotation that `tokens` say.
pub(crate) fn parse(kind: Kind, tokens: TokenStream, errors: &mut Errors) -> Annotation {
    let parser = |input: ParseStream<'_>| {
        let class = match kind {
            Kind::Element => element_class(input, errors),
            Kind::Boundary => Class::Boundary,
            _ => Class::Data,
        };
        let arguments = arguments(input, errors);
        if let Ok(semicolon) = input.parse::<Token![;]>() {
            errors.at(semicolon, "expected `,`");
            input.parse::<TokenStream>()?;
        }
        let Validated { entries, special } = validate(class, arguments, errors);
        Ok((class, entries, special))
    };
    match parser.parse2(tokens) {
        Ok((class, entries, special)) => Annotation { kind, class, entries, special },
        Err(error) => {
            errors.push(error);
            Annotation { kind, class: Class::Asset, entries: Vec::new(), special: Special::default() }
        }
    }
}

/// The class that an element's arguments start with. After a mistake, the base that has the most in common.
fn element_class(input: ParseStream<'_>, errors: &mut Errors) -> Class {
    let names = || Class::elements().map(Class::name);
    let fork = input.fork();
    let first = fork.parse::<Ident>();
    let is_class = first.is_ok() && (fork.is_empty() || fork.peek(Token![,]));
    let Ok(name) = first else {
        let span = if input.is_empty() { Span::call_site() } else { input.span() };
        errors.at_span(span, format_args!("the class comes first: {}", one_of(names())));
        return Class::Asset;
    };
    if !is_class {
        errors.at(&name, format_args!("the class comes first: {}", one_of(names())));
        return Class::Asset;
    }
    let _ = input.parse::<Ident>();
    let _ = input.parse::<Token![,]>();
    let text = name.to_string();
    match Class::from_name(&text) {
        Some(Class::Dataflow) => errors.at(&name, "a dataflow is written `dataflow! { source -> sink: \"name\" }`"),
        Some(Class::Boundary) => errors.at(&name, "a boundary is written `#[boundary]`"),
        Some(Class::Data) => errors.at(&name, "data is written `#[data]`"),
        Some(Class::Model) => errors.at(&name, "the model is written `model! { name = \"…\" }`"),
        Some(class) => return class,
        None => {
            let near = did_you_mean(&text, names());
            let near = if near.is_empty() { format!(": it is {}", one_of(names())) } else { near };
            errors.at(&name, format_args!("`{text}` is no class of elements{near}"));
        }
    }
    // Any class will do to check the other arguments; the one that was meant reports the fewest false mistakes.
    crate::suggest::nearest(&text, names()).and_then(Class::from_name).unwrap_or(Class::Asset)
}
