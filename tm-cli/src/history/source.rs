//! The annotated items of a Rust file, found in its text.
//!
//! ```text
//! 1  /// Saves a comment.
//! 2  #[element(Server, os = "Linux")]      annotation, line 2
//! 3  pub fn save(comment: Comment) {       item `save`, lines 3 to 6, with its fingerprint
//! 4      // the database cleans it         no token: whatever changes here does not count
//! 5      db::insert(comment);
//! 6  }
//! ```
//!
//! The compiler says where an item is now. Only the text says which of its lines hold code, and what an item was in an
//! older version, which nobody compiles. Bodies are not parsed here either: where an item ends, its tokens tell.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};
use tm_schema::{Fingerprint, Token};

/// What is of use in a file.
#[derive(Debug, Default)]
pub struct Source {
    /// The annotated items, in order.
    pub items: Vec<Item>,
    /// Whether each line, from 1, holds a token that is no comment.
    has_code: Vec<bool>,
}

/// An annotated item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its identifier, or that of the type of an impl block.
    pub name: String,
    /// The lines of its first annotation.
    pub annotation: RangeInclusive<u32>,
    /// The lines of the item, doc comments and attributes above its annotation included.
    pub lines: RangeInclusive<u32>,
    /// What it is, apart from how it is written.
    pub fingerprint: Fingerprint,
}

/// A token and its place, lines from 1.
struct Placed {
    token: Token,
    start: LineColumn,
    end: LineColumn,
}

impl Source {
    /// Reads the text of a file; none if it is not made of Rust tokens.
    pub fn read(text: &str) -> Option<Source> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        // A first line for the system's loader is no Rust; it leaves its line behind.
        let is_script = text.starts_with("#!") && !text[2..].trim_start().starts_with('[');
        let text = if is_script { &text[text.find('\n').unwrap_or(text.len())..] } else { &text };
        let stream = text.parse::<TokenStream>().ok()?;
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens, 0)?;
        // The spans of a thread are kept until it ends, unless they are given up.
        proc_macro2::extra::invalidate_current_thread_spans();
        Some(Source { items: items(&tokens), has_code: lines_with_code(&tokens) })
    }

    /// Whether a line holds more than comments and blanks.
    pub fn has_code(&self, line: u32) -> bool {
        self.has_code.get(line as usize).copied().unwrap_or(false)
    }

    /// The item whose annotation begins on `line`.
    pub fn annotated_at(&self, line: u32) -> Option<&Item> {
        self.items.iter().find(|it| it.annotation.contains(&line))
    }

    /// What `item`, one of `of`, is in this file: the item of its name, of several as many of that name the same in order.
    pub fn counterpart(&self, item: &Item, of: &Source) -> Option<&Item> {
        let named = |source: &Source| source.items.iter().filter(|it| it.name == item.name).count();
        let place = of.items.iter().filter(|it| it.name == item.name).position(|it| it == item)?;
        let mut same = self.items.iter().filter(|it| it.name == item.name);
        if named(self) == named(of) { same.nth(place) } else { None }
    }
}

/// The most that is read of a file.
const SIZE: u64 = 64 * 1024 * 1024;

/// What a file holds; nothing if it is none, as a pipe or a device that a model file names, or is larger than 64 MiB.
pub fn bytes_of(file: &Path) -> Vec<u8> {
    match fs::metadata(file) {
        Ok(it) if it.is_file() && it.len() <= SIZE => fs::read(file).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// How deep groups may nest: rustc itself stops far earlier.
const DEPTH: usize = 1_000;

/// The tokens without their nesting; none if it is absurd.
fn flatten(stream: TokenStream, tokens: &mut Vec<Placed>, depth: usize) -> Option<()> {
    if depth > DEPTH {
        return None;
    }
    let placed = |token: Token, span: Span| Placed { token, start: span.start(), end: span.end() };
    for token in stream {
        match token {
            TokenTree::Ident(it) => tokens.push(placed(Token::Word(it.to_string()), it.span())),
            TokenTree::Literal(it) => tokens.push(placed(Token::Literal(it.to_string()), it.span())),
            TokenTree::Punct(it) => tokens.push(placed(Token::Mark(it.as_char()), it.span())),
            TokenTree::Group(it) => {
                let marks = match it.delimiter() {
                    Delimiter::Parenthesis => Some(['(', ')']),
                    Delimiter::Bracket => Some(['[', ']']),
                    Delimiter::Brace => Some(['{', '}']),
                    Delimiter::None => None,
                };
                tokens.extend(marks.map(|[open, _]| placed(Token::Mark(open), it.span_open())));
                flatten(it.stream(), tokens, depth + 1)?;
                tokens.extend(marks.map(|[_, close]| placed(Token::Mark(close), it.span_close())));
            }
        }
    }
    Some(())
}

/// Reads along flat tokens.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    tokens: &'t [Placed],
    at: usize,
}

impl<'t> Cursor<'t> {
    fn mark(self, ahead: usize) -> Option<char> {
        if let Token::Mark(it) = self.tokens.get(self.at + ahead)?.token { Some(it) } else { None }
    }

    fn word(self, ahead: usize) -> Option<&'t str> {
        if let Token::Word(it) = &self.tokens.get(self.at + ahead)?.token { Some(it) } else { None }
    }

    /// Behind the group that begins here.
    fn group_end(self) -> usize {
        let mut depth = 0_usize;
        for (index, it) in self.tokens.iter().enumerate().skip(self.at) {
            match it.token {
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return index + 1;
            }
        }
        self.tokens.len()
    }

    /// Behind the outer attribute that begins here.
    fn attribute_end(self) -> Option<usize> {
        let is_attribute = self.mark(0) == Some('#') && self.mark(1) == Some('[');
        is_attribute.then(|| Cursor { at: self.at + 1, ..self }.group_end())
    }

    /// The name of the attribute that begins here, without the crate in front of it.
    fn attribute_name(self) -> &'t str {
        match (self.mark(3), self.mark(4)) {
            (Some(':'), Some(':')) => self.word(5).unwrap_or_default(),
            _ => self.word(2).unwrap_or_default(),
        }
    }

    /// Behind the item whose attributes have been read: behind its body or its semicolon.
    fn item_end(self) -> usize {
        let mut it = self;
        let is_value = it.is_value();
        while let Some(placed) = it.tokens.get(it.at) {
            match placed.token {
                Token::Mark(';') => return it.at + 1,
                // The end of what surrounds it: the item is none.
                Token::Mark(')' | ']' | '}') => return it.at,
                Token::Mark('{') => {
                    let end = it.group_end();
                    let next = Cursor { at: end, ..it };
                    // `fn five() -> Array<{ 2 + 3 }> { … }`: a constant in braces, not the body
                    let is_argument = matches!(next.mark(0), Some('>' | ','));
                    if !is_value && !is_argument {
                        return end;
                    }
                    it.at = end;
                }
                Token::Mark('(' | '[') => it.at = it.group_end(),
                _ => it.at += 1,
            }
        }
        it.tokens.len()
    }

    /// Whether it is a constant, a static or an alias, which end with a semicolon alone.
    fn is_value(mut self) -> bool {
        self.skip_visibility();
        match self.word(0) {
            Some("static" | "type") => true,
            Some("const") => !matches!(self.word(1), Some("fn" | "unsafe" | "async" | "extern" | "trait")),
            _ => false,
        }
    }

    fn skip_visibility(&mut self) {
        if self.word(0) == Some("pub") {
            self.at += 1;
            if self.mark(0) == Some('(') {
                self.at = self.group_end();
            }
        }
    }

    /// The identifier of the item whose attributes have been read.
    fn item_name(mut self, end: usize) -> &'t str {
        self.skip_visibility();
        while self.at < end {
            match self.word(0) {
                Some("impl") => return self.self_type(end),
                Some("struct" | "enum" | "union" | "fn" | "trait" | "mod" | "type" | "static") => break,
                Some("const") if self.is_value() => break,
                _ => self.at += 1,
            }
        }
        let ahead = if self.word(1) == Some("mut") { 2 } else { 1 };
        self.word(ahead).unwrap_or_default()
    }

    /// The last name in the path of an impl block's type.
    fn self_type(mut self, end: usize) -> &'t str {
        let (mut name, mut angles) = ("", 0_i32);
        self.at += 1;
        while self.at < end {
            match (self.mark(0), self.word(0)) {
                (Some('<'), _) => angles += 1,
                (Some('>'), _) => angles -= 1,
                (Some('{'), _) | (_, Some("where")) if angles <= 0 => break,
                (_, Some("for")) if angles <= 0 => name = "",
                (_, Some(word)) if angles <= 0 && !["dyn", "mut", "unsafe"].contains(&word) => name = word,
                _ => {}
            }
            self.at += 1;
        }
        name
    }
}

const ANNOTATIONS: [&str; 3] = ["element", "boundary", "data"];

fn items(tokens: &[Placed]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut cursor = Cursor { tokens, at: 0 };
    while cursor.at < tokens.len() {
        let first = cursor.at;
        let mut annotation: Option<(usize, usize)> = None;
        let mut code = None;
        while let Some(end) = cursor.attribute_end() {
            if ANNOTATIONS.contains(&cursor.attribute_name()) {
                annotation = annotation.or(Some((cursor.at, end)));
            } else if cursor.attribute_name() != "doc" {
                code = code.or(Some(cursor.at));
            }
            cursor.at = end;
        }
        if let Some((start, end)) = annotation {
            let item_end = cursor.item_end();
            let kept = tokens[first..start].iter().chain(&tokens[end..item_end]).map(|it| it.token.clone());
            let code = code.unwrap_or(cursor.at).min(tokens.len() - 1);
            let last = item_end.clamp(code + 1, tokens.len()) - 1;
            items.push(Item {
                name: cursor.item_name(item_end).to_owned(),
                annotation: line(tokens[start].start)..=line(tokens[end - 1].end),
                lines: line(tokens[code].start)..=line(tokens[last].end),
                fingerprint: Fingerprint::of(&kept.collect::<Vec<_>>()),
            });
        }
        // What is inside of an item may be annotated too.
        cursor.at = if cursor.at == first { first + 1 } else { cursor.at };
    }
    items
}

fn line(at: LineColumn) -> u32 {
    u32::try_from(at.line).unwrap_or(u32::MAX)
}

/// Whether each line, from 1, holds a token that is no comment.
fn lines_with_code(tokens: &[Placed]) -> Vec<bool> {
    let mut lines = Vec::new();
    let mut cursor = Cursor { tokens, at: 0 };
    while let Some(placed) = tokens.get(cursor.at) {
        let inner = usize::from(cursor.mark(1) == Some('!'));
        let group = Cursor { at: cursor.at + 1 + inner, ..cursor };
        let is_doc = cursor.mark(0) == Some('#') && group.mark(0) == Some('[') && group.word(1) == Some("doc");
        if is_doc {
            cursor.at = group.group_end();
            continue;
        }
        let last = placed.end.line;
        if lines.len() <= last {
            lines.resize(last + 1, false);
        }
        lines[placed.start.line..=last].fill(true);
        cursor.at += 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name, the annotation's lines and the item's of each item.
    fn check(text: &str, expected: &[(&str, RangeInclusive<u32>, RangeInclusive<u32>)]) {
        let source = Source::read(text).unwrap();
        let found: Vec<_> =
            source.items.iter().map(|it| (it.name.as_str(), it.annotation.clone(), it.lines.clone())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn items_end_where_their_tokens_say() {
        check("#[element(Actor)] pub struct Visitor;\nfn other() {}", &[("Visitor", 1..=1, 1..=1)]);
        check(
            "/// Doc.\n#[element(\n  Server,\n)]\n#[get(\"/\")]\npub(crate) async fn f<'a>(\n) -> A<{ 2 + 3 }>\n{\n}\nfn g() {}",
            &[("f", 2..=4, 5..=9)],
        );
        check("#[tm::data]\nstruct S(u8, [u8; { 3 }])\nwhere u8: Copy;\n", &[("S", 1..=1, 2..=3)]);
        check(
            "#[element(A)]\nconst fn f() {}\n#[element(A)]\npub const X: u8 = { 3 };\n",
            &[("f", 1..=1, 2..=2), ("X", 3..=3, 4..=4)],
        );
        check("#[element(A)]\nstatic mut X: u8 =\n 3;", &[("X", 1..=1, 2..=3)]);
        check(
            "#[element(A)]\nimpl<T: B<C>> Trait<{ N }> for my::Store<T> where T: D {\n #[element(A)]\n fn save(&self) {\n }\n}",
            &[("Store", 1..=1, 2..=6), ("save", 3..=3, 4..=5)],
        );
        check("#[must_use]\n#[boundary]\n/// Doc.\nunsafe trait T {}", &[("T", 2..=2, 1..=4)]);
        check("mod m {\n #[element(A)]\n mod n { }\n}", &[("n", 2..=2, 3..=3)]);
        check(
            "fn f() {\n #[element(A)]\n fn inner() {}\n}\nmac! { #[element(A)] fn made() {} }",
            &[("inner", 2..=2, 3..=3), ("made", 5..=5, 5..=5)],
        );
    }

    #[test]
    fn what_is_odd_is_no_reason_to_stop() {
        for text in
            ["#[element", "#[element(A)]", "#[element(A)] }", "#[element(A)] pub", "mod m { #[data] }", "#!x", "#"]
        {
            let _ = Source::read(text);
        }
        assert!(Source::read("'").is_none());
        assert!(
            Source::read("\u{feff}#!/usr/bin/env run\r\n#[data] struct S;\r\n")
                .is_some_and(|it| it.items[0].annotation == (2..=2))
        );
        assert!(Source::read(&"(".repeat(5_000)).is_none());
        assert!(Source::read(&format!("{}{}", "(".repeat(5_000), ")".repeat(5_000))).is_none());
    }

    #[test]
    fn comments_are_no_code() {
        let text =
            "//! Doc.\nfn f() { // why\n  // not\n\n  /* a\n b */ g(\"x\ny\");\n}\n/// Doc.\n#[doc = \"x\"]\nfn h() {}";
        let source = Source::read(text).unwrap();
        let lines: Vec<_> = (1..=12).filter(|line| source.has_code(*line)).collect();
        assert_eq!(lines, [2, 6, 7, 8, 11]);
    }

    #[test]
    fn formats_are_one() {
        let print = |text: &str| Source::read(text).unwrap().items[0].fingerprint.clone();
        let plain = print("#[element(A)]\npub fn f(a: u8, b: u8) -> u8 { g(a, b); \"a\nb\".len() }");
        for same in [
            "/// Doc.\n#[element(A, os = \"Linux\")]\npub fn f(\n    a: u8,\n    b: u8,\n) -> u8 {\n    // why\n    g(a,b);\"a\nb\".len()\n}",
            "#[element(A)]\r\npub fn f(a: u8, b: u8) -> u8 { g(a, b); \"a\r\nb\".len() }\r\n",
        ] {
            assert_eq!(print(same), plain, "{same}");
        }
        assert_ne!(print("#[element(A)]\npub fn f(a: u8, b: u8) -> u8 { g(b, a); \"a\nb\".len() }"), plain);
    }

    #[test]
    fn an_item_is_known_by_its_name_and_place_among_those_of_its_name() {
        let now =
            Source::read("#[data] struct A;\nmod m { #[data] struct B; }\nmod n { #[data] struct B(u8); }").unwrap();
        let then = Source::read("mod n { #[data] struct B; }\nmod m { #[data] struct B(u8); }").unwrap();
        assert_eq!(then.counterpart(&now.items[2], &now), Some(&then.items[1]));
        assert_eq!(then.counterpart(&now.items[0], &now), None);
        let one = Source::read("#[data] struct B;").unwrap();
        assert_eq!(one.counterpart(&now.items[1], &now), None);
    }
}
