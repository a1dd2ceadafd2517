//! Memory: pointers, cells, boxes, pins, `Any`, what is swapped, replaced and taken.

use std::any::Any;
use std::cell::{Cell, LazyCell, OnceCell, RefCell, UnsafeCell};
use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::pin::{Pin, pin};
use std::ptr::{self, NonNull};
use std::rc::Rc;

use crate::*;

fn swapping() {
    let (mut a, mut b) = (source(), String::new());
    mem::swap(&mut a, &mut b);
    sink(&a); // NO FLOW
    sink(&b); // FLOW
    let old = mem::replace(&mut b, String::from("x"));
    sink(&old); // FLOW
    sink(&b); // NO FLOW
    let mut c = source();
    let taken = mem::take(&mut c);
    sink(&taken); // FLOW
    sink(&c); // NO FLOW
    let mut pair = (source(), String::new());
    let (x, y) = (&mut pair.0, &mut pair.1);
    mem::swap(x, y);
    sink(&pair.0); // NO FLOW
    sink(&pair.1); // FLOW
}

struct Slot {
    full: Option<String>,
    spare: String,
}

impl Slot {
    fn cycle(&mut self) -> Option<String> {
        let spare = mem::take(&mut self.spare);
        mem::replace(&mut self.full, Some(spare))
    }
}

fn swapping_fields() {
    let mut s = Slot { full: Some(source()), spare: String::new() };
    let out = s.cycle();
    sink(&out.unwrap()); // FLOW
    sink(s.full.as_ref().unwrap()); // NO FLOW
    sink(&s.cycle().unwrap()); // NO FLOW
}

fn raw_pointers() {
    let mut a = String::new();
    let p = &mut a as *mut String;
    unsafe { *p = source() };
    sink(&a); // FLOW
    let n = source_number();
    let q = &raw const n;
    sink_number(unsafe { *q }); // FLOW
    sink_number(unsafe { q.read() }); // FLOW
    let mut m = 1_u64;
    let r = &raw mut m;
    unsafe { r.write(source_number()) };
    sink_number(m); // FLOW
    unsafe { ptr::write(r, 3) };
    sink_number(m); // NO FLOW
    let mut from = [source_number(), 2];
    let mut to = [0_u64; 2];
    unsafe { ptr::copy_nonoverlapping(from.as_ptr(), to.as_mut_ptr(), 2) };
    sink_number(to[0]); // FLOW
    let s = unsafe { std::slice::from_raw_parts(from.as_ptr(), 2) };
    sink_number(s[0]); // FLOW
    let second = unsafe { *from.as_ptr().add(1) };
    sink_number(second); // FLOW
    let swapped = unsafe { ptr::replace(&mut from[0], 9) };
    sink_number(swapped); // FLOW
}

fn non_null() {
    let mut a = source();
    let p = NonNull::from(&mut a);
    sink(unsafe { p.as_ref() }); // FLOW
    let mut b = String::new();
    let mut q = NonNull::new(&mut b as *mut String).unwrap();
    sink(unsafe { q.as_ref() }); // NO FLOW
    unsafe { q.as_mut().push_str(&source()) };
    sink(&b); // FLOW
    let boxed = Box::into_raw(Box::new(source()));
    let back = unsafe { Box::from_raw(boxed) };
    sink(&back); // FLOW
}

fn uninitialised() {
    let mut slot = MaybeUninit::<String>::uninit();
    slot.write(source());
    sink(unsafe { slot.assume_init_ref() }); // FLOW
    sink(&unsafe { slot.assume_init() }); // FLOW
    let safe = MaybeUninit::new(String::new());
    sink(&unsafe { safe.assume_init() }); // NO FLOW
    let kept = ManuallyDrop::new(source());
    sink(&kept); // FLOW
    sink(&ManuallyDrop::into_inner(kept)); // FLOW
    let bits: u64 = unsafe { mem::transmute(source_number()) };
    sink_number(bits); // FLOW
    let zero: u64 = unsafe { mem::zeroed() };
    sink_number(zero); // NO FLOW
}

fn cells() {
    let c = Cell::new(source_number());
    sink_number(c.get()); // FLOW
    let old = c.replace(3);
    sink_number(old); // FLOW
    let d = Cell::new(1_u64);
    sink_number(d.get()); // NO FLOW
    d.swap(&Cell::new(source_number()));
    sink_number(d.into_inner()); // FLOW
    let mut e = Cell::new(String::new());
    e.get_mut().push_str(&source());
    sink(&e.take()); // FLOW
    let f = Cell::from_mut(&mut 3_u64).get();
    sink_number(f); // NO FLOW
    let g = Cell::new(1_u64);
    g.update(|n| n + source_number());
    sink_number(g.get()); // FLOW
    let u = UnsafeCell::new(String::new());
    unsafe { (*u.get()).push_str(&source()) };
    sink(&u.into_inner()); // FLOW
}

fn ref_cells() {
    let r = RefCell::new(vec![String::new()]);
    sink(&r.borrow()[0]); // NO FLOW
    r.borrow_mut().push(source());
    sink(&r.borrow()[0]); // FLOW
    sink(r.borrow().first().unwrap()); // FLOW
    let old = r.replace(Vec::new());
    sink(&old[0]); // FLOW
    let s = RefCell::new(String::new());
    *s.borrow_mut() = source();
    sink(&s.take()); // FLOW
    let t = RefCell::new((String::new(), source()));
    let first = std::cell::Ref::map(t.borrow(), |t| &t.0);
    sink(&first); // NO FLOW
    drop(first);
    let (left, right) = std::cell::Ref::map_split(t.borrow(), |t| (&t.0, &t.1));
    sink(&left); // NO FLOW
    sink(&right); // FLOW
    drop((left, right));
    if let Ok(mut guard) = t.try_borrow_mut() {
        guard.0 = source();
    }
    sink(&t.into_inner().0); // FLOW
    let w = RefCell::new(1_u64);
    w.replace_with(|n| *n + source_number());
    sink_number(*w.borrow()); // FLOW
}

fn set_once() {
    let o = OnceCell::new();
    sink(o.get_or_init(source)); // FLOW
    let p: OnceCell<String> = OnceCell::new();
    p.set(source()).unwrap();
    sink(p.get().unwrap()); // FLOW
    sink(&p.into_inner().unwrap()); // FLOW
    let q: OnceCell<String> = OnceCell::from(String::new());
    sink(q.get().unwrap()); // NO FLOW
    let l = LazyCell::new(source);
    sink(&l); // FLOW
    let m = LazyCell::new(|| String::from("x"));
    sink(&m); // NO FLOW
}

fn any_values() {
    let a: Box<dyn Any> = Box::new(source());
    sink(a.downcast_ref::<String>().unwrap()); // FLOW
    if let Ok(s) = a.downcast::<String>() {
        sink(&s); // FLOW
    }
    let mut b: Box<dyn Any> = Box::new(String::new());
    sink(b.downcast_ref::<String>().unwrap()); // NO FLOW
    if let Some(s) = b.downcast_mut::<String>() {
        s.push_str(&source());
    }
    sink(b.downcast_ref::<String>().unwrap()); // FLOW
    let list: Vec<Box<dyn Any + Send>> = vec![Box::new(1_u64), Box::new(source())];
    for item in &list {
        if let Some(s) = item.downcast_ref::<String>() {
            sink(s); // FLOW
        }
        sink_any(item.is::<String>()); // NO FLOW
    }
    sink(std::any::type_name::<String>()); // NO FLOW
}

fn as_any<T: Any>(value: &T) -> &dyn Any {
    value
}

fn any_in_function() {
    sink(as_any(&source()).downcast_ref::<String>().unwrap()); // FLOW
    sink(as_any(&String::new()).downcast_ref::<String>().unwrap()); // NO FLOW
}

fn pins() {
    let mut s = source();
    let p = Pin::new(&mut s);
    sink(&p); // FLOW
    let mut q = Box::pin(String::new());
    sink(&q); // NO FLOW
    q.push_str(&source());
    sink(&q); // FLOW
    let r = pin!(source());
    sink(&r); // FLOW
    let mut t = String::new();
    Pin::new(&mut t).set(source());
    sink(&t); // FLOW
    let inner = Pin::into_inner(Pin::new(&mut t));
    sink(inner); // FLOW
}

fn boxes() {
    let b = Box::new((source(), String::new()));
    sink(&b.0); // FLOW
    sink(&b.1); // NO FLOW
    let mut c = Box::new(String::new());
    *c = source();
    sink(&c); // FLOW
    sink(&*c); // FLOW
    sink(&(*c).clone()); // FLOW
    let d: Box<str> = Box::from("x");
    sink(&d); // NO FLOW
    let e: &'static mut String = Box::leak(Box::new(source()));
    sink(e); // FLOW
    let f: Box<dyn AsRef<str>> = Box::new(source());
    sink((*f).as_ref()); // FLOW
    let g = Box::new(Box::new(source()));
    sink(&g); // FLOW
}

fn counted() {
    let a = Rc::new(RefCell::new(String::new()));
    let b = Rc::clone(&a);
    sink(&a.borrow()); // NO FLOW
    b.borrow_mut().push_str(&source());
    sink(&a.borrow()); // FLOW
    let mut c = Rc::new(String::new());
    Rc::make_mut(&mut c).push_str(&source());
    sink(&c); // FLOW
    sink(&Rc::unwrap_or_clone(c)); // FLOW
    let d: Rc<str> = source().into();
    sink(&d); // FLOW
    let mut e = Rc::new(String::new());
    *Rc::get_mut(&mut e).unwrap() = source();
    sink(&Rc::try_unwrap(e).unwrap()); // FLOW
    let f = Rc::new_cyclic(|weak: &std::rc::Weak<String>| source());
    sink(&f); // FLOW
    sink_any(Rc::strong_count(&f)); // NO FLOW
    sink_any(Rc::ptr_eq(&f, &f)); // NO FLOW
    let weak = Rc::downgrade(&f);
    sink(&weak.upgrade().unwrap()); // FLOW
}

union Bits {
    number: u64,
    bytes: [u8; 8],
}

fn unions() {
    let b = Bits { number: source_number() };
    sink_any(unsafe { b.bytes }); // FLOW
    let c = Bits { bytes: [0; 8] };
    sink_number(unsafe { c.number }); // NO FLOW
}

#[derive(Clone)]
struct Node {
    value: String,
    next: Option<Box<Node>>,
}

fn list_by_hand() {
    let mut head: Option<Box<Node>> = None;
    for value in [String::new(), source()] {
        head = Some(Box::new(Node { value, next: head.take() }));
    }
    let mut at = &head;
    while let Some(node) = at {
        sink(&node.value); // FLOW
        at = &node.next;
    }
    let mut reversed = None;
    while let Some(mut node) = head {
        head = node.next.take();
        node.next = reversed;
        reversed = Some(node);
    }
    sink(&reversed.unwrap().value); // FLOW
}

fn cursor_through_mut() {
    let mut head = Some(Box::new(Node { value: String::new(), next: None }));
    let mut at = &mut head;
    while let Some(node) = at {
        at = &mut node.next;
    }
    *at = Some(Box::new(Node { value: source(), next: None }));
    sink(&head.as_ref().unwrap().next.as_ref().unwrap().value); // FLOW
}
