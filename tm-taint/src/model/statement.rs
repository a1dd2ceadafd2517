//! Statements of models.
//!
//! ```text
//! 1 => return                          the value itself, with its parts
//! 1 -> return                          something made of it
//! &1.*.elem => return.elem             a reference to it
//! 2 =>! 1.*                            instead of what was there
//! call 2(1.Some.0) => return.Some.0    what the callable in parameter 2 makes of the payload
//! poll 1 => return.elem                what the future gives; without `=>` it is driven alone
//! handle Kind 2                        others call the callable in parameter 2, with what is a source
//! source Kind => return.Ok.0           a source; `=> 2` makes a parameter one for the function's own body
//! sink Kind 2                          a sink
//! sink Kind 2 where 1 is Shell         one alone where something in parameter 1 comes from a source of that kind
//! sink Kind 2 via legacy               … that adds a feature to what gets there; as much behind all others that lead somewhere
//! sanitize [sources A B] [sinks C] [return | flow | 2]
//! clear 1.*                            nothing stays of what was there
//! opaque                               nothing else flows; without it, arguments flow to the result where no flow is declared
//! trust                                the body is not looked at
//! no_dyn_join                          of a trait's method: a call on `dyn` of the trait is none of its implementations
//! ```

use std::fmt::{self, Display, Formatter};

use super::port::Port;

/// A statement. Kinds are names here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A value flows.
    Flow {
        /// From where.
        from: Argument,
        /// To where.
        to: Port,
        /// Whether it is put instead of what was there.
        is_strong: bool,
        /// Features that it adds.
        via: Vec<String>,
    },
    /// A callable is called.
    Call {
        /// The callable.
        callable: Argument,
        /// What it is given.
        arguments: Vec<Argument>,
        /// Where its result goes: the way into the result, and the port; the last says whether it is the value itself.
        to: Option<(Vec<super::PortStep>, Port, bool)>,
        /// Features that it adds to what it is given, and to its result.
        via: Vec<String>,
    },
    /// A future is driven to its end.
    Poll {
        /// The future.
        future: Argument,
        /// Where what it gives goes.
        to: Option<Port>,
        /// Features that it adds to what it gives.
        via: Vec<String>,
    },
    /// A callable is called by others, who choose what they give it.
    Handle {
        /// The kind of what they give.
        kind: String,
        /// The callable.
        callable: Port,
        /// Features that it adds to what they give it.
        via: Vec<String>,
    },
    /// A source.
    Source {
        /// Its kind.
        kind: String,
        /// Where the value is.
        at: Port,
        /// Features that it adds.
        via: Vec<String>,
    },
    /// A sink.
    Sink {
        /// Its kind.
        kind: String,
        /// What must not reach it.
        at: Port,
        /// What must be from a source of a kind for it to be one.
        given: Option<(Port, String)>,
        /// Features that it adds.
        via: Vec<String>,
    },
    /// A sanitizer.
    Sanitize(Sanitizer),
    /// What was somewhere is gone.
    Clear(Port),
    /// Nothing flows that is not declared.
    Opaque,
    /// The body is not looked at.
    Trust,
    /// A call on `dyn` of the trait is not taken for one of all implementations.
    NoDynJoin,
}

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Where.
    pub port: Port,
    /// Whether a reference to it is meant.
    pub is_reference: bool,
    /// Whether it is the value itself, not something made of it.
    pub is_value: bool,
}

/// What a sanitizer stops, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sanitizer {
    /// Only these kinds of sources, where any are named.
    pub sources: Vec<String>,
    /// Only on the way to these kinds of sinks, where any are named.
    pub sinks: Vec<String>,
    /// Where.
    pub at: SanitizedPort,
}

/// Where a sanitizer stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SanitizedPort {
    /// Everywhere.
    #[default]
    All,
    /// In what the function returns.
    Return,
    /// Between parameters and result.
    Flow,
    /// Between a parameter and sinks.
    Parameter(u32),
}

impl Statement {
    /// What of the function it speaks of.
    pub fn ports(&self) -> Vec<&Port> {
        match self {
            Statement::Flow { from, to, .. } => vec![&from.port, to],
            Statement::Call { callable, arguments, to, .. } => {
                let arguments = arguments.iter().map(|it| &it.port);
                std::iter::once(&callable.port).chain(arguments).chain(to.iter().map(|(_, to, _)| to)).collect()
            }
            Statement::Handle { callable, .. } => vec![callable],
            Statement::Poll { future, to, .. } => std::iter::once(&future.port).chain(to).collect(),
            Statement::Source { at, .. } | Statement::Sink { at, .. } | Statement::Clear(at) => vec![at],
            Statement::Sanitize(_) | Statement::Opaque | Statement::Trust | Statement::NoDynJoin => Vec::new(),
        }
    }

    /// The features that it adds to what comes by it.
    pub fn via(&self) -> &[String] {
        match self {
            Statement::Flow { via, .. }
            | Statement::Call { via, .. }
            | Statement::Poll { via, .. }
            | Statement::Handle { via, .. }
            | Statement::Source { via, .. }
            | Statement::Sink { via, .. } => via,
            Statement::Sanitize(_)
            | Statement::Clear(_)
            | Statement::Opaque
            | Statement::Trust
            | Statement::NoDynJoin => &[],
        }
    }

    /// Reads a statement.
    pub fn parse(text: &str) -> Result<Statement, String> {
        let text = text.trim();
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match word {
            "opaque" if rest.is_empty() => Ok(Statement::Opaque),
            "trust" if rest.is_empty() => Ok(Statement::Trust),
            "no_dyn_join" if rest.is_empty() => Ok(Statement::NoDynJoin),
            "clear" => Ok(Statement::Clear(Port::parse(rest.trim())?)),
            "sink" => {
                let (kind, port) =
                    rest.trim().split_once(char::is_whitespace).ok_or("a sink needs a kind and a port")?;
                let kind = kind.to_owned();
                let Some((port, given)) = port.split_once(" where ") else {
                    let (at, via) = with_features(port)?;
                    return Ok(Statement::Sink { kind, at, given: None, via });
                };
                let (of, is) = given.split_once(" is ").ok_or("`where` needs a port, `is` and a kind")?;
                let (is, via) = is.split_once(" via ").unwrap_or((is, ""));
                let given = Some((Port::parse(of.trim())?, is.trim().to_owned()));
                let via = via.split_whitespace().map(ToOwned::to_owned).collect();
                Ok(Statement::Sink { kind, at: Port::parse(port.trim())?, given, via })
            }
            "source" => {
                let (kind, port) = rest.split_once("=>").ok_or("a source needs `=>` and a port")?;
                let (at, via) = with_features(port)?;
                Ok(Statement::Source { kind: kind.trim().to_owned(), at, via })
            }
            "handle" => {
                let (kind, port) =
                    rest.trim().split_once(char::is_whitespace).ok_or("`handle` needs a kind and a port")?;
                let (callable, via) = with_features(port)?;
                Ok(Statement::Handle { kind: kind.to_owned(), callable, via })
            }
            "sanitize" => sanitizer(rest).map(Statement::Sanitize),
            "call" => call(rest),
            "poll" if !rest.contains("=>") => {
                Ok(Statement::Poll { future: argument(rest, true)?, to: None, via: Vec::new() })
            }
            "poll" => {
                let (future, to, _, is_value) = arrow(rest)?;
                let (to, via) = with_features(to)?;
                Ok(Statement::Poll { future: argument(future, is_value)?, to: Some(to), via })
            }
            _ => {
                let (from, to, is_strong, is_value) = arrow(text)?;
                let (to, via) = with_features(to)?;
                Ok(Statement::Flow { from: argument(from, is_value)?, to, is_strong, via })
            }
        }
    }
}

/// Both sides of an arrow, whether it is a strong one, and whether the value itself flows.
fn arrow(text: &str) -> Result<(&str, &str, bool, bool), String> {
    for (arrow, is_strong, is_value) in [("=>!", true, true), ("=>", false, true), ("->", false, false)] {
        if let Some((from, to)) = text.split_once(arrow) {
            return Ok((from.trim(), to.trim(), is_strong, is_value));
        }
    }
    Err(format!("`{text}` has no `=>` or `->`"))
}

/// A port, and the features behind `via`.
fn with_features(text: &str) -> Result<(Port, Vec<String>), String> {
    let mut words = text.split_whitespace();
    let port = Port::parse(words.next().unwrap_or_default())?;
    match words.next() {
        None => Ok((port, Vec::new())),
        Some("via") if words.clone().next().is_some() => Ok((port, words.map(ToOwned::to_owned).collect())),
        Some(other) => Err(format!("`{other}` behind `{port}` is not `via` and the names of features")),
    }
}

fn argument(text: &str, is_value: bool) -> Result<Argument, String> {
    let text = text.trim();
    let (is_reference, port) = text.strip_prefix('&').map_or((false, text), |port| (true, port));
    Ok(Argument { port: Port::parse(port)?, is_reference, is_value })
}

fn call(text: &str) -> Result<Statement, String> {
    let (callable, rest) = text.split_once('(').ok_or("a call needs its arguments in parentheses")?;
    let (arguments, rest) = rest.split_once(')').ok_or("a call's `(` is never closed")?;
    let arguments = arguments.split(',').map(str::trim).filter(|it| !it.is_empty());
    let arguments = arguments.map(|it| argument(it, true)).collect::<Result<_, _>>()?;
    let rest = rest.trim();
    let (to, via) = if let Some(via) = rest.strip_prefix("via ") {
        (None, via.split_whitespace().map(ToOwned::to_owned).collect())
    } else if rest.is_empty() {
        (None, Vec::new())
    } else {
        let (way, to, _, is_value) = arrow(rest)?;
        let way = Port::parse(&format!("return{way}"))?;
        let (to, via) = with_features(to)?;
        (Some((way.steps, to, is_value)), via)
    };
    Ok(Statement::Call { callable: argument(callable, true)?, arguments, to, via })
}

fn sanitizer(text: &str) -> Result<Sanitizer, String> {
    let mut sanitizer = Sanitizer::default();
    let mut kinds: Option<&mut Vec<String>> = None;
    for word in text.split_whitespace() {
        match word {
            "sources" => kinds = Some(&mut sanitizer.sources),
            "sinks" => kinds = Some(&mut sanitizer.sinks),
            "return" => sanitizer.at = SanitizedPort::Return,
            "flow" => sanitizer.at = SanitizedPort::Flow,
            _ => match (word.parse(), &mut kinds) {
                (Ok(number), _) => sanitizer.at = SanitizedPort::Parameter(number),
                (Err(_), Some(kinds)) => kinds.push(word.to_owned()),
                (Err(_), None) => {
                    return Err(format!("`{word}` is none of `sources`, `sinks`, `return`, `flow`, a number"));
                }
            },
        }
    }
    Ok(sanitizer)
}

/// A statement as [`Statement::parse`] reads it.
impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Flow { from, to, is_strong, via } => {
                let arrow = if *is_strong { "=>!" } else { arrow_of(from.is_value) };
                write!(f, "{from} {arrow} {to}{}", Via(via))
            }
            Statement::Call { callable, arguments, to, via } => {
                let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
                write!(f, "call {callable}({})", arguments.join(", "))?;
                if let Some((way, to, is_value)) = to {
                    way.iter().try_for_each(|step| write!(f, ".{step}"))?;
                    write!(f, " {} {to}", arrow_of(*is_value))?;
                }
                write!(f, "{}", Via(via))
            }
            Statement::Poll { future, to: None, .. } => write!(f, "poll {future}"),
            Statement::Poll { future, to: Some(to), via } => {
                write!(f, "poll {future} {} {to}{}", arrow_of(future.is_value), Via(via))
            }
            Statement::Handle { kind, callable, via } => write!(f, "handle {kind} {callable}{}", Via(via)),
            Statement::Source { kind, at, via } => write!(f, "source {kind} => {at}{}", Via(via)),
            Statement::Sink { kind, at, given: None, via } => write!(f, "sink {kind} {at}{}", Via(via)),
            Statement::Sink { kind, at, given: Some((of, is)), via } => {
                write!(f, "sink {kind} {at} where {of} is {is}{}", Via(via))
            }
            Statement::Sanitize(sanitizer) => {
                f.write_str("sanitize")?;
                for (word, kinds) in [("sources", &sanitizer.sources), ("sinks", &sanitizer.sinks)] {
                    if !kinds.is_empty() {
                        write!(f, " {word} {}", kinds.join(" "))?;
                    }
                }
                match sanitizer.at {
                    SanitizedPort::All => Ok(()),
                    SanitizedPort::Return => f.write_str(" return"),
                    SanitizedPort::Flow => f.write_str(" flow"),
                    SanitizedPort::Parameter(number) => write!(f, " {number}"),
                }
            }
            Statement::Clear(port) => write!(f, "clear {port}"),
            Statement::Opaque => f.write_str("opaque"),
            Statement::Trust => f.write_str("trust"),
            Statement::NoDynJoin => f.write_str("no_dyn_join"),
        }
    }
}

/// The features behind a port.
struct Via<'a>(&'a [String]);

impl Display for Via<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " via {}", self.0.join(" ")) }
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_reference { "&" } else { "" }, self.port)
    }
}

fn arrow_of(is_value: bool) -> &'static str {
    if is_value { "=>" } else { "->" }
}
