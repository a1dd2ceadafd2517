//! Writing and reading of what has a form in bytes.

use rustc_hash::FxHashMap;

use super::BinaryError;
use crate::ir::{Span, Symbol, Tables, Type, TypeId};

/// How deep types may be nested, and of how many parts, each counted as often as it is named, one may be.
const DEPTH: u32 = 200;
const SIZE: u64 = 1_000_000;

pub(super) type Result<T> = std::result::Result<T, BinaryError>;

/// What can be written to bytes and read from them. Everything takes one byte at least.
pub(super) trait Form: Sized {
    fn write(&self, to: &mut Writer<'_>);
    fn read(from: &mut Reader<'_, '_>) -> Result<Self>;
}

/// Writes what is named first into tables, so that it stands before what names it.
pub(super) struct Writer<'t> {
    tables: &'t Tables,
    bytes: Vec<u8>,
    texts: Vec<u8>,
    symbols: FxHashMap<Symbol, u64>,
    types: Vec<u8>,
    type_ids: FxHashMap<TypeId, u64>,
    last: Last,
}

/// The span before.
#[derive(Default)]
struct Last {
    file: Option<Symbol>,
    line: u32,
}

impl<'t> Writer<'t> {
    pub(super) fn new(tables: &'t Tables) -> Writer<'t> {
        Writer {
            tables,
            bytes: Vec::new(),
            texts: Vec::new(),
            symbols: FxHashMap::default(),
            types: Vec::new(),
            type_ids: FxHashMap::default(),
            last: Last::default(),
        }
    }

    pub(super) fn number(&mut self, number: u64) {
        push_number(&mut self.bytes, number);
    }

    /// A number near zero, negative or not.
    fn difference(&mut self, from: u32, to: u32) {
        let difference = i64::from(to) - i64::from(from);
        self.number(((difference << 1) ^ (difference >> 63)) as u64);
    }

    pub(super) fn finished(self, magic: &[u8], version: u32) -> Vec<u8> {
        let mut out = magic.to_vec();
        push_number(&mut out, version.into());
        push_number(&mut out, self.symbols.len() as u64);
        out.extend(self.texts);
        push_number(&mut out, self.type_ids.len() as u64);
        out.extend(self.types);
        out.extend(self.bytes);
        out
    }
}

fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub(super) struct Reader<'b, 't> {
    bytes: &'b [u8],
    at: usize,
    tables: &'t mut Tables,
    symbols: Vec<Symbol>,
    types: Vec<Known>,
    /// Of the types that the one that is read names: the greatest depth, the sum of sizes.
    depth: u32,
    size: u64,
    last: Last,
}

#[derive(Clone, Copy)]
struct Known {
    id: TypeId,
    depth: u32,
    size: u64,
}

impl<'b, 't> Reader<'b, 't> {
    pub(super) fn new(bytes: &'b [u8], at: usize, tables: &'t mut Tables) -> Reader<'b, 't> {
        let (symbols, types) = (Vec::new(), Vec::new());
        Reader { bytes, at, tables, symbols, types, depth: 0, size: 0, last: Last::default() }
    }

    pub(super) fn damaged<T>(&self, what: &'static str) -> Result<T> {
        Err(BinaryError::Damaged { at: self.at, what })
    }

    pub(super) fn number(&mut self) -> Result<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let Some(byte) = self.bytes.get(self.at) else { return self.damaged("it ends too early") };
            self.at += 1;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        self.damaged("a number is too large")
    }

    fn difference(&mut self, from: u32) -> Result<u32> {
        let number = self.number()?;
        let difference = (number >> 1) as i64 ^ -((number & 1) as i64);
        match i64::from(from).checked_add(difference).and_then(|it| u32::try_from(it).ok()) {
            Some(to) => Ok(to),
            None => self.damaged("a span is out of range"),
        }
    }

    /// How many elements follow, each of one byte at least.
    pub(super) fn count(&mut self) -> Result<usize> {
        let count = self.number()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.bytes.len() - self.at => Ok(count),
            _ => self.damaged("a list is longer than the file"),
        }
    }

    pub(super) fn read_tables(&mut self) -> Result<()> {
        for _ in 0..self.count()? {
            let length = self.count()?;
            let Ok(text) = std::str::from_utf8(&self.bytes[self.at..self.at + length]) else {
                return self.damaged("a text is not UTF-8");
            };
            self.at += length;
            let symbol = self.tables.symbols.intern(text);
            self.symbols.push(symbol);
        }
        for _ in 0..self.count()? {
            (self.depth, self.size) = (0, 0);
            let kind = Type::read(self)?;
            let (depth, size) = (self.depth + 1, self.size.saturating_add(1));
            if depth > DEPTH || size > SIZE {
                return self.damaged("a type is too deeply nested");
            }
            let id = self.tables.types.intern(kind);
            self.types.push(Known { id, depth, size });
        }
        Ok(())
    }

    pub(super) fn end(&self) -> Result<()> {
        if self.at == self.bytes.len() { Ok(()) } else { self.damaged("it goes on behind its end") }
    }
}

impl Form for Symbol {
    fn write(&self, to: &mut Writer<'_>) {
        let next = to.symbols.len() as u64;
        let number = *to.symbols.entry(*self).or_insert_with(|| {
            let text = to.tables.symbols.text(*self);
            push_number(&mut to.texts, text.len() as u64);
            to.texts.extend(text.as_bytes());
            next
        });
        to.number(number);
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<Symbol> {
        let number = from.number()?;
        match usize::try_from(number).ok().and_then(|it| from.symbols.get(it)) {
            Some(symbol) => Ok(*symbol),
            None => from.damaged("a text is missing"),
        }
    }
}

impl Form for TypeId {
    fn write(&self, to: &mut Writer<'_>) {
        let number = match to.type_ids.get(self) {
            Some(number) => *number,
            None => {
                let outer = std::mem::take(&mut to.bytes);
                to.tables.types.get(*self).write(to);
                // Those that it is made of are in the table by now.
                let bytes = std::mem::replace(&mut to.bytes, outer);
                to.types.extend(bytes);
                let number = to.type_ids.len() as u64;
                to.type_ids.insert(*self, number);
                number
            }
        };
        to.number(number);
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<TypeId> {
        let number = from.number()?;
        match usize::try_from(number).ok().and_then(|it| from.types.get(it)) {
            Some(known) => {
                from.depth = from.depth.max(known.depth);
                from.size = from.size.saturating_add(known.size);
                Ok(known.id)
            }
            None => from.damaged("a type is missing"),
        }
    }
}

impl Form for Span {
    fn write(&self, to: &mut Writer<'_>) {
        if to.last.file == Some(self.file) {
            to.number(0);
        } else {
            to.number(1);
            self.file.write(to);
        }
        to.difference(to.last.line, self.line);
        to.number(self.column.into());
        to.difference(self.line, self.end_line);
        to.number(self.end_column.into());
        to.last = Last { file: Some(self.file), line: self.line };
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<Span> {
        let file = match (from.number()?, from.last.file) {
            (0, Some(file)) => file,
            (1, _) => Symbol::read(from)?,
            _ => return from.damaged("a span has no file"),
        };
        let line = from.difference(from.last.line)?;
        from.last = Last { file: Some(file), line };
        let column = u32::read(from)?;
        let end_line = from.difference(line)?;
        Ok(Span { file, line, column, end_line, end_column: u32::read(from)? })
    }
}

impl Form for u64 {
    fn write(&self, to: &mut Writer<'_>) {
        to.number(*self);
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<u64> {
        from.number()
    }
}

impl Form for u32 {
    fn write(&self, to: &mut Writer<'_>) {
        to.number((*self).into());
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<u32> {
        match u32::try_from(from.number()?) {
            Ok(number) => Ok(number),
            Err(_) => from.damaged("a number is too large"),
        }
    }
}

impl Form for bool {
    fn write(&self, to: &mut Writer<'_>) {
        to.number((*self).into());
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<bool> {
        match from.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => from.damaged("neither true nor false"),
        }
    }
}

impl<T: Form> Form for Option<T> {
    fn write(&self, to: &mut Writer<'_>) {
        self.is_some().write(to);
        if let Some(it) = self {
            it.write(to);
        }
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<Option<T>> {
        if bool::read(from)? { Ok(Some(T::read(from)?)) } else { Ok(None) }
    }
}

impl<T: Form> Form for Vec<T> {
    fn write(&self, to: &mut Writer<'_>) {
        to.number(self.len() as u64);
        self.iter().for_each(|it| it.write(to));
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<Vec<T>> {
        (0..from.count()?).map(|_| T::read(from)).collect()
    }
}

impl<T: Form> Form for Box<[T]> {
    fn write(&self, to: &mut Writer<'_>) {
        to.number(self.len() as u64);
        self.iter().for_each(|it| it.write(to));
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<Box<[T]>> {
        (0..from.count()?).map(|_| T::read(from)).collect()
    }
}

impl<T: Form> Form for Box<T> {
    fn write(&self, to: &mut Writer<'_>) {
        (**self).write(to);
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<Box<T>> {
        Ok(Box::new(T::read(from)?))
    }
}

impl<A: Form, B: Form> Form for (A, B) {
    fn write(&self, to: &mut Writer<'_>) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut Reader<'_, '_>) -> Result<(A, B)> {
        Ok((A::read(from)?, B::read(from)?))
    }
}
