//! Reads a crate: heads, source, names, bodies, tables.

use super::coverage::{Coverage, MissKind};
use super::impls::{self, Impls};
use super::mir::{Head, Reader};
use super::names::Names;
use super::source::Source;
use super::{Dump, tables};
use crate::ir::{BodyId, Crate, ImplId, Tables};

pub(super) fn krate(dump: &Dump<'_>, tables: &mut Tables) -> (Crate, Coverage) {
    let mut coverage = Coverage::default();
    let mut heads = Vec::with_capacity(dump.files.len());
    for file in dump.files.iter().filter(|it| is_of_pass(&it.name)) {
        match Head::read(file) {
            Some(head) => heads.push(head),
            None => coverage.miss(MissKind::File, &file.name),
        }
    }
    heads.sort_by_key(|it| it.item);
    let mut source = Source::read(dump.crate_name, dump.renamed, dump.root, dump.sources);
    for file in heads.iter().filter_map(impls::file) {
        source.read_foreign(file, dump.sources);
    }
    let mut names = Names::new(dump.crate_name, dump.root, &source, heads);
    let adts = tables::adts(&source, tables);
    names.set_adts(&adts, &tables.symbols);
    let impls = Impls::read(&mut Reader::new(tables, &names, &source, &mut coverage));
    let paths = impls.paths(&names, dump.crate_name, tables);
    names.set_paths(paths);

    let mut reader = Reader::new(tables, &names, &source, &mut coverage);
    let mut bodies = Vec::with_capacity(names.heads.len());
    for (index, head) in names.heads.iter().enumerate() {
        let path = reader.tables.symbols.intern(&names.paths[index]);
        let mut body = reader.body(head, path);
        body.in_impl = impls.of_head(index);
        bodies.push((index, body));
    }
    let seen = std::mem::take(&mut reader.seen_fields);
    coverage.bodies = bodies.len() as u64;
    let markers = tables::take_markers(&mut bodies, tables);
    // The order of the compiler's files differs from run to run; that of paths does not.
    bodies.sort_by(|(a, _), (b, _)| names.paths[*a].cmp(&names.paths[*b]).then(a.cmp(b)));

    let mut impl_items = Vec::new();
    for (id, (index, body)) in bodies.iter().enumerate() {
        if let (Some(ImplId(of)), Some(name)) = (body.in_impl, impls.item_name(*index)) {
            impl_items.push((of as usize, tables.symbols.intern(name), BodyId(id as u32)));
        }
    }
    let bodies: Vec<_> = bodies.into_iter().map(|(_, body)| body).collect();
    let traits = tables::traits(&source, &bodies, tables);
    let adts = tables::with_seen(adts, &seen, dump.crate_name, tables);
    let krate = Crate {
        name: tables.symbols.intern(dump.crate_name),
        impls: impls.finished(&impl_items, &source, tables),
        traits,
        adts,
        markers,
        exports: tables::exports(&source, tables),
        bodies,
    };
    (krate, coverage)
}

/// Whether a file is of the pass that was asked for. The compiler takes `built` for a part of a function's name as well, and writes
/// the output of every pass for `expr_builtin`.
fn is_of_pass(name: &str) -> bool {
    name.ends_with(".built.after.mir")
}
