//! Feeds hostile input to the readers of conditions, threat files, model files, MIR dumps and the taint analyser's own files,
//! on a stable compiler.
//!
//! ```text
//! cargo run --release --manifest-path fuzz/Cargo.toml -- 600       ten minutes of generated and mutated inputs
//! cargo run --release --manifest-path fuzz/Cargo.toml -- 600 7     the same from seed 7
//! cargo run --release --manifest-path fuzz/Cargo.toml < FILE       one input, such as a finding or what `afl` offers
//! ```
//!
//! An input is at fault if something panics, or if reading it and evaluating what it says takes longer than [`LIMIT`]. It is
//! kept in the temporary folder then, and the exit code is 1 (or the panic's).

mod conditions;
mod models;
mod taint;

use std::io::Read;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tm_core::model::Model;
use tm_core::threat::{Library, shipped};

/// The longest that one input may take.
const LIMIT: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|it| it.parse::<u64>());
    let with = With { model: conditions::model(), library: shipped() };
    let Some(seconds) = arguments.next() else {
        let mut bytes = Vec::new();
        if std::io::stdin().read_to_end(&mut bytes).is_err() {
            return ExitCode::FAILURE;
        }
        return if try_input(&with, &bytes) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    let (Ok(seconds), seed) = (seconds, arguments.next().and_then(Result::ok).unwrap_or(1)) else {
        eprintln!("usage: tm-fuzz [SECONDS [SEED]]");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    let mut random = Random(seed | 1);
    let (mut count, mut longest) = (0u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        let input = match count % 5 {
            0 => conditions::text(&mut random).into_bytes(),
            1 => models::text(&mut random).into_bytes(),
            2 => taint::dump(&mut random).into_bytes(),
            3 => taint::text(&mut random).into_bytes(),
            _ => taint::bytes(&mut random),
        };
        let before = Instant::now();
        if !try_input(&with, &input) {
            return ExitCode::FAILURE;
        }
        longest = longest.max(before.elapsed());
        count += 1;
    }
    println!("{count} inputs, the longest took {longest:?}");
    ExitCode::SUCCESS
}

/// What conditions are evaluated on, and what models are evaluated with.
struct With {
    model: Model,
    library: Library,
}

/// Reads `input` in every role; false if it takes too long. A panic shows the input first.
fn try_input(with: &With, input: &[u8]) -> bool {
    struct Shown<'t>(&'t [u8]);
    impl Drop for Shown<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                show(self.0, "panics");
            }
        }
    }
    let _shown = Shown(input);
    let start = Instant::now();
    let text = String::from_utf8_lossy(input);
    conditions::read(&with.model, &text);
    models::read(&with.library, &text);
    taint::read(&text, input);
    let is_quick = start.elapsed() < LIMIT;
    if !is_quick {
        show(input, &format!("takes {:?}", start.elapsed()));
    }
    is_quick
}

/// Keeps the input, which may be long, in a file.
fn show(input: &[u8], fault: &str) {
    let path = std::env::temp_dir().join("tm-fuzz.txt");
    let written = std::fs::write(&path, input);
    eprintln!("an input of {} bytes {fault}: {} {written:?}", input.len(), path.display());
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
