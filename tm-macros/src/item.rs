//! The item under an annotation: as much of its syntax as the macros need, the rest kept as it is.
//!
//! Bodies are never parsed, so a large function costs nothing and nothing of the item can be lost in printing it again.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Generics, LitStr, Path, Token, Type, Visibility, braced, bracketed, token};

use crate::code::Code;

/// The parts of an item.
pub(crate) struct Item {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) shape: Shape,
    /// The item itself, unchanged.
    pub(crate) tokens: TokenStream,
}

/// An outer attribute.
pub(crate) struct Attribute {
    pub(crate) path: Path,
    /// What follows the path.
    pub(crate) rest: TokenStream,
    tokens: TokenStream,
}

/// What the item is.
pub(crate) enum Shape {
    /// A struct, enum or union.
    Type(Ident, Box<Generics>),
    /// A function, constant or static: something without a type of its own.
    Value(Ident),
    /// A function that must be in an impl block or a trait, as it has a `self` parameter, says `Self` or lacks a body:
    /// everything before its body, and the body if it has one.
    Method(Ident, TokenStream, Option<Group>),
    /// An impl block: its generics, its Self type, everything before its braces, and the braces.
    Impl(Box<Generics>, Box<Type>, TokenStream, Group),
    /// A trait, module or type alias: nothing that can implement a trait.
    Name(Ident),
    /// `const _`
    Unnamed(Ident),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Item> {
        let tokens = input.fork().parse::<TokenStream>()?;
        let attributes = attributes(input)?;
        let visibility: Visibility = input.parse()?;
        let shape = shape(input, &attributes, &visibility)?;
        input.parse::<TokenStream>()?;
        Ok(Item { attributes, visibility, shape, tokens })
    }
}

pub(crate) fn attributes(input: ParseStream<'_>) -> syn::Result<Vec<Attribute>> {
    let mut attributes = Vec::new();
    while input.peek(Token![#]) {
        attributes.push(input.parse()?);
    }
    Ok(attributes)
}

impl Parse for Attribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Attribute> {
        let hash: Token![#] = input.parse()?;
        let content;
        let brackets = bracketed!(content in input);
        let unsafe_ = content.peek(Token![unsafe]);
        let inside = content.fork().parse::<TokenStream>()?;
        let path = if unsafe_ { syn::parse_quote!(r#unsafe) } else { content.call(Path::parse_mod_style)? };
        let rest: TokenStream = content.parse()?;
        let mut tokens = hash.into_token_stream();
        brackets.surround(&mut tokens, |tokens| inside.to_tokens(tokens));
        Ok(Attribute { path, rest, tokens })
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

impl Attribute {
    /// Whether it is a doc comment.
    pub(crate) fn is_doc(&self) -> bool {
        self.path.is_ident("doc")
    }

    /// Its first and last token.
    fn extent(&self) -> (Span, Span) {
        let mut spans = self.tokens.clone().into_iter().map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        (first, spans.last().unwrap_or(first))
    }

    /// The arguments, if it is `#[name(…)]`, `#[name]` or the same behind a crate name.
    fn arguments_of(&self, name: &str) -> Option<TokenStream> {
        if self.path.segments.last().is_none_or(|segment| segment.ident != name) || self.path.segments.len() > 2 {
            return None;
        }
        match self.rest.clone().into_iter().next() {
            Some(TokenTree::Group(group)) => Some(group.stream()),
            _ => Some(TokenStream::new()),
        }
    }
}

impl Item {
    /// The name in a `#[derive(…)]` below the annotation. What stands above it was expanded before and is not seen.
    pub(crate) fn derived(&self, name: &str) -> Option<Ident> {
        let derives = self.attributes.iter().filter_map(|it| it.arguments_of("derive"));
        let mut names = derives.flatten().filter_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        });
        names.find(|it| it == name)
    }
}

fn shape(input: ParseStream<'_>, attributes: &[Attribute], visibility: &Visibility) -> syn::Result<Shape> {
    let before = quote!(#(#attributes)* #visibility);
    let rest = input.fork().parse::<TokenStream>()?;
    if input.peek(Token![struct]) || input.peek(Token![enum]) || (ident_is(input, "union") && input.peek2(syn::Ident)) {
        Ident::parse_any(input)?;
        let name = input.parse()?;
        let mut generics: Generics = input.parse()?;
        generics.where_clause = where_clause(input)?;
        return Ok(Shape::Type(name, Box::new(generics)));
    }
    if input.peek(Token![trait]) || input.peek2(Token![trait]) || input.peek(Token![mod]) {
        while !input.peek(Token![trait]) && !input.peek(Token![mod]) {
            Ident::parse_any(input)?;
        }
        Ident::parse_any(input)?;
        return Ok(Shape::Name(input.parse()?));
    }
    if input.peek(Token![type]) {
        input.parse::<Token![type]>()?;
        return Ok(Shape::Name(input.parse()?));
    }
    if input.peek(Token![static]) {
        input.parse::<Token![static]>()?;
        input.parse::<Option<Token![mut]>>()?;
        return Ok(Shape::Value(input.parse()?));
    }
    if input.peek(Token![const]) && !starts_function(&input.fork()) {
        input.parse::<Token![const]>()?;
        if let Ok(underscore) = input.parse::<Token![_]>() {
            return Ok(Shape::Unnamed(Ident::from(underscore)));
        }
        return Ok(Shape::Value(input.parse()?));
    }
    if input.peek(Token![impl]) || (input.peek(Token![unsafe]) && input.peek2(Token![impl])) {
        return implementation(input, before, rest);
    }
    if starts_function(&input.fork()) {
        return function(input, before, rest);
    }
    Err(input.error("only structs, enums, functions, impl blocks, traits, modules, constants, statics and type aliases can be annotated"))
}

fn ident_is(input: ParseStream<'_>, name: &str) -> bool {
    input.fork().parse::<Ident>().is_ok_and(|ident| ident == name)
}

/// Skips the qualifiers of a function; true if `fn` follows.
pub(crate) fn starts_function(input: ParseStream<'_>) -> bool {
    loop {
        if input.peek(Token![fn]) {
            return true;
        }
        let qualifier = input.peek(Token![const])
            || input.peek(Token![async])
            || input.peek(Token![unsafe])
            || input.peek(Token![extern])
            || input.peek(LitStr)
            || ident_is(input, "default")
            || ident_is(input, "safe");
        if !qualifier || input.parse::<TokenTree>().is_err() {
            return false;
        }
    }
}

fn function(input: ParseStream<'_>, before: TokenStream, rest: TokenStream) -> syn::Result<Shape> {
    starts_function(input);
    input.parse::<Token![fn]>()?;
    let name = input.call(Ident::parse_any)?;
    input.parse::<Generics>()?;
    let parameters: TokenTree = input.parse()?;
    let (head, body) = split_body(rest);
    let is_method = matches!(parameters, TokenTree::Group(group) if has_receiver(group.stream()));
    if is_method || body.is_none() || says_self_type(head.clone()) {
        return Ok(Shape::Method(name, quote!(#before #head), body));
    }
    Ok(Shape::Value(name))
}

/// Whether `Self` is somewhere in a signature.
fn says_self_type(signature: TokenStream) -> bool {
    signature.into_iter().any(|token| match token {
        TokenTree::Ident(it) => it == "Self",
        TokenTree::Group(it) => says_self_type(it.stream()),
        _ => false,
    })
}

/// Whether the parameters start with `self`, `mut self`, `&self`, `&'a mut self`, attributes aside.
fn has_receiver(parameters: TokenStream) -> bool {
    let mut tokens = parameters.into_iter().peekable();
    loop {
        match tokens.next() {
            Some(TokenTree::Punct(it)) if it.as_char() == '#' => {
                tokens.next();
            }
            Some(TokenTree::Punct(it)) if it.as_char() == '&' => {}
            Some(TokenTree::Punct(it)) if it.as_char() == '\'' => {
                tokens.next();
            }
            Some(TokenTree::Ident(it)) if it == "mut" => {}
            Some(TokenTree::Ident(it)) => return it == "self",
            _ => return false,
        }
    }
}

fn split_body(item: TokenStream) -> (TokenStream, Option<Group>) {
    let mut tokens: Vec<_> = item.into_iter().collect();
    match tokens.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
            (tokens.into_iter().collect(), Some(body))
        }
        last => (tokens.into_iter().chain(last).collect(), None),
    }
}

fn implementation(input: ParseStream<'_>, before: TokenStream, rest: TokenStream) -> syn::Result<Shape> {
    input.parse::<Option<Token![unsafe]>>()?;
    input.parse::<Token![impl]>()?;
    let mut generics: Generics = if input.peek(Token![<]) { input.parse()? } else { Generics::default() };
    input.parse::<Option<Token![!]>>()?;
    let mut self_type: Type = input.parse()?;
    if input.peek(Token![for]) {
        input.parse::<Token![for]>()?;
        self_type = input.parse()?;
    }
    generics.where_clause = where_clause(input)?;
    let (head, body) = split_body(rest);
    let body = body.ok_or_else(|| input.error("expected `{`"))?;
    Ok(Shape::Impl(Box::new(generics), Box::new(self_type), quote!(#before #head), body))
}

/// The where clause here, or behind the fields of a tuple struct.
fn where_clause(input: ParseStream<'_>) -> syn::Result<Option<syn::WhereClause>> {
    if input.peek(token::Paren) {
        input.parse::<TokenTree>()?;
    }
    input.parse()
}

impl Item {
    /// The `#[cfg]`s that still stand on the item: whatever is emitted beside it needs them too.
    pub(crate) fn cfgs(&self) -> Vec<&Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path.is_ident("cfg")).collect()
    }

    /// An attribute below this one that is `#[name(…)]` or `#[tm::name(…)]`.
    pub(crate) fn annotation(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| {
            let names: Vec<_> = attribute.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            names == [name] || names == ["tm", name]
        })
    }

    /// A constant expression for the doc comment: what stands above the item, then what `//!` says in its body.
    pub(crate) fn doc(&self) -> TokenStream {
        let inner = match self.tokens.clone().into_iter().last() {
            Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
                leading_inner_attributes(body.stream())
            }
            _ => TokenStream::new(),
        };
        let inner = inner.into_iter().filter(|token| !matches!(token, TokenTree::Punct(it) if it.as_char() == '!'));
        let inner = attributes.parse2(inner.collect()).unwrap_or_default();
        doc(self.attributes.iter().chain(&inner))
    }
}

fn doc<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> TokenStream {
    let mut lines: Vec<TokenStream> = Vec::new();
    let mut text = String::new();
    for attribute in attributes.into_iter().filter(|attribute| attribute.is_doc()) {
        let mut value = attribute.rest.clone().into_iter();
        if !matches!(value.next(), Some(TokenTree::Punct(equals)) if equals.as_char() == '=') {
            continue; // `#[doc(hidden)]` and the like
        }
        let value: TokenStream = value.collect();
        match syn::parse2::<LitStr>(value.clone()) {
            Ok(line) => {
                let line = without_stars(&line.value());
                text.push_str(line.strip_prefix(' ').unwrap_or(&line));
                text.push('\n');
            }
            Err(_) => {
                lines.push(quote!(#text));
                lines.push(value);
                text = "\n".into();
            }
        }
    }
    let text = text.trim_end();
    if lines.is_empty() { quote!(#text) } else { quote!(::core::concat!(#(#lines,)* #text)) }
}

/// The text of a `/** … */` comment without the stars its lines begin with; any other text as it is.
fn without_stars(text: &str) -> String {
    let mut lines = text.trim_end().lines();
    let first = lines.next().unwrap_or_default();
    let rest: Option<Vec<_>> = lines.map(|line| line.trim_start().strip_prefix('*')).collect();
    match rest {
        Some(rest) if !rest.is_empty() => {
            let rest = rest.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
            std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n")
        }
        _ => text.to_owned(),
    }
}

/// A method inside an annotated impl block that carries an annotation of its own.
pub(crate) struct Inner {
    pub(crate) arguments: TokenStream,
    pub(crate) name: Ident,
    pub(crate) cfgs: Vec<TokenStream>,
    pub(crate) doc: TokenStream,
    /// First and last token of the annotation.
    pub(crate) annotation: (Span, Span),
    pub(crate) code: Code,
}

/// Takes the `#[attribute(…)]`s off the methods of an impl block; `declare` says what goes into such a method's body.
pub(crate) fn take_inner(
    body: Group,
    attribute: &str,
    mut declare: impl FnMut(Inner) -> TokenStream,
) -> syn::Result<TokenStream> {
    let span = body.span();
    let stream = Parser::parse2(
        |input: ParseStream<'_>| {
            let mut output = TokenStream::new();
            while input.peek(Token![#]) && input.peek2(Token![!]) {
                output.extend([input.parse::<TokenTree>()?, input.parse()?, input.parse()?]);
            }
            while !input.is_empty() {
                member(input, attribute, &mut declare)?.to_tokens(&mut output);
            }
            Ok(output)
        },
        body.stream(),
    )?;
    let mut group = Group::new(Delimiter::Brace, stream);
    group.set_span(span);
    Ok(group.into_token_stream())
}

fn member(
    input: ParseStream<'_>,
    attribute: &str,
    declare: &mut impl FnMut(Inner) -> TokenStream,
) -> syn::Result<TokenStream> {
    let mut attributes = attributes(input)?;
    let visibility: Visibility = input.parse()?;
    let head = input.fork();
    let is_function = starts_function(&head);
    if !is_function {
        let mut tokens = quote!(#(#attributes)* #visibility);
        let mut is_macro = false;
        loop {
            let token: TokenTree = input.parse()?;
            let end = match &token {
                TokenTree::Punct(it) => it.as_char() == ';',
                TokenTree::Group(it) => is_macro && it.delimiter() == Delimiter::Brace,
                _ => false,
            };
            is_macro = matches!(&token, TokenTree::Punct(it) if it.as_char() == '!');
            tokens.extend([token]);
            if end || input.is_empty() {
                return Ok(tokens);
            }
        }
    }
    let taken = attributes.iter().position(|it| it.arguments_of(attribute).is_some());
    let annotation = taken.map(|index| attributes.remove(index));
    head.parse::<Token![fn]>()?;
    let name: Ident = head.call(Ident::parse_any)?;
    let mut signature = TokenStream::new();
    while !input.is_empty() && !at_body(input) {
        let token: TokenTree = input.parse()?;
        let end = matches!(&token, TokenTree::Punct(it) if it.as_char() == ';');
        signature.extend([token]);
        if end {
            // rustc says that the body is missing.
            return Ok(quote!(#(#attributes)* #visibility #signature));
        }
    }
    let content;
    let braces = braced!(content in input);
    let body: TokenStream = content.parse()?;
    let declaration = annotation.map(|annotation| {
        let docs = attributes.iter().take_while(|it| it.is_doc()).count();
        let mut item = quote!(#(#attributes)* #visibility #signature);
        braces.surround(&mut item, |tokens| body.to_tokens(tokens));
        declare(Inner {
            annotation: annotation.extent(),
            code: Code::of_tokens(item, 2 * docs),
            arguments: annotation.arguments_of(attribute).unwrap_or_default(),
            name,
            cfgs: attributes.iter().filter(|it| it.path.is_ident("cfg")).map(ToTokens::to_token_stream).collect(),
            doc: doc(&attributes),
        })
    });
    let mut tokens = quote!(#(#attributes)* #visibility #signature);
    braces.surround(&mut tokens, |tokens| {
        let inner_attributes = leading_inner_attributes(body.clone());
        let rest = body.clone().into_iter().skip(inner_attributes.clone().into_iter().count());
        tokens.extend(inner_attributes);
        declaration.to_tokens(tokens);
        tokens.extend(rest);
    });
    Ok(tokens)
}

/// Whether the body of a function comes next, and not a constant in braces: `fn five() -> Array<{ 2 + 3 }> { … }`.
pub(crate) fn at_body(input: ParseStream<'_>) -> bool {
    input.peek(token::Brace) && !input.peek2(Token![>]) && !input.peek2(Token![,]) && !input.peek2(Token![>>])
}

/// The `#![…]`s at the start of a body: they must stay first.
pub(crate) fn leading_inner_attributes(body: TokenStream) -> TokenStream {
    let tokens: Vec<_> = body.into_iter().collect();
    let count = tokens
        .chunks(3)
        .take_while(|chunk| {
            matches!(chunk, [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(group)]
                if hash.as_char() == '#' && bang.as_char() == '!' && group.delimiter() == Delimiter::Bracket)
        })
        .count();
    tokens.into_iter().take(count * 3).collect()
}
