//! What crosses the border of a crate that is read, too.

use neighbour::{Account, Bus, Memory, Nowhere, Observer, Reply, Store};

use crate::*;

fn functions() {
    sink(&neighbour::through(source())); // FLOW
    sink_any(neighbour::length(&source())); // NO FLOW
    sink(&neighbour::first((source(), 1))); // FLOW
    sink(&neighbour::first((String::new(), source()))); // NO FLOW
    let mut s = String::new();
    neighbour::fill(&mut s, &source());
    sink(&s); // FLOW
    let mut t = source();
    neighbour::fill(&mut t, "x");
    sink(&t); // NO FLOW
    sink(neighbour::GREETING); // NO FLOW
}

fn structs() {
    let a = Account::new(&source(), "x");
    sink(&a.name); // FLOW
    sink(a.secret()); // NO FLOW
    let b = Account::new("x", &source());
    sink(b.secret()); // FLOW
    sink(&b.name); // NO FLOW
    sink(&b.to_string()); // NO FLOW
    sink(&a.to_string()); // FLOW
    sink(&format!("{b:?}")); // FLOW
    let mut c = Account::default();
    sink(&c.name); // NO FLOW
    c.rename(source()).note.push('x');
    sink(&c.name); // FLOW
    sink(&c.note); // NO FLOW
    let d = c.clone().with_note(source());
    sink(&d.note); // FLOW
    sink(d.secret()); // NO FLOW
}

fn traits() {
    let mut m = Memory::default();
    sink(&m.load(&1).unwrap_or_default()); // NO FLOW
    m.save(1, source());
    sink(&m.load(&1).unwrap()); // FLOW
    sink(&m.load_or(&2, "x")); // FLOW
    let mut n = Nowhere;
    n.save(String::new(), source());
    sink(&n.load(&source()).unwrap_or_default()); // NO FLOW
    sink(&n.load_or(&String::new(), &source())); // FLOW
    let mut to = Memory::default();
    neighbour::copy(&m, &1, &mut to, 2);
    sink(&to.load(&2).unwrap()); // FLOW
    let mut safe = Memory::default();
    neighbour::copy(&n, &source(), &mut safe, 2);
    sink(&safe.load(&2).unwrap()); // NO FLOW
}

struct Own;

impl Store for Own {
    type Key = u8;
    fn load(&self, _: &u8) -> Option<String> {
        Some(source())
    }
    fn save(&mut self, _: u8, value: String) {
        sink(&value); // FLOW
    }
}

fn own_implementation() {
    sink(&Own.load_or(&1, "x")); // FLOW
    let mut to = Memory::default();
    neighbour::copy(&Own, &1, &mut to, 1);
    sink(&to.load(&1).unwrap()); // FLOW
    neighbour::copy(&to, &1, &mut Own, 1);
}

struct Printer<'a>(&'a str);

impl Observer for Printer<'_> {
    fn notify(&self, event: &str) {
        sink(event); // FLOW
        sink(self.0); // NO FLOW
    }
}

fn observers() {
    let mut b = Bus::new();
    b.add(Printer("x"));
    b.publish(&source());
}

fn enums() {
    let r: Reply = source().into();
    sink(&r.text()); // FLOW
    sink(&Reply::from(404).text()); // NO FLOW
    sink(&Reply::Many(vec![Reply::Code(1), Reply::Text(source())]).text()); // FLOW
    if let Reply::Text(s) = r {
        sink(&s); // FLOW
    }
}

fn closures() {
    sink(&neighbour::twice(|s| s + "x", source())); // FLOW
    sink(&neighbour::twice(|_| String::new(), source())); // NO FLOW
    let f = neighbour::prefixer(&source());
    sink(&f("x")); // FLOW
    sink(&neighbour::prefixer("x")("y")); // NO FLOW
    sink(&neighbour::boxed(true)(&source())); // FLOW
    let text = source();
    sink(neighbour::words(&text).next().unwrap()); // FLOW
    for w in neighbour::words("a b") {
        sink(w); // NO FLOW
    }
}

async fn futures() -> Result<(), String> {
    sink(&neighbour::fetch(source()).await?); // FLOW
    sink(&neighbour::fetch(String::new()).await?); // NO FLOW
    sink(&neighbour::run(async { source() }).await); // FLOW
    Ok(())
}

fn statics() {
    neighbour::remember(&source());
    sink(&neighbour::recall()); // FLOW
    sink(neighbour::name()); // NO FLOW
}

fn macros() {
    sink(&neighbour::shout!(source())); // FLOW
    sink(&neighbour::shout!("x")); // NO FLOW
}

fn exported_under_another_name() {
    let t: neighbour::Ticket = neighbour::ticket(&source());
    sink(t.reveal()); // FLOW
    sink(neighbour::ticket("x").reveal()); // NO FLOW
}

/// As macros do it, which cannot know what the crate is called where they are used.
fn named_in_a_function() {
    extern crate neighbour;
    sink(&neighbour::first((source(), 1))); // FLOW
    sink(&neighbour::first((String::new(), source()))); // NO FLOW
}

mod inside {
    use crate::*;

    pub fn named_beside_a_module() {
        extern crate neighbour;
        mod own {
            pub fn through(text: String) -> String {
                String::new()
            }
        }
        sink(&own::through(source())); // NO FLOW
        sink(&neighbour::through(source())); // FLOW
    }
}
