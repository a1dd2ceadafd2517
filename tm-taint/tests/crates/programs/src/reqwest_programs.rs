//! reqwest.

use reqwest::{Client, Method, Response, blocking};

use crate::{input, sink};

pub async fn get() {
    reqwest::get(input()).await.unwrap(); // FLOW
}

pub async fn fixed() {
    reqwest::get(format!("https://example.com/{}", 1)).await.unwrap(); // NO FLOW
}

pub async fn methods(client: Client) {
    client.get(input()).send().await.unwrap(); // FLOW
    client.post(input()).send().await.unwrap(); // FLOW
    client.put(input()).send().await.unwrap(); // FLOW
    client.patch(input()).send().await.unwrap(); // FLOW
    client.delete(input()).send().await.unwrap(); // FLOW
    client.head(input()).send().await.unwrap(); // FLOW
    client.request(Method::GET, input()).send().await.unwrap(); // FLOW
}

pub async fn body(client: Client) {
    client.post("https://example.com").body(input()).send().await.unwrap(); // NO FLOW
}

pub fn blocking_get() {
    blocking::get(input()).unwrap(); // FLOW
}

pub fn blocking_methods(client: blocking::Client) {
    client.get(input()).send().unwrap(); // FLOW
    client.post(input()).send().unwrap(); // FLOW
    client.put(input()).send().unwrap(); // FLOW
    client.patch(input()).send().unwrap(); // FLOW
    client.delete(input()).send().unwrap(); // FLOW
    client.head(input()).send().unwrap(); // FLOW
    client.request(Method::GET, input()).send().unwrap(); // FLOW
}

pub async fn text(response: Response) {
    sink(response.text().await.unwrap()); // FLOW
}

pub async fn bytes(response: Response) {
    sink(response.bytes().await.unwrap()); // FLOW
}

pub async fn json(response: Response) {
    sink(response.json::<String>().await.unwrap()); // FLOW
}

pub async fn chunk(mut response: Response) {
    sink(response.chunk().await.unwrap()); // FLOW
}

pub async fn headers(response: Response) {
    sink(response.headers().get("a")); // FLOW
}

pub async fn status(response: Response) {
    sink(response.status()); // NO FLOW
}

pub fn blocking_text(response: blocking::Response) {
    sink(response.text().unwrap()); // FLOW
}

pub fn blocking_bytes(response: blocking::Response) {
    sink(response.bytes().unwrap()); // FLOW
}

pub fn blocking_json(response: blocking::Response) {
    sink(response.json::<String>().unwrap()); // FLOW
}

pub fn blocking_headers(response: blocking::Response) {
    sink(response.headers().get("a")); // FLOW
}
