//! rocket: what `#[get("/<name>")]` hands to the function is taken from the request.

#![models(krate = "rocket", version = "0.5")]

mod rocket {
    mod request {
        trait FromRequest {
            #[source(UserInput)]
            async fn from_request(#[source(UserInput)] request: &Request) -> Outcome;
        }
        trait FromParam {
            fn from_param(#[source(UserInput)] parameter: &str) -> Result<Self>;
        }
    }

    mod data {
        trait FromData {
            #[source(UserInput)]
            async fn from_data(#[source(UserInput)] request: &Request, #[source(UserInput)] data: Data) -> Outcome;
        }
    }

    mod response {
        mod content {
            struct RawHtml<R>(#[sink(Html)] pub R);
        }
    }
}

impl rocket::Request<'_> {
    #[source(UserInput)]
    fn uri(&self) -> &Origin;
    #[source(UserInput)]
    fn headers(&self) -> &HeaderMap;
    #[source(UserInput)]
    fn cookies(&self) -> &CookieJar;
    #[source(UserInput)]
    fn param(&self, number: usize) -> _;
    #[source(UserInput)]
    fn query_value(&self, name: &str) -> _;
    // What the attributes call.
    #[source(UserInput)]
    fn routed_segment(&self, number: usize) -> _;
    #[source(UserInput)]
    fn routed_segments(&self, numbers: _) -> _;
    #[source(UserInput => return[..])]
    fn query_fields(&self) -> _;
}

// What the program keeps for itself.
impl<T> rocket::request::FromRequest for &rocket::State<T> {
    #[taint(opaque)]
    async fn from_request(request: &Request) -> Outcome;
}

// It takes no `..` and nothing that is hidden.
impl rocket::request::FromSegments for std::path::PathBuf {
    #[sanitize(sinks(Path), return)]
    fn from_segments(segments: _) -> Result<Self>;
}

impl rocket::response::Redirect {
    fn to(#[sink(Redirect)] uri: _) -> Self;
    fn temporary(#[sink(Redirect)] uri: _) -> Self;
    fn permanent(#[sink(Redirect)] uri: _) -> Self;
    fn found(#[sink(Redirect)] uri: _) -> Self;
    fn moved(#[sink(Redirect)] uri: _) -> Self;
}

impl rocket::fs::NamedFile {
    #[source(File => return::Ok.0)]
    async fn open(#[sink(Path)] path: _) -> Result<Self>;
}

impl rocket::fs::TempFile<'_> {
    async fn persist_to(&mut self, #[sink(Path)] path: _) -> _;
    async fn copy_to(&mut self, #[sink(Path)] path: _) -> _;
}
