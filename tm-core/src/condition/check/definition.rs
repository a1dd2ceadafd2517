//! Puts what a predicate stands for where it is asked.
//!
//! ```text
//! f.response.carries(Classification.Secret)
//! any(d.classification >= Classification.Secret or d.is_pii or d.is_credentials for d in f.response.data)
//! ```

use std::ops::Range;

use tm_schema::{Class, Enumeration};

use super::{Body, Checker, Term, Type};
use crate::condition::Fault;
use crate::condition::definitions::Definition;
use crate::condition::expr::{ClassSet, ExprKind, Operand, Path, Scalar};
use crate::condition::parser::parse;
use crate::condition::syntax::{Name, Node, NodeKind};
use crate::condition::vocabulary::listed;

impl Checker {
    pub(super) fn defined(
        &mut self,
        definition: &'static Definition,
        it: (Path, ClassSet),
        name: &Name,
        arguments: &[Node],
        span: &Range<usize>,
    ) -> Option<ExprKind> {
        let level = self.argument(definition.level, name, arguments);
        self.receiver(definition, &it, name)?;
        let level = level?;
        let body = parse(definition.body).expect("the body of a definition is a condition");
        let around = self.body.replace(Body { it, level, outer: self.scope.len() });
        let meaning = self.truth(&body);
        self.body = around;
        let mut meaning = meaning.expect("the body of a definition makes sense for all that it is asked of");
        meaning.stand_at(span);
        Some(meaning.kind)
    }

    /// Reports a predicate asked of what it makes no sense for: all classes must be right where reading asks for all.
    fn receiver(&mut self, definition: &Definition, (path, classes): &(Path, ClassSet), name: &Name) -> Option<()> {
        let is_wrong = |class: &Class| !definition.of.fits(*class);
        let wrong: Vec<_> = classes.iter().filter(is_wrong).collect();
        let is_strict = self.is_strict(path);
        if wrong.is_empty() || !is_strict && wrong.len() < classes.iter().count() {
            return Some(());
        }
        let roots = wrong.iter().filter(|class| class.parent().is_none_or(|parent| !wrong.contains(&parent)));
        let roots = listed(roots.map(|class| class.name()), "or");
        let message = format!("`{}` is asked of {}, and this may be {roots}", name.text, definition.of.noun());
        self.error(&name.span, message);
        None
    }

    /// The member that is given, if one is asked for.
    fn argument(
        &mut self,
        wanted: Option<&'static Enumeration>,
        name: &Name,
        arguments: &[Node],
    ) -> Option<Option<(u8, &'static Enumeration)>> {
        let Some(of) = wanted else {
            let Some(argument) = arguments.first() else { return Some(None) };
            self.error(&argument.span, format!("`{}` takes nothing", name.text));
            return None;
        };
        let takes = format!("`{}` takes one member of `{}`", name.text, of.name);
        let example = |member: &str| format!("write `{}({}.{member})`", name.text, of.name);
        let any = of.members.last().map(|it| it.name).unwrap_or_default();
        let argument = match arguments {
            [argument] => argument,
            [] => {
                self.error_with_help(&name.span, takes, example(any));
                return None;
            }
            [_, more, ..] => {
                self.error_with_help(&more.span, takes, example(any));
                return None;
            }
        };
        let bare = match &argument.kind {
            NodeKind::Text(text) => Some(text.as_str()),
            NodeKind::Path(names) if names.len() == 1 => names.first().map(|it| it.text.as_str()),
            _ => None,
        };
        if let Some(member) = bare.filter(|member| self.dialect.member(of, member).is_some()) {
            self.error_with_help(&argument.span, takes, example(member));
            return None;
        }
        match self.term(argument)? {
            Term::Scalar(Operand::Constant(Scalar::Member(member)), Type::Member(found)) if found == of => {
                Some(Some((member, of)))
            }
            Term::Scalar(Operand::Read { .. }, Type::Member(found)) if found == of => {
                let fault = Fault::error(argument.span.clone(), format!("{takes}, written out"));
                self.faults.push(fault.with_help(example(any)));
                None
            }
            other => {
                let message = format!("{takes}, and this is {}", other.noun(self.dialect));
                self.error_with_help(&argument.span, message, example(any));
                None
            }
        }
    }
}
