//! Values: scalars, lists and tables in braces.
//! Never recurses deeper than the limit.

use super::{
    super::{
        DEPTH, Found, too_deep,
        tree::{Kind, Tape, Words},
    },
    Reader, Wrong,
    tables::{Key, Tables},
};

/// A value that is read and not yet written to the tape.
pub(super) enum Item<'s> {
    Scalar { kind: Kind, words: Words<'s>, start: usize, end: usize },
    List { items: Vec<Self>, start: usize, end: usize },
    Table { tables: Box<Tables<'s>>, start: usize, end: usize },
}

impl<'s> Item<'s> {
    pub(super) fn write(self, tape: &mut Tape<'s>) {
        match self {
            Self::Scalar { kind, words, start, end } => tape.scalar(kind, start, end, words),
            Self::List { items, start, end } => {
                tape.open(Kind::List, start, end);
                for item in items {
                    item.write(tape);
                }
                tape.close(None, &mut Found::default());
            }
            Self::Table { tables, start, end } => tables.write_as(tape, start, end),
        }
    }
}

impl<'s> Reader<'_, 's> {
    /// A value that stands so many levels deep.
    pub(super) fn value(&mut self, depth: usize) -> Result<Item<'s>, Wrong> {
        match self.peek() {
            Some(b'[' | b'{') if depth >= DEPTH => {
                let problem = too_deep(self.tape.span(self.at, self.at + 1));
                self.problems.push(problem);
                // What follows is more of the same.
                self.at = self.bytes.len();
                Err(Wrong::Line)
            }
            Some(b'[') => self.list(depth),
            Some(b'{') => self.table(depth),
            None | Some(b'\n' | b'\r' | b'#') => {
                self.fail("a value is missing", "write `key = value`; a text needs quotes")
            }
            Some(_) => self.scalar(),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Item<'s>, Wrong> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blank();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Item::List { items, start, end: self.at });
            }
            self.ended(start)?;
            items.push(self.value(depth + 1).map_err(|_| Wrong::Brackets)?);
            self.separator(start, b']')?;
        }
    }

    fn table(&mut self, depth: usize) -> Result<Item<'s>, Wrong> {
        let start = self.at;
        self.at += 1;
        let mut fields: Vec<(Vec<Key<'s>>, Item<'s>, usize, usize)> = Vec::new();
        loop {
            self.blank();
            if self.peek() == Some(b'}') {
                self.at += 1;
                let (tables, clashes) = Tables::inline(fields);
                for clash in clashes {
                    self.note(Some(clash));
                }
                return Ok(Item::Table { tables: Box::new(tables), start, end: self.at });
            }
            self.ended(start)?;
            let key = self.at;
            let keys = self.keys(depth).map_err(|_| Wrong::Brackets)?;
            self.key_end(&keys).map_err(|_| Wrong::Brackets)?;
            let value = self.value(depth + keys.len()).map_err(|_| Wrong::Brackets)?;
            fields.push((keys, value, key, self.at));
            self.separator(start, b'}')?;
        }
    }

    /// A comma, or the bracket that closes.
    fn separator(&mut self, start: usize, close: u8) -> Result<(), Wrong> {
        let after = self.at;
        self.blank();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(())
            }
            Some(it) if it == close => Ok(()),
            Some(it) if matches!(it, b'"' | b'\'' | b'{') && self.same_line(after) => {
                self.problems.push(self.tape.problem(after, after, "a comma is missing").label("put a comma here"));
                Ok(())
            }
            None => self.ended(start),
            Some(_) => {
                let opened = self.tape.span(start, start + 1);
                let close = char::from(close);
                let next = self.text.get(self.at..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
                let problem = self.tape.problem(self.at, self.at + next, format!("`,` or `{close}` was expected"));
                self.problems.push(problem.related(opened, "opened here"));
                Err(Wrong::Brackets)
            }
        }
    }

    fn same_line(&self, from: usize) -> bool {
        !self.text.get(from..self.at).unwrap_or_default().contains('\n')
    }

    /// Whether the text ends inside of what was opened.
    fn ended(&mut self, start: usize) -> Result<(), Wrong> {
        if self.peek().is_some() {
            return Ok(());
        }
        let end = self.bytes.len();
        let (name, close) = if self.bytes.get(start) == Some(&b'[') { ("list", ']') } else { ("table", '}') };
        let problem = self.tape.problem(start, start + 1, format!("a {name} is never closed")).label("opened here");
        self.problems.push(
            problem.related(self.tape.span(end, end), "the end of the file").help(format!("close it with `{close}`")),
        );
        Err(Wrong::Brackets)
    }
}
