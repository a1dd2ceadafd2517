//! tiny_http, ureq, actix-files, duct.

use std::io::Read;
use std::time::Duration;

use actix_files::NamedFile;
use tiny_http::{Header, Response, Server};

use crate::{input, sink};

pub fn requests(server: &Server) {
    sink(server.recv().unwrap().url()); // FLOW
    sink(server.recv_timeout(Duration::ZERO).unwrap().unwrap().headers()); // FLOW
    sink(server.try_recv().unwrap().unwrap().url()); // FLOW
    for mut request in server.incoming_requests() {
        let mut body = String::new();
        request.as_reader().read_to_string(&mut body).unwrap();
        sink(body); // FLOW
    }
}

pub fn page() {
    let header: Header = "Content-Type: text/html".parse().unwrap();
    drop(Response::from_string(input()).with_header(header)); // FLOW
}

pub fn page_by_reference() {
    let mut response = Response::from_string(input());
    response.add_header("Content-Type: text/html".parse::<Header>().unwrap()); // FLOW
}

pub fn text() {
    let header: Header = "Content-Type: text/plain".parse().unwrap();
    drop(Response::from_string(input()).with_header(header)); // NO FLOW
}

pub fn asked() {
    ureq::get(input()).call().unwrap(); // FLOW
    ureq::post(input()).send_empty().unwrap(); // FLOW
    ureq::put(input()).send_empty().unwrap(); // FLOW
    ureq::patch(input()).send_empty().unwrap(); // FLOW
    ureq::delete(input()).call().unwrap(); // FLOW
    ureq::head(input()).call().unwrap(); // FLOW
}

pub fn asked_by_an_agent(agent: &ureq::Agent) {
    agent.get(input()).call().unwrap(); // FLOW
    agent.post(input()).send_empty().unwrap(); // FLOW
    agent.put(input()).send_empty().unwrap(); // FLOW
    agent.patch(input()).send_empty().unwrap(); // FLOW
    agent.delete(input()).call().unwrap(); // FLOW
    agent.head(input()).call().unwrap(); // FLOW
}

pub fn answers() {
    sink(ureq::get("a").call().unwrap().body_mut().read_to_string().unwrap()); // FLOW
    sink(ureq::get("a").call().unwrap().body_mut().read_to_vec().unwrap()); // FLOW
    let mut text = String::new();
    ureq::get("a").call().unwrap().body_mut().as_reader().read_to_string(&mut text).unwrap();
    sink(text); // FLOW
    sink(ureq::get("a").call().unwrap().into_body().into_reader()); // FLOW
}

pub fn named_file() {
    NamedFile::open(input()).unwrap(); // FLOW
    sink(NamedFile::open("a").unwrap()); // FLOW
}

pub async fn named_file_later() {
    NamedFile::open_async(input()).await.unwrap(); // FLOW
    sink(NamedFile::open_async("a").await.unwrap()); // FLOW
}

pub fn started() {
    duct::cmd(input(), ["a"]).run().unwrap(); // FLOW
    duct::cmd("ls", [input()]).run().unwrap(); // FLOW
    duct::cmd!("ls", "-l").dir(input()).run().unwrap(); // FLOW
}
