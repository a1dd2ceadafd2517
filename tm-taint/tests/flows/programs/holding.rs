//! What holds a value: cells, locks, pointers, unions, readers and writers, threads, channels and futures driven by hand.

use crate::*;
use std::cell::*;
use std::collections::VecDeque;
use std::future::Future;
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::pin::{Pin, pin};
use std::rc::{Rc, Weak};
use std::sync::*;
use std::task::{Context, Poll, Waker};
use std::thread;

fn shared_cells() {
    let shared = Rc::new(RefCell::new((String::new(), String::new())));
    let other = Rc::clone(&shared);
    other.borrow_mut().0.push_str(&source());
    sink(&shared.borrow().0); // FLOW
    sink(&shared.borrow().1); // NO FLOW
    let weak: Weak<RefCell<(String, String)>> = Rc::downgrade(&shared);
    if let Some(strong) = weak.upgrade() {
        sink(&strong.borrow().0); // FLOW
        sink(&strong.borrow().1); // NO FLOW
    }
    let mut parts = Ref::map(other.borrow(), |pair| &pair.1);
    sink(&parts); // NO FLOW
    drop(parts);
    let inner = RefCell::new(String::from("i"));
    let was = inner.replace(source());
    sink(&was); // NO FLOW
    sink(&inner.take()); // FLOW
    let mut cell = Cell::new(source_number());
    sink_number(cell.replace(3)); // FLOW
    sink_number(cell.get()); // NO FLOW
    *cell.get_mut() = source_number();
    sink_number(cell.into_inner()); // FLOW
}

struct Parent {
    name: String,
    children: RefCell<Vec<Rc<Child>>>,
}

struct Child {
    title: String,
    parent: RefCell<Weak<Parent>>,
}

fn trees_of_weak_pointers() {
    let parent = Rc::new(Parent { name: source(), children: RefCell::default() });
    let child = Rc::new(Child { title: String::from("c"), parent: RefCell::new(Weak::new()) });
    *child.parent.borrow_mut() = Rc::downgrade(&parent);
    parent.children.borrow_mut().push(child.clone());
    sink(&child.parent.borrow().upgrade().unwrap().name); // FLOW
    sink(&parent.children.borrow()[0].title); // NO FLOW
    sink(&child.title); // NO FLOW
}

fn once_cells() {
    let cell = OnceCell::new();
    cell.set(source()).ok();
    sink(cell.get().unwrap()); // FLOW
    let lazy = LazyCell::new(|| (source(), "x"));
    sink(&lazy.0); // FLOW
    sink(lazy.1); // NO FLOW
    let lock = OnceLock::<String>::new();
    sink(lock.get_or_init(|| String::from("a"))); // NO FLOW
    let (a, b) = (RwLock::new(source()), RwLock::new(String::new()));
    sink(&a.read().unwrap()); // FLOW
    sink(&b.read().unwrap()); // NO FLOW
    sink(&a.into_inner().unwrap()); // FLOW
}

fn unique_pointers() {
    let mut arc = Arc::new(String::new());
    Arc::make_mut(&mut arc).push_str(&source());
    sink(&arc); // FLOW
    let mut rc = Rc::new(String::from("r"));
    if let Some(s) = Rc::get_mut(&mut rc) {
        *s = source();
    }
    sink(&Rc::try_unwrap(rc).unwrap()); // FLOW
    let text: Arc<str> = Arc::from(source());
    sink(&text); // FLOW
    let boxed = Box::new((source(), String::new()));
    let (a, b) = *boxed;
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    let leaked: &'static str = Box::leak(source().into_boxed_str());
    sink(leaked); // FLOW
    let kept = ManuallyDrop::new(source());
    sink(&ManuallyDrop::into_inner(kept)); // FLOW
}

union Bits {
    number: u64,
    float: f64,
}

fn raw_memory() {
    let mut pair = (String::new(), String::new());
    let pointer = &raw mut pair.0;
    unsafe { *pointer = source() };
    sink(&pair.0); // FLOW
    sink(&pair.1); // NO FLOW
    let bits = Bits { number: source_number() };
    sink_number(unsafe { bits.float }.to_bits()); // FLOW
    let safe = Bits { float: 1.0 };
    sink_number(unsafe { safe.number }); // NO FLOW
    let mut slot = MaybeUninit::<String>::uninit();
    slot.write(source());
    sink(&unsafe { slot.assume_init() }); // FLOW
    let turned: [u8; 8] = unsafe { std::mem::transmute(source_number()) };
    sink_number(turned[0].into()); // FLOW
    let raw = Box::into_raw(Box::new(source()));
    let back = unsafe { Box::from_raw(raw) };
    sink(&back); // FLOW
    let (mut a, mut b) = (String::from("a"), source());
    unsafe { std::ptr::swap(&mut a, &mut b) };
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    let read = unsafe { std::ptr::read(&a) };
    sink(&read); // FLOW
    std::mem::forget(read);
    let bytes = source();
    let view = unsafe { std::slice::from_raw_parts(bytes.as_ptr(), bytes.len()) };
    sink(unsafe { std::str::from_utf8_unchecked(view) }); // FLOW
    let mut to = 0u64;
    unsafe { std::ptr::write(&mut to, source_number()) };
    sink_number(to); // FLOW
}

fn readers_and_writers() -> io::Result<()> {
    let mut text = String::new();
    Cursor::new(source()).read_to_string(&mut text)?;
    sink(&text); // FLOW
    let mut buffer = [0u8; 8];
    let n = source().as_bytes().read(&mut buffer)?;
    sink(&String::from_utf8_lossy(&buffer[..n])); // FLOW
    let mut out = Vec::new();
    out.write_all(source().as_bytes())?;
    sink(std::str::from_utf8(&out).unwrap()); // FLOW
    let mut out = BufWriter::new(Vec::new());
    write!(out, "{}", source())?;
    sink(&String::from_utf8(out.into_inner()?).unwrap()); // FLOW
    let mut out = Cursor::new(Vec::new());
    out.write_all(b"plain")?;
    out.seek(SeekFrom::Start(source_number()))?;
    let mut back = String::new();
    out.rewind()?;
    out.read_to_string(&mut back)?;
    sink(&back); // NO FLOW
    let lines = BufReader::new(Cursor::new(source())).lines();
    for line in lines {
        sink(&line?); // FLOW
    }
    let mut from = BufReader::new(Cursor::new(source()));
    let mut first = Vec::new();
    from.read_until(b',', &mut first)?;
    sink(&String::from_utf8(first).unwrap()); // FLOW
    let mut to = Vec::new();
    let copied = io::copy(&mut from, &mut to)?;
    sink(&String::from_utf8(to).unwrap()); // FLOW
    let mut both = "safe".as_bytes().chain(Cursor::new(source())).take(100);
    let mut all = String::new();
    both.read_to_string(&mut all)?;
    sink(&all); // FLOW
    let mut safe = "safe".as_bytes().chain(&b"more"[..]);
    let mut all = Vec::new();
    safe.read_to_end(&mut all)?;
    sink(&String::from_utf8(all).unwrap()); // NO FLOW
    for byte in Cursor::new(source()).bytes() {
        sink_number(byte? as u64); // FLOW
    }
    Ok(())
}

struct Upper<R> {
    inner: R,
    seen: usize,
}

impl<R: Read> Read for Upper<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(to)?;
        to[..n].make_ascii_uppercase();
        self.seen += n;
        Ok(n)
    }
}

struct Log {
    lines: Vec<String>,
    dropped: Vec<u8>,
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.push(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Null;

impl Write for Null {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn streams_by_hand() -> io::Result<()> {
    let mut upper = Upper { inner: Cursor::new(source()), seen: 0 };
    let mut text = String::new();
    upper.read_to_string(&mut text)?;
    sink(&text); // FLOW
    let mut safe = Upper { inner: &b"safe"[..], seen: 0 };
    let mut text = String::new();
    safe.read_to_string(&mut text)?;
    sink(&text); // NO FLOW
    let mut log = Log { lines: vec![], dropped: vec![] };
    writeln!(log, "got {}", source())?;
    sink(&log.lines.concat()); // FLOW
    sink(&String::from_utf8_lossy(&log.dropped)); // NO FLOW
    Null.write_all(source().as_bytes())?;
    Ok(())
}

fn threads() {
    let s = source();
    let got = thread::spawn(move || s).join().unwrap();
    sink(&got); // FLOW
    let mut results = (String::new(), String::new());
    thread::scope(|scope| {
        let (left, right) = (&mut results.0, &mut results.1);
        scope.spawn(move || left.push_str(&source()));
        let handle = scope.spawn(|| right.push('x'));
        handle.join().unwrap();
    });
    sink(&results.0); // FLOW
    sink(&results.1); // NO FLOW
    let total = Arc::new(Mutex::new(Vec::new()));
    let handles: Vec<_> = (0..2u64)
        .map(|i| {
            let total = Arc::clone(&total);
            thread::spawn(move || total.lock().unwrap().push((i, source())))
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
    for (i, text) in total.lock().unwrap().iter() {
        sink_number(*i); // NO FLOW
        sink(text); // FLOW
    }
}

enum Job {
    Run(String),
    Count(u64),
    Stop,
}

fn channels() {
    let (jobs, inbox) = mpsc::channel();
    let (results, outbox) = mpsc::sync_channel::<(String, u64)>(4);
    let worker = thread::spawn(move || {
        for job in inbox {
            match job {
                Job::Run(text) => results.send((text, 1)).unwrap(),
                Job::Count(n) => sink_number(n), // NO FLOW
                Job::Stop => break,
            }
        }
    });
    jobs.send(Job::Run(source())).unwrap();
    jobs.send(Job::Count(3)).unwrap();
    jobs.send(Job::Stop).unwrap();
    let (text, n) = outbox.recv().unwrap();
    sink(&text); // FLOW
    sink_number(n); // NO FLOW
    let (tx, rx) = mpsc::channel::<String>();
    let tx2 = tx.clone();
    tx2.send(source()).unwrap();
    drop((tx, tx2));
    sink(&rx.try_iter().collect::<String>()); // FLOW
    let (tx, rx) = mpsc::channel::<String>();
    drop(rx);
    if let Err(mpsc::SendError(lost)) = tx.send(source()) {
        sink(&lost); // FLOW
    }
    let waiting = Arc::new((Mutex::new(VecDeque::new()), Condvar::new()));
    let other = waiting.clone();
    thread::spawn(move || {
        other.0.lock().unwrap().push_back(source());
        other.1.notify_one();
    });
    let guard = waiting.1.wait_while(waiting.0.lock().unwrap(), |queue| queue.is_empty()).unwrap();
    sink(guard.front().unwrap()); // FLOW
}

fn drive<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

struct Twice<F: Future> {
    inner: Pin<Box<F>>,
    label: String,
}

impl<F: Future<Output = String>> Future for Twice<F> {
    type Output = (String, String);
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<(String, String)> {
        match self.inner.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(text) => Poll::Ready((text, std::mem::take(&mut self.label))),
        }
    }
}

async fn fetch(url: &str) -> Result<String, String> {
    if url.is_empty() { Err(String::from("empty")) } else { Ok(format!("body of {url}")) }
}

async fn fixed(_: &str) -> String {
    String::from("fixed")
}

async fn both(a: impl Future<Output = String>, b: impl Future<Output = String>) -> (String, String) {
    (a.await, b.await)
}

fn futures_by_hand() {
    match drive(fetch(&source())) {
        Ok(body) => sink(&body), // FLOW
        Err(error) => sink(&error), // NO FLOW
    }
    let s = source();
    sink(&drive(fixed(&s))); // NO FLOW
    let (a, b) = drive(both(async { s.clone() }, fixed(&s)));
    sink(&a); // FLOW
    sink(&b); // NO FLOW
    let (text, label) = drive(Twice { inner: Box::pin(async { source() }), label: String::new() });
    sink(&text); // FLOW
    sink(&label); // NO FLOW
    let boxed: Pin<Box<dyn Future<Output = String>>> = Box::pin(async move { s });
    sink(&drive(boxed)); // FLOW
    let mut tasks: Vec<Pin<Box<dyn Future<Output = String>>>> = vec![Box::pin(std::future::ready(source()))];
    while let Some(task) = tasks.pop() {
        sink(&drive(task)); // FLOW
    }
    let mut state = String::new();
    let polled = std::future::poll_fn(|_| {
        state.push_str(&source());
        Poll::Ready(3u64)
    });
    sink_number(drive(polled)); // NO FLOW
    sink(&state); // FLOW
    let lazily = async |text: &str| format!("{text}!");
    sink(&drive(lazily(&source()))); // FLOW
    sink(&drive(lazily("x"))); // NO FLOW
}

trait Stream {
    type Item;
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>>;
}

struct Chunks {
    left: Vec<String>,
}

impl Stream for Chunks {
    type Item = String;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<String>> {
        Poll::Ready(self.left.pop())
    }
}

struct Mapped<S, F> {
    stream: Pin<Box<S>>,
    function: F,
}

impl<S: Stream, T, F: FnMut(S::Item) -> T + Unpin> Stream for Mapped<S, F> {
    type Item = T;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        match self.stream.as_mut().poll_next(context) {
            Poll::Ready(Some(item)) => Poll::Ready(Some((self.function)(item))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn next_of<S: Stream>(stream: Pin<&mut S>) -> Option<S::Item> {
    match stream.poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(item) => item,
        Poll::Pending => None,
    }
}

fn streams() {
    let mut chunks = Chunks { left: vec![source()] };
    sink(&next_of(Pin::new(&mut chunks)).unwrap()); // FLOW
    let stream = Box::pin(Chunks { left: vec![source()] });
    let mut kept = pin!(Mapped { stream, function: |s: String| s + "x" });
    sink(&next_of(kept.as_mut()).unwrap()); // FLOW
    let stream = Box::pin(Chunks { left: vec![source()] });
    let mut dropped = pin!(Mapped { stream, function: |_| String::from("const") });
    sink(&next_of(dropped.as_mut()).unwrap()); // NO FLOW
}

struct OnDrop<'a> {
    held: String,
    to: &'a RefCell<String>,
}

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.to.borrow_mut().push_str(&self.held);
    }
}

fn dropped() {
    let to = RefCell::new(String::new());
    let safe = RefCell::new(String::new());
    {
        let guard = OnDrop { held: source(), to: &to };
        let other = OnDrop { held: String::from("x"), to: &safe };
    }
    sink(&to.borrow()); // FLOW
    sink(&safe.borrow()); // NO FLOW
}

fn outside() -> Result<(), Box<dyn std::error::Error>> {
    use std::path::{Path, PathBuf};
    let s = source();
    let path = Path::new("/tmp").join(&s).with_extension("txt");
    sink(path.to_str().unwrap()); // FLOW
    sink(&path.file_stem().unwrap().to_string_lossy()); // FLOW
    sink(path.parent().and_then(Path::to_str).unwrap()); // FLOW
    let mut fixed = PathBuf::from("/etc");
    fixed.push("hosts");
    sink(&fixed.display().to_string()); // NO FLOW
    for part in path.components() {
        sink(&part.as_os_str().to_string_lossy()); // FLOW
    }
    let address: std::net::IpAddr = s.parse()?;
    sink(&address.to_string()); // FLOW
    let socket = std::net::SocketAddr::new(std::net::Ipv4Addr::LOCALHOST.into(), source_number() as u16);
    sink_number(socket.port().into()); // FLOW
    sink(&socket.ip().to_string()); // NO FLOW
    let wait = std::time::Duration::from_secs(source_number());
    sink_number(wait.as_secs() + 1); // FLOW
    sink_number(std::time::Duration::from_millis(5).as_secs()); // NO FLOW
    let os = std::ffi::OsString::from(s.clone());
    sink(&os.into_string().unwrap()); // FLOW
    let c = std::ffi::CString::new(s)?;
    sink(c.to_str()?); // FLOW
    Ok(())
}

fn cleaned_by_kind() {
    let s = clean_for_log(source());
    log_sink(&s); // NO FLOW
    sink(&s); // FLOW
    let both = (clean(source()), source());
    sink(&both.0); // NO FLOW
    log_sink(&both.1); // FLOW
    let parts: Vec<String> = source().split(',').map(|part| clean(part.to_owned())).collect();
    sink(&parts.join(" ")); // NO FLOW
    let mut kept = vec![];
    for part in source().split(',') {
        kept.push(clean_for_log(part.into()));
    }
    log_sink(&kept[0]); // NO FLOW
    sink(&kept[0]); // FLOW
    let cleaner: &dyn Fn(String) -> String = &clean;
    sink(&cleaner(source())); // NO FLOW
    let later = Some(source()).map(clean);
    sink(&later.unwrap()); // NO FLOW
}

fn parts_of_addresses() {
    use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
    let mut address = SocketAddr::from(([127, 0, 0, 1], 80));
    address.set_port(source_number() as u16);
    sink_number(address.port().into()); // FLOW
    sink(&address.to_string()); // FLOW
    sink(&address.ip().to_string()); // NO FLOW
    address.set_port(80);
    address.set_ip(source().parse().unwrap());
    sink_number(address.port().into()); // NO FLOW
    sink(&address.ip().to_string()); // FLOW
    let given: SocketAddr = source().parse().unwrap();
    sink(&given.ip().to_string()); // FLOW
    sink_number(given.port().into()); // FLOW
    let v4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, source_number() as u16);
    sink(&v4.ip().to_string()); // NO FLOW
    sink(&SocketAddr::V4(v4).to_string()); // FLOW
    match SocketAddr::new(source().parse().unwrap(), 80) {
        SocketAddr::V4(v4) => {
            sink(&v4.ip().to_string()); // FLOW
            sink_number(v4.port().into()); // NO FLOW
        }
        SocketAddr::V6(v6) => sink(&v6.ip().to_string()), // FLOW
    }
    sink_number(SocketAddr::V4(v4).port().into()); // FLOW
    sink_number(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 1).port().into()); // NO FLOW
}
