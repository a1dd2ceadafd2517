//! `Option`, `Result`, `Poll`: their methods, and what is in them.

use std::task::Poll;

use crate::*;

fn some() -> Option<String> {
    Some(source())
}

fn safe() -> Option<String> {
    Some(String::from("safe"))
}

fn unwrapping() {
    sink(&some().expect("there")); // FLOW
    sink(&some().unwrap_or_default()); // FLOW
    sink(&some().unwrap_or_else(String::new)); // FLOW
    sink(&safe().unwrap_or(source())); // FLOW
    sink(&safe().unwrap_or_else(source)); // FLOW
    sink(&safe().unwrap_or_default()); // NO FLOW
}

fn mapping() {
    sink(&some().map(|s| s + "x").unwrap()); // FLOW
    sink(&some().map(|_| String::new()).unwrap()); // NO FLOW
    sink(&safe().map_or(source(), |s| s)); // FLOW
    sink(&some().map_or(String::new(), |s| s)); // FLOW
    sink(&some().map_or_else(String::new, |_| String::from("x"))); // NO FLOW
    sink(&safe().map_or_else(source, |s| s)); // FLOW
    sink(&some().and_then(|s| s.strip_prefix("x").map(str::to_owned)).unwrap()); // FLOW
    sink(&some().and_then(|_| safe()).unwrap()); // NO FLOW
    sink(&some().and(safe()).unwrap()); // NO FLOW
    sink(&safe().and(some()).unwrap()); // FLOW
}

fn choosing() {
    sink(&safe().or(some()).unwrap()); // FLOW
    sink(&safe().or_else(some).unwrap()); // FLOW
    sink(&safe().xor(None).unwrap()); // NO FLOW
    sink(&some().filter(|s| s.len() > 2).unwrap()); // FLOW
    sink(&safe().filter(|s| *s != source()).unwrap()); // NO FLOW
}

fn pairing() {
    let (a, b) = some().zip(safe()).unwrap();
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    let (a, b): (Option<String>, Option<String>) = Some((source(), String::new())).unzip();
    sink(&a.unwrap()); // FLOW
    sink(&b.unwrap()); // NO FLOW
}

fn references() {
    let o = some();
    sink(o.as_ref().unwrap()); // FLOW
    sink(o.as_deref().unwrap()); // FLOW
    sink(&o.iter().next().unwrap()); // FLOW
    sink(&o.as_ref().cloned().unwrap()); // FLOW
    let mut p = safe();
    sink(p.as_ref().unwrap()); // NO FLOW
    p.as_mut().unwrap().push_str(&source());
    sink(p.as_deref_mut().unwrap()); // FLOW
    let n = Some(&source_number()).copied();
    sink_number(n.unwrap()); // FLOW
}

fn replacing() {
    let mut o = some();
    let taken = o.take();
    sink(&taken.unwrap()); // FLOW
    sink(&o.unwrap_or_default()); // NO FLOW
    let mut p = safe();
    let old = p.replace(source());
    sink(&old.unwrap()); // NO FLOW
    sink(&p.clone().unwrap()); // FLOW
    let new = p.insert(String::new());
    sink(new); // NO FLOW
    sink(&p.unwrap()); // NO FLOW
    let mut q: Option<String> = None;
    sink(q.get_or_insert_with(source)); // FLOW
    let mut r: Option<String> = None;
    sink(r.get_or_insert(String::new())); // NO FLOW
    *r.get_or_insert_default() = source();
    sink(&r.unwrap()); // FLOW
    let mut t = some();
    sink(&t.take_if(|s| s.len() > 2).unwrap()); // FLOW
}

fn nested() {
    sink(&Some(some()).flatten().unwrap()); // FLOW
    let r: Result<Option<String>, String> = Some(Ok::<String, String>(source())).transpose();
    sink(&r.unwrap().unwrap()); // FLOW
    let o: Option<Result<String, String>> = Err::<Option<String>, String>(source()).transpose();
    sink(&o.unwrap().unwrap_err()); // FLOW
}

fn predicates() {
    let o = some();
    sink_any(o.is_some()); // NO FLOW
    sink_any(o.as_ref().is_some_and(|s| s.len() > 2)); // NO FLOW
    sink_any(o == safe()); // NO FLOW
}

fn to_result() {
    sink(&some().ok_or("none").unwrap()); // FLOW
    sink(&safe().ok_or(source()).unwrap()); // NO FLOW
    sink(&safe().ok_or(source()).unwrap_err()); // FLOW
    sink(&safe().ok_or_else(source).unwrap_err()); // FLOW
}

fn ok() -> Result<String, String> {
    Ok(source())
}

fn err() -> Result<String, String> {
    Err(source())
}

fn results() {
    sink(&ok().unwrap()); // FLOW
    sink(&err().unwrap_or_default()); // NO FLOW
    sink(&err().unwrap_err()); // FLOW
    sink(&ok().ok().unwrap()); // FLOW
    sink(&ok().err().unwrap_or_default()); // NO FLOW
    sink(&err().err().unwrap()); // FLOW
    sink(&err().unwrap_or_else(|e| e)); // FLOW
    sink(&err().unwrap_or_else(|_| String::new())); // NO FLOW
    sink(&err().map_err(|e| e + "x").unwrap_err()); // FLOW
    sink(&ok().map_err(|e| e + "x").unwrap_err()); // NO FLOW
    sink(&err().or_else(|e| Ok::<String, String>(e)).unwrap()); // FLOW
    sink(&ok().and_then(|s| Err::<String, String>(s)).unwrap_err()); // FLOW
    sink(&err().map(|_| 1).unwrap_err()); // FLOW
    sink(&ok().map_or(String::new(), |s| s)); // FLOW
    sink(&err().map_or_else(|e| e, |s| s)); // FLOW
    sink(&ok().is_ok().to_string()); // NO FLOW
    sink(&ok().iter().next().unwrap()); // FLOW
    sink(&ok().as_ref().unwrap()); // FLOW
    sink(&err().as_ref().unwrap_err()); // FLOW
    sink(&ok().as_deref().unwrap()); // FLOW
    for s in ok() {
        sink(&s); // FLOW
    }
    sink(&ok().into_iter().next().unwrap()); // FLOW
    sink(&ok().inspect(|s| sink(s)).unwrap()); // FLOW
}

fn question_mark_option() -> Option<u64> {
    let s = some()?;
    sink(&s); // FLOW
    let c = s.chars().nth(2)?;
    sink_any(c); // FLOW
    let t = safe()?;
    sink(&t); // NO FLOW
    None
}

fn question_mark_result() -> Result<String, String> {
    let s = ok()?;
    sink(&s); // FLOW
    let t = err()?;
    sink(&t); // NO FLOW
    Err(String::new())
}

fn error_passed_on() {
    sink(&question_mark_result().unwrap_err()); // FLOW
    sink(&question_mark_result().unwrap()); // NO FLOW
}

fn collecting() {
    let all: Option<Vec<String>> = vec![some(), safe()].into_iter().collect();
    sink(&all.unwrap()[0]); // FLOW
    let all: Result<Vec<u64>, String> = vec![Ok(1), err().map(|_| 2)].into_iter().collect();
    sink(&all.clone().unwrap_err()); // FLOW
    sink_number(all.unwrap()[0]); // NO FLOW
    let present: Vec<String> = vec![some(), None].into_iter().flatten().collect();
    sink(&present[0]); // FLOW
}

fn polls() {
    let p: Poll<String> = Poll::Ready(source());
    if let Poll::Ready(s) = &p {
        sink(s); // FLOW
    }
    sink_any(p.is_ready()); // NO FLOW
    match p.map(|s| s.len()) {
        Poll::Ready(n) => sink_any(n), // NO FLOW
        Poll::Pending => {}
    }
    let q: Poll<String> = Poll::Ready(String::new());
    if let Poll::Ready(s) = q {
        sink(&s); // NO FLOW
    }
}

fn option_of_pair() {
    let o = Some((source(), String::new()));
    let (a, b) = o.as_ref().unwrap();
    sink(a); // FLOW
    sink(b); // NO FLOW
    let first = o.map(|(a, _)| a);
    sink(&first.unwrap()); // FLOW
}

fn option_of_box() {
    let o: Option<Box<String>> = Some(Box::new(source()));
    sink(o.as_deref().unwrap()); // FLOW
    sink(&*o.unwrap()); // FLOW
}

fn comparison_of_options() {
    sink(&some().max(safe()).unwrap()); // FLOW
    sink(&safe().min(safe()).unwrap()); // NO FLOW
}
