//! An annotated item becomes: the item, a type that stands for it in references, and its declaration.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::Type;
use syn::ext::IdentExt;

use super::Annotation;
use crate::code::Code;
use crate::declaration::Declaration;
use crate::errors::Errors;
use crate::item::{Attribute, Inner, Item, Shape, leading_inner_attributes, take_inner};
use crate::reference;

/// Prints the item and what goes with it. After a mistake all but the declaration is printed, so that references to the
/// item still hold and only the mistake itself is reported.
pub(super) fn expand(annotation: Annotation, item: Item, mut errors: Errors) -> TokenStream {
    let root = reference::root(annotation.special.root.as_ref());
    let bound = reference::bound(annotation.kind, &root);
    let cfgs: Vec<&Attribute> = item.cfgs();
    let visibility = &item.visibility;
    let doc = item.doc();
    let mut tokens = item.tokens.clone();

    let name = match &item.shape {
        Shape::Type(name, _) | Shape::Value(name) | Shape::Method(name, ..) | Shape::Name(name) => {
            name.unraw().to_string()
        }
        Shape::Impl(_, self_type, ..) => type_name(self_type),
        Shape::Unnamed(name) => {
            errors.at(name, "`const _` has no name to refer to; annotate a named item");
            return failed(errors, tokens);
        }
    };
    // A type may have several impl blocks, which only their markers tell apart.
    let key = match (&item.shape, &annotation.special.marker) {
        (Shape::Impl(..), Some(marker)) => reference::own_key(&marker.unraw().to_string()),
        _ => reference::own_key(&name),
    };
    if let Some(second) = item.annotation(annotation.kind.noun()) {
        errors.at(second, format_args!("the item is annotated twice with `#[{}]`", annotation.kind.noun()));
        return failed(errors, tokens);
    }
    if let (Some(marker), Shape::Type(name, _) | Shape::Name(name)) = (&annotation.special.marker, &item.shape)
        && marker == name
    {
        errors.at(marker, "the marker needs another name than the item");
        return failed(errors, tokens);
    }

    let stand_in = match (&annotation.special.marker, &item.shape) {
        (Some(marker), Shape::Method(..)) => {
            errors.at(marker, "a method cannot have a marker; refer to it by its name, in quotes");
            None
        }
        // An impl block has no visibility of its own; its marker is there for the crate.
        (Some(marker), Shape::Impl(..)) => {
            Some(visible_marker(marker, &name, &quote!(pub(crate)), &cfgs, &bound, &key))
        }
        (Some(marker), _) => Some(visible_marker(marker, &name, &quote!(#visibility), &cfgs, &bound, &key)),
        (None, Shape::Type(name, generics)) => {
            let (parameters, arguments, conditions) = generics.split_for_impl();
            let name = same_place(name);
            Some(quote! {
                #(#cfgs)*
                #[diagnostic::do_not_recommend]
                impl #parameters #bound for #name #arguments #conditions { const KEY: &'static ::core::primitive::str = #key; }
            })
        }
        (None, Shape::Impl(generics, self_type, ..)) => {
            let (parameters, _, conditions) = generics.split_for_impl();
            Some(quote! {
                #(#cfgs)*
                #[diagnostic::do_not_recommend]
                impl #parameters #bound for #self_type #conditions { const KEY: &'static ::core::primitive::str = #key; }
            })
        }
        (None, Shape::Value(name)) => {
            Some(hidden_marker(name, annotation.kind.noun(), visibility, &cfgs, &bound, &key))
        }
        (None, Shape::Method(..) | Shape::Name(_) | Shape::Unnamed(_)) => None,
    };

    if let (Shape::Impl(_, self_type, head, body), "element") = (&item.shape, annotation.kind.noun()) {
        match inner_elements(body.clone(), &type_name(self_type), &root, &mut errors) {
            Ok(body) => tokens = quote!(#head #body),
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        let errors = errors.into_tokens();
        return quote!(#errors #tokens #stand_in);
    }
    let place = annotation.place.unwrap_or_else(|| name_span(&item.shape));
    let extent = (place, place);
    let declaration = Declaration {
        class: annotation.class.name(),
        key,
        name,
        doc,
        extent,
        annotation: (Span::call_site(), Span::call_site()),
        code: Some(Code::of(&item)),
        entries: annotation.entries,
    };
    let declaration = declaration.into_tokens(&root);
    match item.shape {
        Shape::Method(_, head, Some(body)) => {
            let body = prepend(body, declaration);
            quote!(#head #body)
        }
        Shape::Method(name, _, None) => {
            errors.at(name, "a function without a body cannot be annotated; annotate its implementations");
            failed(errors, tokens)
        }
        _ => quote! {
            #tokens
            #stand_in
            #(#cfgs)*
            #declaration
        },
    }
}

fn failed(errors: Errors, item: TokenStream) -> TokenStream {
    let errors = errors.into_tokens();
    quote!(#errors #item)
}

/// The name of the item, or the annotation of an impl block.
fn name_span(shape: &Shape) -> Span {
    match shape {
        Shape::Type(name, _)
        | Shape::Value(name)
        | Shape::Method(name, ..)
        | Shape::Name(name)
        | Shape::Unnamed(name) => name.span(),
        Shape::Impl(..) => Span::call_site(),
    }
}

/// The identifier as the macro's own: lints about unused or oddly named items do not look at it.
fn same_place(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(Span::call_site().located_at(name.span()));
    name
}

/// The type for `marker = Name`, as visible as the item.
fn visible_marker(
    marker: &Ident,
    item: &str,
    visibility: &TokenStream,
    cfgs: &[&Attribute],
    bound: &TokenStream,
    key: &TokenStream,
) -> TokenStream {
    let name = same_place(marker);
    let doc = format!("Stands for `{item}` in the threat model.");
    quote! {
        #(#cfgs)*
        #[doc = #doc]
        #[non_exhaustive]
        #visibility enum #name {}
        #(#cfgs)*
        #[diagnostic::do_not_recommend]
        impl #bound for #name { const KEY: &'static ::core::primitive::str = #key; }
    }
}

/// A type of the same name, through a glob import so that the user's own names win.
fn hidden_marker(
    name: &Ident,
    noun: &str,
    visibility: &syn::Visibility,
    cfgs: &[&Attribute],
    bound: &TokenStream,
    key: &TokenStream,
) -> TokenStream {
    let module = format_ident!("__tm_{noun}_{}", name.unraw(), span = Span::call_site());
    let name = same_place(name);
    let inner_visibility = match visibility {
        syn::Visibility::Inherited => quote!(pub(super)),
        syn::Visibility::Restricted(restricted) if restricted.path.is_ident("self") => quote!(pub(super)),
        syn::Visibility::Restricted(restricted) if restricted.path.is_ident("crate") => quote!(pub(crate)),
        _ => quote!(pub),
    };
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #visibility mod #module {
            #[doc(hidden)]
            #[non_exhaustive]
            #inner_visibility enum #name {}
        }
        #(#cfgs)*
        #[doc(hidden)]
        #visibility use #module::*;
        #(#cfgs)*
        #[diagnostic::do_not_recommend]
        impl #bound for #module::#name { const KEY: &'static ::core::primitive::str = #key; }
    }
}

/// The body with `declaration` in front.
fn prepend(body: Group, declaration: TokenStream) -> TokenStream {
    let attributes = leading_inner_attributes(body.stream());
    let rest = body.stream().into_iter().skip(attributes.clone().into_iter().count());
    let mut stream = attributes;
    stream.extend(declaration);
    stream.extend(rest);
    let mut new = Group::new(body.delimiter(), stream);
    new.set_span(body.span());
    TokenTree::Group(new).into_token_stream()
}

/// Declares the annotated methods of an annotated impl block; their ids contain its Self type.
fn inner_elements(body: Group, self_type: &str, root: &TokenStream, errors: &mut Errors) -> syn::Result<TokenStream> {
    take_inner(body, "element", |inner| {
        let Inner { arguments, name, cfgs, doc, annotation: written, code } = inner;
        let annotation = super::parse(tm_schema::Kind::Element, arguments, errors);
        if let Some(marker) = &annotation.special.marker {
            errors.at(marker, "a method cannot have a marker; refer to it by its name, in quotes");
        }
        let name = name.unraw().to_string();
        let key = reference::own_key(&format!("{self_type}::{name}"));
        let class = annotation.class.name();
        let place = annotation.place.unwrap_or_else(Span::call_site);
        let extent = (place, place);
        let (entries, code) = (annotation.entries, Some(code));
        let declaration = Declaration { class, key, name, doc, extent, annotation: written, code, entries };
        let declaration = declaration.into_tokens(root);
        quote!(#(#cfgs)* #declaration)
    })
}

/// The last name in a type's path: `Store` of `crate::db::Store<Postgres>`.
fn type_name(of: &Type) -> String {
    match of {
        Type::Path(path) => {
            path.path.segments.last().map_or_else(String::new, |segment| segment.ident.unraw().to_string())
        }
        Type::Reference(reference) => type_name(&reference.elem),
        other => other.to_token_stream().to_string().replace(' ', ""),
    }
}
