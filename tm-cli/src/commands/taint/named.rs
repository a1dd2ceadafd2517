//! The functions that a user names: by their path, else by its end, else by a part of it.

use tm_diagnostic::nearest;
use tm_taint::{FunctionId, Program};

use crate::failure::{Failure, Misuse};

/// The functions of a program that `wanted` names.
pub(super) fn functions(program: &Program, wanted: &str) -> Vec<FunctionId> {
    let all: Vec<_> = program.functions().map(|it| (program.text(program.body(it).path), it)).collect();
    fitting(wanted, &all)
}

/// Of things with paths, those that `wanted` names.
pub(super) fn fitting<T: Copy>(wanted: &str, all: &[(&str, T)]) -> Vec<T> {
    let is_end = |it: &str| it.strip_suffix(wanted).is_some_and(|rest| rest.ends_with("::"));
    let kinds: [&dyn Fn(&str) -> bool; 3] = [&|it| it == wanted, &is_end, &|it| it.contains(wanted)];
    let found = kinds.into_iter().map(|fits| all.iter().filter(|(path, _)| fits(path)).map(|(_, it)| *it).collect());
    found.into_iter().find(|it: &Vec<T>| !it.is_empty()).unwrap_or_default()
}

/// That nothing is called `wanted`, with what is called nearly so, else with `otherwise`.
pub(super) fn unknown<'p>(
    program: &'p Program,
    wanted: &str,
    more: impl IntoIterator<Item = &'p str>,
    otherwise: &str,
) -> Failure {
    let own = program.functions().map(|it| program.text(program.body(it).path));
    let paths: Vec<&str> = own.chain(more).collect();
    let last = |it: &'p str| it.rsplit("::").next().unwrap_or(it);
    let near = nearest(wanted, paths.iter().copied().chain(paths.iter().map(|it| last(it))));
    let error = Failure::new(Misuse(format!("no function's path contains `{wanted}`")));
    match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(otherwise),
    }
}
