//! Inputs for the readers of MIR dumps and of the intermediate representation.

use tm_taint::front::{Dump, DumpFile, probe, read as read_dump};
use tm_taint::ir::text::{Detail, parse, print};
use tm_taint::ir::{Crate, Tables, binary, link};

use crate::Random;

/// A dump of the probe, recorded, and what it is read as.
const DUMP: &str = include_str!("../../tm-taint/tests/front/dumps/1.95.0.mir");
const EXPECTED: &str = include_str!("../../tm-taint/src/front/probe/expected.ir");

/// Pieces of dumps.
const WORDS: [&str; 40] = [
    "_1",
    "_0",
    "_99999999999",
    "bb0",
    "bb1",
    "bb9",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "::",
    ": ",
    ", ",
    ";",
    " = ",
    " -> ",
    "move ",
    "copy ",
    "const ",
    "&mut ",
    "(*_1)",
    " as Some",
    " as ",
    "\"",
    "'a ",
    "fn(",
    "dyn ",
    "impl ",
    "for<'a> ",
    "{closure@",
    "<impl at ",
    " // scope 0 at a.rs:1:2: 3:4",
    "\n",
    "        ",
    "}\n",
    "é",
];

const SEEDS: [&str; 6] = [
    "(((*_1).0: std::vec::Vec<&'a dyn Fn(u8) -> u8>) as Some)[_2][1:-1]",
    "_1 = <T as std::iter::Iterator>::map::<{closure@probe.rs:1:2: 3:4}, ()>(move _2) -> [return: bb1, unwind: bb2]",
    "_3 = const b\"\\x02a \\xc0\\x03 b \\xc7 \\x00\\x008\\x08\\x00\\x03\\x00\\x00\"",
    "bb1: {\n        return;\n    }\n",
    "for<'a> unsafe extern \"C\" fn(&'a T, ...) -> impl Future<Output = [u8; 3]> + 'a {core::str::<impl str>::len}",
    "switchInt(move _1) -> [0: bb0, otherwise: bb1]",
];

/// A dump of one body.
pub(crate) fn dump(random: &mut Random) -> String {
    let files: Vec<&str> = DUMP.split("==> ").skip(1).collect();
    let mut text = files[random.below(files.len())].split_once(" <==\n").unwrap_or_default().1.to_owned();
    for _ in 0..1 + random.below(6) {
        random.mutate(&mut text, &WORDS, &SEEDS);
    }
    text
}

/// A crate as text.
pub(crate) fn text(random: &mut Random) -> String {
    let bodies: Vec<&str> = EXPECTED.split("\n\n").skip(1).collect();
    let mut text = String::from("crate probe;\n");
    for _ in 0..1 + random.below(3) {
        text.push_str(bodies[random.below(bodies.len())]);
        text.push('\n');
    }
    for _ in 0..random.below(6) {
        random.mutate(&mut text, &WORDS, &SEEDS);
    }
    text
}

/// A crate as bytes.
pub(crate) fn bytes(random: &mut Random) -> Vec<u8> {
    let mut tables = Tables::default();
    let text = text(random);
    let Ok(krate) = parse(&text, &mut tables) else { return text.into_bytes() };
    let mut bytes = binary::write(&krate, &tables);
    for _ in 0..random.below(6) {
        let at = random.below(bytes.len());
        bytes[at] = match random.below(4) {
            0 => 0,
            1 => 0xff,
            2 => bytes[at].wrapping_add(1),
            _ => random.below(256) as u8,
        };
    }
    bytes
}

/// Reads an input as a dump, as text and as bytes; what is read must be sound, and read again as equal.
pub(crate) fn read(text: &str, bytes: &[u8]) {
    let file = |name: &str| DumpFile { name: format!("probe.{name}.1-1-000.built.after.mir"), text: text.to_owned() };
    let sources = |file: &str| (file == "probe.rs").then(|| probe::SOURCE.to_owned());
    let files = vec![file("f"), file("{impl#0}-put-{closure#0}")];
    let mut tables = Tables::default();
    let (krate, _) = read_dump(&Dump { crate_name: "probe", renamed: &[], root: "probe.rs", files, sources: &sources }, &mut tables);
    check(krate, tables);
    // A source that is no Rust, or other Rust.
    let sources = |_: &str| Some(text.to_owned());
    let mut tables = Tables::default();
    let files = vec![file("f")];
    let (krate, _) = read_dump(&Dump { crate_name: "probe", renamed: &[], root: "probe.rs", files, sources: &sources }, &mut tables);
    check(krate, tables);
    let mut tables = Tables::default();
    if let Ok(krate) = parse(text, &mut tables) {
        check(krate, tables);
    }
    let mut tables = Tables::default();
    if let Ok(krate) = binary::read(bytes, &mut tables) {
        check(krate, tables);
    }
}

fn check(krate: Crate, mut tables: Tables) {
    assert_eq!(krate.fault(), None);
    let text = print(&krate, &tables, Detail::Whole);
    assert_eq!(parse(&text, &mut tables).as_ref(), Ok(&krate));
    let bytes = binary::write(&krate, &tables);
    assert_eq!(binary::read(&bytes, &mut tables).as_ref(), Ok(&krate));
    link(&mut [krate], &mut tables);
}
