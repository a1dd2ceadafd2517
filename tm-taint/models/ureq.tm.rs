//! ureq.

#![models(krate = "ureq", version = "3")]

mod ureq {
    fn get(#[sink(Url)] uri: _) -> _;
    fn post(#[sink(Url)] uri: _) -> _;
    fn put(#[sink(Url)] uri: _) -> _;
    fn patch(#[sink(Url)] uri: _) -> _;
    fn delete(#[sink(Url)] uri: _) -> _;
    fn head(#[sink(Url)] uri: _) -> _;
}

impl ureq::Agent {
    fn get(&self, #[sink(Url)] uri: _) -> _;
    fn post(&self, #[sink(Url)] uri: _) -> _;
    fn put(&self, #[sink(Url)] uri: _) -> _;
    fn patch(&self, #[sink(Url)] uri: _) -> _;
    fn delete(&self, #[sink(Url)] uri: _) -> _;
    fn head(&self, #[sink(Url)] uri: _) -> _;
}

impl ureq::Body {
    #[source(Response => return::Ok.0)]
    fn read_to_string(&mut self) -> Result<String>;
    #[source(Response => return::Ok.0)]
    fn read_to_vec(&mut self) -> Result<Vec<u8>>;
    #[source(Response)]
    fn as_reader(&mut self) -> BodyReader;
    #[source(Response)]
    fn into_reader(self) -> BodyReader;
}
