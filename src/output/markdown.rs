//! Text and tables of Markdown in which nothing that an inventory says is markup. Never decides what is shown.

use std::fmt::Write as _;

use crate::text::clean;

/// A text that shows as it is written, also in the cell of a table.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let clean = clean(text);
    let mut before = ' ';
    for (at, it) in clean.char_indices() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' if out.is_empty() => out.push_str("&gt;"),
            // Somebody who is mentioned gets mail; an address becomes a link.
            '@' => out.push_str("<span>@</span>"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' | '!' => {
                out.push('\\');
                out.push(it);
            }
            ':' if clean.get(at..).is_some_and(|it| it.starts_with("://")) => out.push_str("<span>:</span>"),
            '.' if before == 'w' => out.push_str("<span>.</span>"),
            // At its beginning it would be an item of a list or a rule.
            '-' | '+' | '=' if out.is_empty() => {
                out.push('\\');
                out.push(it);
            }
            '.' | ')'
                if clean.get(..at).is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit())) =>
            {
                out.push('\\');
                out.push(it);
            }
            it => out.push(it),
        }
        before = it;
    }
    out
}

/// A table; `rows` are escaped here.
pub(super) fn table(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = format!("| {} |\n|{}\n", headings.join(" | "), " --- |".repeat(headings.len()));
    for row in rows {
        let cells = row.iter().map(|it| text(it)).collect::<Vec<_>>();
        // A string takes all that is written to it.
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{table, text};

    #[track_caller]
    fn check(given: &str, expected: &str) {
        assert_eq!(text(given), expected);
    }

    #[test]
    fn names_stay_as_they_are() {
        for name in ["Mail Co, Inc.", "shop-mail", "日本語", "(EU) 2021/914", "2026-11-23"] {
            check(name, name);
        }
    }

    #[test]
    fn markup_is_text() {
        check("a|b", "a\\|b");
        check("`code`", "\\`code\\`");
        check("**b** _i_", "\\*\\*b\\*\\* \\_i\\_");
        check("<img src=x>", "&lt;img src=x>");
        check("> x", "&gt; x");
        check("[a](b)", "\\[a\\](b)");
        check("a\nb\\", "a b\\\\");
        check("&lt;", "&amp;lt;");
        check("# x", "\\# x");
        check("- x", "\\- x");
        check("1. x", "1\\. x");
        check("@team", "<span>@</span>team");
        check("https://x.example", "https<span>:</span>//x.example");
        check("www.x.example", "www<span>.</span>x.example");
    }

    #[test]
    fn a_row_stays_a_row() {
        let shown = table(&["A", "B"], [vec!["x\n| y".to_owned(), "|".to_owned()]]);
        assert_eq!(shown, "| A | B |\n| --- | --- |\n| x \\| y | \\| |\n");
    }
}
