//! Types and paths as models name them.
//!
//! ```text
//! sqlx::query::Query<'_, DB, A>      sqlx::query::Query
//! [T], [T; N]                        slice, array          in front of a method
//! ```

use syn::{Type, TypeParamBound, UseTree};

/// The segments of a path, without their arguments.
pub(super) fn path_text(path: &syn::Path) -> String {
    path.segments.iter().map(|it| it.ident.to_string()).collect::<Vec<_>>().join("::")
}

/// What inherent methods of a type stand behind.
pub(super) fn owner(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) if path.qself.is_none() => Some(path_text(&path.path)),
        Type::Slice(_) => Some("slice".to_owned()),
        Type::Array(_) => Some("array".to_owned()),
        Type::Paren(inner) => owner(&inner.elem),
        Type::TraitObject(object) => object.bounds.iter().find_map(|bound| match bound {
            TypeParamBound::Trait(bound) => Some(path_text(&bound.path)),
            _ => None,
        }),
        _ => None,
    }
}

/// The type in `<… as Trait>::method`.
pub(super) fn self_type(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) if path.qself.is_none() => Some(path_text(&path.path)),
        Type::Slice(_) | Type::Array(_) => Some("[]".to_owned()),
        Type::Reference(inner) => self_type(&inner.elem).map(|it| format!("&{it}")),
        Type::Paren(inner) => self_type(&inner.elem),
        _ => None,
    }
}

/// The pairs of name and target in a `use`; the name is empty for `*`.
pub(super) fn uses(tree: &UseTree, before: &str, into: &mut Vec<(String, String)>) {
    match tree {
        UseTree::Path(path) => uses(&path.tree, &joined(before, &path.ident.to_string()), into),
        UseTree::Name(name) => into.push((name.ident.to_string(), joined(before, &name.ident.to_string()))),
        UseTree::Rename(name) => into.push((name.rename.to_string(), joined(before, &name.ident.to_string()))),
        UseTree::Glob(_) => into.push((String::new(), before.to_owned())),
        UseTree::Group(group) => group.items.iter().for_each(|it| uses(it, before, into)),
    }
}

/// `a::b`, or `b` where there is nothing before.
pub(super) fn joined(before: &str, name: &str) -> String {
    match (before, name) {
        ("", name) => name.to_owned(),
        (before, "") => before.to_owned(),
        (before, name) => format!("{before}::{name}"),
    }
}
