//! As much of HTTP/1.1 as one reader of one machine needs: a request's head in, a whole response out.
//!
//! ```text
//! GET /report HTTP/1.1              HTTP/1.1 200 OK
//! Host: 127.0.0.1:8477              Content-Type: text/html; charset=utf-8 …
//! ```
//!
//! Each connection carries one request, whose body nobody reads. A server of a crate would bring request bodies, chunks
//! and kept connections, and the one that is small (tiny_http) has no limit of time.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

/// The most that a request's head may have: browsers send about 1 KiB.
const LARGEST_HEAD: usize = 16 << 10;

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET` and others.
    pub method: String,
    /// The address behind the host, as it came.
    pub target: String,
    headers: Vec<(String, String)>,
}

/// Why a request is none.
#[derive(Debug)]
pub enum Unreadable {
    /// Nothing came, or nothing more in time: there is nobody to answer.
    Gone,
    /// It is not HTTP/1.
    Malformed,
    /// Its head is too large.
    TooLarge,
}

impl Request {
    /// Reads the head of a request.
    ///
    /// # Errors
    /// When `from` ends or fails before that, or what comes is no request.
    pub fn read(mut from: impl Read) -> Result<Request, Unreadable> {
        let mut head = Vec::new();
        let mut buffer = [0; 2048];
        loop {
            let searched = head.len().saturating_sub(3);
            match from.read(&mut buffer) {
                Ok(0) => return Err(Unreadable::Gone),
                Ok(read) => head.extend_from_slice(&buffer[..read]),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return Err(Unreadable::Gone),
            }
            if let Some(end) = memchr::memmem::find(&head[searched..], b"\r\n\r\n") {
                head.truncate(searched + end);
                break;
            }
            if head.len() >= LARGEST_HEAD {
                return Err(Unreadable::TooLarge);
            }
        }
        let text = str::from_utf8(&head).map_err(|_| Unreadable::Malformed)?;
        Request::parse(text).ok_or(Unreadable::Malformed)
    }

    fn parse(head: &str) -> Option<Request> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        let is_token = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        if words.next().is_some() || !version.starts_with("HTTP/1.") || !is_token(method) {
            return None;
        }
        let mut headers = Vec::new();
        for line in lines {
            let (name, value) = line.split_once(':')?;
            // A name with a space around it is how one proxy smuggles past another.
            is_token(&name.replace('_', "-")).then_some(())?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Some(Request { method: method.to_owned(), target: target.to_owned(), headers })
    }

    /// The value of a header, if it is there once; `name` is in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_str());
        let value = values.next();
        value.filter(|_| values.next().is_none())
    }

    /// The path that is asked for, decoded; none if it is no text.
    pub fn path(&self) -> Option<String> {
        let path = self.target.split(['?', '#']).next().filter(|it| it.starts_with('/'))?;
        decoded(path)
    }
}

/// `text` with `%41` turned into `A`; none if what comes out is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let digits = rest.get(..2).filter(|it| it.iter().all(u8::is_ascii_hexdigit))?;
        bytes.push(u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

/// One part of a path, encoded.
pub fn encoded(part: &str) -> String {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~".contains(&it);
    let encoded = part.bytes().map(|it| if is_plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") });
    encoded.collect()
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Response {
    /// The number and its words, such as `404 Not Found`.
    pub status: &'static str,
    content_type: &'static str,
    policy: String,
    allows: bool,
    /// What is shown.
    pub body: Arc<str>,
}

/// What is said with everything: nothing is stored, guessed at, or shown in or read by pages of others.
const ALWAYS: &str = "X-Content-Type-Options: nosniff\r\n\
    Referrer-Policy: no-referrer\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    X-Frame-Options: SAMEORIGIN\r\n\
    Cache-Control: no-store\r\n\
    Connection: close\r\n";

impl Response {
    /// A page, under a content security policy.
    pub fn page(body: impl Into<Arc<str>>, policy: impl Into<String>) -> Response {
        let content_type = "text/html; charset=utf-8";
        Response { status: "200 OK", content_type, policy: policy.into(), allows: false, body: body.into() }
    }

    /// A line of text, for what cannot be shown.
    pub fn text(status: &'static str, text: impl Into<Arc<str>>) -> Response {
        let (content_type, policy) = ("text/plain; charset=utf-8", "default-src 'none'".to_owned());
        Response { status, content_type, policy, allows: false, body: text.into() }
    }

    /// The answer to a method that there is not.
    pub fn method_not_allowed() -> Response {
        Response { allows: true, ..Response::text("405 Method Not Allowed", "GET and HEAD are all there is\n") }
    }

    /// The head of a stream of events, which end when one side closes it.
    pub fn events() -> Response {
        Response { content_type: "text/event-stream", ..Response::text("200 OK", "") }
    }

    /// The head: the body's length is left out where nobody knows it.
    pub fn head(&self, length: Option<usize>) -> String {
        let Response { status, content_type, policy, .. } = self;
        let length = length.map_or_else(String::new, |it| format!("Content-Length: {it}\r\n"));
        let allow = if self.allows { "Allow: GET, HEAD\r\n" } else { "" };
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{length}{allow}\
             Content-Security-Policy: {policy}\r\n{ALWAYS}\r\n"
        )
    }

    /// Writes all of it, or the head alone.
    ///
    /// # Errors
    /// When `to` cannot be written to.
    pub fn write(&self, mut to: impl Write, head_only: bool) -> io::Result<()> {
        to.write_all(self.head(Some(self.body.len())).as_bytes())?;
        if !head_only {
            to.write_all(self.body.as_bytes())?;
        }
        to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Request, Unreadable> {
        Request::read(text.as_bytes())
    }

    #[test]
    fn a_request_is_a_line_and_headers() {
        let request = read("GET /a%20b?x=1 HTTP/1.1\r\nHost: 127.0.0.1:1 \r\nA: 1\r\nA: 2\r\n\r\n").expect("sound");
        assert_eq!((request.method.as_str(), request.path().as_deref()), ("GET", Some("/a b")));
        assert_eq!((request.header("host"), request.header("b")), (Some("127.0.0.1:1"), None));
        assert_eq!(request.header("a"), None, "what is said twice is not said");
    }

    #[test]
    fn a_head_may_come_in_pieces() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
                self.0 = rest;
                buffer[0] = *first;
                Ok(1)
            }
        }
        let request = Request::read(Slow(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nbody")).expect("sound");
        assert_eq!(request.header("host"), Some("x"));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for text in ["", "GET", "GET / HTTP/1.1\r\nHost: x\r\n"] {
            assert!(matches!(read(text), Err(Unreadable::Gone)), "{text:?}");
        }
        for text in [
            "GET /\r\n\r\n",
            "GET / HTTP/2\r\n\r\n",
            "GET  / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1 x\r\n\r\n",
            "G<T / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost x\r\n\r\n",
            "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        ] {
            assert!(matches!(read(text), Err(Unreadable::Malformed)), "{text:?}");
        }
        let large = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "x".repeat(LARGEST_HEAD));
        assert!(matches!(read(&large), Err(Unreadable::TooLarge)));
    }

    #[test]
    fn paths_are_decoded_once_and_never_resolved() {
        for (target, expected) in [
            ("/", Some("/")),
            ("/../Cargo.toml", Some("/../Cargo.toml")),
            ("/%2e%2e%2fCargo.toml", Some("/../Cargo.toml")),
            ("/%252e", Some("/%2e")),
            ("/%C3%BC", Some("/ü")),
            ("/%", None),
            ("/%+1", None),
            ("/%FF", None),
            ("http://evil.example/", None),
            ("*", None),
        ] {
            let request = Request { method: "GET".into(), target: target.into(), headers: Vec::new() };
            assert_eq!(request.path().as_deref(), expected, "{target}");
        }
        assert_eq!(decoded(&encoded("a b/ü?")).as_deref(), Some("a b/ü?"));
    }

    #[test]
    fn a_head_has_the_length_of_the_body_it_leaves_out() {
        let mut written = Vec::new();
        Response::text("404 Not Found", "grün").write(&mut written, true).expect("memory can be written");
        let written = String::from_utf8(written).expect("it is text");
        assert!(written.starts_with("HTTP/1.1 404 Not Found\r\n") && written.ends_with("\r\n\r\n"), "{written}");
        assert!(written.contains("\r\nContent-Length: 5\r\n"), "{written}");
    }
}
