use std::str::FromStr;

use crate::*;

struct Id(String);

impl From<String> for Id {
    fn from(s: String) -> Id {
        Id(s)
    }
}

struct Safe(String);

impl From<String> for Safe {
    fn from(_: String) -> Safe {
        Safe(String::new())
    }
}

fn from() {
    sink(&Id::from(source()).0); // FLOW
    sink(&Safe::from(source()).0); // NO FLOW
}

fn into() {
    let i: Id = source().into();
    sink(&i.0); // FLOW
    let s: Safe = source().into();
    sink(&s.0); // NO FLOW
}

fn generic_into(t: impl Into<Id>) -> Id {
    t.into()
}

fn into_of_parameter() {
    sink(&generic_into(source()).0); // FLOW
}

struct Small(String);

impl TryFrom<String> for Small {
    type Error = String;
    fn try_from(s: String) -> Result<Small, String> {
        if s.len() < 9 { Ok(Small(s)) } else { Err(String::from("long")) }
    }
}

fn try_from() {
    match Small::try_from(source()) {
        Ok(s) => sink(&s.0), // FLOW
        Err(e) => sink(&e), // NO FLOW
    }
    let t: Result<Small, _> = source().try_into();
    sink(&t.ok().unwrap().0); // FLOW
}

impl FromStr for Id {
    type Err = ();
    fn from_str(s: &str) -> Result<Id, ()> {
        Ok(Id(s.to_string()))
    }
}

impl FromStr for Safe {
    type Err = ();
    fn from_str(_: &str) -> Result<Safe, ()> {
        Ok(Safe(String::new()))
    }
}

fn from_str() {
    let i: Id = source().parse().unwrap();
    sink(&i.0); // FLOW
    let s: Safe = source().parse().unwrap();
    sink(&s.0); // NO FLOW
    let t = Id::from_str(&source()).unwrap();
    sink(&t.0); // FLOW
}

#[derive(Debug)]
enum Error {
    Text(String),
    Other,
}

impl From<String> for Error {
    fn from(s: String) -> Error {
        Error::Text(s)
    }
}

impl From<u8> for Error {
    fn from(_: u8) -> Error {
        Error::Other
    }
}

fn fails() -> Result<u8, String> {
    Err(source())
}

fn converts_error() -> Result<u8, Error> {
    let n = fails()?;
    Ok(n)
}

fn question_mark_converts() {
    if let Err(Error::Text(s)) = converts_error() {
        sink(&s); // FLOW
    }
}

struct Opaque;
impl From<String> for Opaque {
    fn from(_: String) -> Opaque {
        Opaque
    }
}

struct Silent(String);
impl From<String> for Silent {
    fn from(_: String) -> Silent {
        Silent(String::new())
    }
}

fn silences() -> Result<u8, Silent> {
    Ok(fails()?)
}

fn question_mark_drops() {
    if let Err(e) = silences() {
        sink(&e.0); // NO FLOW
    }
}

fn boxed_error() -> Result<(), Box<dyn std::error::Error>> {
    Err(source())?;
    Ok(())
}

fn use_boxed_error() {
    if let Err(e) = boxed_error() {
        sink(&e.to_string()); // FLOW
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

fn as_ref() {
    let i = Id(source());
    sink(i.as_ref()); // FLOW
}

impl Default for Id {
    fn default() -> Id {
        Id(source())
    }
}

fn default() {
    sink(&Id::default().0); // FLOW
    let d: String = Default::default();
    sink(&d); // NO FLOW
    let o: Option<Id> = None;
    sink(&o.unwrap_or_default().0); // FLOW
}

fn to_owned_and_borrow() {
    let s = source();
    let r: &str = &s;
    let t: String = r.to_owned();
    sink(&t); // FLOW
    let b: Box<str> = r.into();
    sink(&b); // FLOW
    let a: std::sync::Arc<str> = r.into();
    sink(&a); // FLOW
    let c: Vec<char> = s.chars().collect();
    sink(&c.iter().collect::<String>()); // FLOW
}

fn numbers() {
    let n = source_number();
    sink_number(u64::from(n as u32)); // FLOW
    let m: u32 = u32::try_from(n).unwrap();
    sink_number(m.into()); // FLOW
}

fn transmuted() {
    let n: i64 = unsafe { std::mem::transmute(source_number()) };
    sink_number(n as u64); // FLOW
}

fn any(value: &dyn std::any::Any) {
    if let Some(s) = value.downcast_ref::<String>() {
        sink(s); // FLOW
    }
}

fn downcast() {
    any(&source());
}

fn errors_of_parsing() {
    sink(&source().parse::<u64>().unwrap_err().to_string()); // NO FLOW
    if let Err(e) = &source().parse::<f64>() {
        sink(&format!("{e:?}")); // NO FLOW
    }
    sink(&source().parse::<std::path::PathBuf>().unwrap().display().to_string()); // FLOW
}
