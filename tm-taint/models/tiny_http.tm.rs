//! tiny_http. A text is shown as a page where the content type that is added to it says so.

#![models(krate = "tiny_http", version = "0.12")]

impl tiny_http::Server {
    #[source(UserInput => return::Ok.0)]
    fn recv(&self) -> Result<Request>;
    #[source(UserInput => return::Ok.0::Some.0)]
    fn recv_timeout(&self, timeout: _) -> Result<Option<Request>>;
    #[source(UserInput => return::Ok.0::Some.0)]
    fn try_recv(&self) -> Result<Option<Request>>;
    #[source(UserInput => return[..])]
    fn incoming_requests(&self) -> IncomingRequests;
}

impl<R> tiny_http::Response<R> {
    fn with_header(#[sink(Html, where(header is HtmlType))] self, header: _) -> Self;
    fn add_header(#[sink(Html, where(header is HtmlType))] &mut self, header: _);
}
