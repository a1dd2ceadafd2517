//! What the standard library calls in turn: its own bodies are not there to be read.
//!
//! ```text
//! <&str as Into<demo::Id>>::into(x)             <demo::Id as From<&str>>::from(x)
//! <demo::Id as ToString>::to_string(x)          <demo::Id as Display>::fmt(x, formatter)
//! Argument::new_display::<demo::Id>(x)          the same: an argument of format!
//! str::parse::<demo::Id>(x)                     <demo::Id as FromStr>::from_str(x)
//! <Count as Iterator>::map(it, f)               <Count as Iterator>::next(it), whose results are the elements
//! ```

use rustc_hash::FxHashSet;

use super::StdNames;
use super::resolve::{Adaptation, How, Resolution, Resolver, Target};
use super::unify::{Environment, substitute};
use crate::ir::{FunctionRef, Symbol, Type, TypeId};

/// What a call on `dyn` calls in turn where the object is of a type; nothing where it is no such call.
pub(super) fn for_object(resolver: &Resolver, reference: &FunctionRef, of: TypeId) -> Option<Vec<Target>> {
    let program = resolver.program;
    let names = &resolver.names;
    let path = program.text(reference.path);
    let (of_trait, shown) = if let Some(of_trait) = shown_by(names, path) {
        (of_trait, reference.arguments.first().copied())
    } else if program.trait_path(reference).is_some_and(|it| Some(it) == names.to_string) {
        (names.display, reference.self_type)
    } else {
        return None;
    };
    let mut through = 0;
    let mut shown = shown;
    while let Some(Type::Reference { to, .. }) = shown.map(|it| program.type_of(it)) {
        (shown, through) = (Some(*to), through + 1);
    }
    if shown.is_some_and(|it| matches!(program.type_of(it), Type::Path { .. })) {
        through += 1;
    }
    let mut targets = resolver_named(resolver, of_trait, "fmt", of, None);
    adapt(&mut targets, Adaptation::Format, through);
    Some(targets)
}

/// The trait by which an argument of `format!` is shown.
fn shown_by(names: &StdNames, path: &str) -> Option<Option<Symbol>> {
    let (_, way) = path.split_once("fmt::rt::Argument::new_")?;
    Some(match way {
        "display" => names.display,
        "debug" => names.debug,
        "lower_hex" => names.lower_hex,
        "upper_hex" => names.upper_hex,
        "octal" => names.octal,
        "binary" => names.binary,
        "lower_exp" => names.lower_exp,
        "upper_exp" => names.upper_exp,
        _ => return None,
    })
}

/// What a function that is no method of a trait calls in turn.
pub(super) fn function(resolver: &Resolver, reference: &FunctionRef, environment: &Environment) -> Resolution {
    let program = resolver.program;
    if program.text(reference.path).ends_with("::unwrap_or_default") {
        let of = reference.self_type.map(|it| resolver.substitute(it, environment));
        let Some(Type::Path { arguments, .. }) = of.map(|it| program.type_of(it)) else { return Resolution::Foreign };
        let Some(of) = arguments.first() else { return Resolution::Foreign };
        return named(resolver, resolver.names.default, "default", *of, None, Adaptation::Default);
    }
    let Some(of) = reference.arguments.first() else { return Resolution::Foreign };
    let of = resolver.substitute(*of, environment);
    let path = program.text(reference.path);
    let names = &resolver.names;
    if let Some(of_trait) = shown_by(names, path) {
        return formatted(resolver, of_trait, of, 1);
    }
    let is_parse = path.ends_with("::parse") && reference.self_type.is_some_and(|it| is_str(resolver, it))
        || path.ends_with("str>::parse")
        || path.ends_with("str::parse");
    if is_parse {
        return named(resolver, names.from_str, "from_str", of, None, Adaptation::Same);
    }
    Resolution::Foreign
}

/// What a method calls in turn that the program has no implementation of.
pub(super) fn method(
    resolver: &Resolver,
    reference: &FunctionRef,
    of_trait: Symbol,
    self_type: TypeId,
    through: u8,
    environment: &Environment,
) -> Resolution {
    let names = &resolver.names;
    let program = resolver.program;
    let is = |name: Option<Symbol>| name == Some(of_trait);
    let trait_argument = || first_argument(resolver, reference.as_trait?, environment);
    let name = program.name(reference.path);
    if is(names.into) || is(names.try_into) {
        let (wanted, method) = if is(names.into) { (names.from, "from") } else { (names.try_from, "try_from") };
        let (Some(to), Some(wanted)) = (trait_argument(), wanted) else { return Resolution::Foreign };
        let targets = conversions(resolver, wanted, method, to, self_type);
        return bridged(targets);
    }
    if is(names.to_string) {
        return formatted(resolver, names.display, self_type, through + 1);
    }
    if is(names.from_residual) {
        return residual(resolver, self_type, trait_argument());
    }
    if is(names.iterator) && name != "next" {
        let mut targets = resolver_named(resolver, names.iterator, "next", self_type, None);
        let (made_by, method) = match name {
            "sum" => (names.sum, "sum"),
            "product" => (names.product, "product"),
            _ => (names.from_iterator, "from_iter"),
        };
        if matches!(name, "collect" | "sum" | "product")
            && let Some(to) = reference.arguments.first().map(|it| substitute(&program.tables, *it, environment))
        {
            let mut collected = resolver_named(resolver, made_by, method, to, None);
            for target in &mut collected {
                let generics = &program.body(target.function).generics;
                if let Some(parameter) = generics.first().and_then(|it| super::parameter(&program.tables, *it)) {
                    target.environment.bind(parameter, self_type);
                }
            }
            if !collected.is_empty() {
                return bridged(collected);
            }
        }
        adapt(&mut targets, Adaptation::Iterate, through);
        return bridged(targets);
    }
    if (is(names.fmt_write) || is(names.io_write)) && matches!(name, "write_fmt" | "write_all" | "write_char") {
        let method = if is(names.fmt_write) { "write_str" } else { "write" };
        let mut targets = resolver_named(resolver, Some(of_trait), method, self_type, None);
        adapt(&mut targets, Adaptation::Write, through);
        return bridged(targets);
    }
    if is(names.io_read) && name != "read" {
        let mut targets = resolver_named(resolver, names.io_read, "read", self_type, None);
        adapt(&mut targets, Adaptation::Read, through);
        return bridged(targets);
    }
    Resolution::Foreign
}

/// What a method of a trait on a type that is not known may call in turn.
pub(super) fn all(
    resolver: &Resolver,
    reference: &FunctionRef,
    of_trait: Symbol,
    environment: &Environment,
) -> Vec<Target> {
    let names = &resolver.names;
    let is = |name: Option<Symbol>| name == Some(of_trait);
    let (through, wanted, method, adaptation) = if is(names.into) {
        (0, names.from, "from", Adaptation::Same)
    } else if is(names.try_into) {
        (0, names.try_from, "try_from", Adaptation::Same)
    } else if is(names.to_string) {
        (0, names.display, "fmt", Adaptation::Format)
    } else {
        return Vec::new();
    };
    let Some(wanted) = wanted else { return Vec::new() };
    let to = reference.as_trait.and_then(|it| first_argument(resolver, it, environment));
    let mut targets: Vec<Target> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut add = |self_type| {
        for target in resolver.implementations_named(method, wanted, self_type, None) {
            if seen.insert(target.function) {
                targets.push(target.adapted(adaptation, through));
            }
        }
    };
    match (adaptation, to) {
        (Adaptation::Same, Some(to)) => add(to),
        _ => resolver.all_of(wanted).iter().for_each(|it| add(it.block.self_type)),
    }
    targets
}

fn first_argument(resolver: &Resolver, of: TypeId, environment: &Environment) -> Option<TypeId> {
    match resolver.program.type_of(of) {
        Type::Path { arguments, .. } => {
            arguments.first().map(|it| substitute(&resolver.program.tables, *it, environment))
        }
        _ => None,
    }
}

/// `impl From<source> for to`; the trait's argument is the type that is converted.
fn conversions(resolver: &Resolver, of_trait: Symbol, method: &str, to: TypeId, source: TypeId) -> Vec<Target> {
    let program = resolver.program;
    // That is the standard library's `impl<T> From<T> for T`, beside which there can be no other; `impl Error` may hide two types.
    if to == source && !matches!(program.type_of(to), Type::Opaque(_) | Type::Other(_)) {
        return Vec::new();
    }
    // The type `From<source>` may be written nowhere in the program, so that its argument is compared here.
    let exact = program.tables.types.find(&Type::Path { path: of_trait, arguments: Box::new([source]) });
    let mut targets = Vec::new();
    for found in resolver.candidates(of_trait, to) {
        let Some(as_trait) = found.block.as_trait else { continue };
        let argument = first_argument(resolver, as_trait, &Environment::default());
        if argument.is_none_or(|it| super::unify(&program.tables, it, source, &mut Environment::default())) {
            targets.extend(resolver.in_block(*found, method, of_trait, to, exact.or(Some(as_trait))));
        }
    }
    targets
}

/// `?` between two kinds of error.
fn residual(resolver: &Resolver, to: TypeId, from: Option<TypeId>) -> Resolution {
    let error = |id: TypeId| match resolver.program.type_of(id) {
        Type::Path { arguments, .. } => arguments.get(1).copied(),
        _ => None,
    };
    let (Some(to), Some(from), Some(of_trait)) = (error(to), from.and_then(error), resolver.names.from) else {
        return Resolution::Foreign;
    };
    let mut targets = conversions(resolver, of_trait, "from", to, from);
    adapt(&mut targets, Adaptation::Residual, 0);
    bridged(targets)
}

fn formatted(resolver: &Resolver, of_trait: Option<Symbol>, of: TypeId, through: u8) -> Resolution {
    // `&&T` is shown as `T` is.
    let (mut of, mut through) = (of, through - 1);
    while let Type::Reference { to, .. } = resolver.program.type_of(of) {
        (of, through) = (*to, through + 1);
    }
    match resolver.program.type_of(of) {
        Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. } | Type::Dynamic(_)
            if of_trait.is_some_and(|it| !resolver.all_of(it).is_empty()) =>
        {
            Resolution::Method(How::Bridged)
        }
        _ => {
            let mut targets = resolver_named(resolver, of_trait, "fmt", of, None);
            adapt(&mut targets, Adaptation::Format, through);
            bridged(targets)
        }
    }
}

fn named(
    resolver: &Resolver,
    of_trait: Option<Symbol>,
    name: &str,
    of: TypeId,
    as_trait: Option<TypeId>,
    adaptation: Adaptation,
) -> Resolution {
    let mut targets = resolver_named(resolver, of_trait, name, of, as_trait);
    adapt(&mut targets, adaptation, 0);
    bridged(targets)
}

fn resolver_named(
    resolver: &Resolver,
    of_trait: Option<Symbol>,
    name: &str,
    of: TypeId,
    as_trait: Option<TypeId>,
) -> Vec<Target> {
    // A type that is a parameter fits all implementations, and says nothing.
    if matches!(resolver.program.type_of(of), Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. }) {
        return Vec::new();
    }
    of_trait.map_or_else(Vec::new, |of_trait| resolver.implementations_named(name, of_trait, of, as_trait))
}

fn adapt(targets: &mut [Target], adaptation: Adaptation, through: u8) {
    for target in targets {
        target.adaptation = adaptation;
        target.through = through;
    }
}

fn bridged(targets: Vec<Target>) -> Resolution {
    if targets.is_empty() { Resolution::Foreign } else { Resolution::Functions(How::Bridged, targets) }
}

fn is_str(resolver: &Resolver, id: TypeId) -> bool {
    resolver.program.head(id).is_some_and(|path| resolver.program.text(path) == "str")
}
