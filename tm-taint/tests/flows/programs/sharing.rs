use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::thread;

use crate::*;

fn rc() {
    let a = Rc::new(source());
    let b = Rc::clone(&a);
    sink(&b); // FLOW
    let c = Rc::new(String::new());
    sink(&c); // NO FLOW
}

fn ref_cell() {
    let c = RefCell::new(String::new());
    sink(&c.borrow()); // NO FLOW
    *c.borrow_mut() = source();
    sink(&c.borrow()); // FLOW
}

fn cell() {
    let c = Cell::new(0);
    sink_number(c.get()); // NO FLOW
    c.set(source_number());
    sink_number(c.get()); // FLOW
}

fn rc_ref_cell() {
    let a = Rc::new(RefCell::new(String::new()));
    let b = a.clone();
    b.borrow_mut().push_str(&source());
    sink(&a.borrow()); // FLOW
    let d = Rc::new(RefCell::new(String::new()));
    d.borrow_mut().push('x');
    sink(&d.borrow()); // NO FLOW
}

fn rc_struct() {
    struct P {
        a: RefCell<String>,
        b: String,
    }
    let p = Rc::new(P { a: RefCell::new(source()), b: String::new() });
    sink(&p.a.borrow()); // FLOW
    sink(&p.b); // NO FLOW
}

fn weak() {
    let a = Rc::new(source());
    let w: Weak<String> = Rc::downgrade(&a);
    sink(&w.upgrade().unwrap()); // FLOW
}

fn mutex() {
    let m = Mutex::new(String::new());
    *m.lock().unwrap() = source();
    sink(&m.lock().unwrap()); // FLOW
    let n = Mutex::new(String::new());
    sink(&n.lock().unwrap()); // NO FLOW
    let inner = m.into_inner().unwrap();
    sink(&inner); // FLOW
}

fn rw_lock() {
    let m = RwLock::new(String::new());
    m.write().unwrap().push_str(&source());
    sink(&m.read().unwrap()); // FLOW
}

fn arc_mutex_thread() {
    let a = Arc::new(Mutex::new(String::new()));
    let b = Arc::clone(&a);
    let h = thread::spawn(move || {
        *b.lock().unwrap() = source();
    });
    h.join().unwrap();
    sink(&a.lock().unwrap()); // FLOW
}

fn arc_mutex_reader_thread() {
    let a = Arc::new(Mutex::new(String::new()));
    let b = a.clone();
    let h = thread::spawn(move || {
        sink(&b.lock().unwrap()); // FLOW
    });
    *a.lock().unwrap() = source();
    h.join().unwrap();
}

fn thread_result() {
    let h = thread::spawn(|| source());
    sink(&h.join().unwrap()); // FLOW
    let i = thread::spawn(|| String::new());
    sink(&i.join().unwrap()); // NO FLOW
}

fn thread_moves_in() {
    let s = source();
    thread::spawn(move || sink(&s)).join().unwrap(); // FLOW
}

fn scoped_threads() {
    let mut s = String::new();
    let t = source();
    thread::scope(|scope| {
        scope.spawn(|| sink(&t)); // FLOW
        scope.spawn(|| s.push_str(&t));
    });
    sink(&s); // FLOW
}

fn channel() {
    let (tx, rx) = mpsc::channel();
    tx.send(source()).unwrap();
    sink(&rx.recv().unwrap()); // FLOW
    let (ty, ry) = mpsc::channel();
    ty.send(String::new()).unwrap();
    sink(&ry.recv().unwrap()); // NO FLOW
}

fn channel_to_thread() {
    let (tx, rx) = mpsc::channel::<String>();
    let h = thread::spawn(move || {
        for s in rx {
            sink(&s); // FLOW
        }
    });
    tx.send(source()).unwrap();
    drop(tx);
    h.join().unwrap();
}

fn channel_from_thread() {
    let (tx, rx) = mpsc::sync_channel(1);
    let tx2 = tx.clone();
    thread::spawn(move || tx2.send(source()).unwrap());
    for s in rx.iter() {
        sink(&s); // FLOW
    }
}

fn channel_in_struct() {
    struct Actor {
        inbox: mpsc::Receiver<String>,
    }
    impl Actor {
        fn run(&self) {
            while let Ok(s) = self.inbox.recv() {
                sink(&s); // FLOW
            }
        }
    }
    let (tx, rx) = mpsc::channel();
    let actor = Actor { inbox: rx };
    tx.send(source()).unwrap();
    actor.run();
}

fn once_lock() {
    let c = OnceLock::new();
    c.set(source()).unwrap();
    sink(c.get().unwrap()); // FLOW
    let d: OnceLock<String> = OnceLock::new();
    sink(d.get_or_init(|| String::new())); // NO FLOW
    let e: OnceCell<String> = OnceCell::new();
    sink(e.get_or_init(|| source())); // FLOW
}

fn atomic() {
    let a = AtomicU64::new(0);
    sink_number(a.load(Ordering::SeqCst)); // NO FLOW
    a.store(source_number(), Ordering::SeqCst);
    sink_number(a.load(Ordering::SeqCst)); // FLOW
}

struct Node {
    text: RefCell<String>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn graph() {
    let leaf = Rc::new(Node { text: RefCell::new(String::new()), children: RefCell::new(vec![]) });
    let root = Node { text: RefCell::new(String::new()), children: RefCell::new(vec![leaf.clone()]) };
    *leaf.text.borrow_mut() = source();
    sink(&root.children.borrow()[0].text.borrow()); // FLOW
    sink(&root.text.borrow()); // NO FLOW
}

struct Service {
    state: Arc<Mutex<String>>,
}

impl Service {
    fn put(&self, s: String) {
        *self.state.lock().unwrap() = s;
    }
    fn get(&self) -> String {
        self.state.lock().unwrap().clone()
    }
}

fn shared_service() {
    let s = Service { state: Arc::new(Mutex::new(String::new())) };
    let t = Service { state: s.state.clone() };
    s.put(source());
    sink(&t.get()); // FLOW
    let u = Service { state: Arc::new(Mutex::new(String::new())) };
    sink(&u.get()); // NO FLOW
}

fn make_shared() -> Arc<Mutex<String>> {
    Arc::new(Mutex::new(source()))
}

fn returned_shared() {
    let m = make_shared();
    sink(&m.lock().unwrap()); // FLOW
}

fn try_unwrap() {
    let a = Arc::new(source());
    let s = Arc::try_unwrap(a).unwrap();
    sink(&s); // FLOW
}
