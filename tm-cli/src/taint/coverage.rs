//! How much of a program the analysis sees.
//!
//! ```text
//! 2 crates, 1,292 bodies
//!   statements  41,230 of 41,234 understood (99.99 %)
//!   calls       8,610 of 9,082 have one target, or a trait and a type that are known (94.80 %)
//!     by: bridged 310, callable 92, concrete 1,090, direct 2,210, dynamic 4, foreign 5,316, parameter 60
//!     open: associated type 40, dyn type 4, function pointer 8, impl type 360, type parameter 60
//!   functions   860 that are called have no body here
//!   not understood: statement, 4 times, such as
//!     _1 = strange(_2)
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use tm_taint::Program;
use tm_taint::front::Coverage;
use tm_taint::front::probe::Degraded;
use tm_taint::graph::{CallGraph, CallSite, How};
use tm_taint::ir::{Callee, TerminatorKind, Type};

use super::{ReadCrate, ReadProgram};

/// The coverage of all crates and of each.
#[derive(Debug, Serialize)]
pub struct CoverageReport<'a> {
    #[serde(flatten)]
    total: Part,
    calls: Calls,
    misses: Vec<Miss<'a>>,
    degraded: &'a [Degraded],
    crates: Vec<CrateCoverage<'a>>,
}

#[derive(Debug, Serialize)]
struct CrateCoverage<'a> {
    package: &'a str,
    target: &'a str,
    #[serde(rename = "crate")]
    crate_name: &'a str,
    #[serde(flatten)]
    part: Part,
}

#[derive(Debug, Serialize)]
struct Part {
    /// Bytes of text that the compiler has printed.
    text_bytes: u64,
    bodies: u64,
    statements: u64,
    understood: u64,
}

#[derive(Debug, Default, Serialize)]
struct Calls {
    total: u64,
    /// Those with one target, or with a trait and a type that are known.
    certain: u64,
    /// The others, by what keeps them open.
    open: BTreeMap<&'static str, u64>,
    how: BTreeMap<&'static str, u64>,
    /// How many different functions are called that have no body here.
    functions_without_body: u64,
}

#[derive(Debug, Serialize)]
struct Miss<'a> {
    kind: &'static str,
    count: u64,
    samples: Vec<&'a str>,
}

/// How many examples of what was not understood are shown.
const SAMPLES: usize = 3;

impl<'a> CoverageReport<'a> {
    /// Of a program, with its calls.
    pub fn new(program: &'a ReadProgram, calls: &CallGraph) -> CoverageReport<'a> {
        let mut total = Coverage::default();
        let mut samples: Vec<Miss<'a>> = Vec::new();
        for it in &program.crates {
            total.add(&it.head.coverage);
            for (kind, miss) in &it.head.coverage.misses {
                let known = samples.iter().position(|it| it.kind == kind.name()).unwrap_or_else(|| {
                    samples.push(Miss { kind: kind.name(), count: 0, samples: Vec::new() });
                    samples.len() - 1
                });
                samples[known].count += miss.count;
                samples[known].samples.extend(miss.samples.iter().map(String::as_str));
            }
        }
        for miss in &mut samples {
            miss.samples.dedup();
            miss.samples.truncate(SAMPLES);
        }
        let text_bytes = program.crates.iter().map(|it| it.head.text_bytes).sum();
        let crates = program.crates.iter().map(CrateCoverage::of).collect();
        CoverageReport {
            total: Part::of(&total, text_bytes),
            calls: Calls::of(&program.program, calls),
            misses: samples,
            degraded: &program.degraded,
            crates,
        }
    }

    /// The share of statements that were understood, in per cent; all of none.
    pub fn percent(&self) -> f64 {
        match self.total.statements {
            0 => 100.0,
            statements => self.total.understood as f64 * 100.0 / statements as f64,
        }
    }

    /// For people.
    pub fn human(&self) -> String {
        let Part { bodies, statements, understood, .. } = &self.total;
        let mut text = format!("{}, {}\n", counted(self.crates.len() as u64, "crate"), counted_bodies(*bodies));
        let percent = share(*understood, *statements);
        let (understood, statements) = (grouped(*understood), grouped(*statements));
        let _ = writeln!(text, "  statements  {understood} of {statements} understood ({percent} %)");
        let Calls { total, certain, open, how, functions_without_body } = &self.calls;
        let percent = share(*certain, *total);
        let (certain, total) = (grouped(*certain), grouped(*total));
        let _ = writeln!(
            text,
            "  calls       {certain} of {total} have one target, or a trait and a type that are known ({percent} %)"
        );
        for (label, counts) in [("by", how), ("open", open)].into_iter().filter(|(_, it)| !it.is_empty()) {
            let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {}", grouped(*count))).collect();
            let _ = writeln!(text, "    {label}: {}", counts.join(", "));
        }
        let _ = writeln!(text, "  functions   {} that are called have no body here", grouped(*functions_without_body));
        for Miss { kind, count, samples } in &self.misses {
            let count = grouped(*count);
            let _ = writeln!(text, "  not understood: {kind}, {count} times, such as");
            for sample in samples {
                let _ = writeln!(text, "    {}", sample.lines().next().unwrap_or_default().trim());
            }
        }
        text
    }
}

impl<'a> CrateCoverage<'a> {
    fn of(it: &'a ReadCrate) -> CrateCoverage<'a> {
        CrateCoverage {
            package: &it.checked.package,
            target: &it.checked.target,
            crate_name: &it.head.crate_name,
            part: Part::of(&it.head.coverage, it.head.text_bytes),
        }
    }
}

impl Calls {
    fn of(program: &Program, calls: &CallGraph) -> Calls {
        let mut without_body = BTreeSet::new();
        let mut sum = Calls::default();
        for site in &calls.sites {
            sum.total += 1;
            match open(program, site) {
                None => sum.certain += 1,
                Some(why) => *sum.open.entry(why).or_default() += 1,
            }
            *sum.how.entry(how(site.how)).or_default() += 1;
            if let How::Foreign | How::Bridged = site.how {
                without_body.extend(site.path);
            }
        }
        sum.functions_without_body = without_body.len() as u64;
        sum
    }
}

/// The word for it, as documents have it.
pub(crate) fn how(it: How) -> &'static str {
    match it {
        How::Direct => "direct",
        How::Concrete => "concrete",
        How::Parameter => "parameter",
        How::Dynamic => "dynamic",
        How::Bridged => "bridged",
        How::Callable => "callable",
        How::Foreign => "foreign",
    }
}

/// Why the call may end in several functions, as far as its text tells: it names neither one function nor a trait with a
/// type that is known.
fn open(program: &Program, site: &CallSite) -> Option<&'static str> {
    let block = &program.body(site.caller).blocks[site.block as usize];
    let TerminatorKind::Call { callee: Callee::Function(function), .. } = &block.terminator.kind else {
        return if site.targets.len() == 1 { None } else { Some("function pointer") };
    };
    match (site.how, function.as_trait, function.self_type) {
        (How::Direct | How::Concrete, ..) => None,
        (How::Callable, ..) if site.targets.len() == 1 => None,
        // All that becomes `dyn` of a trait of the program's is in sight.
        (How::Dynamic, ..) if site.targets.len() == 1 && !site.has_others => None,
        (_, Some(_), Some(of)) => {
            let mut of = program.type_of(of);
            while let Type::Reference { to, .. } = of {
                of = program.type_of(*to);
            }
            match of {
                Type::Parameter(_) => Some("type parameter"),
                Type::Projection { .. } => Some("associated type"),
                Type::Opaque(_) if site.hidden_type_of.is_some() => None,
                Type::Opaque(_) => Some("impl type"),
                Type::Dynamic(_) => Some("dyn type"),
                Type::Other(_) => Some("type not understood"),
                _ => None,
            }
        }
        _ => None,
    }
}

impl Part {
    fn of(coverage: &Coverage, text_bytes: u64) -> Part {
        let Coverage { bodies, statements, .. } = *coverage;
        Part { text_bytes, bodies, statements, understood: coverage.understood() }
    }
}

/// The share in per cent with two digits, rounded down: only all is 100.
fn share(part: u64, whole: u64) -> String {
    let hundredths = if whole == 0 { 10_000 } else { u128::from(part) * 10_000 / u128::from(whole) };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

fn counted_bodies(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "body" } else { "bodies" })
}

/// `12,345`
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_shares_rounded_down() {
        for (count, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), expected);
        }
        for (part, whole, expected) in
            [(0, 0, "100.00"), (99_999, 100_000, "99.99"), (1, 3, "33.33"), (0, 7, "0.00"), (7, 7, "100.00")]
        {
            assert_eq!(share(part, whole), expected);
        }
    }
}
