//! The implementations of traits, by what the type they are for begins with.
//!
//! ```text
//! impl Store for Db           demo::Db
//! impl Store for Vec<Db>      std::vec::Vec
//! impl<T> Store for T         any: it stands in each of the rows
//! ```
//!
//! Programs with their dependencies have thousands of implementations of `Debug` or `From`, and nearly as many types that they are for:
//! those that a type may fit are a few of them.

use rustc_hash::FxHashMap;

use crate::ir::{Symbol, Tables, Type, TypeId};
use crate::program::{ImplOf, Program};

/// The implementations of all traits of a program.
#[derive(Debug, Default)]
pub(super) struct Implementations<'p>(FxHashMap<Symbol, OfTrait<'p>>);

#[derive(Debug, Default)]
struct OfTrait<'p> {
    all: Vec<ImplOf<'p>>,
    /// Those for any type, too, in the order of all.
    by_head: FxHashMap<Head, Vec<ImplOf<'p>>>,
    for_any: Vec<ImplOf<'p>>,
}

impl<'p> Implementations<'p> {
    /// Of a program.
    pub(super) fn new(program: &'p Program) -> Implementations<'p> {
        let mut by_trait = FxHashMap::default();
        for of_trait in program.implemented_traits() {
            let rows: &mut OfTrait = by_trait.entry(of_trait).or_default();
            program.impls(of_trait).for_each(|it| rows.add(&program.tables, it));
        }
        Implementations(by_trait)
    }

    /// All of a trait, by the path of its definition.
    pub(super) fn all(&self, of_trait: Symbol) -> &[ImplOf<'p>] {
        self.0.get(&of_trait).map_or(&[], |it| &it.all)
    }

    /// Those of a trait that a type may fit; the others it does not fit.
    pub(super) fn candidates(&self, tables: &Tables, of_trait: Symbol, self_type: TypeId) -> &[ImplOf<'p>] {
        let Some(rows) = self.0.get(&of_trait) else { return &[] };
        match Head::of(tables, self_type) {
            Some(head) => rows.by_head.get(&head).unwrap_or(&rows.for_any),
            None => &rows.all,
        }
    }
}

impl<'p> OfTrait<'p> {
    fn add(&mut self, tables: &Tables, found: ImplOf<'p>) {
        self.all.push(found);
        match Head::of(tables, found.block.self_type) {
            Some(head) => self.by_head.entry(head).or_insert_with(|| self.for_any.clone()).push(found),
            None => {
                self.for_any.push(found);
                self.by_head.values_mut().for_each(|it| it.push(found));
            }
        }
    }
}

/// What two types have in common if one fits the other, as [`super::unify()`] has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Head {
    Path(Symbol),
    /// Whether one may write through it.
    Reference(bool),
    Pointer(bool),
    Slice,
    Array,
    /// How many parts it has.
    Tuple(usize),
    FunctionPointer(usize),
    Dynamic(usize),
    /// It fits itself alone.
    Only(TypeId),
}

impl Head {
    /// Nothing of what may fit any type.
    fn of(tables: &Tables, id: TypeId) -> Option<Head> {
        Some(match tables.types.get(id) {
            Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. } | Type::Const(_) | Type::Other(_) => {
                return None;
            }
            Type::Path { path, .. } => Head::Path(*path),
            Type::Reference { is_mutable, .. } => Head::Reference(*is_mutable),
            Type::Pointer { is_mutable, .. } => Head::Pointer(*is_mutable),
            Type::Slice(_) => Head::Slice,
            Type::Array { .. } => Head::Array,
            Type::Tuple(parts) => Head::Tuple(parts.len()),
            Type::FunctionPointer { parameters, .. } => Head::FunctionPointer(parameters.len()),
            Type::Dynamic(bounds) => Head::Dynamic(bounds.len()),
            Type::Function(_) | Type::Closure(_) | Type::Coroutine(_) | Type::Never => Head::Only(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Environment, unify};
    use crate::ir::text;

    const TEXT: &str = r#"
crate demo;
trait demo::Show {}
impl demo::Show for demo::Db {}
impl demo::Show for std::vec::Vec<u8> {}
impl demo::Show for std::vec::Vec<T> {}
impl demo::Show for &demo::Db {}
impl demo::Show for &mut demo::Db {}
impl demo::Show for *const T {}
impl demo::Show for T {}
impl demo::Show for [T] {}
impl demo::Show for [T; 3] {}
impl demo::Show for (T, U) {}
impl demo::Show for (T, U, V) {}
impl demo::Show for fn(T) -> U {}
impl demo::Show for dyn demo::Show {}
impl demo::Show for <T as std::iter::Iterator>::Item {}
impl demo::Show for impl demo::Show {}
impl demo::Show for {closure demo::main::{closure#0}} {}
impl demo::Show for {3} {}
impl demo::Show for ! {}
impl demo::Show for other "unsafe<'a> fn" {}
impl demo::Show for str {}
"#;

    #[test]
    fn no_implementation_that_fits_is_left_out() {
        let mut tables = Tables::default();
        let krate = text::parse(TEXT, &mut tables).unwrap_or_else(|error| panic!("{error}"));
        let program = Program::new(tables, vec![krate]);
        let of_trait = program.tables.symbols.get("demo::Show").expect("the trait");
        let implementations = Implementations::new(&program);
        let numbers = |found: &[ImplOf]| -> Vec<usize> {
            let blocks = &program.crates()[0].impls;
            let number = |it: &ImplOf| blocks.iter().position(|block| std::ptr::eq(block, it.block));
            found.iter().filter_map(number).collect()
        };
        let all = implementations.all(of_trait);
        assert_eq!(numbers(all), (0..20).collect::<Vec<_>>());
        for wanted in all.iter().map(|it| it.block.self_type) {
            let found = implementations.candidates(&program.tables, of_trait, wanted);
            let fits = |it: &ImplOf| unify(&program.tables, it.block.self_type, wanted, &mut Environment::default());
            let fitting: Vec<ImplOf> = all.iter().copied().filter(fits).collect();
            let found_and_fitting: Vec<ImplOf> = found.iter().copied().filter(fits).collect();
            assert_eq!(numbers(&found_and_fitting), numbers(&fitting), "of {:?}", program.type_of(wanted));
        }
        let db = all[0].block.self_type;
        let for_any = [6, 13, 14, 16, 18];
        assert_eq!(numbers(implementations.candidates(&program.tables, of_trait, db)), [&[0][..], &for_any].concat());
        let byte = program.tables.symbols.get("u8").map(|path| Type::Path { path, arguments: Box::new([]) });
        let byte =
            byte.and_then(|it| program.tables.types.find(&it)).expect("a type without an implementation of its own");
        assert_eq!(numbers(implementations.candidates(&program.tables, of_trait, byte)), for_any);
    }
}
