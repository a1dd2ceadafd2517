//! actix-web.

use actix_web::http::header::ContentType;
use actix_web::web::{self, Bytes, Data, Form, Html, Json, Path, Query, ReqData};
use actix_web::{App, HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

use crate::{input, sink};

pub struct Store {
    name: String,
}

#[derive(Deserialize)]
pub struct Search {
    words: String,
}

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(by_attribute)
        .service(web::resource("/a").route(web::get().to(by_route)).route(web::post().to(by_post)))
        .service(web::resource("/b").to(by_resource))
        .route("/c", web::to(by_web_to))
        .default_service(web::route().to(by_default));
}

#[get("/x/{id}")]
async fn by_attribute(data: Data<Store>, body: String) -> HttpResponse {
    sink(&data.name); // NO FLOW
    sink(body); // FLOW
    HttpResponse::Ok().finish()
}

async fn by_route(request: HttpRequest, body: String) -> HttpResponse {
    sink(request.query_string()); // FLOW
    sink(body); // FLOW
    HttpResponse::Ok().finish()
}

async fn by_post(search: Json<Search>) -> HttpResponse {
    sink(search.words.clone()); // FLOW
    HttpResponse::Ok().finish()
}

async fn by_resource(body: Bytes, store: Data<Store>) -> HttpResponse {
    sink(body.to_vec()); // FLOW
    sink(store.name.clone()); // NO FLOW
    HttpResponse::Ok().finish()
}

async fn by_web_to(body: String, user: Option<ReqData<u32>>) -> HttpResponse {
    sink(user); // NO FLOW
    sink(body); // FLOW
    HttpResponse::Ok().finish()
}

async fn by_default(request: HttpRequest) -> HttpResponse {
    sink(request.headers().get("a").unwrap()); // FLOW
    HttpResponse::Ok().finish()
}

/// Nobody routes to those.
pub async fn unrouted_query(search: Query<Search>) {
    sink(search.into_inner().words); // FLOW
}

pub async fn unrouted_path(name: Path<String>) {
    sink(name.as_str()); // FLOW
}

pub async fn unrouted_form(form: Form<Search>) {
    sink(&form.words); // FLOW
}

pub async fn unrouted_json(search: Json<Search>) -> Json<String> {
    sink(&search.words); // FLOW
    let answer = Json(String::new());
    sink(answer.as_str()); // NO FLOW
    answer
}

pub async fn unrouted_request(request: HttpRequest) {
    sink(request.query_string()); // FLOW
    sink(&request.app_data::<Data<Store>>().unwrap().name); // NO FLOW
}

pub fn middleware(request: &actix_web::dev::ServiceRequest) {
    sink(request.path()); // FLOW
}

pub struct User(String);

impl actix_web::FromRequest for User {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<User, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        sink(request.headers().get("a")); // FLOW
        std::future::ready(Ok(User(String::new())))
    }
}

pub async fn page() -> Html {
    Html::new(input()) // FLOW
}

pub async fn redirect() -> web::Redirect {
    web::Redirect::to(input()) // FLOW
}

pub async fn page_by_its_type() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(input()) // FLOW
}

pub async fn page_by_a_header() -> HttpResponse {
    HttpResponse::Ok().insert_header(("Content-Type", "text/html")).body(input()) // FLOW
}

pub async fn page_by_a_typed_header() -> HttpResponse {
    HttpResponse::NotFound().insert_header(ContentType::html()).body(format!("<p>{}", input())) // FLOW
}

pub async fn page_in_steps() -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(ContentType::html());
    response.body(input()) // FLOW
}

pub async fn text() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body(input()) // NO FLOW
}

pub async fn text_by_a_typed_header() -> HttpResponse {
    HttpResponse::Ok().insert_header(ContentType::plaintext()).body(input()) // NO FLOW
}

pub async fn without_type() -> HttpResponse {
    HttpResponse::Ok().body(input()) // NO FLOW
}

pub async fn fixed_page() -> HttpResponse {
    let _ = input();
    HttpResponse::Ok().content_type(ContentType::html()).body("<p>") // NO FLOW
}

pub fn content_type() {
    sink(ContentType::html()); // FLOW
    sink(ContentType::json()); // NO FLOW
}
