//! References by path: how they are checked, and the keys they stand for.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{PathArguments, Type};
use tm_schema::Kind;

/// The path of the `threat-model` crate: `::tm`, or `::NAME` after `crate = NAME`.
pub(crate) fn root(renamed: Option<&Ident>) -> TokenStream {
    match renamed {
        Some(name) => quote!(::#name),
        None => quote!(::tm),
    }
}

/// The trait that items of a kind implement.
pub(crate) fn bound(kind: Kind, root: &TokenStream) -> TokenStream {
    match kind {
        Kind::Element => quote!(#root::Element),
        Kind::Boundary => quote!(#root::Boundary),
        Kind::Data => quote!(#root::Data),
        Kind::Dataflow => unreachable!("dataflows are referred to by text only"),
    }
}

/// A constant expression for the key of the item at `path`.
///
/// A path that ends like a function, constant or static may name one that nobody annotated, and then there is no type of
/// that name. Importing it over a fallback type turns rustc's "expected type, found function" into the trait's own message.
/// The fallback stands one block further out, so that a path that names nothing at all is one error and not two. A path
/// that ends like a type is used as one: for a misspelt type rustc knows the right name, for a misspelt import it does not.
pub(crate) fn key(kind: Kind, path: &Type, root: &TokenStream) -> TokenStream {
    let place = Span::call_site().located_at(last_span(path));
    let bound = bound(kind, root);
    if is_plain(path) && !ends_like_a_type(path) {
        let reference = Ident::new(fallback(kind), place);
        quote_spanned! { place =>
            {
                use #root::__private::fallback::*;
                {
                    use #path as #reference;
                    <#reference as #bound>::KEY
                }
            }
        }
    } else {
        quote_spanned!(place => <#path as #bound>::KEY)
    }
}

/// The type in `tm::__private::fallback` whose name says what the path does not name.
fn fallback(kind: Kind) -> &'static str {
    match kind {
        Kind::Boundary => "__not_a_boundary",
        Kind::Data => "__not_data",
        Kind::Element | Kind::Dataflow => "__not_an_element",
    }
}

/// Whether the last name of a path is in `UpperCamelCase`.
fn ends_like_a_type(path: &Type) -> bool {
    let Type::Path(path) = path else { return false };
    path.path.segments.last().is_some_and(|segment| {
        let name = segment.ident.to_string();
        name.starts_with(char::is_uppercase) && (name.len() == 1 || name.contains(char::is_lowercase))
    })
}

/// The last name of a path: what a message about it points at.
fn last_span(path: &Type) -> Span {
    match path {
        Type::Path(path) => path.path.segments.last().map_or_else(|| path.span(), |segment| segment.ident.span()),
        other => other.span(),
    }
}

/// Whether `path` is a path that `use` accepts: no generic arguments, no `Self`.
fn is_plain(path: &Type) -> bool {
    let Type::Path(path) = path else { return false };
    path.qself.is_none()
        && path.path.segments.iter().all(|it| matches!(it.arguments, PathArguments::None) && it.ident != "Self")
}

/// A constant expression for the key of an item called `path` in the module where the expansion stands.
///
/// Binaries, examples and tests put their name in front: their paths may equal those of the package's library.
pub(crate) fn own_key(path: &str) -> TokenStream {
    let suffix = format!("::{path}");
    match owner() {
        Some(owner) => {
            let prefix = format!("{owner}@");
            quote!(::core::concat!(#prefix, ::core::module_path!(), #suffix))
        }
        None => quote!(::core::concat!(::core::module_path!(), #suffix)),
    }
}

/// The name of the target being compiled, unless it is a library.
fn owner() -> Option<String> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    variable("CARGO_BIN_NAME").or_else(|| variable("CARGO_TARGET_TMPDIR").and_then(|_| variable("CARGO_CRATE_NAME")))
}
