//! Small programs, one construct each. A line that calls `sink` says whether what comes from `source` gets there: `// FLOW` or
//! `// NO FLOW`.
#![allow(dead_code, unused, clippy::all)]

pub mod aliasing;
pub mod asynchronous;
pub mod basics;
pub mod closures;
pub mod collections;
pub mod combined;
pub mod combining;
pub mod concurrency;
pub mod contracts;
pub mod control;
pub mod conversions;
pub mod dispatch;
pub mod enums;
pub mod files;
pub mod forms;
pub mod functions;
pub mod further;
pub mod generics;
pub mod handlers;
pub mod holding;
pub mod iterators;
pub mod language;
pub mod ledger;
pub mod lending;
pub mod libraries;
pub mod library_corners;
pub mod lookups;
pub mod maps;
pub mod marks_on_functions;
pub mod marks_on_items;
pub mod matching;
pub mod memory;
pub mod neighbours;
pub mod numbers;
pub mod operating;
pub mod operators;
pub mod options;
pub mod parsers;
pub mod passing;
pub mod patterns;
pub mod polled;
pub mod printing;
pub mod sanitizers;
pub mod sequences;
pub mod services;
pub mod sharing;
pub mod single;
pub mod slices;
pub mod statics;
pub mod stores;
pub mod strings;
pub mod structs;
pub mod text;
pub mod traits;

/// What must not reach `sink`.
pub fn source() -> String {
    std::env::var("SOURCE").unwrap_or_default()
}

/// A number that must not reach `sink_number`.
pub fn source_number() -> u64 {
    7
}

/// Where it must not come.
pub fn sink(_: &str) {}

/// The same for numbers.
pub fn sink_number(_: u64) {}

/// The same for anything.
pub fn sink_any<T>(_: T) {}

/// Makes it harmless.
pub fn clean(text: String) -> String {
    text.replace('<', "")
}

/// Makes it harmless for one kind of sink.
pub fn clean_for_log(text: String) -> String {
    text.replace('\n', "")
}

/// Another kind of sink.
pub fn log_sink(_: &str) {}

/// A trait inside a function at the root, the path of which begins as one of another crate would.
fn at_the_root() {
    trait Local {
        fn go(self) -> String;
    }
    impl Local for String {
        fn go(self) -> String {
            self
        }
    }
    impl Local for (String, String) {
        fn go(self) -> String {
            self.1
        }
    }
    sink(&source().go()); // FLOW
    sink(&(source(), String::new()).go()); // NO FLOW
}

macro_rules! pair {
    ($name:ident, $first:ident, $second:ident) => {
        struct $name {
            $first: String,
            $second: String,
        }
        impl $name {
            fn $first(&self) -> &str {
                &self.$first
            }
            fn $second(&self) -> &str {
                &self.$second
            }
        }
    };
}

pair!(FromMacro, left, right);

/// A type at the root that only a macro names.
fn made_by_macro() {
    let pair = FromMacro { left: source(), right: String::new() };
    sink(pair.left()); // FLOW
    sink(pair.right()); // NO FLOW
}
