//! A guestbook: visitors read the comments of others and leave their own.
//!
//! ```text
//! visitor ──HTTP──▶ handlers ──▶ CommentsDb ◀── cleanup, once an hour
//!                      └──▶ Sessions
//! ```
//!
//! Sessions live in memory and end with the process; comments live in SQLite.
//!
//! The annotations are its threat model: `cargo tm report -p guestbook` writes it up.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

pub mod cleanup;
pub mod comment;
pub mod handlers;
mod page;
pub mod session;
pub mod store;
mod threat_model;

use std::fmt::Display;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};

use session::Sessions;
use store::CommentsDb;

/// The largest form that can hold a valid comment: 2080 characters of four bytes, each byte written as `%XX`, and the rest.
const BODY_LIMIT: usize = 32 * 1024;

/// What all requests share.
#[derive(Clone)]
pub struct Guestbook {
    /// The comments.
    pub comments: CommentsDb,
    /// The visitors of the last days.
    pub sessions: Arc<Sessions>,
}

impl Guestbook {
    /// A guestbook that keeps its comments in `comments` and knows no visitor yet.
    pub fn new(comments: CommentsDb) -> Self {
        Self { comments, sessions: Arc::default() }
    }
}

/// The routes of the service.
pub fn app(guestbook: Guestbook) -> Router {
    Router::new()
        .route("/", get(handlers::show_page))
        .route("/comments", post(handlers::post_comment))
        .route("/style.css", get(handlers::style))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(map_response(with_security_headers))
        .with_state(guestbook)
}

async fn with_security_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 4] = [
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        // The page holds a CSRF token: no cache may hand it to someone else.
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[expect(clippy::print_stderr, reason = "the log of this service is its stderr")]
fn log_error(doing: &str, error: &dyn Display) {
    eprintln!("guestbook: {doing}: {error}");
}
