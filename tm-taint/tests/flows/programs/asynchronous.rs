use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::*;

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

async fn load() -> String {
    source()
}

async fn safe() -> String {
    String::new()
}

async fn awaited() {
    sink(&load().await); // FLOW
    sink(&safe().await); // NO FLOW
}

async fn echo(s: String) -> String {
    s
}

async fn parameter() {
    sink(&echo(source()).await); // FLOW
    sink(&echo(String::new()).await); // NO FLOW
}

async fn reference_parameter(s: &str) {
    sink(s); // FLOW
}

async fn passes_reference() {
    let s = source();
    reference_parameter(&s).await;
}

async fn fallible() -> Result<String, String> {
    Ok(source())
}

async fn question_mark() -> Result<(), String> {
    let s = fallible().await?;
    sink(&s); // FLOW
    Ok(())
}

fn block() {
    let s = source();
    let future = async move {
        sink(&s); // FLOW
    };
    block_on(future);
}

fn block_result() {
    let bad = async { source() };
    let good = async { String::new() };
    sink(&block_on(bad)); // FLOW
    sink(&block_on(good)); // NO FLOW
}

fn boxed(s: String) -> Pin<Box<dyn Future<Output = String>>> {
    Box::pin(async move { s })
}

async fn boxed_awaited() {
    sink(&boxed(source()).await); // FLOW
    sink(&boxed(String::new()).await); // NO FLOW
}

fn recursive(n: u32) -> Pin<Box<dyn Future<Output = String>>> {
    Box::pin(async move { if n == 0 { source() } else { recursive(n - 1).await } })
}

async fn recursion() {
    sink(&recursive(3).await); // FLOW
}

async fn across_await() {
    let s = source();
    safe().await;
    sink(&s); // FLOW
    let t = String::new();
    load().await;
    sink(&t); // NO FLOW
}

async fn out(to: &mut String) {
    to.push_str(&source());
}

async fn out_parameter() {
    let mut s = String::new();
    out(&mut s).await;
    sink(&s); // FLOW
}

struct Ready(Option<String>);

impl Future for Ready {
    type Output = String;
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<String> {
        Poll::Ready(self.0.take().unwrap())
    }
}

async fn own_future() {
    sink(&Ready(Some(source())).await); // FLOW
    sink(&Ready(Some(String::new())).await); // NO FLOW
}

async fn generic<F: Future<Output = String>>(f: F) -> String {
    f.await
}

async fn generic_future() {
    sink(&generic(load()).await); // FLOW
    sink(&generic(safe()).await); // NO FLOW
}

async fn call<F, R>(f: F) -> String
where
    F: Fn(String) -> R,
    R: Future<Output = String>,
{
    f(source()).await
}

async fn async_callback() {
    sink(&call(|s| async move { s }).await); // FLOW
    sink(&call(|_| async { String::new() }).await); // NO FLOW
    sink(&call(echo).await); // FLOW
}

async fn async_closure() {
    let c = async |s: String| s;
    sink(&c(source()).await); // FLOW
}

trait Load {
    async fn get(&self) -> String;
}

struct Bad;
struct Good;

impl Load for Bad {
    async fn get(&self) -> String {
        source()
    }
}
impl Load for Good {
    async fn get(&self) -> String {
        String::new()
    }
}

async fn through_trait<L: Load>(l: &L) -> String {
    l.get().await
}

async fn async_trait() {
    sink(&Bad.get().await); // FLOW
    sink(&Good.get().await); // NO FLOW
    sink(&through_trait(&Bad).await); // FLOW
    sink(&through_trait(&Good).await); // NO FLOW
}

trait DynLoad {
    fn fetch<'a>(&'a self) -> Pin<Box<dyn Future<Output = String> + 'a>>;
}
impl DynLoad for Bad {
    fn fetch<'a>(&'a self) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(async move { source() })
    }
}
impl DynLoad for Good {
    fn fetch<'a>(&'a self) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(async move { String::new() })
    }
}

async fn dyn_async(l: &dyn DynLoad) -> String {
    l.fetch().await
}

async fn dyn_async_trait() {
    sink(&dyn_async(&Bad).await); // FLOW
    sink(&dyn_async(&Good).await); // NO FLOW
}

struct Server {
    name: String,
    port: String,
}

impl Server {
    async fn run(&self) {
        sink(&self.name); // FLOW
        sink(&self.port); // NO FLOW
    }
    async fn rename(&mut self) {
        self.port = source();
    }
}

async fn methods() {
    let s = Server { name: source(), port: String::new() };
    s.run().await;
    let mut t = Server { name: String::new(), port: String::new() };
    t.rename().await;
    sink(&t.name); // NO FLOW
    sink(&t.port); // FLOW
}

async fn poll_function() {
    let s = std::future::poll_fn(|_| Poll::Ready(source())).await;
    sink(&s); // FLOW
    let r = std::future::ready(String::new()).await;
    sink(&r); // NO FLOW
}

fn select_like() {
    let mut a = Box::pin(load());
    let mut b = Box::pin(safe());
    let mut context = Context::from_waker(Waker::noop());
    if let Poll::Ready(s) = a.as_mut().poll(&mut context) {
        sink(&s); // FLOW
    }
    if let Poll::Ready(s) = b.as_mut().poll(&mut context) {
        sink(&s); // NO FLOW
    }
}

async fn in_loop() {
    let mut all = Vec::new();
    for _ in 0..2 {
        all.push(load().await);
    }
    sink(&all[0]); // FLOW
}

async fn stored_futures() {
    let mut all: Vec<Pin<Box<dyn Future<Output = String>>>> = Vec::new();
    all.push(Box::pin(load()));
    for f in all {
        sink(&f.await); // FLOW
    }
}
