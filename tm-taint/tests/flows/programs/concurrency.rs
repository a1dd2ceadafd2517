//! Threads, channels, locks, atomics, and what is made once for all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use std::thread;

use crate::*;

fn threads() {
    let s = source();
    let handle = thread::spawn(move || {
        sink(&s); // FLOW
        s + "x"
    });
    sink(&handle.join().unwrap()); // FLOW
    let handle = thread::Builder::new().name("a".into()).spawn(|| String::new()).unwrap();
    sink(&handle.join().unwrap()); // NO FLOW
    let results: Vec<String> = (0..2).map(|_| thread::spawn(source)).map(|h| h.join().unwrap()).collect();
    sink(&results[0]); // FLOW
}

fn scoped() {
    let s = source();
    let mut out = String::new();
    thread::scope(|scope| {
        scope.spawn(|| sink(&s)); // FLOW
        scope.spawn(|| out.push_str(&s));
    });
    sink(&out); // FLOW
    let returned = thread::scope(|scope| {
        let handle = scope.spawn(|| s.len().to_string());
        handle.join().unwrap()
    });
    sink(&returned); // NO FLOW
    let mut parts = vec![String::new(), String::new()];
    thread::scope(|scope| {
        for part in parts.iter_mut() {
            scope.spawn(move || *part = source());
        }
    });
    sink(&parts[0]); // FLOW
}

fn channels() {
    let (tx, rx) = mpsc::channel();
    let tx2 = tx.clone();
    thread::spawn(move || tx2.send(source()).unwrap());
    tx.send(String::new()).unwrap();
    sink(&rx.recv().unwrap()); // FLOW
    sink(&rx.try_recv().unwrap()); // FLOW
    sink(&rx.iter().next().unwrap()); // FLOW
    for s in rx {
        sink(&s); // FLOW
    }
    let (tx, rx) = mpsc::sync_channel::<(u64, String)>(1);
    tx.send((1, source())).unwrap();
    while let Ok((n, s)) = rx.recv() {
        sink_number(n); // NO FLOW
        sink(&s); // FLOW
    }
    let (tx, rx) = mpsc::channel::<String>();
    tx.send(String::from("x")).unwrap();
    sink(&rx.recv_timeout(std::time::Duration::from_secs(1)).unwrap()); // NO FLOW
    if let Err(mpsc::SendError(back)) = tx.send(source()) {
        sink(&back); // FLOW
    }
}

struct Job {
    input: String,
    reply: Sender<String>,
}

fn worker(jobs: Receiver<Job>) {
    for job in jobs {
        sink(&job.input); // FLOW
        let _ = job.reply.send(job.input);
    }
}

fn request(jobs: &Sender<Job>, input: String) -> String {
    let (reply, answer) = mpsc::channel();
    jobs.send(Job { input, reply }).unwrap();
    answer.recv().unwrap()
}

fn request_and_reply() {
    let (jobs, queue) = mpsc::channel();
    thread::spawn(move || worker(queue));
    sink(&request(&jobs, source())); // FLOW
}

fn box_of_jobs() {
    let (tx, rx) = mpsc::channel::<Box<dyn FnOnce() -> String + Send>>();
    let s = source();
    tx.send(Box::new(move || s)).unwrap();
    let job = rx.recv().unwrap();
    sink(&job()); // FLOW
}

fn locks() {
    let m = Arc::new(Mutex::new(String::new()));
    sink(&m.lock().unwrap()); // NO FLOW
    let other = Arc::clone(&m);
    thread::spawn(move || *other.lock().unwrap() = source());
    sink(&m.lock().unwrap()); // FLOW
    let inner = Arc::try_unwrap(m).unwrap().into_inner().unwrap();
    sink(&inner); // FLOW
    let r = RwLock::new(HashMap::new());
    r.write().unwrap().insert("k", source());
    sink(&r.read().unwrap()["k"]); // FLOW
    sink(r.read().unwrap().get("k").unwrap()); // FLOW
    if let Ok(guard) = r.try_read() {
        sink(&guard["k"]); // FLOW
    }
    let p = Mutex::new(String::new());
    let guard = p.lock().unwrap_or_else(|e| e.into_inner());
    sink(&guard); // NO FLOW
    let pair = Arc::new((Mutex::new(String::new()), Condvar::new()));
    {
        let mut guard = pair.0.lock().unwrap();
        guard.push_str(&source());
        pair.1.notify_one();
    }
    let guard = pair.1.wait(pair.0.lock().unwrap()).unwrap();
    sink(&guard); // FLOW
    let guard = pair.1.wait_while(guard, |s| s.is_empty()).unwrap();
    sink(&guard); // FLOW
}

struct Counter {
    last: Mutex<Option<String>>,
    seen: AtomicU64,
    flag: AtomicBool,
}

impl Counter {
    fn note(&self, s: String) -> u64 {
        let n = self.seen.fetch_add(1, Ordering::SeqCst);
        *self.last.lock().unwrap() = Some(s);
        n
    }
}

fn shared_struct() {
    let c = Arc::new(Counter { last: Mutex::new(None), seen: AtomicU64::new(0), flag: AtomicBool::new(false) });
    let d = c.clone();
    sink_number(d.note(source())); // NO FLOW
    sink(c.last.lock().unwrap().as_ref().unwrap()); // FLOW
    sink_number(c.seen.load(Ordering::Relaxed)); // NO FLOW
    c.seen.store(source_number(), Ordering::Relaxed);
    sink_number(d.seen.load(Ordering::Relaxed)); // FLOW
    sink_number(d.seen.swap(3, Ordering::Relaxed)); // FLOW
    let _ = c.seen.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| Some(n + 1));
    sink_number(c.seen.compare_exchange(1, 2, Ordering::SeqCst, Ordering::SeqCst).unwrap_or(3)); // FLOW
}

static CONFIG: OnceLock<String> = OnceLock::new();
static SAFE_CONFIG: OnceLock<String> = OnceLock::new();
static TABLE: LazyLock<HashMap<String, String>> = LazyLock::new(|| HashMap::from([(String::from("k"), source())]));
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| vec![String::from("a")]);
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
static COUNT: AtomicU64 = AtomicU64::new(0);
static INIT: Once = Once::new();

fn config() -> &'static str {
    CONFIG.get_or_init(source)
}

fn made_once() {
    sink(config()); // FLOW
    sink(SAFE_CONFIG.get_or_init(|| String::from("safe"))); // NO FLOW
    sink(&TABLE["k"]); // FLOW
    sink(TABLE.keys().next().unwrap()); // NO FLOW
    sink(&NAMES[0]); // NO FLOW
    INIT.call_once(|| LOG.lock().unwrap().push(source()));
    sink(&LOG.lock().unwrap()[0]); // FLOW
    COUNT.store(source_number(), Ordering::SeqCst);
    sink_number(COUNT.load(Ordering::SeqCst)); // FLOW
}

thread_local! {
    static CURRENT: std::cell::RefCell<String> = std::cell::RefCell::new(String::new());
    static LEVEL: std::cell::Cell<u64> = const { std::cell::Cell::new(1) };
}

fn thread_locals() {
    CURRENT.with(|c| *c.borrow_mut() = source());
    CURRENT.with(|c| sink(&c.borrow())); // FLOW
    CURRENT.with_borrow(|c| sink(c)); // FLOW
    sink(&CURRENT.take()); // FLOW
    sink_number(LEVEL.get()); // FLOW
    LEVEL.set(source_number());
    sink_number(LEVEL.with(|l| l.get())); // FLOW
}

fn pool() {
    let queue = Arc::new(Mutex::new(Vec::<Box<dyn FnOnce() + Send>>::new()));
    let results = Arc::new(Mutex::new(Vec::new()));
    let out = Arc::clone(&results);
    queue.lock().unwrap().push(Box::new(move || out.lock().unwrap().push(source())));
    while let Some(job) = queue.lock().unwrap().pop() {
        job();
    }
    sink(&results.lock().unwrap()[0]); // FLOW
}

fn barrier() {
    let b = Arc::new(Barrier::new(1));
    let s = source();
    let led = b.wait().is_leader();
    sink_any(led); // NO FLOW
    sink(&s); // FLOW
}

fn panics() {
    let r = std::panic::catch_unwind(|| source());
    sink(&r.unwrap()); // FLOW
    let r = std::panic::catch_unwind(|| 3);
    sink_any(r.unwrap()); // NO FLOW
}
