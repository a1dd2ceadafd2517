//! The rules of a run: those that come with `cargo tm`, and those of each tm.toml.

use tm_core::code::Code;
use tm_core::config::{DeclaredRule, Taint, Written};
use tm_core::threat::Library;
use tm_diagnostic::{Diagnostic, Rule as PolicyRule, nearest};
use tm_taint::model::{MESSAGE, Rule, RuleSet};

/// The rules of a run.
#[derive(Debug)]
pub struct Rules {
    /// Rules and kinds.
    pub set: RuleSet,
    /// Codes of rules that are left out.
    pub left_out: Vec<String>,
    /// What is wrong with those of tm.toml.
    pub faults: Vec<Diagnostic>,
}

impl Rules {
    /// What several files say, in their order, on top of what is shipped unless one of them leaves it out.
    pub fn new(files: &[Taint]) -> Rules {
        let shipped = RuleSet::shipped();
        let is_shipped = files.iter().rev().find_map(|it| it.shipped).unwrap_or(true);
        let codes = shipped.rules.iter().map(|it| it.code.clone());
        let left_out = if is_shipped { Vec::new() } else { codes.collect() };
        // Kinds stay: models that come with us name them.
        let set = RuleSet { rules: if is_shipped { shipped.rules } else { Vec::new() }, ..shipped };
        let mut rules = Rules { set, left_out, faults: Vec::new() };
        for kind in files.iter().flat_map(|it| &it.sources) {
            rules.set.sources.insert(kind.name.text.clone(), kind.about.clone());
        }
        for kind in files.iter().flat_map(|it| &it.sinks) {
            rules.set.sinks.insert(kind.name.text.clone(), kind.about.clone());
        }
        let mut seen: Vec<&DeclaredRule> = Vec::new();
        for rule in files.iter().flat_map(|it| &it.rules) {
            // The workspace's file is that of each of its packages.
            if !seen.contains(&rule) {
                rules.add(rule);
                seen.push(rule);
            }
        }
        rules
    }

    fn add(&mut self, declared: &DeclaredRule) {
        self.check_kinds(&declared.sources, true);
        self.check_kinds(&declared.sinks, false);
        let names = |list: &[Written]| list.iter().map(|it| it.text.clone()).collect();
        let rule = Rule {
            code: declared.code.text.clone(),
            name: declared.name.clone(),
            message: declared.message.clone().unwrap_or_else(|| MESSAGE.to_owned()),
            sources: names(&declared.sources),
            sinks: names(&declared.sinks),
            without: Vec::new(),
            severity: declared.severity,
            cwe: declared.cwe.clone(),
            threat: declared.threat.as_ref().map(|it| it.text.clone()),
            help: declared.help.clone().unwrap_or_default(),
        };
        let code = &declared.code;
        match (self.set.position(&code.text), declared.replaces) {
            (None, false) => self.set.rules.push(rule),
            (Some(known), true) => self.set.rules[known] = rule,
            (Some(_), false) => {
                let help = "give it another code, or say `replaces = true`";
                self.fault(code, format!("there is a rule `{}` already", code.text), help);
            }
            (None, true) if self.left_out.contains(&code.text) => self.set.rules.push(rule),
            (None, true) => {
                let help = "leave out `replaces`, or take the code of what it replaces";
                self.fault(code, format!("it replaces nothing: there is no rule `{}` before it", code.text), help);
            }
        }
    }

    fn check_kinds(&mut self, names: &[Written], is_source: bool) {
        for name in names {
            let (table, declared, others) = match is_source {
                true => ("sources", &self.set.sources, &self.set.sinks),
                false => ("sinks", &self.set.sinks, &self.set.sources),
            };
            if declared.contains_key(&name.text) {
                continue;
            }
            let what = table.trim_end_matches('s');
            let help = match nearest(&name.text, declared.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if others.contains_key(&name.text) => format!("it is a kind of the other side, not of {table}"),
                None => format!("declare it: `[taint.{table}]` with `{} = \"what it is\"`", name.text),
            };
            self.fault(name, format!("nobody declares the kind of {what} `{}`", name.text), &help);
        }
    }

    /// Checks that the threats that rules name are in the library, and that no threat has the code of a rule.
    pub fn check_threats(&mut self, files: &[Taint], library: &Library) {
        for rule in files.iter().flat_map(|it| &it.rules) {
            if let Some(threat) = rule.threat.as_ref().filter(|it| library.position(&it.text).is_none()) {
                if library.leaves_out(&threat.text) {
                    continue;
                }
                let help = match library.suggest(&threat.text) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`cargo tm threats list` shows them all".to_owned(),
                };
                self.fault(threat, format!("no threat is called `{}`", threat.text), &help);
            }
            if library.position(&rule.code.text).is_some() {
                let message = format!("a threat is called `{}` already", rule.code.text);
                self.fault(&rule.code, message, "give the rule another code: levels name both");
            }
        }
    }

    fn fault(&mut self, at: &Written, message: String, help: &str) {
        let fault = Code::InvalidConfig.diagnostic(format!("{}: {message}", at.at.file)).at(Some(at.at.clone()), "");
        let fault = fault.with_help(help);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The rules as levels know them.
    pub fn policy_rules(&self) -> Vec<PolicyRule> {
        self.set.rules.iter().map(policy_rule).collect()
    }
}

/// A rule as levels know it.
pub fn policy_rule(rule: &Rule) -> PolicyRule {
    PolicyRule { id: rule.code.clone(), aliases: Vec::new(), groups: rule.groups(), is_news: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of the rules that a tm.toml makes, and its faults.
    fn check(text: &str) -> (Vec<String>, Vec<String>) {
        let (config, faults) = tm_core::config::read("tm.toml", text);
        assert_eq!(faults, []);
        let files = [config.taint];
        let mut rules = Rules::new(&files);
        rules.check_threats(&files, &tm_core::threat::shipped());
        let fault = |it: &Diagnostic| {
            let line = it.primary.as_ref().map_or(0, |at| at.at.start.line);
            format!("{line} {} ({})", it.message.trim_start_matches("tm.toml: "), it.helps.join(", "))
        };
        (rules.set.rules.iter().map(|it| it.code.clone()).collect(), rules.faults.iter().map(fault).collect())
    }

    fn rule(text: &str) -> String {
        format!("[[taint.rule]]\nname = 'n'\nsources = ['UserInput']\nsinks = ['Sql']\n{text}\n")
    }

    #[test]
    fn shipped_rules_name_threats_of_the_library() {
        let library = tm_core::threat::shipped();
        for rule in RuleSet::shipped().rules {
            let threat = library.get(rule.threat.as_deref().unwrap_or_default());
            let threat = threat.unwrap_or_else(|| panic!("{}: {:?}", rule.code, rule.threat));
            assert!(rule.cwe.iter().any(|it| threat.cwe.contains(it)), "{}: {:?}", rule.code, threat.cwe);
            assert_eq!(rule.severity, threat.severity, "{} and {}", rule.code, threat.id);
        }
    }

    #[test]
    fn rules_are_added_replaced_and_left_out() {
        let shipped = RuleSet::shipped().rules.len();
        assert_eq!(check(&rule("code = 'A'")).0.len(), shipped + 1);
        assert_eq!(check(&rule("code = 'T0002'\nreplaces = true")), (check("").0, vec![]));
        assert_eq!(
            check(&format!("taint.shipped = false\n{}", rule("code = 'T0002'"))),
            (vec!["T0002".into()], vec![])
        );
        assert_eq!(check("taint.shipped = false\n").0, [] as [&str; 0]);
    }

    #[test]
    fn faults_say_what_was_meant() {
        for (text, expected) in [
            (
                rule("code = 'T0002'"),
                "5 there is a rule `T0002` already (give it another code, or say `replaces = true`)",
            ),
            (
                rule("code = 'T2'\nreplaces = true"),
                "5 it replaces nothing: there is no rule `T2` before it (leave out `replaces`, or take the code of what it replaces)",
            ),
            (
                rule("code = 'INP05'"),
                "5 a threat is called `INP05` already (give the rule another code: levels name both)",
            ),
            (rule("code = 'A'\nthreat = 'INP5'"), "6 no threat is called `INP5` (did you mean `INP05`?)"),
            (
                rule("code = 'A'").replace("UserInput", "UserInptu"),
                "3 nobody declares the kind of source `UserInptu` (did you mean `UserInput`?)",
            ),
            (
                rule("code = 'A'").replace("'Sql'", "'Template'"),
                "4 nobody declares the kind of sink `Template` (declare it: `[taint.sinks]` with `Template = \"what it is\"`)",
            ),
            (
                rule("code = 'A'").replace("'Sql'", "'UserInput'"),
                "4 nobody declares the kind of sink `UserInput` (it is a kind of the other side, not of sinks)",
            ),
        ] {
            assert_eq!(check(&text).1, [expected], "{text}");
        }
        let declared = format!("taint.sinks.Template = 'x'\n{}", rule("code = 'A'").replace("'Sql'", "'Template'"));
        assert_eq!(check(&declared).1, [] as [&str; 0]);
    }
}
