//! http: what requests and responses are made of. A text is shown as a page where its content type says so.

#![models(krate = "http", version = "1")]

mod http {
    mod request {
        // What is in front of the body of a request. Only a server takes one apart.
        #[source(UserInput)]
        struct Parts;
    }
}

impl http::response::Builder {
    fn body(self, #[sink(Html, where(self is HtmlType))] body: _) -> _;
}
