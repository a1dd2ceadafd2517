//! A program analysed and decided: what `cargo tm taint` shows.

use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use tm_core::code::Code;
use tm_core::decide::{self, Acceptance, Decision, IssueTerms, Judged, decide_issues};
use tm_core::model::Expectation;
use tm_diagnostic::{Baseline, Diagnostic, Level, Location, Policy};
use tm_taint::Program;
use tm_taint::analysis::{Issue, Limits, Outcome, run};
use tm_taint::model::{Kinds, ModelError, Models, Provenance, Rule, Undeclared, shipped};
use tm_taint::report;

use crate::analysis::Libraries;
use crate::config::{self, Configured};
use crate::date;
use crate::failure::Failure;
use crate::input;
use crate::levels::RuleLevels;
use crate::options::ThreatOptions;
use crate::taint::{ReadProgram, Rules, model_files, policy_rule};

/// What is said of issues, and on which day.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Decisions")]
pub(super) struct DecisionArgs {
    #[command(flatten)]
    levels: RuleLevels,
    /// The issues that are known, as `cargo tm taint baseline` wrote them
    #[arg(long, value_name = "FILE")]
    baseline: Option<Utf8PathBuf>,
    /// The day that decisions are held against, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "DATE", value_parser = crate::date::parse)]
    today: Option<String>,
}

/// What was found in a program, and what was decided about it.
pub(super) struct Analysed {
    pub(super) rules: Rules,
    pub(super) models: Models,
    pub(super) outcome: Outcome,
    /// Of each issue, in order.
    pub(super) judged: Vec<Judged>,
    /// Faults of decisions and marks, and what the user asked for.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Marks that name what is not there, or were written by another version of the macros.
#[derive(Debug, thiserror::Error)]
#[error("{}", list(.0))]
struct UnknownMarks(Vec<ModelError>);

fn list(errors: &[ModelError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Analysed {
    /// Analyses a program by shipped rules and models, those of each tm.toml, and the marks in its code.
    ///
    /// # Errors
    /// When a mark or a tm.toml cannot be read, or a level is said of what is not there.
    pub(super) fn new(read: &ReadProgram, args: &DecisionArgs, is_whole: bool) -> Result<Analysed, Failure> {
        let today = date::today(args.today.as_deref())?;
        let configured = Folders::of(read)?;
        let mut libraries = Libraries::default();
        let rules = configured.rules(&read.root, &mut libraries)?;
        let models = models(read)?;
        let outcome = run(&read.program, &models, &rules.set.rules, Limits::default());
        let policies = configured.policies(args, &rules, &mut libraries)?;
        let expected: Vec<Acceptance> = models.decisions.iter().map(in_code).collect();
        let baseline = config::known(args.baseline.as_deref())?;
        let of_policy: Vec<(tm_diagnostic::Rule, _)> =
            rules.set.rules.iter().map(|it| (policy_rule(it), it.severity)).collect();
        let issue = |it: &'_ Issue| decide::Issue {
            id: it.id.clone(),
            function: it.callable.clone(),
            rule: it.rule,
            policy: configured.number(read, read.program.crate_of(it.primary().function)),
        };
        let issues: Vec<_> = outcome.issues.iter().map(issue).collect();
        let terms = IssueTerms {
            rules: &of_policy,
            left_out: &rules.left_out,
            policies: &policies,
            expected: &expected,
            accepted: &configured.accepted(),
            baseline: &baseline,
            today: &today,
            is_whole,
        };
        let (judged, complaints) = decide_issues(&issues, &terms);
        let undeclared = models.undeclared(&rules.set);
        let mut diagnostics: Vec<_> = undeclared.iter().map(|it| undeclared_kind(&read.program, it)).collect();
        diagnostics.extend(complaints);
        if is_whole {
            let found: Baseline = outcome.issues.iter().map(|it| it.id.clone()).collect();
            let ids = baseline.ids().filter(|id| decide::is_issue(id));
            diagnostics.extend(decide::gone_among(ids, &found, "cargo tm taint baseline"));
        }
        diagnostics.extend(outcome.revealed.iter().map(|it| report::revealed(&read.program, &models.kinds, it)));
        Ok(Analysed { rules, models, outcome, judged, diagnostics })
    }

    pub(super) fn kinds(&self) -> &Kinds {
        &self.models.kinds
    }

    pub(super) fn rule(&self, issue: &Issue) -> &Rule {
        &self.rules.set.rules[issue.rule]
    }

    /// An issue as a diagnostic: an error if it is denied.
    pub(super) fn diagnostic(&self, program: &Program, issue: &Issue, judged: &Judged) -> Diagnostic {
        let diagnostic = report::diagnostic(program, &self.models, self.rule(issue), issue);
        let level = if judged.is_denied() { Level::Error } else { diagnostic.level };
        Diagnostic { level, ..diagnostic }
    }

    /// The ids of the issues that nobody has decided.
    pub(super) fn undecided(&self) -> Baseline {
        let is_undecided = |it: &Judged| matches!(it.decision, Decision::Open | Decision::Known);
        let issues = self.outcome.issues.iter().zip(&self.judged).filter(|(_, judged)| is_undecided(judged));
        issues.map(|(issue, _)| issue.id.clone()).collect()
    }
}

/// What comes with us, what the marks in the code say, and the model files of the workspace.
fn models(read: &ReadProgram) -> Result<Models, Failure> {
    let mut models = Models::default();
    shipped(&mut models);
    let unusable = |errors| {
        let help = "write the mark as the types are; `threat-model` and `cargo-tm` have to be of the same version";
        Failure::new(UnknownMarks(errors)).help(help)
    };
    for krate in read.program.crates() {
        models.declare_marks(krate, &read.program.tables).map_err(unusable)?;
    }
    models.check(&read.program).map_err(unusable)?;
    models.declare_files(&model_files(read)?, Provenance::Manual);
    let too_many = |error| Failure::new(error).help("give marks that say alike the same name");
    models.features.check().map_err(too_many)?;
    Ok(models)
}

fn in_code(said: &tm_taint::model::Decision) -> Acceptance {
    let decision = Expectation {
        threat: said.code.clone(),
        reason: said.reason.clone(),
        owner: said.owner.clone(),
        until: said.until.clone(),
        until_changed: false,
        response: said.response,
        at: Some(said.at.clone()),
    };
    Acceptance { element: said.function.clone(), decision }
}

/// A warning at the function that the mark is on.
fn undeclared_kind(program: &Program, undeclared: &Undeclared) -> Diagnostic {
    let Undeclared { path, kind, is_source, suggestion } = undeclared;
    let (noun, table) = if *is_source { ("source", "sources") } else { ("sink", "sinks") };
    let message = format!("`{path}` names `{kind}`, which no kind of {noun} is called");
    let function = program.find(path).and_then(|it| program.body(it).span);
    let at = function.map(|it| report::location(program, it)).map(|it| Location { end: it.start, ..it });
    let fault = Code::UndeclaredKind.diagnostic(message).at(at, "no rule can name it");
    match suggestion {
        Some(near) => fault.with_help(format!("did you mean `{near}`?")),
        None => fault.with_help(format!("declare it in tm.toml: `[taint.{table}]` with `{kind} = \"what it is\"`")),
    }
}

/// What the tm.toml of the workspace and of each of its packages say.
struct Folders {
    /// The folder of each package that has a policy of its own; the first is the workspace's.
    folders: Vec<(Utf8PathBuf, Configured)>,
}

impl Folders {
    fn of(read: &ReadProgram) -> Result<Folders, Failure> {
        let root = &read.root;
        let mut folders = vec![(root.clone(), Configured::of_packages(root, &[])?)];
        for krate in &read.crates {
            let folder = &krate.checked.folder;
            // What others have written of their package is no word of this team.
            if krate.checked.is_member && folders.iter().all(|(known, _)| known != folder) {
                folders.push((folder.clone(), Configured::of_packages(root, &[folder])?));
            }
        }
        Ok(Folders { folders })
    }

    /// The number of the policy that governs a crate.
    fn number(&self, read: &ReadProgram, krate: usize) -> usize {
        let folder: &Utf8Path = &read.crates[krate].checked.folder;
        self.folders.iter().position(|(known, _)| known == folder).unwrap_or(0)
    }

    /// The rules of all of them.
    fn rules(&self, root: &Utf8Path, libraries: &mut Libraries) -> Result<Rules, Failure> {
        let files: Vec<_> = self.folders.iter().flat_map(|(_, it)| &it.taint).cloned().collect();
        let mut rules = Rules::new(&files);
        if files.iter().any(|it| !it.rules.is_empty()) {
            rules.check_threats(&files, &*libraries.get(&ThreatOptions::default(), &self.folders[0].1)?);
        }
        input::refuse_with(&rules.faults, "`tm.toml`", &input::sources_below(root, &rules.faults))?;
        Ok(rules)
    }

    fn policies(&self, args: &DecisionArgs, rules: &Rules, libraries: &mut Libraries) -> Result<Vec<Policy>, Failure> {
        let own = rules.policy_rules();
        let codes: Vec<_> = own.iter().map(|it| it.id.as_str()).collect();
        let list = format!("there are the rules {}; groups are such as `cwe::89`", codes.join(", "));
        let mut policy = |configured: &Configured| {
            let library = libraries.get(&ThreatOptions::default(), configured)?;
            let threats = library.rules(configured.pinned);
            config::policy(configured.layers.clone(), &args.levels, &own, &threats, &list)
        };
        self.folders.iter().map(|(_, it)| policy(it)).collect()
    }

    /// The decisions of all of them, each once.
    fn accepted(&self) -> Vec<Acceptance> {
        let mut accepted: Vec<Acceptance> = Vec::new();
        for it in self.folders.iter().flat_map(|(_, it)| &it.accepted_issues) {
            if !accepted.contains(it) {
                accepted.push(it.clone());
            }
        }
        accepted
    }
}
