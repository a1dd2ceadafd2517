//! Walks through the files of a crate, from its root on along `mod`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, FnArg, Generics, Item, Stmt, UseTree, Visibility};

use super::module::{Glob, Module, Named, Target};
use super::region::{Generic, Region, Scope, function_key};
use super::{AdtItem, Alias, Derive, ImplBlock, Source, TraitItem};
use crate::front::names::anonymous_parameter;
use crate::ir::AdtKind;

/// How deep files may name files.
const FILES: u32 = 60;

pub(super) fn files(source: &mut Source, root: &str, sources: &dyn Fn(&str) -> Option<String>) {
    let krate = source.krate.clone();
    source.modules.push(Module::new(krate.clone(), None, false));
    source.module_at.insert(krate, 0);
    let Some(text) = sources(root) else { return };
    let folder = parent(root).to_owned();
    let mut walk = Walk {
        source,
        sources,
        file: root.to_owned(),
        folder,
        module: 0,
        scope: Scope::default(),
        self_path: None,
        impl_place: None,
        depth: 0,
    };
    walk.read(&text);
}

struct Walk<'s> {
    source: &'s mut Source,
    sources: &'s dyn Fn(&str) -> Option<String>,
    file: String,
    /// Where the files of modules inside this one are.
    folder: String,
    module: usize,
    scope: Scope,
    /// Of an impl block or trait: what its methods' paths begin with.
    self_path: Option<String>,
    /// Of an impl block: where it stands.
    impl_place: Option<(String, u32, u32)>,
    depth: u32,
}

impl Walk<'_> {
    fn read(&mut self, text: &str) {
        if let Ok(file) = syn::parse_file(text) {
            self.visit_file(&file);
        }
        self.source.texts.insert(self.file.clone(), text.to_owned());
    }

    fn add(&mut self, name: &impl ToString, target: Target, vis: &Visibility) {
        let is_public = matches!(vis, Visibility::Public(_));
        self.source.modules[self.module].add(name.to_string(), Named { target, is_public });
    }

    fn path(&self, name: &impl ToString) -> String {
        format!("{}::{}", self.source.modules[self.module].path, name.to_string())
    }

    fn enter(&mut self, path: String, is_block: bool) -> usize {
        let index = self.source.modules.len();
        self.source.modules.push(Module::new(path.clone(), Some(self.module), is_block));
        self.source.module_at.entry(path).or_insert(index);
        std::mem::replace(&mut self.module, index)
    }

    fn region(&mut self, from: Span, to: Span, scope: &Scope, key: Option<String>) {
        let (from, to) = (from.start(), to.end());
        let span = [from.line, from.column + 1, to.line, to.column + 1].map(|it| it as u32);
        self.source.regions.entry(self.file.clone()).or_default().push(Region::new(span, scope.clone(), key));
    }

    fn place(&self, span: Span) -> (String, u32, u32) {
        let start = span.start();
        (self.file.clone(), start.line as u32, start.column as u32 + 1)
    }

    /// Visits with other parameters in scope.
    fn scoped(&mut self, scope: Scope, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.scope, scope);
        visit(self);
        self.scope = outer;
    }

    fn function(&mut self, vis: &Visibility, sig: &syn::Signature, block: Option<&syn::Block>, end: Span) {
        let scope = self.scope.with(generics(&sig.generics, &sig.inputs));
        let start = match vis {
            Visibility::Inherited => sig.span(),
            vis => vis.span(),
        };
        let owner = self.self_path.take();
        let path = match &owner {
            Some(owner) => format!("{owner}::{}", sig.ident),
            None => self.path(&sig.ident),
        };
        let place = self.impl_place.take();
        let key = match &place {
            Some((file, line, column)) => function_key((file, *line, *column), &sig.ident.to_string()),
            None => path.clone(),
        };
        self.region(start, end, &scope, Some(key));
        let Some(block) = block else {
            (self.self_path, self.impl_place) = (owner, place);
            return;
        };
        let has_items = block.stmts.iter().any(|it| matches!(it, Stmt::Item(_)));
        let outer = self.module;
        if has_items {
            self.enter(path, true);
        }
        self.scoped(scope, |it| visit::visit_block(it, block));
        self.module = outer;
        (self.self_path, self.impl_place) = (owner, place);
    }

    fn adt(
        &mut self,
        kind: AdtKind,
        ident: &syn::Ident,
        of: (&Visibility, &Generics, &[Attribute]),
        variants: Vec<(String, syn::Fields)>,
    ) {
        let (vis, generics, attributes) = of;
        self.add(ident, Target::Scope, vis);
        let adt = self.source.adts.len();
        for path in derived(attributes) {
            let place = self.place(path.span());
            self.source.derives.insert(place, Derive { path, adt });
        }
        let (module, path) = (self.module, self.path(ident));
        self.source.adts.push(AdtItem { module, path, kind, generics: generics.clone(), variants });
    }

    fn uses(&mut self, tree: &UseTree, mut path: Vec<String>, is_absolute: bool, vis: &Visibility) {
        match tree {
            UseTree::Path(it) => {
                path.push(it.ident.to_string());
                self.uses(&it.tree, path, is_absolute, vis);
            }
            UseTree::Name(it) if it.ident == "self" => {
                if let Some(name) = path.last().cloned() {
                    self.add(&name, Target::Use { path, is_absolute }, vis);
                }
            }
            UseTree::Name(it) => {
                path.push(it.ident.to_string());
                self.add(&it.ident, Target::Use { path, is_absolute }, vis);
            }
            UseTree::Rename(it) => {
                if it.ident != "self" {
                    path.push(it.ident.to_string());
                }
                if it.rename != "_" {
                    self.add(&it.rename, Target::Use { path, is_absolute }, vis);
                }
            }
            UseTree::Glob(_) => {
                let is_public = matches!(vis, Visibility::Public(_));
                self.source.modules[self.module].globs.push(Glob { path, is_absolute, is_public });
            }
            UseTree::Group(it) => it.items.iter().for_each(|it| self.uses(it, path.clone(), is_absolute, vis)),
        }
    }

    /// The module `name` in its own file.
    fn module_file(&self, name: &str, attributes: &[Attribute]) -> Option<(String, String, String)> {
        if let Some(path) = path_attribute(attributes) {
            let file = join(parent(&self.file), &path);
            let text = (self.sources)(&file)?;
            let folder = parent(&file).to_owned();
            return Some((file, folder, text));
        }
        let name = name.strip_prefix("r#").unwrap_or(name);
        let folder = join(&self.folder, name);
        for file in [format!("{folder}.rs"), format!("{folder}/mod.rs")] {
            if let Some(text) = (self.sources)(&file) {
                return Some((file, folder, text));
            }
        }
        None
    }
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        self.add(&item.ident, Target::Scope, &item.vis);
        let path = self.path(&item.ident);
        let outer = self.enter(path, false);
        let name = item.ident.to_string();
        match &item.content {
            Some((_, items)) => {
                let inner = join(&self.folder, &name);
                let folder = std::mem::replace(&mut self.folder, inner);
                items.iter().for_each(|it| self.visit_item(it));
                self.folder = folder;
            }
            None if self.depth < FILES => {
                if let Some((file, folder, text)) = self.module_file(&name, &item.attrs) {
                    let file = std::mem::replace(&mut self.file, file);
                    let folder = std::mem::replace(&mut self.folder, folder);
                    self.depth += 1;
                    self.read(&text);
                    self.depth -= 1;
                    (self.file, self.folder) = (file, folder);
                }
            }
            None => {}
        }
        self.module = outer;
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.uses(&item.tree, Vec::new(), item.leading_colon.is_some(), &item.vis);
    }

    fn visit_item_extern_crate(&mut self, item: &'a syn::ItemExternCrate) {
        let name = item.rename.as_ref().map_or(&item.ident, |(_, it)| it);
        let target = if item.ident == "self" {
            Target::Use { path: vec!["crate".to_owned()], is_absolute: false }
        } else {
            Target::Use { path: vec![item.ident.to_string()], is_absolute: true }
        };
        self.add(name, target, &item.vis);
    }

    fn visit_item_type(&mut self, item: &'a syn::ItemType) {
        self.add(&item.ident, Target::Scope, &item.vis);
        let parameters = item.generics.type_params().map(|it| it.ident.to_string()).collect();
        let alias = Alias { module: self.module, parameters, of: (*item.ty).clone() };
        let path = self.path(&item.ident);
        self.source.aliases.insert(path, alias);
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.add(&item.sig.ident, Target::Value, &item.vis);
        self.function(&item.vis, &item.sig, Some(&item.block), item.block.span());
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.vis, &item.sig, Some(&item.block), item.block.span());
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        let end = item.default.as_ref().map_or_else(|| item.sig.span(), Spanned::span);
        self.function(&Visibility::Inherited, &item.sig, item.default.as_ref(), end);
    }

    fn visit_item_foreign_mod(&mut self, item: &'a syn::ItemForeignMod) {
        for item in &item.items {
            match item {
                syn::ForeignItem::Fn(it) => self.add(&it.sig.ident, Target::Value, &it.vis),
                syn::ForeignItem::Static(it) => self.add(&it.ident, Target::Value, &it.vis),
                syn::ForeignItem::Type(it) => self.add(&it.ident, Target::Scope, &it.vis),
                _ => {}
            }
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        if item.ident != "_" {
            self.add(&item.ident, Target::Value, &item.vis);
        }
        self.region(item.const_token.span(), item.semi_token.span(), &self.scope.inside(), None);
        visit::visit_item_const(self, item);
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        self.add(&item.ident, Target::Value, &item.vis);
        self.region(item.static_token.span(), item.semi_token.span(), &self.scope.inside(), None);
        visit::visit_item_static(self, item);
    }

    fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
        let variants = vec![(item.ident.to_string(), item.fields.clone())];
        self.adt(AdtKind::Struct, &item.ident, (&item.vis, &item.generics, &item.attrs), variants);
    }

    fn visit_item_enum(&mut self, item: &'a syn::ItemEnum) {
        let variants = item.variants.iter().map(|it| (it.ident.to_string(), it.fields.clone())).collect();
        self.adt(AdtKind::Enum, &item.ident, (&item.vis, &item.generics, &item.attrs), variants);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_union(&mut self, item: &'a syn::ItemUnion) {
        let variants = vec![(item.ident.to_string(), syn::Fields::Named(item.fields.clone()))];
        self.adt(AdtKind::Union, &item.ident, (&item.vis, &item.generics, &item.attrs), variants);
    }

    fn visit_item_trait(&mut self, item: &'a syn::ItemTrait) {
        self.add(&item.ident, Target::Scope, &item.vis);
        let path = self.path(&item.ident);
        let supertraits = item.supertraits.iter().filter_map(|it| match it {
            syn::TypeParamBound::Trait(it) => Some(it.path.clone()),
            _ => None,
        });
        let methods = item.items.iter().filter_map(|it| match it {
            syn::TraitItem::Fn(it) => Some(it.sig.ident.to_string()),
            syn::TraitItem::Const(it) => Some(it.ident.to_string()),
            _ => None,
        });
        self.source.traits.push(TraitItem {
            module: self.module,
            path: path.clone(),
            generics: item.generics.clone(),
            supertraits: supertraits.collect(),
            methods: methods.collect(),
        });
        let outer = self.self_path.replace(path);
        let scope = self.scope.with(generics(&item.generics, []));
        self.scoped(scope, |it| item.items.iter().for_each(|item| it.visit_trait_item(item)));
        self.self_path = outer;
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let types = item.items.iter().filter_map(|it| match it {
            syn::ImplItem::Type(it) => Some((it.ident.to_string(), it.ty.clone())),
            _ => None,
        });
        let start = item.unsafety.map_or_else(|| item.impl_token.span(), |it| it.span());
        let place = self.place(start);
        self.source.impls.insert(place.clone(), self.source.impl_blocks.len());
        self.source.impl_blocks.push(ImplBlock {
            module: self.module,
            generics: item.generics.clone(),
            as_trait: item.trait_.as_ref().map(|(path, _)| path.clone()),
            self_type: (*item.self_ty).clone(),
            types: types.collect(),
        });
        let outer = self.self_path.replace(item.self_ty.to_token_stream().to_string());
        let outer_place = self.impl_place.replace(place);
        let scope = self.scope.with(generics(&item.generics, []));
        self.scoped(scope, |it| item.items.iter().for_each(|item| it.visit_impl_item(item)));
        (self.self_path, self.impl_place) = (outer, outer_place);
    }

    fn visit_expr_closure(&mut self, item: &'a syn::ExprClosure) {
        let start = match (&item.asyncness, &item.capture) {
            (Some(it), _) => it.span(),
            (None, Some(it)) => it.span(),
            (None, None) => item.inputs_begin.span(),
        };
        self.region(start, item.body.span(), &self.scope.inside(), None);
        visit::visit_expr_closure(self, item);
    }

    fn visit_expr_async(&mut self, item: &'a syn::ExprAsync) {
        self.region(item.async_token.span(), item.block.span(), &self.scope.inside(), None);
        visit::visit_expr_async(self, item);
    }

    fn visit_item(&mut self, item: &'a Item) {
        // Items of functions inside see no parameters of the function around.
        visit::visit_item(self, item);
    }
}

/// The parameters that a head declares, `impl Trait` among them.
fn generics<'a>(generics: &Generics, inputs: impl IntoIterator<Item = &'a FnArg>) -> Vec<Generic> {
    let mut found = Vec::new();
    for parameter in &generics.params {
        let name = match parameter {
            syn::GenericParam::Type(it) => &it.ident,
            syn::GenericParam::Const(it) => &it.ident,
            _ => continue,
        };
        found.push(Generic { name: name.to_string(), is_anonymous: false });
    }
    let mut anonymous = Anonymous(&mut found);
    inputs.into_iter().for_each(|it| anonymous.visit_fn_arg(it));
    found
}

struct Anonymous<'g>(&'g mut Vec<Generic>);

impl<'a> Visit<'a> for Anonymous<'_> {
    fn visit_type_impl_trait(&mut self, of: &'a syn::TypeImplTrait) {
        let name = anonymous_parameter(&of.to_token_stream().to_string());
        self.0.push(Generic { name, is_anonymous: true });
        visit::visit_type_impl_trait(self, of);
    }
}

/// The traits in `derive(…)`, under `cfg_attr` too.
fn derived(attributes: &[Attribute]) -> Vec<syn::Path> {
    let mut found = Vec::new();
    for attribute in attributes {
        push_derived(&attribute.meta, &mut found);
    }
    found
}

fn push_derived(meta: &syn::Meta, found: &mut Vec<syn::Path>) {
    let syn::Meta::List(list) = meta else { return };
    type List<T> = syn::punctuated::Punctuated<T, syn::Token![,]>;
    if list.path.is_ident("derive") {
        found.extend(list.parse_args_with(List::<syn::Path>::parse_terminated).into_iter().flatten());
    } else if list.path.is_ident("cfg_attr") {
        let inside = list.parse_args_with(List::<syn::Meta>::parse_terminated).into_iter().flatten();
        inside.skip(1).for_each(|it| push_derived(&it, found));
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|it| match &it.meta {
        syn::Meta::NameValue(it) if it.path.is_ident("path") => match &it.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

fn parent(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `name` in `folder`, without `./` and `../`.
fn join(folder: &str, name: &str) -> String {
    if name.starts_with('/') {
        return name.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    if folder.is_empty() {
        parts.clear();
    }
    for part in name.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|it| *it != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_names() {
        let cases = [
            ("", "a.rs", "a.rs"),
            ("src", "a.rs", "src/a.rs"),
            ("src/b", "../c/d.rs", "src/c/d.rs"),
            ("/x/src", "./a.rs", "/x/src/a.rs"),
            ("src", "/y/a.rs", "/y/a.rs"),
        ];
        for (folder, name, expected) in cases {
            assert_eq!(join(folder, name), expected);
        }
        assert_eq!(parent("src/a.rs"), "src");
        assert_eq!(parent("a.rs"), "");
    }
}
