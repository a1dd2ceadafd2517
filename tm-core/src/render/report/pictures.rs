//! The pictures of a report, as whoever draws them hands them over.
//!
//! ```text
//! Picture { title: "Guestbook", caption: "3 elements, 2 flows", svg: "<svg viewBox=…>…</svg>" }
//! ```
//!
//! A report without pictures is whole: each is placed where it is there. What stands in a picture is an
//! `<a href="#ANCHOR">`, with the anchor that the page has for it, so that a click leads to what is said of
//! the thing and the page finds the thing in its pictures.

use crate::decide::Assessment;
use crate::model::{BoundaryId, Model, Target};
use crate::render::dfd::{self, DfdOptions, View};
use crate::render::node_key;
use crate::render::picture::layout::{LayoutEngine, LayoutError};
use crate::render::picture::{self, Frame, Marks};
use crate::render::sequence::{self, SequenceOptions};

/// A drawing with what is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// What it shows, in a few words.
    pub title: String,
    /// What to look at, in a sentence or two; may be empty.
    pub caption: String,
    /// One `<svg …>…</svg>` with a `viewBox`, put into the page as it is.
    ///
    /// It has no script, no `<style>` and no `style` attribute, which the page's policy would refuse, and no `id` that
    /// another picture of the same report has.
    pub svg: String,
    /// The file beside the report that has it, for formats that hold no pictures; empty if there is none.
    pub file: String,
}

/// All pictures of one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    /// The data-flow diagram with everything.
    pub dfd: Option<Picture>,
    /// The same with each boundary as one box.
    pub overview: Option<Picture>,
    /// What stands in one boundary and what it talks to.
    pub boundaries: Vec<(BoundaryId, Picture)>,
    /// What is around a thing that has findings.
    pub neighbourhoods: Vec<(Target, Picture)>,
    /// The sequence diagram.
    pub sequence: Option<Picture>,
    /// CSS rules for the classes in the drawings, put into the page's style sheet as they are.
    ///
    /// The page sets `color-scheme` on its root, from what the reader prefers or chooses and to `light` in print, so that
    /// `light-dark(#fff, #111)` is right everywhere.
    pub style: String,
    /// A font as WOFF2 in Base64, which the drawings have under the name `cargo-tm`; empty for none.
    pub font: String,
}

/// Up to so many elements and flows there is a diagram of everything: beyond, nobody reads it, and it takes seconds.
const WHOLE: usize = 3000;

/// Pictures of what is around things with findings have room for so many bytes together, those with the worst first: what
/// is in a page must be read before any of it is seen.
const NEIGHBOURHOODS: usize = 1_000_000;

/// So many boundaries have a diagram of their own.
const BOUNDARIES: usize = 100;

/// Pictures, and what went wrong with the others.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Those that could be drawn.
    pub pictures: Pictures,
    /// Why others are missing, in the words of the layout engine; the first fault.
    pub fault: Option<LayoutError>,
}

impl Pictures {
    /// Whether a template may show any: its text names them, or builds on the usual report, which does.
    pub fn are_in(template: &str) -> bool {
        ["pictures", super::shipped::REPORT_HTML, super::shipped::REPORT_MARKDOWN]
            .iter()
            .any(|it| template.contains(it))
    }

    /// Draws everything that a report shows.
    ///
    /// The diagram of everything is left out for models beyond 3,000 elements and flows, 100 boundaries are drawn at the
    /// most, and neighbourhoods, the worst first, until they have a megabyte; for pages alone. A report without a picture
    /// is better than none, so a fault of the engine leaves pictures out.
    pub fn draw(model: &Model, assessment: &Assessment, engine: &dyn LayoutEngine, frame: Frame) -> Drawn {
        let mut fault = None;
        let marks = Marks::new(assessment);
        let mut dfd = |view: View| {
            let options = DfdOptions { view, colours: Some(&marks), ..DfdOptions::default() };
            match dfd::svg(model, &options, engine, frame) {
                Ok(svg) => Some(svg),
                Err(error) => {
                    fault.get_or_insert(error);
                    None
                }
            }
        };
        let new = |title: &str, caption: &str| {
            let (title, caption) = (title.to_owned(), caption.to_owned());
            move |svg: String| Picture { title, caption, svg, file: String::new() }
        };
        let is_whole = !model.elements.is_empty() && model.elements.len() + model.dataflows.len() <= WHOLE;
        let whole = is_whole.then(|| dfd(View::Everything)).flatten();
        let caption = "Dashed boxes are trust boundaries. The colours and the small marks tell the worst open finding.";
        let whole = whole.map(new("Everything", caption));
        let has_boundaries = model.elements.iter().any(|it| it.boundary.is_some());
        let overview = has_boundaries.then(|| dfd(View::Overview)).flatten();
        let caption = "Each outermost trust boundary is one box, and flows between two of them are one arrow.";
        let overview = overview.map(new("Overview", caption));
        let mut boundaries = Vec::new();
        let mut is_lived_in = vec![false; model.boundaries.len()];
        for id in model.element_ids() {
            model.boundaries_of(id).for_each(|it| is_lived_in[it.index()] = true);
        }
        for id in model.boundary_ids().filter(|id| is_lived_in[id.index()]).take(BOUNDARIES) {
            let name = &model.boundary(id).entity.name;
            let caption = "What stands in it, and what that has flows with; other boundaries are boxes.";
            boundaries.extend(dfd(View::Boundary(id)).map(new(name, caption)).map(|picture| (id, picture)));
        }
        let mut neighbourhoods = Vec::new();
        let mut room = NEIGHBOURHOODS;
        // Pictures in files of their own bring the font each, and nobody wants hundreds of them beside a document.
        let found = if frame == Frame::Page { by_gravity(assessment) } else { Vec::new() };
        for target in found {
            let name = &model.entity(target).name;
            let Some(picture) = dfd(View::Around(target)).map(new(name, "")) else { continue };
            let Some(left) = room.checked_sub(picture.svg.len()) else { break };
            room = left;
            neighbourhoods.push((target, picture));
        }
        let sequence = (!model.dataflows.is_empty() && is_whole).then(|| {
            let options = SequenceOptions { colours: Some(&marks) };
            new("Sequence", "Messages from top to bottom; dashed ones are replies.")(sequence::svg(
                model, &options, frame,
            ))
        });
        let (style, font) = (picture::style(), picture::base64_font());
        Drawn { pictures: Pictures { dfd: whole, overview, boundaries, neighbourhoods, sequence, style, font }, fault }
    }

    /// Gives each picture that a Markdown report shows a file beside it: `STEM-dfd.svg`, `STEM-web.svg`. They are told by
    /// name and content.
    pub fn name_files(&mut self, model: &Model, stem: &str) -> Vec<(String, String)> {
        let keyed = self.boundaries.iter_mut().map(|(id, it)| (node_key::boundary(model, *id), it));
        let single = [("overview", &mut self.overview), ("dfd", &mut self.dfd), ("sequence", &mut self.sequence)];
        let single = single.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it.as_mut()?)));
        let mut files = Vec::new();
        for (name, picture) in single.chain(keyed) {
            picture.file = format!("{stem}-{name}.svg");
            files.push((picture.file.clone(), picture.svg.clone()));
        }
        files
    }
}

/// What has open findings, the worst first, each once.
fn by_gravity(assessment: &Assessment) -> Vec<Target> {
    let mut found: Vec<_> =
        assessment.findings.iter().filter(|it| it.decision.is_open()).map(|it| &it.finding).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.severity));
    let mut seen = std::collections::HashSet::new();
    found.into_iter().map(|it| it.target).filter(|it| seen.insert(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::report::shipped::TEMPLATES;

    #[test]
    fn templates_that_show_pictures_are_known() {
        let shown: Vec<_> =
            TEMPLATES.iter().filter(|(_, text)| Pictures::are_in(text)).map(|(name, _)| *name).collect();
        assert_eq!(shown, ["report.html.jinja", "report.md.jinja"]);
        assert!(Pictures::are_in("{% extends 'report.html.jinja' %}"));
    }
}
