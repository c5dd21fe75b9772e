//! What the three formats give, and what they say of what is wrong. Unit tests, because corners are many.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fmt::Write as _;

use crate::text::{FileId, Problems};

use super::*;

/// The tree in one line, or the problems: `start..end message (first at)`.
fn read(format: Format, text: &str) -> String {
    let mut problems = Problems::new();
    let tree = parse(format, FileId(0), text, &mut problems);
    if problems.is_empty() {
        return tree.map_or_else(String::new, |it| show(it.root()));
    }
    let mut out = String::new();
    for it in problems {
        let span = it.span.unwrap();
        write!(out, "{}..{} {}", span.start, span.end, it.message).unwrap();
        for (span, words) in it.related {
            write!(out, " ({words}: {}..{})", span.start, span.end).unwrap();
        }
        out.push('\n');
    }
    out.trim_end().to_owned()
}

fn show(node: Node<'_>) -> String {
    match node.value() {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => format!("number({it})"),
        Value::Date(it) => format!("date({it})"),
        Value::Text(it) => format!("{it:?}"),
        Value::Plain(it) => format!("plain({it})"),
        Value::List(items) => format!("[{}]", items.map(show).collect::<Vec<_>>().join(", ")),
        Value::Table(entries) => {
            let all = entries.map(|it| format!("{}: {}", it.key, show(it.value)));
            format!("{{{}}}", all.collect::<Vec<_>>().join(", "))
        }
    }
}

#[track_caller]
fn check(format: Format, text: &str, expected: &str) {
    assert_eq!(read(format, text), expected, "{text}");
}

#[test]
fn smoke() {
    for (format, text) in [
        (Format::Json, r#"{"a": [1, "x", true, null, {"b": {}}], "c": "\u00e9\n"}"#),
        (
            Format::Toml,
            "home = \"DE\"\n[recipients]\nA = \"DE\"\nB = { in = ['US', 'IE'], via.kind = \"scc\" }\n[[flows]]\na = 2024-02-30\n[[flows]]\nb = 1_0\n[x.y]\nz=1\n",
        ),
        (Format::Yaml, "a: &x {b: NO, c: '1'}\nd: *x\ne:\n  <<: *x\n  b: yes\n  f: [~, null, '', ]\n"),
    ] {
        eprintln!("{}", read(format, text));
    }
}
