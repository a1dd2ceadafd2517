//! Libraries without bodies and without models: from arguments to the result, and behind `&mut` arguments.

use library::{
    Buf, BufMut, Builder, Bytes, BytesMut, Contextual, HeaderMap, HeaderValue, Itertools, Regex, Report, Slab,
    StreamExt, Value,
};

use crate::*;

fn bytes() {
    let b = Bytes::from(source());
    sink_any(b[0]); // FLOW
    sink_any(b.to_vec()); // FLOW
    sink(std::str::from_utf8(&b).unwrap()); // FLOW
    sink_any(b.slice(1..)); // FLOW
    sink(&String::from_utf8_lossy(&b.clone())); // FLOW
    sink_any(b.len()); // NO FLOW
    sink_any(b.is_empty()); // NO FLOW
    let c = Bytes::from_static(b"x");
    sink_any(c[0]); // NO FLOW
    sink(std::str::from_utf8(&c).unwrap()); // NO FLOW
    let mut d = Bytes::copy_from_slice(source().as_bytes());
    sink_any(d.split_to(2)); // FLOW
    sink_any(d.get_u8()); // FLOW
    let mut m = BytesMut::new();
    m.put_u8(3);
    m.extend_from_slice(b"x");
    sink_any(m.freeze()); // NO FLOW
    let mut m = BytesMut::new();
    m.put_slice(source().as_bytes());
    sink_any(m.freeze()); // FLOW
    let mut n = BytesMut::new();
    n.put(Bytes::from(source()));
    sink_any(&n.freeze()[..]); // FLOW
}

fn regexes() -> Result<(), Report> {
    let r = Regex::new("a+")?;
    let text = source();
    sink(r.find(&text).unwrap().as_str()); // FLOW
    sink(r.find("aaa").unwrap().as_str()); // NO FLOW
    sink_any(r.is_match(&text)); // NO FLOW
    sink_any(r.find(&text).unwrap().start()); // NO FLOW
    let c = r.captures(&text).unwrap();
    sink(&c[1]); // FLOW
    sink(c.get(1).map_or("", |m| m.as_str())); // FLOW
    sink(c.name("x").unwrap().as_str()); // FLOW
    sink(&r.replace_all(&text, "x")); // FLOW
    sink(&r.replace_all("x", text.as_str())); // FLOW
    sink(&r.replace_all("x", |c: &library::Captures<'_>| c[0].to_uppercase())); // NO FLOW
    sink(&r.replace_all(&text, |c: &library::Captures<'_>| c[0].to_uppercase())); // FLOW
    for m in r.find_iter(&text) {
        sink(m.as_str()); // FLOW
    }
    let parts: Vec<&str> = r.split(&text).map(|m| m.as_str()).collect();
    sink(parts[0]); // FLOW
    for m in r.find_iter("x") {
        sink(m.as_str()); // NO FLOW
    }
    Ok(())
}

fn values() -> Result<(), Report> {
    let v: Value = library::from_str(&source())?;
    sink(v["name"].as_str().unwrap()); // FLOW
    sink(v.get("name").and_then(Value::as_str).unwrap_or_default()); // FLOW
    sink_number(v["n"].as_u64().unwrap()); // FLOW
    sink(v.as_array().unwrap()[0].as_str().unwrap()); // FLOW
    sink(&v.to_string()); // FLOW
    sink_any(v.is_null()); // NO FLOW
    if let Value::String(s) = &v {
        sink(s); // FLOW
    }
    match v.clone() {
        Value::Object(m) => sink(m.keys().next().unwrap()), // FLOW
        Value::Array(items) => sink(items[0].as_str().unwrap()), // FLOW
        _ => {}
    }
    let w: Value = library::from_str("{}")?;
    sink(w["name"].as_str().unwrap()); // NO FLOW
    let mut made = Value::Null;
    sink(&library::to_string(&made)?); // NO FLOW
    made = Value::Array(vec![Value::String(source())]);
    sink(&library::to_string(&made)?); // FLOW
    let mut object = Value::Object(Default::default());
    object.as_object_mut().unwrap().insert("k".into(), source().into());
    sink(object["k"].as_str().unwrap()); // FLOW
    let all: Vec<String> = library::from_str(&source())?;
    sink(&all[0]); // FLOW
    let mut out = Vec::new();
    library::to_writer(&mut out, &source())?;
    sink(std::str::from_utf8(&out).unwrap()); // FLOW
    Ok(())
}

fn number(text: &str) -> Result<u64, Report> {
    let n = text.parse::<u64>().context("no number")?;
    if n > 100 {
        return Err(Report::msg(format!("too much: {text}")));
    }
    Ok(n)
}

fn reports() -> Result<(), Report> {
    sink_number(number(&source())?); // FLOW
    sink_number(number("3")?); // NO FLOW
    sink(&number(&source()).unwrap_err().to_string()); // FLOW
    let found = Some(source()).context("nothing")?;
    sink(&found); // FLOW
    let kept = Some(String::new()).with_context(|| format!("no {}", source()))?;
    let e = None::<String>.with_context(source).unwrap_err();
    sink(&format!("{e}")); // FLOW
    sink(&format!("{:?}", Report::msg("x"))); // NO FLOW
    Ok(())
}

fn iterators() {
    let v = vec![source(), String::from("x")];
    sink(&v.iter().join(",")); // FLOW
    sink(&["a", "b"].iter().join(",")); // NO FLOW
    sink(&v.iter().cloned().collect_vec()[0]); // FLOW
    sink(&v.clone().into_iter().sorted().next().unwrap()); // FLOW
    for s in v.iter().unique() {
        sink(s); // FLOW
    }
    let ok: Vec<Result<String, String>> = vec![Ok(source())];
    sink(&ok.into_iter().map_ok(|s| s + "x").next().unwrap().unwrap()); // FLOW
    sink(v.iter().counts().keys().next().unwrap()); // FLOW
    for s in ["a"].iter().unique() {
        sink(s); // NO FLOW
    }
}

async fn streams() {
    let mut s = library::iter(vec![source()]);
    sink(&s.next().await.unwrap()); // FLOW
    while let Some(item) = s.next().await {
        sink(&item); // FLOW
    }
    let lengths: Vec<u64> = library::iter(vec![String::new()]).map(|s| s.len() as u64).collect().await;
    sink_number(lengths[0]); // NO FLOW
    let upper: Vec<String> = library::iter(vec![source()]).map(|s| s.to_uppercase()).collect().await;
    sink(&upper[0]); // FLOW
    let done = library::all(vec![async { source() }]).await;
    sink(&done[0]); // FLOW
}

fn requests() -> Result<(), Report> {
    let r = Builder::new().header("a", &source()).body(String::new())?;
    sink(r.headers().get("a").unwrap().to_str()?); // FLOW
    let s = Builder::new().header("a", "b").body(source())?;
    sink(s.body()); // FLOW
    sink(&s.into_body()); // FLOW
    let mut t = Builder::new().body(())?;
    sink(t.headers().get("a").unwrap().to_str()?); // NO FLOW
    t.headers_mut().insert("a", HeaderValue::from_str(&source())?);
    sink(t.headers().get("a").unwrap().to_str()?); // FLOW
    Ok(())
}

fn callbacks() {
    let mut found = Vec::new();
    library::walk(&source(), |s| found.push(s.to_owned()));
    sink(&found[0]); // FLOW
    library::walk("x", |s| sink(s)); // NO FLOW
    let mut other = Vec::new();
    library::walk("x", |s| other.push(s.to_owned()));
    sink(&other[0]); // NO FLOW
    library::walk("x", |_| other.push(source()));
    sink(&other[0]); // FLOW
}

fn containers() {
    let mut s = Slab::new();
    let key = s.insert(source());
    sink(&s[key]); // FLOW
    let mut t = Slab::new();
    let key = t.insert(String::new());
    sink(&t[key]); // NO FLOW
    t.get_mut(key).unwrap().push_str(&source());
    sink(&t[key]); // FLOW
}
