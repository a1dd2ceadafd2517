//! Feeds hostile text to the condition parser and to the reader of threat files, on a stable compiler.
//!
//! ```text
//! cargo run --release --manifest-path fuzz/Cargo.toml -- 600       ten CPU minutes of generated and mutated texts
//! cargo run --release --manifest-path fuzz/Cargo.toml -- 600 7     the same from seed 7
//! cargo run --release --manifest-path fuzz/Cargo.toml < FILE       one text, such as a finding or what `afl` offers
//! ```
//!
//! A text is at fault if something panics, or if reading it and evaluating what it says takes longer than [`LIMIT`]. It is
//! kept in the temporary folder then, and the exit code is 1 (or the panic's).

use std::io::Read;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tm_core::condition::{Dialect, compile};
use tm_core::declared::file;
use tm_core::evaluate::findings;
use tm_core::model::{Model, build};
use tm_core::threat::Library;
use tm_schema::Class;

/// The longest that one text may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Pieces of conditions.
const WORDS: [&str; 88] = [
    "target",
    ".",
    "controls",
    "isEncrypted",
    "inputs",
    "outputs",
    "data",
    "source",
    "sink",
    "inBoundary",
    "protocol",
    "name",
    "port",
    "levels",
    "tlsVersion",
    "minTLSVersion",
    "classification",
    "value",
    "d",
    "x",
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "else",
    "for",
    "lambda",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "&",
    "|",
    "^",
    "0",
    "1",
    "9",
    "99999999999",
    "1.5",
    "1e308",
    "0x1f",
    "'a'",
    "'HTTP'",
    "\"",
    "'",
    "\\",
    "#",
    "\n",
    " ",
    "None",
    "True",
    "False",
    "any(",
    "all(",
    "len(",
    "min(",
    "max(",
    "sum(",
    "oneOf(",
    "crosses(",
    "inside(",
    "hasDataLeaks()",
    "checkTLSVersion(",
    "Server",
    "Boundary",
    "Lifetime",
    "Classification",
    "é",
    "😀",
];

/// Sound conditions to start from.
const SEEDS: [&str; 10] = [
    "target.controls.validatesInput is False or target.usesVPN",
    "any(d.isPII and d.classification > Classification.PUBLIC for d in target.data)",
    "len(target.inputs) * 2 - 1 >= 3 if target.inputs else target.port in (80, 443)",
    "target.inputs[0].protocol[::-1] == 'PTTH' and {'a': [1, 2]}['a'][-1] ** 2 == 4",
    "sum([x * y for x in [1, 2, 3] for y in [4, 5] if x < y]) % 7 == max(1, 2, 3)",
    "target.crosses(Boundary) and target.sink.inside(target.sink.inBoundary)",
    "target.hasDataLeaks() or target.sink.checkTLSVersion(target.source.outputs)",
    "TLSVersion.SSLv2 < target.tlsVersion <= TLSVersion['TLSv12'] and 'Card' in target.data",
    "all([0] * 9999 == [0] * 9999 for x in [0] * 9999) or 'a' * 9999 in 'b' * 9999",
    "not any(any(f.protocol == d.format for d in f.data) for f in target.inputs)",
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|it| it.parse::<u64>());
    let model = model();
    let Some(seconds) = arguments.next() else {
        let mut bytes = Vec::new();
        if std::io::stdin().read_to_end(&mut bytes).is_err() {
            return ExitCode::FAILURE;
        }
        return if try_text(&model, &String::from_utf8_lossy(&bytes)) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    let (Ok(seconds), seed) = (seconds, arguments.next().and_then(Result::ok).unwrap_or(1)) else {
        eprintln!("usage: tm-fuzz [SECONDS [SEED]]");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    let mut random = Random(seed | 1);
    let (mut count, mut longest) = (0u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        let text = random.text();
        let before = Instant::now();
        if !try_text(&model, &text) {
            return ExitCode::FAILURE;
        }
        longest = longest.max(before.elapsed());
        count += 1;
    }
    println!("{count} texts, the longest took {longest:?}");
    ExitCode::SUCCESS
}

/// Reads and evaluates `text` in every role; false if it takes too long. A panic shows the text first.
fn try_text(model: &Model, text: &str) -> bool {
    struct Shown<'t>(&'t str);
    impl Drop for Shown<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                show(self.0, "panics");
            }
        }
    }
    let _shown = Shown(text);
    let start = Instant::now();
    for dialect in [Dialect::Pytm, Dialect::Native] {
        for class in [Class::Server, Class::Dataflow] {
            let (condition, _) = compile(text, &[class], dialect);
            let Some(condition) = condition else { continue };
            for target in model.targets().filter(|it| model.entity(*it).class == class) {
                let _ = condition.evaluate(model, target);
            }
        }
    }
    let record = serde_json::json!([{ "SID": "A", "condition": text, "severity": text }]).to_string();
    // The text as a file, inside a record, and instead of part of one.
    let at = record.char_indices().map(|(at, _)| at).nth(text.len() % 40).unwrap_or(0);
    let spliced = format!("{}{text}{}", &record[..at], &record[at..]);
    for (name, text) in [("a.json", text), ("a.json", &record), ("a.json", &spliced), ("A.toml", text)] {
        let (library, _) = Library::read(&[(name, text)]);
        let _ = findings(model, &library);
    }
    let is_quick = start.elapsed() < LIMIT;
    if !is_quick {
        show(text, &format!("takes {:?}", start.elapsed()));
    }
    is_quick
}

/// Keeps the text, which may be long, in a file.
fn show(text: &str, fault: &str) {
    let path = std::env::temp_dir().join("tm-fuzz.txt");
    let written = std::fs::write(&path, text);
    eprintln!("a text of {} bytes {fault}: {} {written:?}", text.len(), path.display());
}

/// A model with one of everything.
fn model() -> Model {
    let json = serde_json::json!({
        "boundaries": [{ "id": "outer" }, { "id": "inner", "within": "outer" }],
        "data": [{ "id": "card", "classification": "Secret", "is_pii": true }, { "id": "page", "format": "HTML" }],
        "elements": [
            { "id": "user", "class": "Actor" },
            { "id": "web", "class": "Server", "boundary": "inner", "port": 443, "protocol": "HTTPS" },
            { "id": "api", "class": "Server", "boundary": "outer", "levels": [0, 1] },
        ],
        "flows": [
            { "source": "user", "sink": "web", "name": "login", "data": ["card", "page"], "tls_version": "Tls12" },
            { "source": "web", "sink": "api", "name": "ask", "data": ["card"], "protocol": "HTTP" },
            { "source": "api", "sink": "web", "name": "answer", "is_response": true },
        ],
    });
    build(file::read(json, "fuzz").0).0
}

/// Numbers that look random (xorshift64, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        match self.below(3) {
            0 => (0..self.below(30)).for_each(|_| text.push_str(WORDS[self.below(WORDS.len())])),
            1 => (0..self.below(40)).for_each(|_| {
                text.push_str(WORDS[self.below(WORDS.len())]);
                text.push(' ');
            }),
            _ => text = SEEDS[self.below(SEEDS.len())].to_owned(),
        }
        for _ in 0..self.below(6) {
            self.mutate(&mut text);
        }
        text
    }

    fn mutate(&mut self, text: &mut String) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (places[self.below(places.len())], places[self.below(places.len())]);
        let range = a.min(b)..a.max(b);
        match self.below(6) {
            0 => text.insert_str(a, WORDS[self.below(WORDS.len())]),
            1 => text.replace_range(range, ""),
            2 => text.replace_range(range, SEEDS[self.below(SEEDS.len())]),
            3 if text.len() < 10_000 => {
                let part = text[range.clone()].repeat(1 + self.below(50));
                text.replace_range(range, &part);
            }
            4 => text.insert(a, char::from_u32(self.below(0x11_0000) as u32).unwrap_or('\0')),
            _ => text.replace_range(range.clone(), &format!("({})", &text[range])),
        }
    }
}
