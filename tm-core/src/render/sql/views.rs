//! The views: questions that are asked often.

/// A view.
#[derive(Debug)]
pub struct View {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is.
    pub doc: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// What it selects.
    pub query: &'static str,
}

impl View {
    /// The statement that makes it.
    pub fn statement(&self) -> String {
        let View { name, doc, columns, query } = self;
        format!("CREATE VIEW {name} ({}) AS -- {doc}\n{query};\n", columns.join(", "))
    }
}

/// All views, each behind those it uses.
pub static VIEWS: [View; 6] = [
    View {
        name: "things",
        doc: "Every target with its id, class and name.",
        columns: &["key", "kind", "id", "class", "name", "file", "line"],
        query: "\
SELECT key, 'element', id, class, name, file, line FROM elements
UNION ALL SELECT key, 'dataflow', id, 'Dataflow', name, file, line FROM dataflows
UNION ALL SELECT key, 'boundary', id, 'Boundary', name, file, line FROM boundaries
UNION ALL SELECT key, 'data', id, 'Data', name, file, line FROM data",
    },
    View {
        name: "readings",
        doc: "Every attribute and control of every target, also those that are only assumed.",
        columns: &["target", "attribute", "value", "source", "file", "line"],
        query: "\
SELECT things.key, attribute,
    CASE WHEN attributes.source IS NOT NULL THEN attributes.value
         WHEN controls.source IS NOT NULL THEN controls.value
         ELSE assumed END,
    coalesce(attributes.source, controls.source, 'assumed'),
    coalesce(attributes.file, controls.file), coalesce(attributes.line, controls.line)
FROM things JOIN vocabulary ON vocabulary.class = things.class
LEFT JOIN attributes ON NOT is_control AND attributes.target = things.key AND attributes.name = vocabulary.name
LEFT JOIN controls ON is_control AND controls.target = things.key AND controls.name = vocabulary.name",
    },
    View {
        name: "open_findings",
        doc: "Findings that nobody has decided, the worst first.",
        columns: &["finding", "id", "severity", "certainty", "title", "target", "class", "name", "file", "line"],
        query: "\
SELECT findings.key, findings.id, findings.severity, certainty, title, things.id, class, things.name, file, line
FROM findings JOIN severities ON severities.name = findings.severity
JOIN threats ON threats.id = threat JOIN things ON things.key = target
WHERE decision = 'open' ORDER BY rank DESC, certainty, findings.key",
    },
    View {
        name: "severity_counts",
        doc: "How many findings of each severity there are, the worst first.",
        columns: &["severity", "confirmed", "potential", "decided", "excluded"],
        query: "\
SELECT name, count(*) FILTER (WHERE decision = 'open' AND certainty = 'confirmed'),
    count(*) FILTER (WHERE decision = 'open' AND certainty = 'potential'),
    count(*) FILTER (WHERE decision NOT IN ('open', 'excluded')),
    count(*) FILTER (WHERE decision = 'excluded')
FROM severities LEFT JOIN findings ON severity = name GROUP BY name ORDER BY rank DESC",
    },
    View {
        name: "inside",
        doc: "An element and each boundary it stands in, the innermost at depth 0.",
        columns: &["element", "boundary", "depth"],
        query: "\
WITH RECURSIVE around (element, boundary, depth) AS (
    SELECT key, boundary, 0 FROM elements WHERE boundary IS NOT NULL
    UNION ALL
    SELECT element, within, depth + 1 FROM around JOIN boundaries ON key = boundary WHERE within IS NOT NULL
) SELECT element, boundary, depth FROM around",
    },
    View {
        name: "crossings",
        doc: "A flow and each boundary that it enters or exits.",
        columns: &["dataflow", "boundary", "direction"],
        query: "\
SELECT key, here.boundary, 'enters' FROM dataflows JOIN inside AS here ON here.element = sink
LEFT JOIN inside AS there ON there.element = source AND there.boundary = here.boundary WHERE there.element IS NULL
UNION ALL
SELECT key, here.boundary, 'exits' FROM dataflows JOIN inside AS here ON here.element = source
LEFT JOIN inside AS there ON there.element = sink AND there.boundary = here.boundary WHERE there.element IS NULL",
    },
];
