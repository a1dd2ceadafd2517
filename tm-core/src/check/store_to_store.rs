//! Data cannot move itself between two stores: some process moves it (Shostack, Threat Modeling, 2014, chapter 2).

use tm_diagnostic::Diagnostic;
use tm_schema::Class;

use crate::code::Code;
use crate::model::Model;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let flows = model.dataflows.iter().filter_map(|flow| {
        let ends = [flow.source, flow.sink].map(|end| &model.element(end).entity);
        if ends.iter().any(|end| end.class != Class::Datastore) {
            return None;
        }
        let message = format!(
            "dataflow `{}` goes from datastore `{}` straight to datastore `{}`",
            flow.entity.name, ends[0].name, ends[1].name
        );
        let fault = Code::StoreToStore.diagnostic(message).at(flow.entity.at.clone(), "nothing moves this data");
        Some(fault.with_help("declare the process that moves it, with a flow from one store and one to the other"))
    });
    flows.collect()
}
