//! Conditions of pytm in our own spelling.
//!
//! ```text
//! target.controls.isEncrypted is False and any(d.classification == Classification.SECRET for d in target.data)
//! not target.controls.is_encrypted and any(d.classification == Classification.Secret for d in target.data)
//! ```
//!
//! Only what both dialects can say is translated, and only what cannot raise an exception: of the rest, pytm's own meaning
//! has no words here.

use tm_schema::Class;

use super::syntax::{Generator, Name, Node, NodeKind, Operator};
use super::{Body, Dialect, compile, parser};

/// The condition of our language that holds whenever pytm's `text` does, for things of the classes `targets`.
pub fn from_pytm(text: &str, targets: &[Class]) -> Option<String> {
    let (condition, _) = compile(text, targets, Dialect::Pytm);
    let Body::Typed(_) = condition?.body else { return None };
    let node = parser::parse(text).ok()?;
    let printed = Printer { variables: vec!["target".to_owned()] }.print(&node, Level::Or)?;
    compile(&printed, targets, Dialect::Native).0.map(|_| printed)
}

/// What stands around an expression: one that binds less needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Operand,
}

struct Printer {
    /// The names that mean things of the model: `target`, and those behind `for`.
    variables: Vec<String>,
}

impl Printer {
    fn print(&mut self, node: &Node, around: Level) -> Option<String> {
        let (level, text) = match &node.kind {
            NodeKind::Bool(true) => (Level::Operand, "True".to_owned()),
            NodeKind::Bool(false) => (Level::Operand, "False".to_owned()),
            NodeKind::None => (Level::Operand, "None".to_owned()),
            NodeKind::Int(it) => (Level::Operand, it.to_string()),
            NodeKind::Text(it) => (Level::Operand, quoted(it)),
            NodeKind::Path(names) => (Level::Operand, self.path(names)?),
            NodeKind::Call(names, arguments) => self.call(names, arguments)?,
            NodeKind::Tuple(items) => {
                let comma = if items.len() == 1 { "," } else { "" };
                (Level::Operand, format!("({}{comma})", self.list(items)?))
            }
            NodeKind::Not(part) => (Level::Not, format!("not {}", self.print(part, Level::Not)?)),
            NodeKind::And(parts) => (Level::And, self.series(parts, " and ", Level::And)?),
            // `a or (b and c)`: nobody should have to know which binds more.
            NodeKind::Or(parts) => (Level::Or, self.series(parts, " or ", Level::Not)?),
            NodeKind::Compare(left, operator, right) => self.compare(left, *operator, right)?,
            NodeKind::Generator(generator) => (Level::Operand, self.generator(generator)?),
        };
        Some(if level < around { format!("({text})") } else { text })
    }

    fn list(&mut self, nodes: &[Node]) -> Option<String> {
        let items: Option<Vec<_>> = nodes.iter().map(|node| self.print(node, Level::Or)).collect();
        Some(items?.join(", "))
    }

    /// The parts of an `and` or `or`. Parentheses around a part of the same kind change nothing.
    fn series(&mut self, parts: &[Node], word: &str, level: Level) -> Option<String> {
        let parts: Option<Vec<_>> = parts.iter().map(|part| self.print(part, level)).collect();
        Some(parts?.join(word))
    }

    fn compare(&mut self, left: &Node, operator: Operator, right: &Node) -> Option<(Level, String)> {
        let is_equality = matches!(operator, Operator::Is | Operator::Equal);
        let is_inequality = matches!(operator, Operator::IsNot | Operator::NotEqual);
        if let (NodeKind::Bool(value), true) = (&right.kind, is_equality || is_inequality) {
            // As one would say it.
            return Some(if *value == is_equality {
                (Level::Not, self.print(left, Level::Not)?)
            } else {
                (Level::Not, format!("not {}", self.print(left, Level::Not)?))
            });
        }
        let is_reference = matches!(left.kind, NodeKind::None) || matches!(right.kind, NodeKind::None);
        let symbol = match operator {
            Operator::Is if !is_reference => "==",
            Operator::IsNot if !is_reference => "!=",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Is => "is",
            Operator::IsNot => "is not",
            Operator::In => "in",
            Operator::NotIn => "not in",
        };
        let (left, right) = (self.print(left, Level::Operand)?, self.print(right, Level::Operand)?);
        Some((Level::Not, format!("{left} {symbol} {right}")))
    }

    fn generator(&mut self, generator: &Generator) -> Option<String> {
        let list = self.print(&generator.list, Level::Operand)?;
        self.variables.push(generator.variable.text.clone());
        let body = self.print(&generator.body, Level::Or);
        let filter = generator.filter.as_ref().map(|filter| self.print(filter, Level::Or));
        self.variables.pop();
        let filter = match filter {
            None => String::new(),
            Some(filter) => format!(" if {}", filter?),
        };
        Some(format!("{} for {} in {list}{filter}", body?, generator.variable.text))
    }

    fn call(&mut self, names: &[Name], arguments: &[Node]) -> Option<(Level, String)> {
        let (name, object) = names.split_last()?;
        if object.is_empty() {
            return Some((Level::Operand, format!("{}({})", name.text, self.list(arguments)?)));
        }
        let object = self.path(object)?;
        // To pytm a flow that leaves one boundary for another enters none.
        let ends = match name.text.as_str() {
            "enters" => Some(("source", "sink")),
            "exits" => Some(("sink", "source")),
            _ => None,
        };
        if let Some((outside, inside)) = ends {
            let text = format!("{object}.{outside}.boundary is None and {object}.{inside}.boundary is not None");
            return Some((Level::And, text));
        }
        let method = Dialect::Native.method_name(Dialect::Pytm.method(&name.text)?);
        Some((Level::Operand, format!("{object}.{method}({})", self.list(arguments)?)))
    }

    /// An attribute of a thing, a member of an enumeration, or the name of a class.
    fn path(&self, names: &[Name]) -> Option<String> {
        let (first, rest) = names.split_first()?;
        if !self.variables.contains(&first.text) {
            return match rest {
                [] => Some(first.text.clone()),
                [member] => {
                    let of = Dialect::Pytm.enumeration(&first.text)?;
                    let index = Dialect::Pytm.member(of, &member.text)?;
                    Some(format!("{}.{}", of.name, of.members[usize::from(index)].name))
                }
                _ => None,
            };
        }
        let mut path = first.text.clone();
        let mut is_control = false;
        for name in rest.iter().map(|it| it.text.as_str()) {
            let native = match name {
                "controls" if !is_control => "controls",
                _ => Class::all().find_map(|class| Dialect::Pytm.attribute(class, name, is_control))?.get().name,
            };
            is_control = name == "controls";
            path = format!("{path}.{native}");
        }
        Some(path)
    }
}

/// A text in single quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\\' | '\'' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(character),
        }
    }
    quoted + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(targets: &[Class], text: &str, expected: Option<&str>) {
        assert_eq!(from_pytm(text, targets).as_deref(), expected, "{text}");
    }

    #[test]
    fn names_and_idioms_are_ours() {
        let check = |text, expected| check(&[Class::Server], text, Some(expected));
        check("target.controls.validatesInput is False", "not target.controls.validates_input");
        check(
            "target.usesXMLParser is True and target.OS == 'Linux'",
            "target.uses_xml_parser and target.os == 'Linux'",
        );
        check("target.usesVPN is not True or target.usesVPN != False", "not target.uses_vpn or target.uses_vpn");
        check("(target.usesVPN is False) is False", "not not target.uses_vpn");
        check(
            "not (target.usesVPN or target.usesCache) and (target.usesVPN)",
            "not (target.uses_vpn or target.uses_cache) and target.uses_vpn",
        );
        check(
            "target.usesVPN and target.usesCache or target.onAWS",
            "(target.uses_vpn and target.uses_cache) or target.on_aws",
        );
        check("target.minTLSVersion < TLSVersion.TLSv12", "target.min_tls_version < TlsVersion.Tls12");
        check("target.checkTLSVersion(target.inputs)", "target.check_tls_version(target.inputs)");
        check("target.oneOf(Server, Lambda)", "target.one_of(Server, Lambda)");
        check("target.OS in ('a\\'b', \"c\\\\\\n\")", "target.os in ('a\\'b', 'c\\\\\\n')");
        check("target.OS in ['a']", "target.os in ('a',)");
        check("len([f for f in target.inputs if f.usesVPN]) > 2", "len(f for f in target.inputs if f.uses_vpn) > 2");
        check(
            "any(d.credentialsLife in (Lifetime.LONG, Lifetime.MANUAL) for d in target.data)",
            "any(d.credentials_life in (Lifetime.Long, Lifetime.Manual) for d in target.data)",
        );
        check("True", "True");
    }

    #[test]
    fn flows_cross_as_in_pytm() {
        let check = |text, expected| check(&[Class::Dataflow], text, Some(expected));
        check("target.crosses(Boundary)", "target.crosses(Boundary)");
        check(
            "target.enters(Boundary) and target.isResponse",
            "target.source.boundary is None and target.sink.boundary is not None and target.is_response",
        );
        check(
            "not target.exits(Boundary)",
            "not (target.sink.boundary is None and target.source.boundary is not None)",
        );
        check("target.hasDataLeaks() and target.sink.inScope", "target.has_data_leaks() and target.sink.in_scope");
    }

    #[test]
    fn what_only_pytm_can_say_stays_with_pytm() {
        for text in [
            "len(target.inputs) + 1 > 2",
            "target.inputs[0].usesVPN",
            "1 < target.port < 3",
            "target.inBoundary is not None",
            "target.protocl == 'HTTP'",
            "target.usesVPN if target.usesCache else False",
        ] {
            check(&[Class::Server], text, None);
        }
        check(&[Class::Element], "target.usesVPN", None);
        check(&[], "True", Some("True"));
    }
}
