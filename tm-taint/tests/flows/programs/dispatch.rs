use crate::*;

trait Shape {
    fn name(&self) -> String;
    fn draw(&self, text: &str);
}

struct Circle;
struct Square(String);

impl Shape for Circle {
    fn name(&self) -> String {
        source()
    }
    fn draw(&self, text: &str) {
        sink(text); // FLOW
    }
}

impl Shape for Square {
    fn name(&self) -> String {
        self.0.clone()
    }
    fn draw(&self, _: &str) {}
}

fn dyn_reference(s: &dyn Shape) -> String {
    s.name()
}

fn by_reference() {
    sink(&dyn_reference(&Circle)); // FLOW
    sink(&dyn_reference(&Square(String::new()))); // NO FLOW
    sink(&dyn_reference(&Square(source()))); // FLOW
}

fn boxed() {
    let b: Box<dyn Shape> = Box::new(Circle);
    b.draw(&source());
    sink(&b.name()); // FLOW
    let c: Box<dyn Shape> = Box::new(Square(String::new()));
    sink(&c.name()); // NO FLOW
}

fn in_vector() {
    let v: Vec<Box<dyn Shape>> = vec![Box::new(Square(String::new())), Box::new(Circle)];
    for s in &v {
        sink(&s.name()); // FLOW
    }
    let w: Vec<Box<dyn Shape>> = vec![Box::new(Square(String::new()))];
    for s in &w {
        sink(&s.name()); // NO FLOW
    }
}

struct Scene {
    shape: Box<dyn Shape>,
}

impl Scene {
    fn title(&self) -> String {
        self.shape.name()
    }
}

fn in_field() {
    let s = Scene { shape: Box::new(Circle) };
    sink(&s.title()); // FLOW
    let t = Scene { shape: Box::new(Square(String::new())) };
    sink(&t.title()); // NO FLOW
}

fn choose(flag: bool) -> Box<dyn Shape> {
    if flag { Box::new(Circle) } else { Box::new(Square(String::new())) }
}

fn returned() {
    sink(&choose(true).name()); // FLOW
}

fn behind_rc() {
    let r: std::rc::Rc<dyn Shape> = std::rc::Rc::new(Circle);
    sink(&r.name()); // FLOW
}

trait Animal {
    fn speak(&self) -> String {
        String::from("…")
    }
}
struct Dog;
struct Cat;
impl Animal for Dog {
    fn speak(&self) -> String {
        source()
    }
}
impl Animal for Cat {}

fn default_of_dyn() {
    let d: &dyn Animal = &Dog;
    sink(&d.speak()); // FLOW
    let c: &dyn Animal = &Cat;
    sink(&c.speak()); // NO FLOW
}

trait Super {
    fn inner(&self) -> String;
}
trait Sub: Super {
    fn outer(&self) -> String;
}
impl Super for Dog {
    fn inner(&self) -> String {
        source()
    }
}
impl Sub for Dog {
    fn outer(&self) -> String {
        String::new()
    }
}

fn supertrait_of_dyn() {
    let d: &dyn Sub = &Dog;
    sink(&d.inner()); // FLOW
    sink(&d.outer()); // NO FLOW
}

trait Sink2 {
    fn take(&mut self, s: String);
    fn give(&self) -> String;
}
struct Keep(String);
impl Sink2 for Keep {
    fn take(&mut self, s: String) {
        self.0 = s;
    }
    fn give(&self) -> String {
        self.0.clone()
    }
}

fn state_behind_dyn() {
    let mut k: Box<dyn Sink2> = Box::new(Keep(String::new()));
    sink(&k.give()); // NO FLOW
    k.take(source());
    sink(&k.give()); // FLOW
}

fn generic_over_dyn<T: Shape + ?Sized>(t: &T) -> String {
    t.name()
}

fn dyn_in_generic() {
    let b: Box<dyn Shape> = Box::new(Circle);
    sink(&generic_over_dyn(&*b)); // FLOW
}

enum Any {
    C(Circle),
    S(Square),
}

impl Shape for Any {
    fn name(&self) -> String {
        match self {
            Any::C(c) => c.name(),
            Any::S(s) => s.name(),
        }
    }
    fn draw(&self, text: &str) {}
}

fn enum_dispatch() {
    sink(&Any::S(Square(source())).name()); // FLOW
}
