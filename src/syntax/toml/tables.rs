//! Which table a key goes to: headers, dotted keys and arrays of tables, by the rules of TOML 1.1.
//! Never reads text.

use std::{borrow::Cow, collections::HashMap, mem};

use toml_parser::Span;

use super::super::{
    Found,
    tree::{Kind, Tape, Words},
};

/// A key as it is written.
#[derive(Clone)]
pub(super) struct Key<'s> {
    pub(super) words: Cow<'s, str>,
    pub(super) span: Span,
}

/// A value that is not yet written to the tape.
pub(super) struct Item<'s> {
    pub(super) span: Span,
    pub(super) holds: Holds<'s>,
}

pub(super) enum Holds<'s> {
    Scalar(Kind, Words<'s>),
    List(Vec<Item<'s>>),
    /// A table in braces.
    Table(Box<Tables<'s>>),
}

/// Two places that say different things of one key.
pub(super) struct Clash {
    pub(super) key: String,
    pub(super) first: Span,
    pub(super) second: Span,
    /// What the first is that cannot get keys from the second; `None` where both are the same key of one table.
    pub(super) closed: Option<&'static str>,
}

/// All tables of a text, or of braces; the first is its root.
pub(super) struct Tables<'s> {
    list: Vec<Table>,
    fields: Vec<Field<'s>>,
    index: HashMap<(usize, Cow<'s, str>), usize>,
    /// The table that keys go to: the one whose header came last.
    current: usize,
    /// Keys of the header that came last.
    depth: usize,
}

/// A table in the making.
struct Table {
    span: Span,
    fields: Vec<usize>,
    by: By,
}

/// How a table came to be, which decides what may be added to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The header of one of its parts.
    Part,
    /// Its own header.
    Header,
    /// A dotted key.
    Dots,
}

struct Field<'s> {
    key: Key<'s>,
    value: Held<'s>,
}

enum Held<'s> {
    Item(Item<'s>),
    Table(usize),
    /// An array of tables.
    Tables(Vec<usize>),
}

impl Default for Tables<'_> {
    fn default() -> Self {
        let root = Table { span: Span::default(), fields: Vec::new(), by: By::Header };
        Self { list: vec![root], fields: Vec::new(), index: HashMap::new(), current: 0, depth: 0 }
    }
}

impl<'s> Tables<'s> {
    /// How many levels deep the current table stands.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// `[a.b]`
    pub(super) fn header(&mut self, keys: &[Key<'s>], span: Span) -> Result<(), Clash> {
        let [path @ .., last] = keys else { return Ok(()) };
        let parent = self.parent(path, span)?;
        match self.find(parent, last) {
            None => self.add_field(parent, last, Held::Table(self.current)),
            Some(field) => match self.table_of(field) {
                Some((at, table)) if table.by == By::Part => {
                    (table.span, table.by) = (span, By::Header);
                    self.current = at;
                }
                _ => return Err(self.twice(field, last)),
            },
        }
        Ok(())
    }

    /// `[[a.b]]`
    pub(super) fn array_header(&mut self, keys: &[Key<'s>], span: Span) -> Result<(), Clash> {
        let [path @ .., last] = keys else { return Ok(()) };
        let parent = self.parent(path, span)?;
        match self.find(parent, last) {
            None => self.add_field(parent, last, Held::Tables(vec![self.current])),
            Some(field) => match self.fields.get_mut(field) {
                Some(Field { value: Held::Tables(tables), .. }) => tables.push(self.current),
                _ => return Err(self.twice(field, last)),
            },
        }
        Ok(())
    }

    /// A header that cannot be read: nobody knows which table the keys after it go to.
    pub(super) fn unknown_header(&mut self) {
        (self.current, self.depth) = (self.add_table(Span::default(), By::Header), 0);
    }

    /// `a.b = value` in the current table.
    pub(super) fn set(&mut self, keys: &[Key<'s>], value: Item<'s>) -> Result<(), Clash> {
        let [path @ .., last] = keys else { return Ok(()) };
        let line = path.first().unwrap_or(last).span.append(value.span);
        let mut table = self.current;
        for key in path {
            let Some(field) = self.find(table, key) else {
                let new = self.add_table(line, By::Dots);
                self.add_field(table, key, Held::Table(new));
                table = new;
                continue;
            };
            match self.table_of(field) {
                Some((at, next)) if next.by != By::Header => {
                    next.by = By::Dots;
                    table = at;
                }
                _ => return Err(self.closed(field, key)),
            }
        }
        match self.find(table, last) {
            Some(field) => Err(self.twice(field, last)),
            None => {
                self.add_field(table, last, Held::Item(value));
                Ok(())
            }
        }
    }

    /// Writes all tables to a tape, as one that stands in a range. Depth is limited by the reader: keys and brackets.
    pub(super) fn write(mut self, tape: &mut Tape<'s>, span: Span) {
        self.write_table(0, span, tape);
    }

    /// The table that holds the last key of a header, and a new one for the keys after the header.
    fn parent(&mut self, path: &[Key<'s>], span: Span) -> Result<usize, Clash> {
        // Keys after a header that clashes go to a table that nobody sees: the first of two counts.
        (self.current, self.depth) = (self.add_table(span, By::Header), path.len() + 1);
        let mut table = 0;
        for key in path {
            let Some(field) = self.find(table, key) else {
                let new = self.add_table(span, By::Part);
                self.add_field(table, key, Held::Table(new));
                table = new;
                continue;
            };
            table = match self.fields.get(field).map(|it| &it.value) {
                Some(Held::Table(at)) => *at,
                Some(Held::Tables(tables)) => tables.last().copied().unwrap_or(0),
                _ => return Err(self.closed(field, key)),
            };
        }
        Ok(table)
    }

    fn find(&self, table: usize, key: &Key<'s>) -> Option<usize> {
        self.index.get(&(table, key.words.clone())).copied()
    }

    fn table_of(&mut self, field: usize) -> Option<(usize, &mut Table)> {
        match self.fields.get(field)?.value {
            Held::Table(at) => Some((at, self.list.get_mut(at)?)),
            _ => None,
        }
    }

    fn add_table(&mut self, span: Span, by: By) -> usize {
        self.list.push(Table { span, fields: Vec::new(), by });
        self.list.len() - 1
    }

    fn add_field(&mut self, table: usize, key: &Key<'s>, value: Held<'s>) {
        let at = self.fields.len();
        self.index.insert((table, key.words.clone()), at);
        self.fields.push(Field { key: key.clone(), value });
        if let Some(table) = self.list.get_mut(table) {
            table.fields.push(at);
        }
    }

    fn twice(&self, field: usize, second: &Key<'s>) -> Clash {
        let first = self.fields.get(field).map_or(second.span, |it| it.key.span);
        Clash { key: second.words.clone().into_owned(), first, second: second.span, closed: None }
    }

    fn closed(&self, field: usize, key: &Key<'s>) -> Clash {
        let name = match self.fields.get(field).map(|it| &it.value) {
            Some(Held::Item(Item { holds: Holds::Table(_), .. })) => "a table in braces",
            Some(Held::Item(Item { holds: Holds::List(_), .. })) => "a list",
            Some(Held::Tables(_)) => "a list of tables",
            Some(Held::Table(_)) => "a table with a header of its own",
            _ => "no table",
        };
        Clash { closed: Some(name), ..self.twice(field, key) }
    }

    fn write_table(&mut self, at: usize, span: Span, tape: &mut Tape<'s>) {
        tape.open(Kind::Table, span.start(), span.end());
        let fields = self.list.get_mut(at).map(|it| mem::take(&mut it.fields)).unwrap_or_default();
        for field in fields {
            let Some(Field { key, value }) = self.fields.get_mut(field) else { continue };
            let (words, span) = (mem::take(&mut key.words), key.span);
            let value = mem::replace(value, Held::Tables(Vec::new()));
            tape.key(span.start(), span.end(), words_of(words, tape.text(), span));
            match value {
                Held::Item(item) => item.write(tape),
                Held::Table(table) => self.write_table(table, self.span(table), tape),
                Held::Tables(tables) => {
                    let first = tables.first().map_or(span, |it| self.span(*it));
                    tape.open(Kind::List, first.start(), first.end());
                    for table in tables {
                        self.write_table(table, self.span(table), tape);
                    }
                    tape.close(None, &mut Found::default());
                }
            }
        }
        tape.close(None, &mut Found::default());
    }

    fn span(&self, table: usize) -> Span {
        self.list.get(table).map_or(Span::default(), |it| it.span)
    }
}

impl<'s> Item<'s> {
    fn write(self, tape: &mut Tape<'s>) {
        let (start, end) = (self.span.start(), self.span.end());
        match self.holds {
            Holds::Scalar(kind, words) => tape.scalar(kind, start, end, words),
            Holds::List(items) => {
                tape.open(Kind::List, start, end);
                for item in items {
                    item.write(tape);
                }
                tape.close(None, &mut Found::default());
            }
            Holds::Table(tables) => tables.write(tape, self.span),
        }
    }
}

/// A string as the tape holds it: borrowed where it stands in the text as it is.
pub(super) fn words_of<'s>(words: Cow<'s, str>, text: &str, span: Span) -> Words<'s> {
    let Cow::Borrowed(inside) = words else { return Words::Other(words) };
    for (before, after) in [(1, 1), (0, 0), (3, 3), (4, 3), (5, 3)] {
        let place = text.get(span.start() + usize::from(before)..span.end().saturating_sub(usize::from(after)));
        if place.is_some_and(|it| it.len() == inside.len() && it == inside) {
            return Words::Within(before, after);
        }
    }
    Words::Other(words)
}
