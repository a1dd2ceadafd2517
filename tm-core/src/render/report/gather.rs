//! Fills the [`ReportContext`] from a model and what was found in it.
//!
//! ```text
//! Model, Library, Assessment ──Gatherer──▶ elements, flows, data, findings by target, questions, threats …
//! ```
//!
//! What one part of the report reckons for itself has a file of its own: `risk.rs`, `crossings.rs`, `changes.rs`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use tm_diagnostic::{Diagnostic, Location};
use tm_schema::{AttributeId, Class};

use super::context::*;
use super::link;
use super::pictures::{Picture, Pictures};
use crate::ask::{self, Question};
use crate::condition::BasisReading;
use crate::decide::{Assessed, Assessment, Decision};
use crate::evaluate::{Certainty, Excluded};
use crate::model::{Assumption, BoundaryId, DataId, DataflowId, ElementId, Model, Override, Target};
use crate::render::dfd::{self, DfdOptions};
use crate::render::picture::FONT_FAMILY;
use crate::render::{node_key, sequence, words};
use crate::threat::{Library, Severity, Threat};

impl ReportContext {
    /// Gathers what a report can say.
    pub fn new(
        model: &Model,
        library: &Library,
        assessment: &Assessment,
        diagnostics: &[Diagnostic],
        meta: &Meta<'_>,
        pictures: &Pictures,
    ) -> ReportContext {
        let mut counts: HashMap<Target, [usize; 3]> = HashMap::new();
        for assessed in &assessment.findings {
            if let Some(column) = column(assessed) {
                counts.entry(assessed.finding.target).or_default()[column] += 1;
            }
        }
        let questions = ask::deciding_questions(model, library, assessment);
        let mut decided_by = HashMap::new();
        for (index, question) in questions.iter().enumerate() {
            question.decidable().into_iter().for_each(|finding| {
                decided_by.entry(finding).or_insert(index);
            });
        }
        let gatherer = Gatherer {
            model,
            library,
            assessment,
            meta,
            pictures,
            questions,
            decided_by,
            counts,
            places: HashMap::new(),
            changes: HashMap::new(),
        };
        gatherer.report(diagnostics)
    }
}

/// What a report is gathered from, and what is reckoned once for all of its parts.
pub(super) struct Gatherer<'a> {
    pub(super) model: &'a Model,
    pub(super) library: &'a Library,
    assessment: &'a Assessment,
    pub(super) meta: &'a Meta<'a>,
    pictures: &'a Pictures,
    /// What to state next.
    questions: Vec<Question>,
    /// The most useful question that decides each finding.
    decided_by: HashMap<usize, usize>,
    /// The findings on each target: confirmed, potential, decided.
    counts: HashMap<Target, [usize; 3]>,
    /// Where each target stands in the list of those with open findings.
    places: HashMap<Target, usize>,
    /// What would clear the open findings, as far as that is known.
    changes: HashMap<usize, ChangeContext>,
}

fn column(assessed: &Assessed) -> Option<usize> {
    match (&assessed.decision, assessed.finding.certainty) {
        (Decision::Open, Certainty::Confirmed) => Some(0),
        (Decision::Open, Certainty::Potential) => Some(1),
        (Decision::Expected(_), _) => Some(2),
        (Decision::Allowed | Decision::Known, _) => None,
    }
}

impl<'a> Gatherer<'a> {
    fn report(mut self, diagnostics: &[Diagnostic]) -> ReportContext {
        let (model, meta) = (self.model, self.meta);
        let ranked = self.ranked();
        self.changes = self.changes(&ranked);
        let (order, targets): (Vec<_>, Vec<_>) = self.targets().into_iter().unzip();
        self.places = order.into_iter().enumerate().map(|(place, target)| (target, place)).collect();
        let assumed = self.assumed();
        let mut severities: Vec<_> = SEVERITIES.iter().map(|severity| self.severity(*severity)).collect();
        severities.reverse();
        let counts = CountsContext {
            elements: model.elements.len(),
            boundaries: model.boundaries.len(),
            flows: model.dataflows.len(),
            data: model.data.len(),
            confirmed: self.assessment.open(Certainty::Confirmed).count(),
            potential: self.assessment.open(Certainty::Potential).count(),
            decided: self.assessment.decided().count(),
            allowed: self.assessment.allowed(),
            known: self.assessment.known(),
            excluded: self.assessment.excluded.len(),
            questions: self.questions.len(),
            errors: diagnostics.iter().filter(|it| it.level == tm_diagnostic::Level::Error).count(),
        };
        ReportContext {
            version: 1,
            title: if model.name.trim().is_empty() { meta.title } else { &model.name }.to_owned(),
            date: meta.today.to_owned(),
            tool_version: meta.tool_version.to_owned(),
            description: model.description.clone(),
            place: self.place(&model.at),
            counts,
            severities,
            boundaries: model.boundaries_in(None).map(|id| self.boundary(id)).collect(),
            unbounded: self.elements_in(None),
            elements: model.element_ids().map(|id| self.element(id)).collect(),
            flows: model.dataflow_ids().map(|id| self.flow(id)).collect(),
            data: model.data_ids().map(|id| self.datum(id)).collect(),
            crossings: self.crossings(),
            targets,
            findings: ranked.iter().map(|(index, it)| self.finding(*index, it)).collect(),
            risks: self.risks(&ranked),
            decided: self.decided(),
            threats: self.threats(),
            assumptions: model.options.assumptions.iter().map(assumption).collect(),
            all_assumptions: self.assumptions(),
            excluded: self.assessment.excluded.iter().map(|it| self.excluded(it)).collect(),
            next: self.questions.iter().map(|it| self.next(it)).collect(),
            assumed,
            diagnostics: diagnostics.iter().map(|it| self.diagnostic(it)).collect(),
            diagrams: DiagramsContext {
                dfd_mermaid: dfd::mermaid(model, &DfdOptions::default()),
                sequence_mermaid: sequence::mermaid(model),
            },
            pictures: self.drawn(),
        }
    }

    fn severity(&self, severity: Severity) -> SeverityContext {
        let of = |it: &&Assessed| it.finding.severity == severity;
        SeverityContext {
            severity: severity.to_string(),
            slug: slug(severity),
            confirmed: self.assessment.open(Certainty::Confirmed).filter(of).count(),
            potential: self.assessment.open(Certainty::Potential).filter(of).count(),
            decided: self.assessment.decided().filter(of).count(),
        }
    }

    /// The findings that are open or decided one by one, with their places in the assessment: the worst first, and of
    /// one severity what applies before what may, and what is open before what is decided.
    fn ranked(&self) -> Vec<(usize, &'a Assessed)> {
        let findings = self.assessment.findings.iter().enumerate();
        let mut ranked: Vec<_> = findings.filter(|(_, it)| column(it).is_some()).collect();
        ranked.sort_by_key(|(_, Assessed { finding, decision, .. })| {
            (Reverse(finding.severity), finding.certainty != Certainty::Confirmed, !decision.is_open())
        });
        ranked
    }

    fn decided(&self) -> Vec<FindingContext> {
        let findings = self.assessment.findings.iter().enumerate();
        let decided = findings.filter(|(_, it)| matches!(it.decision, Decision::Expected(_)));
        decided.map(|(index, it)| self.finding(index, it)).collect()
    }

    fn drawn(&self) -> PicturesContext {
        let Pictures { dfd, overview, boundaries, sequence, style, font, .. } = self.pictures;
        let of = |id: &BoundaryId| self.reference(Target::Boundary(*id));
        let boundaries = boundaries.iter().map(|(id, it)| BoundaryPictureContext { of: of(id), picture: picture(it) });
        PicturesContext {
            overview: overview.as_ref().map(picture),
            dfd: dfd.as_ref().map(picture),
            boundaries: boundaries.collect(),
            sequence: sequence.as_ref().map(picture),
            style: style.clone(),
            font_family: FONT_FAMILY.to_owned(),
            font: font.clone(),
        }
    }

    pub(super) fn threat(&self, assessed: &Assessed) -> &'a Threat {
        &self.library.threats[assessed.finding.threat]
    }

    fn place(&self, at: &Option<Location>) -> Option<PlaceContext> {
        at.as_ref().map(|at| {
            let (file, line) = (&at.file, at.start.line);
            let here = || format!("{}{}#L{line}", self.meta.source_base, link::encoded_path(file));
            let href = self.meta.web.and_then(|web| web.href(file, line)).unwrap_or_else(here);
            PlaceContext { file: file.clone(), line, column: at.start.column, href }
        })
    }

    pub(super) fn reference(&self, target: Target) -> RefContext {
        let entity = self.model.entity(target);
        let [confirmed, potential, decided] = self.counts.get(&target).copied().unwrap_or_default();
        RefContext {
            id: entity.id.clone(),
            name: entity.name.clone(),
            anchor: node_key::anchor(self.model, target),
            kind: target.noun().to_owned(),
            class: entity.class.name().to_owned(),
            in_scope: entity.in_scope(),
            confirmed,
            potential,
            decided,
        }
    }

    fn elements_in(&self, boundary: Option<BoundaryId>) -> Vec<RefContext> {
        self.model.elements_in(boundary).map(|(id, _)| self.reference(Target::Element(id))).collect()
    }

    /// The boundary and those around it.
    fn within(&self, boundary: Option<BoundaryId>) -> Vec<RefContext> {
        self.model.enclosing(boundary).map(|id| self.reference(Target::Boundary(id))).collect()
    }

    fn boundary(&self, id: BoundaryId) -> BoundaryContext {
        let entity = &self.model.boundary(id).entity;
        let mut attributes = self.stated(Target::Boundary(id), false, &["within"]);
        attributes.extend(self.stated(Target::Boundary(id), true, &[]));
        BoundaryContext {
            this: self.reference(Target::Boundary(id)),
            description: entity.description.clone(),
            place: self.place(&entity.at),
            attributes,
            within: self.within(self.model.boundary(id).within),
            in_targets: self.places.get(&Target::Boundary(id)).copied(),
            elements: self.elements_in(Some(id)),
            boundaries: self.model.boundaries_in(Some(id)).map(|id| self.boundary(id)).collect(),
        }
    }

    fn element(&self, id: ElementId) -> ElementContext {
        let (target, element) = (Target::Element(id), self.model.element(id));
        ElementContext {
            this: self.reference(target),
            description: element.entity.description.clone(),
            place: self.place(&element.entity.at),
            boundary: element.boundary.map(|id| self.reference(Target::Boundary(id))),
            within: self.within(element.boundary),
            in_targets: self.places.get(&target).copied(),
            because: if element.entity.in_scope() { String::new() } else { self.named(target, "because").value },
            attributes: self.stated(target, false, &["boundary", "in_scope", "because", "inputs", "outputs"]),
            controls: self.stated(target, true, &[]),
        }
    }

    fn flow(&self, id: DataflowId) -> FlowContext {
        const OWN_FIELDS: [&str; 12] = [
            "source",
            "sink",
            "data",
            "is_response",
            "response_to",
            "response",
            "protocol",
            "dst_port",
            "tls_version",
            "order",
            "levels",
            "is_encrypted",
        ];
        let (target, flow) = (Target::Dataflow(id), self.model.dataflow(id));
        let boundaries = |ids: &[BoundaryId]| ids.iter().map(|id| self.reference(Target::Boundary(*id))).collect();
        let mut enters = self.model.entered(flow);
        enters.reverse();
        FlowContext {
            this: self.reference(target),
            description: flow.entity.description.clone(),
            place: self.place(&flow.entity.at),
            number: flow.order,
            in_targets: self.places.get(&target).copied(),
            source: self.reference(Target::Element(flow.source)),
            sink: self.reference(Target::Element(flow.sink)),
            is_response: flow.is_response,
            data: flow.data.iter().map(|id| self.reference(Target::Data(*id))).collect(),
            leaves: boundaries(&self.model.left(flow)),
            enters: boundaries(&enters),
            protocol: self.named(target, "protocol"),
            dst_port: self.named(target, "dst_port"),
            encryption: self.named(target, "controls.is_encrypted"),
            tls_version: self.named(target, "tls_version"),
            attributes: self.stated(target, false, &OWN_FIELDS),
            controls: self.stated(target, true, &OWN_FIELDS),
        }
    }

    fn datum(&self, id: DataId) -> DataContext {
        let (target, datum) = (Target::Data(id), self.model.datum(id));
        let mut crossed: Vec<BoundaryId> = Vec::new();
        for flow in datum.carried_by.iter().map(|id| self.model.dataflow(*id)) {
            crossed.extend(self.model.left(flow));
            crossed.extend(self.model.entered(flow));
        }
        crossed.sort();
        crossed.dedup();
        DataContext {
            this: self.reference(target),
            description: datum.entity.description.clone(),
            place: self.place(&datum.entity.at),
            is_declared: datum.is_declared,
            classification: self.named(target, "classification"),
            attributes: self.stated(target, false, &["classification", "carried_by", "processed_by"]),
            carried_by: datum.carried_by.iter().map(|id| self.reference(Target::Dataflow(*id))).collect(),
            processed_by: datum.processed_by.iter().map(|id| self.reference(Target::Element(*id))).collect(),
            crosses: crossed.into_iter().map(|id| self.reference(Target::Boundary(id))).collect(),
        }
    }

    /// What somebody said of a thing, or what follows from it: its controls, or its other attributes.
    fn stated(&self, target: Target, controls: bool, without: &[&str]) -> Vec<AttributeContext> {
        let known = self.model.entity(target).values.iter().map(|known| known.attribute);
        let wanted = known.filter(|id| id.get().is_control == controls && !without.contains(&id.get().name));
        wanted.map(|id| self.attribute(target, id)).filter(|it| it.is_stated).collect()
    }

    pub(super) fn named(&self, target: Target, path: &str) -> AttributeContext {
        self.attribute(target, self.attribute_of(target, path))
    }

    pub(super) fn attribute_of(&self, target: Target, path: &str) -> AttributeId {
        let class = self.model.entity(target).class;
        find(class, path).unwrap_or_else(|| panic!("{} has no `{path}`", class.name()))
    }

    fn attribute(&self, target: Target, id: AttributeId) -> AttributeContext {
        let reading = self.model.read(target, id);
        AttributeContext {
            attribute: id.get().path(),
            doc: id.get().doc.to_owned(),
            value: words::value(self.model, id, reading.value()),
            origin: words::origin(&reading).to_owned(),
            is_stated: reading.is_stated(),
            place: self.place(&reading.at().cloned()),
        }
    }

    fn targets(&self) -> Vec<(Target, TargetContext)> {
        let mut open: BTreeMap<Target, Vec<(usize, &Assessed)>> = BTreeMap::new();
        for (index, assessed) in self.assessment.findings.iter().enumerate().filter(|(_, it)| it.decision.is_open()) {
            open.entry(assessed.finding.target).or_default().push((index, assessed));
        }
        let ranked = open.into_iter().map(|(target, findings)| (target, self.target(target, &findings)));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by_key(|(_, (worst, _))| Reverse(*worst));
        ranked.into_iter().map(|(target, (_, context))| (target, context)).collect()
    }

    /// A thing with open findings, and what to sort it by: how many confirmed ones of each severity, then potential ones.
    fn target(&self, target: Target, findings: &[(usize, &Assessed)]) -> ([usize; 12], TargetContext) {
        let is_confirmed = |(_, it): &(usize, &Assessed)| it.finding.certainty == Certainty::Confirmed;
        let (mut confirmed, mut potential): (Vec<_>, Vec<_>) = findings.iter().copied().partition(is_confirmed);
        let worst_first = |(_, it): &(usize, &Assessed)| Reverse(it.finding.severity);
        confirmed.sort_by_key(worst_first);
        potential.sort_by_key(worst_first);
        let mut rank = [0; 12];
        for (half, findings) in [&confirmed, &potential].into_iter().enumerate() {
            for (_, finding) in findings {
                rank[half * 6 + 5 - finding.finding.severity as usize] += 1;
            }
        }
        let context = TargetContext {
            this: self.reference(target),
            place: self.place(&self.model.entity(target).at),
            ends: self.ends(target),
            picture: self.pictures.neighbourhoods.iter().find(|(of, _)| *of == target).map(|(_, it)| picture(it)),
            applies: confirmed.into_iter().map(|(index, it)| self.finding(index, it)).collect(),
            questions: self.questions(target, &potential),
        };
        (rank, context)
    }

    fn ends(&self, target: Target) -> Vec<RefContext> {
        let Target::Dataflow(id) = target else { return Vec::new() };
        let flow = self.model.dataflow(id);
        [flow.source, flow.sink].map(|end| self.reference(Target::Element(end))).into()
    }

    /// Potential findings by the question that decides them, the most useful first; then those that no answer alone
    /// decides, by what they rest on.
    fn questions(&self, target: Target, potential: &[(usize, &Assessed)]) -> Vec<QuestionContext> {
        type Group = (Option<usize>, Vec<(Target, AttributeId)>);
        let mut groups: Vec<(Group, QuestionContext)> = Vec::new();
        for (index, assessed) in potential {
            let question = self.decided_by.get(index).copied();
            let mut unstated: Vec<_> = match question.map(|it| &self.questions[it]) {
                Some(question) => vec![(question.target, question.attribute)],
                None => {
                    let unstated = assessed.finding.basis.readings().iter().filter(|it| !it.is_stated);
                    unstated.map(|it| (it.target, it.attribute)).collect()
                }
            };
            unstated.sort();
            unstated.dedup();
            let finding = self.finding(*index, assessed);
            let group = (question, unstated);
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, question)) => question.findings.push(finding),
                None => {
                    let readings = group.1.iter();
                    let unstated = readings.map(|(of, attribute)| self.reading(target, *of, *attribute)).collect();
                    groups.push((group, QuestionContext { unstated, findings: vec![finding] }));
                }
            }
        }
        groups.sort_by_key(|((question, _), _)| question.unwrap_or(usize::MAX));
        groups.into_iter().map(|(_, question)| question).collect()
    }

    fn next(&self, question: &Question) -> NextContext {
        let notation = self.meta.notation;
        let answers = question.answers.iter().map(|answer| AnswerContext {
            write: match answer.is_other {
                true => String::new(),
                false => notation.line(self.model, question.target, question.attribute, &answer.value),
            },
            confirms: answer.confirms.len(),
            clears: answer.clears.len(),
        });
        NextContext {
            of: self.reference(question.target),
            reading: self.attribute(question.target, question.attribute),
            write_at: notation.place(self.model, question.target),
            decides_at_least: question.decides_at_least(),
            decides_at_most: question.decides_at_most(),
            answers: answers.collect(),
        }
    }

    pub(super) fn finding_anchor(&self, assessed: &Assessed) -> String {
        let thing = node_key::anchor(self.model, assessed.finding.target);
        format!("finding-{}-{thing}", node_key::key(&self.threat(assessed).id))
    }

    fn finding(&self, index: usize, assessed: &Assessed) -> FindingContext {
        let (finding, threat) = (&assessed.finding, self.threat(assessed));
        let why = finding.basis.readings().iter();
        FindingContext {
            id: finding.id(self.model, self.library),
            anchor: self.finding_anchor(assessed),
            threat: threat.id.clone(),
            title: threat.title.clone(),
            severity: finding.severity.to_string(),
            slug: slug(finding.severity),
            certainty: words::certainty(finding.certainty).to_owned(),
            target: self.reference(finding.target),
            change: self.changes.get(&index).cloned(),
            why: why.map(|it: &BasisReading| self.reading(finding.target, it.target, it.attribute)).collect(),
            overridden: finding.override_in(self.model).map(|it| self.override_of(it)),
            decision: self.decision(&assessed.decision),
        }
    }

    fn override_of(&self, said: &Override) -> OverrideContext {
        OverrideContext {
            severity: said.severity.map_or_else(String::new, |it| it.to_string()),
            cvss: said.cvss.clone(),
            response: said.response.clone(),
            always: said.always,
            place: self.place(&said.at),
        }
    }

    fn excluded(&self, excluded: &Excluded) -> ExcludedContext {
        let Excluded { finding, assumption } = excluded;
        let threat = &self.library.threats[finding.threat];
        ExcludedContext {
            id: finding.id(self.model, self.library),
            threat: threat.id.clone(),
            title: threat.title.clone(),
            severity: finding.severity.to_string(),
            slug: slug(finding.severity),
            certainty: words::certainty(finding.certainty).to_owned(),
            target: self.reference(finding.target),
            assumption: assumption.clone(),
        }
    }

    /// What is taken for granted: of the whole model first, then of each thing in it.
    fn assumptions(&self) -> Vec<AssumptionContext> {
        let context = |assumption: &Assumption, of: Option<Target>| AssumptionContext {
            text: assumption.name.clone(),
            description: assumption.description.clone(),
            exclude: assumption.exclude.clone(),
            of: of.map(|target| self.reference(target)),
        };
        let of_model = self.model.options.assumptions.iter().map(|it| context(it, None));
        let of_things = self
            .model
            .targets()
            .flat_map(|target| self.model.entity(target).assumptions.iter().map(move |it| (it, target)));
        of_model.chain(of_things.map(|(it, target)| context(it, Some(target)))).collect()
    }

    fn reading(&self, target: Target, of: Target, attribute: AttributeId) -> ReadingContext {
        ReadingContext { of: self.reference(of), is_own: of == target, reading: self.attribute(of, attribute) }
    }

    fn decision(&self, decision: &Decision) -> DecisionContext {
        let name = decision.name().to_owned();
        match decision {
            Decision::Expected(it) => DecisionContext {
                name,
                reason: it.reason.clone(),
                owner: it.owner.clone(),
                until: it.until.clone(),
                until_changed: it.until_changed,
                place: self.place(&it.at),
            },
            Decision::Open | Decision::Allowed | Decision::Known => {
                let (reason, owner) = (String::new(), String::new());
                DecisionContext { name, reason, owner, until: None, until_changed: false, place: None }
            }
        }
    }

    fn threats(&self) -> BTreeMap<String, ThreatContext> {
        let mut threats = BTreeMap::new();
        for assessed in &self.assessment.findings {
            let threat = self.threat(assessed);
            let context = threats.entry(threat.id.clone()).or_insert_with(|| threat_context(threat));
            context.found_on.push(self.reference(assessed.finding.target));
        }
        threats
    }

    fn assumed(&self) -> Vec<AssumedContext> {
        let mut all: Vec<(AttributeId, Vec<Target>, AssumedContext)> = Vec::new();
        for assessed in self.assessment.open(Certainty::Potential) {
            let mut counted: Vec<AttributeId> = Vec::new();
            for basis in assessed.finding.basis.readings().iter().filter(|it| !it.is_stated) {
                let attribute = self.attribute(basis.target, basis.attribute);
                let known = all.iter().position(|(id, _, it)| *id == basis.attribute && it.value == attribute.value);
                let index = known.unwrap_or_else(|| {
                    let AttributeContext { attribute, doc, value, .. } = attribute;
                    let context = AssumedContext { attribute, doc, value, of: Vec::new(), findings: 0 };
                    all.push((basis.attribute, Vec::new(), context));
                    all.len() - 1
                });
                let (_, targets, context) = &mut all[index];
                if !targets.contains(&basis.target) {
                    targets.push(basis.target);
                    context.of.push(self.reference(basis.target));
                }
                if !counted.contains(&basis.attribute) {
                    counted.push(basis.attribute);
                    context.findings += 1;
                }
            }
        }
        all.sort_by(|(_, _, a), (_, _, b)| b.findings.cmp(&a.findings).then_with(|| a.attribute.cmp(&b.attribute)));
        all.into_iter().map(|(.., context)| context).collect()
    }

    fn diagnostic(&self, diagnostic: &Diagnostic) -> DiagnosticContext {
        DiagnosticContext {
            code: diagnostic.code.clone(),
            level: diagnostic.level.to_string(),
            message: diagnostic.message.clone(),
            place: diagnostic.primary.as_ref().and_then(|label| self.place(&Some(label.at.clone()))),
            notes: diagnostic.notes.clone(),
            helps: diagnostic.helps.clone(),
        }
    }
}

const SEVERITIES: [Severity; 6] =
    [Severity::Info, Severity::VeryLow, Severity::Low, Severity::Medium, Severity::High, Severity::VeryHigh];

/// An assumption in one line of text.
fn assumption(assumption: &Assumption) -> String {
    let Assumption { name, description, .. } = assumption;
    if description.is_empty() { name.clone() } else { format!("{name}: {description}") }
}

fn picture(it: &Picture) -> PictureContext {
    PictureContext {
        title: it.title.clone(),
        caption: it.caption.clone(),
        svg: it.svg.clone(),
        file: link::encoded_path(&it.file),
    }
}

pub(super) fn slug(severity: Severity) -> String {
    severity.to_string().to_lowercase().replace(' ', "-")
}

fn find(class: Class, path: &str) -> Option<AttributeId> {
    match path.strip_prefix("controls.") {
        Some(name) => tm_schema::control(name),
        None => tm_schema::lookup(class, path),
    }
}

fn threat_context(threat: &Threat) -> ThreatContext {
    let numbered = |name: &str, path: &str, ids: &[u32]| {
        let reference = |id: &u32| ReferenceContext {
            text: format!("{name}-{id}"),
            href: Some(format!("https://{path}/data/definitions/{id}.html")),
        };
        ids.iter().map(reference).collect::<Vec<_>>()
    };
    let mut references = numbered("CWE", "cwe.mitre.org", &threat.cwe);
    references.extend(numbered("CAPEC", "capec.mitre.org", &threat.capec));
    references.extend(threat.owasp.iter().map(|it| ReferenceContext { text: format!("OWASP {it}"), href: None }));
    references.extend(threat.asvs.iter().map(|it| ReferenceContext { text: format!("ASVS {it}"), href: None }));
    let known: Vec<_> = references.iter().flat_map(|it| [Some(it.text.clone()), it.href.clone()]).flatten().collect();
    let more = threat.references.iter().filter(|text| !known.contains(text));
    references.extend(more.map(|text| ReferenceContext { text: text.clone(), href: link::web_address(text) }));
    ThreatContext {
        id: threat.id.clone(),
        anchor: format!("threat-{}", node_key::key(&threat.id)),
        title: threat.title.clone(),
        severity: threat.severity.to_string(),
        slug: slug(threat.severity),
        likelihood: threat.likelihood.map(|it| it.to_string()),
        condition: threat.condition.text().to_owned(),
        stride: threat.stride.iter().map(ToString::to_string).collect(),
        linddun: threat.linddun.iter().map(ToString::to_string).collect(),
        description: threat.description.clone(),
        prerequisites: threat.prerequisites.clone(),
        mitigations: threat.mitigations.clone(),
        example: threat.example.clone(),
        references,
        found_on: Vec::new(),
    }
}
