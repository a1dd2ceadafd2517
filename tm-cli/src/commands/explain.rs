//! `cargo tm explain`: the page of a threat or of a rule, or why a threat applies to an element.

use clap::Args;
use tm_core::ask;
use tm_core::code::Code;
use tm_core::model::{Model, Target};
use tm_core::render::{self, Explained};
use tm_core::threat::Library;
use tm_taint::report;

use crate::analysis::Analysis;
use crate::config::Configured;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Misuse};
use crate::options::{ModelOptions, ThreatOptions};
use crate::shell::Shell;
use crate::taint::Rules;
use crate::{input, output};

/// Explain a threat, why it applies to an element, or a rule of the taint analysis
///
/// With `--on` it says which values decide, stated or assumed, and where they are written; and the smallest change of
/// them after which it would not apply any more, or would.
#[derive(Args, Debug)]
#[command(after_long_help = "Examples:
  cargo tm explain INP05
  cargo tm explain INP05 --on post_comment
  cargo tm explain T0002")]
pub struct ExplainArgs {
    /// The threat, by id or alias, or the code of a rule
    id: String,
    /// The element, flow, boundary or data it may apply to, by id or name
    #[arg(long, value_name = "ELEMENT")]
    on: Option<String>,
    /// Where the model comes from.
    #[command(flatten)]
    pub model: ModelOptions,
    #[command(flatten)]
    threats: ThreatOptions,
}

/// Runs the command.
///
/// # Errors
/// When the threat or the element is unknown, or there is no model.
pub fn run(args: &ExplainArgs, shell: &mut Shell) -> Result<ExitCode, Failure> {
    let text = match &args.on {
        None => {
            let configured = Configured::nearest()?;
            let rules = Rules::new(&configured.taint).set;
            match rules.position(&args.id) {
                Some(rule) => report::explain(&rules, &rules.rules[rule]),
                None => {
                    let library = input::library(&args.threats, &configured)?;
                    render::explain(&library.threats[find_threat(&library, &args.id)?])
                }
            }
        }
        Some(name) => {
            let analysis = Analysis::new(input::model(&args.model, shell)?, &args.threats)?;
            let (model, library) = (&analysis.input.model, &analysis.library);
            let threat = find_threat(library, &args.id)?;
            let target = find(model, name)?;
            let change = &ask::change_of(model, library, &analysis.assessment, threat, target);
            let (evaluated, notation) = (analysis.evaluated(), args.model.notation());
            render::explain_on(Explained { evaluated, threat, target, change, notation })
        }
    };
    output::write(None, &text)?;
    Ok(ExitCode::Clean)
}

/// The index of the threat with that id or alias.
fn find_threat(library: &Library, id: &str) -> Result<usize, Failure> {
    library.position(id).ok_or_else(|| {
        let failure = Failure::new(Misuse(format!("no threat is called `{id}`")));
        if Code::ALL.iter().any(|code| code.to_string() == id) {
            return failure.help("that is the code of a diagnostic; its message says all there is");
        }
        match library.suggest(id) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`cargo tm threats list` shows them all"),
        }
    })
}

/// The target with that id, or the only one with that name.
pub(super) fn find(model: &Model, name: &str) -> Result<Target, Failure> {
    if let Some(target) = model.targets().find(|target| model.entity(*target).id == name) {
        return Ok(target);
    }
    let named: Vec<_> = model.targets().filter(|target| model.entity(*target).name == name).collect();
    match named[..] {
        [one] => Ok(one),
        [] => {
            let failure = Failure::new(Misuse(format!("the model has nothing called `{name}`")));
            Err(match model.suggest(name) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`cargo tm elements` lists what it has"),
            })
        }
        _ => {
            let ids: Vec<_> = named.iter().map(|target| format!("`{}`", model.entity(*target).id)).collect();
            let failure = Failure::new(Misuse(format!("{} things are called `{name}`", ids.len())));
            Err(failure.help(format!("say which by its id: {}", ids.join(", "))))
        }
    }
}
