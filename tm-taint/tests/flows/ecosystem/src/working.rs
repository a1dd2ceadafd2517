//! Libraries put to work together: each function is one small job.

use crate::*;
use std::collections::BTreeMap;
use std::sync::Arc;

mod documents {
    use super::*;
    use serde_json::{Map, Value, json};

    #[derive(serde::Deserialize, serde::Serialize, Default, Clone)]
    struct Order {
        id: u64,
        #[serde(default)]
        note: String,
        lines: Vec<Line>,
    }

    #[derive(serde::Deserialize, serde::Serialize, Default, Clone)]
    struct Line {
        sku: String,
        count: u64,
    }

    fn json_documents() -> anyhow::Result<()> {
        let order: Order = serde_json::from_str(&source())?;
        sink(&order.note); // FLOW
        sink(&order.lines[0].sku); // FLOW
        sink_number(order.lines[0].count); // FLOW
        let safe: Order = serde_json::from_str("{}")?;
        sink(&safe.note); // NO FLOW
        let value: Value = serde_json::from_slice(source().as_bytes())?;
        sink(value["user"]["name"].as_str().unwrap_or("none")); // FLOW
        sink_number(value.pointer("/a/b").and_then(Value::as_u64).unwrap_or(1)); // FLOW
        if let Value::Object(map) = &value {
            for (key, inner) in map {
                sink(key); // FLOW
                sink(&inner.to_string()); // FLOW
            }
        }
        let mut out = Map::new();
        out.insert("a".to_owned(), Value::from(source()));
        sink(&serde_json::to_string(&out)?); // FLOW
        sink(&json!({ "name": source() }).to_string()); // FLOW
        sink(&json!({ "name": "fixed", "n": [1, 2] }).to_string()); // NO FLOW
        let order = Order { id: 1, note: source(), ..Order::default() };
        let text = serde_json::to_string_pretty(&order)?;
        sink(&text); // FLOW
        sink(&serde_json::to_string(&order.lines)?); // NO FLOW
        Ok(())
    }
}

mod matching_text {
    use super::*;
    use regex::{Captures, Regex};
    fn regular() {
        let s = source();
        let pattern = Regex::new(r"(?P<key>\w+)=(\d+)").unwrap();
        if let Some(found) = pattern.captures(&s) {
            sink(&found["key"]); // FLOW
            sink(found.get(2).map_or("", |it| it.as_str())); // FLOW
        }
        for found in pattern.find_iter(&s) {
            sink(found.as_str()); // FLOW
        }
        sink(&pattern.replace_all("k=1", |c: &Captures| c[1].to_uppercase())); // NO FLOW
        sink(&pattern.replace_all("k=1", s.as_str())); // FLOW
        sink(pattern.split(&s).next().unwrap()); // FLOW
        sink(pattern.as_str()); // NO FLOW
        let dynamic = Regex::new(&s).unwrap();
        sink(dynamic.find("fixed").map_or("", |it| it.as_str())); // NO FLOW
        sink(dynamic.as_str()); // FLOW
    }
}

mod encodings {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use bytes::{Buf, BufMut, Bytes, BytesMut};
    fn coded() -> anyhow::Result<()> {
        let token = URL_SAFE_NO_PAD.encode(source());
        sink(&token); // FLOW
        sink(std::str::from_utf8(&URL_SAFE_NO_PAD.decode(&token)?)?); // FLOW
        sink(&hex::encode("fixed")); // NO FLOW
        sink(std::str::from_utf8(&hex::decode(source())?)?); // FLOW
        let decoded = percent_encoding::percent_decode_str(&token).decode_utf8()?.into_owned();
        sink(&decoded); // FLOW
        let mut frame = BytesMut::with_capacity(8);
        frame.put_u32(7);
        frame.extend_from_slice(source().as_bytes());
        let mut frozen: Bytes = frame.freeze();
        sink_number(frozen.get_u32().into()); // FLOW
        sink(&String::from_utf8_lossy(&frozen.split_to(2))); // FLOW
        let mut safe = BytesMut::new();
        safe.put_slice(b"abc");
        sink(&String::from_utf8_lossy(&safe)); // NO FLOW
        let url = url::Url::parse(&source())?;
        sink(url.host_str().unwrap_or("")); // FLOW
        for (key, value) in url.query_pairs() {
            sink(&key); // FLOW
            sink(&value); // FLOW
        }
        let mut fixed = url::Url::parse("https://example.org")?;
        sink(fixed.as_str()); // NO FLOW
        fixed.query_pairs_mut().append_pair("q", &source());
        sink(fixed.as_str()); // FLOW
        Ok(())
    }
}

mod shared {
    use super::*;
    use arc_swap::ArcSwap;
    use dashmap::DashMap;
    use once_cell::sync::{Lazy, OnceCell};
    use parking_lot::{Mutex, RwLock};
    static NAMES: Lazy<Mutex<Vec<String>>> = Lazy::new(Mutex::default);
    static PLAIN: OnceCell<String> = OnceCell::new();
    fn locked() {
        NAMES.lock().push(source());
        sink(&NAMES.lock()[0]); // FLOW
        sink(PLAIN.get_or_init(|| String::from("p"))); // NO FLOW
        let map: DashMap<u64, (String, String)> = DashMap::new();
        map.insert(1, (source(), String::new()));
        sink(&map.get(&1).unwrap().0); // FLOW
        sink(&map.get(&1).unwrap().1); // NO FLOW
        map.entry(2).or_default().1.push('x');
        for entry in map.iter() {
            sink_number(*entry.key()); // NO FLOW
            sink(&entry.value().0); // FLOW
        }
        let config = ArcSwap::from_pointee(String::new());
        config.store(Arc::new(source()));
        sink(&config.load()); // FLOW
        let pair = RwLock::new((String::new(), String::new()));
        pair.write().1 = source();
        sink(&pair.read().1); // FLOW
        sink(&pair.read().0); // NO FLOW
        let (tx, rx) = crossbeam_channel::bounded(1);
        std::thread::spawn(move || tx.send((source(), 2u64)));
        let (text, n) = rx.recv().unwrap();
        sink(&text); // FLOW
        sink_number(n); // NO FLOW
    }
}

mod sequences {
    use super::*;
    use either::Either;
    use indexmap::IndexMap;
    use itertools::Itertools;
    use rayon::prelude::*;
    use smallvec::SmallVec;
    fn adapted() {
        let bad = vec![source(), String::from("x")];
        sink(&bad.iter().join(",")); // FLOW
        sink(bad.iter().sorted().dedup().next().unwrap()); // FLOW
        let (a, b) = bad.iter().tuple_windows().next().unwrap();
        sink(a); // FLOW
        let groups = bad.iter().map(|s| (1u64, s)).into_group_map();
        sink(groups[&1][0]); // FLOW
        sink_number(*groups.keys().next().unwrap()); // NO FLOW
        for (n, s) in [1u64, 2].iter().cartesian_product(&bad) {
            sink_number(*n); // NO FLOW
            sink(s); // FLOW
        }
        sink(&bad.iter().map(|s| format!("<{s}>")).format("-").to_string()); // FLOW
        sink(&bad.par_iter().map(|s| s.to_uppercase()).collect::<Vec<_>>()[0]); // FLOW
        sink(&bad.par_iter().map(|_| String::from("n")).reduce(String::new, |a, b| a + &b)); // NO FLOW
        let mut small: SmallVec<[String; 2]> = SmallVec::new();
        sink(&small.concat()); // NO FLOW
        small.push(source());
        sink(&small[0]); // FLOW
        let mut map = IndexMap::new();
        map.insert("k", source());
        sink(map.get_index(0).unwrap().0); // NO FLOW
        sink(&map["k"]); // FLOW
        let e: Either<String, String> = Either::Left(source());
        sink(e.as_ref().right().map_or("", |s| s)); // NO FLOW
        sink(&e.either(|l| l, |r| r)); // FLOW
    }
}

mod waiting {
    use super::*;
    use futures::stream::{self, FuturesUnordered};
    use futures::{FutureExt, SinkExt, StreamExt, TryFutureExt, TryStreamExt};
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
    #[derive(Debug, thiserror::Error)]
    enum Fault {
        #[error("no page {0}")]
        Missing(String),
        #[error("stopped")]
        Stopped,
    }
    #[async_trait::async_trait]
    trait Fetch {
        async fn fetch(&self, url: &str) -> Result<String, Fault>;
    }
    struct Echo;
    struct Fixed;
    #[async_trait::async_trait]
    impl Fetch for Echo {
        async fn fetch(&self, url: &str) -> Result<String, Fault> {
            if url.len() > 3 { Ok(url.to_owned()) } else { Err(Fault::Missing(url.to_owned())) }
        }
    }
    #[async_trait::async_trait]
    impl Fetch for Fixed {
        async fn fetch(&self, _: &str) -> Result<String, Fault> {
            if self.ready() { Ok(String::from("fixed")) } else { Err(Fault::Stopped) }
        }
    }
    impl Fixed {
        fn ready(&self) -> bool {
            true
        }
    }
    async fn awaited() -> anyhow::Result<()> {
        sink(&Echo.fetch(&source()).await?); // FLOW
        sink(&Fixed.fetch(&source()).await?); // NO FLOW
        sink(&Echo.fetch(&source()).await.unwrap_err().to_string()); // FLOW
        sink(&Fixed.fetch(&source()).await.unwrap_err().to_string()); // NO FLOW
        let texts: Vec<String> = stream::iter([source()]).map(|s| async move { s }).buffered(2).collect().await;
        sink(&texts[0]); // FLOW
        let mut running = FuturesUnordered::new();
        running.push(async { source() }.boxed());
        while let Some(text) = running.next().await {
            sink(&text); // FLOW
        }
        let all = futures::future::join_all(["a", "b"].map(|s| Fixed.fetch(s))).await;
        sink(all[0].as_deref().unwrap_or("")); // NO FLOW
        let mut lines = BufReader::new(std::io::Cursor::new(source())).lines();
        while let Some(line) = lines.next_line().await? {
            sink(&line); // FLOW
        }
        let (mut client, mut server) = tokio::io::duplex(8);
        client.write_all(source().as_bytes()).await?;
        let mut got = String::new();
        server.read_to_string(&mut got).await?;
        sink(&got); // FLOW
        let made = async_stream::stream! {
            for word in source().split(' ') {
                yield (word.to_owned(), 1u64);
            }
        };
        futures::pin_mut!(made);
        let (word, n) = made.next().await.unwrap();
        sink(&word); // FLOW
        sink_number(n); // NO FLOW
        let request = http::Request::builder().uri(source()).header("x", "y").body(String::from("b"))?;
        sink(request.uri().path()); // FLOW
        sink(request.body()); // NO FLOW
        Ok(())
    }
}
