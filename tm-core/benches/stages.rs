//! Each stage from a model file to the JSON of its findings, on generated models with three flows an element.
//!
//! ```text
//! cargo bench -p threat-model-core                                      our own library
//! TM_PYTM_PARITY=…/pytm-parity cargo bench -p threat-model-core         pytm's own threats.json
//! ```
//!
//! `cargo bench -- --sample-count 5` is enough to see the growth: every stage is linear.

use std::path::PathBuf;

use serde_json::{Value, json};
use tm_core::ask::{self, deciding_questions};
use tm_core::decide::{Assessment, Terms, decide};
use tm_core::declared::{Declaration, file};
use tm_core::evaluate::findings;
use tm_core::model::{Model, build};
use tm_core::render::{Evaluated, findings_json};
use tm_core::threat::{Library, shipped};

const ELEMENTS: [usize; 4] = [100, 1_000, 5_000, 20_000];

fn main() {
    divan::main();
}

#[divan::bench(args = ELEMENTS, sample_count = 10)]
fn read(bencher: divan::Bencher, elements: usize) {
    let text = generated(elements).to_string();
    bencher.bench(|| declarations(&text));
}

#[divan::bench(args = ELEMENTS, sample_count = 10)]
fn build_model(bencher: divan::Bencher, elements: usize) {
    let text = generated(elements).to_string();
    bencher.with_inputs(|| declarations(&text)).bench_values(build);
}

/// An item is one condition asked of one thing; it runs on one core.
#[divan::bench(args = ELEMENTS, sample_count = 10)]
fn evaluate(bencher: divan::Bencher, elements: usize) {
    let (model, library) = (model(elements), library());
    bencher.counter(questions(&model, &library)).bench(|| findings(&model, &library));
}

/// The same with the library once, four times and sixteen times over, on 1,000 elements.
#[divan::bench(args = [1, 4, 16], sample_count = 10)]
fn evaluate_libraries(bencher: divan::Bencher, copies: usize) {
    let (model, library) = (model(1_000), copied(copies));
    bencher.counter(questions(&model, &library)).bench(|| findings(&model, &library));
}

/// The proof of the shipped library: cases, changed conditions, and each pair of conditions.
#[divan::bench(sample_count = 10)]
fn verify(bencher: divan::Bencher) {
    let library = shipped();
    bencher.bench(|| tm_core::evaluate::verify(&library));
}

#[divan::bench(args = [100, 1_000, 5_000], sample_count = 5)]
fn ask_what_decides(bencher: divan::Bencher, elements: usize) {
    let (model, library) = (model(elements), library());
    let assessment: Assessment = decide(&model, &library, findings(&model, &library), &Terms::on("2026-01-01")).0;
    bencher.bench(|| deciding_questions(&model, &library, &assessment));
}

#[divan::bench(args = [100, 1_000, 5_000], sample_count = 5)]
fn ask_everything(bencher: divan::Bencher, elements: usize) {
    let (model, library) = (model(elements), library());
    let assessment: Assessment = decide(&model, &library, findings(&model, &library), &Terms::on("2026-01-01")).0;
    bencher.bench(|| ask::questions(&model, &library, &assessment));
}

#[divan::bench(args = ELEMENTS, sample_count = 10)]
fn write_json(bencher: divan::Bencher, elements: usize) {
    let (model, library) = (model(elements), library());
    let assessment: Assessment = decide(&model, &library, findings(&model, &library), &Terms::on("2026-01-01")).0;
    let evaluated = Evaluated { model: &model, library: &library, assessment: &assessment };
    bencher.bench(|| findings_json(&mut std::io::sink(), &[evaluated]));
}

fn library() -> Library {
    let Some(folder) = std::env::var_os("TM_PYTM_PARITY").map(PathBuf::from) else { return shipped() };
    let text = std::fs::read_to_string(folder.join("threats.json")).expect("the folder has a threats.json");
    Library::read(&[("threats.json", &text)]).0
}

/// The shipped library so many times over.
fn copied(copies: usize) -> Library {
    let of = |copy| tm_threats::LIBRARY.iter().map(move |(id, text)| (format!("{id}-{copy}.toml"), text, copy));
    // An alias is taken once only.
    let alone = |text: &str, copy: usize| match text.lines().position(|line| line.starts_with("aliases")) {
        Some(at) if copy > 0 => {
            text.lines().enumerate().filter(|(line, _)| *line != at).map(|(_, it)| format!("{it}\n")).collect()
        }
        _ => text.to_owned(),
    };
    let files: Vec<_> = (0..copies).flat_map(of).map(|(name, text, copy)| (name, alone(text, copy))).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Library::read(&files).0
}

/// How often a threat is about a thing of the model.
fn questions(model: &Model, library: &Library) -> divan::counter::ItemsCount {
    let classes = model.targets().map(|target| model.entity(target).class);
    let of = |class: tm_schema::Class| {
        library.threats.iter().filter(|threat| threat.targets.iter().any(|base| class.is_a(*base))).count()
    };
    divan::counter::ItemsCount::new(classes.map(of).sum::<usize>())
}

fn model(elements: usize) -> Model {
    build(declarations(&generated(elements).to_string())).0
}

fn declarations(text: &str) -> Vec<Declaration> {
    file::read(serde_json::from_str(text).expect("what was generated is JSON"), "generated").0
}

/// A model of so many elements; equal numbers give equal models.
fn generated(elements: usize) -> Value {
    const CLASSES: [&str; 8] =
        ["Server", "Process", "Datastore", "Lambda", "Actor", "ExternalEntity", "LLM", "SetOfProcesses"];
    let mut random = Random(elements as u64 + 1);
    let boundaries = elements.div_ceil(10);
    let data = elements.div_ceil(5);
    let boundary = |index| json!({ "id": format!("b{index}"), "name": format!("Boundary {index}") });
    let datum = |index: usize, random: &mut Random| {
        json!({ "id": format!("d{index}"), "name": format!("Data {index}"), "is_stored": random.below(3) == 0,
            "is_pii": random.below(3) == 0, "classification": random.of(&["Public", "Restricted", "Secret"]) })
    };
    let element = |index: usize, random: &mut Random| {
        json!({ "id": format!("e{index}"), "name": format!("Element {index}"), "class": random.of(&CLASSES),
            "boundary": format!("b{}", random.below(boundaries)), "protocol": random.of(&["HTTP", "HTTPS", "TCP"]),
            "controls": { "validates_input": random.below(2) == 0, "sanitizes_input": random.below(2) == 0 } })
    };
    let flow = |index: usize, random: &mut Random| {
        json!({ "source": format!("e{}", random.below(elements)), "sink": format!("e{}", random.below(elements)),
            "name": format!("Flow {index}"), "data": [format!("d{}", random.below(data))],
            "controls": { "is_encrypted": random.below(2) == 0 } })
    };
    json!({
        "name": "generated",
        "boundaries": (0..boundaries).map(boundary).collect::<Vec<_>>(),
        "data": (0..data).map(|index| datum(index, &mut random)).collect::<Vec<_>>(),
        "elements": (0..elements).map(|index| element(index, &mut random)).collect::<Vec<_>>(),
        "flows": (0..3 * elements).map(|index| flow(index, &mut random)).collect::<Vec<_>>(),
    })
}

/// Numbers that look random (xorshift64, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}
