//! Lines that begin in no column of the tables and lists above them, which a parser tells as something else.
//! Never reads what a line says.

use granit_parser::ErrorKind;

/// What is wrong with the columns of a line in which reading stopped, if that is why it did.
pub(super) fn words(kind: &ErrorKind, text: &str, at: usize) -> Option<(String, String)> {
    use ErrorKind as E;
    let may_be = matches!(
        kind,
        E::ExpectedBlockMappingKey
            | E::SimpleKeyExpected
            | E::InvalidSimpleKey
            | E::MappingValueNotAllowed
            | E::MappingKeyNotAllowed
            | E::InvalidIndentation
            | E::ExpectedBlockSequenceEntry
            | E::BlockSequenceEntryNotAllowed
    );
    if !may_be {
        return None;
    }
    let begin = text.get(..at)?.rfind('\n').map_or(0, |it| it + 1);
    let line = text.get(begin..)?.lines().next()?;
    let is_entry = line.contains(": ") || line.trim_end().ends_with(':') || line.trim_start().starts_with("- ");
    let own = indent(line);
    let mut open: Vec<usize> = Vec::new();
    let mut deeper = None;
    let mut before = "";
    for line in text.get(..begin)?.lines().filter(|it| is_said(it)) {
        close(&mut open, indent(line));
        open.push(indent(line));
        before = line;
    }
    while let Some(last) = open.last().copied().filter(|it| *it > own) {
        deeper = Some(last);
        open.pop();
    }
    let last = open.last().copied();
    // A line may begin deeper than the one above only where that opens something.
    let opens = |it: &str| it.trim_end().ends_with([':', '-']);
    let is_too_deep = deeper.is_none() && last.is_some_and(|it| it < own) && !opens(before);
    let is_between = deeper.is_some() && last != Some(own);
    if !is_entry || !(is_too_deep || is_between) {
        return None;
    }
    let columns = last.into_iter().chain(deeper).map(|it| it.to_string()).collect::<Vec<_>>();
    let message = format!("this line is indented by {own}, where nothing above is");
    let help = "lines of one table or list begin in the same column";
    Some((message, format!("{help}: those above are indented by {}", columns.join(" and "))))
}

/// Leaves the tables and lists whose lines begin in this column or deeper.
fn close(open: &mut Vec<usize>, column: usize) {
    while open.last().is_some_and(|it| *it >= column) {
        open.pop();
    }
}

/// Whether a line is more than a remark.
fn is_said(line: &str) -> bool {
    !matches!(line.trim_start().chars().next(), None | Some('#'))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
