//! Kinds that models name and nobody declares: a misspelt one would never meet a rule.

use std::collections::BTreeSet;

use tm_diagnostic::nearest;

use super::{Models, RuleSet, Statement};

/// A kind that nobody declares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undeclared {
    /// The function, field, type or static whose model names it.
    pub path: String,
    /// The kind.
    pub kind: String,
    /// Whether it is one of sources.
    pub is_source: bool,
    /// The kind that was probably meant.
    pub suggestion: Option<String>,
}

impl Models {
    /// The kinds that models name and `rules` do not declare, by the path of what the model is of.
    pub fn undeclared(&self, rules: &RuleSet) -> Vec<Undeclared> {
        let mut undeclared = BTreeSet::new();
        let mut check = |path: &str, kind: &str, is_source: bool| {
            let declared = if is_source { &rules.sources } else { &rules.sinks };
            if !declared.contains_key(kind) {
                let suggestion = nearest(kind, declared.keys().map(String::as_str)).map(str::to_owned);
                undeclared.insert(Undeclared { path: path.to_owned(), kind: kind.to_owned(), is_source, suggestion });
            }
        };
        for (path, model) in self.functions().chain(self.fields()).chain(self.types()).chain(self.statics()) {
            for statement in &model.statements {
                match statement {
                    Statement::Source { kind, .. } | Statement::Handle { kind, .. } => check(path, kind, true),
                    Statement::Sink { kind, .. } => check(path, kind, false),
                    Statement::Sanitize(sanitizer) => {
                        sanitizer.sources.iter().for_each(|kind| check(path, kind, true));
                        sanitizer.sinks.iter().for_each(|kind| check(path, kind, false));
                    }
                    _ => {}
                }
            }
        }
        undeclared.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_nobody_declares_is_named_with_what_was_meant() {
        let mut models = Models::default();
        super::super::shipped(&mut models);
        for (path, statement) in [
            ("web::body", "source UserInptu => return"),
            ("web::run", "sink Sql 1"),
            ("web::run", "sink Shell 2"),
            ("web::clean", "sanitize sinks Htlm flow"),
        ] {
            models.declare(path, statement).unwrap();
        }
        models.declare_type("web::Token", "source Secrte => return").unwrap();
        let found: Vec<_> = models
            .undeclared(&RuleSet::shipped())
            .into_iter()
            .map(|it| format!("{}: {} {:?}", it.path, it.kind, it.suggestion.unwrap_or_default()))
            .collect();
        let token = "web::Token: Secrte \"Secret\"";
        assert_eq!(
            found,
            [token, "web::body: UserInptu \"UserInput\"", "web::clean: Htlm \"Html\"", "web::run: Shell \"\""]
        );
    }
}
