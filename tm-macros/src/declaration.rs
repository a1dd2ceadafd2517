//! What is known of an annotation once it is valid, and how it becomes constant data.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{LitStr, Type};
use tm_schema::{Fingerprint, Kind};

use crate::code::Code;
use crate::reference;

/// `key = value`
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) value: Value,
    /// Its first and last token.
    pub(crate) extent: (Span, Span),
}

/// The right side of an [`Entry`].
pub(crate) enum Value {
    Bool(bool),
    Int(i64),
    Text(String),
    Member(String),
    Reference(Kind, Box<Type>),
    List(Vec<Value>),
    Group(Vec<Entry>),
}

impl Value {
    pub(crate) fn text(text: &LitStr) -> Value {
        Value::Text(text.value())
    }

    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Value::Text(text) if text.trim().is_empty())
    }
}

/// Everything that one [`Declaration`](../tm/declaration) holds.
pub(crate) struct Declaration {
    pub(crate) class: &'static str,
    /// An expression for the key.
    pub(crate) key: TokenStream,
    pub(crate) name: String,
    /// An expression for the doc comment.
    pub(crate) doc: TokenStream,
    /// First and last token of what messages point at.
    pub(crate) extent: (Span, Span),
    /// First and last token of all that was written.
    pub(crate) annotation: (Span, Span),
    /// The item that it is about, if there is one.
    pub(crate) code: Option<Code>,
    pub(crate) entries: Vec<Entry>,
}

impl Declaration {
    /// The item that holds the declaration: references are checked in every build, data is there with debug assertions
    /// only.
    pub(crate) fn into_tokens(self, root: &TokenStream) -> TokenStream {
        let Declaration { class, key, name, doc, extent, annotation, code, entries } = self;
        let mut references = Vec::new();
        let entries = entries_tokens(&entries, root, &mut references);
        let names: Vec<_> = (0..references.len()).map(reference_name).collect();
        let used = (!names.is_empty())
            .then(|| quote!(#[cfg(not(debug_assertions))] const _: &[&::core::primitive::str] = &[#(#names),*];));
        let [package, manifest_dir] =
            ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR"].map(|it| std::env::var(it).unwrap_or_default());
        let at = position(extent.0, extent.1);
        let annotation = position(annotation.0, annotation.1);
        let code = code_tokens(code.as_ref(), root);
        quote! {
            const _: () = {
                #(const #names: &::core::primitive::str = #references;)*
                #used
                #[cfg(debug_assertions)]
                #root::__private::inventory::submit! {
                    #root::__private::Declaration {
                        class: #class,
                        key: #key,
                        name: #name,
                        doc: #doc,
                        package: #package,
                        manifest_dir: #manifest_dir,
                        module: ::core::module_path!(),
                        file: ::core::file!(),
                        at: #at,
                        annotation: #annotation,
                        code: #code,
                        entries: #entries,
                    }
                }
            };
        }
    }
}

fn code_tokens(code: Option<&Code>, root: &TokenStream) -> TokenStream {
    let Some(Code { extent, fingerprint }) = code else { return quote!(::core::option::Option::None) };
    let Fingerprint { head, body, calls } = fingerprint;
    let at = position(extent.0, extent.1);
    let body = match body {
        Some(body) => quote!(::core::option::Option::Some(#body)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        ::core::option::Option::Some(#root::__private::Code { at: #at, head: #head, body: #body, calls: &[#(#calls),*] })
    }
}

fn entries_tokens(entries: &[Entry], root: &TokenStream, references: &mut Vec<TokenStream>) -> TokenStream {
    let entries = entries.iter().map(|Entry { key, value, extent }| {
        let value = value_tokens(value, root, references);
        let at = position(extent.0, extent.1);
        quote!(#root::__private::Entry(#key, #value, #at))
    });
    quote!(&[#(#entries),*])
}

fn value_tokens(value: &Value, root: &TokenStream, references: &mut Vec<TokenStream>) -> TokenStream {
    let variant = quote!(#root::__private::Value);
    match value {
        Value::Bool(it) => quote!(#variant::Bool(#it)),
        Value::Int(it) => quote!(#variant::Int(#it)),
        Value::Text(it) => quote!(#variant::Text(#it)),
        Value::Member(it) => quote!(#variant::Member(#it)),
        Value::Reference(kind, path) => {
            let name = reference_name(references.len());
            references.push(reference::key(*kind, path, root));
            quote!(#variant::Reference(#name))
        }
        Value::List(list) => {
            let list: Vec<_> = list.iter().map(|it| value_tokens(it, root, references)).collect();
            quote!(#variant::List(&[#(#list),*]))
        }
        Value::Group(entries) => {
            let entries = entries_tokens(entries, root, references);
            quote!(#variant::Group(#entries))
        }
    }
}

fn reference_name(index: usize) -> Ident {
    format_ident!("__TM_REFERENCE_{index}")
}

/// `[line, column, end line, end column]`, from 1, the end exclusive.
///
/// A token from another file, such as one that a `macro_rules!` macro brought, stands where the macro was called:
/// `file!()` names that file. Where only the last token is the macro's, in the same file but further up, the first token
/// is all there is to point at.
fn position(first: Span, last: Span) -> TokenStream {
    let call_site = proc_macro::Span::call_site();
    let here = |span: Span| Some(span.unwrap()).filter(|span| span.file() == call_site.file()).unwrap_or(call_site);
    let place = |span: proc_macro::Span| [span.line(), span.column()].map(number);
    let [line, column] = place(here(first).start());
    let [end_line, end_column] = [here(last), here(first)]
        .map(|it| place(it.end()))
        .into_iter()
        .find(|end| *end > [line, column])
        .unwrap_or([line, column]);
    quote!([#line, #column, #end_line, #end_column])
}

fn number(it: usize) -> u32 {
    u32::try_from(it).unwrap_or(u32::MAX)
}
