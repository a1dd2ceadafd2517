//! axum.

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Extension, Form, Multipart, OriginalUri, Path, Query, RawForm, RawPathParams, RawQuery, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, Redirect, Response};
use axum::routing::{MethodFilter, any, delete, get, head, on, options, patch, post, put};
use axum::{Json, Router};
use serde::Deserialize;

use crate::{input, sink};

#[derive(Clone)]
pub struct App {
    name: String,
}

#[derive(Deserialize)]
pub struct Search {
    words: String,
}

pub fn router(app: App) -> Router {
    Router::new()
        .route("/get", get(by_get).post(then_post).put(then_put).delete(then_delete).patch(then_patch))
        .route("/post", post(by_post).get(then_get))
        .route("/put", put(by_put).head(then_head).options(then_options))
        .route("/delete", delete(by_delete))
        .route("/patch", patch(by_patch))
        .route("/head", head(by_head))
        .route("/options", options(by_options))
        .route("/any", any(by_any))
        .route("/on", on(MethodFilter::GET, by_on).on(MethodFilter::POST, then_on))
        .route("/else", options(by_on).head(by_on).fallback(then_fallback))
        .route("/closure", get(|words: String| async move { sink(words) })) // FLOW
        .fallback(by_fallback)
        .layer(middleware::from_fn(by_middleware))
        .layer(middleware::from_fn_with_state(app.clone(), by_middleware_with_state))
        .with_state(app)
}

async fn by_get(State(app): State<App>, Query(search): Query<Search>) {
    sink(app.name); // NO FLOW
    sink(search.words); // FLOW
}

async fn then_post(Path(name): Path<String>, body: String) {
    sink(name); // FLOW
    sink(body); // FLOW
}

async fn then_put(headers: HeaderMap) {
    sink(headers.get("a").unwrap().to_str().unwrap()); // FLOW
}

async fn then_delete(body: String) {
    sink(body); // FLOW
}

async fn then_patch(body: Bytes) {
    sink(body.to_vec()); // FLOW
}

async fn by_post(Extension(app): Extension<App>, body: String) -> String {
    sink(app.name); // NO FLOW
    sink(body); // FLOW
    String::new()
}

async fn then_get(uri: Uri) {
    sink(uri.path()); // FLOW
}

async fn by_put(request: Request) {
    sink(request.uri().path()); // FLOW
}

async fn then_head(ConnectInfo(address): ConnectInfo<std::net::SocketAddr>, body: String) {
    sink(address); // NO FLOW
    sink(body); // FLOW
}

async fn then_options(OriginalUri(uri): OriginalUri) {
    sink(uri.query()); // FLOW
}

async fn by_delete(Path(name): Path<String>, body: String) {
    sink(body); // FLOW
    sink(name); // FLOW
}

async fn by_patch(body: String) {
    sink(body); // FLOW
}

async fn by_head(parameters: Result<Query<Search>, axum::extract::rejection::QueryRejection>, body: String) {
    sink(body); // FLOW
    if let Ok(Query(search)) = parameters {
        sink(search.words); // FLOW
    }
}

async fn by_options(app: App, body: String) {
    sink(app.name); // NO FLOW
    sink(body); // FLOW
}

impl axum::extract::FromRequestParts<App> for App {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(_: &mut axum::http::request::Parts, app: &App) -> Result<App, Self::Rejection> {
        Ok(app.clone())
    }
}

async fn by_any(body: String) {
    sink(body); // FLOW
}

async fn by_on(body: String) {
    sink(body); // FLOW
}

async fn then_on(body: String) {
    sink(body); // FLOW
}

async fn then_fallback(body: String) {
    sink(body); // FLOW
}

async fn by_fallback(uri: Uri) {
    sink(uri.to_string()); // FLOW
}

async fn by_middleware(request: Request, next: Next) -> Response {
    sink(request.headers().get("a")); // FLOW
    sink(&next); // NO FLOW
    next.run(request).await
}

async fn by_middleware_with_state(State(app): State<App>, request: Request, next: Next) -> Response {
    sink(app.name); // NO FLOW
    sink(request.method().as_str()); // FLOW
    next.run(request).await
}

/// Nobody routes to those.
pub async fn unrouted_query(Query(search): Query<Search>) {
    sink(search.words); // FLOW
}

pub async fn unrouted_path(path: Path<(String, u32)>) {
    sink(path.0.0); // FLOW
}

pub async fn unrouted_raw_query(RawQuery(query): RawQuery) {
    sink(query.unwrap()); // FLOW
}

pub async fn unrouted_raw_form(RawForm(form): RawForm) {
    sink(form.to_vec()); // FLOW
}

pub async fn unrouted_raw_path(parameters: RawPathParams) {
    for (name, value) in &parameters {
        sink(value); // FLOW
    }
}

pub async fn unrouted_multipart(mut form: Multipart) {
    while let Some(field) = form.next_field().await.unwrap() {
        sink(field.text().await.unwrap()); // FLOW
    }
}

pub async fn unrouted_json(Json(search): Json<Search>) -> Json<String> {
    sink(search.words); // FLOW
    let answer = Json(String::new());
    sink(&answer.0); // NO FLOW
    answer
}

pub async fn unrouted_form(search: Option<Form<Search>>) {
    sink(search.unwrap().0.words); // FLOW
}

pub struct Body(String);

impl axum::extract::FromRequest<App> for Body {
    type Rejection = std::convert::Infallible;
    async fn from_request(request: Request, app: &App) -> Result<Body, Self::Rejection> {
        sink(request.headers().get("a")); // FLOW
        sink(&app.name); // NO FLOW
        Ok(Body(String::new()))
    }
}

pub async fn unrouted_state(State(app): State<App>) {
    sink(app.name); // NO FLOW
}

pub async fn page() -> Html<String> {
    Html(input()) // FLOW
}

pub async fn mapped_page() -> Option<Html<String>> {
    Some(input()).map(Html) // FLOW
}

pub async fn fixed_page() -> Html<&'static str> {
    let _ = input();
    Html("<p>") // NO FLOW
}

pub async fn redirect() -> Redirect {
    Redirect::to(&input()) // FLOW
}

pub async fn temporary() -> Redirect {
    Redirect::temporary(&input()) // FLOW
}

pub async fn permanent() -> Redirect {
    Redirect::permanent(&input()) // FLOW
}
