//! Impl blocks, traits and `extern` blocks: their functions, constants and statics carry marks.
//!
//! ```text
//! #[taint] trait Store { fn put(&self, #[sink(Sql)] key: &str); }       method Store::put
//! ```

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Token, Visibility};
use tm_schema::MarkPlace;

use super::function::{self, Bodiless};
use super::holder;
use super::mark::{self, Mark};
use super::{constant, take};
use crate::errors::Errors;
use crate::item::{attributes, starts_function};

/// A block of members.
pub(super) struct Block {
    /// What its functions without a body are called by: `Store::` in a trait, nothing in an `extern` block.
    owner: String,
    head: TokenStream,
    body: Group,
}

/// The block that comes next, if one does.
pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Option<Block>> {
    let ahead = input.fork();
    let mut words = Vec::new();
    while ahead.peek(Token![unsafe]) || ahead.peek(Token![extern]) || ahead.peek(syn::LitStr) {
        words.push(ahead.parse::<TokenTree>()?.to_string());
    }
    let owner = if ahead.peek(Token![trait]) {
        ahead.parse::<Token![trait]>()?;
        format!("{}::", ahead.parse::<Ident>()?)
    } else if ahead.peek(Token![impl]) || words.iter().any(|it| it == "extern") && ahead.peek(syn::token::Brace) {
        String::new()
    } else {
        return Ok(None);
    };
    let mut head: Vec<TokenTree> = input.parse::<TokenStream>()?.into_iter().collect();
    match head.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
            Ok(Some(Block { owner, head: head.into_iter().collect(), body }))
        }
        _ => Err(input.error("expected `{`")),
    }
}

/// The block with what its members' marks say: in their bodies, or beside the block.
pub(super) fn expand(
    before: TokenStream,
    block: Block,
    marks: &[Mark],
    cfgs: &[TokenStream],
    errors: &mut Errors,
) -> TokenStream {
    let Block { owner, head, body } = block;
    // What is said of the block is said of each of its functions.
    let of_all = mark::statements(marks, &MarkPlace::Block, errors);
    let mut constants = TokenStream::new();
    let parser = |input: ParseStream<'_>| {
        let mut members = TokenStream::new();
        while input.peek(Token![#]) && input.peek2(Token![!]) {
            members.extend([input.parse::<TokenTree>()?, input.parse()?, input.parse()?]);
        }
        while !input.is_empty() {
            members.extend(member(input, &owner, &of_all, cfgs, &mut constants, errors)?);
        }
        Ok(members)
    };
    let members = parser.parse2(body.stream()).unwrap_or_else(|_| body.stream());
    let mut braces = Group::new(Delimiter::Brace, members);
    braces.set_span(body.span());
    quote!(#before #head #braces #constants)
}

fn member(
    input: ParseStream<'_>,
    owner: &str,
    of_all: &[(String, proc_macro2::Span)],
    cfgs: &[TokenStream],
    constants: &mut TokenStream,
    errors: &mut Errors,
) -> syn::Result<TokenStream> {
    let attributes = attributes(input)?;
    let visibility: Visibility = input.parse()?;
    if starts_function(&input.fork()) {
        let mut marks = Vec::new();
        let kept = take(attributes, &mut marks);
        let function = function::parse(input)?;
        let subject = format!("method {owner}{}", function.name);
        let mut beside = Vec::new();
        let before = quote!(#(#kept)* #visibility);
        let tokens = function::expand(before, function, &marks, of_all, Bodiless::Beside(&mut beside), errors);
        let cfgs: Vec<_> = cfgs.iter().cloned().chain(super::cfgs(&kept)).collect();
        constants.extend(constant(&subject, &beside, &cfgs));
        return Ok(tokens);
    }
    if holder::is_next(input) {
        let mut marks = Vec::new();
        let kept = take(attributes, &mut marks);
        let subject = holder::name(input).map(|name| format!("static {name}")).unwrap_or_default();
        let mut beside = Vec::new();
        let tokens =
            holder::expand(quote!(#(#kept)* #visibility), input, &marks, Bodiless::Beside(&mut beside), errors)?;
        let cfgs: Vec<_> = cfgs.iter().cloned().chain(super::cfgs(&kept)).collect();
        constants.extend(constant(&subject, &beside, &cfgs));
        return Ok(tokens);
    }
    let mut tokens = quote!(#(#attributes)* #visibility);
    let mut is_macro = false;
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let is_end = match &token {
            TokenTree::Punct(it) => it.as_char() == ';',
            TokenTree::Group(it) => is_macro && it.delimiter() == Delimiter::Brace,
            _ => false,
        };
        is_macro = matches!(&token, TokenTree::Punct(it) if it.as_char() == '!');
        tokens.extend([token]);
        if is_end {
            break;
        }
    }
    Ok(tokens)
}
