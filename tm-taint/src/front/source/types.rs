//! Types of the source as types of the intermediate representation.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, ReturnType, TypeParamBound};

use super::Source;
use crate::front::names::anonymous_parameter;
use crate::ir::{Tables, Type, TypeId};

/// Converts types that stand in one module.
pub(in crate::front) struct Converter<'s, 't> {
    pub(in crate::front) source: &'s Source,
    pub(in crate::front) tables: &'t mut Tables,
    pub(in crate::front) module: usize,
    /// The parameters in scope.
    pub(in crate::front) parameters: Vec<String>,
    /// What `Self` is.
    pub(in crate::front) self_type: Option<TypeId>,
    /// Inside an alias: what its parameters stand for, and how many aliases are around.
    arguments: Vec<(String, TypeId)>,
    depth: u32,
}

/// How many aliases lead from one to the next.
const ALIASES: u32 = 20;

impl<'s, 't> Converter<'s, 't> {
    pub(in crate::front) fn new(
        source: &'s Source,
        tables: &'t mut Tables,
        module: usize,
        parameters: Vec<String>,
    ) -> Converter<'s, 't> {
        Converter { source, tables, module, parameters, self_type: None, arguments: Vec::new(), depth: 0 }
    }

    /// What an alias stands for with these arguments.
    fn alias(&mut self, path: &str, arguments: &[TypeId]) -> Option<TypeId> {
        let source = self.source;
        let alias = source.aliases.get(path).filter(|_| self.depth < ALIASES)?;
        let arguments = alias.parameters.iter().cloned().zip(arguments.iter().copied()).collect();
        let mut inside = Converter {
            source,
            tables: self.tables,
            module: alias.module,
            parameters: Vec::new(),
            self_type: None,
            arguments,
            depth: self.depth + 1,
        };
        Some(inside.type_id(&alias.of))
    }

    pub(in crate::front) fn type_id(&mut self, of: &syn::Type) -> TypeId {
        let kind = match of {
            syn::Type::Array(it) => {
                let length = it.len.to_token_stream().to_string();
                Type::Array { of: self.type_id(&it.elem), length: self.tables.symbols.intern(&length) }
            }
            syn::Type::FnPtr(it) => {
                let parameters = it.inputs.iter().map(|it| self.type_id(&it.ty)).collect();
                Type::FunctionPointer { parameters, returns: self.returns(&it.output) }
            }
            syn::Type::Group(it) => return self.type_id(&it.elem),
            syn::Type::Paren(it) => return self.type_id(&it.elem),
            syn::Type::ImplTrait(it) => {
                let name = anonymous_parameter(&it.to_token_stream().to_string());
                if self.parameters.contains(&name) {
                    Type::Parameter(self.tables.symbols.intern(&name))
                } else {
                    Type::Opaque(self.bounds(it.bounds.iter()))
                }
            }
            syn::Type::Never(_) => Type::Never,
            syn::Type::Path(it) => return self.path(it.qself.as_ref(), &it.path),
            syn::Type::Ptr(it) => Type::Pointer {
                is_mutable: matches!(it.mutability, syn::PointerMutability::Mut(_)),
                to: self.type_id(&it.elem),
            },
            syn::Type::Reference(it) => {
                Type::Reference { is_mutable: it.mutability.is_some(), to: self.type_id(&it.elem) }
            }
            syn::Type::Slice(it) => Type::Slice(self.type_id(&it.elem)),
            syn::Type::TraitObject(it) => Type::Dynamic(self.bounds(it.bounds.iter())),
            syn::Type::Tuple(it) => Type::Tuple(it.elems.iter().map(|it| self.type_id(it)).collect()),
            other => Type::Other(self.tables.symbols.intern(&other.to_token_stream().to_string())),
        };
        self.tables.types.intern(kind)
    }

    fn returns(&mut self, returns: &ReturnType) -> TypeId {
        match returns {
            ReturnType::Default => self.tables.types.intern(Type::Tuple(Box::default())),
            ReturnType::Type(_, of) => self.type_id(of),
        }
    }

    pub(in crate::front) fn bounds<'b>(&mut self, bounds: impl Iterator<Item = &'b TypeParamBound>) -> Box<[TypeId]> {
        bounds
            .filter_map(|it| match it {
                TypeParamBound::Trait(it) => Some(self.path(None, &it.path)),
                _ => None,
            })
            .collect()
    }

    /// A path with its arguments: a type or a trait.
    pub(in crate::front) fn path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> TypeId {
        if let Some(qself) = qself {
            return self.qualified(qself, path);
        }
        let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        let kind = match &names[..] {
            [only] if only == "Self" => match self.self_type {
                Some(self_type) => return self_type,
                None => Type::Parameter(self.tables.symbols.intern("Self")),
            },
            [only] if self.parameters.contains(only) => Type::Parameter(self.tables.symbols.intern(only)),
            // `T::Item`, whose trait is not written.
            [first, ..] if first == "Self" || self.parameters.contains(first) => {
                Type::Other(self.tables.symbols.intern(&names.join("::")))
            }
            _ => {
                if let [only] = &names[..]
                    && let Some((_, argument)) = self.arguments.iter().find(|(name, _)| name == only)
                {
                    return *argument;
                }
                let resolved = self.source.resolve(self.module, &names, path.leading_colon.is_some());
                let arguments = path.segments.last().map(|it| self.arguments(&it.arguments)).unwrap_or_default();
                if let Some(found) = self.alias(&resolved, &arguments) {
                    return found;
                }
                Type::Path { path: self.tables.symbols.intern(&resolved), arguments }
            }
        };
        self.tables.types.intern(kind)
    }

    /// `<T as Trait>::Item`.
    fn qualified(&mut self, qself: &syn::QSelf, path: &syn::Path) -> TypeId {
        let of = self.type_id(&qself.ty);
        let mut as_trait = path.clone();
        let last = as_trait.segments.pop();
        as_trait.segments.pop_punct();
        let Some(last) = last.filter(|_| qself.position > 0) else { return of };
        let as_trait = self.path(None, &as_trait);
        let name = self.tables.symbols.intern(&last.ident.to_string());
        let arguments = self.arguments(&last.arguments);
        self.tables.types.intern(Type::Projection { of, as_trait, name, arguments })
    }

    fn arguments(&mut self, arguments: &PathArguments) -> Box<[TypeId]> {
        match arguments {
            PathArguments::None => Box::default(),
            PathArguments::AngleBracketed(it) => it
                .args
                .iter()
                .filter_map(|it| match it {
                    GenericArgument::Type(it) => Some(self.type_id(it)),
                    GenericArgument::Const(it) => {
                        let text = it.to_token_stream().to_string();
                        let value = self.tables.symbols.intern(&text);
                        Some(self.tables.types.intern(Type::Const(value)))
                    }
                    _ => None,
                })
                .collect(),
            PathArguments::Parenthesized(it) => {
                let parameters = it.inputs.iter().map(|it| self.type_id(&it.ty)).collect();
                Box::new([self.tables.types.intern(Type::Tuple(parameters))])
            }
        }
    }
}
