//! Whether a type fits a pattern, and what its parameters stand for then.
//!
//! ```text
//! pattern Wrapper<T>     type Wrapper<Db>      T = Db
//! pattern &mut T         type &Db              no
//! pattern Vec<T>         type U                yes, T unknown: U is a parameter where the call stands
//! ```
//!
//! Type parameters on the type's side and what the compiler hides (`impl Trait`, associated types that are not known) fit anything.

use crate::ir::{Symbol, Tables, Type, TypeId};

/// What type parameters stand for: each parameter (or associated type of one) with its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Environment(Vec<(TypeId, TypeId)>);

impl Environment {
    /// What a parameter stands for.
    pub fn get(&self, parameter: TypeId) -> Option<TypeId> {
        self.0.iter().find(|(key, _)| *key == parameter).map(|(_, value)| *value)
    }

    /// Whether some parameter stands for this type.
    pub fn has_value(&self, of: TypeId) -> bool {
        self.0.iter().any(|(_, value)| *value == of)
    }

    /// Lets a parameter stand for a type, where it stands for none yet.
    pub fn bind(&mut self, parameter: TypeId, to: TypeId) {
        if self.get(parameter).is_none() {
            self.0.push((parameter, to));
        }
    }

    /// Takes over what another one knows and this does not.
    pub fn merge(&mut self, other: &Environment) {
        for (parameter, to) in &other.0 {
            self.bind(*parameter, *to);
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same parameters in terms of where `outer` applies. What cannot be said there stands for itself.
    pub fn within(&self, outer: &Environment, tables: &Tables) -> Environment {
        Environment(self.0.iter().map(|(key, value)| (*key, substitute(tables, *value, outer))).collect())
    }
}

/// Whether `target` fits `pattern`; the pattern's parameters are bound in `environment`.
pub fn unify(tables: &Tables, pattern: TypeId, target: TypeId, environment: &mut Environment) -> bool {
    let types = &tables.types;
    match (types.get(pattern), types.get(target)) {
        (Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. }, _) => match environment.get(pattern) {
            Some(bound) if bound != target => bound == pattern || fits(tables, bound, target),
            Some(_) => true,
            None => {
                environment.bind(pattern, target);
                true
            }
        },
        _ if pattern == target => true,
        (Type::Const(_) | Type::Other(_), _) => true,
        (_, Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. } | Type::Const(_) | Type::Other(_)) => true,
        (Type::Path { path: left, arguments: lefts }, Type::Path { path: right, arguments: rights }) => {
            left == right && unify_all(tables, lefts, rights, environment)
        }
        (
            Type::Reference { is_mutable: left_mutable, to: left },
            Type::Reference { is_mutable: right_mutable, to: right },
        )
        | (
            Type::Pointer { is_mutable: left_mutable, to: left },
            Type::Pointer { is_mutable: right_mutable, to: right },
        ) => left_mutable == right_mutable && unify(tables, *left, *right, environment),
        (Type::Slice(left), Type::Slice(right)) => unify(tables, *left, *right, environment),
        (Type::Array { of: left, .. }, Type::Array { of: right, .. }) => unify(tables, *left, *right, environment),
        (Type::Tuple(lefts), Type::Tuple(rights)) => {
            lefts.len() == rights.len() && unify_all(tables, lefts, rights, environment)
        }
        (
            Type::FunctionPointer { parameters: lefts, returns: left },
            Type::FunctionPointer { parameters: rights, returns: right },
        ) => {
            lefts.len() == rights.len()
                && unify_all(tables, lefts, rights, environment)
                && unify(tables, *left, *right, environment)
        }
        (Type::Dynamic(lefts), Type::Dynamic(rights)) => {
            lefts.len() == rights.len() && unify_all(tables, lefts, rights, environment)
        }
        _ => false,
    }
}

/// Arguments with defaults (`Vec<T, A>`) are printed by some and left out by others, so that those in common decide.
fn unify_all(tables: &Tables, lefts: &[TypeId], rights: &[TypeId], environment: &mut Environment) -> bool {
    lefts.iter().zip(rights).all(|(left, right)| unify(tables, *left, *right, environment))
}

/// Whether two types can be the same one, when their parameters are anything.
fn fits(tables: &Tables, left: TypeId, right: TypeId) -> bool {
    unify(tables, left, right, &mut Environment::default())
}

/// A type with its parameters replaced. One that the program has no word for stays as it is, and fits more than it need.
pub fn substitute(tables: &Tables, id: TypeId, environment: &Environment) -> TypeId {
    if environment.is_empty() {
        return id;
    }
    replaced(tables, id, environment).unwrap_or(id)
}

fn replaced(tables: &Tables, id: TypeId, environment: &Environment) -> Option<TypeId> {
    if let Some(found) = environment.get(id) {
        return Some(found);
    }
    let one = |id: TypeId| replaced(tables, id, environment);
    let all = |ids: &[TypeId]| ids.iter().map(|id| one(*id)).collect::<Option<Box<[TypeId]>>>();
    let new = match tables.types.get(id) {
        Type::Path { path, arguments } if !arguments.is_empty() => {
            Type::Path { path: *path, arguments: all(arguments)? }
        }
        Type::Projection { of, as_trait, name, arguments } => {
            Type::Projection { of: one(*of)?, as_trait: one(*as_trait)?, name: *name, arguments: all(arguments)? }
        }
        Type::Reference { is_mutable, to } => Type::Reference { is_mutable: *is_mutable, to: one(*to)? },
        Type::Pointer { is_mutable, to } => Type::Pointer { is_mutable: *is_mutable, to: one(*to)? },
        Type::Slice(of) => Type::Slice(one(*of)?),
        Type::Array { of, length } => Type::Array { of: one(*of)?, length: *length },
        Type::Tuple(parts) if !parts.is_empty() => Type::Tuple(all(parts)?),
        Type::FunctionPointer { parameters, returns } => {
            Type::FunctionPointer { parameters: all(parameters)?, returns: one(*returns)? }
        }
        Type::Dynamic(bounds) => Type::Dynamic(all(bounds)?),
        _ => return Some(id),
    };
    tables.types.find(&new)
}

/// The id of a type parameter, where some type of the program is it.
pub fn parameter(tables: &Tables, name: Symbol) -> Option<TypeId> {
    tables.types.find(&Type::Parameter(name))
}

/// Binds the type parameters in a type, each to itself.
pub fn parameters(tables: &Tables, id: TypeId, into: &mut Environment) {
    let mut all = |ids: &[TypeId]| ids.iter().for_each(|id| parameters(tables, *id, into));
    match tables.types.get(id) {
        Type::Parameter(_) => into.bind(id, id),
        Type::Path { arguments, .. } => all(arguments),
        Type::Projection { of, as_trait, arguments, .. } => {
            all(&[*of, *as_trait]);
            all(arguments);
        }
        Type::Reference { to, .. } | Type::Pointer { to, .. } => all(&[*to]),
        Type::Slice(of) | Type::Array { of, .. } => all(&[*of]),
        Type::Tuple(parts) | Type::Dynamic(parts) => all(parts),
        Type::FunctionPointer { parameters, returns } => {
            all(parameters);
            all(&[*returns]);
        }
        _ => {}
    }
}

/// Whether a type is, or has in it, something that is not known where it stands.
pub fn is_open(tables: &Tables, id: TypeId) -> bool {
    let any = |ids: &[TypeId]| ids.iter().any(|id| is_open(tables, *id));
    match tables.types.get(id) {
        Type::Parameter(_) | Type::Opaque(_) | Type::Projection { .. } => true,
        Type::Path { arguments, .. } => any(arguments),
        Type::Reference { to, .. } | Type::Pointer { to, .. } => is_open(tables, *to),
        Type::Slice(of) | Type::Array { of, .. } => is_open(tables, *of),
        Type::Tuple(parts) => any(parts),
        Type::FunctionPointer { parameters, returns } => any(parameters) || is_open(tables, *returns),
        Type::Const(_)
        | Type::Function(_)
        | Type::Closure(_)
        | Type::Coroutine(_)
        | Type::Dynamic(_)
        | Type::Never
        | Type::Other(_) => false,
    }
}
