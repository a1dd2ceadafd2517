//! Texts: their methods, other kinds of them, and formatting.

use std::borrow::Cow;
use std::ffi::{CStr, CString, OsStr, OsString};
use std::fmt::{self, Write as _};

use crate::*;

fn parts() {
    let s = source();
    sink(s.split_at(2).0); // FLOW
    sink(s.split_terminator(';').next().unwrap()); // FLOW
    sink(s.rsplitn(2, '.').nth(1).unwrap()); // FLOW
    sink(s.split_whitespace().next().unwrap()); // FLOW
    sink(s.rsplit_once(':').unwrap().0); // FLOW
    sink(s.trim_start_matches("0")); // FLOW
    sink(s.strip_suffix(".rs").unwrap()); // FLOW
    sink(s.get(1..2).unwrap()); // FLOW
    sink(&s[s.len() - 2..]); // FLOW
    sink(s.matches(char::is_numeric).next().unwrap()); // FLOW
    sink(s.match_indices("x").next().unwrap().1); // FLOW
    sink_any(s.char_indices().map(|(_, c)| c).next()); // FLOW
    sink(s.split_inclusive('\n').last().unwrap()); // FLOW
    sink(&s.chars().rev().collect::<String>()); // FLOW
    sink(&s.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect::<String>()); // FLOW
    sink(&s.bytes().map(|b| b as char).collect::<String>()); // FLOW
    sink(&s.lines().map(str::trim).collect::<Vec<_>>().join("\n")); // FLOW
    sink(&s.char_indices().map(|(i, _)| i.to_string()).collect::<String>()); // NO FLOW
    sink("a b".split_whitespace().next().unwrap()); // NO FLOW
    sink("a=b".split_once('=').unwrap().1); // NO FLOW
    sink("ab".trim_matches(s.chars().next().unwrap())); // NO FLOW
    sink("a,b".split(s.as_str()).next().unwrap()); // NO FLOW
    sink_any(s.len()); // NO FLOW
    sink_any(s.find("x")); // NO FLOW
    sink_any(s.starts_with("x")); // NO FLOW
    sink_any(s.is_char_boundary(1)); // NO FLOW
    sink_any(s.eq_ignore_ascii_case("x")); // NO FLOW
    sink_any(s.chars().count()); // NO FLOW
    sink_any(s.chars().all(char::is_alphanumeric)); // NO FLOW
    sink_any(s > "x".to_string()); // NO FLOW
}

fn made() {
    let s = source();
    sink(&s.repeat(2)); // FLOW
    sink(&s.replacen('a', "b", 1)); // FLOW
    sink(&s.to_ascii_uppercase()); // FLOW
    sink(&s.escape_debug().to_string()); // FLOW
    sink(&s.escape_unicode().collect::<String>()); // FLOW
    sink(&String::from_utf8_lossy(s.as_bytes())); // FLOW
    sink(&s.as_bytes().escape_ascii().to_string()); // FLOW
    sink(&String::from_utf16(&s.encode_utf16().collect::<Vec<_>>()).unwrap()); // FLOW
    sink(&s.bytes().rev().map(char::from).collect::<String>()); // FLOW
    sink(&s.clone().into_boxed_str()); // FLOW
    sink(s.to_owned().leak()); // FLOW
    sink(&[s.as_str(), "b"].concat()); // FLOW
    sink(&["a", "b"].join(&s)); // FLOW
    sink(&["a"; 2].concat()); // NO FLOW
    sink(&String::from_iter(['a', 'b'])); // NO FLOW
    sink(&String::from_iter(s.chars())); // FLOW
    sink(&String::from_utf8(vec![b'a']).unwrap()); // NO FLOW
    sink(&s.parse::<String>().unwrap()); // FLOW
    sink_any(s.parse::<u8>().unwrap_or(0)); // FLOW
    sink_any("12".parse::<u8>().unwrap()); // NO FLOW
    sink_any(s.parse::<std::net::IpAddr>().unwrap()); // FLOW
}

fn changed() {
    let mut s = String::from("x");
    s.insert_str(0, &source());
    sink(&s); // FLOW
    let mut s = String::from("x");
    s.insert(0, source().chars().next().unwrap());
    sink(&s); // FLOW
    let mut s = String::from("x");
    s.replace_range(..1, &source());
    sink(&s); // FLOW
    let mut s = String::from("x");
    s.extend(source().chars());
    sink(&s); // FLOW
    let mut s = String::from("x");
    s.extend(["a", "b"]);
    s.push_str("c");
    s.insert(0, 'd');
    sink(&s); // NO FLOW
    let mut t = source();
    t.truncate(3);
    t.make_ascii_lowercase();
    t.retain(|c| c != 'x');
    sink(&t); // FLOW
    sink_any(t.pop()); // FLOW
    sink_any(t.remove(0)); // FLOW
    sink(&t.drain(..1).collect::<String>()); // FLOW
    sink(&t.split_off(1)); // FLOW
    let mut u = String::from("x");
    u += "y";
    u.push_str(&u.clone());
    sink(&u); // NO FLOW
    for part in [source()] {
        u += &part;
    }
    sink(&u); // FLOW
    u = String::from("z");
    sink(&u); // NO FLOW
    let mut bytes = b"abc".to_vec();
    bytes.extend_from_slice(source().as_bytes());
    sink(std::str::from_utf8(&bytes).unwrap()); // FLOW
}

fn cows() {
    let c: Cow<str> = Cow::Borrowed("safe");
    sink(&c); // NO FLOW
    let s = source();
    let c: Cow<str> = Cow::Borrowed(&s);
    sink(&c); // FLOW
    sink(&c.into_owned()); // FLOW
    let c: Cow<str> = source().into();
    sink(c.as_ref()); // FLOW
    let mut c: Cow<str> = "safe".into();
    c.to_mut().push_str(&source());
    sink(&c); // FLOW
    match c {
        Cow::Borrowed(b) => sink(b), // NO FLOW
        Cow::Owned(o) => sink(&o), // FLOW
    }
    let mut d = Cow::from("a");
    d += "b";
    sink(&d); // NO FLOW
}

fn system_texts() {
    let o = OsString::from(source());
    sink(o.to_str().unwrap()); // FLOW
    sink(&o.to_string_lossy()); // FLOW
    sink(&o.clone().into_string().unwrap()); // FLOW
    sink(OsStr::new(&source()).to_str().unwrap()); // FLOW
    let mut p = OsString::from("a");
    sink(p.to_str().unwrap()); // NO FLOW
    p.push(&o);
    sink(p.to_str().unwrap()); // FLOW
    let c = CString::new(source()).unwrap();
    sink(c.to_str().unwrap()); // FLOW
    sink_any(c.as_bytes_with_nul()[0]); // FLOW
    sink(&c.into_string().unwrap()); // FLOW
    let d = CString::new("x").unwrap();
    sink(d.to_str().unwrap()); // NO FLOW
    sink(CStr::from_bytes_with_nul(b"x\0").unwrap().to_str().unwrap()); // NO FLOW
    let raw = CString::new(source()).unwrap().into_raw();
    let back = unsafe { CString::from_raw(raw) };
    sink(back.to_str().unwrap()); // FLOW
    let raw = back.as_ptr();
    sink(unsafe { CStr::from_ptr(raw) }.to_str().unwrap()); // FLOW
}

fn formatted() {
    let s = source();
    sink(&format!("{0} {0} {1}", "x", s)); // FLOW
    sink(&format!("{s:?}")); // FLOW
    sink(&format!("{:>10}", s)); // FLOW
    sink(&format!("{name}", name = s)); // FLOW
    sink(&format!("{:?}", Some(vec![&s]))); // FLOW
    sink(&format!("{:#?}", (1, "x"))); // NO FLOW
    sink(&format!("{}", s.len())); // NO FLOW
    sink(&format!("{:?}", s.is_empty())); // NO FLOW
    sink(&fmt::format(format_args!("a {}", s))); // FLOW
    let mut out = String::new();
    writeln!(out, "{} {}", 1, s).unwrap();
    out.write_str("x").unwrap();
    sink(&out); // FLOW
    let mut safe = String::new();
    safe.write_char('x').unwrap();
    write!(&mut safe, "{}", 2).unwrap();
    sink(&safe); // NO FLOW
    safe.write_char(s.chars().next().unwrap()).unwrap();
    sink(&safe); // FLOW
    let nested = format!("a{}", format!("b{}", s));
    sink(&nested); // FLOW
}

#[derive(Debug, Clone, Default)]
struct Record {
    name: String,
    count: u64,
}

fn derived_debug() {
    let r = Record { name: source(), count: 1 };
    sink(&format!("{r:?}")); // FLOW
    sink(&format!("{:?}", r.count)); // NO FLOW
    sink(&format!("{:?}", Record::default())); // NO FLOW
    let list = vec![r];
    sink(&format!("{list:?}")); // FLOW
}

struct Hex<'a>(&'a [u8]);

impl fmt::LowerHex for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for b in self.0 {
            write!(f, "{b:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter()).finish()
    }
}

fn own_hex() {
    let s = source();
    sink(&format!("{:x}", Hex(s.as_bytes()))); // FLOW
    sink(&format!("{}", Hex(s.as_bytes()))); // FLOW
    sink(&format!("{:x}", Hex(b"a"))); // NO FLOW
    sink(&Hex(b"a").to_string()); // NO FLOW
}

fn padded(f: &mut fmt::Formatter<'_>, s: &str) -> fmt::Result {
    f.pad(s)
}

struct Padded(String);

impl fmt::Display for Padded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return f.write_char('#');
        }
        padded(f, &self.0)
    }
}

fn own_pad() {
    sink(&Padded(source()).to_string()); // FLOW
    sink(&Padded(String::new()).to_string()); // NO FLOW
}

fn byte_literals_and_bytes() {
    let s = source();
    let bytes = s.as_bytes();
    sink_any(bytes.iter().map(|b| *b as u32).sum::<u32>()); // FLOW
    sink(&String::from_utf8(bytes.to_ascii_uppercase()).unwrap()); // FLOW
    sink(std::str::from_utf8(bytes.trim_ascii()).unwrap()); // FLOW
    sink_any(bytes.first().copied()); // FLOW
    sink_any(bytes == b"x"); // NO FLOW
    sink(&String::from_utf8(b"x".to_vec()).unwrap()); // NO FLOW
    let chunk: &[u8] = bytes.rsplit(|b| *b == b'\n').next().unwrap();
    sink(&String::from_utf8_lossy(chunk)); // FLOW
}
