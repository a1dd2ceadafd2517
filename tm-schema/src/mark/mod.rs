//! The grammar of marks: what stands in the parentheses of `#[sink(Sql)]`, as statements of the taint analysis.
//!
//! ```
//! use tm_schema::{MarkPlace, Token, mark_statements};
//!
//! let sql = Token::Word("Sql".to_owned());
//! let mut faults = Vec::new();
//! let statements = mark_statements("sink", &[sql], &MarkPlace::Parameter(2, &[]), &mut faults);
//! assert_eq!(statements, ["sink Sql 2"]);
//! ```
//!
//! Marks stand in the user's code, which the macros read while it is compiled, and in model files, which the taint analysis
//! reads. Neither can depend on the other, nor this on what either reads Rust with, so both hand flat [`Token`]s over. A fault
//! names its token by number, and whoever made the tokens knows where it stands.

mod forms;
mod port;
mod tokens;

use crate::Token;
use tokens::Tokens;

/// The names of marks.
pub const MARKS: [&str; 5] = ["source", "sink", "sanitize", "flow", "taint"];

/// The mark that model files have beside them: where there is a body, it shows itself what it calls.
pub const CALLS: &str = "calls";

/// What a mark stands on. Parameters are told by their names, which are empty where one has none.
#[derive(Clone, Copy, Debug)]
pub enum MarkPlace<'a> {
    /// A function with these parameters.
    Function(&'a [String]),
    /// A parameter, by its number from one, among these.
    Parameter(usize, &'a [String]),
    /// A field.
    Field,
    /// A struct, enum or union of the program.
    Type,
    /// A type that a model file speaks of.
    ForeignType,
    /// A static or thread local.
    Static,
    /// A constant.
    Constant,
    /// A block of members.
    Block,
}

/// A mistake in a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkFault {
    /// The number of the token that is wrong; nothing where it is the mark as a whole.
    pub token: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// The name that was written, and those that would have been right, where one may be misspelt.
    pub unknown: Option<(String, Vec<String>)>,
}

/// What a mark says where it stands: nothing where there is a mistake in it.
pub fn mark_statements(
    mark: &str,
    tokens: &[Token],
    place: &MarkPlace<'_>,
    faults: &mut Vec<MarkFault>,
) -> Vec<String> {
    let mut form = Form { mark, place, tokens: Tokens::new(tokens), faults: Vec::new() };
    let statements = form.statements();
    match statements {
        Ok(statements) if form.faults.is_empty() => return statements,
        Ok(_) => {}
        Err(fault) => form.faults.push(fault),
    }
    faults.append(&mut form.faults);
    Vec::new()
}

/// A mark that is read.
struct Form<'m> {
    mark: &'m str,
    place: &'m MarkPlace<'m>,
    tokens: Tokens<'m>,
    faults: Vec<MarkFault>,
}

/// What was read, or the mistake behind which nothing further of the mark is read.
type Read<T> = Result<T, MarkFault>;

impl MarkFault {
    /// A mistake of the mark as a whole.
    fn whole(message: impl Into<String>) -> MarkFault {
        MarkFault { token: None, message: message.into(), unknown: None }
    }
}

impl MarkPlace<'_> {
    fn names(&self) -> &[String] {
        match self {
            MarkPlace::Function(names) | MarkPlace::Parameter(_, names) => names,
            _ => &[],
        }
    }

    /// The number of the parameter that the mark stands on.
    fn number(&self) -> Option<usize> {
        match self {
            MarkPlace::Parameter(number, _) => Some(*number),
            _ => None,
        }
    }

    fn is_function(&self) -> bool {
        matches!(self, MarkPlace::Function(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a mark on `fn f(self, text, _)` says, or the numbers of the tokens that are wrong, and why.
    fn check(mark: &str, text: &str, expected: &[&str]) {
        let names = ["self", "text", ""].map(str::to_owned);
        check_at(mark, text, &MarkPlace::Function(&names), expected);
    }

    fn check_at(mark: &str, text: &str, place: &MarkPlace<'_>, expected: &[&str]) {
        // A text in quotes is one token; the paths in them have none.
        let tokens: Vec<Token> = text
            .split('"')
            .enumerate()
            .flat_map(|(number, part)| match number % 2 {
                0 => port::lex(part),
                _ => vec![Token::Literal(format!("\"{part}\""))],
            })
            .collect();
        let mut faults = Vec::new();
        let mut said = mark_statements(mark, &tokens, place, &mut faults);
        for fault in faults {
            let token = fault.token.map_or("mark".to_owned(), |it| it.to_string());
            said.push(format!("{token}: {}", fault.message));
        }
        assert_eq!(said, expected, "{mark}({text})");
    }

    #[test]
    fn what_marks_of_a_function_say() {
        check("source", "Http, Cookie => *text", &["source Http => return", "source Cookie => 2.*"]);
        check("source", "Http, path = \"*_[..]::Some.0.1\"", &["source Http => return.*.elem.Some.0.1"]);
        check("sink", "Sql, path = \"_.0\"", &["sink Sql 2.0", "sink Sql 3.0"]);
        check("sink", "Html, return", &["sink Html return"]);
        check("sanitize", "sources(A), sinks(B, C,), text", &["sanitize sources A sinks B C 2"]);
        check("flow", "self -> return, *text => self.1[..],", &["1 -> return", "2.* => 1.1.elem"]);
        check("taint", "opaque, trust, no_dyn_join", &["opaque", "trust", "no_dyn_join"]);
        check("source", "A => return, via(header, old)", &["source A => return via header old"]);
        check("sink", "A, return, via(legacy), via(old)", &["sink A return via legacy old"]);
        check("sink", "A, where(self is B), via(c)", &["sink A 2 where 1 is B via c", "sink A 3 where 1 is B via c"]);
        check("flow", "via(decoded), text => return", &["2 => return via decoded"]);
    }

    #[test]
    fn a_fault_names_its_token() {
        check("source", "", &["mark: `source` names a kind: `source(UserInput)`"]);
        check("source", "path = \"_.0\"", &["mark: `source` names a kind: `source(UserInput)`"]);
        check("source", "A => return, path = \"_.0\"", &["5: `=>` has said where it is"]);
        check(
            "source",
            "A, path = \"b.0\"",
            &["4: a path begins with `_`, the value itself: `_.0`, `*_`, `_::Some.0`, `_[..]`"],
        );
        check("source", "A, path = \"_[0]\"", &["4: write `[..]`: all elements are one place"]);
        check("source", "A, path = \"_.0 b\"", &["4: nothing follows the path"]);
        check("source", "A, path = _", &["4: expected the path in quotes: `path = \"_.0\"`"]);
        check("sink", "A, paht = \"_\"", &["2: `paht` is not known here"]);
        check("sink", "A B", &["1: expected `,`"]);
        check(
            "sanitize",
            "sink(A)",
            &["0: `sink` is neither `sources(…)`, `sinks(…)`, `flow`, `return` nor a parameter"],
        );
        check("sanitize", "return, flow", &["2: only one port is sanitized here"]);
        check("flow", "texts => return", &["0: `texts` is no parameter of the function, nor `return`"]);
        check("flow", "text return", &["1: expected `->` (something made of it) or `=>` (the value itself)"]);
        check("flow", "via(decoded)", &["mark: `flow` says from where to where: `flow(name -> return)`"]);
        check("sink", "A, via()", &["2: `via` names a feature, which issues then have: `via(header)`"]);
        check("sink", "A, via(b, b)", &["6: `b` stands here a second time"]);
        check("sink", "A, via(\"b\")", &["4: expected the name of a feature"]);
        check("sink", "A, where(other is B)", &["4: `other` is no parameter of the function"]);
        check("sink", "A, where(self B)", &["5: expected `is` and a kind of source: `where(self is Shell)`"]);
        check("sink", "A, where(self is B, C)", &["7: expected `)`: a sink depends on one parameter"]);
        check("sink", "A, return, where(self is B)", &["2: `where` goes with a sink that a parameter reaches"]);
        check("calls", "", &["mark: a parameter is called: `#[calls]` goes on one"]);
    }

    #[test]
    fn what_marks_say_depends_on_their_place() {
        check_at("source", "A", &MarkPlace::Parameter(2, &[]), &["source A => 2"]);
        check_at("source", "A => parameter, B", &MarkPlace::Type, &["source A => 1", "source B => return"]);
        check_at("source", "A => text", &MarkPlace::Type, &["1: only a function says where its source is"]);
        check_at("taint", "opaque", &MarkPlace::ForeignType, &["opaque"]);
        check_at("taint", "opaque", &MarkPlace::Type, &["0: only a function is `opaque`, or all of a block"]);
        check_at(
            "taint",
            "no_dyn_join",
            &MarkPlace::Function(&[]),
            &["0: only a method of a trait is called on `dyn`"],
        );
        check_at("taint", "trust", &MarkPlace::Block, &["trust"]);
        check_at("sink", "A", &MarkPlace::Block, &["mark: this goes on a member; `#[taint]` is what goes here"]);
        check_at("sink", "A, return", &MarkPlace::Field, &["2: only a function has a result"]);
        check_at("sanitize", "sinks(A)", &MarkPlace::Field, &["sanitize sinks A"]);
        check_at("sanitize", "return", &MarkPlace::Field, &["0: a field is sanitized as a whole"]);
        check_at(
            "sink",
            "A, where(self is B)",
            &MarkPlace::Field,
            &["4: only a function has parameters that a sink may depend on"],
        );
        check_at("source", "A => text", &MarkPlace::Field, &["1: only a function says where its source is"]);
        let names = ["list", "f"].map(str::to_owned);
        let callable = MarkPlace::Parameter(2, &names);
        check_at("calls", "list[..] -> return::Some.0", &callable, &["call 2(1.elem) -> return.Some.0"]);
        check_at("calls", "source(A)", &callable, &["handle A 2"]);
        check_at("calls", "await => return", &callable, &["poll 2 => return"]);
        check_at("calls", "list[..], via(hook) -> return, via(b)", &callable, &["call 2(1.elem) -> return via hook b"]);
        check_at("calls", "list, via(hook)", &callable, &["call 2(1) via hook"]);
        check_at("calls", "source(A), via(hook)", &callable, &["handle A 2 via hook"]);
        check_at("calls", "await => return, via(hook)", &callable, &["poll 2 => return via hook"]);
        check_at(
            "calls",
            "via(hook)",
            &callable,
            &["mark: `via` names what passes here: say what it is called with, or where its result goes"],
        );
        check_at("calls", "=> return, list", &callable, &["4: nothing but `via(…)` follows where the result goes"]);
    }
}
