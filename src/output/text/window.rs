//! The few lines of a file that a frame shows: never the whole file, and of a very long line only a piece.
//! What an input says is cleaned here, with the marks kept on their words.

use std::ops::Range;

use crate::text::{File, FileId, Files, MARK, Span, clean};

/// Bytes of a long line that are kept on either side of its marks; more than any terminal is wide.
const MARGIN: usize = 400;

/// Bytes of one mark that are underlined at most.
const LONGEST_MARK: usize = 200;

/// Lines between two marks that still share a window.
const NEAR_LINES: usize = 3;

/// Something to point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) span: Span,
    pub(crate) label: String,
    pub(crate) is_primary: bool,
}

/// A piece of a file with marks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) file: FileId,
    /// The lines, cleaned.
    pub(crate) source: String,
    /// The number of the first line.
    pub(crate) line_start: usize,
    /// Where a line had to be cut before its marks: the byte of the primary one, else of the first.
    pub(crate) cut_at: Option<u32>,
    pub(crate) marks: Vec<Mark>,
}

/// A range of bytes of a window with its label.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) range: Range<usize>,
    pub(crate) label: String,
    pub(crate) is_primary: bool,
}

/// Windows on all spots: near ones share one. That of the primary spot comes first, then by place.
pub(crate) fn windows(files: &Files, spots: &[Spot]) -> Vec<Window> {
    let mut spots = spots.iter().filter(|it| is_in_text(files, it.span)).collect::<Vec<_>>();
    spots.sort_by_key(|it| (it.span.file, it.span.start));
    let mut groups: Vec<Vec<&Spot>> = Vec::new();
    for spot in spots {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|it| is_near(files, it.span, spot.span)) => group.push(spot),
            _ => groups.push(vec![spot]),
        }
    }
    groups.sort_by_key(|group| !group.iter().any(|it| it.is_primary));
    groups.iter().filter_map(|group| window(files, group)).collect()
}

fn is_in_text(files: &Files, span: Span) -> bool {
    files.get(span.file).is_some_and(|it| span.start as usize <= it.text.len() && !it.text.is_empty())
}

fn is_near(files: &Files, one: Span, next: Span) -> bool {
    let same = one.file == next.file && (next.start.saturating_sub(one.start) as usize) < 2 * MARGIN;
    same && files.get(one.file).is_some_and(|it| line_of(it, next.start) - line_of(it, one.start) <= NEAR_LINES)
}

fn window(files: &Files, spots: &[&Spot]) -> Option<Window> {
    let (first, last) = (spots.first()?, spots.last()?);
    let file = files.get(first.span.file)?;
    let lines = line_of(file, first.span.start)..=line_of(file, last.span.start);
    let neighbors = neighbors(file, *lines.start(), *lines.end());
    let line_start = neighbors.0.unwrap_or(*lines.start());
    let mut window = Window {
        file: first.span.file,
        source: String::new(),
        line_start: line_start + 1,
        cut_at: None,
        marks: Vec::new(),
    };
    for line in line_start..=neighbors.1.unwrap_or(*lines.end()) {
        if line > line_start {
            window.source.push('\n');
        }
        let on_line = spots.iter().filter(|it| line_of(file, it.span.start) == line).copied().collect::<Vec<_>>();
        push_line(&mut window, file, line, &on_line);
    }
    Some(window)
}

/// Index of the line of a byte.
fn line_of(file: &File, byte: u32) -> usize {
    file.line_starts().partition_point(|start| *start <= byte).saturating_sub(1)
}

/// The bytes of a line without its end.
fn line_range(file: &File, line: usize) -> Range<usize> {
    let starts = file.line_starts();
    let start = starts.get(line).map_or(file.text.len(), |it| *it as usize);
    let end = starts.get(line + 1).map_or(file.text.len(), |it| (*it as usize).saturating_sub(1));
    let text = file.text.get(start..end).unwrap_or_default();
    // Nobody sees a byte order mark.
    let start = if line == 0 && text.starts_with(MARK) { start + MARK.len_utf8() } else { start };
    let text = file.text.get(start..end).unwrap_or_default();
    start..start + text.trim_end_matches('\r').len()
}

/// The lines right before and after that are shown too: those of an entry that is written over several lines.
fn neighbors(file: &File, first: usize, last: usize) -> (Option<usize>, Option<usize>) {
    let text = |line: usize| file.text.get(line_range(file, line)).unwrap_or_default();
    // An entry on one line explains itself, and its neighbors are other entries.
    let is_whole = text(first).len() > MARGIN || text(first).contains('{') || text(first).starts_with('[');
    if is_whole {
        return (None, None);
    }
    let before = first.checked_sub(1).filter(|it| !text(*it).trim().is_empty());
    let after = Some(last + 1).filter(|it| {
        let text = text(*it).trim_start();
        !text.is_empty() && !text.starts_with('[') && !text.starts_with('#')
    });
    (before, after)
}

fn push_line(window: &mut Window, file: &File, line: usize, spots: &[&Spot]) {
    let whole = line_range(file, line);
    let mut ranges = Vec::new();
    for spot in spots {
        let start = floor(&file.text, (spot.span.start as usize).clamp(whole.start, whole.end));
        let end = (spot.span.end as usize).clamp(start, whole.end.min(start + LONGEST_MARK));
        ranges.push(start..floor(&file.text, end).max(start));
    }
    let from = ranges.iter().map(|it| it.start).min().unwrap_or(whole.start);
    let to = ranges.iter().map(|it| it.end).max().unwrap_or(whole.start);
    let kept = floor(&file.text, from.saturating_sub(MARGIN).max(whole.start))
        ..floor(&file.text, (to + MARGIN).min(whole.end));
    if kept.start > whole.start && window.cut_at.is_none() {
        let primary = spots.iter().position(|it| it.is_primary).and_then(|at| ranges.get(at));
        window.cut_at = u32::try_from(primary.map_or(from, |it| it.start)).ok();
    }
    let mut bounds = ranges.iter().flat_map(|it| [it.start, it.end]).collect::<Vec<_>>();
    let base = window.source.len();
    let cleaned = cleaned(&file.text, kept, &mut bounds);
    window.source.push_str(&cleaned);
    for (spot, bounds) in spots.iter().zip(bounds.chunks(2)) {
        if let [start, end] = bounds {
            let range = base + start..base + end;
            window.marks.push(Mark { range, label: spot.label.clone(), is_primary: spot.is_primary });
        }
    }
}

/// A piece of a text, cleaned; `bounds` are bytes of the text, and become bytes of what is returned.
fn cleaned(text: &str, kept: Range<usize>, bounds: &mut [usize]) -> String {
    let mut cuts = bounds.to_vec();
    cuts.extend([kept.start, kept.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::new();
    let mut moved = Vec::new();
    for (at, cut) in cuts.iter().enumerate() {
        moved.push((*cut, out.len()));
        if let Some(next) = cuts.get(at + 1) {
            out.push_str(&clean(text.get(*cut..*next).unwrap_or_default()));
        }
    }
    for bound in bounds.iter_mut() {
        *bound = moved.iter().find(|(from, _)| from == bound).map_or(0, |(_, to)| *to);
    }
    // A command of a CI runner could be put together from two pieces.
    while let Some(at) = out.find("##[") {
        out.insert(at + 2, ' ');
        for bound in bounds.iter_mut().filter(|it| **it >= at + 2) {
            *bound += 1;
        }
    }
    out
}

/// The last place at or before a byte where a character begins.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn windows_of(text: &str, words: &[&str]) -> Vec<Window> {
        let mut files = Files::default();
        let file = files.add("a.toml", text);
        let spots = words.iter().enumerate().map(|(at, word)| {
            let start = text.find(word).map_or(0, |it| u32::try_from(it).unwrap_or(0));
            let end = start + u32::try_from(word.len()).unwrap_or(0);
            Spot { span: Span::new(file, start, end), label: String::new(), is_primary: at == 0 }
        });
        windows(&files, &spots.collect::<Vec<_>>())
    }

    fn marked(window: &Window) -> Vec<&str> {
        window.marks.iter().map(|it| &window.source[it.range.clone()]).collect()
    }

    #[test]
    fn an_entry_shows_its_neighbors() {
        let text = "\n[[flows]]\nfrom = \"mail\"\nto = \"desk\"\ndata = [\"contact\"]\n\n[[flows]]\n";
        let windows = windows_of(text, &["\"desk\"", "\"mail\""]);
        assert_eq!(windows.len(), 1);
        assert_eq!(windows[0].source, "[[flows]]\nfrom = \"mail\"\nto = \"desk\"\ndata = [\"contact\"]");
        assert_eq!(windows[0].line_start, 2);
        assert_eq!(marked(&windows[0]), ["\"mail\"", "\"desk\""]);
    }

    #[test]
    fn far_spots_have_windows_of_their_own() {
        let text = format!("a = {{}}\n{}z = {{}}\n", "\n".repeat(50));
        let windows = windows_of(&text, &["z", "a"]);
        let lines = windows.iter().map(|it| it.line_start).collect::<Vec<_>>();
        assert_eq!(lines, [52, 1], "the primary one first");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("{}NEEDLE{}", "é".repeat(2_000_000), "x".repeat(1_000_000));
        let windows = windows_of(&text, &["NEEDLE"]);
        assert!(windows[0].source.len() <= 2 * MARGIN + 8);
        assert_eq!(marked(&windows[0]), ["NEEDLE"]);
        assert_eq!(windows[0].cut_at, Some(4_000_000));
    }

    #[test]
    fn what_a_line_says_is_cleaned_under_its_marks() {
        let windows = windows_of("x = \"\u{1b}[31m\u{202E}\" # ##[error]\ty = MARK\r\n", &["MARK"]);
        assert_eq!(windows[0].source, "x = \"\u{FFFD}[31m\u{FFFD}\" # ## [error] y = MARK");
        assert_eq!(marked(&windows[0]), ["MARK"]);
        let windows = windows_of("##[x]", &["[x]"]);
        assert!(!windows[0].source.contains("##["));
    }

    #[test]
    fn marks_at_the_end_and_over_lines_stay_inside() {
        let windows = windows_of("a = [\n1,\n2]", &["[\n1,\n2]"]);
        assert_eq!(marked(&windows[0]), ["["]);
        assert!(windows_of("", &[""]).is_empty());
    }
}
