//! The engine's statements against a plain, slow reading of them, on thousands of generated bodies.
//!
//! The oracle knows no trees, no links, no shared nodes, no order of blocks: a state is the set of all facts "this leaf of this local may
//! hold this source" and "this reference may lead to this place", and a body is gone through until no fact is new. The types are so small that all
//! leaves can be listed: `P { a: String, b: String }`, `Q { p: P, s: String }`, and references to them.
//!
//! ```text
//! _1: P   _2: Q   _3: &mut P        bb0: _3 = &mut (_2.0); (*_3).1 = move _5; ...   bb1: sink(copy (_2.0).1)
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::check::analyse;

/// The types of the generated locals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    P,
    Q,
    RefP,
    RefText,
}

const LOCALS: [Kind; 7] = [Kind::Text, Kind::Text, Kind::P, Kind::Q, Kind::RefP, Kind::RefP, Kind::RefText];

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Kind::Text => "std::string::String",
            Kind::P => "demo::P",
            Kind::Q => "demo::Q",
            Kind::RefP => "&mut demo::P",
            Kind::RefText => "&mut std::string::String",
        }
    }

    /// The ways to all texts in it.
    fn leaves(self) -> Vec<Vec<u8>> {
        match self {
            Kind::Text => vec![vec![]],
            Kind::P => vec![vec![0], vec![1]],
            Kind::Q => vec![vec![0, 0], vec![0, 1], vec![1]],
            Kind::RefP | Kind::RefText => vec![],
        }
    }
}

/// A local (the first is 1) and fields of it.
type Place = (usize, Vec<u8>);

/// A place as it is written: perhaps behind a reference.
#[derive(Clone, Debug)]
struct Written {
    local: usize,
    is_deref: bool,
    fields: Vec<u8>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Line {
    Copy(Written, Written),
    Constant(Written),
    Borrow(usize, Written),
    CopyReference(usize, usize),
}

#[derive(Clone, Debug)]
enum End {
    Goto(usize),
    Switch(usize, usize),
    Source(Written, usize),
    Sink(Written, usize),
    Return,
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn local(&mut self, kinds: &[Kind]) -> usize {
        loop {
            let local = self.below(LOCALS.len());
            if kinds.contains(&LOCALS[local]) {
                return local + 1;
            }
        }
    }

    /// A place of one of the kinds that are no references.
    fn place(&mut self, wanted: &[Kind]) -> Written {
        loop {
            let local = self.below(LOCALS.len()) + 1;
            let (is_deref, mut kind) = match LOCALS[local - 1] {
                Kind::RefP => (true, Kind::P),
                Kind::RefText => (true, Kind::Text),
                other => (false, other),
            };
            let mut fields = Vec::new();
            while self.below(2) == 0 {
                let field = self.below(2) as u8;
                kind = match (kind, field) {
                    (Kind::Q, 0) => Kind::P,
                    (Kind::Q | Kind::P, _) => Kind::Text,
                    _ => break,
                };
                fields.push(field);
            }
            if wanted.contains(&kind) {
                return Written { local, is_deref, fields, kind };
            }
        }
    }
}

struct Body {
    blocks: Vec<(Vec<Line>, End)>,
}

fn generate(random: &mut Random) -> Body {
    let count = 3 + random.below(6);
    let blocks = (0..count)
        .map(|block| {
            let mut lines = Vec::new();
            if block == 0 {
                // What may be read without being set is not Rust: references are set first.
                for local in (1..=LOCALS.len()).filter(|local| LOCALS[local - 1] == Kind::RefP) {
                    let to =
                        Written { local: random.local(&[Kind::P]), is_deref: false, fields: vec![], kind: Kind::P };
                    lines.push(Line::Borrow(local, to));
                }
                for local in (1..=LOCALS.len()).filter(|local| LOCALS[local - 1] == Kind::RefText) {
                    let to = Written {
                        local: random.local(&[Kind::Text]),
                        is_deref: false,
                        fields: vec![],
                        kind: Kind::Text,
                    };
                    lines.push(Line::Borrow(local, to));
                }
            }
            for _ in 0..random.below(5) {
                lines.push(match random.below(8) {
                    0 => Line::Constant(random.place(&[Kind::Text])),
                    1 => {
                        let local = random.local(&[Kind::RefP, Kind::RefText]);
                        let kind = if LOCALS[local - 1] == Kind::RefP { Kind::P } else { Kind::Text };
                        Line::Borrow(local, random.place(&[kind]))
                    }
                    2 => {
                        let kind = [Kind::RefP, Kind::RefText][random.below(2)];
                        Line::CopyReference(random.local(&[kind]), random.local(&[kind]))
                    }
                    _ => {
                        let kind = [Kind::Text, Kind::Text, Kind::P, Kind::Q][random.below(4)];
                        Line::Copy(random.place(&[kind]), random.place(&[kind]))
                    }
                });
            }
            let next = |random: &mut Random| random.below(count);
            let end = match if block == 0 { 0 } else { random.below(10) } {
                0..=2 => End::Source(random.place(&[Kind::Text]), next(random)),
                3..=6 => End::Sink(random.place(&[Kind::Text, Kind::P, Kind::Q]), next(random)),
                7 => End::Switch(next(random), next(random)),
                8 => End::Goto(next(random)),
                _ => End::Return,
            };
            (lines, end)
        })
        .collect();
    Body { blocks }
}

fn place_text(place: &Written) -> String {
    let mut text = if place.is_deref { format!("(*_{})", place.local) } else { format!("_{}", place.local) };
    let mut kind = match LOCALS[place.local - 1] {
        Kind::RefP => Kind::P,
        Kind::RefText => Kind::Text,
        other => other,
    };
    for field in &place.fields {
        kind = if (kind, *field) == (Kind::Q, 0) { Kind::P } else { Kind::Text };
        text = format!("({text}.{field}: {})", kind.text());
    }
    text
}

fn text(body: &Body) -> String {
    let mut text = String::from("crate demo;\n@\"a.rs\":1:1-999:1\nfn demo::main() -> () {\n");
    for (number, kind) in (1..).zip(LOCALS) {
        writeln!(text, "    let _{number}: {};", kind.text()).unwrap();
    }
    for (number, (lines, end)) in body.blocks.iter().enumerate() {
        writeln!(text, "  bb{number}:").unwrap();
        for line in lines {
            match line {
                Line::Copy(to, from) => writeln!(text, "    {} = copy {};", place_text(to), place_text(from)),
                Line::Constant(to) => writeln!(text, "    {} = const \"\";", place_text(to)),
                Line::Borrow(to, of) => writeln!(text, "    _{to} = &mut {};", place_text(of)),
                Line::CopyReference(to, from) => writeln!(text, "    _{to} = copy _{from};"),
            }
            .unwrap();
        }
        let at = number + 1;
        match end {
            End::Goto(next) => writeln!(text, "    goto bb{next};"),
            End::Switch(one, other) => writeln!(text, "    switch(const true) -> [0: bb{one}, else: bb{other}];"),
            End::Source(to, next) => {
                writeln!(text, "    {} = demo::source() -> bb{next}; @{at}:1-{at}:2", place_text(to))
            }
            End::Sink(of, next) => {
                writeln!(text, "    _0 = demo::sink(copy {}) -> bb{next}; @{at}:1-{at}:2", place_text(of))
            }
            End::Return => writeln!(text, "    return;"),
        }
        .unwrap();
    }
    text.push_str("}\n");
    text
}

/// Which leaves hold what the source gave, and where references lead.
#[derive(Clone, Default, PartialEq, Eq)]
struct Facts {
    tainted: BTreeSet<Place>,
    leads: BTreeMap<usize, BTreeSet<Place>>,
}

impl Facts {
    fn places(&self, written: &Written) -> Vec<Place> {
        let starts = if written.is_deref {
            self.leads.get(&written.local).into_iter().flatten().cloned().collect()
        } else {
            vec![(written.local, Vec::new())]
        };
        starts
            .into_iter()
            .map(|(local, mut fields)| {
                fields.extend(&written.fields);
                (local, fields)
            })
            .collect()
    }

    fn leaves(&self, written: &Written) -> BTreeSet<Vec<u8>> {
        let places = self.places(written);
        let all = written.kind.leaves().into_iter();
        all.filter(|leaf| {
            places.iter().any(|(local, fields)| self.tainted.contains(&(*local, [&fields[..], &leaf[..]].concat())))
        })
        .collect()
    }

    fn write(&mut self, to: &Written, tainted: &BTreeSet<Vec<u8>>) {
        let places = self.places(to);
        for (local, fields) in &places {
            for leaf in to.kind.leaves() {
                let at = (*local, [&fields[..], &leaf[..]].concat());
                if tainted.contains(&leaf) {
                    self.tainted.insert(at);
                } else if places.len() == 1 {
                    self.tainted.remove(&at);
                }
            }
        }
    }

    fn join(&mut self, other: &Facts) -> bool {
        let before = self.clone();
        self.tainted.extend(other.tainted.iter().cloned());
        for (local, places) in &other.leads {
            self.leads.entry(*local).or_default().extend(places.iter().cloned());
        }
        *self != before
    }
}

/// The lines of sinks that something from the source reaches.
fn oracle(body: &Body) -> BTreeSet<usize> {
    let mut states: Vec<Option<Facts>> = vec![None; body.blocks.len()];
    states[0] = Some(Facts::default());
    let mut found = BTreeSet::new();
    let mut is_changed = true;
    while is_changed {
        is_changed = false;
        for (number, (lines, end)) in body.blocks.iter().enumerate() {
            let Some(mut facts) = states[number].clone() else { continue };
            for line in lines {
                match line {
                    Line::Copy(to, from) => {
                        let tainted = facts.leaves(from);
                        facts.write(to, &tainted);
                    }
                    Line::Constant(to) => facts.write(to, &BTreeSet::new()),
                    Line::Borrow(to, of) => {
                        let places = facts.places(of).into_iter().collect();
                        facts.leads.insert(*to, places);
                    }
                    Line::CopyReference(to, from) => {
                        let places = facts.leads.get(from).cloned().unwrap_or_default();
                        facts.leads.insert(*to, places);
                    }
                }
            }
            let successors = match end {
                End::Goto(next) => vec![*next],
                End::Switch(one, other) => vec![*one, *other],
                End::Source(to, next) => {
                    facts.write(to, &BTreeSet::from([Vec::new()]));
                    vec![*next]
                }
                End::Sink(of, next) => {
                    if !facts.leaves(of).is_empty() {
                        found.insert(number + 1);
                    }
                    vec![*next]
                }
                End::Return => vec![],
            };
            for next in successors {
                match &mut states[next] {
                    Some(before) => is_changed |= before.join(&facts),
                    slot => {
                        *slot = Some(facts.clone());
                        is_changed = true;
                    }
                }
            }
        }
    }
    found
}

#[test]
fn engine_and_oracle_agree() {
    let mut random = Random(0x5eed_1234_5678_9abc);
    let mut with_flow = 0;
    // Bodies are analysed many at a time: the models are read once for each program.
    for _ in 0..100 {
        let bodies: Vec<Body> = (0..100).map(|_| generate(&mut random)).collect();
        let texts: Vec<String> = bodies
            .iter()
            .enumerate()
            .map(|(number, body)| {
                let own = text(body).replace("demo::main", &format!("demo::main{number}"));
                own.trim_start_matches("crate demo;\n").to_owned()
            })
            .collect();
        let whole = format!("crate demo;\n{}", texts.concat());
        let (program, _, outcome) = analyse(&[&whole], &[], &[]);
        let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for flow in outcome.issues.iter().flat_map(|issue| &issue.flows) {
            let path = program.text(program.body(flow.function).path).to_owned();
            found.entry(path).or_default().insert(flow.leaf().span.map_or(0, |span| span.line as usize));
        }
        for (number, body) in bodies.iter().enumerate() {
            let expected = oracle(body);
            with_flow += usize::from(!expected.is_empty());
            let found = found.remove(&format!("demo::main{number}")).unwrap_or_default();
            assert_eq!(found, expected, "\n{}", texts[number]);
        }
    }
    assert!(with_flow > 1000, "too few bodies have a flow: {with_flow}");
}
