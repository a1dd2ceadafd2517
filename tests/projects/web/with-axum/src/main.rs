//! Handlers of axum, under `#[tokio::main]`.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, dead_code, missing_debug_implementations, unreachable_pub)]

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};
use tm::{data, dataflow, element};

tm::model! { name = "With axum" }

/// What a visitor wrote.
#[data(is_pii)]
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Comment {
    text: String,
}

/// Which comments to list.
#[derive(Debug, Deserialize)]
#[data]
struct Page {
    from: usize,
}

/// Where comments rest.
#[element(Datastore)]
type Comments = Arc<Mutex<Vec<Comment>>>;

/// Lists comments.
#[element(Server)]
async fn list(State(comments): State<Comments>, Query(page): Query<Page>) -> Json<Vec<Comment>> {
    let comments = comments.lock().map(|it| it.iter().skip(page.from).cloned().collect());
    Json(comments.unwrap_or_default())
}

/// Takes a comment.
#[element(Server)]
#[axum::debug_handler]
async fn post(State(comments): State<Comments>, Json(comment): Json<Comment>) {
    if let Ok(mut comments) = comments.lock() {
        comments.push(comment);
    }
}

/// Says that the service is up. Declared twice, for `debug_handler` above the annotation copies the function with it;
/// whoever reads the export merges declarations of one place.
#[axum::debug_handler]
#[element(Server)]
async fn health() -> &'static str {
    "up"
}

/// Serves.
#[element(Process)]
#[tokio::main]
async fn main() {
    let comments = Comments::default();
    let service = Router::new().route("/", get(list).post(post)).route("/health", get(health)).with_state(comments);
    println!("ran");
    if let Ok(listener) = tokio::net::TcpListener::bind("127.0.0.1:0").await {
        drop(axum::serve(listener, service));
    }
}

dataflow! { post -> "Comments": "insert", data = [Comment] }
dataflow! { "Comments" -> list: "select", data = [Comment, Page] }
dataflow! { main -> health: "is it up?" }

#[cfg(test)]
mod tests {
    use tm::element;

    #[tokio::test]
    #[element(Process)]
    async fn above() {}

    #[element(Process)]
    #[tokio::test(flavor = "multi_thread")]
    async fn below() {}
}
