//! A model that nobody named.

use tm_diagnostic::Diagnostic;

use crate::code::Code;
use crate::model::Model;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    if !model.name.is_empty() || model.elements.is_empty() {
        return Vec::new();
    }
    let first = model.elements.iter().find_map(|element| element.entity.at.clone());
    let fault = Code::MissingModel.diagnostic("the model has no name").at(first, "this element belongs to it");
    vec![fault.with_help("write `tm::model! { name = \"…\", description = \"…\" }` once in the package")]
}
