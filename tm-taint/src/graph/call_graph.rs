//! What each call of a program may end in, and in which order functions are best looked at.

use std::cell::LazyCell;
use std::sync::Arc;

use petgraph::graph::DiGraph;

use super::meanings::{Meaning, Meanings};
use super::origin::{Origin, Origins};
use super::{How, Resolver};
use crate::ir::{
    Aggregate, Callee, Constant, FunctionRef, Operand, Rvalue, Span, StatementKind, Symbol, TerminatorKind, Type,
};
use crate::program::{FunctionId, Program};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// The function that it stands in.
    pub caller: FunctionId,
    /// The number of the block that it ends.
    pub block: u32,
    /// Where it stands.
    pub span: Option<Span>,
    /// The path that it names; nothing for a pointer.
    pub path: Option<Symbol>,
    /// How its targets were found.
    pub how: How,
    /// What it may end in; empty where that has no body, or only the data can tell.
    pub targets: Arc<[FunctionId]>,
    /// Whether it may end in implementations, too, that are not in sight: other crates implement `Display` as well.
    pub has_others: bool,
    /// Of a call on `impl Trait`: the coroutine that it is, or the function whose result it is, which decides on the type.
    pub hidden_type_of: Option<Symbol>,
}

/// The calls of a program.
#[derive(Debug)]
pub struct CallGraph {
    /// All calls, by function and block.
    pub sites: Vec<CallSite>,
    /// For each function, those that it calls, makes closures of, or names as values.
    pub edges: Vec<Vec<FunctionId>>,
    /// The strongly connected components; what a component calls comes before it.
    pub components: Vec<Vec<FunctionId>>,
    /// Whether each function may call itself, methods of type parameters left aside: `Retry<S>` calls the `S` in it, not itself.
    pub is_recursive: Vec<bool>,
}

impl CallGraph {
    /// Looks at all calls.
    pub fn new(resolver: &Resolver) -> CallGraph {
        let program = resolver.program;
        let meanings = Meanings::new(resolver);
        let mut sites = Vec::new();
        let mut edges = Vec::with_capacity(program.function_count());
        let mut certain_edges = Vec::with_capacity(program.function_count());
        for caller in program.functions() {
            let mut callees = Vec::new();
            let mut of_parameters = Vec::new();
            let body = program.body(caller);
            let origins = LazyCell::new(|| Origins::new(&meanings, body));
            for (number, block) in (0..).zip(&body.blocks) {
                for statement in &block.statements {
                    if let StatementKind::Assign(_, rvalue) = &statement.kind {
                        mentioned(&meanings, rvalue, &mut callees);
                    }
                }
                if let TerminatorKind::Call { callee, arguments, .. } = &block.terminator.kind {
                    for argument in arguments {
                        mentioned_in(&meanings, argument, &mut callees);
                    }
                    let mut hidden_type_of = None;
                    let (path, Meaning { how, functions: targets, has_others }) = match callee {
                        Callee::Function(reference) => {
                            for argument in reference.arguments.iter().chain(&reference.self_type) {
                                meanings.code_of_type(program.type_of(*argument), &mut callees);
                            }
                            let mut meaning = meanings.of(reference);
                            let is_hidden = is_on_hidden_type(program, reference);
                            if (is_hidden || (meaning.how == How::Callable && meaning.functions.is_empty()))
                                && let Some(origin) = arguments.first().and_then(|it| origins.of(it))
                            {
                                if let (How::Callable, Origin::Code(function)) = (meaning.how, origin) {
                                    meaning.functions = meanings.set([function].into());
                                }
                                hidden_type_of = is_hidden.then(|| origin.path(program));
                            }
                            (Some(reference.path), meaning)
                        }
                        Callee::Value(value) => {
                            mentioned_in(&meanings, value, &mut callees);
                            let code = origins.of(value).and_then(Origin::code);
                            let functions = meanings.set(code.into_iter().collect());
                            (None, Meaning { how: How::Callable, functions, has_others: false })
                        }
                    };
                    if how == How::Parameter {
                        of_parameters.extend(&*targets);
                    } else {
                        callees.extend(&*targets);
                    }
                    let span = block.terminator.span;
                    sites.push(CallSite {
                        caller,
                        block: number,
                        span,
                        path,
                        how,
                        targets,
                        has_others,
                        hidden_type_of,
                    });
                }
            }
            let callees = set(callees);
            of_parameters.extend(&callees);
            certain_edges.push(callees);
            edges.push(set(of_parameters));
        }
        let mut is_recursive = vec![false; edges.len()];
        for component in components(&certain_edges) {
            for function in &component {
                let index = function.0 as usize;
                is_recursive[index] = component.len() > 1 || certain_edges[index].contains(function);
            }
        }
        let components = components(&edges);
        CallGraph { sites, edges, components, is_recursive }
    }

    /// The components in rows: what one of a row calls is in the same component or an earlier row.
    pub fn levels(&self) -> Vec<Vec<&[FunctionId]>> {
        // One more than the row of a function, and nothing of those in the component itself.
        let mut after: Vec<usize> = vec![0; self.edges.len()];
        let mut levels: Vec<Vec<&[FunctionId]>> = Vec::new();
        for component in &self.components {
            let called = component.iter().flat_map(|function| &self.edges[function.0 as usize]);
            let level = called.map(|callee| after[callee.0 as usize]).max().unwrap_or(0);
            for function in component {
                after[function.0 as usize] = level + 1;
            }
            if levels.len() <= level {
                levels.resize_with(level + 1, Vec::new);
            }
            levels[level].push(component);
        }
        levels
    }
}

fn components(edges: &[Vec<FunctionId>]) -> Vec<Vec<FunctionId>> {
    let mut graph = DiGraph::<(), (), u32>::with_capacity(edges.len(), edges.iter().map(Vec::len).sum());
    for _ in edges {
        graph.add_node(());
    }
    for (caller, callees) in (0..).zip(edges) {
        for callee in callees {
            graph.add_edge(
                petgraph::graph::NodeIndex::new(caller),
                petgraph::graph::NodeIndex::new(callee.0 as usize),
                (),
            );
        }
    }
    let mut components: Vec<Vec<FunctionId>> = petgraph::algo::tarjan_scc(&graph)
        .into_iter()
        .map(|component| component.into_iter().map(|node| FunctionId(node.index() as u32)).collect())
        .collect();
    for component in &mut components {
        component.sort_unstable();
    }
    components
}

/// Whether a method is called on `impl Trait`, or a reference to it.
fn is_on_hidden_type(program: &Program, reference: &FunctionRef) -> bool {
    let mut of = reference.self_type.map(|it| program.type_of(it));
    while let Some(Type::Reference { to, .. }) = of {
        of = Some(program.type_of(*to));
    }
    matches!(of, Some(Type::Opaque(_)))
}

/// Gathers the functions that a value names, closures that it makes among them.
fn mentioned<'p>(meanings: &Meanings<'p>, rvalue: &'p Rvalue, callees: &mut Vec<FunctionId>) {
    match rvalue {
        Rvalue::Use(operand) | Rvalue::Unary(_, operand) | Rvalue::Cast(_, operand, _) | Rvalue::Repeat(operand, _) => {
            mentioned_in(meanings, operand, callees)
        }
        Rvalue::Binary(_, left, right) => {
            mentioned_in(meanings, left, callees);
            mentioned_in(meanings, right, callees);
        }
        Rvalue::Aggregate(aggregate, operands) => {
            if let Aggregate::Closure(path) | Aggregate::Coroutine(path) = aggregate {
                callees.extend(meanings.resolver.program.by_path(*path));
            }
            for operand in operands {
                mentioned_in(meanings, operand, callees);
            }
        }
        _ => {}
    }
}

fn mentioned_in<'p>(meanings: &Meanings<'p>, operand: &'p Operand, callees: &mut Vec<FunctionId>) {
    if let Operand::Constant(Constant::Function(reference) | Constant::Named(reference)) = operand {
        callees.extend(&*meanings.of(reference).functions);
    }
    if let Operand::Constant(Constant::Static(path)) = operand {
        callees.extend(meanings.resolver.program.by_path(*path));
    }
}

/// Each function once, in order.
fn set(mut functions: Vec<FunctionId>) -> Vec<FunctionId> {
    functions.sort_unstable();
    functions.dedup();
    functions.shrink_to_fit();
    functions
}
