//! Elements that no flow touches, data that no flow carries, boundaries in which nothing stands.

use tm_diagnostic::Diagnostic;

use crate::code::Code;
use crate::model::Model;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut touched = vec![false; model.elements.len()];
    for flow in &model.dataflows {
        touched[flow.source.index()] = true;
        touched[flow.sink.index()] = true;
    }
    if !model.options.ignore_unused {
        for (element, _) in model.elements.iter().zip(&touched).filter(|(_, touched)| !**touched) {
            let message = format!("no dataflow touches element `{}`", element.entity.name);
            let fault = Code::UnusedElement.diagnostic(message).at(element.entity.at.clone(), "unused");
            faults.push(fault.with_help("declare its flows with `dataflow!`, or set `ignore_unused` in `model!`"));
        }
    }
    for datum in model.data.iter().filter(|datum| datum.carried_by.is_empty() && datum.is_declared) {
        let message = format!("no dataflow carries data `{}`", datum.entity.name);
        let fault = Code::UnusedData.diagnostic(message).at(datum.entity.at.clone(), "unused");
        faults.push(fault.with_help("name it in the `data = […]` of the flows that carry it"));
    }
    for id in model.boundary_ids() {
        let entity = &model.boundary(id).entity;
        if model.elements_in(Some(id)).next().is_none() && model.boundaries_in(Some(id)).next().is_none() {
            let message = format!("nothing stands in boundary `{}`", entity.name);
            let fault = Code::UnusedBoundary.diagnostic(message).at(entity.at.clone(), "empty");
            faults.push(fault.with_help("put elements in it with `boundary = …`"));
        }
    }
    faults
}
