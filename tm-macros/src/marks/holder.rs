//! Statics and constants.
//!
//! ```text
//! #[source(Secret)] static KEY: &str = "k";    ──▶    static KEY: &str = { const _: &str = "threat-model:taint:1 static …"; "k" };
//! ```
//!
//! The mark stands in the initial value, where it finds itself: in an impl block nothing could stand beside it. Statics of other
//! languages have none.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token, Type};
use tm_schema::MarkPlace;

use super::constant;
use super::function::Bodiless;
use super::mark::{self, Mark};
use crate::errors::Errors;

/// Whether a static or constant comes next, and no function or block that begins alike.
pub(super) fn is_next(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    if ahead.peek(Token![unsafe]) || !ahead.peek(Token![static]) && ahead.peek2(Token![static]) {
        let _ = ahead.parse::<TokenTree>();
    }
    let begins = (ahead.peek(Token![static]) || ahead.peek(Token![const])) && ahead.parse::<TokenTree>().is_ok();
    let _ = ahead.parse::<Option<Token![mut]>>();
    begins && ahead.call(Ident::parse_any).is_ok() && ahead.peek(Token![:])
}

/// The static or constant with what its marks say.
pub(super) fn expand(
    before: TokenStream,
    input: ParseStream<'_>,
    marks: &[Mark],
    bodiless: Bodiless<'_>,
    errors: &mut Errors,
) -> syn::Result<TokenStream> {
    let mut head = TokenStream::new();
    let mut is_constant = false;
    while !input.peek(Token![:]) {
        is_constant |= input.peek(Token![const]);
        head.extend([input.parse::<TokenTree>()?]);
    }
    let colon: Token![:] = input.parse()?;
    let of: Type = input.parse()?;
    // A thread local is a constant to the compiler.
    let is_thread_local =
        matches!(&of, Type::Path(it) if it.path.segments.last().is_some_and(|it| it.ident == "LocalKey"));
    let place = if is_constant && !is_thread_local { MarkPlace::Constant } else { MarkPlace::Static };
    let statements = mark::statements(marks, &place, errors);
    let Some(equals) = input.parse::<Option<Token![=]>>()? else {
        match bodiless {
            Bodiless::Beside(beside) if !is_constant => beside.extend(statements),
            _ => {
                if let Some((_, span)) = statements.first() {
                    errors.at_span(
                        *span,
                        "what has no initial value has no place for a mark: write `#[tm::taint]` on the `extern` block around a \
                         static, and the mark here without `tm::`; mark a constant where it has its value",
                    );
                }
            }
        }
        let end: Token![;] = input.parse()?;
        return Ok(quote!(#before #head #colon #of #end));
    };
    let mut value = TokenStream::new();
    while !input.peek(Token![;]) {
        value.extend([input.parse::<TokenTree>()?]);
    }
    let end: Token![;] = input.parse()?;
    let constant = constant("static", &statements, &[]);
    let value = if constant.is_empty() { value } else { quote!({ #constant #value }) };
    Ok(quote!(#before #head #colon #of #equals #value #end))
}

/// The name of a static or constant that comes next.
pub(super) fn name(input: ParseStream<'_>) -> Option<Ident> {
    let ahead = input.fork();
    let mut last = None;
    while !ahead.peek(Token![:]) {
        last = ahead.call(Ident::parse_any).ok();
        last.as_ref()?;
    }
    last
}
