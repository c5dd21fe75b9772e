//! The texts that were read, and line and column of a byte in them.

use std::sync::OnceLock;

use super::{FileId, Span};

/// One text.
#[derive(Debug)]
pub struct File {
    /// Its path as it is shown.
    pub path: String,
    /// Its whole text.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
}

impl File {
    /// Byte offsets at which the lines start.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, it)| *it == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect()
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
        let column = self.text.get(start as usize..byte as usize).map_or(0, |it| it.chars().count());
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column + 1).unwrap_or(u32::MAX))
    }
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
        self.list.push(File { path: path.into(), text: text.into(), lines: OnceLock::new() });
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

    /// Line and column of a range.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let Some(file) = self.get(span.file) else {
            return Position { line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let (line, column) = file.position(span.start);
        let (end_line, end_column) = file.position(span.end);
        Position { line, column, end_line, end_column }
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.list.iter().enumerate().map(|(at, it)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), it))
    }
}
