//! `model! { name = "Guestbook", description = "Visitors leave comments.", is_ordered = true }`

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Token;
use syn::parse::{ParseStream, Parser};
use tm_schema::Class;

use crate::arguments::{Validated, arguments, validate};
use crate::declaration::Declaration;
use crate::errors::Errors;
use crate::reference;

/// Expands the macro.
pub(crate) fn model(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parser = |input: ParseStream<'_>| {
        let arguments = arguments(input, &mut errors);
        if let Ok(semicolon) = input.parse::<Token![;]>() {
            errors.at(semicolon, "expected `,`");
            input.parse::<TokenStream>()?;
        }
        Ok(validate(Class::Model, arguments, &mut errors))
    };
    let Validated { entries, special } = match parser.parse2(input) {
        Ok(validated) => validated,
        Err(error) => {
            errors.push(error);
            return errors.into_tokens();
        }
    };
    if !entries.iter().any(|entry| entry.key == "name") && errors.is_empty() {
        errors.at_span(Span::call_site(), "a model needs a name: add `name = \"…\"`");
    }
    if !errors.is_empty() {
        return errors.into_tokens();
    }
    let declaration = Declaration {
        class: Class::Model.name(),
        key: quote!(""),
        name: String::new(),
        doc: quote!(""),
        extent: (Span::call_site(), Span::call_site()),
        annotation: (Span::call_site(), Span::call_site()),
        code: None,
        entries,
    };
    declaration.into_tokens(&reference::root(special.root.as_ref()))
}
