//! Crates of all forms from a list of numbers, which a property test shortens well.

use tm_taint::ir::{
    Adt, AdtKind, Aggregate, BinaryOperator, Block, BlockId, Body, BodyId, BodyKind, Callee, Capture, CastKind,
    Constant, Crate, Export, Field, FormatTemplate, FunctionRef, Impl, ImplId, Local, LocalId, Marker, Operand, Place,
    Projection, Rvalue, Span, Statement, StatementKind, Symbol, Tables, Terminator, TerminatorKind, Trait, Type,
    TypeId, UnaryOperator, Variant,
};

/// Texts that are plain in some places, and ones that are nowhere.
const TEXTS: [&str; 40] = [
    "demo",
    "std::vec::Vec",
    "demo::main",
    "demo::main::{closure#0}",
    "<demo::Db as demo::Store>::put",
    "T",
    "u8",
    "str",
    "fn",
    "dyn",
    "mut",
    "_",
    "_1",
    "bb0",
    "?",
    "",
    " ",
    "\"",
    "\\",
    "a\nb",
    "\u{7}é😀",
    "else",
    "closure",
    "copy",
    "copy::x",
    "3",
    "3_usize",
    "'a'",
    "'\\''",
    "()",
    "-1.5_f64",
    "impl Fn(u8)",
    "<",
    "demo::<impl>::f",
    "r#type",
    "let",
    "// no",
    "b\"",
    "\\\"",
    "demo::Db::new",
];

/// Makes choices from numbers; the first one of each when they are used up.
pub(crate) struct Choices<'c> {
    numbers: std::slice::Iter<'c, u32>,
    pub(crate) tables: &'c mut Tables,
    depth: u32,
}

impl<'c> Choices<'c> {
    pub(crate) fn new(numbers: &'c [u32], tables: &'c mut Tables) -> Choices<'c> {
        Choices { numbers: numbers.iter(), tables, depth: 0 }
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.numbers.next().map_or(0, |it| it % limit)
    }

    fn number(&mut self) -> u32 {
        self.numbers.next().copied().unwrap_or(0)
    }

    fn is(&mut self) -> bool {
        self.below(2) == 1
    }

    fn symbol(&mut self) -> Symbol {
        let text = TEXTS[self.below(TEXTS.len() as u32) as usize];
        self.tables.symbols.intern(text)
    }

    fn option<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.is() { Some(make(self)) } else { None }
    }

    fn many<T>(&mut self, make: impl Fn(&mut Self) -> T) -> Box<[T]> {
        (0..self.below(4)).map(|_| make(self)).collect()
    }

    fn type_id(&mut self) -> TypeId {
        self.depth += 1;
        let limit = if self.depth > 4 { 5 } else { 18 };
        let kind = match self.below(limit) {
            0 => Type::Never,
            1 => Type::Parameter(self.symbol()),
            2 => Type::Const(self.symbol()),
            3 => Type::Other(self.symbol()),
            4 => Type::Closure(self.symbol()),
            5 => Type::Coroutine(self.symbol()),
            6 | 7 => self.path_type(),
            8 => Type::Projection {
                of: self.type_id(),
                as_trait: self.type_id(),
                name: self.symbol(),
                arguments: self.many(Self::type_id),
            },
            9 => Type::Reference { is_mutable: self.is(), to: self.type_id() },
            10 => Type::Pointer { is_mutable: self.is(), to: self.type_id() },
            11 => Type::Slice(self.type_id()),
            12 => Type::Array { of: self.type_id(), length: self.symbol() },
            13 => Type::Tuple(self.many(Self::type_id)),
            14 => Type::FunctionPointer { parameters: self.many(Self::type_id), returns: self.type_id() },
            15 => Type::Function(Box::new(self.function())),
            16 => Type::Dynamic(self.many(Self::type_id)),
            _ => Type::Opaque(self.many(Self::type_id)),
        };
        self.depth -= 1;
        self.tables.types.intern(kind)
    }

    fn path_type(&mut self) -> Type {
        Type::Path { path: self.symbol(), arguments: self.many(Self::type_id) }
    }

    fn function(&mut self) -> FunctionRef {
        let self_type = self.option(Self::type_id);
        let as_trait = self.option(Self::type_id);
        let mut path = self.symbol();
        if let Some(Type::Path { path: owner, .. }) = as_trait.or(self_type).map(|it| self.tables.types.get(it))
            && self.numbers.len() % 2 == 1
        {
            let method = format!("{}::put", self.tables.symbols.text(*owner));
            path = self.tables.symbols.intern(&method);
        }
        let (arguments, signature) = (self.many(Self::type_id), self.option(Self::type_id));
        FunctionRef { path, self_type, as_trait, arguments, signature }
    }

    fn span(&mut self) -> Span {
        Span {
            file: self.symbol(),
            line: self.number(),
            column: self.below(200),
            end_line: self.number(),
            end_column: self.below(200),
        }
    }

    fn local_id(&mut self, locals: u32) -> LocalId {
        LocalId(self.below(locals))
    }

    fn place(&mut self, locals: u32) -> Place {
        let local = self.local_id(locals);
        let projections = self.many(|it| match it.below(6) {
            0 => Projection::Deref,
            1 => Projection::Field(it.number(), it.type_id()),
            2 => Projection::Variant(it.symbol()),
            3 => Projection::Index(it.local_id(locals)),
            4 => Projection::ConstantIndex { offset: it.number().into(), is_from_end: it.is() },
            _ => Projection::Subslice {
                from: it.number().into(),
                to: u64::MAX - u64::from(it.number()),
                is_from_end: it.is(),
            },
        });
        Place { local, projections }
    }

    fn operand(&mut self, locals: u32) -> Operand {
        match self.below(3) {
            0 => Operand::Copy(self.place(locals)),
            1 => Operand::Move(self.place(locals)),
            _ => Operand::Constant(match self.below(7) {
                0 => Constant::Text(self.symbol()),
                1 => Constant::Bytes(self.symbol()),
                2 => Constant::Literal(self.symbol()),
                3 => Constant::Function(self.function()),
                4 => Constant::Static(self.symbol()),
                5 => Constant::Named(self.function()),
                _ => Constant::Other(self.symbol()),
            }),
        }
    }

    fn operands(&mut self, locals: u32) -> Box<[Operand]> {
        self.many(|it| it.operand(locals))
    }

    fn rvalue(&mut self, locals: u32) -> Rvalue {
        match self.below(13) {
            0 => Rvalue::Use(self.operand(locals)),
            1 => Rvalue::Reference { is_mutable: self.is(), place: self.place(locals) },
            2 => Rvalue::RawPointer { is_mutable: self.is(), place: self.place(locals) },
            3 => {
                let operator = [
                    BinaryOperator::Arithmetic,
                    BinaryOperator::Checked,
                    BinaryOperator::Bits,
                    BinaryOperator::Comparison,
                    BinaryOperator::Offset,
                ][self.below(5) as usize];
                Rvalue::Binary(operator, self.operand(locals), self.operand(locals))
            }
            4 => {
                let operator =
                    [UnaryOperator::Not, UnaryOperator::Negate, UnaryOperator::Metadata][self.below(3) as usize];
                Rvalue::Unary(operator, self.operand(locals))
            }
            5 => {
                let kind = [
                    CastKind::Numeric,
                    CastKind::Unsize,
                    CastKind::FunctionPointer,
                    CastKind::Pointer,
                    CastKind::Transmute,
                ][self.below(5) as usize];
                Rvalue::Cast(kind, self.operand(locals), self.type_id())
            }
            6 => {
                let operands = self.operands(locals);
                let aggregate = match self.below(5) {
                    0 => Aggregate::Tuple,
                    1 => Aggregate::Array,
                    2 => Aggregate::Closure(self.symbol()),
                    3 => Aggregate::Coroutine(self.symbol()),
                    _ => Aggregate::Adt {
                        of: self.type_id(),
                        variant: self.option(Self::symbol),
                        fields: operands.iter().map(|_| self.number()).collect(),
                    },
                };
                Rvalue::Aggregate(aggregate, operands)
            }
            7 => Rvalue::Repeat(self.operand(locals), self.symbol()),
            8 => Rvalue::Discriminant(self.place(locals)),
            9 => Rvalue::Length(self.place(locals)),
            10 => Rvalue::ThreadLocal(self.symbol()),
            _ => {
                let arguments = self.many(Self::number);
                let parts = (0..=arguments.len()).map(|_| self.symbol()).collect();
                Rvalue::Format(FormatTemplate { parts, arguments })
            }
        }
    }

    fn terminator(&mut self, locals: u32, blocks: u32) -> TerminatorKind {
        let next = |it: &mut Self| BlockId(it.below(blocks));
        match self.below(9) {
            0 => TerminatorKind::Return,
            1 => TerminatorKind::Unreachable,
            2 => TerminatorKind::Goto(next(self)),
            3 => TerminatorKind::Switch {
                on: self.operand(locals),
                cases: self.many(|it| (it.symbol(), next(it))),
                otherwise: self.option(next),
            },
            4 => TerminatorKind::Drop { place: self.place(locals), next: next(self) },
            5 => TerminatorKind::Yield { value: self.operand(locals), resumed: self.place(locals), next: next(self) },
            6 => TerminatorKind::Unknown {
                places: self.many(|it| it.place(locals)),
                next: self.many(next),
                text: self.symbol(),
            },
            _ => TerminatorKind::Call {
                callee: if self.is() { Callee::Function(self.function()) } else { Callee::Value(self.operand(locals)) },
                arguments: self.operands(locals),
                destination: self.place(locals),
                next: self.option(next),
            },
        }
    }

    fn body(&mut self, impls: u32) -> Body {
        let locals = 1 + self.below(6);
        let blocks = 1 + self.below(4);
        let kinds = [
            BodyKind::Function,
            BodyKind::Closure,
            BodyKind::Coroutine,
            BodyKind::Constructor,
            BodyKind::Constant,
            BodyKind::Static,
        ];
        let statement = |it: &mut Self| Statement {
            kind: if it.below(8) == 7 {
                StatementKind::Unknown { places: it.many(|it| it.place(locals)), text: it.symbol() }
            } else {
                StatementKind::Assign(it.place(locals), it.rvalue(locals))
            },
            span: it.option(Self::span),
        };
        Body {
            path: self.symbol(),
            kind: kinds[self.below(6) as usize],
            in_impl: if impls > 0 { self.option(|it| ImplId(it.below(impls))) } else { None },
            generics: self.many(Self::symbol),
            parameters: self.below(locals),
            locals: (0..locals)
                .map(|_| Local {
                    type_id: self.type_id(),
                    name: self.option(Self::symbol),
                    span: self.option(Self::span),
                })
                .collect(),
            captures: self.many(|it| Capture { name: it.symbol(), is_reference: it.is() }),
            blocks: (0..blocks)
                .map(|_| Block {
                    statements: self.many(statement),
                    terminator: Terminator { kind: self.terminator(locals, blocks), span: self.option(Self::span) },
                })
                .collect(),
            span: self.option(Self::span),
        }
    }

    pub(crate) fn krate(&mut self) -> Crate {
        let bodies = self.below(4);
        let impls = self.below(3);
        let items = |it: &mut Self| match bodies {
            0 => Box::default(),
            _ => it.many(|it| (it.symbol(), BodyId(it.below(bodies)))),
        };
        let path_type = |it: &mut Self| {
            let kind = it.path_type();
            it.tables.types.intern(kind)
        };
        Crate {
            name: self.symbol(),
            impls: (0..impls)
                .map(|_| Impl {
                    parameters: self.many(Self::symbol),
                    as_trait: self.option(path_type),
                    self_type: self.type_id(),
                    bounds: self.many(|it| (it.type_id(), it.type_id())),
                    items: items(self),
                    types: self.many(|it| (it.symbol(), it.type_id())),
                    span: self.option(Self::span),
                })
                .collect(),
            traits: self
                .many(|it| Trait {
                    path: it.symbol(),
                    parameters: it.many(Self::symbol),
                    supertraits: it.many(Self::type_id),
                    methods: it.many(Self::symbol),
                    defaults: items(it),
                })
                .into(),
            adts: self
                .many(|it| Adt {
                    path: it.symbol(),
                    kind: [AdtKind::Struct, AdtKind::Enum, AdtKind::Union][it.below(3) as usize],
                    parameters: it.many(Self::symbol),
                    variants: it.many(|it| Variant {
                        name: it.symbol(),
                        fields: it.many(|it| Field { name: it.symbol(), type_id: it.type_id() }),
                    }),
                })
                .into(),
            markers: self.many(|it| Marker { within: it.symbol(), text: it.symbol() }).into(),
            exports: self.many(|it| Export { visible: it.symbol(), definition: it.symbol() }).into(),
            bodies: (0..bodies).map(|_| self.body(impls)).collect(),
        }
    }
}
