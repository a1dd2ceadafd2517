//! The names a condition may use, in either dialect, and the nearest one to a name that is none of them.

use tm_schema::{AttributeId, Class, ENUMERATIONS, Enumeration, Kind, attributes_of};

use super::Dialect;
use super::definitions::{DEFINITIONS, Definition, definition};
use super::expr::ClassSet;

/// Methods of conditions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Method {
    OneOf,
    Crosses,
    Enters,
    Exits,
    Inside,
    HasDataLeaks,
    CheckTlsVersion,
    /// One that the language itself says.
    Defined(&'static Definition),
}

/// A method that is no definition.
struct BuiltIn {
    method: Method,
    name: &'static str,
    pytm: &'static str,
    arguments: &'static str,
    of: &'static str,
    doc: &'static str,
}

const fn built_in(
    method: Method,
    [name, pytm]: [&'static str; 2],
    arguments: &'static str,
    of: &'static str,
    doc: &'static str,
) -> BuiltIn {
    BuiltIn { method, name, pytm, arguments, of, doc }
}

#[rustfmt::skip] // a table: one method a line
static METHODS: [BuiltIn; 7] = [
    built_in(Method::OneOf, ["one_of", "oneOf"], "CLASS, …", "anything", "It is of one of the classes, or of one derived from them."),
    built_in(Method::Crosses, ["crosses"; 2], "Boundary", "a dataflow", "Its ends do not stand in the same boundary."),
    built_in(Method::Enters, ["enters"; 2], "Boundary", "a dataflow", "It ends in a boundary that its source is not inside of."),
    built_in(Method::Exits, ["exits"; 2], "Boundary", "a dataflow", "It starts in a boundary that its sink is not inside of."),
    built_in(Method::Inside, ["inside"; 2], "Boundary", "an element or boundary", "It stands in a boundary."),
    built_in(Method::HasDataLeaks, ["has_data_leaks", "hasDataLeaks"], "", "a dataflow", "Some of its data is classified higher than it or one of its ends may handle."),
    built_in(Method::CheckTlsVersion, ["check_tls_version", "checkTLSVersion"], "FLOWS", "an element", "One of the flows is protected by an older TLS than the element accepts."),
];

/// A predicate, for those who write conditions.
pub(crate) struct Described {
    /// How it is asked: `crosses(Boundary)`.
    pub(crate) call: String,
    pub(crate) of: String,
    pub(crate) doc: &'static str,
    /// What it stands for, if the language itself says it.
    pub(crate) body: Option<&'static str>,
}

/// All predicates, those that are built in first.
pub(crate) fn predicates() -> impl Iterator<Item = Described> {
    let built_in = METHODS.iter().map(|it| {
        let call = format!("{}({})", it.name, it.arguments);
        Described { call, of: it.of.to_owned(), doc: it.doc, body: None }
    });
    let defined = DEFINITIONS.iter().map(|it| {
        let level = if it.level.is_some() { "LEVEL" } else { "" };
        Described { call: format!("{}({level})", it.name), of: it.of.noun(), doc: it.doc, body: Some(it.body) }
    });
    built_in.chain(defined)
}

/// Functions of conditions.
pub(super) const FUNCTIONS: [&str; 3] = ["any", "all", "len"];

/// The classes a reference of that kind can lead to.
pub(super) fn classes_of(kind: Kind) -> ClassSet {
    match kind {
        Kind::Element => Class::elements().collect(),
        Kind::Boundary => [Class::Boundary].into_iter().collect(),
        Kind::Data => [Class::Data].into_iter().collect(),
        Kind::Dataflow => [Class::Dataflow].into_iter().collect(),
    }
}

/// The kind of reference that leads to any of `classes`; `None` if no single one does.
pub(super) fn kind_of(classes: ClassSet) -> Option<Kind> {
    let kinds = [Kind::Element, Kind::Boundary, Kind::Data, Kind::Dataflow];
    kinds.into_iter().find(|kind| classes.iter().all(|class| classes_of(*kind).contains(class)))
}

impl Dialect {
    fn pick<'n>(self, native: &'n str, pytm: &'n str) -> &'n str {
        match self {
            Dialect::Native => native,
            Dialect::Pytm => pytm,
        }
    }

    fn other(self) -> Dialect {
        match self {
            Dialect::Native => Dialect::Pytm,
            Dialect::Pytm => Dialect::Native,
        }
    }

    /// The name of an attribute; empty if the dialect has none for it.
    pub(super) fn attribute_name(self, id: AttributeId) -> &'static str {
        self.pick(id.get().name, id.get().pytm)
    }

    /// The attribute or control of `class` called `name`.
    pub(super) fn attribute(self, class: Class, name: &str, is_control: bool) -> Option<AttributeId> {
        attributes_of(class).find(|id| id.get().is_control == is_control && self.attribute_name(*id) == name)
    }

    pub(super) fn method(self, name: &str) -> Option<Method> {
        let built_in = METHODS.iter().find(|it| self.pick(it.name, it.pytm) == name);
        let defined = || definition(name).filter(|_| self == Dialect::Native).map(Method::Defined);
        built_in.map(|it| it.method).or_else(defined)
    }

    pub(super) fn method_name(self, method: Method) -> &'static str {
        if let Method::Defined(definition) = method {
            return definition.name;
        }
        let row = METHODS.iter().find(|it| it.method == method).expect("every method has a row");
        self.pick(row.name, row.pytm)
    }

    pub(super) fn method_names(self) -> impl Iterator<Item = &'static str> {
        let defined = DEFINITIONS.iter().filter(move |_| self == Dialect::Native).map(|it| it.name);
        METHODS.iter().map(move |it| self.pick(it.name, it.pytm)).chain(defined)
    }

    /// The class called `name`; pytm gives conditions no name for some.
    pub(super) fn class(self, name: &str) -> Option<Class> {
        let is_hidden = |class: &Class| matches!(class, Class::LLM | Class::Data | Class::Model) || !class.is_in_pytm();
        Class::from_name(name).filter(|class| self == Dialect::Native || !is_hidden(class))
    }

    pub(super) fn enumeration(self, name: &str) -> Option<&'static Enumeration> {
        ENUMERATIONS.iter().copied().find(|it| self.pick(it.name, it.pytm) == name)
    }

    pub(super) fn enumeration_name(self, of: &'static Enumeration) -> &'static str {
        self.pick(of.name, of.pytm)
    }

    pub(super) fn member(self, of: &Enumeration, name: &str) -> Option<u8> {
        match self {
            Dialect::Native => of.member(name),
            Dialect::Pytm => {
                of.members.iter().position(|it| it.pytm.contains(&name)).and_then(|index| u8::try_from(index).ok())
            }
        }
    }

    pub(super) fn member_names(self, of: &'static Enumeration) -> impl Iterator<Item = &'static str> {
        of.members.iter().filter_map(move |it| match self {
            Dialect::Native => Some(it.name),
            Dialect::Pytm => it.pytm.first().copied(),
        })
    }

    /// This dialect's name for an attribute that the other dialect calls `name`.
    pub(super) fn translated(self, classes: ClassSet, name: &str, is_control: bool) -> Option<&'static str> {
        let id = classes.iter().find_map(|class| self.other().attribute(class, name, is_control))?;
        Some(self.attribute_name(id)).filter(|it| !it.is_empty() && *it != name)
    }

    /// This dialect's name for a member that the other dialect calls `name`.
    pub(super) fn translated_member(self, of: &'static Enumeration, name: &str) -> Option<&'static str> {
        let member = &of.members[usize::from(self.other().member(of, name)?)];
        match self {
            Dialect::Native => Some(member.name),
            Dialect::Pytm => member.pytm.first().copied(),
        }
    }

    /// This dialect's name for a method that the other dialect calls `name`.
    pub(super) fn translated_method(self, name: &str) -> Option<&'static str> {
        let name = self.other().method(name).map(|method| self.method_name(method));
        name.filter(|name| self.method(name).is_some())
    }
}

/// "`A`, `B` and `C`"
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>, last: &str) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_indexes_a_slot() {
        assert!(Class::all().count() <= 32);
    }

    #[test]
    fn names_are_translated_between_the_dialects() {
        let flows: ClassSet = [Class::Dataflow].into_iter().collect();
        assert_eq!(Dialect::Native.translated(flows, "usesVPN", false), Some("uses_vpn"));
        assert_eq!(Dialect::Pytm.translated(flows, "is_encrypted", true), Some("isEncrypted"));
        assert_eq!(Dialect::Native.translated(flows, "uses_vpn", false), None);
        assert_eq!(Dialect::Native.translated_member(&tm_schema::LIFETIME, "LONG_LIVED"), Some("Long"));
        assert_eq!(Dialect::Native.translated_method("oneOf"), Some("one_of"));
        assert_eq!(Dialect::Pytm.translated_method("is_exposed"), None);
    }
}
