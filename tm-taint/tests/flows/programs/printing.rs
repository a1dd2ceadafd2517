//! Texts and streams: formats with width and names, `Display` and `Debug` by hand, readers and writers on top of each other.

use std::ffi::{OsStr, OsString};
use std::fmt::{self, Binary, Debug, Display, LowerHex, Write as _};
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::*;

struct Login {
    name: String,
    password: String,
}

impl Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            f.write_fmt(format_args!("<{}>", self.name))
        } else {
            f.pad(&self.name)
        }
    }
}

impl Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
struct Row {
    cells: Vec<String>,
    width: usize,
}

struct Hex(u64);

impl LowerHex for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        LowerHex::fmt(&self.0, f)
    }
}

impl Binary for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0b0")
    }
}

fn formats() {
    let bad = Login { name: source(), password: String::new() };
    let good = Login { name: String::new(), password: source() };
    sink(&format!("{bad:>20}")); // FLOW
    sink(&format!("{good:#}")); // NO FLOW
    sink(&format!("{bad:?}")); // FLOW
    sink(&format!("{good:?}")); // NO FLOW
    sink(&bad.to_string()); // FLOW
    sink(&good.to_string()); // NO FLOW
    let width = 8;
    let name = source();
    sink(&format!("{name:^width$}|{0:.1$}", 2.5, 3)); // FLOW
    sink(&format!("{0:>1$}", "x", width)); // NO FLOW
    let row = Row { cells: vec![source()], width };
    sink(&format!("{:#?}", row)); // FLOW
    sink(&format!("{:?}", row.width)); // NO FLOW
    sink(&format!("{:#x}", Hex(source_number()))); // FLOW
    sink(&format!("{:b}", Hex(source_number()))); // NO FLOW
    sink(&format!("{:?}", Some((1, source())))); // FLOW
    sink(&format!("{0} {0:?} {x}", 1, x = source())); // FLOW
    sink(&format!("{{}} {}", name.len())); // NO FLOW
    let mut out = String::new();
    write!(out, "{:>5}", 3).unwrap();
    sink(&out); // NO FLOW
    writeln!(&mut out, "{}", Wrap(&name)).unwrap();
    sink(&out); // FLOW
    let mut other = String::new();
    other.write_fmt(format_args!("{name}")).unwrap();
    sink(&other); // FLOW
    out.clear();
    sink(&out); // NO FLOW
    sink(fmt::format(format_args!("{bad}")).as_str()); // FLOW
    let joined: String = [&bad, &good].iter().map(|it| format!("{it};")).collect();
    sink(&joined); // FLOW
}

struct Wrap<T>(T);

impl<T: Display> Display for Wrap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wrap(inner) = self;
        write!(f, "[{inner}]")
    }
}

struct Upper<'a>(&'a mut dyn fmt::Write);

impl fmt::Write for Upper<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.0.write_str(&s.to_uppercase())
    }
}

fn through_writers() {
    let mut out = String::new();
    write!(Upper(&mut out), "{}-{}", 1, source()).unwrap();
    sink(&out); // FLOW
    let mut safe = String::new();
    write!(Upper(&mut safe), "{}", source().len()).unwrap();
    sink(&safe); // NO FLOW
    render(&mut safe, &source()).unwrap();
    sink(&safe); // FLOW
}

fn render<W: fmt::Write>(to: &mut W, text: &str) -> fmt::Result {
    to.write_char('<')?;
    to.write_str(text)?;
    to.write_char('>')
}

fn editing() {
    let mut s = source();
    let cut: String = s.drain(..2).collect();
    sink(&cut); // FLOW
    s.replace_range(.., "x");
    let mut t = String::from("abc");
    t.replace_range(1..2, &source());
    sink(&t); // FLOW
    t.truncate(0);
    let mut u = String::from("x");
    u.insert(0, source().chars().next().unwrap());
    sink(&u); // FLOW
    sink_any(u.pop()); // FLOW
    u = String::from("y");
    u.retain(|c| c != 'x');
    u.insert_str(0, "z");
    sink(&u); // NO FLOW
    let v = source();
    sink(v.rsplitn(2, '/').last().unwrap()); // FLOW
    sink(v.split_ascii_whitespace().next().unwrap()); // FLOW
    sink(v.rmatches(char::is_numeric).next().unwrap()); // FLOW
    sink(v.get(1..3).unwrap_or("")); // FLOW
    sink(v.trim_end_matches(".txt")); // FLOW
    sink(&v.chars().filter(|c| c.is_alphanumeric()).collect::<String>()); // FLOW
    sink(&v.char_indices().map(|(_, c)| c).collect::<String>()); // FLOW
    sink_number(v.rfind('x').unwrap() as u64); // NO FLOW
    sink_number(v.matches("x").count() as u64); // NO FLOW
    sink(if v.eq_ignore_ascii_case("yes") { "y" } else { "n" }); // NO FLOW
    sink(&v.bytes().rev().map(char::from).collect::<Box<str>>()); // FLOW
    sink(&String::from_utf8(v.clone().into_bytes()).unwrap_err().as_bytes()[0].to_string()); // FLOW
    sink(&String::from_utf8_lossy(v.as_bytes())); // FLOW
    sink(&v.parse::<u64>().map(|n| n.to_string()).unwrap_or_default()); // FLOW
    sink(&String::from_iter(["a", &v])); // FLOW
    sink(&(String::from("a") + &v + "b")); // FLOW
    sink(std::str::from_utf8(v.as_bytes().trim_ascii()).unwrap()); // FLOW
    sink(&v.encode_utf16().map(|it| char::from_u32(it as u32).unwrap()).collect::<String>()); // FLOW
    sink(&f64::from_str(&v).unwrap().to_string()); // FLOW
    sink(v.chars().as_str()); // FLOW
    sink(&v.to_owned().repeat(2)); // FLOW
    sink(&bool::from_str("true").unwrap().to_string()); // NO FLOW
    let (mut key, mut value) = v.split_once('=').unwrap_or_default();
    (key, value) = ("k", key);
    sink(key); // NO FLOW
    sink(value); // FLOW
}

fn reading() -> io::Result<()> {
    let text = source();
    let mut lines = BufReader::new(text.as_bytes()).lines();
    sink(&lines.next().unwrap()?); // FLOW
    let mut reader = BufReader::with_capacity(16, text.as_bytes());
    let mut line = String::new();
    let n = reader.read_line(&mut line)?;
    sink(&line); // FLOW
    sink_number(n as u64); // NO FLOW
    let mut bytes = Vec::new();
    Read::by_ref(&mut reader).take(4).read_to_end(&mut bytes)?;
    sink(std::str::from_utf8(&bytes).unwrap()); // FLOW
    let mut chained = "x".as_bytes().chain(text.as_bytes());
    let mut all = String::new();
    chained.read_to_string(&mut all)?;
    sink(&all); // FLOW
    let mut cursor = Cursor::new(text.clone().into_bytes());
    cursor.seek(SeekFrom::Start(1))?;
    let mut fixed = [0_u8; 4];
    cursor.read_exact(&mut fixed)?;
    sink_any(fixed); // FLOW
    sink_number(cursor.position()); // NO FLOW
    let parts: Vec<Vec<u8>> = BufReader::new(text.as_bytes()).split(b',').collect::<Result<_, _>>()?;
    sink_any(parts[0][0]); // FLOW
    for byte in text.as_bytes().bytes() {
        sink_any(byte?); // FLOW
    }
    let mut plain = String::new();
    "abc".as_bytes().read_to_string(&mut plain)?;
    sink(&plain); // NO FLOW
    let mut skipped = BufReader::new(text.as_bytes());
    skipped.skip_until(b'\n')?;
    sink_any(skipped.fill_buf()?[0]); // FLOW
    Ok(())
}

fn writing() -> io::Result<()> {
    let mut buffer = BufWriter::new(Vec::new());
    buffer.write_all(source().as_bytes())?;
    sink_any(buffer.buffer()[0]); // FLOW
    let inner = buffer.into_inner().unwrap();
    sink(std::str::from_utf8(&inner).unwrap()); // FLOW
    let mut cursor = Cursor::new(Vec::new());
    write!(cursor, "{}", source())?;
    sink(std::str::from_utf8(cursor.get_ref()).unwrap()); // FLOW
    let mut copied = Vec::new();
    let count = io::copy(&mut source().as_bytes(), &mut copied)?;
    sink_any(copied[0]); // FLOW
    sink_number(count); // NO FLOW
    let mut safe = Vec::new();
    (&mut safe).write_all(b"x")?;
    io::copy(&mut io::repeat(b'y').take(3), &mut safe)?;
    sink_any(safe[0]); // NO FLOW
    let mut slice = [0_u8; 8];
    (&mut slice[..]).write_all(source().as_bytes())?;
    sink_any(slice[0]); // FLOW
    let mut tee = Tee { first: Vec::new(), second: Vec::new(), count: 0 };
    tee.write_all(source().as_bytes())?;
    sink_any(tee.first[0]); // FLOW
    sink_any(tee.second.len()); // NO FLOW
    sink_any(tee.second[0]); // FLOW
    sink_any(tee.count); // NO FLOW
    Ok(())
}

struct Tee<W> {
    first: W,
    second: Vec<u8>,
    count: usize,
}

impl<W: Write> Write for Tee<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.count += 1;
        self.second.extend_from_slice(bytes);
        self.first.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.first.flush()
    }
}

struct Rot<R>(R);

impl<R: Read> Read for Rot<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(into)?;
        into[..n].iter_mut().for_each(|it| *it ^= 13);
        Ok(n)
    }
}

fn own_reader() -> io::Result<()> {
    let text = source();
    let mut out = String::new();
    Rot(text.as_bytes()).read_to_string(&mut out)?;
    sink(&out); // FLOW
    sink(&BufReader::new(Rot(text.as_bytes())).lines().next().unwrap()?); // FLOW
    sink(&io::read_to_string(Rot("x".as_bytes()))?); // NO FLOW
    Ok(())
}

fn paths() {
    let base = Path::new("/srv");
    let p = base.join(source());
    sink(p.to_str().unwrap()); // FLOW
    sink(&p.display().to_string()); // FLOW
    sink(p.file_stem().and_then(OsStr::to_str).unwrap()); // FLOW
    sink(&p.strip_prefix(base).unwrap().to_string_lossy()); // FLOW
    sink_any(p.has_root()); // NO FLOW
    let mut q = PathBuf::from("/a");
    q.push("b");
    sink(q.to_str().unwrap()); // NO FLOW
    q.set_extension(source());
    sink(&q.into_os_string().into_string().unwrap()); // FLOW
    let mut o = OsString::new();
    o.push(source());
    sink(&o.to_string_lossy()); // FLOW
    sink(o.as_os_str().to_str().unwrap()); // FLOW
    let r: PathBuf = ["/", &source(), "x"].iter().collect();
    sink(&r.iter().map(|it| it.to_string_lossy().into_owned()).collect::<String>()); // FLOW
    sink(base.parent().map_or("", |it| it.to_str().unwrap())); // NO FLOW
    sink(p.with_file_name("x").to_str().unwrap()); // FLOW
    for (name, value) in std::env::vars() {
        sink(&name); // NO FLOW
        sink(&value); // NO FLOW
    }
}
