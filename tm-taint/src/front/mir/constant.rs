//! Operands and constants.

use memchr::memmem;

use super::Reader;
use super::cursor::Cursor;
use crate::front::coverage::MissKind;
use crate::ir::{Constant, FunctionRef, Operand, Type};

impl<'d> Reader<'_, 'd> {
    /// The operand that begins at the cursor.
    pub(super) fn operand(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Operand> {
        if cursor.take("move ") {
            Some(Operand::Move(self.place(cursor)?))
        } else if cursor.take("copy ") || cursor.take("no_retag copy ") {
            Some(Operand::Copy(self.place(cursor)?))
        } else if cursor.take("no_retag move ") {
            Some(Operand::Move(self.place(cursor)?))
        } else if cursor.take("const ") {
            Some(Operand::Constant(self.constant(cursor, comments)?))
        } else {
            // A function is its own value, without `const`.
            Some(Operand::Constant(Constant::Function(self.function(cursor, comments)?)))
        }
    }

    fn constant(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Constant> {
        match cursor.peek() {
            b'"' => {
                let text = unescape(quoted(cursor)?)?;
                Some(Constant::Text(self.tables.symbols.intern(&text)))
            }
            b'b' if cursor.rest().starts_with("b\"") => {
                cursor.advance(1);
                let bytes = quoted(cursor)?;
                Some(Constant::Bytes(self.tables.symbols.intern(bytes)))
            }
            b'*' if cursor.rest().starts_with("*b\"") => {
                cursor.advance(2);
                let bytes = quoted(cursor)?;
                Some(Constant::Bytes(self.tables.symbols.intern(bytes)))
            }
            b'\'' => {
                let length = character(cursor.rest())?;
                let text = cursor.advance(length);
                Some(self.literal(text))
            }
            b'0'..=b'9' | b'-' | b'+' => {
                let end = cursor
                    .rest()
                    .bytes()
                    .position(|it| !it.is_ascii_alphanumeric() && !matches!(it, b'-' | b'+' | b'.' | b'_'));
                let text = cursor.advance(end.unwrap_or(cursor.rest().len()));
                Some(self.literal(text))
            }
            b'{' => {
                let start = cursor.rest();
                cursor.advance(1);
                let inside = cursor.until(b"}");
                cursor.require("}")?;
                Some(self.address(inside, &start[..inside.len() + 2]))
            }
            b'(' if cursor.take("()") => Some(self.literal("()")),
            b'(' | b'[' | b'&' => {
                let text = cursor.until(b",;");
                Some(self.other(text))
            }
            _ => self.named_constant(cursor, comments),
        }
    }

    fn literal(&mut self, text: &str) -> Constant {
        Constant::Literal(self.tables.symbols.intern(text))
    }

    /// The allocation below the body of that name.
    fn allocation(&mut self, name: &str) -> Option<Allocation<'d>> {
        let text = self.allocation_text;
        let found = self.allocations.get_or_insert_with(|| allocations(text).into_iter().collect());
        found.get(name).cloned()
    }

    /// A constant that is kept as it is printed, and counted.
    fn other(&mut self, text: &str) -> Constant {
        self.coverage.miss(MissKind::Constant, text);
        Constant::Other(self.tables.symbols.intern(text))
    }

    /// `alloc4: &T`: the address of a static, or a number.
    fn address(&mut self, inside: &'d str, whole: &'d str) -> Constant {
        let name_end = inside.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(inside.len());
        match self.allocation(&inside[..name_end]) {
            Some(Allocation::Static(path)) => Constant::Static(self.static_path(path)),
            Some(Allocation::Bytes(bytes)) => {
                let bytes = bytes.escape_ascii().to_string();
                Constant::Bytes(self.tables.symbols.intern(&bytes))
            }
            None if inside.starts_with("0x") => self.literal(whole),
            None => self.other(whole),
        }
    }

    fn named_constant(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<Constant> {
        let rest = cursor.rest();
        if let Some(after) = rest.strip_prefix("Slice { alloc_id: ") {
            let name = &after[..after.find(',')?];
            let text = cursor.until(b",;)");
            if let Some(Allocation::Bytes(bytes)) = self.allocation(name) {
                let bytes = bytes.escape_ascii().to_string();
                return Some(Constant::Bytes(self.tables.symbols.intern(&bytes)));
            }
            return Some(self.other(text));
        }
        let word = cursor.clone().word();
        if matches!(word, "true" | "false" | "inf" | "NaN") || self.is_constant_parameter(word, &rest[word.len()..]) {
            cursor.advance(word.len());
            return Some(self.literal(word));
        }
        let mut whole = cursor.clone();
        let function = self.function(cursor, comments)?;
        if is_call(cursor) {
            return Some(Constant::Named(function)); // of a function pointer: `const HOOK(move _1) -> [return: bb1]`
        }
        if [" {", "(", ": "].iter().any(|it| cursor.rest().starts_with(it)) {
            // A value that is printed as an expression: `Wrapper(3)`, `Point { x: 1 }`, `ZeroSized: Marker`.
            let text = whole.until(b",;");
            *cursor = whole;
            return Some(self.other(text));
        }
        let is_function = match function.signature {
            Some(_) => true,
            // Without comments, or with one that says another type.
            None => comments.is_empty() && !self.names.is_constant(&self.tables.symbols, &function),
        };
        Some(if is_function { Constant::Function(function) } else { Constant::Named(function) })
    }

    /// Whether `word`, which `after` follows, is a constant parameter: `N`.
    fn is_constant_parameter(&mut self, word: &'d str, after: &str) -> bool {
        let is_more = ["::", " {", "("].iter().any(|it| after.starts_with(it));
        !word.is_empty() && !is_more && self.is_parameter(word)
    }

    /// A function or constant by its name, with the type that the comments say. `cursor` stops behind it.
    pub(super) fn function(&mut self, cursor: &mut Cursor<'d>, comments: &'d str) -> Option<FunctionRef> {
        let mut ahead = cursor.clone();
        let text = end_of_function(&mut ahead);
        if let Some(function) = self.functions.get(text) {
            let function = function.clone();
            cursor.advance(text.len());
            return Some(function);
        }
        let context = std::mem::take(&mut self.is_contextual);
        let start = cursor.rest();
        let mut function = self.function_ref(cursor)?;
        let text = &start[..start.len() - cursor.rest().len()];
        if let Some(printed) = printed_type(comments, text) {
            let type_id = self.type_id(printed);
            if let Type::Function(it) = self.tables.types.get(type_id) {
                function.signature = it.signature;
            }
        }
        if !self.is_contextual {
            self.functions.insert(text, function.clone());
        }
        self.is_contextual |= context;
        Some(function)
    }
}

/// Takes what may be a path, up to what cannot be in one.
fn end_of_function<'d>(cursor: &mut Cursor<'d>) -> &'d str {
    let rest = cursor.rest();
    let mut depth = 0usize;
    let bytes = rest.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'{' | b'[' | b'(' if depth > 0 || matches!(byte, b'<' | b'{') => depth += 1,
            b'>' if at > 0 && bytes[at - 1] == b'-' => {}
            b'>' | b'}' | b']' | b')' if depth > 0 => depth -= 1,
            b'(' | b')' | b',' | b' ' | b';' | b']' | b'}' if depth == 0 => return &rest[..at],
            _ => {}
        }
    }
    rest
}

/// Whether what is in front of `cursor` is called: what follows in parentheses has a block to go on with.
fn is_call(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if !ahead.take("(") {
        return false;
    }
    let mut depth = 1;
    while depth > 0 && !ahead.rest().is_empty() {
        match ahead.peek() {
            b'"' if quoted(&mut ahead).is_some() => continue,
            b'\'' => {
                ahead.advance(character(ahead.rest()).unwrap_or(1));
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        let width = ahead.rest().chars().next().map_or(0, char::len_utf8);
        ahead.advance(width);
    }
    ahead.rest().starts_with(" -> ")
}

/// The type that a comment prints for the constant `text`:
/// `+ const_: Const { ty: fn() {f}, val: Value(f) }`.
fn printed_type<'d>(comments: &'d str, text: &str) -> Option<&'d str> {
    const BEFORE: &str = "// + const_: Const { ty: ";
    for at in memmem::find_iter(comments.as_bytes(), BEFORE) {
        let line = comments[at + BEFORE.len()..].lines().next()?;
        let Some(value) = line.rfind(", val: Value(") else { continue };
        if line[value + 13..].strip_suffix(") }") == Some(text) {
            return Some(&line[..value]);
        }
    }
    None
}

/// What stands between the quotes here, escapes included.
fn quoted<'d>(cursor: &mut Cursor<'d>) -> Option<&'d str> {
    cursor.require("\"")?;
    let rest = cursor.rest();
    let bytes = rest.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        if bytes[at] == b'"' {
            cursor.advance(at + 1);
            return Some(&rest[..at]);
        }
        at += 2;
        if at > bytes.len() {
            return None;
        }
    }
}

/// How long a character in quotes is.
fn character(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, it)) = characters.next() {
        match it {
            '\\' => _ = characters.next(),
            '\'' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The text that Rust's escapes stand for.
fn unescape(text: &str) -> Option<std::borrow::Cow<'_, str>> {
    if !text.contains('\\') {
        return Some(text.into());
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(it) = characters.next() {
        if it != '\\' {
            out.push(it);
            continue;
        }
        out.push(match characters.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'x' => {
                let digits: String = characters.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16).ok()? as char
            }
            'u' => {
                let digits: String = characters.by_ref().take_while(|it| *it != '}').collect();
                char::from_u32(u32::from_str_radix(digits.strip_prefix('{')?, 16).ok()?)?
            }
            it => it,
        });
    }
    Some(out.into())
}

/// What an allocation below a body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Allocation<'d> {
    /// `alloc4 (static: G, size: 32, align: 8) {`: the path as printed.
    Static(&'d str),
    /// Bytes without addresses in them.
    Bytes(Vec<u8>),
}

/// The allocations below a body, by name.
pub(super) fn allocations(text: &str) -> Vec<(&str, Allocation<'_>)> {
    let mut found: Vec<(&str, Allocation<'_>)> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if let Some((name, after)) = line.split_once(" (")
            && name.starts_with("alloc")
        {
            is_open = false;
            let of_static = after.strip_prefix("static: ").or_else(|| after.strip_prefix("extern static: "));
            if let Some(path) = of_static {
                let end = path.find([',', ')']).unwrap_or(path.len());
                found.push((name, Allocation::Static(&path[..end])));
            } else if after.starts_with("size: ") && after.ends_with('{') {
                is_open = true;
                found.push((name, Allocation::Bytes(Vec::new())));
            }
        } else if line.starts_with('}') {
            is_open = false;
        } else if is_open && let Some((_, Allocation::Bytes(bytes))) = found.last_mut() {
            let is_whole = push_bytes(line, bytes).is_some();
            if !is_whole {
                found.pop();
                is_open = false;
            }
        }
    }
    found
}

/// `0x00 │ 02 61 20 c0 │ .a .`; the address stands there in long ones only. Nothing where it holds addresses or unset bytes.
fn push_bytes(line: &str, bytes: &mut Vec<u8>) -> Option<()> {
    let mut columns = line.split('│');
    let first = columns.next()?.trim();
    let hex = if first.starts_with("0x") { columns.next()? } else { first };
    for digits in hex.split_whitespace() {
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 2)?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_quotes() {
        let cases = [
            (r#""a, \"b\" \\" rest"#, Some("a, \"b\" \\")),
            (r#""\n\t\u{1F600}\0\x41""#, Some("\n\t😀\0A")),
            (r#""no end"#, None),
            (r#""no end\"#, None),
        ];
        for (text, expected) in cases {
            let read = quoted(&mut Cursor::new(text)).and_then(unescape);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn allocations_of_all_kinds() {
        let text = "alloc4 (static: m::G, size: 2, align: 1) {\n    00 __ │ .░\n}\n\nalloc5 (extern static: environ)\n\nalloc6 (size: 17, align: 1) {\n    \
            0x00 │ 61 62 63 64 61 62 63 64 61 62 63 64 61 62 63 64 │ abcdabcdabcdabcd\n    0x10 │ 65                                              │ e\n}\n\n\
            alloc7 (size: 8, align: 8) {\n    ╾──────alloc8───────╼ │ ╾──────╼\n}\n";
        let found = allocations(text);
        assert_eq!(
            found,
            [
                ("alloc4", Allocation::Static("m::G")),
                ("alloc5", Allocation::Static("environ")),
                ("alloc6", Allocation::Bytes(b"abcdabcdabcdabcde".to_vec())),
            ]
        );
    }
}
