//! Takes connections, on this machine's loopback alone, and gives each a thread, a limit of time and no more than its
//! share.
//!
//! ```text
//! 5 s to ask, 60 s to take the answer; events last, as long as the reader takes each within 10 s
//! 64 connections at once, 32 of them with events; whoever comes then is told 503
//! ```

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::http::{Request, Response, Unreadable};
use super::page::nonce;
use super::preview::Preview;
use super::routes::{Answer, answer};

/// The port unless another is asked for: the letters T and M.
pub const PORT: u16 = 8477;

/// How many ports are tried, from that one on.
const TRIED: u16 = 32;

const MOST_CONNECTIONS: usize = 64;
const MOST_EVENTS: usize = 32;
const TIME_TO_ASK: Duration = Duration::from_secs(5);
const TIME_TO_TAKE: Duration = Duration::from_secs(60);
/// How often a stream of events says something, so that one which nobody reads any more is noticed.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The port that was asked for cannot be had.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Port {
        /// The port.
        port: u16,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// There is no thread, or no handler of signals.
    #[error("the system gives no more threads")]
    Threads {
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// All ports that are tried are taken.
    #[error("the ports {PORT} to {} of 127.0.0.1 are taken", PORT + TRIED - 1)]
    AllTaken,
}

/// Listens on `port`, where 0 is any that is free; without one on [`PORT`], or on the next that is free.
///
/// # Errors
/// When that port, or each of those that are tried, cannot be had.
pub fn bind(port: Option<u16>) -> Result<TcpListener, ListenError> {
    let listen = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return listen(port).map_err(|source| ListenError::Port { port, source });
    }
    first_free(PORT..PORT + TRIED, listen)
}

fn first_free<T>(ports: impl Iterator<Item = u16>, listen: impl Fn(u16) -> io::Result<T>) -> Result<T, ListenError> {
    for port in ports {
        match listen(port) {
            Ok(listener) => return Ok(listener),
            // Windows keeps whole ranges to itself and says so in this way.
            Err(error) if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {}
            Err(source) => return Err(ListenError::Port { port, source }),
        }
    }
    Err(ListenError::AllTaken)
}

/// What the threads of all connections share.
struct Server {
    port: u16,
    /// Tells this run of the program from the next.
    session: String,
    preview: Arc<Preview>,
    connections: AtomicUsize,
    events: AtomicUsize,
}

/// Answers what comes to `listener`, in threads of its own, for as long as the program runs.
///
/// # Errors
/// When the listener is none, or there is no thread.
pub fn serve(listener: TcpListener, preview: Arc<Preview>) -> io::Result<()> {
    let port = listener.local_addr()?.port();
    let (connections, events) = Default::default();
    let server = Arc::new(Server { port, session: nonce(), preview, connections, events });
    std::thread::Builder::new().name("listen".into()).spawn(move || {
        for stream in listener.incoming() {
            match stream {
                Ok(stream) => server.take(stream),
                // There are no more files to be had, perhaps: then let others close theirs.
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    })?;
    Ok(())
}

/// One of a limited number, until it is dropped.
struct Share<'a>(&'a AtomicUsize);

impl Share<'_> {
    fn of(taken: &AtomicUsize, most: usize) -> Option<Share<'_>> {
        let share = Share(taken);
        // The share is given back where there is none.
        (taken.fetch_add(1, Ordering::Relaxed) < most).then_some(share)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Server {
    /// Gives the connection a thread.
    fn take(self: &Arc<Server>, stream: TcpStream) {
        let server = Arc::clone(self);
        // Without a thread the connection is closed, which is all that can be said then.
        let _ = std::thread::Builder::new().name("connection".into()).spawn(move || {
            // A reader who left is no failure.
            let _ = match Share::of(&server.connections, MOST_CONNECTIONS) {
                Some(_share) => server.talk(&stream),
                None => busy().write(Timed::new(&stream, Duration::from_secs(1)), false),
            };
        });
    }

    fn talk(&self, stream: &TcpStream) -> io::Result<()> {
        let refused = match Request::read(Timed::new(stream, TIME_TO_ASK)) {
            Ok(request) => {
                let head_only = request.method == "HEAD";
                return match answer(&request, self.port, &self.session, &self.preview.now()) {
                    Answer::Events => self.tell(stream),
                    Answer::Whole(it) => finish(stream, &it, head_only),
                };
            }
            Err(Unreadable::Gone) => return Ok(()),
            Err(Unreadable::Malformed) => Response::text("400 Bad Request", "this is not HTTP/1.1\n"),
            Err(Unreadable::TooLarge) => Response::text("431 Request Header Fields Too Large", "this is too much\n"),
        };
        finish(stream, &refused, false)
    }

    /// Tells what is shown, now and with every change.
    fn tell(&self, stream: &TcpStream) -> io::Result<()> {
        let Some(_share) = Share::of(&self.events, MOST_EVENTS) else { return finish(stream, &busy(), false) };
        let mut shown = self.preview.now();
        let write = |text: &str| Timed::new(stream, HEARTBEAT).write_all(text.as_bytes());
        write(&Response::events().head(None))?;
        write(&format!("retry: 1000\n\n{}", shown.event(&self.session)))?;
        loop {
            match self.preview.after(shown.serial, HEARTBEAT) {
                Some(next) => shown = next,
                None => {
                    write(":\n\n")?;
                    continue;
                }
            }
            write(&shown.event(&self.session))?;
        }
    }
}

fn busy() -> Response {
    Response::text("503 Service Unavailable", "too many connections\n")
}

/// Writes the answer and ends the connection so that it arrives: with anything unread, such as a request's body,
/// closing would throw away what is still on its way.
fn finish(stream: &TcpStream, response: &Response, head_only: bool) -> io::Result<()> {
    response.write(Timed::new(stream, TIME_TO_TAKE), head_only)?;
    stream.shutdown(Shutdown::Write)?;
    let mut rest = Timed::new(stream, Duration::from_secs(1));
    let mut buffer = [0; 4096];
    while rest.read(&mut buffer)? > 0 {}
    Ok(())
}

/// A connection, until its time is over.
struct Timed<'a> {
    stream: &'a TcpStream,
    end: Instant,
}

impl Timed<'_> {
    fn new(stream: &TcpStream, time: Duration) -> Timed<'_> {
        Timed { stream, end: Instant::now() + time }
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.end.saturating_duration_since(Instant::now());
        // No limit at all is what a limit of zero would mean.
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.left()?))?;
        self.stream.read(buffer)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::preview::{Document, Documents};
    use super::*;

    /// A server that shows one report.
    fn start() -> (u16, Arc<Preview>) {
        let preview = Arc::new(Preview::default());
        let report = Document { name: "web".into(), summary: String::new(), html: "<p>report".into() };
        preview.show(Documents { reports: vec![report], sources: [].into() });
        let listener = bind(Some(0)).expect("there is a free port");
        let address = listener.local_addr().expect("it has an address");
        assert!(address.ip().is_loopback());
        serve(listener, Arc::clone(&preview)).expect("there is a thread");
        (address.port(), preview)
    }

    fn connect(port: u16) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server listens")
    }

    fn ask(port: u16, request: &str) -> String {
        let mut stream = connect(port);
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers in UTF-8");
        answer
    }

    #[test]
    fn a_connection_carries_one_answer() {
        let (port, _) = start();
        let head = |method| format!("{method} /report HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        let whole = ask(port, &head("GET"));
        assert!(whole.starts_with("HTTP/1.1 200 OK\r\n") && whole.ends_with("\r\n\r\n<p>report"), "{whole}");
        for header in [
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cross-Origin-Resource-Policy: same-origin",
            "X-Frame-Options: SAMEORIGIN",
            "Cache-Control: no-store",
        ] {
            assert!(whole.contains(&format!("\r\n{header}\r\n")), "{header}");
        }
        assert_eq!(ask(port, &head("HEAD")), whole.trim_end_matches("<p>report"));
        assert!(ask(port, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
        assert!(ask(port, &"x".repeat(20_000)).starts_with("HTTP/1.1 431 "));
        let body = "x".repeat(100_000);
        let post = format!("POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 100000\r\n\r\n{body}");
        assert!(ask(port, &post).starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn events_follow_what_is_shown() {
        let (port, preview) = start();
        let mut stream = connect(port);
        write!(stream, "GET /events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").expect("the server reads");
        let mut heard = String::new();
        let mut until = |text: &str| {
            let mut buffer = [0; 512];
            while !heard.contains(text) {
                let read = stream.read(&mut buffer).expect("the stream lasts");
                assert!(read > 0, "{heard}");
                heard += &String::from_utf8_lossy(&buffer[..read]);
            }
        };
        until("up to date, revision 1");
        preview.build();
        until("\"phase\":\"building\"");
        preview.show(Documents::default());
        until("up to date, revision 2");
    }

    #[test]
    fn who_says_nothing_blocks_nobody() {
        let (port, _) = start();
        let silent: Vec<_> = (0..MOST_CONNECTIONS - 8).map(|_| connect(port)).collect();
        let request = format!("GET /report HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        assert!(ask(port, &request).starts_with("HTTP/1.1 200 "));
        drop(silent);
    }

    #[test]
    fn events_leave_room_for_others_and_too_many_are_told() {
        let (port, _) = start();
        let events = format!("GET /events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        let open = || {
            let mut stream = connect(port);
            stream.write_all(events.as_bytes()).expect("the server reads");
            let mut status = [0; 12];
            stream.read_exact(&mut status).expect("the server answers");
            (String::from_utf8_lossy(&status).into_owned(), stream)
        };
        let streams: Vec<_> = (0..MOST_EVENTS).map(|_| open()).collect();
        assert!(streams.iter().all(|(status, _)| status == "HTTP/1.1 200"));
        assert_eq!(open().0, "HTTP/1.1 503");
        let request = format!("GET /report HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        assert!(ask(port, &request).starts_with("HTTP/1.1 200 "));
    }

    #[test]
    fn a_taken_port_is_passed_over_unless_it_was_asked_for() {
        let taken = bind(Some(0)).expect("there is a free port");
        let port = taken.local_addr().expect("it has an address").port();
        let error = bind(Some(port)).expect_err("it is taken").to_string();
        assert_eq!(error, format!("cannot listen on 127.0.0.1:{port}"));
        let listen = |it| if it < 8480 { Err(io::ErrorKind::AddrInUse.into()) } else { Ok(it) };
        assert!(matches!(first_free(PORT..PORT + TRIED, listen), Ok(8480)));
        let none = |_| Err::<(), _>(io::ErrorKind::AddrInUse.into());
        let error = first_free(PORT..PORT + TRIED, none).expect_err("all are taken").to_string();
        assert_eq!(error, "the ports 8477 to 8508 of 127.0.0.1 are taken");
    }
}
