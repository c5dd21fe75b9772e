//! The picture in the language of Mermaid. Names are quoted strings in which what could be markup is a number.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{assess::Standpoint, text::clean};

use super::{Picture, rank};

/// The arrow of a verdict, which tells it apart without color.
fn arrow(verdict: Option<&str>) -> &'static str {
    match verdict {
        Some("unprotected") => "==>",
        Some("undecided") => "-.->",
        Some("derogation") => "-.-o",
        Some("safeguarded") => "--o",
        Some("anonymous") => "-.-x",
        Some(_) => "-->",
        None => "-.-",
    }
}

fn stroke(verdict: Option<&str>) -> &'static str {
    match verdict {
        Some("unprotected") => "stroke:#b00020,stroke-width:4px,color:#b00020",
        Some("undecided") => "stroke:#b45f06,stroke-width:2px,color:#b45f06",
        Some("derogation") => "stroke:#6a1b9a,stroke-width:2px,color:#6a1b9a",
        Some("safeguarded") => "stroke:#1257a8,color:#1257a8",
        Some("adequate") => "stroke:#1b6e2e,color:#1b6e2e",
        Some(_) => "stroke:#616161,color:#616161",
        None => "stroke:#9e9e9e,color:#757575",
    }
}

fn class(standpoint: Standpoint) -> &'static str {
    match standpoint {
        Standpoint::Origin => "origin",
        Standpoint::PossibleOrigin => "perhaps",
        Standpoint::Holder => "holder",
        Standpoint::Aside => "aside",
    }
}

/// The whole text.
pub(super) fn text(picture: &Picture) -> String {
    let mut out = String::from("flowchart LR\n");
    // A string takes all that is written to it.
    let _ = writeln!(out, "  title[{}]:::title", quoted(&picture.title));
    for (at, group) in picture.groups.iter().enumerate() {
        let _ = writeln!(out, "  subgraph g{at}[{}]", quoted(std::slice::from_ref(&group.name)));
        for (number, dot) in &group.nodes {
            let mark = if dot.is_focus { "focus" } else { class(dot.standpoint) };
            let _ = writeln!(out, "    n{number}[{}]:::{mark}", quoted(&dot.lines));
        }
        out.push_str("  end\n");
    }
    let mut alike: BTreeMap<usize, (Vec<String>, Option<&str>)> = BTreeMap::new();
    for (at, edge) in picture.edges.iter().enumerate() {
        let (from, to, verdict) = (edge.from, edge.to, edge.verdict);
        let _ = writeln!(out, "  n{from} {}|{}| n{to}", arrow(verdict), quoted(&edge.lines));
        alike.entry(rank(verdict)).or_insert((Vec::new(), verdict)).0.push(at.to_string());
    }
    for (edges, verdict) in alike.values() {
        let _ = writeln!(out, "  linkStyle {} {}", edges.join(","), stroke(*verdict));
    }
    for class in CLASSES {
        let _ = writeln!(out, "  classDef {class}");
    }
    out
}

const CLASSES: [&str; 6] = [
    "title fill:none,stroke:none,color:#333333",
    "origin fill:#dbe9f9,stroke:#333333,stroke-width:3px,color:#111111",
    "perhaps fill:#dbe9f9,stroke:#333333,stroke-width:3px,stroke-dasharray:6 3,color:#111111",
    "holder fill:#ffffff,stroke:#333333,color:#111111",
    "aside fill:#f5f5f5,stroke:#9e9e9e,stroke-dasharray:2 3,color:#616161",
    "focus fill:#fff3c4,stroke:#333333,stroke-width:5px,color:#111111",
];

/// A string of lines; what could be markup, a directive or the end of the string is written by its number.
fn quoted(lines: &[String]) -> String {
    let mut out = String::from("\"");
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            out.push_str("<br>");
        }
        let mut before = ' ';
        for it in clean(line).chars() {
            // Behind a letter these begin no list, no directive and no end of anything.
            let is_harmless = match it {
                ' ' | ',' | '(' | ')' => true,
                '-' | '.' | ':' => {
                    (before.is_alphanumeric() && !(it == '.' && before.is_ascii_digit())) || (before, it) == (')', ':')
                }
                _ => it.is_alphanumeric() || !it.is_ascii(),
            };
            if is_harmless {
                out.push(it);
            } else {
                let _ = write!(out, "#{};", u32::from(it));
            }
            before = it;
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_letters_and_digits_are_themselves() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(&[text.to_owned()]), expected);
        check("Mail Co, Inc. (US): night-desk", "\"Mail Co, Inc. (US): night-desk\"");
        check("1. a", "\"1#46; a\"");
        check("- a --> b", "\"#45; a #45;#45;#62; b\"");
        check("a::b", "\"a:#58;b\"");
        check("日本語", "\"日本語\"");
        check("a\"b", "\"a#34;b\"");
        check("<script>", "\"#60;script#62;\"");
        check("%%{init}", "\"#37;#37;#123;init#125;\"");
        check("#35;", "\"#35;35#59;\"");
        check("`a`\nb", "\"#96;a#96; b\"");
        check("\u{202E}x", "\"\u{FFFD}x\"");
        assert_eq!(quoted(&["a".to_owned(), "b".to_owned()]), "\"a<br>b\"");
    }
}
