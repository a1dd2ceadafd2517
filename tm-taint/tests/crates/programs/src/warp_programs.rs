//! warp.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use warp::Filter;
use warp::http::StatusCode;

use crate::{input, sink};

#[derive(Deserialize)]
pub struct Search {
    words: String,
}

type Store = Arc<Mutex<HashMap<String, String>>>;

pub fn routes(store: Store) -> impl Filter<Extract = impl warp::Reply> {
    let store = warp::any().map(move || store.clone());
    let mapped = warp::path!("hello" / String).map(|name: String| {
        sink(name); // FLOW
        StatusCode::OK
    });
    let then = warp::path("q").and(warp::query::<Search>()).then(by_query);
    let and_then = warp::path("b").and(warp::body::json()).and(store).and_then(by_body);
    mapped.or(then).unify().or(and_then).unify()
}

async fn by_query(search: Search) -> StatusCode {
    sink(search.words); // NO FLOW
    StatusCode::OK
}

async fn by_body(body: HashMap<String, String>, store: Store) -> Result<StatusCode, warp::Rejection> {
    sink(body.get("name")); // FLOW
    sink(store.lock().unwrap().get("name")); // NO FLOW
    Ok(StatusCode::OK)
}

pub fn closures() -> impl Filter<Extract = impl warp::Reply> {
    warp::header::<String>("agent").then(|agent: String| async move {
        sink(agent); // FLOW
        StatusCode::OK
    })
}

pub fn page() -> impl warp::Reply {
    warp::reply::html(input()) // FLOW
}

pub fn redirect() -> impl warp::Reply {
    warp::redirect(input().parse::<warp::http::Uri>().unwrap()) // FLOW
}

pub fn see_other() -> impl warp::Reply {
    warp::redirect::see_other(input().parse::<warp::http::Uri>().unwrap()) // FLOW
}

pub fn temporary() -> impl warp::Reply {
    warp::redirect::temporary(input().parse::<warp::http::Uri>().unwrap()) // FLOW
}

pub fn permanent() -> impl warp::Reply {
    warp::redirect::permanent(input().parse::<warp::http::Uri>().unwrap()) // FLOW
}
