//! The elements of a model as a table, for `cargo tm elements`.

use super::{table::table, words};
use crate::decide::Assessment;
use crate::model::{Model, Target};

/// A line for each element, in declaration order; `FINDINGS` counts those that nobody has decided.
pub fn elements(model: &Model, assessment: &Assessment) -> String {
    let rows = model.element_ids().map(|id| {
        let element = model.element(id);
        let boundary = element.boundary.map_or("-", |boundary| &model.boundary(boundary).entity.name);
        let open =
            assessment.findings.iter().filter(|it| it.decision.is_open() && it.finding.target == Target::Element(id));
        [
            element.entity.id.clone(),
            element.entity.class.name().to_owned(),
            element.entity.name.clone(),
            boundary.to_owned(),
            if element.entity.in_scope() { "in" } else { "out" }.to_owned(),
            open.count().to_string(),
            element.entity.at.as_ref().map_or_else(|| "-".to_owned(), words::place),
        ]
    });
    table(["ID", "CLASS", "NAME", "BOUNDARY", "SCOPE", "FINDINGS", "PLACE"], rows.collect())
}

#[cfg(test)]
mod tests {
    use crate::render::fixture;

    #[test]
    fn the_guestbook() {
        let (model, library) = (fixture::guestbook(), fixture::library());
        insta::assert_snapshot!(super::elements(&model, &fixture::assessment(&model, &library)));
    }
}
