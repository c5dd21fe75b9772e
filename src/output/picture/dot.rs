//! The picture in the language of Graphviz. Names are quoted strings, never markup.

use std::fmt::Write as _;

use crate::{assess::Standpoint, text::clean};

use super::{Dot, Picture};

/// How an edge of a verdict is drawn: color, and what tells it apart without color.
fn look(verdict: Option<&str>) -> &'static str {
    match verdict {
        Some("unprotected") => "color=\"#b00020\" fontcolor=\"#b00020\" style=bold penwidth=3",
        Some("undecided") => "color=\"#b45f06\" fontcolor=\"#b45f06\" style=dashed penwidth=1.6 arrowhead=empty",
        Some("derogation") => "color=\"#6a1b9a\" fontcolor=\"#6a1b9a\" style=dotted penwidth=2 arrowhead=odiamond",
        Some("safeguarded") => "color=\"#1257a8\" fontcolor=\"#1257a8\" style=solid arrowhead=diamond",
        Some("adequate") => "color=\"#1b6e2e\" fontcolor=\"#1b6e2e\" style=solid",
        Some("anonymous") => "color=\"#616161\" fontcolor=\"#616161\" style=dotted arrowhead=open",
        Some(_) => "color=\"#616161\" fontcolor=\"#616161\" style=solid penwidth=0.7 arrowhead=open",
        None => "color=\"#9e9e9e\" fontcolor=\"#757575\" style=dotted penwidth=0.7 arrowhead=none",
    }
}

fn node_look(dot: &Dot) -> String {
    let own = match dot.standpoint {
        Standpoint::Origin => "shape=box style=\"filled,bold\" fillcolor=\"#dbe9f9\" penwidth=2.5",
        Standpoint::PossibleOrigin => "shape=box style=\"filled,dashed\" fillcolor=\"#dbe9f9\" penwidth=2.5",
        Standpoint::Holder => "shape=box style=\"filled,rounded\" fillcolor=\"#ffffff\"",
        Standpoint::Aside => "shape=box style=\"filled,dotted\" fillcolor=\"#f5f5f5\" fontcolor=\"#616161\"",
    };
    let focus = if dot.is_focus { " peripheries=2" } else { "" };
    format!("{own}{focus}")
}

/// The whole text.
pub(super) fn text(picture: &Picture) -> String {
    let mut out = String::from("digraph transfers {\n");
    // A string takes all that is written to it.
    let _ = writeln!(
        out,
        "  graph [rankdir=LR newrank=true fontname=\"Helvetica\" fontsize=13 labelloc=t nodesep=0.35 ranksep=1.1"
    );
    let _ = writeln!(out, "    label={}]", quoted(&picture.title, "\\n"));
    out.push_str("  node [fontname=\"Helvetica\" fontsize=11]\n  edge [fontname=\"Helvetica\" fontsize=9]\n");
    for (at, group) in picture.groups.iter().enumerate() {
        let name = quoted(std::slice::from_ref(&group.name), "");
        let _ =
            writeln!(out, "  subgraph cluster_{at} {{\n    label={name} labeljust=l color=\"#9e9e9e\" style=rounded");
        for (number, dot) in &group.nodes {
            let _ = writeln!(out, "    n{number} [label={} {}]", quoted(&dot.lines, "\\n"), node_look(dot));
        }
        out.push_str("  }\n");
    }
    for edge in &picture.edges {
        let (from, to, label) = (edge.from, edge.to, quoted(&edge.lines, "\\n"));
        let _ = writeln!(out, "  n{from} -> n{to} [label={label} {}]", look(edge.verdict));
    }
    out.push_str("}\n");
    out
}

/// A string of lines: Graphviz reads backslashes and entities in it.
fn quoted(lines: &[String], between: &str) -> String {
    let escaped = lines.iter().map(|it| clean(it).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{}\"", escaped.collect::<Vec<_>>().join(between))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_ends_a_string_or_acts_in_it() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(&[text.to_owned()], "\\n"), expected);
        check("Mail Co, Inc.", "\"Mail Co, Inc.\"");
        check("a\"; evil [label=\"x", "\"a\\\"; evil [label=\\\"x\"");
        check("a\\", "\"a\\\\\"");
        check("\\N\\G", "\"\\\\N\\\\G\"");
        check("<b>&lt;", "\"<b>&amp;lt;\"");
        check("a\nb", "\"a b\"");
        check("\u{202E}x", "\"\u{FFFD}x\"");
    }
}
