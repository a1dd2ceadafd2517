//! The pieces of format strings, which the compiler packs into bytes.
//!
//! ```text
//! format!("a {x} b {y:?}")          b"\x02a \xc0\x03 b \xc0\x00"
//! ```
//!
//! As `core::fmt::Arguments::new` documents them (since Rust 1.93): a byte up to 0x7f is the length of the literal that
//! follows, 0x80 says that two bytes of length follow, 0xc0 and more is a place, whose lower bits say which of flags (4
//! bytes), width, precision and number of the argument (2 bytes each) follow; 0 ends it. A place without number has the one
//! after the last place's.

use crate::ir::{
    Block, Callee, Constant, FormatTemplate, LocalId, Operand, Place, Projection, Rvalue, Statement, StatementKind,
    Tables, TerminatorKind,
};

/// Puts the template where its bytes are assigned to what is given to `Arguments::new`.
pub(super) fn decode_templates(blocks: &mut [Block], tables: &mut Tables) {
    let Some(new) = tables.symbols.get("std::fmt::Arguments::new") else { return };
    let mut wanted: Vec<LocalId> = Vec::new();
    for block in blocks.iter() {
        if let TerminatorKind::Call { callee: Callee::Function(function), arguments, .. } = &block.terminator.kind
            && function.path == new
            && let Some(Operand::Move(place) | Operand::Copy(place)) = arguments.first()
        {
            wanted.push(place.local);
        }
    }
    if wanted.is_empty() {
        return;
    }
    // The bytes go through a few locals, each of which is assigned once.
    let mut at = 0;
    while at < wanted.len() {
        let local = wanted[at];
        at += 1;
        for statement in blocks.iter_mut().flat_map(|it| it.statements.iter_mut()) {
            let Statement { kind: StatementKind::Assign(to, rvalue), .. } = statement else { continue };
            if *to != Place::local(local) {
                continue;
            }
            match rvalue {
                Rvalue::Use(Operand::Copy(from) | Operand::Move(from)) => push(&mut wanted, from),
                Rvalue::Reference { place, .. } if matches!(&place.projections[..], [] | [Projection::Deref]) => {
                    push(&mut wanted, place);
                }
                Rvalue::Use(Operand::Constant(Constant::Bytes(bytes))) => {
                    let text = tables.symbols.text(*bytes).to_owned();
                    if let Some(template) = unescape(&text).and_then(|it| decode(&it, tables)) {
                        *rvalue = Rvalue::Format(template);
                    }
                }
                _ => {}
            }
        }
    }
}

fn push(wanted: &mut Vec<LocalId>, place: &Place) {
    if !wanted.contains(&place.local) {
        wanted.push(place.local);
    }
}

/// The bytes that are printed between `b"` and `"`.
pub(crate) fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let [escape, after @ ..] = rest else { return None };
        rest = after;
        bytes.push(match escape {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'0' => 0,
            b'x' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                rest = &rest[2..];
                u8::from_str_radix(digits, 16).ok()?
            }
            it => *it,
        });
    }
    Some(bytes)
}

fn decode(mut bytes: &[u8], tables: &mut Tables) -> Option<FormatTemplate> {
    let mut parts = Vec::new();
    let mut arguments = Vec::new();
    let mut literal = Vec::new();
    let mut next = 0;
    loop {
        let (first, rest) = bytes.split_first()?;
        bytes = rest;
        match first {
            0 => break,
            1..=0x80 => {
                let length = if *first == 0x80 { number(&mut bytes)? as usize } else { *first as usize };
                literal.extend(bytes.get(..length)?);
                bytes = &bytes[length..];
            }
            0xc0.. => {
                if first & 1 != 0 {
                    bytes = bytes.get(4..)?;
                }
                for bit in [2, 4] {
                    if first & bit != 0 {
                        number(&mut bytes)?;
                    }
                }
                if first & 8 != 0 {
                    next = u32::from(number(&mut bytes)?);
                }
                arguments.push(next);
                next += 1;
                parts.push(std::mem::take(&mut literal));
            }
            _ => return None,
        }
    }
    parts.push(literal);
    let parts: Option<Vec<_>> =
        parts.into_iter().map(|it| Some(tables.symbols.intern(&String::from_utf8(it).ok()?))).collect();
    Some(FormatTemplate { parts: parts?.into(), arguments: arguments.into() })
}

fn number(bytes: &mut &[u8]) -> Option<u16> {
    let (number, rest) = bytes.split_first_chunk::<2>()?;
    *bytes = rest;
    Some(u16::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the compiler prints them, on 1.95.0 and 1.97.0-nightly.
    #[test]
    fn templates() {
        let cases: [(&str, &[&str], &[u32]); 7] = [
            (r"\x00", &[""], &[]),
            (r"\xc0\x01\n\x00", &["", "\n"], &[0]),
            (r"\x02a \xc0\x03 b \xc0\x00", &["a ", " b ", ""], &[0, 1]),
            // {1:>8.3} {0:?} x{a}y
            (r"\xc7 \x00\x008\x08\x00\x03\x00\x01 \xc0\x02 x\xc0\x01y\x00", &["", " ", " x", "y"], &[0, 1, 2]),
            // {:w$} {b:#x} {{}}
            (r"\xd3 \x00\x00h\x01\x00\x01 \xc9 \x00\x80`\x02\x00\x03 {}\x00", &["", " ", " {}"], &[0, 2]),
            (r"\x80\x03\x00abc\xc0\x02\xc3\xa9\x00", &["abc", "é"], &[0]),
            (r"\x01<\xc0\x01>\x00", &["<", ">"], &[0]),
        ];
        for (printed, parts, arguments) in cases {
            let mut tables = Tables::default();
            let template = decode(&unescape(printed).unwrap(), &mut tables).unwrap();
            let read: Vec<_> = template.parts.iter().map(|it| tables.symbols.text(*it)).collect();
            assert_eq!((&read[..], &template.arguments[..]), (parts, arguments), "{printed}");
        }
        for broken in [r"", r"\x05ab", r"\xc1\x00", r"\x90\x00", r"\x01\xff\x00"] {
            assert_eq!(decode(&unescape(broken).unwrap(), &mut Tables::default()), None, "{broken}");
        }
    }
}
