//! Line and column of many ranges: a column far into a long line is not counted from its start each time.
//! Never reads a file.

use rustc_hash::FxHashMap;

use crate::text::{FileId, Files, Position, Span};

/// Bytes between two marks in a long line; shorter stretches are counted at once.
const STRIDE: usize = 1024;

/// Line and column of ranges, with what was counted before.
pub(super) struct Positions<'a> {
    files: &'a Files,
    /// For long lines: how many characters begin before each stride.
    counted: FxHashMap<(FileId, usize), Vec<usize>>,
}

impl<'a> Positions<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self { files, counted: FxHashMap::default() }
    }

    /// Line and column of a range, as [`Files::position`] gives them.
    pub(super) fn of(&mut self, span: Span) -> Position {
        let (line, column) = self.at(span.file, span.start);
        let (end_line, end_column) = self.at(span.file, span.end);
        Position { line, column, end_line, end_column }
    }

    /// Line and column of a byte; both count from 1.
    pub(super) fn at(&mut self, id: FileId, byte: u32) -> (u32, u32) {
        let Some(file) = self.files.get(id) else {
            return (1, 1);
        };
        let starts = file.line_starts();
        let line = starts.partition_point(|start| *start <= byte).max(1);
        let start = starts.get(line - 1).map_or(0, |it| *it as usize);
        let rest = file.text.as_bytes().get(start..).unwrap_or_default();
        let within = (byte as usize).saturating_sub(start).min(rest.len());
        let column = if within < STRIDE {
            n_chars(rest.get(..within).unwrap_or_default())
        } else {
            let length = starts.get(line).map_or(rest.len(), |next| (*next as usize).saturating_sub(start));
            let marks = self.counted.entry((id, line)).or_insert_with(|| marks(rest.get(..length).unwrap_or(rest)));
            let stride = within / STRIDE;
            let tail = rest.get(stride * STRIDE..within).unwrap_or_default();
            marks.get(stride).copied().unwrap_or(0) + n_chars(tail)
        };
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column + 1).unwrap_or(u32::MAX))
    }
}

fn marks(line: &[u8]) -> Vec<usize> {
    let mut before = 0;
    let mut marks = vec![0];
    for stride in line.chunks(STRIDE) {
        before += n_chars(stride);
        marks.push(before);
    }
    marks
}

/// How many characters begin in some bytes of UTF-8.
fn n_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|it| **it & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_plain_count() {
        let mut files = Files::default();
        let file = files.add("a.toml", format!("short = 1\n{}end\nlast", "é1".repeat(9_000)));
        let mut positions = Positions::new(&files);
        for start in [0, 4, 10, 11 + 3 * 7, 4106 - 1, 10 + 3 * 5_000, 10 + 3 * 8_999, 27_012] {
            let span = Span::new(file, start, start + 1);
            assert_eq!(positions.of(span).line, files.position(span).line, "{start}");
            if files.get(file).is_some_and(|it| it.text.is_char_boundary(start as usize)) {
                assert_eq!(positions.of(span).column, files.position(span).column, "{start}");
            }
        }
    }
}
