//! `cargo tm serve` in a test, and what it answers.
//!
//! ```text
//! Server::start(&folder, "--port 0")    reads the port from "Serving http://127.0.0.1:41234/"
//! server.until("/report", "<title>")    asks until it is there
//! ```
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::cargo_tm::{Folder, TODAY};

/// How long anything may take: cargo may wait for the builds of other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// A server that ends with its test.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
    stderr: Receiver<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) fn start(folder: &Folder, line: &str) -> Server {
        let mut command = folder.command();
        command.arg("serve").args(["--today", TODAY]).args(line.split_whitespace());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program can be started");
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut server = Server { child, port: 0, stderr: receiver };
        let line = server.hears("Serving http://127.0.0.1:");
        let port = line.split(':').next_back().and_then(|it| it.split('/').next());
        server.port = port.and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("no port in {line}"));
        server
    }

    /// The next line with `text` that it says.
    fn hears(&self, text: &str) -> String {
        let mut said = String::new();
        loop {
            let line = self.stderr.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {text:?} in:\n{said}"));
            if line.contains(text) {
                return line;
            }
            said += &format!("{line}\n");
        }
    }

    /// The whole answer to a request.
    pub(crate) fn ask(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        write!(stream, "{head}\r\n\r\n").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers in UTF-8");
        answer
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}", self.port))
    }

    /// Asks until the answer holds `text`.
    pub(crate) fn until(&self, path: &str, text: &str) -> String {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.contains(text) {
                return answer;
            }
            if start.elapsed() > PATIENCE {
                let said: Vec<_> = self.stderr.try_iter().collect();
                panic!("no {text:?} at {path}:\n{answer}\n{}", said.join("\n"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
