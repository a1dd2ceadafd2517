//! Futures and streams by hand: `poll`, wakers, joins, selects, and async code that calls itself.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{self, Future, IntoFuture};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker, ready};

use crate::*;

struct Flag(Mutex<bool>);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        *self.0.lock().unwrap() = true;
    }
}

fn wait<F: IntoFuture>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Flag(Mutex::new(false))));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future.into_future());
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => break value,
            Poll::Pending => std::thread::yield_now(),
        }
    }
}

async fn fetch(name: &str) -> Result<String, String> {
    if name.is_empty() { Err(source()) } else { Ok(format!("fixed")) }
}

struct Delay<T> {
    turns: u32,
    value: Option<T>,
}

impl<T: Unpin> Future for Delay<T> {
    type Output = T;
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let this = self.get_mut();
        if this.turns == 0 {
            return Poll::Ready(this.value.take().expect("polled once"));
        }
        this.turns -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

fn delay<T>(value: T) -> Delay<T> {
    Delay { turns: 2, value: Some(value) }
}

async fn delays() {
    sink(&delay(source()).await); // FLOW
    sink(&delay(String::new()).await); // NO FLOW
    let (a, b) = delay((1_u64, source())).await;
    sink_number(a); // NO FLOW
    sink(&b); // FLOW
    match fetch("").await {
        Ok(it) => sink(&it), // NO FLOW
        Err(it) => sink(&it), // FLOW
    }
}

struct Both<A: Future, B: Future> {
    first: Pin<Box<A>>,
    second: Pin<Box<B>>,
    done: (Option<A::Output>, Option<B::Output>),
}

impl<A, B> Future for Both<A, B>
where
    A: Future,
    B: Future,
    A::Output: Unpin,
    B::Output: Unpin,
{
    type Output = (A::Output, B::Output);
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.done.0.is_none()
            && let Poll::Ready(it) = this.first.as_mut().poll(context)
        {
            this.done.0 = Some(it);
        }
        if this.done.1.is_none() {
            this.done.1 = Some(ready!(this.second.as_mut().poll(context)));
        }
        match (this.done.0.take(), this.done.1.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                this.done = (a, b);
                Poll::Pending
            }
        }
    }
}

fn both<A: Future, B: Future>(a: A, b: B) -> Both<A, B> {
    Both { first: Box::pin(a), second: Box::pin(b), done: (None, None) }
}

enum Either<A, B> {
    Left(A),
    Right(B),
}

async fn race<A, B>(a: A, b: B) -> Either<A::Output, B::Output>
where
    A: Future,
    B: Future,
{
    let mut a = pin!(a);
    let mut b = pin!(b);
    future::poll_fn(|context| {
        if let Poll::Ready(it) = a.as_mut().poll(context) {
            return Poll::Ready(Either::Left(it));
        }
        b.as_mut().poll(context).map(Either::Right)
    })
    .await
}

async fn together() {
    let (a, b) = both(delay(source()), async { 3_u64 }).await;
    sink(&a); // FLOW
    sink_number(b); // NO FLOW
    match race(delay(source()), delay(4_u64)).await {
        Either::Left(it) => sink(&it), // FLOW
        Either::Right(it) => sink_number(it), // NO FLOW
    }
    match race(delay(String::new()), async { source() }).await {
        Either::Left(it) => sink(&it), // NO FLOW
        Either::Right(it) => sink(&it), // FLOW
    }
}

trait Stream {
    type Item;
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>>;
}

trait StreamExt: Stream {
    fn next(&mut self) -> Next<'_, Self>
    where
        Self: Unpin,
    {
        Next { stream: self }
    }
    fn map<T, F: FnMut(Self::Item) -> T>(self, f: F) -> Map<Self, F>
    where
        Self: Sized,
    {
        Map { stream: self, f }
    }
    async fn collect(mut self) -> Vec<Self::Item>
    where
        Self: Unpin + Sized,
    {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item);
        }
        all
    }
}

impl<S: Stream + ?Sized> StreamExt for S {}

struct Next<'a, S: ?Sized> {
    stream: &'a mut S,
}

impl<S: Stream + Unpin + ?Sized> Future for Next<'_, S> {
    type Output = Option<S::Item>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut *self.stream).poll_next(context)
    }
}

struct Map<S, F> {
    stream: S,
    f: F,
}

impl<S: Stream + Unpin, T, F: FnMut(S::Item) -> T + Unpin> Stream for Map<S, F> {
    type Item = T;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let item = ready!(Pin::new(&mut self.stream).poll_next(context));
        Poll::Ready(item.map(|it| (self.f)(it)))
    }
}

struct Queue<T> {
    items: VecDeque<T>,
    name: String,
}

impl<T: Unpin> Stream for Queue<T> {
    type Item = T;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.items.pop_front())
    }
}

fn queue<const N: usize>(items: [String; N]) -> Queue<String> {
    Queue { items: items.into(), name: String::from("q") }
}

async fn own_streams() {
    let mut q = queue([source()]);
    while let Some(s) = q.next().await {
        sink(&s); // FLOW
    }
    sink(&q.name); // NO FLOW
    let mut lengths = queue([source()]).map(|s| s.len());
    sink_any(lengths.next().await); // NO FLOW
    let mut louder = queue([source()]).map(|s| s.to_uppercase());
    sink(&louder.next().await.unwrap()); // FLOW
    sink(&queue([String::new(), source()]).collect().await.concat()); // FLOW
    sink(&queue([String::from("x")]).map(|s| s + "y").collect().await[0]); // NO FLOW
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default, Clone)]
struct Executor {
    tasks: Rc<RefCell<VecDeque<Task>>>,
}

impl Executor {
    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push_back(Box::pin(task));
    }
    fn run(&self) {
        let mut context = Context::from_waker(Waker::noop());
        while let Some(mut task) = { self.tasks.borrow_mut().pop_front() } {
            if task.as_mut().poll(&mut context).is_pending() {
                self.tasks.borrow_mut().push_back(task);
            }
        }
    }
}

fn executor() {
    let e = Executor::default();
    let out = Rc::new(RefCell::new(String::new()));
    let into = Rc::clone(&out);
    e.spawn(async move {
        let s = delay(source()).await;
        sink(&s); // FLOW
        into.borrow_mut().push_str(&s);
    });
    e.run();
    sink(&out.borrow()); // FLOW
}

async fn descend(depth: u64, text: String) -> String {
    if depth == 0 { text } else { Box::pin(descend(depth - 1, text + ".")).await }
}

fn tree(depth: u64) -> Pin<Box<dyn Future<Output = Vec<String>>>> {
    Box::pin(async move {
        let mut all = if depth > 0 { tree(depth - 1).await } else { vec![source()] };
        all.push(depth.to_string());
        all
    })
}

async fn recursion() {
    sink(&descend(3, source()).await); // FLOW
    sink(&descend(3, String::new()).await); // NO FLOW
    sink(&tree(2).await[0]); // FLOW
}

async fn retry<T, E, F>(mut attempt: F) -> Result<T, E>
where
    F: AsyncFnMut(u32) -> Result<T, E>,
{
    let mut last = None;
    for n in 0..3 {
        match attempt(n).await {
            Ok(it) => return Ok(it),
            Err(e) => last = Some(e),
        }
    }
    Err(last.unwrap())
}

async fn async_closures() {
    let name = source();
    let r = retry(async |n| if n > 1 { Ok(n) } else { Err(format!("{name} {n}")) }).await;
    match r {
        Ok(n) => sink_any(n), // NO FLOW
        Err(e) => sink(&e), // FLOW
    }
    let s: Result<String, u64> = retry(async |_| Ok(source())).await;
    sink(&s.unwrap()); // FLOW
    let mut seen = Vec::new();
    let _ = retry(async |_| { seen.push(source()); Err::<(), ()>(()) }).await;
    sink(&seen[0]); // FLOW
}

struct Request {
    url: String,
    tag: String,
}

impl IntoFuture for Request {
    type Output = String;
    type IntoFuture = Pin<Box<dyn Future<Output = String>>>;
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { delay(self.url).await })
    }
}

async fn into_futures() {
    sink(&Request { url: source(), tag: String::new() }.await); // FLOW
    sink(&Request { url: String::new(), tag: source() }.await); // NO FLOW
    sink(&wait(Request { url: source(), tag: String::new() })); // FLOW
    sink(&wait(async { fetch("x").await.unwrap_or_default() })); // NO FLOW
    sink(&wait(async { fetch("").await.unwrap_or_else(|e| e) })); // FLOW
    let shared = Arc::new(Mutex::new(None));
    let task = { let shared = shared.clone(); async move { *shared.lock().unwrap() = Some(source()) } };
    wait(task);
    sink(shared.lock().unwrap().as_ref().unwrap()); // FLOW
}

trait Service<R> {
    type Response;
    type Future: Future<Output = Self::Response>;
    fn call(&mut self, request: R) -> Self::Future;
}

struct Hello;

impl Service<Request> for Hello {
    type Response = String;
    type Future = future::Ready<String>;
    fn call(&mut self, request: Request) -> Self::Future {
        future::ready(format!("hello {}", request.tag))
    }
}

struct Logged<S> {
    inner: S,
    seen: Vec<String>,
}

impl<S> Service<Request> for Logged<S>
where
    S: Service<Request>,
    S::Future: 'static,
{
    type Response = S::Response;
    type Future = Pin<Box<dyn Future<Output = S::Response>>>;
    fn call(&mut self, request: Request) -> Self::Future {
        self.seen.push(request.url.clone());
        Box::pin(self.inner.call(request))
    }
}

async fn layers() {
    let mut s = Logged { inner: Hello, seen: Vec::new() };
    sink(&s.call(Request { url: String::new(), tag: source() }).await); // FLOW
    sink(s.seen.first().map_or("", String::as_str)); // NO FLOW
    let mut t = Logged { inner: Hello, seen: Vec::new() };
    sink(&t.call(Request { url: source(), tag: String::new() }).await); // NO FLOW
    sink(&t.seen[0]); // FLOW
}
