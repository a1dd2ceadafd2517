use crate::*;

fn identity<T>(t: T) -> T {
    t
}

fn generic_identity() {
    sink(&identity(source())); // FLOW
    sink(&identity(String::new())); // NO FLOW
}

struct Wrapper<T> {
    inner: T,
    label: String,
}

impl<T> Wrapper<T> {
    fn new(inner: T) -> Self {
        Wrapper { inner, label: String::new() }
    }
    fn get(&self) -> &T {
        &self.inner
    }
    fn into_inner(self) -> T {
        self.inner
    }
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Wrapper<U> {
        Wrapper { inner: f(self.inner), label: self.label }
    }
}

fn generic_struct() {
    let w = Wrapper::new(source());
    sink(w.get()); // FLOW
    sink(&w.label); // NO FLOW
    let x = w.map(|s| s + "x");
    sink(&x.into_inner()); // FLOW
    let y = Wrapper::new(source()).map(|_| String::new());
    sink(y.get()); // NO FLOW
}

trait Store {
    fn put(&self, s: String);
    fn get(&self) -> String;
    fn twice(&self, s: String) {
        self.put(s.clone());
        self.put(s);
    }
}

struct Db;
struct Memory;

impl Store for Db {
    fn put(&self, s: String) {
        sink(&s); // FLOW
    }
    fn get(&self) -> String {
        source()
    }
}

impl Store for Memory {
    fn put(&self, s: String) {}
    fn get(&self) -> String {
        String::new()
    }
}

fn save<S: Store>(store: &S, s: String) {
    store.put(s);
}

fn load<S: Store>(store: &S) -> String {
    store.get()
}

fn static_dispatch() {
    save(&Db, source());
    save(&Memory, source());
    sink(&load(&Db)); // FLOW
    sink(&load(&Memory)); // NO FLOW
}

struct Quiet;
impl Store for Quiet {
    fn put(&self, s: String) {
        sink(&s); // NO FLOW
    }
    fn get(&self) -> String {
        String::new()
    }
}

fn static_dispatch_other() {
    save(&Quiet, String::new());
    save(&Memory, source());
}

fn default_method() {
    struct Own;
    impl Store for Own {
        fn put(&self, s: String) {
            sink(&s); // FLOW
        }
        fn get(&self) -> String {
            String::new()
        }
    }
    Own.twice(source());
}

trait Named {
    type Name: AsText;
    fn name(&self) -> Self::Name;
}

trait AsText {
    fn text(&self) -> String;
}

struct Secret;
struct Open;
struct SecretName;
struct OpenName;

impl AsText for SecretName {
    fn text(&self) -> String {
        source()
    }
}
impl AsText for OpenName {
    fn text(&self) -> String {
        String::new()
    }
}
impl Named for Secret {
    type Name = SecretName;
    fn name(&self) -> SecretName {
        SecretName
    }
}
impl Named for Open {
    type Name = OpenName;
    fn name(&self) -> OpenName {
        OpenName
    }
}

fn text_of<N: Named>(n: N) -> String {
    n.name().text()
}

fn associated_type() {
    sink(&text_of(Secret)); // FLOW
    sink(&text_of(Open)); // NO FLOW
}

trait Describe {
    fn describe(&self) -> String;
}

impl<T: AsText> Describe for T {
    fn describe(&self) -> String {
        self.text()
    }
}

fn blanket_impl() {
    sink(&SecretName.describe()); // FLOW
    sink(&OpenName.describe()); // NO FLOW
}

trait Make {
    fn make() -> String;
}
impl Make for Secret {
    fn make() -> String {
        source()
    }
}
impl Make for Open {
    fn make() -> String {
        String::new()
    }
}

fn make<M: Make>() -> String {
    M::make()
}

fn static_method() {
    sink(&make::<Secret>()); // FLOW
    sink(&make::<Open>()); // NO FLOW
}

trait Constant {
    const TEXT: &'static str;
}
impl Constant for Open {
    const TEXT: &'static str = "x";
}

fn associated_constant() {
    sink(Open::TEXT); // NO FLOW
}

trait Base {
    fn base(&self) -> String;
}
trait Derived: Base {
    fn derived(&self) -> String {
        self.base()
    }
}
impl Base for Secret {
    fn base(&self) -> String {
        source()
    }
}
impl Derived for Secret {}
impl Base for Open {
    fn base(&self) -> String {
        String::new()
    }
}
impl Derived for Open {}

fn supertrait() {
    sink(&Secret.derived()); // FLOW
    sink(&Open.derived()); // NO FLOW
}

fn generic_chain<A: Store>(a: A) -> String {
    inner_chain(a)
}
fn inner_chain<B: Store>(b: B) -> String {
    load(&b)
}

fn through_generics() {
    sink(&generic_chain(Db)); // FLOW
    sink(&generic_chain(Memory)); // NO FLOW
}

struct Cache<S> {
    store: S,
    last: Option<String>,
}

impl<S: Store> Cache<S> {
    fn fetch(&mut self) -> String {
        let s = self.store.get();
        self.last = Some(s.clone());
        s
    }
}

fn generic_field() {
    let mut c = Cache { store: Db, last: None };
    sink(&c.fetch()); // FLOW
    sink(c.last.as_ref().unwrap()); // FLOW
    let mut d = Cache { store: Memory, last: None };
    sink(&d.fetch()); // NO FLOW
}

fn where_clause<T>(t: T) -> String
where
    T: Into<String>,
{
    t.into()
}

fn into_string() {
    sink(&where_clause(source())); // FLOW
    sink(&where_clause("x")); // NO FLOW
}

fn as_ref_parameter(t: impl AsRef<str>) {
    sink(t.as_ref()); // FLOW
}

fn impl_as_ref() {
    as_ref_parameter(source());
}

trait Visitor {
    fn visit(&mut self, s: &str);
}
struct Collect(Vec<String>);
impl Visitor for Collect {
    fn visit(&mut self, s: &str) {
        self.0.push(s.to_string());
    }
}
struct Ignore(String);
impl Visitor for Ignore {
    fn visit(&mut self, _: &str) {}
}

fn accept<V: Visitor>(v: &mut V, s: &str) {
    v.visit(s);
}

fn visitors() {
    let mut c = Collect(Vec::new());
    accept(&mut c, &source());
    sink(&c.0[0]); // FLOW
    let mut i = Ignore(String::new());
    accept(&mut i, &source());
    sink(&i.0); // NO FLOW
}
