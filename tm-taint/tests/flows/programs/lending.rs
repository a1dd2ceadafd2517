//! What is lent and what is owned: `Cow`, counted pointers, cells, `Option`s that are filled and emptied in place.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, Ref, RefCell, RefMut};
use std::marker::PhantomData;
use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, RwLock, mpsc};
use std::thread;

use crate::*;

fn trimmed(s: &str) -> Cow<'_, str> {
    if s.contains(' ') { Cow::Owned(s.replace(' ', "")) } else { Cow::Borrowed(s) }
}

fn label(s: &str) -> Cow<'static, str> {
    if s.is_empty() { Cow::Borrowed("empty") } else { Cow::Owned(String::from("full")) }
}

fn cows() {
    let s = source();
    sink(&trimmed(&s)); // FLOW
    sink(&label(&s)); // NO FLOW
    let mut c = trimmed(&s);
    c.to_mut().push('x');
    sink(&c.into_owned()); // FLOW
    let mut d: Cow<'_, str> = "x".into();
    sink(&d); // NO FLOW
    d += s.as_str();
    sink(&d); // FLOW
    match trimmed(&s) {
        Cow::Borrowed(it) => sink(it), // FLOW
        Cow::Owned(it) => sink(&it), // FLOW
    }
    let e: Cow<'_, [u64]> = Cow::from(vec![source_number()]);
    sink_number(e.iter().copied().sum()); // FLOW
    let f = d.clone() + "y";
    sink(&f); // FLOW
    *d.to_mut() = String::from("z");
    sink(&d); // NO FLOW
}

fn options_in_place() {
    let mut o = Some(source());
    let back = o.replace(String::new());
    sink(&back.unwrap()); // FLOW
    sink(o.as_deref().unwrap()); // NO FLOW
    let mut p: Option<u64> = None;
    *p.get_or_insert_with(|| 3) += source_number();
    sink_number(p.unwrap()); // FLOW
    let mut q = Some(String::new());
    if let Some(it) = q.as_deref_mut() {
        it.make_ascii_lowercase();
    }
    sink(&q.take().unwrap()); // NO FLOW
    q.insert(String::new()).push_str(&source());
    sink(q.as_ref().unwrap()); // FLOW
    let mut r = (Some(source()), None);
    r.1 = r.0.take();
    sink(&r.0.unwrap_or_default()); // NO FLOW
    sink(&r.1.unwrap()); // FLOW
    let a: Option<&String> = Some(&source()).filter(|it| it.len() > 1).cloned().as_ref().map(|_| unreachable!());
    sink(a.unwrap()); // NO FLOW
    let (x, y) = Some(1_u64).zip(Some(source_number())).unwrap_or((0, 0));
    sink_number(x); // NO FLOW
    sink_number(y); // FLOW
    sink_number(Some(source_number()).xor(None).unwrap()); // FLOW
    sink_any(Some(source()).is_none_or(|it| it.is_empty())); // NO FLOW
    sink_number(Some(source_number()).into_iter().chain(None).sum()); // FLOW
    sink_number(Some(source_number()).as_slice()[0]); // FLOW
    sink(&Some(source()).map_or_else(|| String::from("n"), |it| it.len().to_string())); // NO FLOW
    let all: Result<u64, String> = Err(source());
    sink(&all.clone().inspect_err(|it| sink(it)).or_else(Err::<u64, String>).unwrap_err()); // FLOW
    sink_number(all.clone().unwrap_or_default()); // NO FLOW
    sink_number(all.is_err_and(|it| it.len() > 2) as u64); // NO FLOW
    let deep: Result<Option<u64>, String> = Ok(Some(source_number()));
    sink_number(deep.clone().transpose().unwrap().unwrap()); // FLOW
    sink(&deep.transpose().unwrap().unwrap_err()); // NO FLOW
    let copied: Result<u64, ()> = Ok(&source_number()).copied();
    sink_number(copied.unwrap()); // FLOW
    let mut m: Result<String, String> = Ok(String::new());
    if let Ok(it) = m.as_mut() {
        *it = source();
    }
    sink(m.as_deref().unwrap()); // FLOW
    sink(&m.and_then(|_| Err::<(), _>(String::from("x"))).unwrap_err()); // NO FLOW
}

struct Meter {
    text: Cell<Option<&'static str>>,
    last: Cell<u64>,
    seen: RefCell<Vec<String>>,
    once: OnceCell<String>,
}

impl Meter {
    fn note(&self, n: u64) -> u64 {
        self.last.replace(n)
    }
    fn seen(&self) -> Ref<'_, [String]> {
        Ref::map(self.seen.borrow(), |it| it.as_slice())
    }
    fn newest(&self) -> RefMut<'_, String> {
        RefMut::map(self.seen.borrow_mut(), |it| it.last_mut().unwrap())
    }
    fn name(&self) -> &str {
        self.once.get_or_init(|| String::from("meter"))
    }
}

fn cells_in_structs() {
    let m = Meter { text: Cell::new(None), last: Cell::new(1), seen: RefCell::default(), once: OnceCell::new() };
    sink_number(m.note(source_number())); // NO FLOW
    sink_number(m.note(3)); // FLOW
    sink_number(m.last.get()); // NO FLOW
    m.text.set(Some(Box::leak(source().into_boxed_str())));
    sink(m.text.take().unwrap()); // FLOW
    m.seen.borrow_mut().push(String::new());
    sink(&m.seen()[0]); // NO FLOW
    m.newest().push_str(&source());
    sink(&m.seen()[0]); // FLOW
    sink(m.name()); // NO FLOW
    let other = RefCell::new(vec![String::from("y")]);
    m.seen.swap(&other);
    sink(&other.borrow()[0]); // FLOW
    sink(&m.seen.take()[0]); // NO FLOW
    let (a, b) = (Cell::new(source_number()), Cell::new(1));
    a.swap(&b);
    sink_number(a.get()); // NO FLOW
    sink_number(b.get()); // FLOW
}

struct Tree {
    name: String,
    parent: RefCell<Weak<Tree>>,
    children: RefCell<Vec<Rc<Tree>>>,
}

fn tree(name: String) -> Rc<Tree> {
    Rc::new(Tree { name, parent: RefCell::new(Weak::new()), children: RefCell::default() })
}

fn up_and_down() {
    let root = tree(source());
    let leaf = tree(String::from("leaf"));
    *leaf.parent.borrow_mut() = Rc::downgrade(&root);
    root.children.borrow_mut().push(Rc::clone(&leaf));
    sink(&leaf.name); // NO FLOW
    sink(&leaf.parent.borrow().upgrade().unwrap().name); // FLOW
    sink(&root.children.borrow()[0].name); // NO FLOW
    let names: Vec<String> = root.children.borrow().iter().map(|it| it.name.clone()).collect();
    sink(&names.concat()); // NO FLOW
    sink_number(Rc::weak_count(&root) as u64); // NO FLOW
}

fn counted_and_changed() {
    let mut a = Rc::new((String::new(), source()));
    Rc::make_mut(&mut a).0.push_str("x");
    sink(&a.0); // NO FLOW
    sink(&a.1); // FLOW
    match Rc::try_unwrap(a) {
        Ok((x, y)) => {
            sink(&x); // NO FLOW
            sink(&y); // FLOW
        }
        Err(shared) => sink(&shared.1), // FLOW
    }
    let mut b = Arc::new(vec![1_u64]);
    Arc::get_mut(&mut b).unwrap().push(source_number());
    sink_number(Arc::unwrap_or_clone(b)[0]); // FLOW
    let c: Rc<RefCell<Option<Rc<String>>>> = Rc::default();
    *c.borrow_mut() = Some(Rc::new(source()));
    sink(c.borrow().as_ref().unwrap()); // FLOW
    sink(c.borrow().as_deref().map_or("", String::as_str)); // FLOW
}

struct Slab {
    slots: [MaybeUninit<String>; 2],
    head: ManuallyDrop<String>,
}

struct Handle<T> {
    at: NonNull<T>,
    kind: PhantomData<T>,
}

impl<T> Handle<T> {
    fn new(value: T) -> Self {
        Handle { at: NonNull::new(Box::into_raw(Box::new(value))).unwrap(), kind: PhantomData }
    }
    fn get(&self) -> &T {
        unsafe { self.at.as_ref() }
    }
    fn set(&mut self, value: T) {
        unsafe { *self.at.as_mut() = value }
    }
    fn into_inner(self) -> T {
        unsafe { *Box::from_raw(self.at.as_ptr()) }
    }
}

fn unsafe_owners() {
    let mut s = Slab { slots: [const { MaybeUninit::uninit() }; 2], head: ManuallyDrop::new(String::new()) };
    s.slots[0].write(source());
    sink(unsafe { s.slots[0].assume_init_ref() }); // FLOW
    sink(&s.head); // NO FLOW
    s.head.push_str(&source());
    sink(&unsafe { ManuallyDrop::take(&mut s.head) }); // FLOW
    let mut h = Handle::new(String::new());
    sink(h.get()); // NO FLOW
    h.set(source());
    sink(h.get()); // FLOW
    sink(&h.into_inner()); // FLOW
    let mut a = [String::new(), source()];
    let p = a.as_mut_ptr();
    unsafe { std::ptr::swap(p, p.add(1)) };
    sink(&a[0]); // FLOW
    let b = Box::new(source_number());
    let q = Box::into_raw(b) as *const u64;
    sink_number(unsafe { q.read_volatile() }); // FLOW
    sink_number(unsafe { *q.cast::<u64>() }); // FLOW
    sink_number(unsafe { q.as_ref() }.copied().unwrap()); // FLOW
    let c = AtomicPtr::new(Box::into_raw(Box::new(source())));
    sink(unsafe { &*c.load(Ordering::Acquire) }); // FLOW
    let mut d = 4_u64;
    let r = &mut d as *mut u64;
    unsafe { r.write(source_number()) };
    unsafe { r.write(5) };
    sink_number(d); // NO FLOW
    let e = [source_number(), 1];
    sink_number(unsafe { mem::transmute::<[u64; 2], (u64, u64)>(e) }.0); // FLOW
}

struct Guarded<T> {
    value: T,
    log: String,
}

struct Lease<'a, T> {
    of: &'a mut Guarded<T>,
}

impl<T> Deref for Lease<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.of.value
    }
}

impl<T> DerefMut for Lease<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.of.value
    }
}

impl<T> Drop for Lease<'_, T> {
    fn drop(&mut self) {
        self.of.log.push_str("done");
    }
}

impl<T> Guarded<T> {
    fn lease(&mut self) -> Lease<'_, T> {
        Lease { of: self }
    }
}

fn leases() {
    let mut g = Guarded { value: vec![String::new()], log: String::new() };
    {
        let mut lease = g.lease();
        lease.push(source());
        sink(&lease[1]); // FLOW
    }
    sink(&g.value[0]); // FLOW
    sink(&g.log); // NO FLOW
    *g.lease() = Vec::new();
    sink(&g.value.concat()); // NO FLOW
}

static LIMIT: AtomicU64 = AtomicU64::new(3);
static NAME: OnceLock<String> = OnceLock::new();
static SAFE: RwLock<Vec<String>> = RwLock::new(Vec::new());
static WORDS: LazyLock<Mutex<Vec<String>>> = LazyLock::new(Mutex::default);

fn for_all() {
    NAME.set(source()).unwrap();
    sink(NAME.get().unwrap()); // FLOW
    SAFE.write().unwrap().push(String::from("x"));
    sink(&SAFE.read().unwrap()[0]); // NO FLOW
    WORDS.lock().unwrap().extend([source()]);
    sink(WORDS.lock().unwrap().last().unwrap()); // FLOW
    sink_number(LIMIT.fetch_max(4, Ordering::Relaxed)); // NO FLOW
    let before = mem::take(&mut *WORDS.lock().unwrap());
    sink(&before.join(",")); // FLOW
}

fn between_threads() {
    let (tx, rx) = mpsc::sync_channel::<Result<String, String>>(1);
    let producer = thread::Builder::new().spawn(move || {
        tx.send(Err(source())).unwrap();
        tx.try_send(Ok(String::from("x"))).unwrap();
        7_u64
    });
    for message in rx.iter().take(2) {
        match message {
            Ok(it) => sink(&it), // NO FLOW
            Err(it) => sink(&it), // FLOW
        }
    }
    sink_number(producer.unwrap().join().unwrap()); // NO FLOW
    let shared = Arc::new(RwLock::new((String::new(), 1_u64)));
    let writer = Arc::downgrade(&shared);
    thread::scope(|scope| {
        scope.spawn(move || writer.upgrade().unwrap().write().unwrap().0 = source());
    });
    sink(&shared.read().unwrap().0); // FLOW
    sink_number(shared.read().unwrap().1); // NO FLOW
    let parked = thread::spawn(|| { thread::park(); source() });
    parked.thread().unpark();
    sink(&parked.join().unwrap_or_default()); // FLOW
    let mut data = [1_u64, 2, 3];
    let sums: Vec<u64> = thread::scope(|scope| {
        let tasks: Vec<_> = data.chunks_mut(2).map(|it| scope.spawn(move || { it[0] = source_number(); it.iter().sum::<u64>() })).collect();
        tasks.into_iter().map(|it| it.join().unwrap()).collect()
    });
    sink_number(sums[0]); // FLOW
    sink_number(data[0]); // FLOW
}
