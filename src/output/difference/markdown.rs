//! A difference as a comment on a change: nothing an inventory says becomes markup, a mention or a link.

use std::io::{self, Write};

use crate::{law::Level, text::clean};

use super::{
    super::{Look, law, names},
    Comparison, Purpose,
    lines::{self, TURNS},
    text::shown,
};

/// Writes a difference as Markdown.
pub(super) fn render(comparison: &Comparison<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    match comparison.purpose {
        Purpose::WhatIf => text.push_str("### Transfers of personal data: what if\n\n"),
        Purpose::Diff => text.push_str("### Transfers of personal data: what changes\n\n"),
    }
    comparison.said.iter().for_each(|it| text.push_str(&format!("- {}\n", escape(it))));
    if !comparison.said.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("**{}**", escape(&lines::outcome(comparison))));
    text.push_str(&format!(" · transfers: {}", lines::transfers_counted(comparison)));
    text.push_str(&format!(" · findings: {}\n", lines::findings_counted(comparison)));
    for section in lines::sections(comparison, look.max) {
        text.push_str(&format!("\n#### {}\n\n", capitalized(section.title)));
        text.push_str("| transfer | to | data | before | after |\n|---|---|---|---|---|\n");
        for it in &section.lines {
            let side = |it: &Option<String>| it.as_deref().map(escape).unwrap_or_default();
            let (flow, to, data) = (escape(&it.flow), escape(&it.to), escape(&it.data));
            text.push_str(&format!("| {flow} | {to} | {data} | {} | {} |\n", side(&it.was), side(&it.is)));
        }
        more(section.n_more, ("more transfer", "more transfers"), &mut text);
    }
    findings(comparison, look, &mut text);
    text.push_str(&format!("\n{}\n", law::as_of(comparison.law, comparison.day)));
    let notes = lines::notes(comparison, look);
    if !notes.is_empty() {
        text.push('\n');
        notes.iter().for_each(|it| text.push_str(&format!("- {}\n", escape(it))));
    }
    out.write_all(text.as_bytes())
}

fn findings(comparison: &Comparison<'_>, look: &Look, text: &mut String) {
    let (before, after) = (comparison.before.frame(comparison.gate), comparison.after.frame(comparison.gate));
    for (turn, word) in TURNS {
        let all = comparison.difference.turned(turn).filter_map(|it| shown(it, before.as_ref(), after.as_ref()));
        let mut all = all.filter(|(_, it)| look.verbose || it.level != Level::Note).collect::<Vec<_>>();
        if all.is_empty() {
            continue;
        }
        all.sort_by_key(|(_, it)| it.level);
        text.push_str(&format!("\n#### Findings {word}\n\n"));
        for (frame, finding) in all.iter().take(look.max) {
            let place = names::span_of(finding).map_or_else(String::new, |span| {
                let path = format!("{}:{}", frame.files.path(span.file), frame.files.position(span).line);
                format!(" {}:", escape(&path))
            });
            let (level, rule) = (finding.level.word(), finding.rule.name());
            let message = escape(&frame.assessment.words(finding).message);
            let mark = if finding.undecided { " (undecided)" } else { "" };
            text.push_str(&format!("- {level} `{rule}`{place} {message}{mark}\n"));
        }
        more(all.len().saturating_sub(look.max), ("more finding", "more findings"), text);
    }
}

fn more(n: usize, (one, many): (&str, &str), text: &mut String) {
    if n > 0 {
        text.push_str(&format!("\n… and {}\n", names::count(n, one, many)));
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Stands behind what would mention somebody, refer to something or become a link; it has no width.
const APART: char = '\u{200B}';

/// A text of which nothing is markup. Mentions, references and links are made from plain text too: they are broken up.
fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for it in clean(text).chars() {
        match it {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '!' | '$' | '&' => {
                out.extend(['\\', it]);
            }
            '@' | '#' => out.extend([it, APART]),
            '/' if before == ':' => out.extend([APART, it]),
            '.' if before.is_ascii_alphabetic() && out.to_ascii_lowercase().ends_with("www") => out.extend([APART, it]),
            it => out.push(it),
        }
        before = it;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escape("a | b `c` <i>"), "a \\| b \\`c\\` \\<i\\>");
        assert_eq!(escape("@team #12"), "@\u{200B}team #\u{200B}12");
        assert_eq!(escape("https://x.example"), "https:\u{200B}//x.example");
        assert_eq!(escape("see WWW.x.example"), "see WWW\u{200B}.x.example");
        assert_eq!(escape("a\n- [x](y)"), "a - \\[x\\](y)");
        assert_eq!(escape("website -> mail, Mail Co"), "website -\\> mail, Mail Co");
    }
}
