//! What the three formats give, and what they say of what is wrong. Unit tests, because corners are many.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod hostile;
mod oracle;
mod parts;
mod problems;
mod trees;

use std::fmt::Write as _;

use crate::text::FileId;

use super::*;

/// Checks the tree of a text, or its problems: a line for each, `start..end message (first: start..end)`.
#[track_caller]
fn check(format: Format, text: &str, expected: &str) {
    assert_eq!(read(format, text), expected, "{text}");
}

fn read(format: Format, text: &str) -> String {
    let mut problems = Problems::new();
    let tree = parse(format, FileId(0), text, &mut problems);
    if problems.is_empty() {
        return show(tree.unwrap().root());
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
        Value::Number(it) => it.to_owned(),
        Value::Date(it) => format!("day({it})"),
        Value::Text(it) => format!("{it:?}"),
        Value::Plain(it) => format!("plain({it})"),
        Value::List(items) => format!("[{}]", items.map(show).collect::<Vec<_>>().join(", ")),
        Value::Table(entries) => {
            let all = entries.map(|it| format!("{}: {}", it.key, show(it.value)));
            format!("{{{}}}", all.collect::<Vec<_>>().join(", "))
        }
    }
}
