//! Reads the part of PlantUML's sequence diagrams that pytm and we write.

/// A sequence diagram.
#[derive(Debug, Default)]
pub(in crate::render) struct Sequence {
    pub(in crate::render) participants: Vec<Participant>,
    pub(in crate::render) messages: Vec<Message>,
}

#[derive(Debug)]
pub(in crate::render) struct Participant {
    pub(in crate::render) kind: String,
    pub(in crate::render) id: String,
    pub(in crate::render) name: String,
}

#[derive(Debug)]
pub(in crate::render) struct Message {
    pub(in crate::render) source: String,
    pub(in crate::render) sink: String,
    pub(in crate::render) label: String,
    pub(in crate::render) is_dashed: bool,
    pub(in crate::render) note: String,
}

/// The diagram in `text`, or the line that makes no sense.
pub(in crate::render) fn read(text: &str) -> Result<Sequence, String> {
    let mut sequence = Sequence::default();
    let body = text.trim().strip_prefix("@startuml").and_then(|it| it.strip_suffix("@enduml"));
    let mut lines = body.ok_or("no @startuml … @enduml")?.lines().filter(|line| !line.trim().is_empty());
    while let Some(line) = lines.next() {
        if let Some((kind, rest)) =
            ["actor ", "database ", "entity "].iter().find_map(|kind| Some((kind, line.strip_prefix(kind)?)))
        {
            let (id, name) = rest.split_once(" as ").ok_or(line)?;
            let name = name
                .strip_prefix('"')
                .and_then(|it| it.strip_suffix('"'))
                .filter(|it| !it.contains('"'))
                .ok_or(line)?;
            let (kind, id) = (kind.trim().to_owned(), id.trim().to_owned());
            sequence.participants.push(Participant { kind, id, name: shown(name) });
        } else if let Some(rest) = line.strip_prefix("note left") {
            let note = match rest.strip_prefix(':') {
                Some(text) => text.trim().to_owned(),
                None => lines.by_ref().take_while(|line| *line != "end note").collect::<Vec<_>>().join(" "),
            };
            sequence.messages.last_mut().ok_or(line)?.note = shown(&note);
        } else {
            let (source, rest) = line.split_once(' ').ok_or(line)?;
            let (arrow, rest) = rest.split_once(' ').ok_or(line)?;
            let (sink, label) = rest.split_once(": ").ok_or(line)?;
            let [source, sink] = [source, sink].map(str::to_owned);
            if ![source.as_str(), &sink].iter().all(|id| sequence.participants.iter().any(|it| it.id == **id)) {
                return Err(format!("{line}: nobody has that name"));
            }
            let is_dashed = arrow == "-->";
            let message = Message { source, sink, label: shown(label), is_dashed, note: String::new() };
            sequence.messages.push(message);
        }
    }
    Ok(sequence)
}

/// The text with `<U+0041>` read.
fn shown(text: &str) -> String {
    let mut pieces = text.split("<U+");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let character = piece.split_once('>').and_then(|(number, rest)| {
            let number = u32::from_str_radix(number, 16).ok()?;
            Some((char::from_u32(number)?, rest))
        });
        match character {
            Some((character, rest)) => out.extend([character.to_string().as_str(), rest]),
            None => out.extend(["<U+", piece]),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
