//! A whole program: the crates that were read, and indexes over them.
//!
//! ```text
//! demo   0 demo::main   1 demo::main::{closure#0}        functions of all crates are numbered in one row
//! store  2 <store::Db as store::Store>::put              implementations of store::Store: [impl Store for Db]
//! ```
//!
//! What a crate calls another's item by (a re-export) is led back to where it is defined when it is looked up.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::ir::{
    Adt, Body, BodyId, Callee, Constant, Crate, FunctionRef, Impl, Operand, Rvalue, StatementKind, Symbol, Tables,
    TerminatorKind, Trait, Type, TypeId,
};

/// A body of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId(pub u32);

/// An impl block with the crate it is in.
#[derive(Clone, Copy, Debug)]
pub struct ImplOf<'p> {
    /// The impl block.
    pub block: &'p Impl,
    /// The number of its crate.
    pub krate: usize,
}

/// The crates of a program, and what is looked up in them.
#[derive(Debug)]
pub struct Program {
    /// What the crates share.
    pub tables: Tables,
    crates: Vec<Crate>,
    /// The number of each crate's first function.
    offsets: Vec<u32>,
    functions: Vec<(u32, BodyId)>,
    by_path: FxHashMap<Symbol, Vec<FunctionId>>,
    impls_by_trait: FxHashMap<Symbol, Vec<(u32, u32)>>,
    traits: FxHashMap<Symbol, (u32, u32)>,
    adts: FxHashMap<Symbol, (u32, u32)>,
    exports: FxHashMap<Symbol, Symbol>,
    /// The functions that are named as values.
    references: IndexSet<FunctionRef, FxBuildHasher>,
}

impl Program {
    /// Numbers the functions of the crates, and makes the indexes.
    pub fn new(mut tables: Tables, crates: Vec<Crate>) -> Program {
        // Models speak of these variants also where the program names none of them: `lock().unwrap()`.
        for variant in [
            "Some", "None", "Ok", "Err", "Ready", "Pending", "Continue", "Break", "Borrowed", "Owned", "Occupied",
            "Vacant",
        ] {
            tables.symbols.intern(variant);
        }
        let mut program = Program {
            tables,
            crates: Vec::new(),
            offsets: Vec::new(),
            functions: Vec::new(),
            by_path: FxHashMap::default(),
            impls_by_trait: FxHashMap::default(),
            traits: FxHashMap::default(),
            adts: FxHashMap::default(),
            exports: FxHashMap::default(),
            references: IndexSet::default(),
        };
        for krate in &crates {
            program.exports.extend(krate.exports.iter().map(|export| (export.visible, export.definition)));
        }
        for (number, krate) in (0..).zip(&crates) {
            program.offsets.push(program.functions.len() as u32);
            for (index, body) in (0..).zip(&krate.bodies) {
                let id = FunctionId(program.functions.len() as u32);
                program.functions.push((number, BodyId(index)));
                program.by_path.entry(body.path).or_default().push(id);
                function_values(body, &mut program.references);
            }
            for (index, block) in (0..).zip(&krate.impls) {
                if let Some(path) = block.as_trait.and_then(|it| head(&program.tables, it)) {
                    let path = program.definition(path);
                    program.impls_by_trait.entry(path).or_default().push((number, index));
                }
            }
            program.traits.extend((0..).zip(&krate.traits).map(|(index, it)| (it.path, (number, index))));
            program.adts.extend((0..).zip(&krate.adts).map(|(index, it)| (it.path, (number, index))));
        }
        program.crates = crates;
        program.find_functions_in_methods();
        program
    }

    /// A function inside a method of an implementation is named by the trait where it is used, and by the type where it is defined if
    /// an attribute macro (`#[get("/")]`) wrote the impl block, which is in no file then: both names lead to it.
    ///
    /// ```text
    /// <demo::page as actix_web::dev::HttpServiceFactory>::register::page      demo::page::register::page
    /// ```
    fn find_functions_in_methods(&mut self) {
        let mut found = Vec::new();
        for reference in &self.references {
            let Some(rest) = self.name_in_method(reference) else { continue };
            let Some(of) = reference.self_type.and_then(|it| self.head(it)) else { continue };
            let path = self.tables.symbols.get(&format!("{}::{rest}", self.text(of)));
            found.extend(path.map(|path| (reference.path, self.by_path(path).to_vec())));
        }
        for (path, functions) in found {
            let known = self.by_path.entry(path).or_default();
            known.extend(functions.into_iter().filter(|it| !known.contains(it)).collect::<Vec<_>>());
        }
    }

    /// `register::page` of a function inside a method of a trait.
    pub(crate) fn name_in_method(&self, reference: &FunctionRef) -> Option<&str> {
        let of_trait = self.text(self.trait_path(reference)?);
        let rest = self.text(reference.path).strip_prefix(of_trait)?.strip_prefix("::")?;
        rest.contains("::").then_some(rest)
    }

    /// The crates, in the order in which they were given.
    pub fn crates(&self) -> &[Crate] {
        &self.crates
    }

    /// All functions.
    pub fn functions(&self) -> impl Iterator<Item = FunctionId> + use<> {
        (0..self.functions.len() as u32).map(FunctionId)
    }

    /// How many functions there are.
    pub fn function_count(&self) -> usize {
        self.functions.len()
    }

    /// What a function does.
    pub fn body(&self, id: FunctionId) -> &Body {
        let (krate, body) = self.functions[id.0 as usize];
        &self.crates[krate as usize].bodies[body.0 as usize]
    }

    /// The crate of a function.
    pub fn crate_of(&self, id: FunctionId) -> usize {
        self.functions[id.0 as usize].0 as usize
    }

    /// The function that is a body of a crate.
    pub fn function(&self, krate: usize, body: BodyId) -> FunctionId {
        FunctionId(self.offsets[krate] + body.0)
    }

    /// The impl block that a function is in.
    pub fn impl_of(&self, id: FunctionId) -> Option<&Impl> {
        let block = self.body(id).in_impl?;
        self.crates[self.crate_of(id)].impls.get(block.0 as usize)
    }

    /// Whether a function is a method of an implementation that `#[derive(Clone)]` made: its head is the word in the attribute.
    pub fn is_derived_clone(&self, id: FunctionId) -> bool {
        let Some(block) = self.impl_of(id) else { return false };
        let is_word = block.span.is_some_and(|span| span.line == span.end_line && span.end_column - span.column == 5);
        is_word && self.text(self.body(id).path).ends_with(" as std::clone::Clone>::clone")
    }

    /// The functions of a path; several where impl blocks for different arguments of one type have a method of one name.
    pub fn by_path(&self, path: Symbol) -> &[FunctionId] {
        self.by_path.get(&self.definition(path)).map_or(&[], Vec::as_slice)
    }

    /// The function of a path that is written out.
    pub fn find(&self, path: &str) -> Option<FunctionId> {
        self.by_path(self.tables.symbols.get(path)?).first().copied()
    }

    /// The path by which an item is defined, of one by which another crate sees it.
    pub fn definition(&self, path: Symbol) -> Symbol {
        let mut path = path;
        // Re-exports of re-exports are few; ones in a circle do not compile.
        for _ in 0..8 {
            match self.exports.get(&path) {
                Some(definition) if *definition != path => path = *definition,
                _ => break,
            }
        }
        path
    }

    /// The implementations of a trait, by the trait's path.
    pub fn impls(&self, of_trait: Symbol) -> impl Iterator<Item = ImplOf<'_>> {
        let blocks = self.impls_by_trait.get(&self.definition(of_trait)).map_or(&[][..], Vec::as_slice);
        blocks.iter().map(|(krate, index)| ImplOf {
            block: &self.crates[*krate as usize].impls[*index as usize],
            krate: *krate as usize,
        })
    }

    /// The traits that are implemented, by the paths of their definitions.
    pub(crate) fn implemented_traits(&self) -> impl Iterator<Item = Symbol> {
        self.impls_by_trait.keys().copied()
    }

    /// A trait of the program's crates, with the number of its crate.
    pub fn trait_of(&self, path: Symbol) -> Option<(&Trait, usize)> {
        let (krate, index) = self.traits.get(&self.definition(path))?;
        Some((&self.crates[*krate as usize].traits[*index as usize], *krate as usize))
    }

    /// A struct, enum or union of the program's crates.
    pub fn adt(&self, path: Symbol) -> Option<&Adt> {
        let (krate, index) = self.adts.get(&self.definition(path))?;
        Some(&self.crates[*krate as usize].adts[*index as usize])
    }

    /// The number of a function that is named as a value.
    pub fn reference(&self, reference: &FunctionRef) -> Option<u32> {
        self.references.get_index_of(reference).map(|index| index as u32)
    }

    /// The function that is named as a value by this number.
    pub fn reference_of(&self, number: u32) -> &FunctionRef {
        &self.references[number as usize]
    }

    /// A text.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.tables.symbols.text(symbol)
    }

    /// What a type is.
    pub fn type_of(&self, id: TypeId) -> &Type {
        self.tables.types.get(id)
    }

    /// The path that a type begins with: `std::vec::Vec` of `std::vec::Vec<u8>`.
    pub fn head(&self, id: TypeId) -> Option<Symbol> {
        head(&self.tables, id)
    }

    /// The path of the trait by which a function is named.
    pub fn trait_path(&self, reference: &FunctionRef) -> Option<Symbol> {
        self.head(reference.as_trait?)
    }

    /// The name of a function without what it belongs to: `put` of `<demo::Db as demo::Store>::put`.
    pub fn name(&self, path: Symbol) -> &str {
        let text = self.text(path);
        text.rsplit_once("::").map_or(text, |(_, name)| name)
    }
}

fn head(tables: &Tables, id: TypeId) -> Option<Symbol> {
    match tables.types.get(id) {
        Type::Path { path, .. } => Some(*path),
        _ => None,
    }
}

/// Gathers the functions that a body names as values.
fn function_values(body: &Body, into: &mut IndexSet<FunctionRef, FxBuildHasher>) {
    let mut see = |operand: &Operand| {
        if let Operand::Constant(Constant::Function(reference)) = operand
            && !into.contains(reference)
        {
            into.insert(reference.clone());
        }
    };
    for block in &body.blocks {
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Assign(
                    _,
                    Rvalue::Use(operand) | Rvalue::Cast(_, operand, _) | Rvalue::Repeat(operand, _),
                ) => see(operand),
                StatementKind::Assign(_, Rvalue::Aggregate(_, operands)) => operands.iter().for_each(&mut see),
                _ => {}
            }
        }
        if let TerminatorKind::Call { arguments, callee, .. } = &block.terminator.kind {
            arguments.iter().for_each(&mut see);
            if let Callee::Value(operand) = callee {
                see(operand);
            }
        }
    }
}
