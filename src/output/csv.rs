//! Cells and lines of CSV by RFC 4180, such that no spreadsheet takes a text for a formula. Never drops a cell.

use crate::text::clean;

/// Characters with which a cell begins that a spreadsheet would run; the full-width ones count in some of them too.
const RUNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// One line of cells, cleaned, quoted where they need it, with its end.
pub(super) fn line(cells: impl IntoIterator<Item = String>) -> String {
    let mut line = cells.into_iter().map(|it| cell(&it)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// A cell: what would run gets an apostrophe in front.
fn cell(text: &str) -> String {
    // Also behind blanks, which some spreadsheets leave out.
    let runs = text.starts_with(RUNS) || text.trim_start().starts_with(RUNS);
    let text = clean(text);
    let text = if runs { format!("'{text}") } else { text.into_owned() };
    let is_plain = !text.contains(['"', ',', ';']) && text.trim().len() == text.len();
    if is_plain { text } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::{cell, line};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(cell(text), expected);
    }

    #[test]
    fn texts_stay_as_they_are() {
        for text in ["", "Mail Co", "2026-11-23", "a-b", "x@y", "日本", "1=1", "shop->mail"] {
            check(text, text);
        }
    }

    #[test]
    fn what_would_run_is_defused() {
        check("=1+1", "'=1+1");
        check("+49 30", "'+49 30");
        check("-2", "'-2");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "\"' =1\"".trim_matches('"'));
        check("\r=1", "' =1");
        check("  =HYPERLINK(\"x\")", "\"'  =HYPERLINK(\"\"x\"\")\"");
        check("＝1", "'＝1");
    }

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        check("Mail Co, Inc.", "\"Mail Co, Inc.\"");
        check("say \"no\"", "\"say \"\"no\"\"\"");
        check("a;b", "\"a;b\"");
        check("a\r\nb", "a  b");
        check(" a", "\" a\"");
        check("\u{202E}a\u{1b}[0m", "\u{FFFD}a\u{FFFD}[0m");
    }

    #[test]
    fn lines_end_as_the_standard_has_it() {
        assert_eq!(line(["a".to_owned(), String::new(), "b".to_owned()]), "a,,b\r\n");
    }
}
