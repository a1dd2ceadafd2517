//! rocket.

use std::path::{Path, PathBuf};

use rocket::data::{Data, FromData, ToByteUnit};
use rocket::form::{Form, FromForm};
use rocket::fs::{NamedFile, TempFile};
use rocket::http::uri::Origin;
use rocket::http::{CookieJar, Status};
use rocket::outcome::Outcome;
use rocket::request::{FromParam, FromRequest, FromSegments, Request};
use rocket::response::Redirect;
use rocket::response::content::RawHtml;
use rocket::{State, get, post, routes};

use crate::{input, sink};

pub struct Settings {
    name: String,
}

#[derive(FromForm)]
pub struct Search {
    words: String,
}

pub fn mounted() -> rocket::Rocket<rocket::Build> {
    rocket::build().mount("/", routes![by_segment, by_query, by_segments, by_form, by_guards, by_body])
}

#[get("/hello/<name>")]
fn by_segment(name: &str, settings: &State<Settings>) {
    sink(name); // FLOW
    sink(&settings.name); // NO FLOW
}

#[get("/search?<words>")]
fn by_query(words: String) {
    sink(words); // FLOW
}

#[get("/files/<file..>")]
async fn by_segments(file: PathBuf) -> Option<NamedFile> {
    sink(&file); // FLOW
    NamedFile::open(Path::new("static").join(file)).await.ok()
}

#[post("/form", data = "<search>")]
fn by_form(search: Form<Search>) {
    sink(&search.words); // FLOW
}

#[get("/guards")]
fn by_guards(cookies: &CookieJar<'_>) {
    sink(cookies.get("name").map(|it| it.value())); // FLOW
}

#[post("/body", data = "<body>")]
fn by_body(body: String) {
    sink(body); // FLOW
}

/// What is in no route.
#[get("/unmounted/<name>")]
fn unmounted(name: String) {
    sink(name); // FLOW
}

pub struct Key(String);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Key {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Key, (Status, ()), Status> {
        sink(request.host()); // FLOW
        Outcome::Forward(Status::Ok)
    }
}

pub struct Body(String);

#[rocket::async_trait]
impl<'r> FromData<'r> for Body {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> rocket::data::Outcome<'r, Self> {
        sink(request.host()); // FLOW
        sink(data.open(1.bytes()).into_string().await.unwrap().into_inner()); // FLOW
        Outcome::Error((Status::Ok, ()))
    }
}

pub struct Word(String);

impl<'a> FromParam<'a> for Word {
    type Error = ();

    fn from_param(parameter: &'a str) -> Result<Word, ()> {
        sink(parameter); // FLOW
        Err(())
    }
}

pub fn parts_of_requests(request: &Request<'_>) {
    sink(request.uri().path()); // FLOW
    sink(request.headers().get_one("a")); // FLOW
    sink(request.cookies().get("a")); // FLOW
    sink(request.param::<String>(0)); // FLOW
    sink(request.query_value::<String>("a")); // FLOW
    sink(request.rocket()); // NO FLOW
}

pub fn page() -> RawHtml<String> {
    RawHtml(input()) // FLOW
}

pub fn redirect() -> Redirect {
    Redirect::to(input()) // FLOW
}

pub fn temporary() -> Redirect {
    Redirect::temporary(input()) // FLOW
}

pub fn permanent() -> Redirect {
    Redirect::permanent(input()) // FLOW
}

pub fn found() -> Redirect {
    Redirect::found(input()) // FLOW
}

pub fn moved() -> Redirect {
    Redirect::moved(input()) // FLOW
}

pub async fn file() -> Option<NamedFile> {
    NamedFile::open(input()).await.ok() // FLOW
}

pub async fn content(path: &str) {
    sink(NamedFile::open(path).await.unwrap()); // FLOW
}

pub async fn upload(file: &mut TempFile<'_>) {
    file.persist_to(input()).await.unwrap(); // FLOW
    file.copy_to(input()).await.unwrap(); // FLOW
}

pub fn segments() {
    let uri = input();
    let uri = Origin::parse(&uri).unwrap();
    std::fs::read(uri.path().as_str()).unwrap(); // FLOW
    std::fs::read(PathBuf::from_segments(uri.path().segments()).unwrap()).unwrap(); // NO FLOW
}
