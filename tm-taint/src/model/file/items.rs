//! The items of a model file: modules, impl blocks, traits, functions without bodies, types, statics.

use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Fields, Ident, ImplItem, Item, ItemImpl, ItemStruct, Signature, Token, TraitItem, Type, Visibility,
};
use tm_schema::MarkPlace;

use super::paths::{joined, owner, path_text, self_type, uses};
use super::{Alias, Entry, Reader, Subject};
use crate::model::{Argument, Port, PortRoot, PortStep, Statement};

/// An item that is no Rust, because it has no body.
enum Bodiless {
    Function(Vec<Attribute>, Box<Signature>),
    Static(Vec<Attribute>, Ident),
}

/// What a function belongs to.
#[derive(Clone)]
enum Owner {
    /// A module or a type.
    Other,
    /// A trait, for all types.
    Trait,
    /// A trait, for this type.
    TraitFor(String),
}

impl Reader {
    /// Reads the items in a module: its path, empty for the file itself.
    pub(super) fn items(&mut self, items: &[Item], module: &str) {
        for item in items {
            self.item(item, module);
        }
    }

    fn item(&mut self, item: &Item, module: &str) {
        match item {
            Item::Mod(it) => match &it.content {
                Some((_, items)) => self.items(items, &joined(module, &it.ident.to_string())),
                None => self.fault(it.ident.span(), "a model file is one file", "write the module's items in braces"),
            },
            Item::Use(it) => {
                let mut pairs = Vec::new();
                uses(&it.tree, "", &mut pairs);
                if module.is_empty() {
                    self.fault(it.span(), "paths are absolute here, so there is nothing to import", "");
                    return;
                }
                let at = self.location(it.span());
                let aliases = pairs.into_iter().map(|(name, target)| Alias {
                    path: joined(module, &name),
                    target,
                    at: at.clone(),
                });
                self.file.aliases.extend(aliases);
            }
            Item::Impl(it) => self.block(it, module),
            Item::Trait(it) => {
                let path = joined(module, &it.ident.to_string());
                for member in &it.items {
                    match member {
                        TraitItem::Fn(method) => self.function(&method.attrs, &method.sig, &path, Owner::Trait),
                        other => self.fault(other.span(), "only methods are modelled here", ""),
                    }
                }
            }
            Item::Struct(it) => self.structure(it, module),
            Item::Enum(it) => {
                let path = joined(module, &it.ident.to_string());
                let fields = it.variants.iter().flat_map(|variant| &variant.fields);
                match fields.into_iter().find(|field| !field.attrs.is_empty()) {
                    Some(field) => {
                        let help = "mark the enum as a whole";
                        self.fault(field.span(), "the payload of a variant cannot be marked here", help);
                    }
                    None => self.of_type(&it.attrs, &it.ident, path),
                }
            }
            Item::Verbatim(tokens) => match bodiless.parse2(tokens.clone()) {
                Ok(Bodiless::Function(attributes, signature)) => {
                    self.function(&attributes, &signature, module, Owner::Other)
                }
                Ok(Bodiless::Static(attributes, name)) => {
                    let statements = self.marks(&attributes, &MarkPlace::Static);
                    self.entry(Subject::Static, joined(module, &name.to_string()), statements, &name);
                }
                Err(error) => self.fault(error.span(), &error.to_string(), ""),
            },
            Item::Fn(it) => self.fault(it.sig.ident.span(), "a function has no body here", "write `;` in place of it"),
            other => self.fault(
                other.span(),
                "this is nothing that a model speaks of",
                "there are `mod`, `impl`, `trait`, `fn`, `struct`, `enum`, `static`, and `pub use` for other paths",
            ),
        }
    }

    fn block(&mut self, block: &ItemImpl, module: &str) {
        let is_parameter = |of: &Type| match of {
            Type::Path(it) => {
                it.path.get_ident().is_some_and(|name| block.generics.type_params().any(|it| it.ident == *name))
            }
            _ => false,
        };
        // `in_module` of a path that is not written from its crate on.
        let absolute = |path: String| {
            let first = path.split("::").next().unwrap_or_default();
            let is_relative = !module.is_empty() && ![self.crate_in_paths().as_str(), "std"].contains(&first);
            if is_relative { joined(module, &path) } else { path }
        };
        let (path, of) = match &block.trait_ {
            None => match owner(&block.self_ty) {
                Some(owner) if matches!(*block.self_ty, Type::Path(_)) => (absolute(owner), Owner::Other),
                Some(owner) => (owner, Owner::Other),
                None => return self.fault(block.self_ty.span(), "this type has no methods of its own", ""),
            },
            Some((of_trait, _)) if is_parameter(&block.self_ty) => (path_text(of_trait), Owner::Trait),
            Some((of_trait, _)) => match self_type(&block.self_ty) {
                Some(of) => (format!("<{of} as {}>", path_text(of_trait)), Owner::TraitFor(of)),
                None => {
                    return self.fault(
                        block.self_ty.span(),
                        "a model cannot speak of this type",
                        "write a path, a slice or a reference",
                    );
                }
            },
        };
        for member in &block.items {
            match member {
                ImplItem::Verbatim(tokens) => match bodiless.parse2(tokens.clone()) {
                    Ok(Bodiless::Function(attributes, signature)) => {
                        self.function(&attributes, &signature, &path, of.clone());
                    }
                    Ok(Bodiless::Static(_, name)) => self.fault(name.span(), "only methods are modelled here", ""),
                    Err(error) => self.fault(error.span(), &error.to_string(), ""),
                },
                ImplItem::Fn(it) => {
                    self.fault(it.sig.ident.span(), "a function has no body here", "write `;` in place of it")
                }
                other => self.fault(other.span(), "only methods are modelled here", ""),
            }
        }
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, owner: &str, of: Owner) {
        let statements = self.function_marks(attributes, signature, matches!(of, Owner::Trait));
        if statements.contains(&Statement::NoDynJoin) && !matches!(of, Owner::Trait) {
            let help = "write it in `trait T { … }` or `impl<X> T for X { … }`";
            self.fault(signature.ident.span(), "only a method of a trait, for all types, is called on `dyn`", help);
        }
        let of_type = if let Owner::TraitFor(of) = of { Some(of) } else { None };
        let subject = Subject::Function { parameters: signature.inputs.len(), of_type };
        self.entry(subject, joined(owner, &signature.ident.to_string()), statements, &signature.ident);
    }

    fn structure(&mut self, item: &ItemStruct, module: &str) {
        let path = joined(module, &item.ident.to_string());
        let marked_fields = item.fields.iter().any(|field| !field.attrs.is_empty());
        if !item.attrs.is_empty() || !marked_fields {
            self.of_type(&item.attrs, &item.ident, path.clone());
        }
        let mut constructor = Vec::new();
        for (index, field) in item.fields.iter().enumerate() {
            let statements = self.marks(&field.attrs, &MarkPlace::Field);
            let number = index as u32;
            for statement in &statements {
                if let Statement::Sink { kind, via, .. } = statement {
                    let at = Port { root: PortRoot::Parameter(number + 1), steps: Vec::new() };
                    constructor.push(Statement::Sink { kind: kind.clone(), at, given: None, via: via.clone() });
                }
            }
            if statements.is_empty() {
                continue;
            }
            let at = field.ident.as_ref().unwrap_or(&item.ident);
            // A field of a crate that was not read is known by its number alone.
            if let Some(name) = &field.ident {
                self.entry(Subject::Field, format!("{path}.{name}"), statements.clone(), at);
            }
            self.entry(Subject::Field, format!("{path}.{number}"), statements, at);
        }
        // `.map(Html)` calls what is written `Html(text)` elsewhere.
        if let (Fields::Unnamed(fields), false) = (&item.fields, constructor.is_empty()) {
            let count = fields.unnamed.len() as u32;
            constructor.extend((0..count).map(|number| {
                let port = Port { root: PortRoot::Parameter(number + 1), steps: Vec::new() };
                Statement::Flow {
                    from: Argument { port, is_reference: false, is_value: true },
                    to: Port { root: PortRoot::Return, steps: vec![PortStep::Field(number)] },
                    is_strong: false,
                    via: Vec::new(),
                }
            }));
            let subject = Subject::Function { parameters: count as usize, of_type: None };
            self.entry(subject, path, constructor, &item.ident);
        }
    }

    fn of_type(&mut self, attributes: &[Attribute], name: &Ident, path: String) {
        let statements = self.marks(attributes, &MarkPlace::ForeignType);
        self.entry(Subject::Type, path, statements, name);
    }

    fn entry(&mut self, subject: Subject, path: String, statements: Vec<Statement>, name: &Ident) {
        let is_told = std::mem::take(&mut self.is_told);
        if statements.is_empty() && is_told {
            return;
        }
        if statements.is_empty() {
            self.fault(
                name.span(),
                &format!("nothing is said of `{path}`"),
                "write a mark such as `#[sink(Sql)]`, or leave it out",
            );
            return;
        }
        let at = self.location(name.span());
        self.file.entries.push(Entry { subject, path, statements, at });
    }
}

/// `#[…] pub unsafe fn name(…) -> _;` or `#[…] pub static NAME: _;`
fn bodiless(input: ParseStream<'_>) -> syn::Result<Bodiless> {
    let attributes = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    if input.peek(Token![static])
        || input.peek(Token![const]) && !input.peek2(Token![fn]) && !input.peek2(Token![unsafe])
    {
        input.parse::<proc_macro2::TokenTree>()?;
        input.parse::<Option<Token![mut]>>()?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        input.parse::<Type>()?;
        input.parse::<Token![;]>()?;
        return Ok(Bodiless::Static(attributes, name));
    }
    let signature = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok(Bodiless::Function(attributes, Box::new(signature)))
}
