//! `#[element(…)]`, `#[boundary(…)]` and `#[data(…)]`: one path for all three.

mod expand;

use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::{LitStr, Path, Token, parse2};
use tm_schema::{Class, Kind};

use crate::arguments::{Argument, Special, Validated, arguments, validate};
use crate::declaration::{Entry, Value};
use crate::errors::Errors;
use crate::item::Item;
use crate::marks;
use crate::suggest::{nearest, one_of};

/// What an annotation says.
pub(crate) struct Annotation {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    /// What messages about the element point at: its class. Boundaries and data have none; there it is the item's name.
    pub(crate) place: Option<Span>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) special: Special,
}

impl Annotation {
    /// Adds what the item itself says: data whose type derives `Debug` prints what it holds.
    fn observe(&mut self, item: &Item) {
        const SHOWN: &str = "implements_debug";
        let is_said = self.entries.iter().any(|entry| entry.key == SHOWN);
        if let Some(debug) = item.derived("Debug").filter(|_| self.kind == Kind::Data && !is_said) {
            let extent = (debug.span(), debug.span());
            self.entries.push(Entry { key: SHOWN.to_owned(), value: Value::Bool(true), extent });
        }
    }
}

/// Expands an annotation and the item below it.
pub(crate) fn annotate(kind: Kind, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut annotation = parse(kind, arguments, &mut errors);
    let item = marks::taken(item, &mut errors);
    match parse2::<Item>(item.clone()) {
        Ok(item) => {
            annotation.observe(&item);
            expand::expand(annotation, item, errors)
        }
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
        let place = (kind == Kind::Element).then(|| input.span());
        let first = if kind == Kind::Element { first_class(input, errors)? } else { First::Nothing };
        let mut arguments = arguments(input, errors);
        if let Ok(semicolon) = input.parse::<Token![;]>() {
            errors.at(semicolon, "expected `,`");
            input.parse::<TokenStream>()?;
        }
        let class = match kind {
            Kind::Element => element_class(first, &mut arguments, errors),
            Kind::Boundary => Class::Boundary,
            _ => Class::Data,
        };
        let Validated { entries, special } = validate(class, arguments, errors);
        Ok(Annotation { kind, class, place, entries, special })
    };
    match parser.parse2(tokens) {
        Ok(annotation) => annotation,
        Err(error) => {
            errors.push(error);
            Annotation { kind, class: Class::Asset, place: None, entries: Vec::new(), special: Special::default() }
        }
    }
}

/// What an element's arguments start with.
enum First {
    /// A name alone.
    Name(Ident),
    /// Something like a class, already reported.
    Reported(Option<Class>),
    /// An option, or the end.
    Nothing,
}

/// Takes the first argument if it stands where the class belongs.
fn first_class(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<First> {
    let first = if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let class = Class::from_name(&text.value());
        match class {
            Some(class) => errors.at(&text, format_args!("write `{}` without quotes", class.name())),
            None => errors.at(&text, class_comes_first()),
        }
        First::Reported(class)
    } else if input.peek(syn::Ident) && input.peek2(Token![::]) {
        let path = input.call(Path::parse_mod_style)?;
        let name = path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string());
        let class = Class::from_name(&name);
        match class {
            Some(class) => errors.at(&path, format_args!("a class has no path: write `{}` alone", class.name())),
            None => errors.at(&path, class_comes_first()),
        }
        First::Reported(class)
    } else {
        let fork = input.fork();
        let name = fork.parse::<Ident>();
        match name {
            Ok(name) if fork.is_empty() || fork.peek(Token![,]) => {
                input.parse::<Ident>()?;
                First::Name(name)
            }
            _ => return Ok(First::Nothing),
        }
    };
    input.parse::<Option<Token![,]>>()?;
    Ok(first)
}

fn class_comes_first() -> String {
    format!("the class comes first: {}", one_of(Class::elements().map(Class::name)))
}

/// The class of an element. After a mistake, the one that makes most sense of the other arguments.
fn element_class(first: First, arguments: &mut Vec<Argument>, errors: &mut Errors) -> Class {
    let names = || Class::elements().map(Class::name);
    let name = match first {
        First::Name(name) => name,
        First::Reported(Some(class)) => return class,
        First::Reported(None) => return likeliest(arguments),
        First::Nothing => {
            return later_class(arguments, errors).unwrap_or_else(|| {
                let span = arguments.first().map_or_else(Span::call_site, Argument::span);
                errors.at_span(span, class_comes_first());
                likeliest(arguments)
            });
        }
    };
    let text = name.to_string();
    match Class::from_name(&text) {
        Some(class) => {
            match class {
                Class::Dataflow => errors.at(&name, "a dataflow is written `dataflow! { source -> sink: \"name\" }`"),
                Class::Boundary => errors.at(&name, "a boundary is written `#[boundary]`"),
                Class::Data => errors.at(&name, "data is written `#[data]`"),
                Class::Model => errors.at(&name, "the model is written `model! { name = \"…\" }`"),
                _ => {}
            }
            class
        }
        None => match nearest(&text, names()).and_then(Class::from_name) {
            Some(near) => {
                errors.at(&name, format_args!("`{text}` is no class of elements; did you mean `{}`?", near.name()));
                near
            }
            None => later_class(arguments, errors).unwrap_or_else(|| {
                errors.at(&name, format_args!("`{text}` is no class of elements: it is {}", one_of(names())));
                likeliest(arguments)
            }),
        },
    }
}

/// Takes the class out of the arguments if it stands among them.
fn later_class(arguments: &mut Vec<Argument>, errors: &mut Errors) -> Option<Class> {
    let class = |it: &Argument| Class::from_name(&it.key()).filter(|_| it.value.is_none());
    let at = arguments.iter().position(|it| class(it).is_some())?;
    let argument = arguments.remove(at);
    errors.at_span(argument.span(), format_args!("the class comes first: `#[element({}, …)]`", argument.key()));
    class(&argument)
}

/// The class that has the most of `arguments`: checked against it, they yield the fewest false mistakes.
fn likeliest(arguments: &[Argument]) -> Class {
    let missing = |class: &Class| {
        arguments.iter().filter(|argument| tm_schema::lookup(*class, &argument.key()).is_none()).count()
    };
    Class::elements().min_by_key(missing).unwrap_or(Class::Asset)
}
