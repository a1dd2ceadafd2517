//! Handlers of actix-web, whose macros make a type of the function's name.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, dead_code, missing_debug_implementations, unreachable_pub)]

use actix_web::{App, HttpResponse, HttpServer, Responder, get, post, routes, web};
use tm::{dataflow, element};

tm::model! { name = "With actix-web" }

/// Someone at a browser.
#[element(Actor)]
struct Visitor;

/// Above, with a marker.
#[element(Server, marker = Index)]
#[get("/")]
async fn index() -> impl Responder {
    HttpResponse::Ok().body("hello")
}

/// Above, without one.
#[element(Server)]
#[get("/{name}")]
async fn hello(name: web::Path<String>) -> impl Responder {
    name.into_inner()
}

/// Below: actix-web moves the function into a body of its own.
#[post("/")]
#[element(Server)]
async fn create(text: String) -> HttpResponse {
    HttpResponse::Created().body(text)
}

/// Between.
#[routes]
#[delete("/a")]
#[delete("/b")]
#[element(Server)]
async fn remove() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Not a macro of actix-web.
#[element(Server)]
async fn plain() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// Serves.
#[element(Process)]
#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let _ = Visitor;
    let app = || {
        App::new().service(index).service(create).service(remove).service(hello).route("/plain", web::get().to(plain))
    };
    let _ = HttpServer::new(app).workers(1);
    println!("ran");
    Ok(())
}

dataflow! { Visitor -> Index: "by marker" }
dataflow! { Visitor -> "hello": "by name, annotated above" }
dataflow! { Visitor -> "create": "by name, annotated below" }
dataflow! { Visitor -> "remove": "by name, annotated between" }
dataflow! { Visitor -> plain: "by path" }
