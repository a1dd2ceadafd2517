//! The classes of a threat model and how they derive from one another.

/// A class of things in a threat model.
///
/// `Element` and `Asset` are the bases of the others and may be used for things that fit no other class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each class documents itself in its table row, `Class::doc`")]
pub enum Class {
    Element,
    Asset,
    Actor,
    Server,
    ExternalEntity,
    Datastore,
    Lambda,
    LLM,
    Agent,
    Process,
    SetOfProcesses,
    Device,
    Pipeline,
    Dataflow,
    Boundary,
    Data,
    Model,
}

use Class::*;

struct Row {
    class: Class,
    name: &'static str,
    parent: Option<Class>,
    doc: &'static str,
}

const fn row(class: Class, name: &'static str, parent: Option<Class>, doc: &'static str) -> Row {
    Row { class, name, parent, doc }
}

/// In the order of the enum, so that a class indexes its own row.
static ROWS: [Row; 17] = [
    row(Element, "Element", None, "Anything in the diagram; the base of all other classes."),
    row(Asset, "Asset", Some(Element), "Something the system is made of and that is worth protecting."),
    row(Actor, "Actor", Some(Element), "A person or outside party that starts flows."),
    row(Server, "Server", Some(Asset), "A long-running program that answers requests."),
    row(ExternalEntity, "ExternalEntity", Some(Asset), "A system outside our control that ours talks to."),
    row(Datastore, "Datastore", Some(Asset), "Somewhere data rests: a database, a file, a bucket, a queue."),
    row(Lambda, "Lambda", Some(Asset), "A function run on demand by a platform."),
    row(LLM, "LLM", Some(Asset), "A large language model, hosted by us or by a provider."),
    row(Agent, "Agent", Some(Asset), "A program that lets a language model choose and call tools."),
    row(Process, "Process", Some(Asset), "A running program or a task inside one."),
    row(SetOfProcesses, "SetOfProcesses", Some(Process), "Several like processes drawn as one."),
    row(Device, "Device", Some(Process), "A piece of hardware in the field, with the firmware on it."),
    row(
        Pipeline,
        "Pipeline",
        Some(Process),
        "What turns source code into what runs: a build, a release, a deployment.",
    ),
    row(Dataflow, "Dataflow", Some(Element), "Data moving from one element to another."),
    row(Boundary, "Boundary", Some(Element), "A line where trust changes, and all that is inside it."),
    row(Data, "Data", None, "A kind of information that flows or rests."),
    row(Model, "Model", None, "The threat model as a whole."),
];

impl Class {
    /// Every class, bases first.
    pub fn all() -> impl Iterator<Item = Class> {
        ROWS.iter().map(|row| row.class)
    }

    /// The classes `#[element(…)]` takes: all elements but dataflows and boundaries, which have macros of their own.
    pub fn elements() -> impl Iterator<Item = Class> {
        Class::all().filter(|class| class.is_a(Element) && !matches!(class, Dataflow | Boundary))
    }

    /// The class called `name`, spelt exactly.
    pub fn from_name(name: &str) -> Option<Class> {
        ROWS.iter().find(|row| row.name == name).map(|row| row.class)
    }

    /// The name in macros, conditions and output; the same in pytm, but for `Model` (pytm: `TM`) and what pytm lacks.
    pub fn name(self) -> &'static str {
        ROWS[self as usize].name
    }

    /// Whether pytm has it too.
    pub fn is_in_pytm(self) -> bool {
        !matches!(self, Device | Pipeline)
    }

    /// One sentence on what the class stands for.
    pub fn doc(self) -> &'static str {
        ROWS[self as usize].doc
    }

    /// The class this one derives from.
    pub fn parent(self) -> Option<Class> {
        ROWS[self as usize].parent
    }

    /// Whether this class is `other` or derives from it.
    pub fn is_a(self, other: Class) -> bool {
        self == other || self.parent().is_some_and(|parent| parent.is_a(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_indexes_its_own_row() {
        for (index, row) in ROWS.iter().enumerate() {
            assert_eq!(row.class as usize, index, "{}", row.name);
            assert_eq!(Class::from_name(row.name), Some(row.class));
        }
    }

    #[test]
    fn derivation_is_transitive() {
        assert!(SetOfProcesses.is_a(Process) && SetOfProcesses.is_a(Asset) && SetOfProcesses.is_a(Element));
        assert!(!Actor.is_a(Asset) && !Data.is_a(Element));
        assert!(Device.is_a(Process) && !Device.is_in_pytm());
    }
}
