//! A page that is looked at while things happen: Chromium without a window, told what to do through two pipes.
//!
//! ```text
//! test ──{"id":1,"method":"Runtime.evaluate","params":{…}}␀──▶ descriptor 3 of Chromium
//!      ◀─{"id":1,"result":{…}}␀───────────────────────────── descriptor 4, and between answers what the console says
//! ```
//!
//! That is the DevTools protocol with `--remote-debugging-pipe`. `--dump-dom` would end with the page's load.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long a page may take to do what it is to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page in a browser that ends with its test.
pub(crate) struct Page {
    child: Child,
    commands: File,
    messages: Receiver<Value>,
    session: Value,
    last: u64,
    /// What the console said.
    pub(crate) complaints: Vec<String>,
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Page {
    /// Opens `address`; `folder` is for the browser's own files.
    pub(crate) fn open(folder: &Path, address: &str) -> Page {
        let (to, from) = (folder.join("commands"), folder.join("messages"));
        let made = Command::new("mkfifo").args([&to, &from]).status().expect("mkfifo can be started");
        assert!(made.success(), "no pipes");
        let child = Command::new("sh")
            .args(["-c", r#"exec chromium "$@" 3<commands 4>messages"#, "sh", "--headless", "--no-sandbox"])
            .args(["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--remote-debugging-pipe"])
            .args(["--disable-background-networking", "--disable-component-update", "--user-data-dir=profile"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell can be started");
        // Each waits for the other end, so they are opened in the order of the shell.
        let commands = File::options().write(true).open(to).expect("the pipe is there");
        let mut from = BufReader::new(File::open(from).expect("the pipe is there"));
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while from.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                let value = serde_json::from_slice(&message[..message.len() - 1]).unwrap_or_default();
                message.clear();
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let mut page = Page { child, commands, messages, session: Value::Null, last: 0, complaints: Vec::new() };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = page.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        page.session = attached["sessionId"].clone();
        page.call("Runtime.enable", json!({}));
        page.call("Log.enable", json!({}));
        page.call("Page.navigate", json!({ "url": address }));
        page
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": parameters });
        if !self.session.is_null() {
            command["sessionId"] = self.session.clone();
        }
        write!(self.commands, "{command}\0").expect("the browser runs");
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the browser answers");
            if message["id"] == self.last {
                assert!(message["error"].is_null(), "{command}: {message}");
                return message["result"].clone();
            }
            let said = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
            if said.iter().any(|it| message["method"] == *it) {
                self.complaints.push(message["params"].to_string());
            }
        }
    }

    /// What an expression in the page comes to; nothing if it fails, such as on a frame that is being loaded.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }))["result"]["value"]
            .clone()
    }

    /// Waits until the console has said `text`.
    #[track_caller]
    pub(crate) fn until_it_complains(&mut self, text: &str) {
        let start = Instant::now();
        while !self.complaints.iter().any(|it| it.contains(text)) {
            assert!(start.elapsed() < PATIENCE, "{:?}", self.complaints);
            self.evaluate("0");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn until(&mut self, expression: &str) {
        let start = Instant::now();
        while self.evaluate(expression) != true {
            let text = self.evaluate("document.body.innerText");
            assert!(start.elapsed() < PATIENCE, "{expression} in {text}; {:?}", self.complaints);
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
