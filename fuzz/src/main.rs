//! Feeds hostile text to the readers of conditions, threat files and model files, on a stable compiler.
//!
//! ```text
//! cargo run --release --manifest-path fuzz/Cargo.toml -- 600       ten minutes of generated and mutated texts
//! cargo run --release --manifest-path fuzz/Cargo.toml -- 600 7     the same from seed 7
//! cargo run --release --manifest-path fuzz/Cargo.toml < FILE       one text, such as a finding or what `afl` offers
//! ```
//!
//! A text is at fault if something panics, or if reading it and evaluating what it says takes longer than [`LIMIT`]. It is
//! kept in the temporary folder then, and the exit code is 1 (or the panic's).

mod conditions;
mod models;

use std::io::Read;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tm_core::model::Model;
use tm_core::threat::{Library, shipped};

/// The longest that one text may take.
const LIMIT: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|it| it.parse::<u64>());
    let with = With { model: conditions::model(), library: shipped() };
    let Some(seconds) = arguments.next() else {
        let mut bytes = Vec::new();
        if std::io::stdin().read_to_end(&mut bytes).is_err() {
            return ExitCode::FAILURE;
        }
        return if try_text(&with, &String::from_utf8_lossy(&bytes)) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    let (Ok(seconds), seed) = (seconds, arguments.next().and_then(Result::ok).unwrap_or(1)) else {
        eprintln!("usage: tm-fuzz [SECONDS [SEED]]");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    let mut random = Random(seed | 1);
    let (mut count, mut longest) = (0u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        let text = if count % 2 == 0 { conditions::text(&mut random) } else { models::text(&mut random) };
        let before = Instant::now();
        if !try_text(&with, &text) {
            return ExitCode::FAILURE;
        }
        longest = longest.max(before.elapsed());
        count += 1;
    }
    println!("{count} texts, the longest took {longest:?}");
    ExitCode::SUCCESS
}

/// What conditions are evaluated on, and what models are evaluated with.
struct With {
    model: Model,
    library: Library,
}

/// Reads `text` in every role; false if it takes too long. A panic shows the text first.
fn try_text(with: &With, text: &str) -> bool {
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
    conditions::read(&with.model, text);
    models::read(&with.library, text);
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

/// Numbers that look random (xorshift64, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// Changes a part of `text`: to one of `words`, to one of `seeds`, to something else.
    fn mutate(&mut self, text: &mut String, words: &[&str], seeds: &[&str]) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (places[self.below(places.len())], places[self.below(places.len())]);
        let range = a.min(b)..a.max(b);
        match self.below(6) {
            0 => text.insert_str(a, words[self.below(words.len())]),
            1 => text.replace_range(range, ""),
            2 => text.replace_range(range, seeds[self.below(seeds.len())]),
            3 if text.len() < 10_000 => {
                let part = text[range.clone()].repeat(1 + self.below(50));
                text.replace_range(range, &part);
            }
            4 => text.insert(a, char::from_u32(self.below(0x11_0000) as u32).unwrap_or('\0')),
            _ => text.replace_range(range.clone(), &format!("({})", &text[range])),
        }
    }
}
