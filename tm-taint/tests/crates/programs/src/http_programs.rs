//! http, mime.

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Request, Response};

use crate::{input, sink};

pub fn page() -> Response<String> {
    Response::builder().header("Content-Type", "text/html; charset=utf-8").body(input()).unwrap() // FLOW
}

pub fn page_in_steps() -> Response<String> {
    let mut builder = Response::builder().status(200);
    builder = builder.header(CONTENT_TYPE, mime::TEXT_HTML_UTF_8.as_ref());
    builder.body(input()).unwrap() // FLOW
}

pub fn page_without_charset() -> Response<String> {
    Response::builder().header(CONTENT_TYPE, mime::TEXT_HTML.as_ref()).body(input()).unwrap() // FLOW
}

pub fn text() -> Response<String> {
    Response::builder().header(CONTENT_TYPE, "text/plain").body(input()).unwrap() // NO FLOW
}

pub fn without_type() -> Response<String> {
    Response::builder().body(input()).unwrap() // NO FLOW
}

pub fn fixed_page() -> Response<&'static str> {
    let _ = input();
    Response::builder().header(CONTENT_TYPE, "text/html").body("<p>").unwrap() // NO FLOW
}

pub fn content_types() {
    sink(mime::TEXT_HTML); // FLOW
    sink(mime::TEXT_HTML_UTF_8); // FLOW
    sink(mime::APPLICATION_JSON); // NO FLOW
}

/// As extractors have it.
pub fn head(parts: &mut Parts) {
    sink(parts.headers.get("authorization")); // FLOW
    sink(parts.uri.path()); // FLOW
}
