//! What a team allows, what it is warned of, and what it denies.
//!
//! ```text
//! [levels]                    high and very high threats fail the check,
//! high = "deny"               those of information disclosure only warn,
//! "stride::…" = "warn"        and INP05 is not told at all
//! INP05 = "allow"
//! ```
//!
//! A name is the id of a rule or one of its aliases, a group that rules belong to, or a severity, which stands for itself
//! and all above. Settings come in layers: the workspace's tm.toml, the package's own, the command line. What is said
//! later wins; in one file names win over groups, and groups over severities, wherever they stand.

use std::collections::BTreeSet;

use crate::{Location, Severity, nearest};

/// What is done about a finding of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintLevel {
    /// It is not told; it is only counted.
    Allow,
    /// It is told.
    #[default]
    Warn,
    /// It is told and fails the check, if it is confirmed and nobody has decided it.
    Deny,
}

impl LintLevel {
    /// All of them, mildest first.
    pub const ALL: [LintLevel; 3] = [LintLevel::Allow, LintLevel::Warn, LintLevel::Deny];

    /// The name in tm.toml and in JSON.
    pub fn name(self) -> &'static str {
        ["allow", "warn", "deny"][self as usize]
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<LintLevel> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// What a policy knows of a rule: a threat, or a rule of taint analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Other names it answers to.
    pub aliases: Vec<String>,
    /// The groups it belongs to, such as `stride::spoofing` and `cwe::79`.
    pub groups: Vec<String>,
    /// Whether it came after the version of the library that the team has pinned: it then warns where it would be denied.
    pub is_news: bool,
}

/// A level said of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// An id, an alias, a group, or a severity.
    pub name: String,
    /// The level.
    pub level: LintLevel,
    /// Where it was said, if in a file.
    pub at: Option<Location>,
}

/// Settings that were said together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A table: its order says nothing.
    File(Vec<Setting>),
    /// The command line: what is said later wins.
    Flags(Vec<Setting>),
}

/// A setting whose name is nobody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The setting.
    pub setting: Setting,
    /// The name that was probably meant.
    pub suggestion: Option<String>,
}

/// What decides about the tool's own complaints that a decision matches nothing or has expired.
pub const ACCEPTANCES: &str = "acceptances";

/// What decides about the tool's own complaints that code is newer than what the model says of it.
pub const STALE: &str = "stale";

/// The level of every rule at every severity.
///
/// ```
/// use tm_diagnostic::{Layer, LintLevel, Policy, Rule, Setting, Severity};
///
/// let rule = |id: &str, group: &str| Rule {
///     id: id.into(), aliases: Vec::new(), groups: vec![group.into()], is_news: false,
/// };
/// let rules = [rule("INP05", "cwe::89"), rule("DR01", "cwe::311")];
/// let set = |name: &str, level| Setting { name: name.into(), level, at: None };
/// let layers = [
///     Layer::File(vec![set("INP05", LintLevel::Allow), set("medium", LintLevel::Deny)]),
///     Layer::Flags(vec![set("very_high", LintLevel::Warn)]),
/// ];
/// let policy = Policy::new(layers, &rules).unwrap();
/// assert_eq!(policy.level(&rules[0], Severity::High), LintLevel::Allow);
/// assert_eq!(policy.level(&rules[1], Severity::High), LintLevel::Deny);
/// assert_eq!(policy.level(&rules[1], Severity::VeryHigh), LintLevel::Warn);
///
/// let wrong = Policy::new([Layer::Flags(vec![set("INP5", LintLevel::Deny)])], &rules).unwrap_err();
/// assert_eq!(wrong[0].suggestion.as_deref(), Some("INP05"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// In the order in which they apply.
    settings: Vec<(Name, LintLevel)>,
    acceptances: LintLevel,
    stale: LintLevel,
}

/// What the name of a setting stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Severity(Severity),
    Group(String),
    Rule(String),
}

impl Policy {
    /// The policy that `layers` make of `rules`, each layer's settings winning over those before.
    ///
    /// # Errors
    ///
    /// Every setting whose name is no rule's, no group's and no severity's.
    pub fn new(layers: impl IntoIterator<Item = Layer>, rules: &[Rule]) -> Result<Policy, Vec<UnknownName>> {
        let names: BTreeSet<&str> =
            rules.iter().flat_map(|it| it.aliases.iter().chain([&it.id])).map(String::as_str).collect();
        let groups: BTreeSet<&str> = rules.iter().flat_map(|it| &it.groups).map(String::as_str).collect();
        let (mut policy, mut unknown) = (Policy::default(), Vec::new());
        for layer in layers {
            let mut settings = Vec::new();
            let is_file = matches!(layer, Layer::File(_));
            let (Layer::File(said) | Layer::Flags(said)) = layer;
            for setting in said {
                let name = setting.name.as_str();
                let severity = Severity::ALL.into_iter().find(|it| it.policy_name() == name);
                let meant = match severity {
                    Some(severity) => Name::Severity(severity),
                    None if name == ACCEPTANCES => {
                        policy.acceptances = setting.level;
                        continue;
                    }
                    None if name == STALE => {
                        policy.stale = setting.level;
                        continue;
                    }
                    None if names.contains(name) => Name::Rule(name.to_owned()),
                    None if groups.contains(name) => Name::Group(name.to_owned()),
                    None => {
                        let severities = Severity::ALL.map(Severity::policy_name);
                        let all = names.iter().chain(&groups).copied().chain(severities).chain([ACCEPTANCES, STALE]);
                        unknown.push(UnknownName { suggestion: nearest(name, all).map(ToOwned::to_owned), setting });
                        continue;
                    }
                };
                settings.push((meant, setting.level));
            }
            if is_file {
                // The mildest severity first: each stands for all above it.
                settings.sort();
            }
            policy.settings.extend(settings);
        }
        if unknown.is_empty() { Ok(policy) } else { Err(unknown) }
    }

    /// The level of a finding of `rule` that is so severe.
    pub fn level(&self, rule: &Rule, severity: Severity) -> LintLevel {
        let applies = |name: &Name| match name {
            Name::Severity(least) => severity >= *least,
            Name::Group(group) => rule.groups.contains(group),
            Name::Rule(name) => rule.id == *name || rule.aliases.contains(name),
        };
        let level =
            self.settings.iter().rev().find(|(name, _)| applies(name)).map_or(LintLevel::Warn, |(_, level)| *level);
        if rule.is_news { level.min(LintLevel::Warn) } else { level }
    }

    /// The level of decisions that match nothing or have expired.
    pub fn acceptances(&self) -> LintLevel {
        self.acceptances
    }

    /// The level of code that is newer than what the model says of it.
    pub fn stale(&self) -> LintLevel {
        self.stale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, aliases: &[&str], groups: &[&str]) -> Rule {
        let texts = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        Rule { id: id.into(), aliases: texts(aliases), groups: texts(groups), is_news: false }
    }

    fn rules() -> [Rule; 2] {
        [rule("INP05", &["INP06"], &["stride::tampering", "cwe::89"]), rule("DR01", &[], &["stride::spoofing"])]
    }

    /// Settings such as `high=deny`.
    fn settings(said: &[&str]) -> Vec<Setting> {
        let setting = |text: &&str| {
            let (name, level) = text.split_once('=').unwrap();
            Setting { name: name.into(), level: LintLevel::from_name(level).unwrap(), at: None }
        };
        said.iter().map(setting).collect()
    }

    fn file(said: &[&str]) -> Layer {
        Layer::File(settings(said))
    }

    fn flags(said: &[&str]) -> Layer {
        Layer::Flags(settings(said))
    }

    /// The levels of INP05 and DR01, both of high severity.
    fn check(layers: &[Layer], expected: [&str; 2]) {
        let rules = rules();
        let policy = Policy::new(layers.to_vec(), &rules).unwrap();
        let levels = [0, 1].map(|index| policy.level(&rules[index], Severity::High).name());
        assert_eq!(levels, expected, "{layers:?}");
    }

    #[test]
    fn without_settings_everything_warns() {
        check(&[], ["warn", "warn"]);
    }

    #[test]
    fn a_severity_stands_for_itself_and_all_above() {
        check(&[file(&["high=deny"])], ["deny", "deny"]);
        check(&[file(&["medium=deny"])], ["deny", "deny"]);
        check(&[file(&["very_high=deny"])], ["warn", "warn"]);
        check(&[file(&["high=deny", "info=allow"])], ["deny", "deny"]);
    }

    #[test]
    fn in_a_file_names_win_over_groups_and_groups_over_severities() {
        check(&[file(&["INP05=allow", "stride::tampering=warn", "high=deny"])], ["allow", "deny"]);
        check(&[file(&["high=deny", "stride::tampering=warn", "INP06=allow"])], ["allow", "deny"]);
        check(&[file(&["stride::tampering=warn", "high=deny"])], ["warn", "deny"]);
    }

    #[test]
    fn a_later_layer_wins_whatever_it_names() {
        check(&[file(&["INP05=allow"]), file(&["high=deny"])], ["deny", "deny"]);
        check(&[file(&["high=deny"]), file(&["INP05=allow"]), flags(&["cwe::89=warn"])], ["warn", "deny"]);
    }

    #[test]
    fn on_the_command_line_the_last_word_counts() {
        check(&[flags(&["INP05=allow", "high=deny"])], ["deny", "deny"]);
        check(&[flags(&["high=deny", "INP05=allow"])], ["allow", "deny"]);
    }

    #[test]
    fn news_warn_where_they_would_be_denied() {
        let news = Rule { is_news: true, ..rules()[0].clone() };
        let level = |setting: &str| Policy::new([file(&[setting])], &rules()).unwrap().level(&news, Severity::High);
        assert_eq!([level("high=deny"), level("high=allow")], [LintLevel::Warn, LintLevel::Allow]);
    }

    #[test]
    fn every_unknown_name_is_told() {
        let wrong =
            Policy::new([file(&["hihg=deny", "INP05=warn"]), flags(&["stride::spofing=deny", "x=allow"])], &rules());
        let wrong: Vec<_> = wrong.unwrap_err().into_iter().map(|it| (it.setting.name, it.suggestion)).collect();
        let near = |text: &str| Some(text.to_owned());
        assert_eq!(
            wrong,
            [
                ("hihg".to_owned(), near("high")),
                ("stride::spofing".to_owned(), near("stride::spoofing")),
                ("x".to_owned(), None)
            ]
        );
    }

    #[test]
    fn complaints_about_decisions_have_a_level_of_their_own() {
        let level = |settings: &[&str]| Policy::new([file(settings)], &rules()).unwrap().acceptances();
        assert_eq!([level(&[]), level(&["acceptances=deny"])], [LintLevel::Warn, LintLevel::Deny]);
    }
}
