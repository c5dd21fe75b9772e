//! The texts that were read, and line and column of a byte in them.
//! Never reads a file from a disk.

use std::sync::OnceLock;

use super::{FileId, Span};

/// Characters are counted once for each block of so many bytes, so that a place in a line of several megabytes
/// costs one block, not the line.
const BLOCK: usize = 1024;

/// The byte order mark, with which a text may begin.
pub(crate) const MARK: char = '\u{FEFF}';

/// One text.
#[derive(Debug)]
pub struct File {
    /// Its path as it is shown.
    pub path: String,
    /// Its whole text.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
    /// Characters that begin before each block.
    blocks: OnceLock<Vec<u32>>,
}

impl File {
    /// Byte offsets at which the lines start.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(ends.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect()
        })
    }

    /// The text of a range; empty where the range does not lie in it.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn position(&self, byte: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= byte).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        // Far into a long line, blocks that were counted before spare its beginning.
        let column = match self.text.as_bytes().get(start as usize..byte as usize) {
            Some(before) if before.len() < BLOCK => characters(before),
            _ => self.characters_before(byte).saturating_sub(self.characters_before(start)),
        };
        // A byte order mark is no character of the first line.
        let mark = u32::from(line == 1 && self.text.starts_with(MARK));
        (u32::try_from(line).unwrap_or(u32::MAX), column.saturating_sub(mark).saturating_add(1))
    }

    fn blocks(&self) -> &[u32] {
        self.blocks.get_or_init(|| {
            let ends = self.text.as_bytes().chunks(BLOCK).scan(0_u32, |sum, block| {
                *sum = sum.saturating_add(characters(block));
                Some(*sum)
            });
            std::iter::once(0).chain(ends).collect()
        })
    }

    fn characters_before(&self, byte: u32) -> u32 {
        let bytes = self.text.as_bytes();
        let byte = (byte as usize).min(bytes.len());
        let blocks = self.blocks();
        let block = byte / BLOCK;
        let rest = bytes.get(block * BLOCK..byte).unwrap_or_default();
        blocks.get(block).copied().unwrap_or(0).saturating_add(characters(rest))
    }
}

/// How many characters begin in some bytes of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    // So many at a time that a byte holds their number: sixteen of them are added at once.
    let of_some = |bytes: &[u8]| bytes.iter().map(|it| u8::from(*it & 0xC0 != 0x80)).sum::<u8>();
    bytes.chunks(255).map(|it| u32::from(of_some(it))).sum()
}

/// Line and column of a range; both count from 1, columns in characters, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last one.
    pub end_column: u32,
}

/// All texts of a run.
#[derive(Debug, Default)]
pub struct Files {
    list: Vec<File>,
}

impl Files {
    /// Keeps a text and gives it an id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(File { path: path.into(), text: text.into(), lines: OnceLock::new(), blocks: OnceLock::new() });
        id
    }

    /// The file of an id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.list.get(id.0 as usize)
    }

    /// The path of a file as it is shown.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        self.get(id).map_or("", |it| it.path.as_str())
    }

    /// The text of a range.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |it| it.slice(span))
    }

    /// Line and column of a byte; both count from 1.
    #[must_use]
    pub fn place(&self, id: FileId, byte: u32) -> (u32, u32) {
        self.get(id).map_or((1, 1), |it| it.position(byte))
    }

    /// Line and column of a range.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let (line, column) = self.place(span.file, span.start);
        let (end_line, end_column) = self.place(span.file, span.end);
        Position { line, column, end_line, end_column }
    }

    /// How much there is to count, in pieces of about equal work.
    #[must_use]
    pub fn n_blocks(&self) -> usize {
        self.list.iter().map(|it| it.text.len() / BLOCK).sum()
    }

    /// Counts lines and characters of all files now, for whoever asks for places later.
    pub fn count(&self) {
        for file in &self.list {
            file.line_starts();
            file.blocks();
        }
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.list.iter().enumerate().map(|(at, it)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), it))
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, Position, Span};

    #[track_caller]
    fn check(text: &str, start: u32, end: u32, expected: (u32, u32, u32, u32)) {
        let mut files = Files::default();
        let file = files.add("a.toml", text);
        let (line, column, end_line, end_column) = expected;
        assert_eq!(files.position(Span::new(file, start, end)), Position { line, column, end_line, end_column });
    }

    #[test]
    fn columns_count_characters() {
        check("", 0, 0, (1, 1, 1, 1));
        check("ab\ncd", 1, 4, (1, 2, 2, 2));
        check("ab\ncd", 2, 3, (1, 3, 2, 1));
        check("é日🇩🇪x", 13, 14, (1, 5, 1, 6));
        check("a\r\nb\n", 3, 5, (2, 1, 3, 1));
        check("ab", 7, 9, (1, 3, 1, 3));
        check("\u{FEFF}ab\n\u{FEFF}c", 0, 4, (1, 1, 1, 2));
        check("\u{FEFF}ab\n\u{FEFF}c", 3, 9, (1, 1, 2, 2));
    }

    #[test]
    fn long_lines_are_counted_in_blocks() {
        let text = format!("x = \"{}\"\ny", "é".repeat(5_000));
        check(&text, 5 + 2 * 4_000, 5 + 2 * 4_001, (1, 4_006, 1, 4_007));
        check(&text, 10_007, 10_008, (2, 1, 2, 2));
    }

    #[test]
    fn many_places_in_a_line_of_five_megabytes() {
        let mut files = Files::default();
        let file = files.add("a.json", "é".repeat(2_500_000));
        let places = (0..10_000_u32).map(|it| files.position(Span::new(file, it * 500, it * 500)).column);
        assert!(places.eq((0..10_000).map(|it| it * 250 + 1)));
    }
}
