//! The report: the main document of a threat model, from a template of ours or of the user's.
//!
//! ```text
//! Model, Library, Assessment, diagnostics ──▶ ReportContext ──template──▶ report.html | report.md
//! ```
//!
//! Templates are [MiniJinja](https://docs.rs/minijinja), a Jinja2 dialect, and see the fields of [`ReportContext`]. What is
//! different here:
//!
//! - Text is escaped by the template's name: as HTML for `.html` and `.htm`, as Markdown for `.md`; a last `.jinja` or
//!   `.j2` does not count, and any other name is escaped as nothing. `{{ text|safe }}` leaves a text as it is.
//! - `text|paragraphs` is the list of its paragraphs, and `text|code` a code span in Markdown, a `<code>` in HTML.
//! - `text|with_code` is the text with what stands between backticks as code.
//! - `count|counted("flow")` is `1 flow` or `3 flows`; `counted("entry", "entries")` names the plural.
//! - `it|findings` is the list of the open findings on an element, a boundary, a flow or an entry of `targets`: those that
//!   apply, then those that may.
//! - `policy()`, in the head of a page, is a content security policy that lets the page load nothing, and run and look as
//!   the `<script>` and `<style>` elements behind it in the head say, as they come out. More may be added behind it.
//! - The shipped templates are there as `report.html.jinja` and `report.md.jinja`: `{% extends "report.html.jinja" %}` and a
//!   `{% block findings %}` replace one part. So are `basic`, `advanced` (`.html.jinja` and `.md.jinja`) and
//!   `slides.html.jinja`, which `--template basic` and so on choose, and `parts.html.jinja` and `parts.md.jinja`, whose macros they
//!   import. Nothing else can be included, and no template can read a file.
//! - A misspelt name is an error, and a template that does not come to an end is stopped.

mod changes;
mod context;
mod crossings;
mod gather;
mod link;
pub(super) mod markdown;
mod pictures;
mod policy;
mod risk;
mod shipped;
mod template;

pub use context::*;
pub use link::WebSource;
pub use pictures::{Drawn, Picture, Pictures};
pub use shipped::Shipped;
pub use template::{Format, TemplateError, report};
