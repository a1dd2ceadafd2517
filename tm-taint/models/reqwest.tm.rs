//! reqwest.

#![models(krate = "reqwest", version = ">=0.11.10, <0.13")]

mod reqwest {
    async fn get(#[sink(Url)] url: _) -> Result<Response>;

    mod blocking {
        fn get(#[sink(Url)] url: _) -> Result<Response>;
    }
}

impl reqwest::Client {
    fn get(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn post(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn put(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn patch(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn delete(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn head(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn request(&self, method: _, #[sink(Url)] url: _) -> RequestBuilder;
}

impl reqwest::blocking::Client {
    fn get(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn post(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn put(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn patch(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn delete(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn head(&self, #[sink(Url)] url: _) -> RequestBuilder;
    fn request(&self, method: _, #[sink(Url)] url: _) -> RequestBuilder;
}

impl reqwest::Response {
    #[source(Response => return::Ok.0)]
    async fn text(self) -> Result<String>;
    #[source(Response => return::Ok.0)]
    async fn bytes(self) -> Result<Bytes>;
    #[source(Response => return::Ok.0)]
    async fn json(self) -> Result<_>;
    #[source(Response => return::Ok.0)]
    async fn chunk(&mut self) -> Result<Option<Bytes>>;
    #[source(Response)]
    fn headers(&self) -> &HeaderMap;
}

impl reqwest::blocking::Response {
    #[source(Response => return::Ok.0)]
    fn text(self) -> Result<String>;
    #[source(Response => return::Ok.0)]
    fn bytes(self) -> Result<Bytes>;
    #[source(Response => return::Ok.0)]
    fn json(self) -> Result<_>;
    #[source(Response)]
    fn headers(&self) -> &HeaderMap;
}
