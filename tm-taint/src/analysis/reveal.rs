//! What the engine believes of a value at a point, where the user asks with `tm::reveal_taint!(x)`.
//!
//! ```text
//! tm::reveal_taint!(login)        the macro leaves a call that never runs: reveal_taint(&login)
//!     login.password: Secret      its argument leads to the value; what is in it, and behind it, is noted
//! ```

use super::apply::Site;
use super::body::Pass;
use super::cell::CellKind;
use super::describe::{How, how};
use super::link::LinkTarget;
use super::path::Step;
use super::place::Location;
use super::spelling::{input, spelled};
use super::state::State;
use super::summary::Summary;
use super::taint::{Origin, Taint};
use super::trace::Trace;
use super::tree::Tree;
use super::types;
use crate::ir::{Projection, Span, TypeId};
use crate::model::Models;
use crate::program::FunctionId;

/// How many references deep a value is looked into.
const MAXIMUM_DEPTH: u8 = 4;

/// What is believed of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// The function in which the user asks.
    pub function: FunctionId,
    /// Where.
    pub span: Option<Span>,
    /// The parts of which something is believed.
    pub parts: Vec<RevealedPart>,
}

/// What is believed of a part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevealedPart {
    /// Which: `it`, `it.password`, `*it`.
    pub at: String,
    /// The kind of source by name, or nothing where it is what the function was given.
    pub kind: Option<String>,
    /// What the function was given: `text`, `login.name`.
    pub given: Option<String>,
    /// Conditions and features.
    pub how: How,
    /// The steps from the source to here, the first one first.
    pub steps: Vec<Trace>,
}

/// What was noted in a pass: the ways into the value, each with where what is there comes from.
pub(super) type Noted = Vec<(Vec<Step>, Taint)>;

impl Pass<'_> {
    /// Notes what is believed of the value that the argument leads to.
    pub(super) fn reveal(&mut self, state: &State, argument: &Tree, site: Site) {
        let found = self.dereferenced(argument);
        let value = self.read(state, &found);
        let mut noted = Noted::new();
        self.note(state, &value, &mut Vec::new(), &mut noted, 0);
        let of = self.parameter_types(site).first().copied().flatten();
        self.note_fields(of, &mut noted);
        self.revealed.insert(site.span, (of, noted));
    }

    /// Fields that are sources are so when they are read.
    fn note_fields(&self, of: Option<TypeId>, noted: &mut Noted) {
        let engine = self.engine;
        let of = of.and_then(|of| types::after(engine.program, of, &Projection::Deref));
        let Some(path) = of.and_then(|of| engine.program.head(of)) else { return };
        let fields = engine.places.fields.iter().filter(|((of, ..), _)| *of == path);
        let mut fields: Vec<_> = fields.map(|((_, variant, number), model)| (*variant, *number, model)).collect();
        fields.sort_by_key(|(variant, number, _)| (*variant, *number));
        for (variant, number, model) in fields {
            let way: Vec<Step> = variant.map(Step::variant).into_iter().chain([Step::field(number)]).collect();
            noted.extend(model.sources.iter().map(|leaf| (way.clone(), leaf.source())));
        }
    }

    fn note(&mut self, state: &State, tree: &Tree, way: &mut Vec<Step>, noted: &mut Noted, depth: u8) {
        let Some(node) = tree.node() else { return };
        for taint in &node.taints {
            if !noted.iter().any(|(at, known)| at == way && known.key() == taint.key()) {
                noted.push((way.clone(), taint.clone()));
            }
        }
        for link in &node.links {
            let LinkTarget::Place(cell, path) = link.target else { continue };
            if depth < MAXIMUM_DEPTH && !matches!(self.cells.kind(cell), CellKind::Scratch(..)) {
                let content = self.read_at(state, &Location { cell, path, is_exact: link.is_exact });
                way.push(Step::DEREF);
                self.note(state, &content, way, noted, depth + 1);
                way.pop();
            }
        }
        for child in &node.children {
            way.push(child.step);
            self.note(state, &child.tree, way, noted, depth);
            way.pop();
        }
    }
}

/// What was noted of one value, in words.
pub(super) fn revealed(
    program: &crate::Program,
    models: &Models,
    summary: &Summary,
    function: FunctionId,
    span: Option<Span>,
    (of, noted): (Option<TypeId>, Noted),
) -> Revealed {
    // The macro borrows the value.
    let of = of.and_then(|of| types::after(program, of, &Projection::Deref));
    let part = |(way, taint): (Vec<Step>, Taint)| {
        let mut steps: Vec<Trace> = taint.way.trace.iter().flat_map(|trace| trace.steps()).cloned().collect();
        steps.reverse();
        let (kind, given) = match taint.origin {
            Origin::Source(kind) => (Some(models.kinds.name(kind).to_owned()), None),
            Origin::Input { root, path, .. } => (None, Some(input(program, function, summary, root, path.steps()))),
        };
        let how = how(program, models, taint.excluded.as_deref(), taint.way.features, taint.way.always);
        RevealedPart { at: spelled(program, "it", of, &way), kind, given, how, steps }
    };
    Revealed { function, span, parts: noted.into_iter().map(part).collect() }
}
