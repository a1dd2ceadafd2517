//! Everything a report can say, as data: the public contract between `cargo tm` and report templates.
//!
//! ```jinja
//! {{ title }}: {{ counts.confirmed }} threats apply.
//! {% for target in targets %}{% for finding in target.applies %}
//! {{ finding.severity }} {{ finding.threat }} {{ threats[finding.threat].title }} at {{ finding.target.name }}
//! {% endfor %}{% endfor %}
//! ```
//!
//! All texts are plain text as the user wrote it. Templates decide how things look and in which order they come, never
//! what is a finding. Fields are added within a version, and none changes its meaning.

use std::collections::BTreeMap;

use serde::Serialize;

use super::link::WebSource;
use crate::render::Notation;

/// What the report says of itself, and where its links to source files go.
#[derive(Clone, Copy, Debug)]
pub struct Meta<'a> {
    /// The heading, for models without a name: usually the package.
    pub title: &'a str,
    /// The day of the report, `YYYY-MM-DD`.
    pub today: &'a str,
    /// The version of the program that writes it.
    pub tool_version: &'a str,
    /// What comes before the path in a link to a source file: empty for links relative to the workspace root.
    pub source_base: &'a str,
    /// Where source files are on the web, for those that are there.
    pub web: Option<&'a WebSource>,
    /// How the model is written, where it is not Rust.
    pub notation: Notation,
}

/// The root of a report: each field is a variable of the template.
#[derive(Clone, Debug, Serialize)]
pub struct ReportContext {
    /// The version of this contract, 1.
    pub version: u32,
    /// The model's name, or the title given by the caller.
    pub title: String,
    /// The day of the report, `YYYY-MM-DD`.
    pub date: String,
    /// The version of cargo-tm.
    pub tool_version: String,
    /// What the model is of; may be empty, and may have several paragraphs.
    pub description: String,
    /// Where `model!` stands.
    pub place: Option<PlaceContext>,
    /// How many there are of each thing.
    pub counts: CountsContext,
    /// The findings by severity, the worst first; all severities, also those without findings.
    pub severities: Vec<SeverityContext>,
    /// The outermost boundaries, each with what is inside.
    pub boundaries: Vec<BoundaryContext>,
    /// The elements that stand in no boundary.
    pub unbounded: Vec<RefContext>,
    /// All elements, in declaration order.
    pub elements: Vec<ElementContext>,
    /// All dataflows, in the model's order.
    pub flows: Vec<FlowContext>,
    /// All data, declared ones first.
    pub data: Vec<DataContext>,
    /// Which data crosses which boundary, the most secret first.
    pub crossings: Vec<CrossingContext>,
    /// Whatever has an open finding, the worst first.
    pub targets: Vec<TargetContext>,
    /// All findings that are open or that somebody has decided, the worst first, what applies before what may.
    pub findings: Vec<FindingContext>,
    /// The open findings by severity and likelihood.
    pub risks: RisksContext,
    /// The findings somebody has decided, in the order of evaluation.
    pub decided: Vec<FindingContext>,
    /// The threats that have a finding, by id.
    pub threats: BTreeMap<String, ThreatContext>,
    /// What the model's author takes for granted.
    pub assumptions: Vec<String>,
    /// The same and what is taken for granted of single things, with the threats that it rules out.
    pub all_assumptions: Vec<AssumptionContext>,
    /// What would be findings but for an assumption, in the order of evaluation.
    pub excluded: Vec<ExcludedContext>,
    /// What to state next: the questions whose answers decide open potential findings, the most useful first.
    pub next: Vec<NextContext>,
    /// The unstated attributes that open findings rest on, those with most findings first.
    pub assumed: Vec<AssumedContext>,
    /// The faults of the model's text.
    pub diagnostics: Vec<DiagnosticContext>,
    /// The diagrams as text.
    pub diagrams: DiagramsContext,
    /// The diagrams as drawings.
    pub pictures: PicturesContext,
}

/// How many there are of each thing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CountsContext {
    /// Elements.
    pub elements: usize,
    /// Boundaries.
    pub boundaries: usize,
    /// Dataflows, replies included.
    pub flows: usize,
    /// Data, undeclared ones included.
    pub data: usize,
    /// Open findings that hold whatever the unstated values are.
    pub confirmed: usize,
    /// Open findings that rest on assumed values.
    pub potential: usize,
    /// Findings that somebody has decided.
    pub decided: usize,
    /// Findings that the policy allows.
    pub allowed: usize,
    /// Findings that the baseline has.
    pub known: usize,
    /// What would be findings but for an assumption.
    pub excluded: usize,
    /// Questions whose answers decide open potential findings.
    pub questions: usize,
    /// Diagnostics of level error.
    pub errors: usize,
}

/// The findings of one severity.
#[derive(Clone, Debug, Serialize)]
pub struct SeverityContext {
    /// `Very High`, `High`, `Medium`, `Low`, `Very Low` or `Info`.
    pub severity: String,
    /// The same as part of a CSS class: `very-high`.
    pub slug: String,
    /// Open findings that hold whatever the unstated values are.
    pub confirmed: usize,
    /// Open findings that rest on assumed values.
    pub potential: usize,
    /// Findings that somebody has decided.
    pub decided: usize,
}

/// The open findings by severity and likelihood.
#[derive(Clone, Debug, Serialize)]
pub struct RisksContext {
    /// The columns: `High`, `Medium`, `Low`, and an empty text where the threats do not say; only those with findings.
    pub likelihoods: Vec<String>,
    /// The rows, the worst severity first; only those with findings.
    pub rows: Vec<RiskRowContext>,
}

/// The open findings of one severity, by likelihood.
#[derive(Clone, Debug, Serialize)]
pub struct RiskRowContext {
    /// `Very High`, `High`, `Medium`, `Low`, `Very Low` or `Info`.
    pub severity: String,
    /// The same as part of a CSS class.
    pub slug: String,
    /// One for each of `likelihoods`.
    pub cells: Vec<RiskContext>,
}

/// The open findings of one severity and one likelihood.
#[derive(Clone, Debug, Serialize)]
pub struct RiskContext {
    /// How likely it is in general; empty if the threat does not say.
    pub likelihood: String,
    /// Those that hold whatever the unstated values are.
    pub confirmed: usize,
    /// Those that rest on assumed values.
    pub potential: usize,
    /// The anchor of the first of them.
    pub first: Option<String>,
}

/// A place in a source file.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceContext {
    /// The path, relative to the workspace root.
    pub file: String,
    /// The line; the first is 1.
    pub line: u32,
    /// The column; the first is 1.
    pub column: u32,
    /// A link to it, safe to put into an attribute.
    pub href: String,
}

/// Another thing of the model.
#[derive(Clone, Debug, Serialize)]
pub struct RefContext {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id that its part of the page should have: ASCII letters, digits, `-` and `_`.
    pub anchor: String,
    /// `element`, `boundary`, `data` or `dataflow`.
    pub kind: String,
    /// Its class, such as `Server`.
    pub class: String,
    /// Whether threats to it are evaluated.
    pub in_scope: bool,
    /// Its open confirmed findings.
    pub confirmed: usize,
    /// Its open potential findings.
    pub potential: usize,
    /// Its decided findings.
    pub decided: usize,
}

/// A boundary with what is inside.
#[derive(Clone, Debug, Serialize)]
pub struct BoundaryContext {
    /// The boundary.
    #[serde(flatten)]
    pub this: RefContext,
    /// What it is for; may be empty.
    pub description: String,
    /// Where it was declared.
    pub place: Option<PlaceContext>,
    /// What is known of it, controls last.
    pub attributes: Vec<AttributeContext>,
    /// The boundaries around it, innermost first.
    pub within: Vec<RefContext>,
    /// Its place in `targets`, if it has an open finding.
    pub in_targets: Option<usize>,
    /// The elements that stand in it directly.
    pub elements: Vec<RefContext>,
    /// The boundaries directly inside.
    pub boundaries: Vec<BoundaryContext>,
}

/// An attribute and its value.
#[derive(Clone, Debug, Serialize)]
pub struct AttributeContext {
    /// Its path in a condition: `os`, `controls.validates_input`.
    pub attribute: String,
    /// What it means, in one sentence.
    pub doc: String,
    /// Its value as one would write it: `true`, `Linux`, `Tls12`; `none` for nothing.
    pub value: String,
    /// `stated`, `inherited`, `derived` or `assumed`.
    pub origin: String,
    /// False if it is assumed.
    pub is_stated: bool,
    /// Where it was written, if that is known.
    pub place: Option<PlaceContext>,
}

/// An element.
#[derive(Clone, Debug, Serialize)]
pub struct ElementContext {
    /// The element.
    #[serde(flatten)]
    pub this: RefContext,
    /// What it is for; may be empty.
    pub description: String,
    /// Where it was declared.
    pub place: Option<PlaceContext>,
    /// The innermost boundary it stands in.
    pub boundary: Option<RefContext>,
    /// All boundaries it stands in, innermost first.
    pub within: Vec<RefContext>,
    /// Its place in `targets`, if it has an open finding.
    pub in_targets: Option<usize>,
    /// Why it is out of scope; empty if it is in scope.
    pub because: String,
    /// The attributes that somebody stated; controls and what has a field of its own aside.
    pub attributes: Vec<AttributeContext>,
    /// The controls that somebody stated, present or absent.
    pub controls: Vec<AttributeContext>,
}

/// A dataflow.
#[derive(Clone, Debug, Serialize)]
pub struct FlowContext {
    /// The flow.
    #[serde(flatten)]
    pub this: RefContext,
    /// What it is for; may be empty.
    pub description: String,
    /// Where it was declared.
    pub place: Option<PlaceContext>,
    /// Its number in the diagrams.
    pub number: Option<u32>,
    /// Its place in `targets`, if it has an open finding.
    pub in_targets: Option<usize>,
    /// Where it starts.
    pub source: RefContext,
    /// Where it ends.
    pub sink: RefContext,
    /// Whether it answers another flow.
    pub is_response: bool,
    /// What it carries.
    pub data: Vec<RefContext>,
    /// The boundaries it leaves, innermost first.
    pub leaves: Vec<RefContext>,
    /// The boundaries it enters, outermost first.
    pub enters: Vec<RefContext>,
    /// Its protocol.
    pub protocol: AttributeContext,
    /// The port it goes to.
    pub dst_port: AttributeContext,
    /// Whether it is encrypted: the control `is_encrypted`.
    pub encryption: AttributeContext,
    /// The version of TLS that protects it.
    pub tls_version: AttributeContext,
    /// What else somebody stated.
    pub attributes: Vec<AttributeContext>,
    /// The controls that somebody stated, encryption aside.
    pub controls: Vec<AttributeContext>,
}

/// A kind of information.
#[derive(Clone, Debug, Serialize)]
pub struct DataContext {
    /// The data.
    #[serde(flatten)]
    pub this: RefContext,
    /// What it is; may be empty.
    pub description: String,
    /// Where it was declared or first mentioned.
    pub place: Option<PlaceContext>,
    /// False for a free text that some flow mentions.
    pub is_declared: bool,
    /// How secret it is.
    pub classification: AttributeContext,
    /// What else is stated.
    pub attributes: Vec<AttributeContext>,
    /// The flows that carry it.
    pub carried_by: Vec<RefContext>,
    /// The elements it passes.
    pub processed_by: Vec<RefContext>,
    /// The boundaries that some of those flows cross.
    pub crosses: Vec<RefContext>,
}

/// Data of one classification that crosses one boundary.
#[derive(Clone, Debug, Serialize)]
pub struct CrossingContext {
    /// How secret the data is.
    pub classification: AttributeContext,
    /// The boundary.
    pub boundary: RefContext,
    /// The data.
    pub data: Vec<RefContext>,
    /// The flows that take it into the boundary.
    pub enters: Vec<CarrierContext>,
    /// The flows that take it out.
    pub leaves: Vec<CarrierContext>,
}

/// A flow that takes data across a boundary.
#[derive(Clone, Debug, Serialize)]
pub struct CarrierContext {
    /// The flow.
    #[serde(flatten)]
    pub this: RefContext,
    /// Whether it is encrypted.
    pub encryption: AttributeContext,
}

/// Something that has findings.
#[derive(Clone, Debug, Serialize)]
pub struct TargetContext {
    /// The thing.
    #[serde(flatten)]
    pub this: RefContext,
    /// Where it was declared.
    pub place: Option<PlaceContext>,
    /// The source and the sink, if it is a dataflow; else empty.
    pub ends: Vec<RefContext>,
    /// What is around it, if that was drawn.
    pub picture: Option<PictureContext>,
    /// Its open confirmed findings, the worst first.
    pub applies: Vec<FindingContext>,
    /// Its open potential findings, by what would have to be stated to settle them.
    pub questions: Vec<QuestionContext>,
}

/// What nobody has said, and the findings that hang on it.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionContext {
    /// The unstated attribute to ask for; several where no answer alone decides.
    pub unstated: Vec<ReadingContext>,
    /// The potential findings that an answer decides, the worst first. Each stands under the most useful question.
    pub findings: Vec<FindingContext>,
}

/// Something to state next.
#[derive(Clone, Debug, Serialize)]
pub struct NextContext {
    /// What it is asked of.
    pub of: RefContext,
    /// The attribute, and what is assumed of it.
    #[serde(flatten)]
    pub reading: AttributeContext,
    /// Where the answer is to be written, in words.
    pub write_at: String,
    /// How many findings every answer decides.
    pub decides_at_least: usize,
    /// How many findings the best answer decides.
    pub decides_at_most: usize,
    /// What may be said.
    pub answers: Vec<AnswerContext>,
}

/// An answer, and what it decides.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerContext {
    /// What to write; empty for any value that no condition mentions.
    pub write: String,
    /// How many potential findings are confirmed then.
    pub confirms: usize,
    /// How many findings are gone then.
    pub clears: usize,
}

/// One threat applying to one thing.
#[derive(Clone, Debug, Serialize)]
pub struct FindingContext {
    /// `THREAT@element`.
    pub id: String,
    /// The id that its part of the page should have.
    pub anchor: String,
    /// The threat's id, a key of `threats`.
    pub threat: String,
    /// The threat's title.
    pub title: String,
    /// How bad it is: the threat's severity, or that of an override.
    pub severity: String,
    /// The same as part of a CSS class.
    pub slug: String,
    /// `confirmed` or `potential`.
    pub certainty: String,
    /// What it applies to.
    pub target: RefContext,
    /// Why: readings that suffice for the threat's condition to hold.
    pub why: Vec<ReadingContext>,
    /// The smallest change that would clear it; none if it is decided, or nobody looked.
    pub change: Option<ChangeContext>,
    /// What is different here, if somebody says so.
    pub overridden: Option<OverrideContext>,
    /// What was decided.
    pub decision: DecisionContext,
}

/// What the search for the smallest change that would clear a finding came to.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeContext {
    /// `found`; `none` if no attribute leads there; `gave_up` if there are more ways than were tried.
    pub outcome: String,
    /// What would have to be written, all of it.
    pub steps: Vec<StepContext>,
}

/// Something to write.
#[derive(Clone, Debug, Serialize)]
pub struct StepContext {
    /// What it is to be written of.
    pub of: RefContext,
    /// What to write.
    pub write: String,
    /// Where, in words.
    pub write_at: String,
    /// Whether something else is stated now.
    pub is_stated: bool,
}

/// What is said of one finding: how bad it is there, or what was done about it.
#[derive(Clone, Debug, Serialize)]
pub struct OverrideContext {
    /// The severity it sets; empty if it leaves the threat's.
    pub severity: String,
    /// A CVSS score or vector; may be empty.
    pub cvss: String,
    /// What was done about the finding; may be empty, and need not decide it.
    pub response: String,
    /// Whether it makes the threat apply whatever its condition says.
    pub always: bool,
    /// Where it was written.
    pub place: Option<PlaceContext>,
}

/// What would be a finding but for an assumption.
#[derive(Clone, Debug, Serialize)]
pub struct ExcludedContext {
    /// `THREAT@element`.
    pub id: String,
    /// The threat's id; a key of `threats` only if it is found elsewhere.
    pub threat: String,
    /// The threat's title.
    pub title: String,
    /// How bad it would be.
    pub severity: String,
    /// The same as part of a CSS class.
    pub slug: String,
    /// `confirmed` or `potential`.
    pub certainty: String,
    /// What it would apply to.
    pub target: RefContext,
    /// The text of the assumption that rules it out.
    pub assumption: String,
}

/// Something taken for granted.
#[derive(Clone, Debug, Serialize)]
pub struct AssumptionContext {
    /// What is assumed.
    pub text: String,
    /// More about it; may be empty.
    pub description: String,
    /// The threats it rules out, by id.
    pub exclude: Vec<String>,
    /// What it is assumed of; none if of the whole model.
    pub of: Option<RefContext>,
}

/// The value of an attribute that a finding rests on.
#[derive(Clone, Debug, Serialize)]
pub struct ReadingContext {
    /// Whose attribute it is.
    pub of: RefContext,
    /// Whether that is the finding's own target.
    pub is_own: bool,
    /// The attribute and its value.
    #[serde(flatten)]
    pub reading: AttributeContext,
}

/// What was decided about a finding.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionContext {
    /// `open`, `accepted`, `mitigated`, `transferred`, `avoided` or `false_positive`.
    pub name: String,
    /// Why; empty while it is open.
    pub reason: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// The last day the decision holds, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Whether it holds only for as long as the code is what was reviewed.
    pub until_changed: bool,
    /// Where it was written.
    pub place: Option<PlaceContext>,
}

/// An entry of the threat library.
#[derive(Clone, Debug, Serialize)]
pub struct ThreatContext {
    /// Its id.
    pub id: String,
    /// The id that its part of the page should have.
    pub anchor: String,
    /// What it is, in a few words.
    pub title: String,
    /// `Very High` to `Info`.
    pub severity: String,
    /// The same as part of a CSS class.
    pub slug: String,
    /// How likely it is, where the library says so.
    pub likelihood: Option<String>,
    /// When it applies.
    pub condition: String,
    /// The letters of STRIDE it belongs to, in words.
    pub stride: Vec<String>,
    /// The letters of LINDDUN it belongs to, in words; empty where it is no threat to privacy.
    pub linddun: Vec<String>,
    /// What it is; may have several paragraphs.
    pub description: String,
    /// What an attacker needs; may be empty.
    pub prerequisites: String,
    /// What helps.
    pub mitigations: String,
    /// An attack; may be empty.
    pub example: String,
    /// Where to read on: CWE and CAPEC entries first.
    pub references: Vec<ReferenceContext>,
    /// What it was found on, open or decided.
    pub found_on: Vec<RefContext>,
}

/// Something to read.
#[derive(Clone, Debug, Serialize)]
pub struct ReferenceContext {
    /// What to show.
    pub text: String,
    /// Where it leads, if it is a web page: an `http` or `https` address.
    pub href: Option<String>,
}

/// An attribute that is assumed somewhere, and that findings rest on.
#[derive(Clone, Debug, Serialize)]
pub struct AssumedContext {
    /// Its path.
    pub attribute: String,
    /// What it means.
    pub doc: String,
    /// The value assumed.
    pub value: String,
    /// The things for which it is assumed.
    pub of: Vec<RefContext>,
    /// The open findings that rest on it.
    pub findings: usize,
}

/// A fault of the model's text.
#[derive(Clone, Debug, Serialize)]
pub struct DiagnosticContext {
    /// Its code, such as `TM0001`.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub level: String,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Option<PlaceContext>,
    /// More about it.
    pub notes: Vec<String>,
    /// What helps.
    pub helps: Vec<String>,
}

/// The diagrams as text.
#[derive(Clone, Debug, Serialize)]
pub struct DiagramsContext {
    /// The data-flow diagram in Mermaid's language.
    pub dfd_mermaid: String,
    /// The sequence diagram in Mermaid's language.
    pub sequence_mermaid: String,
}

/// The diagrams as drawings; none of them need be there.
#[derive(Clone, Debug, Serialize)]
pub struct PicturesContext {
    /// The data-flow diagram with each boundary as one box.
    pub overview: Option<PictureContext>,
    /// The data-flow diagram with everything.
    pub dfd: Option<PictureContext>,
    /// What stands in one boundary and what it talks to.
    pub boundaries: Vec<BoundaryPictureContext>,
    /// The sequence diagram.
    pub sequence: Option<PictureContext>,
    /// CSS rules for the classes in the drawings; for a page's style sheet, with `|safe`.
    pub style: String,
    /// The name of the drawings' font.
    pub font_family: String,
    /// That font as WOFF2 in Base64; empty for none.
    pub font: String,
}

/// A drawing.
#[derive(Clone, Debug, Serialize)]
pub struct PictureContext {
    /// What it shows, in a few words.
    pub title: String,
    /// What to look at; may be empty.
    pub caption: String,
    /// An `<svg>` in which things are links to their anchors; for a page, with `|safe`.
    pub svg: String,
    /// A link to the file beside the report that has it, safe to put into an attribute; empty if there is none.
    pub file: String,
}

/// The drawing of one boundary.
#[derive(Clone, Debug, Serialize)]
pub struct BoundaryPictureContext {
    /// The boundary.
    pub of: RefContext,
    /// The drawing.
    pub picture: PictureContext,
}
