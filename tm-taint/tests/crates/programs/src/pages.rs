//! maud, askama, tera, handlebars, minijinja, html-escape, ammonia.

use axum::response::Html;
use handlebars::Handlebars;
use maud::{PreEscaped, html};
use minijinja::Value;

use crate::{input, sink};

pub fn raw() {
    drop(PreEscaped(input())); // FLOW
}

pub fn by_macro() -> Html<String> {
    let name = input();
    let page = html! { p class=(name) { (name) } }; // NO FLOW
    Html(page.into_string()) // NO FLOW
}

pub fn shown_by_macro(number: &dyn std::fmt::Display) -> Html<String> {
    let text = format_args!("{}", input()).to_string();
    let text: std::borrow::Cow<str> = text.into();
    let shown = std::path::Path::new(text.as_ref()).display();
    Html(html! { (shown) }.into_string()) // NO FLOW
}

pub fn raw_in_macro() -> Html<String> {
    let name = input();
    Html(html! { (PreEscaped(name)) }.into_string()) // FLOW
}

/// What is escaped for a page is what it was for all else.
pub fn page_elsewhere() {
    let name = input();
    std::fs::read(html! { (name) }.into_string()).unwrap(); // FLOW
}

#[derive(askama::Template)]
#[template(source = "<p>{{ name }}", ext = "html")]
pub struct Hello {
    name: String,
}

pub fn by_askama() -> Html<String> {
    Html(askama::Template::render(&Hello { name: input() }).unwrap()) // NO FLOW
}

pub fn by_tera(tera: &tera::Tera) -> Html<String> {
    let mut context = tera::Context::new();
    context.insert("name", &input());
    Html(tera.render("a.html", &context).unwrap()) // NO FLOW
}

pub fn by_handlebars(templates: &Handlebars) -> Html<String> {
    Html(templates.render("a", &[input()]).unwrap()) // NO FLOW
}

pub fn by_minijinja(template: &minijinja::Template) -> Html<String> {
    Html(template.render(Value::from(input())).unwrap()) // NO FLOW
}

pub fn safe_in_minijinja() {
    Value::from_safe_string(input()); // FLOW
}

pub fn escaped() {
    drop(Html(html_escape::encode_text(&input()))); // NO FLOW
    drop(Html(html_escape::encode_safe(&input()))); // NO FLOW
    drop(Html(html_escape::encode_double_quoted_attribute(&input()))); // NO FLOW
    drop(Html(html_escape::encode_single_quoted_attribute(&input()))); // NO FLOW
    drop(Html(html_escape::encode_quoted_attribute(&input()))); // NO FLOW
    drop(Html(html_escape::decode_html_entities(&input()))); // FLOW
}

pub fn cleaned() {
    drop(Html(ammonia::clean(&input()))); // NO FLOW
    drop(Html(ammonia::clean_text(&input()))); // NO FLOW
    drop(Html(ammonia::Builder::default().clean(&input()).to_string())); // NO FLOW
}
