//! What the declarations mean: names resolved, values typed, ends inherited, boundaries nested.
//!
//! ```text
//! Internet ⟨ Visitor ⟩ ──"Visitor enters comments"──▶ ⟨ post_comment ⟩ Web
//!
//! model.dataflows[0].source == Visitor        model.read(flow, protocol) == Stated("HTTP")
//! model.dataflows[0].sink == post_comment     model.read(flow, tls_version) == Assumed(TlsVersion.None)
//! ```
//!
//! Every answer about an attribute says whether somebody *stated* it or it is *assumed*: silence about encryption is not
//! "no encryption". Evaluation, questions and reports all rest on that difference.

mod boundaries;
mod build;
mod crossings;
mod derive;
mod ids;
mod protocol;
mod resolve;
mod suppose;
#[cfg(test)]
mod tests;
mod value;

pub use build::build;
pub use crossings::{Crossing, Direction};
pub(crate) use derive::{duplicates, origins, shared_with_reply};
pub(crate) use ids::slug;
pub(crate) use protocol::encrypts;
pub use suppose::Trial;
pub(crate) use tm_diagnostic::nearest;
pub use value::{Reading, Source, Value};

use tm_diagnostic::Location;
pub use tm_diagnostic::Response;
use tm_schema::{AttributeId, Class};

use crate::declared::Origin;
use crate::threat::Severity;

/// A whole threat model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// What people call it.
    pub name: String,
    /// What it is a model of.
    pub description: String,
    /// Where `model!` stands; unset if nobody wrote it.
    pub at: Option<Location>,
    /// How it is drawn, and what it takes for granted.
    pub options: Options,
    /// The nodes, in declaration order.
    pub elements: Vec<Element>,
    /// The trust boundaries, in declaration order.
    pub boundaries: Vec<Boundary>,
    /// The data: declared ones in declaration order, then those only mentioned in some flow.
    pub data: Vec<Data>,
    /// The flows: in declaration order, or by their `order` where one is written.
    pub dataflows: Vec<Dataflow>,
}

/// Options of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Flows are numbered in the diagrams.
    pub is_ordered: bool,
    /// A flow and its reply are drawn as one arrow.
    pub merge_responses: bool,
    /// Elements that no flow touches are left out.
    pub ignore_unused: bool,
    /// What to do with a flow that repeats another.
    pub on_duplicates: Duplicates,
    /// What the model takes for granted of everything in it.
    pub assumptions: Vec<Assumption>,
}

/// What to do with a flow that repeats another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// Keep and draw both.
    #[default]
    Keep,
    /// Report the second as an error.
    Deny,
    /// Evaluate both, draw the first.
    Hide,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The index in the model's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Indexes [`Model::elements`].
    ElementId
    /// Indexes [`Model::boundaries`].
    BoundaryId
    /// Indexes [`Model::data`].
    DataId
    /// Indexes [`Model::dataflows`].
    DataflowId
}

/// Anything a threat can be about: what a condition calls `target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are named for what they hold")]
pub enum Target {
    Element(ElementId),
    Boundary(BoundaryId),
    Data(DataId),
    Dataflow(DataflowId),
}

/// What all targets have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// The stable id: a written `id`, else the Rust path; for flows `SOURCE->SINK#slug-of-name`.
    pub id: String,
    /// Its class.
    pub class: Class,
    /// What people call it.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Where it was declared.
    pub at: Option<Location>,
    /// The annotation and the code it is about; unset in model files.
    pub origin: Option<Origin>,
    /// What is known of it, sorted by attribute; what is missing takes the vocabulary's default.
    pub values: Vec<Known>,
    /// The decisions written on it.
    pub expectations: Vec<Expectation>,
    /// What is said of single findings on it, at most once of each threat.
    pub overrides: Vec<Override>,
    /// What is taken for granted of it.
    pub assumptions: Vec<Assumption>,
}

/// One attribute's value and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The attribute.
    pub attribute: AttributeId,
    /// Its value.
    pub value: Value,
    /// Where it comes from.
    pub source: Source,
}

/// A decision on a finding, written as `expect(ID, reason = "…")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The threat, by id or alias, as written.
    pub threat: String,
    /// Why.
    pub reason: String,
    /// Who answers for it; empty if not written.
    pub owner: String,
    /// The last day it holds, `YYYY-MM-DD`; forever if not written.
    pub until: Option<String>,
    /// Whether it holds only for as long as the code is what was reviewed.
    pub until_changed: bool,
    /// What was decided.
    pub response: Response,
    /// Where it was written.
    pub at: Option<Location>,
}

/// Something taken for granted, and the threats that it rules out.
///
/// A finding that an assumption rules out is none: evaluation counts it apart, with the assumption's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumption {
    /// What is assumed, in a few words.
    pub name: String,
    /// More about it; may be empty.
    pub description: String,
    /// The threats it rules out, by id or alias, as written.
    pub exclude: Vec<String>,
    /// Where it was written; unset where a model file says it of the whole model.
    pub at: Option<Location>,
}

/// What is said of one finding on a thing: how bad it is there, or what was done about it.
///
/// What it leaves out stays as the threat has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Override {
    /// The threat, by id or alias, as written.
    pub threat: String,
    /// How bad it is here.
    pub severity: Option<Severity>,
    /// A CVSS score or vector; empty if not written.
    pub cvss: String,
    /// What was done about it; empty if not written. One that begins with the name of a [`Response`] decides the finding.
    pub response: String,
    /// Whether the threat applies here whatever its condition and its targets say.
    pub always: bool,
    /// Where it was written.
    pub at: Option<Location>,
}

/// A node of the diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// What all targets have.
    pub entity: Entity,
    /// The innermost boundary it stands in.
    pub boundary: Option<BoundaryId>,
    /// The flows that end at it, replies aside.
    pub inputs: Vec<DataflowId>,
    /// The flows that start at it, replies aside.
    pub outputs: Vec<DataflowId>,
}

/// A trust boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// What all targets have.
    pub entity: Entity,
    /// The boundary around it. Following these always ends: cycles are cut when the model is built.
    pub within: Option<BoundaryId>,
}

/// A kind of information.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// What all targets have.
    pub entity: Entity,
    /// False for a free text that some flow mentions.
    pub is_declared: bool,
    /// The flows that carry it.
    pub carried_by: Vec<DataflowId>,
    /// The ends of those flows.
    pub processed_by: Vec<ElementId>,
}

/// An edge of the diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataflow {
    /// What all targets have.
    pub entity: Entity,
    /// Where it starts.
    pub source: ElementId,
    /// Where it ends.
    pub sink: ElementId,
    /// What it carries.
    pub data: Vec<DataId>,
    /// Whether it answers another flow.
    pub is_response: bool,
    /// The flow it answers, where that is known.
    pub response_to: Option<DataflowId>,
    /// The flow that answers it.
    pub response: Option<DataflowId>,
    /// Its number in the diagrams.
    pub order: Option<u32>,
}

impl Model {
    /// The common part of any target.
    pub fn entity(&self, target: Target) -> &Entity {
        match target {
            Target::Element(id) => &self.element(id).entity,
            Target::Boundary(id) => &self.boundary(id).entity,
            Target::Data(id) => &self.datum(id).entity,
            Target::Dataflow(id) => &self.dataflow(id).entity,
        }
    }

    pub(crate) fn entity_mut(&mut self, target: Target) -> &mut Entity {
        match target {
            Target::Element(id) => &mut self.elements[id.index()].entity,
            Target::Boundary(id) => &mut self.boundaries[id.index()].entity,
            Target::Data(id) => &mut self.data[id.index()].entity,
            Target::Dataflow(id) => &mut self.dataflows[id.index()].entity,
        }
    }

    /// The element of that id.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.index()]
    }

    /// The boundary of that id.
    pub fn boundary(&self, id: BoundaryId) -> &Boundary {
        &self.boundaries[id.index()]
    }

    /// The datum of that id.
    pub fn datum(&self, id: DataId) -> &Data {
        &self.data[id.index()]
    }

    /// The flow of that id.
    pub fn dataflow(&self, id: DataflowId) -> &Dataflow {
        &self.dataflows[id.index()]
    }

    /// All elements with their ids.
    pub fn element_ids(&self) -> impl Iterator<Item = ElementId> + use<> {
        (0..self.elements.len() as u32).map(ElementId)
    }

    /// All boundaries' ids.
    pub fn boundary_ids(&self) -> impl Iterator<Item = BoundaryId> + use<> {
        (0..self.boundaries.len() as u32).map(BoundaryId)
    }

    /// All data's ids.
    pub fn data_ids(&self) -> impl Iterator<Item = DataId> + use<> {
        (0..self.data.len() as u32).map(DataId)
    }

    /// All flows' ids.
    pub fn dataflow_ids(&self) -> impl Iterator<Item = DataflowId> + use<> {
        (0..self.dataflows.len() as u32).map(DataflowId)
    }

    /// Everything a threat can be about: elements, flows, boundaries, data, each in its order.
    pub fn targets(&self) -> impl Iterator<Item = Target> + use<> {
        let elements = self.element_ids().map(Target::Element);
        let dataflows = self.dataflow_ids().map(Target::Dataflow);
        let boundaries = self.boundary_ids().map(Target::Boundary);
        elements.chain(dataflows).chain(boundaries).chain(self.data_ids().map(Target::Data))
    }

    /// The id or name that `text` is most probably a misspelling of.
    pub fn suggest(&self, text: &str) -> Option<&str> {
        let entities = || self.targets().map(|target| self.entity(target));
        let names = entities().map(|it| it.id.as_str()).chain(entities().map(|it| it.name.as_str()));
        nearest(text, names)
    }

    /// The value of an attribute, and whether somebody stated it.
    ///
    /// The attribute must belong to the target's class; conditions are checked for that before they are evaluated.
    pub fn read(&self, target: Target, attribute: AttributeId) -> Reading<'_> {
        let entity = self.entity(target);
        match entity.values.binary_search_by_key(&attribute, |known| known.attribute) {
            Ok(index) => Reading::known(&entity.values[index]),
            Err(_) => Reading::assumed(attribute, entity.class),
        }
    }
}

impl Target {
    /// The word for it in messages.
    pub fn noun(self) -> &'static str {
        match self {
            Target::Element(_) => "element",
            Target::Boundary(_) => "boundary",
            Target::Data(_) => "data",
            Target::Dataflow(_) => "dataflow",
        }
    }
}

impl Entity {
    /// Records a value, unless the attribute already has one.
    pub(crate) fn learn(&mut self, attribute: AttributeId, value: Value, source: Source) {
        if let Err(index) = self.values.binary_search_by_key(&attribute, |known| known.attribute) {
            self.values.insert(index, Known { attribute, value, source });
        }
    }

    /// What is known of `attribute`, stated or derived.
    pub fn known(&self, attribute: AttributeId) -> Option<&Known> {
        self.values.binary_search_by_key(&attribute, |known| known.attribute).ok().map(|index| &self.values[index])
    }

    /// The boolean attribute or control called `name`, by its path (`in_scope`, `controls.is_encrypted`).
    pub fn flag(&self, path: &str) -> bool {
        let id = match path.strip_prefix("controls.") {
            Some(name) => tm_schema::control(name),
            None => tm_schema::lookup(self.class, path),
        };
        let id = id.unwrap_or_else(|| panic!("{} has no attribute `{path}`", self.class.name()));
        let default = tm_schema::Value::Bool(true);
        match self.known(id) {
            Some(known) => known.value == Value::Bool(true),
            None => id.get().default_for(self.class) == default,
        }
    }

    /// Whether threats to it are evaluated.
    pub fn in_scope(&self) -> bool {
        !self.class.is_a(Class::Element) || self.flag("in_scope")
    }
}
