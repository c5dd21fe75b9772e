//! Which table a key goes to: headers, dotted keys and arrays of tables, by the rules of TOML 1.1.
//! Never reads text.

use std::{borrow::Cow, collections::HashMap};

use super::{
    super::{
        Found,
        tree::{Kind, Tape, Words},
    },
    Item,
};

/// A key as it is written.
#[derive(Debug, Clone)]
pub(super) struct Key<'s> {
    pub(super) words: Cow<'s, str>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Key<'_> {
    fn range(&self) -> (usize, usize) {
        (self.start, self.end)
    }
}

/// Two places that say different things of one key.
pub(super) enum Clash {
    Twice { key: String, first: (usize, usize), second: (usize, usize) },
    Closed { key: String, first: (usize, usize), second: (usize, usize), name: &'static str },
}

/// All tables of a text; the first is its root.
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
    range: (usize, usize),
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
        let root = Table { range: (0, 0), fields: Vec::new(), by: By::Header };
        Self { list: vec![root], fields: Vec::new(), index: HashMap::new(), current: 0, depth: 0 }
    }
}

impl<'s> Tables<'s> {
    /// How many levels deep the current table stands.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// `[a.b]`
    pub(super) fn header(&mut self, keys: &[Key<'s>], start: usize, end: usize) -> Option<Clash> {
        let range = (start, end);
        // Keys after a header that clashes go to a table that nobody sees: the first of two counts.
        (self.current, self.depth) = (self.add_table(range, By::Header), keys.len());
        let (last, path) = keys.split_last()?;
        let parent = match self.walk(path, range) {
            Ok(parent) => parent,
            Err(clash) => return Some(clash),
        };
        match self.find(parent, last) {
            None => self.add_field(parent, last.clone(), Held::Table(self.current)),
            Some(field) => match self.table_of(field) {
                Some((at, table)) if table.by == By::Part => {
                    (table.range, table.by) = (range, By::Header);
                    self.current = at;
                }
                _ => return self.twice(field, last),
            },
        }
        None
    }

    /// `[[a.b]]`
    pub(super) fn array_header(&mut self, keys: &[Key<'s>], start: usize, end: usize) -> Option<Clash> {
        let range = (start, end);
        (self.current, self.depth) = (self.add_table(range, By::Header), keys.len());
        let (last, path) = keys.split_last()?;
        let parent = match self.walk(path, range) {
            Ok(parent) => parent,
            Err(clash) => return Some(clash),
        };
        match self.find(parent, last) {
            None => self.add_field(parent, last.clone(), Held::Tables(vec![self.current])),
            Some(field) => match self.fields.get_mut(field) {
                Some(Field { value: Held::Tables(tables), .. }) => tables.push(self.current),
                _ => return self.twice(field, last),
            },
        }
        None
    }

    /// `a.b = value` in the current table; the range is that of the whole line.
    pub(super) fn set(&mut self, keys: &[Key<'s>], value: Item<'s>, start: usize, end: usize) -> Option<Clash> {
        self.set_in(self.current, keys, value, (start, end))
    }

    /// The table of braces: its keys and values, in one place for good.
    pub(super) fn inline(fields: Vec<(Vec<Key<'s>>, Item<'s>, usize, usize)>) -> (Self, Vec<Clash>) {
        let mut tables = Self::default();
        let clashes =
            fields.into_iter().filter_map(|(keys, value, start, end)| tables.set(&keys, value, start, end)).collect();
        (tables, clashes)
    }

    /// Writes all tables to a tape. Depth is limited by the reader: keys and brackets.
    pub(super) fn write(self, tape: &mut Tape<'s>) {
        let end = tape.text().len();
        self.write_as(tape, 0, end);
    }

    /// The same for a table of braces, which stands in a range.
    pub(super) fn write_as(self, tape: &mut Tape<'s>, start: usize, end: usize) {
        let mut writer = Writer { tables: self.list, fields: self.fields.into_iter().map(Some).collect(), tape };
        writer.table(0, (start, end));
    }

    fn set_in(&mut self, mut table: usize, keys: &[Key<'s>], value: Item<'s>, range: (usize, usize)) -> Option<Clash> {
        let (last, path) = keys.split_last()?;
        for key in path {
            let Some(field) = self.find(table, key) else {
                let new = self.add_table(range, By::Dots);
                self.add_field(table, key.clone(), Held::Table(new));
                table = new;
                continue;
            };
            match self.table_of(field) {
                Some((at, next)) if next.by != By::Header => {
                    next.by = By::Dots;
                    table = at;
                }
                Some(_) => return self.closed(field, key, "a table with a header of its own"),
                None => return self.not_open(field, key),
            }
        }
        match self.find(table, last) {
            Some(field) => self.twice(field, last),
            None => {
                self.add_field(table, last.clone(), Held::Item(value));
                None
            }
        }
    }

    /// The table that the path of a header leads to.
    fn walk(&mut self, path: &[Key<'s>], range: (usize, usize)) -> Result<usize, Clash> {
        let mut table = 0;
        for key in path {
            table = match self.find(table, key) {
                None => {
                    let new = self.add_table(range, By::Part);
                    self.add_field(table, key.clone(), Held::Table(new));
                    new
                }
                Some(field) => match self.fields.get(field).map(|it| &it.value) {
                    Some(Held::Table(at)) => *at,
                    Some(Held::Tables(tables)) => tables.last().copied().unwrap_or(0),
                    _ => match self.not_open(field, key) {
                        Some(clash) => return Err(clash),
                        None => table,
                    },
                },
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

    fn add_table(&mut self, range: (usize, usize), by: By) -> usize {
        self.list.push(Table { range, fields: Vec::new(), by });
        self.list.len() - 1
    }

    fn add_field(&mut self, table: usize, key: Key<'s>, value: Held<'s>) {
        let at = self.fields.len();
        self.index.insert((table, key.words.clone()), at);
        self.fields.push(Field { key, value });
        if let Some(table) = self.list.get_mut(table) {
            table.fields.push(at);
        }
    }

    fn twice(&self, field: usize, second: &Key<'s>) -> Option<Clash> {
        let first = self.fields.get(field)?.key.range();
        Some(Clash::Twice { key: second.words.clone().into_owned(), first, second: second.range() })
    }

    fn not_open(&self, field: usize, key: &Key<'s>) -> Option<Clash> {
        let name = match &self.fields.get(field)?.value {
            Held::Item(Item::Table { .. }) => "a table in braces",
            Held::Item(Item::List { .. }) => "a list",
            Held::Tables(_) => "a list of tables",
            _ => "no table",
        };
        self.closed(field, key, name)
    }

    fn closed(&self, field: usize, key: &Key<'s>, name: &'static str) -> Option<Clash> {
        let first = self.fields.get(field)?.key.range();
        Some(Clash::Closed { key: key.words.clone().into_owned(), first, second: key.range(), name })
    }
}

struct Writer<'a, 's> {
    tables: Vec<Table>,
    fields: Vec<Option<Field<'s>>>,
    tape: &'a mut Tape<'s>,
}

impl<'s> Writer<'_, 's> {
    fn table(&mut self, at: usize, range: (usize, usize)) {
        self.tape.open(Kind::Table, range.0, range.1);
        let fields = self.tables.get_mut(at).map(|it| std::mem::take(&mut it.fields)).unwrap_or_default();
        for field in fields {
            let Some(field) = self.fields.get_mut(field).and_then(Option::take) else { continue };
            let Key { words, start, end } = field.key;
            self.tape.key(start, end, words_of(words, self.tape.text(), start, end));
            match field.value {
                Held::Item(item) => item.write(self.tape),
                Held::Table(table) => self.table(table, self.range(table)),
                Held::Tables(tables) => {
                    let range = tables.first().map_or((start, end), |it| self.range(*it));
                    self.tape.open(Kind::List, range.0, range.1);
                    for table in tables {
                        self.table(table, self.range(table));
                    }
                    self.tape.close(None, &mut Found::default());
                }
            }
        }
        self.tape.close(None, &mut Found::default());
    }

    fn range(&self, table: usize) -> (usize, usize) {
        self.tables.get(table).map_or((0, 0), |it| it.range)
    }
}

/// A string as the tape holds it: borrowed where it stands in the text as it is.
pub(super) fn words_of<'s>(words: Cow<'s, str>, text: &str, start: usize, end: usize) -> Words<'s> {
    let Cow::Borrowed(inside) = words else { return Words::Other(words) };
    for (before, after) in [(1, 1), (0, 0), (3, 3), (4, 3), (5, 3)] {
        let place = text.get(start + usize::from(before)..end.saturating_sub(usize::from(after)));
        if place.is_some_and(|it| it.len() == inside.len() && it == inside) {
            return Words::Within(before, after);
        }
    }
    Words::Other(words)
}
