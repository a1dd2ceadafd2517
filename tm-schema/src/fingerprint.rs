//! What an item is, apart from how it is written: two numbers that stay while its tokens do, and what it calls.
//!
//! ```text
//! /// Saves a comment.                                 head   the tokens of `pub fn save(c: Comment)`
//! #[element(Server)]                                  body   those of `{ db::insert(clean(c)) }`
//! pub fn save(c: Comment) { db::insert(clean(c)) }    calls  clean, db::insert
//! ```
//!
//! Line breaks, spaces, comments, doc texts, the model's own annotations and the commas that formatters add or remove do
//! not count. The macros compute it from what the compiler hands them, `cargo tm` from source files: both as flat
//! [`Token`]s, so that both get the same. The hash is FNV-1a of 128 bits: the same on every platform, and no crate in
//! anybody's build. It notices changes; it is no seal against people who forge, who could write the review themselves.

use std::borrow::Borrow;

/// A token, as far as it counts. Invisible groups have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// An identifier or a keyword.
    Word(String),
    /// A literal as it is written.
    Literal(String),
    /// A character of an operator, the quote of a lifetime, or a parenthesis of any kind.
    Mark(char),
}

/// What an item is, apart from how it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of all in front of its body: of a function the signature. Of an item without a body, of all.
    pub head: u128,
    /// Of what stands in its last braces; none if it does not end with any.
    pub body: Option<u128>,
    /// The functions, methods (`.name`) and macros (`name!`) that it calls, by name, sorted.
    pub calls: Vec<String>,
}

impl Fingerprint {
    /// Of the tokens of an item.
    ///
    /// ```
    /// use tm_schema::{Fingerprint, Token};
    ///
    /// let of = |names: &[&str]| {
    ///     let mark = |it: &str| Token::Mark(it.chars().next().unwrap());
    ///     let token = |it: &&str| if it.len() == 1 { mark(it) } else { Token::Word((*it).to_owned()) };
    ///     Fingerprint::of(&names.iter().map(token).collect::<Vec<_>>())
    /// };
    /// let save = of(&["fn", "save", "(", ")", "{", "insert", "(", ")", "}"]);
    /// assert_eq!(save.calls, ["insert"]);
    /// let other = of(&["fn", "save", "(", ")", "{", "delete", "(", ")", "}"]);
    /// assert_eq!(save.head, other.head);
    /// assert_ne!(save.body, other.body);
    /// ```
    pub fn of(item: &[Token]) -> Fingerprint {
        let tokens = what_counts(item);
        let (head, body) = match body_start(&tokens) {
            Some(start) => (&tokens[..start], Some(&tokens[start..])),
            None => (&tokens[..], None),
        };
        let calls = body.filter(|_| runs(head)).map(calls).unwrap_or_default();
        Fingerprint { head: hash(head), body: body.map(hash), calls }
    }
}

/// The tokens without attributes that do not count, `dataflow!`s, and commas that are a matter of format.
fn what_counts(item: &[Token]) -> Vec<&Token> {
    let mut kept: Vec<&Token> = Vec::with_capacity(item.len());
    let mut at = 0;
    while let Some(token) = item.get(at) {
        if let Some(end) = uncounted_attribute(item, at).or_else(|| flow(item, at)) {
            at = end;
            continue;
        }
        let closes = matches!(token, Token::Mark(')' | ']' | '}'));
        if closes && kept.last().is_some_and(|it| **it == Token::Mark(',')) {
            kept.pop();
        }
        let is_spare = *token == Token::Mark(',') && kept.last().is_some_and(|it| **it == Token::Mark('}'));
        if !is_spare {
            kept.push(token);
        }
        at += 1;
    }
    kept
}

/// The end of a doc comment or an annotation of the model that begins at `at`.
fn uncounted_attribute(tokens: &[Token], at: usize) -> Option<usize> {
    let is = |index: usize, mark: char| tokens.get(index) == Some(&Token::Mark(mark));
    if !is(at, '#') {
        return None;
    }
    let open = if is(at + 1, '!') { at + 2 } else { at + 1 };
    let word = |index: usize| if let Some(Token::Word(it)) = tokens.get(index) { it.as_str() } else { "" };
    let name = match word(open + 1) {
        "tm" | "threat_model" if is(open + 2, ':') && is(open + 3, ':') => word(open + 4),
        name => name,
    };
    let is_ours = ["doc", "element", "boundary", "data"].contains(&name);
    (is(open, '[') && is_ours).then(|| group_end(tokens, open))
}

/// The end of a `dataflow! { … }` that begins at `at`.
fn flow(tokens: &[Token], at: usize) -> Option<usize> {
    let is = |index: usize, mark: char| tokens.get(index) == Some(&Token::Mark(mark));
    let is_flow = matches!(&tokens[at], Token::Word(it) if it == "dataflow") && is(at + 1, '!');
    let opens = matches!(tokens.get(at + 2), Some(Token::Mark('(' | '[' | '{')));
    let end = (is_flow && opens).then(|| group_end(tokens, at + 2))?;
    Some(if is(end, ';') { end + 1 } else { end })
}

/// Behind the parenthesis that closes the one at `open`.
fn group_end(tokens: &[impl Borrow<Token>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.borrow() {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

/// Where the braces begin that the item ends with.
fn body_start(tokens: &[&Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Mark(')' | ']' | '}') => depth += 1,
            Token::Mark('(' | '[' | '{') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (index + 1 < tokens.len() && **token == Token::Mark('{')).then_some(index);
        }
    }
    None
}

/// Whether what such a head begins has code in it that runs.
fn runs(head: &[&Token]) -> bool {
    let runs = ["fn", "impl", "mod", "trait"];
    head.iter().any(|token| matches!(token, Token::Word(it) if runs.contains(&it.as_str())))
}

fn hash(tokens: &[&Token]) -> u128 {
    // The kind comes first, and a byte that no text contains ends each token: `ab c` is not `a bc`.
    let bytes = tokens.iter().flat_map(|token| {
        let (kind, text, mark) = match token {
            Token::Word(text) => (1, text.as_str(), None),
            Token::Literal(text) => (2, text.as_str(), None),
            Token::Mark(mark) => (3, "", Some(*mark)),
        };
        let mark = mark.into_iter().flat_map(|it| it.encode_utf8(&mut [0; 4]).bytes().collect::<Vec<_>>());
        std::iter::once(kind).chain(text.bytes()).chain(mark).chain([0xff])
    });
    digest(bytes)
}

/// The hash of some bytes: FNV-1a of 128 bits, the same everywhere and for ever.
///
/// ```
/// assert_eq!(tm_schema::digest(*b"foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
/// ```
pub fn digest(bytes: impl IntoIterator<Item = u8>) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.into_iter().fold(OFFSET, |state, byte| (state ^ u128::from(byte)).wrapping_mul(PRIME))
}

/// What looks like a name and begins something else.
const KEYWORDS: [&str; 33] = [
    "as", "async", "await", "box", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "fn", "for",
    "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static",
    "super", "unsafe", "use", "where", "while",
];

/// The names of what is called: what stands in front of parentheses, or of `!` and a group.
///
/// Told by the shape of tokens and not by their syntax, because arguments of macros have none and hold half of the calls in
/// some functions. A name that begins with a capital is taken for a variant or a tuple struct.
fn calls(body: &[&Token]) -> Vec<String> {
    let mark = |index: usize| if let Some(Token::Mark(it)) = body.get(index) { *it } else { '\0' };
    let mut names = Vec::new();
    let mut at = 0;
    while at < body.len() {
        if mark(at) == '#' && (mark(at + 1) == '[' || mark(at + 1) == '!') {
            let open = if mark(at + 1) == '[' { at + 1 } else { at + 2 };
            if mark(open) == '[' {
                at = group_end(body, open); // attributes look like calls
                continue;
            }
        }
        let is_macro = at > 0 && mark(at) == '!' && matches!(mark(at + 1), '(' | '[' | '{');
        if is_macro || (at > 0 && mark(at) == '(') {
            let name = name_before(body, at, !is_macro);
            names.extend(name.map(|name| if is_macro { format!("{name}!") } else { name }));
        }
        at += 1;
    }
    names.sort();
    names.dedup();
    names
}

/// The path that ends in front of `end`, or `.name` for a method.
fn name_before(body: &[&Token], end: usize, is_function: bool) -> Option<String> {
    let is_mark = |index: Option<usize>, mark: char| index.is_some_and(|it| *body[it] == Token::Mark(mark));
    let is_path = |index: usize| is_mark(index.checked_sub(1), ':') && is_mark(index.checked_sub(2), ':');
    let mut parts: Vec<&str> = Vec::new();
    let mut at = end;
    // Generic arguments end a call only behind `::`: `parse::<u8>()` but not `a > (b)`.
    if is_function && is_mark(at.checked_sub(1), '>') {
        at = arguments_start(body, at - 1)?;
        at = is_path(at).then(|| at - 2)?;
    }
    while let Some(Token::Word(word)) = at.checked_sub(1).map(|it| body[it]) {
        parts.push(word);
        at -= 1;
        if !is_path(at) {
            break;
        }
        at -= 2;
        if is_mark(at.checked_sub(1), '>') {
            let start = arguments_start(body, at - 1)?;
            if !is_path(start) {
                // `Vec<u8>::new`, or `<T as Trait>::new`, whose type is none of a name
                let is_plain = matches!(start.checked_sub(1).map(|it| body[it]), Some(Token::Word(_)));
                at = start;
                if is_plain {
                    continue;
                }
                break;
            }
            at = start - 2;
        }
    }
    let last = *parts.first()?;
    let is_definition = at.checked_sub(1).is_some_and(|it| *body[it] == Token::Word("fn".to_owned()));
    let is_constructor = last.chars().next().is_some_and(char::is_uppercase);
    if is_definition || is_constructor || KEYWORDS.contains(&last) {
        return None;
    }
    if is_mark(at.checked_sub(1), '.') && parts.len() == 1 {
        return Some(format!(".{last}"));
    }
    parts.reverse();
    Some(parts.join("::"))
}

/// Where the generic arguments begin that end with the `>` at `end`.
fn arguments_start(body: &[&Token], end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for index in (0..=end).rev() {
        let is_arrow = || index > 0 && matches!(body[index - 1], Token::Mark('-' | '='));
        match body[index] {
            Token::Mark('>') if !is_arrow() => depth += 1,
            Token::Mark('<') => depth -= 1,
            Token::Mark(';' | '{' | '}') => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of `text`, in which blanks stand between all of them that are longer than a character.
    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_word = |it: char| it.is_alphanumeric() || it == '_';
            let length = match first {
                '"' => rest[1..].find('"').map_or(rest.len(), |it| it + 2),
                _ if is_word(first) => rest.find(|it| !is_word(it)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let (token, more) = rest.split_at(length);
            tokens.push(match first {
                '"' => Token::Literal(token.to_owned()),
                _ if first.is_ascii_digit() => Token::Literal(token.to_owned()),
                _ if is_word(first) => Token::Word(token.to_owned()),
                _ => Token::Mark(first),
            });
            rest = more.trim_start();
        }
        tokens
    }

    fn of(text: &str) -> Fingerprint {
        Fingerprint::of(&tokens(text))
    }

    #[test]
    fn how_an_item_is_written_does_not_count() {
        let plain = of("pub fn f(a: u8, b: u8) { match a { 1 => { g() } _ => h(a, b) } }");
        for same in [
            "pub fn f(a:u8,b:u8,){match a{1=>{g()},_=>h(a,b,),}}",
            "#[doc = \"Saves.\"] pub fn f(a: u8, b: u8) { match a { 1 => { g() } _ => h(a, b) } }",
            "#[element(Server, os = \"Linux\")] pub fn f(a: u8, b: u8) { match a { 1 => { g() } _ => h(a, b) } }",
            "#[tm::data(is_pii)] pub fn f(a: u8, b: u8) { match a { 1 => { g() } _ => h(a, b) } }",
            "pub fn f(a: u8, b: u8) { #![doc = \"x\"] dataflow! { a -> b: \"c\" } match a { 1 => { g() } _ => h(a, b) } }",
        ] {
            assert_eq!(of(same), plain, "{same}");
        }
    }

    #[test]
    fn each_part_has_a_number_of_its_own() {
        let plain = of("pub fn f(a: u8) -> u8 { g(a) }");
        for (other, head, body, calls) in [
            ("pub fn f(a: u16) -> u8 { g(a) }", true, false, false),
            ("fn f(a: u8) -> u8 { g(a) }", true, false, false),
            ("#[get(\"/\")] pub fn f(a: u8) -> u8 { g(a) }", true, false, false),
            ("pub fn f(a: u8) -> u8 { g(a) + 1 }", false, true, false),
            ("pub fn f(a: u8) -> u8 { g(\"a\") }", false, true, false),
            ("pub fn f(a: u8) -> u8 { h(a) }", false, true, true),
        ] {
            let it = of(other);
            let changed = (it.head != plain.head, it.body != plain.body, it.calls != plain.calls);
            assert_eq!(changed, (head, body, calls), "{other}");
        }
        assert_eq!(of("pub const A: [u8; { 3 }] = [0; { 3 }];").body, None);
        assert_ne!(of("struct Ab;").head, of("struct A;").head);
        assert_ne!(of("struct A { b: u8 }").body, of("struct A { c: u8 }").body);
    }

    #[test]
    fn calls_are_told_by_their_shape() {
        for (body, expected) in [
            ("g()", &["g"][..]),
            ("a::b::g(); a::b::g();", &["a::b::g"]),
            ("self.db.insert(x)?.await", &[".insert"]),
            ("println!(\"{}\", clean(x)); vec![f()]", &["clean", "f", "println!", "vec!"]),
            ("text.parse::<Vec<u8>>(); parse::<fn(u8) -> u8>(x)", &[".parse", "parse"]),
            ("Vec::<u8>::new(); <T as Store>::save(x); Vec<u8>::with(1)", &["Vec::new", "Vec::with", "save"]),
            ("if (a) { return (b) } while (c) {} match (d) { Some(e) => Ok(e), E::F(g) => {} }", &[]),
            ("fn inner(a: u8) {} let x = |y| (y); a > (b); #[cfg(test)] z(); if !(q) {}", &["z"]),
            ("#![allow(x)] super::f(); crate::g(); Self::h()", &["Self::h", "crate::g", "super::f"]),
            ("", &[]),
        ] {
            assert_eq!(of(&format!("fn f() {{ {body} }}")).calls, expected, "{body}");
        }
        assert_eq!(of("struct S { a: fn(u8), b: call(u8) }").calls, [] as [&str; 0]);
        assert_eq!(of("impl S { fn a(self) { g() } }").calls, ["g"]);
    }

    #[test]
    fn nothing_makes_it_stumble() {
        for text in ["", "}", "{", "#", "# [ doc", "dataflow ! {", ") ) (", "fn f() { > ( ::( <( .( !( }", "a::b("] {
            let _ = of(text);
            let _ = of(&format!("fn f() {{ {text} }}"));
        }
    }

    /// The numbers are in people's repositories: they may not change.
    #[test]
    fn the_numbers_stay() {
        let it = of("pub fn f(a: u8) -> u8 { g(a, \"x\") }");
        assert_eq!(format!("{:032x}", it.head), "3dc3e5854b56aa66ed58bfd1638acb2f");
        assert_eq!(format!("{:032x}", it.body.unwrap()), "82ec5c9edc09da8bcd37bc0c9bdf0657");
    }
}
