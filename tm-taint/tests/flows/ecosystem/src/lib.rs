//! What programs do with libraries from crates.io, which are known by their names and signatures alone.
#![allow(dead_code, unused)]

use std::collections::HashMap;
use std::sync::Arc;

/// What must not reach `sink`.
pub fn source() -> String {
    std::env::var("SOURCE").unwrap_or_default()
}

/// A number that must not reach `sink_number`.
pub fn source_number() -> u64 {
    7
}

/// Where it must not come.
pub fn sink(_: &str) {}

/// The same for numbers.
pub fn sink_number(_: u64) {}

/// The same for anything.
pub fn sink_any<T>(_: T) {}

mod tokio_channels {
    use super::*;
    use tokio::sync::{broadcast, mpsc, oneshot, watch};
    async fn channels() {
        let (tx, mut rx) = mpsc::channel(4);
        tokio::spawn(async move { tx.send(source()).await.unwrap() });
        sink(&rx.recv().await.unwrap()); // FLOW
        while let Some(s) = rx.recv().await {
            sink(&s); // FLOW
        }
        let (tx, rx) = oneshot::channel();
        tx.send(source()).unwrap();
        sink(&rx.await.unwrap()); // FLOW
        let (tx, rx) = oneshot::channel::<String>();
        tx.send(String::new()).unwrap();
        sink(&rx.await.unwrap()); // NO FLOW
        let (tx, mut rx) = broadcast::channel(4);
        tx.send(source()).unwrap();
        sink(&rx.recv().await.unwrap()); // FLOW
        let mut other = tx.subscribe();
        sink(&other.recv().await.unwrap()); // FLOW
        let (tx, rx) = watch::channel(String::new());
        tx.send(source()).unwrap();
        sink(&rx.borrow()); // FLOW
        let (tx, mut rx) = mpsc::unbounded_channel::<(String, u64)>();
        tx.send((source(), 1)).unwrap();
        let (s, n) = rx.recv().await.unwrap();
        sink(&s); // FLOW
        sink_number(n); // NO FLOW
    }
}

mod tokio_tasks {
    use super::*;
    use std::time::Duration;
    use tokio::sync::{Mutex, RwLock};
    use tokio::task::JoinSet;
    async fn get(s: &str) -> String {
        s.to_owned()
    }
    async fn fails(s: String) -> Result<String, String> {
        Err(s)
    }
    async fn tasks() {
        let handle = tokio::spawn(async { source() });
        sink(&handle.await.unwrap()); // FLOW
        let handle = tokio::task::spawn_blocking(|| source());
        sink(&handle.await.unwrap()); // FLOW
        let text = source();
        let (a, b) = tokio::join!(get(&text), get("x"));
        sink(&a); // FLOW
        sink(&b); // NO FLOW
        let r = tokio::try_join!(async { Ok::<_, String>(source()) }, async { Ok(String::new()) });
        let (a, b) = r.unwrap();
        sink(&a); // FLOW
        sink(&b); // NO FLOW
        let picked = tokio::select! {
            s = get("x") => s,
            _ = tokio::time::sleep(Duration::from_secs(1)) => source(),
        };
        sink(&picked); // FLOW
        tokio::select! {
            s = async { source() } => sink(&s), // FLOW
            s = get("y") => sink(&s), // NO FLOW
        }
        let t = tokio::time::timeout(Duration::from_secs(1), get(&source())).await.unwrap();
        sink(&t); // FLOW
        let mut set = JoinSet::new();
        set.spawn(async { source() });
        while let Some(r) = set.join_next().await {
            sink(&r.unwrap()); // FLOW
        }
        let m = Arc::new(Mutex::new(Vec::new()));
        let n = m.clone();
        tokio::spawn(async move { n.lock().await.push(source()) }).await.unwrap();
        sink(&m.lock().await[0]); // FLOW
        let r = RwLock::new(String::new());
        *r.write().await = source();
        sink(&r.read().await); // FLOW
        if let Err(e) = fails(source()).await {
            sink(&e); // FLOW
        }
        let safe = tokio::spawn(async { String::new() }).await.unwrap();
        sink(&safe); // NO FLOW
    }
    fn blocking() {
        let rt = tokio::runtime::Runtime::new().unwrap();
        sink(&rt.block_on(get(&source()))); // FLOW
        let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
        sink(&rt.block_on(async { get("x").await })); // NO FLOW
    }
}

mod tokio_io {
    use super::*;
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
    async fn io() -> std::io::Result<()> {
        let text = source();
        let mut r = BufReader::new(text.as_bytes());
        let mut line = String::new();
        r.read_line(&mut line).await?;
        sink(&line); // FLOW
        let mut all = Vec::new();
        r.read_to_end(&mut all).await?;
        sink_any(all[0]); // FLOW
        let mut lines = BufReader::new(text.as_bytes()).lines();
        while let Some(l) = lines.next_line().await? {
            sink(&l); // FLOW
        }
        let mut buf = [0; 8];
        let n = text.as_bytes().read(&mut buf).await?;
        sink_any(buf[0]); // FLOW
        sink_any(n); // NO FLOW
        let b = text.as_bytes().read_u8().await?;
        sink_any(b); // FLOW
        let mut out = Vec::new();
        out.write_all(text.as_bytes()).await?;
        sink_any(out[0]); // FLOW
        let mut safe = Vec::new();
        safe.write_all(b"x").await?;
        sink_any(safe[0]); // NO FLOW
        let (mut a, mut b) = tokio::io::duplex(8);
        a.write_all(text.as_bytes()).await?;
        let mut got = String::new();
        let mut to = Vec::new();
        tokio::io::copy(&mut text.as_bytes(), &mut to).await?;
        sink_any(to[0]); // FLOW
        Ok(())
    }
}

mod with_futures {
    use super::*;
    use futures::channel::{mpsc, oneshot};
    use futures::future::{self, BoxFuture, FutureExt, TryFutureExt};
    use futures::stream::{self, FuturesUnordered, Stream, StreamExt, TryStreamExt};
    use futures::{SinkExt, join, pin_mut};

    async fn get(s: String) -> String {
        s
    }
    fn boxed<'a>(s: &'a str) -> BoxFuture<'a, String> {
        async move { s.to_owned() }.boxed()
    }
    async fn combinators() {
        sink(&get(source()).map(|s| s + "x").await); // FLOW
        sink(&get(source()).map(|_| String::new()).await); // NO FLOW
        sink(&get(String::new()).then(|_| get(source())).await); // FLOW
        sink(&async { Ok::<_, String>(source()) }.map_ok(|s| s + "x").await.unwrap()); // FLOW
        sink(&async { Err::<String, _>(source()) }.map_err(|e| e + "x").await.unwrap_err()); // FLOW
        sink(&async { Ok::<_, String>(source()) }.and_then(|s| async { Ok(s) }).await.unwrap()); // FLOW
        sink(&boxed(&source()).await); // FLOW
        sink(&boxed("x").await); // NO FLOW
        let (a, b) = join!(get(source()), get(String::new()));
        sink(&a); // FLOW
        sink(&b); // NO FLOW
        let all = future::join_all(vec![get(source()), get(String::new())]).await;
        sink(&all[0]); // FLOW
        let all = future::try_join_all(vec![future::ok::<String, String>(source())]).await.unwrap();
        sink(&all[0]); // FLOW
        let (a, b) = future::join(get(source()), get(String::new())).await;
        sink(&a); // FLOW
        sink(&b); // NO FLOW
        let f = future::ready(source());
        sink(&f.await); // FLOW
        sink(&future::lazy(|_| source()).await); // FLOW
        let shared = get(source()).shared();
        sink(&shared.await); // FLOW
    }
    async fn streams() {
        let mut s = stream::iter(vec![source()]);
        sink(&s.next().await.unwrap()); // FLOW
        let v: Vec<String> = stream::iter(vec![source()]).map(|s| s + "x").collect().await;
        sink(&v[0]); // FLOW
        let v: Vec<String> = stream::iter(vec![source()]).map(|_| String::new()).collect().await;
        sink(&v[0]); // NO FLOW
        let v: Vec<String> = stream::iter(vec![source()]).then(get).collect().await;
        sink(&v[0]); // FLOW
        let v: Vec<String> = stream::iter(vec![source()]).map(get).buffered(2).collect().await;
        sink(&v[0]); // FLOW
        stream::iter(vec![source()]).for_each(|s| async move { sink(&s) }).await; // FLOW
        let n: Vec<usize> = stream::iter(vec![source()]).filter_map(|s| async move { Some(s.len()) }).collect().await;
        sink_any(n[0]); // NO FLOW
        let f = stream::iter(vec![source()]).fold(String::new(), |a, s| async move { a + &s }).await;
        sink(&f); // FLOW
        let t = stream::iter(vec![Ok::<_, String>(source())]).try_collect::<Vec<_>>().await.unwrap();
        sink(&t[0]); // FLOW
        let mut unordered = FuturesUnordered::new();
        unordered.push(get(source()));
        while let Some(s) = unordered.next().await {
            sink(&s); // FLOW
        }
        let (mut tx, mut rx) = mpsc::channel(1);
        tx.send(source()).await.unwrap();
        sink(&rx.next().await.unwrap()); // FLOW
        let (tx, rx) = oneshot::channel();
        tx.send(source()).unwrap();
        sink(&rx.await.unwrap()); // FLOW
        let unfolded = stream::unfold(source(), |s| async move { Some((s.clone(), s)) });
        pin_mut!(unfolded);
        sink(&unfolded.next().await.unwrap()); // FLOW
        let made = async_stream::stream! {
            yield String::new();
            yield source();
        };
        pin_mut!(made);
        while let Some(s) = made.next().await {
            sink(&s); // FLOW
        }
        sink(&futures::executor::block_on(get(source()))); // FLOW
    }
    fn own(v: Vec<String>) -> impl Stream<Item = String> {
        stream::iter(v).filter(|s| future::ready(!s.is_empty()))
    }
    async fn own_stream() {
        let mut s = own(vec![source()]);
        sink(&s.next().await.unwrap()); // FLOW
        let mut t = own(vec![String::new()]);
        sink(&t.next().await.unwrap()); // NO FLOW
    }
}

mod with_serde {
    use super::*;
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    #[derive(Serialize, Deserialize, Debug, Clone, Default)]
    struct User {
        name: String,
        #[serde(default)]
        age: u64,
        tags: Vec<String>,
    }

    fn values() -> Result<(), serde_json::Error> {
        let v: Value = serde_json::from_str(&source())?;
        sink(v["a"].as_str().unwrap()); // FLOW
        sink_number(v["a"][0].as_u64().unwrap()); // FLOW
        sink(v.get("a").and_then(|a| a.as_str()).unwrap()); // FLOW
        sink(v.pointer("/a").unwrap().as_str().unwrap()); // FLOW
        for (k, w) in v.as_object().unwrap() {
            sink(k); // FLOW
            sink(&w.to_string()); // FLOW
        }
        for w in v.as_array().unwrap() {
            sink(w.as_str().unwrap()); // FLOW
        }
        let u: User = serde_json::from_str(&source())?;
        sink(&u.name); // FLOW
        sink_number(u.age); // FLOW
        sink(&u.tags[0]); // FLOW
        let t: User = serde_json::from_value(v)?;
        sink(&t.name); // FLOW
        let safe: User = serde_json::from_str("{}")?;
        sink(&safe.name); // NO FLOW
        sink(&serde_json::to_string(&u)?); // FLOW
        sink(&serde_json::to_string(&safe)?); // NO FLOW
        sink(&serde_json::to_string(&User { name: source(), ..User::default() })?); // FLOW
        sink_any(serde_json::to_vec(&u)?[0]); // FLOW
        let j = json!({ "name": source(), "n": 1 });
        sink(&j.to_string()); // FLOW
        sink(j["name"].as_str().unwrap()); // FLOW
        let j = json!({ "name": "x", "list": [1, 2] });
        sink(&j.to_string()); // NO FLOW
        let mut m = serde_json::Map::new();
        m.insert("k".into(), Value::String(source()));
        sink(&Value::Object(m).to_string()); // FLOW
        let mut w = Value::Null;
        w["a"] = json!(source());
        sink(w["a"].as_str().unwrap()); // FLOW
        let e = serde_json::from_slice::<User>(source().as_bytes())?;
        sink(&e.name); // FLOW
        let r: User = serde_json::from_reader(source().as_bytes())?;
        sink(&r.name); // FLOW
        Ok(())
    }
}

mod with_errors {
    use super::*;
    use anyhow::{Context, Result, anyhow, bail, ensure};
    use thiserror::Error;

    #[derive(Error, Debug)]
    enum AppError {
        #[error("bad input {0}")]
        Bad(String),
        #[error("not found")]
        NotFound,
        #[error("at {line}: {text}")]
        At { line: u64, text: String },
        #[error(transparent)]
        Io(#[from] std::io::Error),
    }

    fn check(s: &str) -> Result<u64, AppError> {
        s.parse().map_err(|_| AppError::Bad(s.to_owned()))
    }
    fn all(s: &str) -> Result<u64> {
        let n = check(s).with_context(|| format!("reading {s}"))?;
        ensure!(n > 1, "too small: {s}");
        if n > 10 {
            bail!("too large: {}", s);
        }
        Ok(n)
    }
    fn errors() -> Result<()> {
        sink(&check(&source()).unwrap_err().to_string()); // FLOW
        sink(&AppError::NotFound.to_string()); // NO FLOW
        sink(&AppError::At { line: 1, text: source() }.to_string()); // FLOW
        sink(&all(&source()).unwrap_err().to_string()); // FLOW
        sink_number(all(&source())?); // FLOW
        sink_number(all("3")?); // NO FLOW
        sink(&format!("{:#}", anyhow!("x {}", source()))); // FLOW
        sink(&anyhow!("x").to_string()); // NO FLOW
        let s = Some(source()).context("none")?;
        sink(&s); // FLOW
        Ok(())
    }
}

mod with_async_trait {
    use super::*;
    use async_trait::async_trait;

    #[async_trait]
    trait Repo: Send + Sync {
        async fn find(&self, id: &str) -> Option<String>;
        async fn twice(&self, id: &str) -> String {
            self.find(id).await.unwrap_or_default()
        }
    }
    struct Echo;
    struct Fixed(String);
    #[async_trait]
    impl Repo for Echo {
        async fn find(&self, id: &str) -> Option<String> {
            Some(id.to_owned())
        }
    }
    #[async_trait]
    impl Repo for Fixed {
        async fn find(&self, _: &str) -> Option<String> {
            Some(self.0.clone())
        }
    }
    async fn through<R: Repo>(r: &R, s: &str) -> String {
        r.twice(s).await
    }
    async fn traits() {
        sink(&Echo.find(&source()).await.unwrap()); // FLOW
        sink(&Fixed(String::new()).find(&source()).await.unwrap()); // NO FLOW
        sink(&Echo.twice(&source()).await); // FLOW
        let r: Arc<dyn Repo> = Arc::new(Fixed(source()));
        sink(&r.find("x").await.unwrap()); // FLOW
        sink(&through(&Echo, &source()).await); // FLOW
        sink(&through(&Fixed(String::new()), &source()).await); // NO FLOW
    }
}

mod others {
    use super::*;
    use bytes::{Buf, BufMut, Bytes, BytesMut};
    use either::Either;
    use indexmap::IndexMap;
    use itertools::Itertools;
    use once_cell::sync::{Lazy, OnceCell};
    use parking_lot::{Mutex, RwLock};
    use rayon::prelude::*;
    use regex::Regex;
    use smallvec::{SmallVec, smallvec};

    static NAMES: Lazy<Vec<String>> = Lazy::new(|| vec![source()]);
    static CELL: OnceCell<String> = OnceCell::new();
    lazy_static::lazy_static! {
        static ref GLOBAL: String = source();
        static ref SAFE: String = String::from("x");
        static ref SHARED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    }

    fn statics() {
        sink(&NAMES[0]); // FLOW
        CELL.set(source()).unwrap();
        sink(CELL.get().unwrap()); // FLOW
        sink(&GLOBAL); // FLOW
        sink(&SAFE); // NO FLOW
        SHARED.lock().push(source());
        sink(&SHARED.lock()[0]); // FLOW
    }
    fn locks() {
        let m = Mutex::new(String::new());
        sink(&m.lock()); // NO FLOW
        *m.lock() = source();
        sink(&m.lock()); // FLOW
        let r = RwLock::new(HashMap::new());
        r.write().insert(1, source());
        sink(&r.read()[&1]); // FLOW
    }
    fn parallel() {
        let v = vec![source()];
        let w: Vec<String> = v.par_iter().map(|s| s.to_uppercase()).collect();
        sink(&w[0]); // FLOW
        let w: Vec<usize> = v.par_iter().map(|s| s.len()).collect();
        sink_any(w[0]); // NO FLOW
        v.par_iter().for_each(|s| sink(s)); // FLOW
        let (a, b) = rayon::join(|| source(), || String::new());
        sink(&a); // FLOW
        sink(&b); // NO FLOW
        let longest = v.into_par_iter().reduce(String::new, |a, b| if a.len() > b.len() { a } else { b });
        sink(&longest); // FLOW
    }
    fn regexes() {
        let r = Regex::new(r"(?P<x>a+)").unwrap();
        let s = source();
        sink(r.find(&s).unwrap().as_str()); // FLOW
        let c = r.captures(&s).unwrap();
        sink(&c["x"]); // FLOW
        sink(c.get(1).unwrap().as_str()); // FLOW
        sink(&r.replace_all(&s, "b")); // FLOW
        sink(&r.replace_all("x", "b")); // NO FLOW
        sink(&r.replace(&s, |c: &regex::Captures| c[1].to_uppercase())); // FLOW
        sink_any(r.is_match(&s)); // NO FLOW
        for c in r.captures_iter(&s) {
            let (_, [x]) = c.extract();
            sink(x); // FLOW
        }
        for p in r.split(&s) {
            sink(p); // FLOW
        }
        sink(r.find("aa").unwrap().as_str()); // NO FLOW
    }
    fn buffers() {
        let mut b = BytesMut::new();
        b.put_slice(source().as_bytes());
        b.put_u8(1);
        let f = b.freeze();
        sink_any(f[0]); // FLOW
        sink(std::str::from_utf8(&f).unwrap()); // FLOW
        let mut g = Bytes::from(source());
        sink_any(g.get_u8()); // FLOW
        sink_any(g.slice(0..1)); // FLOW
        sink_any(Bytes::from_static(b"x")); // NO FLOW
        sink_any(g.remaining()); // NO FLOW
        let mut c = &source().into_bytes()[..];
        let mut d = [0; 2];
        c.copy_to_slice(&mut d);
        sink_any(d[0]); // FLOW
    }
    fn tools() {
        let v = vec![source(), String::new()];
        sink(&v.iter().join(",")); // FLOW
        sink(&v.iter().sorted().next().unwrap()); // FLOW
        sink(&v.iter().map(|s| s.len()).join(",")); // NO FLOW
        for (a, b) in v.iter().tuple_windows() {
            sink(a); // FLOW
        }
        for (k, g) in &v.iter().chunk_by(|s| s.len()) {
            sink_any(k); // NO FLOW
            for s in g {
                sink(s); // FLOW
            }
        }
        let m = v.iter().cloned().map(|s| (s, 1_u64)).into_group_map();
        sink(m.keys().next().unwrap()); // FLOW
        sink_number(m.values().next().unwrap()[0]); // NO FLOW
        sink(&v.iter().format(", ").to_string()); // FLOW
        let (a, b): (Vec<String>, Vec<String>) = v
            .clone()
            .into_iter()
            .partition_map(|s| if s.is_empty() { Either::Left(String::new()) } else { Either::Right(s) });
        sink(&b[0]); // FLOW
        let pairs = v.iter().cartesian_product(["x"]).collect_vec();
        sink(pairs[0].0); // FLOW
        sink(pairs[0].1); // NO FLOW
        let mut i: IndexMap<String, String> = IndexMap::new();
        i.insert("k".into(), source());
        sink(&i["k"]); // FLOW
        sink(i.get_index(0).unwrap().1); // FLOW
        *i.entry("j".into()).or_default() = String::new();
        let mut s: SmallVec<[String; 2]> = smallvec![source()];
        sink(&s[0]); // FLOW
        let mut t: SmallVec<[String; 2]> = SmallVec::new();
        t.push(String::new());
        sink(&t[0]); // NO FLOW
        let d = dashmap::DashMap::new();
        d.insert(1, source());
        sink(&d.get(&1).unwrap()); // FLOW
        let e: Either<String, u64> = Either::Left(source());
        sink(&e.as_ref().left().unwrap()); // FLOW
        sink(&e.to_string()); // FLOW
        let a = arc_swap::ArcSwap::from_pointee(String::new());
        a.store(Arc::new(source()));
        sink(&a.load()); // FLOW
        let (tx, rx) = crossbeam_channel::unbounded();
        tx.send(source()).unwrap();
        sink(&rx.recv().unwrap()); // FLOW
    }
    fn web() {
        use base64::Engine;
        let b = base64::engine::general_purpose::STANDARD;
        sink(&b.encode(source())); // FLOW
        sink_any(b.decode(source()).unwrap()[0]); // FLOW
        sink(&b.encode("x")); // NO FLOW
        sink(&hex::encode(source())); // FLOW
        sink(&percent_encoding::percent_decode_str(&source()).decode_utf8().unwrap()); // FLOW
        let u = url::Url::parse(&source()).unwrap();
        sink(u.host_str().unwrap()); // FLOW
        sink(u.path()); // FLOW
        sink(u.as_str()); // FLOW
        for (k, v) in u.query_pairs() {
            sink(&v); // FLOW
        }
        sink(u.join("x").unwrap().as_str()); // FLOW
        let mut w = url::Url::parse("http://x").unwrap();
        sink(w.as_str()); // NO FLOW
        w.set_path(&source());
        sink(w.as_str()); // FLOW
        let r = http::Request::builder().uri(source()).header("a", "b").body(()).unwrap();
        sink(&r.uri().to_string()); // FLOW
        let r = http::Request::builder().header("a", source()).body(String::new()).unwrap();
        sink(r.headers().get("a").unwrap().to_str().unwrap()); // FLOW
        sink(r.headers()["a"].to_str().unwrap()); // FLOW
        let mut r = http::Response::new(source());
        sink(r.body()); // FLOW
        let (parts, body) = r.into_parts();
        sink(&body); // FLOW
        let mut h = http::HeaderMap::new();
        h.insert("a", source().parse().unwrap());
        sink(h.get("a").unwrap().to_str().unwrap()); // FLOW
        let d = chrono::NaiveDate::parse_from_str(&source(), "%Y").unwrap();
        sink(&d.format("%Y").to_string()); // FLOW
    }
}

mod working;
