//! What all formats have in common, on inventories that say the worst.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::{
    assess::{Profile, Question, assess},
    inventory::lower,
    law::Law,
    syntax,
    text::Problems,
};

/// Names that would color, forge a command, turn the direction and open a line, if they could.
const HOSTILE: &str = r#"
home = "DE"
[recipients]
"A\u001b[31m\n::error::x" = { in = "IN", via = "scc" }
"\u202Eevil ##[error]" = { in = "US", country = "US", via = "none" }
fine = { in = "US", country = "US", via = "none" }
[[waivers]]
rule = "unprotected-transfer"
flow = "home->fine"
reason = "a\u001b]0;t\u0007"
by = "::warning::"
expires = 2026-12-31
"#;

const CLEAN: &str = "home = \"DE\"\n[recipients]\nA = { in = \"DE\", country = \"DE\" }\n";

fn shown(text: &str, format: Format, look: Look, gate: Option<Level>) -> String {
    let law = Law::embedded().unwrap();
    let (mut files, mut problems) = (Files::default(), Problems::new());
    let file = files.add("a\u{1b}.toml", text);
    let tree = syntax::parse(syntax::Format::Toml, file, text, &mut problems).unwrap();
    let inventory = lower(&[tree], &law, &mut problems);
    assert_eq!(problems, []);
    let question = Question { day: jiff::civil::date(2026, 11, 23), profile: Profile::Default, regimes: &[] };
    let assessment = assess(&inventory, &law, question).ok().unwrap();
    let passed_over = [("b\u{7}.csv".to_owned(), "no inventory".to_owned())];
    let frame =
        Frame { assessment: &assessment, files: &files, gate, n_files: 1, passed_over: &passed_over, next: None };
    let mut out = Vec::new();
    render(format, &frame, &look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn names_and_endings_lead_back() {
    for format in Format::ALL {
        assert_eq!(Format::of_name(format.name()), Some(*format));
    }
    assert_eq!(Format::of_ending("out/register.JSON"), Some(Format::Json));
    assert_eq!(Format::of_ending(".txt"), Some(Format::Text));
    assert_eq!(Format::of_ending("report.pdf"), None);
    assert_eq!(Format::of_name("yaml"), None);
}

#[test]
fn nothing_an_inventory_says_can_forge_output() {
    for verbose in [false, true] {
        for unicode in [false, true] {
            let look = Look { verbose, unicode, ..Look::default() };
            for format in [Format::Text, Format::Concise] {
                let shown = shown(HOSTILE, format, look, Some(Level::Error));
                let risky = ['\u{1b}', '\u{7}', '\u{202E}'];
                assert!(!shown.contains(risky) && !shown.contains("##["), "{shown}");
                assert!(!shown.lines().any(|it| it.trim_start().starts_with("::error")), "{shown}");
            }
        }
    }
    let json = shown(HOSTILE, Format::Json, Look::default(), None);
    assert!(!json.contains(['\u{1b}', '\u{7}']), "{json}");
}

#[test]
fn formats_agree() {
    let look = Look { verbose: true, ..Look::default() };
    let json: serde_json::Value =
        serde_json::from_str(&shown(HOSTILE, Format::Json, look, Some(Level::Error))).unwrap();
    let findings = json.pointer("/findings").unwrap().as_array().unwrap();
    let lines = shown(HOSTILE, Format::Concise, look, Some(Level::Error));
    assert_eq!(lines.lines().filter(|it| it.starts_with("a\u{FFFD}.toml:")).count(), findings.len());
    let text = shown(HOSTILE, Format::Text, look, Some(Level::Error));
    for rule in findings.iter().map(|it| it.pointer("/rule").unwrap().as_str().unwrap()) {
        assert!(lines.contains(&format!("[{rule}]")) && text.contains(&format!("[{rule}]")), "{rule}");
    }
    assert_eq!(json.pointer("/summary/waived").unwrap(), 1);
    assert_eq!(json.pointer("/summary/failed").unwrap(), true);
    assert!(text.contains("1 unprotected and waived until 2026-12-31"), "{text}");
    assert!(lines.contains("(waived until 2026-12-31)"), "{lines}");
}

#[test]
fn every_transfer_has_an_id_of_its_own() {
    let json: serde_json::Value = serde_json::from_str(&shown(HOSTILE, Format::Json, Look::default(), None)).unwrap();
    let rows = json.pointer("/transfers").unwrap().as_array().unwrap();
    let ids =
        rows.iter().map(|it| it.pointer("/id").unwrap().as_str().unwrap()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(ids.len(), rows.len());
}

#[test]
fn a_clean_run_is_one_line_and_never_silent() {
    let shown = shown(CLEAN, Format::Text, Look::default(), Some(Level::Error));
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.starts_with("no findings · no transfers in 1 file · law as of 2026-11-23, reviewed "), "{shown}");
}

#[test]
fn ascii_text_is_ascii_and_quiet_text_is_short() {
    let inventory = CLEAN.replace("DE\" }", "DE\" }\nB = { in = \"US\", country = \"US\", via = \"none\" }");
    let look = Look { unicode: false, verbose: true, ..Look::default() };
    let shown_ascii = shown(&inventory, Format::Text, look, Some(Level::Error));
    let foreign = shown_ascii.chars().filter(|it| !it.is_ascii() && *it != '\u{FFFD}').collect::<String>();
    assert_eq!(foreign, "");
    let quiet = shown(&inventory, Format::Text, Look { quiet: true, ..Look::default() }, Some(Level::Error));
    assert!(quiet.lines().all(|it| !it.starts_with(' ')), "{quiet}");
    assert!(quiet.contains("failed: 1 error (gate: error)"), "{quiet}");
}

#[test]
fn what_is_too_much_is_counted() {
    let look = Look { max: 1, ..Look::default() };
    let text = shown(HOSTILE, Format::Text, look, None);
    assert!(text.contains("error[unprotected-transfer]") && !text.contains("warning["), "{text}");
    assert!(text.contains("more finding"), "{text}");
}
