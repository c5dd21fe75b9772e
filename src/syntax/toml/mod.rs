//! TOML 1.1: lines of a text become tables, which become the tree. Reads on at the next line after an error.
//! Never checks whether a day exists: whoever wants a day says so at its place.

mod scalar;
mod tables;
mod value;

use crate::text::Problem;

use super::{DEPTH, Found, short, tree::Tape};

use tables::{Key, Tables};
use value::Item;

/// Reads the text of a tape from a byte on.
pub(super) fn parse<'s>(tape: &mut Tape<'s>, start: usize, problems: &mut Found) {
    let text = tape.text();
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start, tape, problems };
    let mut tables = Tables::default();
    reader.document(&mut tables);
    tables.write(tape);
}

/// An error was noted; what it stands in counts for nothing.
#[derive(Debug)]
enum Wrong {
    /// Read on at the next line.
    Line,
    /// Inside brackets: read on at the next line that looks like the beginning of something.
    Brackets,
}

struct Reader<'a, 's> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    tape: &'a mut Tape<'s>,
    problems: &'a mut Found,
}

impl<'s> Reader<'_, 's> {
    fn document(&mut self, tables: &mut Tables<'s>) {
        loop {
            self.blank();
            if self.peek().is_none() {
                return;
            }
            let line = self.at;
            match self.expression(tables) {
                Ok(()) => {}
                Err(Wrong::Line) => self.next_line(),
                Err(Wrong::Brackets) => self.next_beginning(line),
            }
        }
    }

    /// One header, or one key with its value, and the end of its line.
    fn expression(&mut self, tables: &mut Tables<'s>) -> Result<(), Wrong> {
        let start = self.at;
        if self.peek() == Some(b'[') {
            let array = self.bytes.get(self.at + 1) == Some(&b'[');
            let brackets = if array { "]]" } else { "]" };
            self.at += brackets.len();
            let keys = self.keys(0)?;
            if !self.text.get(self.at..).unwrap_or_default().starts_with(brackets) {
                return self.fail(
                    format!("a header ends with `{brackets}`"),
                    "write `[table]`, or `[[table]]` for one of many",
                );
            }
            self.at += brackets.len();
            let problem =
                if array { tables.array_header(&keys, start, self.at) } else { tables.header(&keys, start, self.at) };
            self.note(problem);
        } else {
            let keys = self.keys(tables.depth())?;
            self.key_end(&keys)?;
            let value = self.value(tables.depth() + keys.len())?;
            let problem = tables.set(&keys, value, start, self.at);
            self.note(problem);
        }
        self.line_end()
    }

    /// Keys with dots between them, and the spaces after them, at so many levels.
    fn keys(&mut self, depth: usize) -> Result<Vec<Key<'s>>, Wrong> {
        let mut keys = Vec::new();
        loop {
            self.space();
            keys.push(self.key()?);
            self.space();
            if self.peek() != Some(b'.') {
                return Ok(keys);
            }
            self.at += 1;
            if depth + keys.len() >= DEPTH {
                let problem = super::too_deep(self.tape.span(self.at - 1, self.at));
                self.problems.push(problem);
                return Err(Wrong::Line);
            }
        }
    }

    fn key(&mut self) -> Result<Key<'s>, Wrong> {
        let start = self.at;
        let words = match self.peek() {
            Some(b'"' | b'\'') => {
                let (text, many) = self.string()?;
                if many {
                    self.problems.push(
                        self.tape
                            .problem(start, self.at, "a key stands in three quotes")
                            .help("use one quote on each side"),
                    );
                }
                text
            }
            _ => {
                let left = self.bytes.get(start..).unwrap_or_default();
                let bare = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-') || !it.is_ascii();
                self.at += left.iter().take_while(|it| bare(it)).count();
                let raw = self.text.get(start..self.at).unwrap_or_default();
                if raw.is_empty() {
                    return self.fail("a key was expected", "each line is `key = value` or a header `[table]`");
                }
                if !raw.is_ascii() {
                    let problem = self.tape.problem(start, self.at, format!("the key `{}` needs quotes", short(raw)));
                    self.problems.push(problem.help("without quotes: letters a to z, digits, `-` and `_`"));
                }
                raw.into()
            }
        };
        Ok(Key { words, start, end: self.at })
    }

    /// The `=` between a key and its value, and the space after it.
    fn key_end(&mut self, keys: &[Key<'s>]) -> Result<(), Wrong> {
        match self.peek() {
            Some(b'=') => {
                self.at += 1;
                self.space();
                Ok(())
            }
            Some(b':') => self.fail("`:` stands where TOML has `=`", "write `key = value`"),
            Some(it) if it.is_ascii_alphanumeric() || it == b'"' => {
                self.fail("`=` is missing after a key", "write `key = value`; a key with spaces needs quotes")
            }
            _ => {
                let key = short(keys.last().map_or("", |it| &it.words));
                let start = keys.first().map_or(self.at, |it| it.start);
                let end = keys.last().map_or(self.at, |it| it.end);
                let problem = self.tape.problem(start, end, format!("the key `{key}` has no value"));
                self.problems.push(problem.help("write `key = value`"));
                Err(Wrong::Line)
            }
        }
    }

    /// Nothing but a comment may follow on the line.
    fn line_end(&mut self) -> Result<(), Wrong> {
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(b'#') => {
                self.comment();
                Ok(())
            }
            Some(b'\n' | b'\r') if self.newline() => Ok(()),
            Some(b',') => self.fail("a comma stands at the end of a line", "outside of brackets, lines need none"),
            Some(_) => {
                let start = self.at;
                let left = self.text.get(start..).unwrap_or_default();
                let rest = left.lines().next().unwrap_or_default().trim_end();
                let problem = self.tape.problem(start, start + rest.len(), "something follows the value on its line");
                self.problems.push(
                    problem.help("each key stands on a line of its own; a text needs quotes around the whole of it"),
                );
                Err(Wrong::Line)
            }
        }
    }

    /// Passes over blank lines, indentation and comments.
    fn blank(&mut self) {
        loop {
            self.space();
            match self.peek() {
                Some(b'#') => self.comment(),
                Some(b'\n' | b'\r') if self.newline() => {}
                _ => return,
            }
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn newline(&mut self) -> bool {
        let length = match (self.peek(), self.bytes.get(self.at + 1)) {
            (Some(b'\n'), _) => 1,
            (Some(b'\r'), Some(b'\n')) => 2,
            _ => return false,
        };
        self.at += length;
        true
    }

    fn comment(&mut self) {
        let left = self.bytes.get(self.at..).unwrap_or_default();
        let length = left.iter().position(|it| *it == b'\n').unwrap_or(left.len());
        let end = self.at + length;
        let line = left.get(..length).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(at) = line.iter().position(|it| (*it < 0x20 && *it != b'\t') || *it == 0x7F) {
            let at = self.at + at;
            self.problems
                .push(self.tape.problem(at, at + 1, "a control character stands in a comment").help("take it away"));
        }
        self.at = end;
    }

    fn next_line(&mut self) {
        let left = self.bytes.get(self.at..).unwrap_or_default();
        self.at += left.iter().position(|it| *it == b'\n').map_or(left.len(), |it| it + 1);
    }

    /// Goes to the first line, not before the one that the reader stands in, that begins with a header or a key with `=`.
    fn next_beginning(&mut self, broken: usize) {
        let before = self.text.get(..self.at).unwrap_or_default();
        self.at = before.rfind('\n').map_or(0, |it| it + 1);
        if self.at <= broken {
            self.next_line();
        }
        while self.peek().is_some() && !self.looks_like_beginning() {
            self.next_line();
        }
    }

    fn looks_like_beginning(&self) -> bool {
        let left = self.text.get(self.at..).unwrap_or_default();
        let line = left.split('\n').next().unwrap_or_default().trim();
        if line.starts_with('[') {
            let header = line.split('#').next().unwrap_or_default().trim_end();
            return header.ends_with(']') && !header.contains([',', '{', '=']);
        }
        line.split_once('=').is_some_and(|(key, _)| {
            let key = key.trim();
            !key.is_empty()
                && key.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | '"' | '\'' | ' '))
        })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Notes a problem at the character that the reader stands at.
    #[cold]
    fn fail<T>(&mut self, message: impl Into<String>, help: &str) -> Result<T, Wrong> {
        let next = self.text.get(self.at..).and_then(|it| it.chars().next());
        let length = next.filter(|it| *it != '\n' && *it != '\r').map_or(0, char::len_utf8);
        self.problems.push(self.tape.problem(self.at, self.at + length, message).help(help));
        Err(Wrong::Line)
    }

    fn note(&mut self, problem: Option<tables::Clash>) {
        if let Some(clash) = problem {
            let span = |(from, to)| self.tape.span(from, to);
            self.problems.push(match clash {
                tables::Clash::Twice { key, first, second } => super::written_twice(&key, span(first), span(second)),
                tables::Clash::Closed { key, first, second, name } => {
                    Problem::at(span(second), format!("`{}` is {name} and cannot get keys from here", short(&key)))
                        .related(span(first), "written here")
                        .help("write all of its keys in one place")
                }
            });
        }
    }
}
