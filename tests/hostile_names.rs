//! Names that mean something to a diagram language, and what a picture shows of them.
#![allow(dead_code, reason = "each test file uses a part")]

use serde_json::json;

/// What people could call things, and what must be shown as it stands.
pub(crate) const NAMES: [&str; 48] = [
    "say \"hi\"",
    "a < b & c > d",
    "two\nlines",
    "crab 🦀 rocket 🚀",
    "عربي עברית",
    "数据库 Ω≈ç√",
    "back\\slash \\n \\t \\\\ \\N",
    "end ]] [[link]]",
    "[[http://x y]]",
    "semi;colon; x",
    "@enduml",
    "@startuml",
    "it's 'quoted'",
    "“curly” «angle» en–dash em—dash …",
    "<b>bold</b> <color:red>x",
    "<size:40>big",
    "<img:http://x/y.png>",
    "<U+0041> <&key> <$sprite>",
    "%% comment %date() %newline()",
    "$var ${x}",
    "!include /etc/passwd",
    "**bold** //it// __u__ --s-- ~~w~~ \"\"mono\"\"",
    "&lt;b&gt; &amp; &#65; #13; #quot;",
    "= title",
    "* item",
    "|a|b|",
    "# hash",
    ".. dots ..",
    "{curly} {{json}}",
    "(1) (x)",
    "end note",
    "note left: x",
    "https://a.b/c?d=e&f --z",
    "a -> b: c",
    "C:\\temp\\new",
    "/' comment '/",
    "`code`",
    "<<stereo>>",
    "---",
    "==",
    "&",
    "\"",
    "'",
    "\\",
    "else",
    "skinparam x",
    "e\u{301}",
    "👨\u{200d}👩\u{200d}👧",
];

/// A model in which everything has such a name.
pub(crate) fn model() -> String {
    let classes = ["Server", "Actor", "Datastore", "Lambda", "LLM", "SetOfProcesses"];
    let count = NAMES.len();
    let elements = NAMES.iter().enumerate().map(|(index, name)| {
        let class = classes[index % classes.len()];
        json!({ "id": format!("e{index}"), "class": class, "name": name, "boundary": format!("b{}", index / 2) })
    });
    let flows = NAMES.iter().enumerate().map(|(index, name)| {
        let [source, sink] = [index, (index + 1) % count].map(|it| format!("e{it}"));
        json!({ "id": format!("f{index}"), "source": source, "sink": sink, "name": name, "note": name })
    });
    let boundaries = (0..count / 2).map(|index| json!({ "id": format!("b{index}"), "name": NAMES[2 * index] }));
    json!({
        "version": 1,
        "name": NAMES[0],
        "boundaries": boundaries.collect::<Vec<_>>(),
        "elements": elements.collect::<Vec<_>>(),
        "flows": flows.collect::<Vec<_>>(),
    })
    .to_string()
}

/// The names that `svg` shows fewer than so many times, each within a piece of its own between two `separators`.
pub(crate) fn missing(svg: &str, separators: &str, times: usize) -> Vec<&'static str> {
    let shown: Vec<_> = svg.split(separators).map(|piece| without_space(&texts(piece))).collect();
    let times_of = |name: &str| shown.iter().filter(|it| **it == without_space(name)).count();
    NAMES.into_iter().filter(|name| times_of(name) < times).collect()
}

/// What the `<text>` elements of a piece of SVG say.
fn texts(svg: &str) -> String {
    let texts = svg.split("<text").skip(1).filter_map(|rest| rest.split_once('>')?.1.split("</text>").next());
    texts.map(unescaped).collect()
}

fn unescaped(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').expect("an entity ends");
        let character = match entity {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "amp" => '&',
            number => {
                let number = number.strip_prefix('#').expect("SVG has no other entities");
                let code = match number.strip_prefix('x') {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                    None => number.parse(),
                };
                char::from_u32(code.expect("a number")).expect("a character")
            }
        };
        out.push(character);
        out.push_str(rest);
    }
    out
}

/// Diagrams break lines where they like, and write spaces as non-breaking ones.
fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}
