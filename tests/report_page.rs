//! The report's page in a browser: what its script does, what is there without it, and who can read it.
//!
//! Without Chromium, or for the checker of accessibility without `npm ci --prefix tests`, a test prints `skipped: …` and
//! passes; with `TM_REQUIRE_TOOLS=1` it fails. The pages stay in the target folder, to be looked at.

#[path = "support/cargo_tm.rs"]
mod cargo_tm;
#[path = "support/chromium.rs"]
mod chromium;
mod hostile_names;
#[path = "support/page.rs"]
mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_tm::has;
use chromium::{opened, opened_at, opened_in_real_time};
use page::{Page, large, page, shop};
use serde_json::{Value, json};

fn chromium() -> bool {
    has("chromium", "--version")
}

/// Writes a page to a file of its own.
fn written(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-page");
    fs::create_dir_all(&folder).expect("the temporary folder can be made");
    let file = folder.join(format!("{name}.html"));
    fs::write(&file, text).expect("the temporary folder can be written");
    file
}

/// What stands in the element with that id.
fn said<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!(" id=\"{id}\">")).unwrap_or_else(|| panic!("there is no {id} in\n{page}"));
    rest.split('<').next().unwrap_or_default()
}

/// The page tries itself in a window of that width, and all works.
#[track_caller]
fn works(file: &Path, width: u32) {
    let (page, complaints) = opened_at(file, "#selftest", &[&format!("--window-size={width},900")]);
    assert_eq!(complaints, [] as [&str; 0], "{}", file.display());
    let results = said(&page, "results");
    let failed: Vec<_> = results.lines().filter(|line| !line.starts_with("PASS ")).collect();
    assert_eq!(failed, [] as [&str; 0], "{} at {width}", file.display());
    assert!(results.lines().count() > 40, "{results}");
}

#[test]
fn the_page_passes_its_own_test() {
    if !chromium() {
        return;
    }
    let file = written("shop", &page(shop()).text);
    for width in [1400, 360] {
        works(&file, width);
    }
}

/// Names that leave the page, or that no line can hold.
fn hostile() -> Value {
    let mut model: Value = serde_json::from_str(&hostile_names::model()).expect("it is JSON");
    let worst = [
        "</script><script>document.title = 'broken'</script>",
        "</style><img src=x onerror=\"document.title = 'broken'\">",
        "]]></svg><b>\"",
        "\u{202e}gnirts desrever a",
        "<!--content-security-policy-->",
        "{{ title }} {% raw %}",
        &"x".repeat(500),
        &"🦀".repeat(200),
    ];
    let texts = ["elements", "flows", "boundaries"];
    for list in texts {
        for (index, name) in worst.iter().enumerate() {
            model[list][index]["name"] = json!(name);
            model[list][index]["description"] = json!(format!("{name}\n\n`{name}`"));
        }
    }
    model["elements"][0]["expect"] = json!([{ "id": "AC01", "reason": worst[0], "owner": worst[6] }]);
    model["name"] = json!(worst.concat());
    model["description"] = json!(worst.join("\n\n"));
    model["assumptions"] = json!(worst);
    model
}

#[test]
fn hostile_names_break_nothing() {
    if !chromium() {
        return;
    }
    let file = written("hostile", &page(hostile()).text);
    for width in [1280, 360] {
        works(&file, width);
    }
    let (page, _) = opened(&file, &[]);
    assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (1, 1));
    assert!(!page.contains("<img") && !page.contains("<title>broken"));
}

#[test]
fn without_script_the_page_is_whole() {
    if !chromium() {
        return;
    }
    let Page { text, findings } = page(shop());
    // Headless Chromium prints no page for which scripts are off; one without a script is the same.
    let (before, rest) = text.split_once("<script>").expect("the page has a script");
    let (_, after) = rest.split_once("</script>").expect("the script ends");
    let (page, complaints) = opened(&written("static", &format!("{before}{after}")), &[]);
    assert_eq!(complaints, [] as [&str; 0]);
    assert_eq!(page.matches("<tr data-element=").count(), findings);
    let places = ["<article class=\"finding ", "<article class=\"potential\"", "<tr id=\"finding-"];
    assert_eq!(places.map(|it| page.matches(it).count()).iter().sum::<usize>(), findings);
    assert_eq!(page.matches(" hidden=\"\"").count(), 1, "the filters are hidden, and nothing else");
    assert!(!page.contains("id=\"theme\"") && !page.contains("class=\"tools\""), "what needs the script is not there");
    assert_eq!(page.matches("class=\"diagram\"").count(), page.matches("<svg").count(), "the diagrams are there");
}

#[test]
fn the_page_prints_whole() {
    if !chromium() || !has("pdftotext", "-v") {
        return;
    }
    let text = page(shop()).text;
    let (file, pdf) = (written("print", &text), written("print-pdf", "").with_extension("pdf"));
    opened(&file, &[&format!("--print-to-pdf={}", pdf.display())]);
    let output = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("pdftotext starts");
    let printed = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    // Each stands in something that is closed on the screen.
    for closed in ["How an attack goes", "What it is, and what helps", "Why it may apply", "The same as a list"] {
        let (_, inside) = text.split_once(&format!("<summary>{closed}</summary>")).expect("the page has it");
        let texts = inside.split('<').filter_map(|it| it.split_once('>')).flat_map(|(_, text)| text.split(['&', '\n']));
        let words = texts.map(str::trim).find(|it| it.len() > 4).expect("it says something");
        assert!(printed.contains(words), "{closed}: {words}");
    }
    assert!(!printed.contains("Show all") && !printed.contains("Dark colours"), "what nobody can press is left out");
    let info = Command::new("pdfinfo").arg(&pdf).output().expect("pdfinfo is beside pdftotext");
    assert!(String::from_utf8_lossy(&info.stdout).contains("(A4)"));
}

/// What axe-core says of a page, if it is installed.
#[expect(clippy::print_stderr, reason = "whoever reads the log must see what was skipped")]
fn axe() -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    let text = fs::read_to_string(file).ok();
    if text.is_none() {
        assert!(std::env::var_os("TM_REQUIRE_TOOLS").is_none_or(|it| it != "1"), "axe-core not found");
        eprintln!("skipped: axe-core not found");
    }
    text
}

#[test]
fn everybody_can_read_the_page() {
    let Some(axe) = axe() else { return };
    if !chromium() {
        return;
    }
    // The page's own policy lets no other script run.
    let run = r#"
        addEventListener("load", async () => {
            document.querySelectorAll("details").forEach(it => { it.open = true; });
            const { violations } = await axe.run({ resultTypes: ["violations"] });
            const grave = violations.filter(it => ["serious", "critical"].includes(it.impact));
            const lines = grave.flatMap(it => it.nodes.map(node => `${it.impact} ${it.id}: ${node.target} ${node.failureSummary}`));
            document.body.append(Object.assign(document.createElement("pre"), { id: "axe", textContent: lines.join("\n") || "none" }));
        });"#;
    let (shop, hostile) = (page(shop()).text, page(hostile()).text);
    for (name, text, theme) in [("shop", &shop, "light"), ("shop", &shop, "dark"), ("hostile", &hostile, "light")] {
        let policy = text.lines().find(|line| line.contains("Content-Security-Policy")).expect("a policy").to_owned();
        let text = text
            .replacen(&policy, "", 1)
            .replacen("<html lang=\"en\">", &format!("<html lang=\"en\" data-theme=\"{theme}\">"), 1)
            .replacen("</style>", ".scroll, .target, .threat { content-visibility: visible; }</style>", 1)
            .replacen("</head>", &format!("<script>{axe}</script><script>{run}</script></head>"), 1);
        let file = written(&format!("axe-{name}-{theme}"), &text);
        let (page, _) = opened(&file, &["--window-size=1400,900", "--virtual-time-budget=60000"]);
        assert_eq!(said(&page, "axe"), "none", "{name}, {theme}");
    }
}

#[test]
fn two_thousand_findings_open_soon() {
    if !chromium() {
        return;
    }
    let Page { text, findings } = page(large(135));
    assert!((2_000..6_000).contains(&findings), "{findings} findings");
    // Less than a second; the rest is room for busy machines.
    let policy = text.lines().find(|line| line.contains("Content-Security-Policy")).expect("a policy");
    // To ask for a height lays the page out.
    let clock = r#"<script>addEventListener("load", () => {
        document.title = document.body.offsetHeight && performance.now();
    });</script></head>"#;
    let file = written("large", &text.replacen(policy, "", 1).replacen("</head>", clock, 1));
    let (page, complaints) = opened_in_real_time(&file);
    assert_eq!(complaints, [] as [&str; 0]);
    let (_, title) = page.split_once("<title>").expect("a title");
    let milliseconds: f64 = title.split('<').next().and_then(|it| it.parse().ok()).expect("a number");
    assert!(milliseconds < 10_000.0, "{findings} findings, {} bytes: {milliseconds} ms", text.len());
}
