//! The tables, as data: their columns, keys and words.

use std::fmt::Write as _;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is.
    pub doc: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its key, if that is no single column.
    pub key: &'static [&'static str],
    /// The columns that others look it up by; each has an index.
    pub indexes: &'static [&'static str],
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type and constraints.
    pub definition: &'static str,
    /// What it holds; empty where name and reference say it.
    pub doc: &'static str,
}

impl Table {
    /// The statements that make the table and its indexes.
    pub fn statements(&self) -> String {
        let mut text = format!("CREATE TABLE {} ( -- {}\n", self.name, self.doc);
        for (index, column) in self.columns.iter().enumerate() {
            let is_last = index + 1 == self.columns.len() && self.key.is_empty();
            let _ = write!(text, "    {} {}{}", column.name, column.definition, if is_last { "" } else { "," });
            let _ = writeln!(text, "{}{}", if column.doc.is_empty() { "" } else { " -- " }, column.doc);
        }
        if self.key.is_empty() {
            text.push_str(") STRICT;\n");
        } else {
            let _ = writeln!(text, "    PRIMARY KEY ({})\n) STRICT, WITHOUT ROWID;", self.key.join(", "));
        }
        for column in self.indexes {
            let _ = writeln!(text, "CREATE INDEX {0}_by_{column} ON {0} ({column});", self.name);
        }
        text
    }

    /// The statement that adds a row, with a parameter for each column.
    pub fn insertion(&self) -> String {
        format!("INSERT INTO {} VALUES ({})", self.name, vec!["?"; self.columns.len()].join(", "))
    }
}

const fn table(name: &'static str, doc: &'static str, columns: &'static [Column]) -> Table {
    Table { name, doc, columns, key: &[], indexes: &[] }
}

const fn column(name: &'static str, definition: &'static str, doc: &'static str) -> Column {
    Column { name, definition, doc }
}

const KEY: Column = column("key", "INTEGER PRIMARY KEY", "");
const TARGET_KEY: Column = column("key", "INTEGER PRIMARY KEY REFERENCES targets (key)", "");
const ID: Column =
    column("id", "TEXT NOT NULL", "stable; two things of a table share one only where `cargo tm check` reports it");
const NAME: Column = column("name", "TEXT NOT NULL", "");
const DESCRIPTION: Column = column("description", "TEXT NOT NULL", "may be empty");
const FILE: Column = column("file", "TEXT", "where it is written; NULL where that is not known");
const LINE: Column = column("line", "INTEGER", "");
const TARGET: Column = column("target", "INTEGER NOT NULL REFERENCES targets (key)", "");
const THREAT: Column = column("threat", "TEXT NOT NULL REFERENCES threats (id)", "");
const WRITTEN: Column = column("written", "TEXT NOT NULL", "the threat, by id or alias, as written");
const KNOWN_THREAT: Column =
    column("threat", "TEXT REFERENCES threats (id)", "NULL where the library in use does not have it");
const VALUE: Column = column(
    "value",
    "ANY",
    "0 or 1, a number, a text, a member's name, a target's id, or a JSON array of them; NULL for nothing",
);
const SOURCE: Column = column(
    "source",
    "TEXT NOT NULL CHECK (source IN ('stated', 'inherited', 'derived', 'assumed'))",
    "written on the thing, passed on by another, following from others, or nobody's word",
);
const SEVERITY: Column = column("severity", "TEXT NOT NULL REFERENCES severities (name)", "");

/// All tables, each behind those it refers to.
#[rustfmt::skip] // a table: one column a line
pub static TABLES: [Table; 26] = [
    table("model", "The model, in one row.", &[
        column("key", "INTEGER PRIMARY KEY CHECK (key = 1)", ""),
        NAME,
        DESCRIPTION,
        column("today", "TEXT NOT NULL", "the day that decisions were held against, YYYY-MM-DD"),
        column("is_ordered", "INTEGER NOT NULL", "flows are numbered in the diagrams"),
        column("merge_responses", "INTEGER NOT NULL", "a flow and its reply are drawn as one arrow"),
        column("ignore_unused", "INTEGER NOT NULL", "elements that no flow touches are left out"),
        column("on_duplicates", "TEXT NOT NULL", "what becomes of a flow that repeats another"),
        FILE,
        LINE,
    ]),
    table("severities", "How bad a threat can be.", &[
        column("name", "TEXT PRIMARY KEY", ""),
        column("rank", "INTEGER NOT NULL UNIQUE", "the mildest is 0"),
    ]),
    Table { key: &["class", "attribute"], ..table("vocabulary", "An attribute or control that things of a class have.", &[
        column("class", "TEXT NOT NULL", ""),
        column("attribute", "TEXT NOT NULL", "as conditions read it: `os`, `controls.is_encrypted`"),
        column("name", "TEXT NOT NULL", "as it is written: `os`, `is_encrypted`"),
        column("is_control", "INTEGER NOT NULL", ""),
        column("assumed", "ANY", "the value where nobody has said any"),
        column("doc", "TEXT NOT NULL", "what it means"),
    ]) },
    table("targets", "Anything that a threat can be about.", &[
        KEY,
        column("kind", "TEXT NOT NULL CHECK (kind IN ('element', 'boundary', 'data', 'dataflow'))", "the table that has the rest"),
    ]),
    Table { indexes: &["id", "within"], ..table("boundaries", "The trust boundaries.", &[
        TARGET_KEY,
        ID,
        NAME,
        DESCRIPTION,
        column("within", "INTEGER REFERENCES boundaries (key) DEFERRABLE INITIALLY DEFERRED", "the boundary around it"),
        FILE,
        LINE,
    ]) },
    Table { indexes: &["id", "boundary"], ..table("elements", "The nodes of the diagram.", &[
        TARGET_KEY,
        ID,
        column("class", "TEXT NOT NULL", ""),
        NAME,
        DESCRIPTION,
        column("boundary", "INTEGER REFERENCES boundaries (key)", "the innermost one it stands in"),
        column("in_scope", "INTEGER NOT NULL", "whether threats to it are looked for"),
        FILE,
        LINE,
    ]) },
    Table { indexes: &["id"], ..table("data", "The kinds of information that flow or rest.", &[
        TARGET_KEY,
        ID,
        NAME,
        DESCRIPTION,
        column("is_declared", "INTEGER NOT NULL", "0 for a free text that some flow mentions"),
        FILE,
        LINE,
    ]) },
    Table { indexes: &["id", "source", "sink", "response_to"], ..table("dataflows", "The edges of the diagram.", &[
        TARGET_KEY,
        ID,
        NAME,
        DESCRIPTION,
        column("source", "INTEGER NOT NULL REFERENCES elements (key)", "where it starts"),
        column("sink", "INTEGER NOT NULL REFERENCES elements (key)", "where it ends"),
        column("number", "INTEGER", "in the diagrams"),
        column("is_response", "INTEGER NOT NULL", "whether it answers another flow"),
        column("response_to", "INTEGER REFERENCES dataflows (key) DEFERRABLE INITIALLY DEFERRED", "the flow it answers, where that is known"),
        FILE,
        LINE,
    ]) },
    Table { key: &["element", "data"], indexes: &["data"], ..table("element_data", "An element sends data.", &[
        column("element", "INTEGER NOT NULL REFERENCES elements (key)", ""),
        column("data", "INTEGER NOT NULL REFERENCES data (key)", ""),
    ]) },
    Table { key: &["dataflow", "data"], indexes: &["data"], ..table("carried", "A flow carries data.", &[
        column("dataflow", "INTEGER NOT NULL REFERENCES dataflows (key)", ""),
        column("data", "INTEGER NOT NULL REFERENCES data (key)", ""),
    ]) },
    Table { key: &["element", "data"], indexes: &["data"], ..table("processed", "Data passes an element, on any flow.", &[
        column("element", "INTEGER NOT NULL REFERENCES elements (key)", ""),
        column("data", "INTEGER NOT NULL REFERENCES data (key)", ""),
    ]) },
    Table { key: &["target", "name"], ..table("attributes", "What is known of a thing, controls aside; `readings` adds what is assumed.", &[
        TARGET,
        NAME,
        VALUE,
        SOURCE,
        FILE,
        LINE,
    ]) },
    Table { key: &["target", "name"], ..table("controls", "What a thing does to protect itself, or is said not to do; `readings` adds what is assumed.", &[
        TARGET,
        NAME,
        VALUE,
        SOURCE,
        FILE,
        LINE,
    ]) },
    table("threats", "The threats that were looked for.", &[
        column("id", "TEXT PRIMARY KEY", ""),
        column("title", "TEXT NOT NULL", ""),
        SEVERITY,
        column("likelihood", "TEXT", "Low, Medium or High; NULL where nobody has said"),
        column("condition", "TEXT NOT NULL", "when it applies"),
        DESCRIPTION,
        column("prerequisites", "TEXT NOT NULL", "what must be so for it to happen; may be empty"),
        column("mitigations", "TEXT NOT NULL", "what to do about it; may be empty"),
        column("example", "TEXT NOT NULL", "may be empty"),
    ]),
    Table { key: &["threat", "alias"], ..table("threat_aliases", "Another id that a threat answers to.", &[
        THREAT,
        column("alias", "TEXT NOT NULL", ""),
    ]) },
    Table { key: &["threat", "class"], ..table("threat_classes", "A class that a threat is about, with all that derive from it.", &[
        THREAT,
        column("class", "TEXT NOT NULL", ""),
    ]) },
    Table { key: &["threat", "category"], ..table("threat_stride", "What a threat does, in the words of STRIDE.", &[
        THREAT,
        column("category", "TEXT NOT NULL", "such as InformationDisclosure"),
    ]) },
    Table { key: &["threat", "category"], ..table("threat_linddun", "What a threat does to privacy, in the words of LINDDUN.", &[
        THREAT,
        column("category", "TEXT NOT NULL", "such as DataDisclosure"),
    ]) },
    Table { key: &["threat", "scheme", "entry"], ..table("threat_references", "Where a threat is described elsewhere.", &[
        THREAT,
        column("scheme", "TEXT NOT NULL CHECK (scheme IN ('cwe', 'capec', 'owasp', 'asvs', 'text'))", ""),
        column("entry", "TEXT NOT NULL", "`89`, `66`, `A03:2021`, `V1.2.4`; an address or a title"),
    ]) },
    Table { indexes: &["target"], ..table("assumptions", "What is taken for granted.", &[
        KEY,
        column("target", "INTEGER REFERENCES targets (key)", "NULL for one of the whole model"),
        NAME,
        DESCRIPTION,
    ]) },
    Table { key: &["assumption", "written"], ..table("exclusions", "A threat that an assumption rules out.", &[
        column("assumption", "INTEGER NOT NULL REFERENCES assumptions (key)", ""),
        WRITTEN,
        KNOWN_THREAT,
    ]) },
    Table { indexes: &["target"], ..table("expectations", "A decision written in the model, whether it decides something or not.", &[
        KEY,
        TARGET,
        WRITTEN,
        KNOWN_THREAT,
        column("response", "TEXT NOT NULL", "accepted, mitigated, transferred, avoided or false_positive"),
        column("reason", "TEXT NOT NULL", ""),
        column("owner", "TEXT NOT NULL", "may be empty"),
        column("until", "TEXT", "the last day it holds, YYYY-MM-DD; NULL for ever"),
        column("until_changed", "INTEGER NOT NULL", "whether it holds only for as long as the code is what was reviewed"),
        FILE,
        LINE,
    ]) },
    Table { indexes: &["target"], ..table("overrides", "What is said of a single finding.", &[
        KEY,
        TARGET,
        WRITTEN,
        KNOWN_THREAT,
        column("severity", "TEXT REFERENCES severities (name)", "how bad it is here; NULL: as the threat says"),
        column("cvss", "TEXT NOT NULL", "may be empty"),
        column("response", "TEXT NOT NULL", "what was done about it; may be empty"),
        column("always", "INTEGER NOT NULL", "whether the threat applies whatever its condition says"),
        FILE,
        LINE,
    ]) },
    Table { indexes: &["target", "threat"], ..table("findings", "A threat that applies to a thing, or would but for an assumption.", &[
        KEY,
        column("id", "TEXT NOT NULL", "stable: THREAT@TARGET"),
        THREAT,
        TARGET,
        SEVERITY,
        column("certainty", "TEXT NOT NULL CHECK (certainty IN ('confirmed', 'potential'))", "whether it rests on what was stated alone"),
        column("decision", "TEXT NOT NULL", "open, excluded, allowed, baseline, or the response that was decided"),
        column("assumption", "INTEGER REFERENCES assumptions (key)", "what rules it out, if it is excluded"),
        column("reason", "TEXT", "why it was decided so; NULL if it was not"),
        column("owner", "TEXT", "who answers for the decision"),
        column("until", "TEXT", "the last day of the decision, YYYY-MM-DD"),
        column("cvss", "TEXT", "as an override says"),
        column("response", "TEXT", "as an override says"),
    ]) },
    Table { key: &["finding", "target", "attribute"], ..table("basis", "A reading that a finding rests on: with all of them as they are, the threat applies.", &[
        column("finding", "INTEGER NOT NULL REFERENCES findings (key)", ""),
        TARGET,
        column("attribute", "TEXT NOT NULL", "as conditions read it: `os`, `controls.is_encrypted`"),
        VALUE,
        column("is_stated", "INTEGER NOT NULL", "0 if nobody has said so"),
    ]) },
    table("diagnostics", "A fault of the model's text, as `cargo tm check` reports it.", &[
        KEY,
        column("code", "TEXT NOT NULL", "such as TM0011"),
        column("level", "TEXT NOT NULL CHECK (level IN ('note', 'warning', 'error'))", ""),
        column("message", "TEXT NOT NULL", ""),
        FILE,
        LINE,
    ]),
];
