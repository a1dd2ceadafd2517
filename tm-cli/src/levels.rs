//! `-D`, `-W` and `-A`: levels on the command line, of which the last word counts.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use tm_diagnostic::{LintLevel, Setting};

/// The levels that the command line says, in its order.
#[derive(Clone, Debug, Default)]
pub struct LevelFlags(Vec<Setting>);

/// Each flag with its letter and level.
const FLAGS: [(&str, char, LintLevel, &str); 3] = [
    (
        "deny",
        'D',
        LintLevel::Deny,
        "Deny threats: by id, group (`stride::spoofing`, `cwe::79`) or severity (`high` and above)",
    ),
    ("warn", 'W', LintLevel::Warn, "Warn of threats: by id, group or severity"),
    ("allow", 'A', LintLevel::Allow, "Allow threats, which are then only counted: by id, group or severity"),
];

impl LevelFlags {
    /// The settings; the later wins.
    pub fn settings(&self) -> &[Setting] {
        &self.0
    }
}

/// The same for rules of the taint analysis.
#[derive(Clone, Debug, Default)]
pub struct RuleLevels(LevelFlags);

impl std::ops::Deref for RuleLevels {
    type Target = LevelFlags;

    fn deref(&self) -> &LevelFlags {
        &self.0
    }
}

fn flags(command: Command, heading: &'static str, words: impl Fn(&str) -> String) -> Command {
    FLAGS.iter().fold(command, |command, (name, letter, _, help)| {
        let arg = Arg::new(*name).long(*name).short(*letter).value_name("NAME").help(words(help));
        command.arg(arg.action(ArgAction::Append).help_heading(heading))
    })
}

impl Args for RuleLevels {
    fn augment_args(command: Command) -> Command {
        flags(command, "Decisions", |help| {
            help.replace("threats", "rules").replace("by id", "by code").replace("`stride::spoofing`, ", "")
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RuleLevels {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        LevelFlags::from_arg_matches(matches).map(RuleLevels)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl Args for LevelFlags {
    fn augment_args(command: Command) -> Command {
        flags(command, "Threats", str::to_owned)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut said = Vec::new();
        for (name, _, level, _) in FLAGS {
            let places = matches.indices_of(name).into_iter().flatten();
            let names = matches.get_many::<String>(name).into_iter().flatten();
            said.extend(
                places.zip(names).map(|(place, name)| (place, Setting { name: name.clone(), level, at: None })),
            );
        }
        said.sort_by_key(|(place, _)| *place);
        Ok(LevelFlags(said.into_iter().map(|(_, setting)| setting).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_keep_the_order_of_the_command_line() {
        let command = LevelFlags::augment_args(Command::new("check"));
        let matches = command.get_matches_from(["check", "-D", "high", "-A", "INP05", "--deny", "cwe::79", "-WDR01"]);
        let flags = LevelFlags::from_arg_matches(&matches).unwrap();
        let said: Vec<_> = flags.settings().iter().map(|it| (it.level.name(), it.name.as_str())).collect();
        assert_eq!(said, [("deny", "high"), ("allow", "INP05"), ("deny", "cwe::79"), ("warn", "DR01")]);
    }
}
