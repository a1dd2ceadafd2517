//! `dataflow! { Visitor -> post_comment: "Visitor enters comments", protocol = "HTTP"; reply "Comments saved" }`

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{LitStr, Token, Type};
use tm_schema::{Class, Kind};

use crate::arguments::{Special, Validated, arguments, extent_of, validate};
use crate::declaration::{Declaration, Entry, Value};
use crate::errors::Errors;
use crate::reference;

/// Expands the macro. After a mistake nothing but the mistakes is printed: there is no item to keep.
pub(crate) fn dataflow(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = Parser::parse2(|input: ParseStream<'_>| parse(input, &mut errors), input);
    match parsed {
        Ok((declaration, special)) if errors.is_empty() => {
            declaration.into_tokens(&reference::root(special.root.as_ref()))
        }
        Ok(_) => errors.into_tokens(),
        Err(error) => {
            errors.push(error);
            errors.into_tokens()
        }
    }
}

fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<(Declaration, Special)> {
    let whole = input.fork();
    let [source, sink] =
        ends(input, errors).map_err(|error| syn::Error::new(backward_arrow(&whole).unwrap_or(error.span()), USAGE))?;
    if input.is_empty() {
        return Err(syn::Error::new(sink.extent.1, "a flow needs a name: `source -> sink: \"name\"`"));
    }
    input.parse::<Token![:]>().map_err(|error| syn::Error::new(error.span(), USAGE))?;
    let name: LitStr =
        input.parse().map_err(|error| syn::Error::new(error.span(), "expected the flow's name, in quotes"))?;
    require_name(&name, errors);
    let (mut entries, special) = options(input, errors)?;
    let extent = (source.extent.0, name.span());
    entries.extend([source, sink]);
    if !input.is_empty() {
        input.parse::<Token![;]>()?;
        entries.extend(reply(input, errors)?);
    }
    let declaration = Declaration {
        class: Class::Dataflow.name(),
        key: quote!(""),
        name: name.value(),
        doc: quote!(""),
        extent,
        annotation: (Span::call_site(), Span::call_site()),
        code: None,
        entries,
    };
    Ok((declaration, special))
}

const USAGE: &str = "expected `source -> sink: \"name\"`";

/// `source -> sink`
fn ends(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<[Entry; 2]> {
    let source = end("source", input, errors)?;
    input.parse::<Token![->]>()?;
    Ok([source, end("sink", input, errors)?])
}

/// The first `<-`. A path takes its `<` for generic arguments and stumbles behind it.
fn backward_arrow(input: ParseStream<'_>) -> Option<Span> {
    while !input.is_empty() {
        if input.peek(Token![<-]) {
            return Some(input.span());
        }
        input.parse::<TokenTree>().ok()?;
    }
    None
}

fn end(key: &str, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Entry> {
    let (value, extent) = if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        require_name(&text, errors);
        (Value::text(&text), (text.span(), text.span()))
    } else {
        let path: Type = input.call(Type::without_plus)?;
        let extent = extent_of(&path);
        (Value::Reference(Kind::Element, Box::new(path)), extent)
    };
    Ok(Entry { key: key.to_owned(), value, extent })
}

/// `, option, …` up to a `;` or the end.
fn options(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<(Vec<Entry>, Special)> {
    if input.is_empty() || input.peek(Token![;]) {
        return Ok(Default::default());
    }
    input.parse::<Token![,]>()?;
    let arguments = arguments(input, errors);
    let Validated { entries, special } = validate(Class::Dataflow, arguments, errors);
    Ok((entries, special))
}

/// `reply "name", option, …`
fn reply(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Entry>> {
    if input.is_empty() {
        return Ok(None);
    }
    let keyword: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), "expected `reply \"name\"`"))?;
    if keyword != "reply" {
        return Err(syn::Error::new(keyword.span(), "only `reply \"name\"` can follow"));
    }
    if input.is_empty() {
        return Err(syn::Error::new(keyword.span(), "a reply needs a name: `reply \"name\"`"));
    }
    let name: LitStr =
        input.parse().map_err(|error| syn::Error::new(error.span(), "expected the reply's name, in quotes"))?;
    require_name(&name, errors);
    let (mut entries, special) = options(input, errors)?;
    if let Some(root) = special.root {
        errors.at(root, "`crate` is said once, before the `;`");
    }
    forbid(&entries, "response_to", errors);
    forbid(&entries, "is_response", errors);
    entries.push(Entry { key: "name".into(), value: Value::text(&name), extent: (name.span(), name.span()) });
    input.parse::<Option<Token![;]>>()?;
    if !input.is_empty() {
        return Err(input.error("a flow has one reply; write another `dataflow!`"));
    }
    Ok(Some(Entry { key: "reply".into(), value: Value::Group(entries), extent: (keyword.span(), name.span()) }))
}

fn forbid(entries: &[Entry], key: &str, errors: &mut Errors) {
    if let Some(entry) = entries.iter().find(|entry| entry.key == key) {
        errors.at_span(entry.extent.0, format_args!("a reply answers the flow before it: remove `{key}`"));
    }
}

fn require_name(name: &LitStr, errors: &mut Errors) {
    if name.value().trim().is_empty() {
        errors.at(name, "a name cannot be empty");
    }
}
