//! Reads the part of Graphviz' language that pytm and we write, as Graphviz reads it: the judge of our own escaping.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// A diagram: what is drawn, whatever it is called inside.
#[derive(Debug, Default)]
pub(in crate::render) struct Graph {
    pub(in crate::render) nodes: Vec<Node>,
    /// Each cluster as the labels from the outermost to its own.
    pub(in crate::render) clusters: Vec<Vec<String>>,
    pub(in crate::render) edges: Vec<Edge>,
}

/// A node, and the clusters around it.
#[derive(Debug)]
pub(in crate::render) struct Node {
    pub(in crate::render) id: String,
    pub(in crate::render) attributes: Attributes,
    pub(in crate::render) within: Vec<String>,
}

#[derive(Debug)]
pub(in crate::render) struct Edge {
    pub(in crate::render) source: String,
    pub(in crate::render) sink: String,
    pub(in crate::render) attributes: Attributes,
}

pub(in crate::render) type Attributes = BTreeMap<String, Text>;

/// A name or value as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::render) enum Text {
    Plain(String),
    Quoted(String),
    Html(String),
}

impl Text {
    /// The text as it stands.
    pub(in crate::render) fn raw(&self) -> &str {
        match self {
            Text::Plain(text) | Text::Quoted(text) | Text::Html(text) => text,
        }
    }

    /// The lines that a label shows.
    pub(in crate::render) fn lines(&self) -> Vec<String> {
        let text = match self {
            Text::Plain(text) => text.clone(),
            Text::Quoted(text) => without_entities(&without_escapes(text)),
            // Graphviz prints `\n` in these as it stands; pytm means a new line.
            Text::Html(text) => without_entities(&without_tags(text).replace("\\n", "\n")),
        };
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }
}

fn without_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n' | 'l' | 'r') => out.push('\n'),
                Some(name @ ('N' | 'G' | 'E' | 'T' | 'H' | 'L')) => {
                    panic!("`\\{name}` in {text}: a name would stand here")
                }
                Some(other) => out.push(other),
                None => panic!("a lone `\\` at the end of {text}"),
            },
            (character, false) => out.push(character),
        }
    }
    out
}

fn without_entities(text: &str) -> String {
    let [less, greater, quote, and] = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    [less, greater, quote, and].iter().fold(text.to_owned(), |text, (entity, mark)| text.replace(entity, mark))
}

fn without_tags(text: &str) -> String {
    let mut depth = 0;
    text.chars()
        .filter(|character| {
            depth += i32::from(*character == '<');
            let is_text = depth == 0;
            depth -= i32::from(*character == '>');
            is_text
        })
        .collect()
}

/// The diagram in `text`, or what Graphviz could not read.
pub(in crate::render) fn read(text: &str) -> Result<Graph, String> {
    let mut reader = Reader { tokens: tokens(text)?.into_iter().peekable(), graph: Graph::default() };
    reader.expect("digraph")?;
    reader.text()?;
    reader.expect("{")?;
    reader.statements(&mut Vec::new())?;
    match reader.tokens.next() {
        None => Ok(reader.graph),
        Some(token) => Err(format!("{token:?} behind the end")),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Mark(&'static str),
    Text(Text),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(&character) = rest.peek() {
        let mark = ["{", "}", "[", "]", "=", ";", ","].into_iter().find(|mark| mark.starts_with(character));
        if character.is_ascii_whitespace() {
            rest.next();
        } else if let Some(mark) = mark {
            rest.next();
            tokens.push(Token::Mark(mark));
        } else if character == '"' {
            rest.next();
            tokens.push(Token::Text(Text::Quoted(quoted(&mut rest)?)));
        } else if character == '<' {
            rest.next();
            tokens.push(Token::Text(Text::Html(html(&mut rest)?)));
        } else if character == '-' {
            rest.next();
            if rest.next() != Some('>') {
                return Err("`-` without `>`".to_owned());
            }
            tokens.push(Token::Mark("->"));
        } else {
            let mut word = String::new();
            while let Some(it) = rest.next_if(|it| it.is_alphanumeric() || ['_', '.'].contains(it)) {
                word.push(it);
            }
            if word.is_empty() {
                return Err(format!("`{character}` outside of quotes"));
            }
            tokens.push(Token::Text(Text::Plain(word)));
        }
    }
    Ok(tokens)
}

/// The inside of quotes: of the escapes only that of the quote is taken off, the others belong to the label.
fn quoted(rest: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    while let Some(character) = rest.next() {
        match character {
            '"' => return Ok(text),
            '\\' if rest.next_if_eq(&'"').is_some() => text.push('"'),
            '\\' if rest.next_if_eq(&'\\').is_some() => text.push_str("\\\\"),
            '\\' if rest.next_if_eq(&'\n').is_some() => {}
            _ => text.push(character),
        }
    }
    Err(format!("a quote is not closed: {text}"))
}

fn html(rest: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    let mut depth = 1;
    for character in rest.by_ref() {
        depth += match character {
            '<' => 1,
            '>' => -1,
            _ => 0,
        };
        if depth == 0 {
            return Ok(text);
        }
        text.push(character);
    }
    Err(format!("a `<` is not closed: {text}"))
}

struct Reader {
    tokens: Peekable<std::vec::IntoIter<Token>>,
    graph: Graph,
}

impl Reader {
    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        match self.tokens.next() {
            Some(Token::Mark(mark)) if mark == wanted => Ok(()),
            Some(Token::Text(Text::Plain(word))) if word == wanted => Ok(()),
            other => Err(format!("{other:?} where `{wanted}` should stand")),
        }
    }

    fn takes(&mut self, wanted: &'static str) -> bool {
        self.tokens.next_if_eq(&Token::Mark(wanted)).is_some()
    }

    fn text(&mut self) -> Result<Text, String> {
        match self.tokens.next() {
            Some(Token::Text(text)) => Ok(text),
            other => Err(format!("{other:?} where a name should stand")),
        }
    }

    /// What stands in braces, up to the closing one.
    fn statements(&mut self, within: &mut Vec<String>) -> Result<(), String> {
        while !self.takes("}") {
            let Text::Plain(name) = self.text()? else { return Err("a name in quotes".to_owned()) };
            if name == "subgraph" {
                self.subgraph(within)?;
            } else if ["graph", "node", "edge"].contains(&name.as_str()) {
                let attributes = self.attributes()?;
                if let Some(label) = attributes.get("label").filter(|_| name == "graph") {
                    within.pop();
                    within.push(label.lines().join("\n"));
                    self.graph.clusters.push(within.clone());
                }
            } else if self.takes("=") {
                self.text()?;
            } else if self.takes("->") {
                let sink = self.text()?.raw().to_owned();
                let attributes = self.attributes()?;
                self.graph.edges.push(Edge { source: name, sink, attributes });
            } else {
                let attributes = self.attributes()?;
                self.graph.nodes.push(Node { id: name, attributes, within: within.clone() });
            }
            self.takes(";");
        }
        Ok(())
    }

    fn subgraph(&mut self, within: &mut Vec<String>) -> Result<(), String> {
        let name = self.text()?;
        if !name.raw().starts_with("cluster") {
            return Err(format!("{} is no cluster", name.raw()));
        }
        self.expect("{")?;
        within.push(String::new()); // its label follows
        self.statements(within)?;
        within.pop();
        Ok(())
    }

    fn attributes(&mut self) -> Result<Attributes, String> {
        let mut attributes = Attributes::new();
        self.expect("[")?;
        while !self.takes("]") {
            let name = self.text()?.raw().to_owned();
            self.expect("=")?;
            attributes.insert(name, self.text()?);
            let _ = self.takes(";") || self.takes(",");
        }
        Ok(attributes)
    }
}
