//! A summary as text, for people and for tests. Ways are written as in models.
//!
//! ```text
//! demo::set
//!   1.*.0 becomes 2
//! demo::get
//!   return is a reference to 1.*.0
//! demo::run
//!   1.* reaches Sql: demo::Db::query
//! demo::apply
//!   call #0 of 1 with 2
//!   return is #0
//! ```

use std::fmt::Write as _;

use super::cell::CellKind;
use super::link::{Callable, LinkTarget};
use super::path::{Path, StepKind};
use super::summary::{InvocationTarget, Summary};
use super::taint::{Exclusions, Origin, Root, Taint};
use super::trace::Event;
use super::tree::Tree;
use crate::model::Kinds;
use crate::program::{FunctionId, Program};

/// What a summary says, a line a fact.
pub fn explain(program: &Program, kinds: &Kinds, function: FunctionId, summary: &Summary) -> String {
    let text = program.text(program.body(function).path).to_owned() + "\n";
    let mut explanation = Explanation { program, kinds, summary, text };
    for (number, invocation) in summary.invocations.iter().enumerate() {
        let word = match invocation.target {
            InvocationTarget::Named => "call by name",
            InvocationTarget::Function(_) => "call by value",
            InvocationTarget::Callable => "call",
            InvocationTarget::Poll => "poll",
            InvocationTarget::Handler => "call from outside",
        };
        let arguments: Vec<String> = invocation.arguments.iter().map(|tree| explanation.value(tree)).collect();
        explanation.line(&format!("{word} #{number} with {}", arguments.join(", ")));
    }
    explanation.tree("return", "is", &summary.result);
    for (cell, tree) in &summary.effects {
        let name = explanation.cell(*cell);
        explanation.tree(&name, "becomes", tree);
    }
    for flow in &summary.sinks {
        let from = explanation.way(&root(flow.root), &flow.path);
        let leaf = flow.trace.steps().last().map(|step| step.event);
        let sink = match leaf {
            Some(Event::Sink(_, path) | Event::Passed(path)) => program.text(path),
            _ => "",
        };
        let line = format!("{from} reaches {}: {sink}", kinds.name(flow.kind));
        let line = line + &explanation.excluded(flow.excluded.as_deref());
        explanation.line(&line);
    }
    explanation.text
}

struct Explanation<'a> {
    program: &'a Program,
    kinds: &'a Kinds,
    summary: &'a Summary,
    text: String,
}

pub(super) fn root(root: Root) -> String {
    match root {
        Root::Parameter(number) => number.to_string(),
        Root::Outcome { invocation, port: 0 } => format!("#{invocation}"),
        Root::Outcome { invocation, port } => format!("#{invocation}({port})"),
        Root::Heap(block, number) => format!("heap {block}.{number}"),
    }
}

/// A way into what `start` names.
pub(super) fn way(program: &Program, start: &str, path: &Path) -> String {
    path.steps().iter().fold(start.to_owned(), |way, step| match step.kind() {
        StepKind::Deref => way + ".*",
        StepKind::Element | StepKind::Index(_) => way + ".elem",
        StepKind::Field(number) => format!("{way}.{number}"),
        StepKind::Variant(name) => format!("{way}.{}", program.text(name)),
    })
}

impl Explanation<'_> {
    fn line(&mut self, line: &str) {
        writeln!(self.text, "  {line}").expect("a text can be written to");
    }

    fn way(&self, start: &str, path: &Path) -> String {
        way(self.program, start, path)
    }

    fn cell(&self, cell: super::CellId) -> String {
        match self.summary.cells[cell.0 as usize] {
            CellKind::Local(number) => format!("_{number}"),
            CellKind::Input(from, path) => self.way(&root(from), &path),
            CellKind::Heap(block, number) | CellKind::Own(block, number) => format!("heap {block}.{number}"),
            CellKind::Static(path) => format!("static {}", self.program.text(path)),
            CellKind::Scratch(block, number) => format!("scratch {block}.{number}"),
        }
    }

    fn excluded(&self, excluded: Option<&Exclusions>) -> String {
        let Some(excluded) = excluded else { return String::new() };
        let names = |kinds: &super::KindSet| kinds.iter().map(|it| self.kinds.name(it)).collect::<Vec<_>>().join(", ");
        let mut text = String::new();
        if !excluded.sources.is_empty() {
            text = format!("{text}, but nothing of {}", names(&excluded.sources));
        }
        if !excluded.sinks.is_empty() {
            text = format!("{text}, safe for {}", names(&excluded.sinks));
        }
        text
    }

    fn taint(&self, taint: &Taint) -> String {
        let what = match taint.origin {
            Origin::Source(kind) => self.kinds.name(kind).to_owned(),
            Origin::Input { root: from, path, is_whole } => {
                let way = self.way(&root(from), &path);
                if is_whole { format!("made of {way}") } else { way }
            }
        };
        what + &self.excluded(taint.excluded.as_deref())
    }

    fn link(&self, link: &super::Link) -> String {
        let vague = if link.is_exact { "" } else { "something that may be " };
        match link.target {
            LinkTarget::Place(cell, path) => format!("{vague}a reference to {}", self.way(&self.cell(cell), &path)),
            LinkTarget::Callable(callable) => {
                let name = match callable {
                    Callable::Function(number, _) => self.program.text(self.program.reference_of(number).path),
                    Callable::Closure(function, _) | Callable::Coroutine(function, _) => {
                        self.program.text(self.program.body(function).path)
                    }
                    Callable::Methods(of) => self.program.head(of).map_or("an object", |path| self.program.text(path)),
                };
                format!("{vague}{name}")
            }
        }
    }

    /// What a node is, in one line.
    fn node(&self, taints: &[Taint], links: &[super::Link]) -> Vec<String> {
        taints.iter().map(|taint| self.taint(taint)).chain(links.iter().map(|link| self.link(link))).collect()
    }

    fn value(&self, tree: &Tree) -> String {
        let mut parts = Vec::new();
        tree.visit(&mut Vec::new(), &mut |path, node| {
            let own = self.node(&node.taints, &node.links);
            if !own.is_empty() {
                let way = self.way("", &Path::new(path).0);
                parts.push(if way.is_empty() { own.join(" or ") } else { format!("{way} = {}", own.join(" or ")) });
            }
        });
        if parts.is_empty() { "nothing".to_owned() } else { format!("({})", parts.join(", ")) }
    }

    fn tree(&mut self, start: &str, word: &str, tree: &Tree) {
        let mut lines = Vec::new();
        tree.visit(&mut Vec::new(), &mut |path, node| {
            let way = self.way(start, &Path::new(path).0);
            for own in self.node(&node.taints, &node.links) {
                // What stays as it was is no news.
                if own != way {
                    lines.push(format!("{way} {word} {own}"));
                }
            }
            for child in node.children.iter().filter(|child| child.is_cut && child.tree.is_bottom()) {
                let way = self.way(&way, &Path::new(&[child.step]).0);
                lines.push(format!("{way} {word} nothing known"));
            }
        });
        for line in lines {
            self.line(&line);
        }
    }
}
