//! Larger programs: a router with middlewares and extractors, a session store, a proxy with headers, a queue with retries.

use crate::*;
use std::any::Any;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

#[derive(Clone, Default)]
pub struct Request {
    method: String,
    path: String,
    query: HashMap<String, String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    params: BTreeMap<String, String>,
    peer: String,
    received_at: u64,
}

#[derive(Default)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn from_line(line: &str) -> Option<Request> {
        let mut words = line.split_whitespace();
        let method = words.next()?;
        let target = words.next()?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        Some(Request {
            method: if method == "POST" { "POST".into() } else { "GET".into() },
            path: path.to_owned(),
            query: query.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            ..Request::default()
        })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Response {
    fn ok(body: impl Into<String>) -> Response {
        Response { status: 200, body: body.into(), ..Default::default() }
    }

    fn with_header(mut self, name: &str, value: &str) -> Response {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn request_parsed() {
    let Some(request) = Request::from_line(&source()) else { return };
    sink(&request.method); // NO FLOW
    sink(&request.path); // FLOW
    sink(&request.query["q"]); // FLOW
    sink(&request.peer); // NO FLOW
    sink(request.header("host").unwrap_or("none")); // NO FLOW
    sink_number(request.received_at); // NO FLOW
    sink(&String::from_utf8_lossy(&request.body)); // NO FLOW
}

fn response_built() {
    let response = Response::ok("fine").with_header("x-user", &source());
    sink(&response.body); // NO FLOW
    sink(&response.headers[0].1); // FLOW
    sink(&response.headers[0].0); // NO FLOW
    let response = Response::ok(source()).with_header("x-user", "me");
    sink(&response.body); // FLOW
    sink(&response.headers[0].1); // NO FLOW
    sink_number(response.status.into()); // NO FLOW
}

type Handler = Arc<dyn Fn(&Request) -> Response + Send + Sync>;
type Next<'n> = &'n dyn Fn(Request) -> Response;

trait Middleware {
    fn handle(&self, request: Request, next: Next<'_>) -> Response;
}

#[derive(Default)]
struct Router {
    routes: Vec<(String, Handler)>,
    layers: Vec<Box<dyn Middleware>>,
    fallback: Option<Handler>,
}

impl Router {
    fn route(mut self, path: &str, handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        self.routes.push((path.to_owned(), Arc::new(handler)));
        self
    }

    fn layer(mut self, layer: impl Middleware + 'static) -> Self {
        self.layers.push(Box::new(layer));
        self
    }

    fn matched(pattern: &str, path: &str) -> Option<BTreeMap<String, String>> {
        let mut params = BTreeMap::new();
        let mut given = path.split('/');
        for part in pattern.split('/') {
            let value = given.next()?;
            match part.strip_prefix(':') {
                Some(name) => drop(params.insert(name.to_owned(), value.to_owned())),
                None if part == value => {}
                None => return None,
            }
        }
        Some(params)
    }

    fn dispatch(&self, mut request: Request) -> Response {
        for (pattern, handler) in &self.routes {
            if let Some(params) = Router::matched(pattern, &request.path) {
                request.params = params;
                return handler(&request);
            }
        }
        self.fallback.as_ref().map_or_else(|| Response { status: 404, ..Response::default() }, |it| it(&request))
    }

    fn serve(&self, request: Request) -> Response {
        self.through(&self.layers, request)
    }

    fn through(&self, layers: &[Box<dyn Middleware>], request: Request) -> Response {
        match layers.split_first() {
            Some((layer, rest)) => layer.handle(request, &|request| self.through(rest, request)),
            None => self.dispatch(request),
        }
    }
}

struct Stamp(u64);

impl Middleware for Stamp {
    fn handle(&self, mut request: Request, next: Next<'_>) -> Response {
        request.received_at = self.0;
        next(request).with_header("x-stamp", "1")
    }
}

struct Scrub;

impl Middleware for Scrub {
    fn handle(&self, mut request: Request, next: Next<'_>) -> Response {
        request.body.clear();
        request.peer = clean(std::mem::take(&mut request.peer));
        next(request)
    }
}

fn show_user(request: &Request) -> Response {
    sink(&request.params["id"]); // FLOW
    sink_number(request.received_at); // NO FLOW
    Response::ok(format!("user {}", request.params["id"]))
}

fn health(_: &Request) -> Response {
    Response::ok("ok")
}

fn routed() {
    let router = Router::default().route("/users/:id", show_user).layer(Stamp(1)).layer(Scrub);
    let request = Request { path: source(), peer: source(), body: source().into(), ..Request::default() };
    let response = router.serve(request);
    sink(&response.body); // FLOW
    sink(&response.headers[0].1); // NO FLOW
}

fn routed_to_health() {
    let router = Router::default().route("/health", health);
    let response = router.dispatch(Request { path: source(), body: source().into(), ..Request::default() });
    sink_number(response.status.into()); // NO FLOW
}

trait FromRequest: Sized {
    type Rejection: Into<Response>;
    fn from_request(request: &Request) -> Result<Self, Self::Rejection>;
}

struct Query(String);
struct Agent(String);
struct Page(u64);
struct Peer(String);

impl From<String> for Response {
    fn from(text: String) -> Response {
        Response { status: 400, body: text, headers: Vec::new() }
    }
}

impl From<u16> for Response {
    fn from(status: u16) -> Response {
        Response { status, ..Response::default() }
    }
}

impl FromRequest for Query {
    type Rejection = String;
    fn from_request(request: &Request) -> Result<Self, String> {
        request.query.get("q").cloned().map(Query).ok_or_else(|| format!("no query in {}", request.path))
    }
}

impl FromRequest for Page {
    type Rejection = u16;
    fn from_request(request: &Request) -> Result<Self, u16> {
        let page = request.query.get("page").ok_or(400u16)?;
        page.parse().map(Page).map_err(|_| 422)
    }
}

impl FromRequest for Agent {
    type Rejection = u16;
    fn from_request(request: &Request) -> Result<Self, u16> {
        Ok(Agent(request.header("user-agent").unwrap_or("unknown").to_owned()))
    }
}

impl FromRequest for Peer {
    type Rejection = u16;
    fn from_request(request: &Request) -> Result<Self, u16> {
        Ok(Peer(request.peer.clone()))
    }
}

fn with_two<A: FromRequest, B: FromRequest>(request: &Request, handler: impl Fn(A, B) -> Response) -> Response {
    let a = match A::from_request(request) {
        Ok(a) => a,
        Err(rejection) => return rejection.into(),
    };
    match B::from_request(request) {
        Ok(b) => handler(a, b),
        Err(rejection) => rejection.into(),
    }
}

fn extracted() {
    let query = HashMap::from([(String::from("q"), source()), (String::from("page"), source())]);
    let request = Request { query, peer: String::from("local"), ..Request::default() };
    with_two(&request, |Query(q), Page(n)| {
        sink(&q); // FLOW
        sink_number(n); // FLOW
        Response::ok("")
    });
    let response = with_two(&request, |Agent(agent), Peer(peer)| {
        sink(&agent); // NO FLOW
        sink(&peer); // NO FLOW
        Response::ok(peer)
    });
    sink(&response.body); // NO FLOW
    let bad = Request { path: source(), ..Request::default() };
    sink(&with_two(&bad, |Query(_), Peer(_)| Response::from(200)).body); // FLOW
    sink(&with_two(&bad, |Page(_), Peer(_)| Response::from(200)).body); // NO FLOW
}

#[derive(Clone, Default)]
struct Session {
    user: String,
    cart: Vec<Item>,
    theme: String,
    csrf: String,
}

#[derive(Clone, Default)]
struct Item {
    sku: String,
    note: Option<String>,
    count: u64,
}

#[derive(Default)]
struct Sessions {
    by_id: RwLock<HashMap<u64, Arc<Mutex<Session>>>>,
    next: Mutex<u64>,
}

impl Sessions {
    fn open(&self) -> (u64, Arc<Mutex<Session>>) {
        let mut next = self.next.lock().unwrap();
        *next += 1;
        let session = Arc::new(Mutex::new(Session { csrf: format!("t{}", *next), ..Session::default() }));
        self.by_id.write().unwrap().insert(*next, session.clone());
        (*next, session)
    }

    fn update<R>(&self, id: u64, change: impl FnOnce(&mut Session) -> R) -> Option<R> {
        let by_id = self.by_id.read().ok()?;
        let mut session = by_id.get(&id)?.lock().ok()?;
        Some(change(&mut session))
    }

    fn snapshot(&self, id: u64) -> Session {
        self.update(id, |session| session.clone()).unwrap_or_default()
    }
}

fn sessions() {
    let sessions = Sessions::default();
    let (id, session) = sessions.open();
    session.lock().unwrap().user = source();
    sessions.update(id, |session| {
        session.cart.push(Item { sku: String::from("s1"), note: Some(source()), count: 1 });
        session.theme = String::from("dark");
    });
    let seen = sessions.snapshot(id);
    sink(&seen.user); // FLOW
    sink(&seen.theme); // NO FLOW
    sink(&seen.csrf); // NO FLOW
    sink_number(id); // NO FLOW
    for Item { sku, note, count } in &seen.cart {
        sink(sku); // NO FLOW
        sink(note.as_deref().unwrap_or("none")); // FLOW
        sink_number(*count); // NO FLOW
    }
    let gone = sessions.update(id, |session| std::mem::take(&mut session.user));
    sink(&gone.unwrap_or_default()); // FLOW
    let theme = sessions.update(id, |session| session.theme.clone());
    sink(&theme.unwrap()); // NO FLOW
}

struct Job<T> {
    id: u64,
    payload: T,
    attempts: u64,
    last_error: Option<String>,
}

struct Queue<T, E> {
    ready: VecDeque<Job<T>>,
    dead: Vec<Job<T>>,
    ids: u64,
    kind: PhantomData<E>,
}

impl<T: Clone, E: ToString> Queue<T, E> {
    fn new() -> Self {
        Queue { ready: VecDeque::new(), dead: vec![], ids: 0, kind: PhantomData }
    }

    fn submit(&mut self, payload: T) -> u64 {
        self.ids += 1;
        self.ready.push_back(Job { id: self.ids, payload, attempts: 0, last_error: None });
        self.ids
    }

    fn work(&mut self, mut worker: impl FnMut(&T) -> Result<(), E>) -> usize {
        let mut done = 0;
        while let Some(mut job) = self.ready.pop_front() {
            match worker(&job.payload) {
                Ok(()) => done += 1,
                Err(error) if job.attempts < 3 => {
                    job.attempts += 1;
                    job.last_error = Some(error.to_string());
                    self.ready.push_back(job);
                }
                Err(_) => self.dead.push(job),
            }
        }
        done
    }
}

fn queued() {
    let mut mails: Queue<(String, String), String> = Queue::new();
    let id = mails.submit((String::from("to@example"), source()));
    sink_number(id); // NO FLOW
    let done = mails.work(|(to, text)| {
        sink(to); // NO FLOW
        sink(text); // FLOW
        Err(format!("refused {to}"))
    });
    sink_number(done as u64); // NO FLOW
    for job in &mails.dead {
        sink(&job.payload.1); // FLOW
        sink(job.last_error.as_deref().unwrap_or("")); // NO FLOW
        sink_number(job.attempts); // NO FLOW
    }
    let mut paths: Queue<&str, String> = Queue::new();
    paths.submit("a");
    paths.work(|path| {
        sink(path); // NO FLOW
        Err(source())
    });
    sink(paths.dead[0].last_error.as_ref().unwrap()); // FLOW
    sink(paths.dead[0].payload); // NO FLOW
}

fn hop(mut request: Request, strip: &[&str]) -> Request {
    request.headers.retain(|(name, _)| !strip.contains(&name.as_str()));
    let via = request.header("via").map(|old| format!("{old}, proxy")).unwrap_or_else(|| "proxy".to_owned());
    request.headers.push((String::from("via"), via));
    Request { peer: String::from("proxy"), ..request }
}

fn proxied() {
    let request = Request { headers: vec![("via".into(), source())], peer: source(), ..Request::default() };
    let sent = hop(request, &["cookie"]);
    sink(sent.header("via").unwrap()); // FLOW
    sink(&sent.peer); // NO FLOW
    sink(&sent.headers[0].0); // NO FLOW
    sink(&sent.path); // NO FLOW
}

#[derive(Default)]
struct Extensions {
    items: HashMap<&'static str, Box<dyn Any>>,
}

impl Extensions {
    fn put<T: 'static>(&mut self, key: &'static str, item: T) {
        self.items.insert(key, Box::new(item));
    }
    fn get<T: 'static>(&self, key: &str) -> Option<&T> {
        self.items.get(key).and_then(|it| it.downcast_ref::<T>())
    }
}

fn extended() {
    let mut extensions = Extensions::default();
    extensions.put("user", Rc::new((source(), String::from("role"))));
    if let Some(user) = extensions.get::<Rc<(String, String)>>("user") {
        sink(&user.0); // FLOW
        sink(&user.1); // NO FLOW
    }
    let mut safe = Extensions::default();
    safe.put("n", 3u64);
    sink_number(*safe.get::<u64>("n").unwrap()); // NO FLOW
}
