//! The flat tree: small slots in the order of the text, strings borrowed from it, read through `Node`.
//! Never parses.

mod pieces;

use std::{borrow::Cow, fmt};

use rustc_hash::FxHashMap;

use crate::text::{FileId, Problem, Span};

use super::{Found, offset, written_twice};

pub(super) use pieces::join;

/// A text as a tree. Slots stand in preorder: a list is followed by its items, a table by its keys, each followed by its value.
pub struct Tree<'s> {
    file: FileId,
    text: &'s str,
    slots: Vec<Slot>,
    owned: Vec<Cow<'s, str>>,
    /// Where this is only a piece of a long text: the next one.
    rest: Option<Box<Self>>,
    pub(super) is_whole: bool,
}

impl Tree<'_> {
    /// The table of the whole text.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// Whether it has all that the text says, whatever slips there were.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(f)
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree<'t>,
    at: usize,
}

impl<'t> Node<'t> {
    /// Where it is written: a string with its quotes, a list or table with its brackets, a TOML table that has a
    /// header with that header only.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.slot(self.at).span(self.tree.file)
    }

    /// What is written.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        let text = || self.tree.text_of(self.at);
        match self.kind() {
            Kind::Null | Kind::Rest => Value::Null,
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Number => Value::Number(text()),
            Kind::Date => Value::Date(text()),
            Kind::Text | Kind::Key => Value::Text(text()),
            Kind::Plain => Value::Plain(text()),
            Kind::List => Value::List(self.items()),
            Kind::Table => Value::Table(self.entries()),
        }
    }

    /// The entries of a table in the order of the text; none where it is no table.
    #[must_use]
    pub fn entries(self) -> Entries<'t> {
        Entries(self.inside(Kind::Table))
    }

    /// The items of a list; none where it is no list.
    #[must_use]
    pub fn items(self) -> Items<'t> {
        Items(self.inside(Kind::List))
    }

    /// The entry of a key; looks at one key after the other.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Entry<'t>> {
        self.entries().find(|it| it.key == key)
    }

    /// Whether it is a list that holds nothing.
    #[must_use]
    pub fn is_empty_list(self) -> bool {
        let slot = self.tree.slot(self.at);
        slot.kind == Kind::List && slot.load as usize == self.at + 1
    }

    pub(super) fn kind(self) -> Kind {
        self.tree.slot(self.at).kind
    }

    fn inside(self, kind: Kind) -> Run<'t> {
        let slot = self.tree.slot(self.at);
        let (at, end) = if slot.kind == kind { (self.at + 1, slot.load as usize) } else { (0, 0) };
        Run { tree: self.tree, at, end }
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

/// What a node holds. Types that a format does not tell apart are left to the reader.
#[derive(Clone, Copy, Debug)]
pub enum Value<'t> {
    /// Nothing: JSON's `null`, YAML's `~`, `null` or nothing at all.
    Null,
    /// TOML's and JSON's booleans.
    Bool(bool),
    /// A number as it is written.
    Number(&'t str),
    /// A TOML date or time as it is written; the day need not exist.
    Date(&'t str),
    /// A string without its quotes.
    Text(&'t str),
    /// A YAML word without quotes: a text, number, date or boolean, whichever is wanted.
    Plain(&'t str),
    /// A list.
    List(Items<'t>),
    /// A table.
    Table(Entries<'t>),
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    /// The key without quotes.
    pub key: &'t str,
    /// The key as it is written.
    pub key_span: Span,
    /// Its value.
    pub value: Node<'t>,
}

/// The slots of a list or table that are still to be walked over.
#[derive(Clone, Copy)]
struct Run<'t> {
    tree: &'t Tree<'t>,
    at: usize,
    end: usize,
}

impl<'t> Run<'t> {
    /// The next item or key.
    #[inline]
    fn peek(&mut self) -> Option<(Slot, Node<'t>)> {
        while self.at < self.end {
            let slot = self.tree.slot(self.at);
            if slot.kind != Kind::Rest {
                return Some((slot, Node { tree: self.tree, at: self.at }));
            }
            *self = self.in_next_piece(slot)?;
        }
        None
    }
}

/// The entries of a table in the order of the text.
#[derive(Clone, Copy)]
pub struct Entries<'t>(Run<'t>);

impl<'t> Iterator for Entries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Entry<'t>> {
        while let Some((slot, Node { tree, at: key })) = self.0.peek() {
            self.0.at = tree.slot(key + 1).next(key + 1);
            if !slot.hidden {
                let value = Node { tree, at: key + 1 };
                return Some(Entry { key: tree.text_of(key), key_span: slot.span(tree.file), value });
            }
        }
        None
    }
}

impl fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.map(|it| (it.key, it.value))).finish()
    }
}

/// The items of a list in the order of the text.
#[derive(Clone, Copy)]
pub struct Items<'t>(Run<'t>);

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let (slot, node) = self.0.peek()?;
        self.0.at = slot.next(node.at);
        Some(node)
    }
}

impl fmt::Debug for Items<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

/// One node or key: 16 bytes.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    start: u32,
    end: u32,
    /// Of a list or table: the slot after its last. Of a text: its place in `owned`, or how many bytes of quotes
    /// stand before it (low half) and after it (high half). Of a rest: the slot of the next piece that it is the rest of.
    load: u32,
    kind: Kind,
    owned: bool,
    /// A key that does not count: a second one of the same name, a merge.
    hidden: bool,
}

impl Slot {
    fn span(self, file: FileId) -> Span {
        Span::new(file, self.start, self.end)
    }

    fn next(self, at: usize) -> usize {
        if self.kind.nests() { self.load as usize } else { at + 1 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    True,
    False,
    Number,
    Date,
    Text,
    Plain,
    List,
    Table,
    Key,
    /// A mark at the end of a piece: what was open here goes on in the next one.
    Rest,
}

impl Kind {
    fn nests(self) -> bool {
        matches!(self, Self::List | Self::Table)
    }
}

impl Tree<'_> {
    fn slot(&self, at: usize) -> Slot {
        match self.slots.get(at) {
            Some(slot) => *slot,
            None => unreachable!("a tree has a root, and each key a value"),
        }
    }

    fn text_of(&self, at: usize) -> &str {
        text_of(self.slot(at), self.text, &self.owned)
    }
}

fn text_of<'a>(slot: Slot, text: &'a str, owned: &'a [Cow<'_, str>]) -> &'a str {
    if slot.owned {
        return owned.get(slot.load as usize).map_or("", |it| it.as_ref());
    }
    let (before, after) = (slot.load & 0xFFFF, slot.load >> 16);
    let (from, to) = (slot.start.saturating_add(before), slot.end.saturating_sub(after));
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// A scalar or key that is about to be written to the tape.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Words<'s> {
    /// As written, less so many bytes of quotes before and after it.
    Within(u8, u8),
    /// Something else than what is written.
    Other(Cow<'s, str>),
}

/// A tree in the making. Lists and tables are opened and closed in the order of the text; each key is followed by one value.
pub(super) struct Tape<'s> {
    tree: Tree<'s>,
    /// Keys of the tables that are open, as slots, each with how it looks.
    keys: Vec<(usize, u32)>,
    open: Vec<Open>,
    /// Of a piece that is no first one: how many slots stand for what was open where it begins.
    n_resumed: usize,
    /// The keys of tables that do not stand whole in a piece.
    split: Vec<pieces::Split>,
}

/// A list or table that is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    first_key: usize,
}

/// Up to so many keys, comparing those that look alike is faster than a table of all.
const FEW: usize = 32;

/// How a text looks at a glance: a number below 64 that equal texts share.
fn look(bytes: &[u8]) -> u32 {
    let ends = bytes.first().zip(bytes.last()).map_or(0, |(first, last)| u32::from(*first) * 7 + u32::from(*last) * 31);
    (offset(bytes.len()).wrapping_mul(11).wrapping_add(ends)) % 64
}

impl<'s> Tape<'s> {
    pub(super) fn new(text: &'s str, file: FileId) -> Self {
        Self::of_part(text, file, text.len())
    }

    /// A tape for so many bytes of a text.
    fn of_part(text: &'s str, file: FileId, length: usize) -> Self {
        let slots = Vec::with_capacity(length / 16 + 4);
        let tree = Tree { file, text, slots, owned: Vec::new(), rest: None, is_whole: true };
        Self { tree, keys: Vec::new(), open: Vec::new(), n_resumed: 0, split: Vec::new() }
    }

    pub(super) fn text(&self) -> &'s str {
        self.tree.text
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.tree.file, offset(start), offset(end))
    }

    /// How many slots there are.
    pub(super) fn len(&self) -> usize {
        self.tree.slots.len()
    }

    /// How many lists and tables are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Kind and start of the innermost list or table that is open.
    pub(super) fn innermost(&self) -> Option<(Kind, Span)> {
        let slot = self.tree.slot(self.open.last()?.at);
        Some((slot.kind, Span::new(self.tree.file, slot.start, slot.start.saturating_add(1))))
    }

    #[inline]
    pub(super) fn scalar(&mut self, kind: Kind, start: usize, end: usize, words: Words<'s>) {
        let (load, owned) = match words {
            Words::Within(before, after) => (u32::from(before) | u32::from(after) << 16, false),
            Words::Other(text) => {
                self.tree.owned.push(text);
                (offset(self.tree.owned.len() - 1), true)
            }
        };
        self.tree.slots.push(Slot { start: offset(start), end: offset(end), load, kind, owned, hidden: false });
    }

    pub(super) fn key(&mut self, start: usize, end: usize, words: Words<'s>) {
        let text = match &words {
            Words::Within(before, after) => {
                let (from, to) = (start + usize::from(*before), end.saturating_sub(usize::from(*after)));
                self.tree.text.as_bytes().get(from..to).unwrap_or_default()
            }
            Words::Other(text) => text.as_bytes(),
        };
        self.keys.push((self.len(), look(text)));
        self.scalar(Kind::Key, start, end, words);
    }

    /// A key that nobody sees, for a value that counts for nothing or is merged.
    pub(super) fn hidden_key(&mut self, start: usize, end: usize) {
        let at = self.len();
        self.scalar(Kind::Key, start, end, Words::Within(0, 0));
        self.hide(at);
    }

    pub(super) fn open(&mut self, kind: Kind, start: usize, end: usize) {
        self.open.push(Open { at: self.len(), first_key: self.keys.len() });
        self.scalar(kind, start, end, Words::Within(0, 0));
    }

    /// Closes the innermost list or table. `end` is the byte after it; `None` keeps the end it has.
    pub(super) fn close(&mut self, end: Option<usize>, problems: &mut Found) {
        let Some(open) = self.open.pop() else { return };
        if open.at < self.n_resumed {
            self.split(open);
        } else {
            self.hide_repeated(open.first_key, problems);
        }
        self.keys.truncate(open.first_key);
        let next = offset(self.len());
        if let Some(slot) = self.tree.slots.get_mut(open.at) {
            slot.load = next;
            slot.end = end.map_or(slot.end, offset);
        }
    }

    /// Where the last slot that was written ends.
    pub(super) fn last_end(&self) -> usize {
        self.tree.slots.last().map_or(0, |it| it.end as usize)
    }

    /// Closes what is open, gives each key a value, and an empty root to a text without content.
    pub(super) fn finish(mut self) -> Tree<'s> {
        if self.tree.slots.last().is_some_and(|it| it.kind == Kind::Key) {
            let end = self.last_end();
            self.scalar(Kind::Null, end, end, Words::Within(0, 0));
        }
        let end = self.tree.text.len();
        while !self.open.is_empty() {
            self.close(Some(end), &mut Found::default());
        }
        if self.tree.slots.first().is_none_or(|it| it.kind == Kind::Null) {
            self.tree.slots.clear();
            self.tree.slots.push(Slot {
                start: 0,
                end: offset(end),
                load: 1,
                kind: Kind::Table,
                owned: false,
                hidden: false,
            });
        }
        self.tree
    }

    fn hide_repeated(&mut self, first_key: usize, problems: &mut Found) {
        let mut repeated: Vec<(usize, usize)> = Vec::new();
        let keys = self.keys.get(first_key..).unwrap_or_default();
        let tree = &self.tree;
        if keys.len() <= FEW {
            // Most keys differ in how long they are or how they begin or end: only those that do not are compared.
            let mut seen: u64 = 0;
            for (n, (key, look)) in keys.iter().enumerate() {
                let bit = 1 << look;
                if seen & bit != 0 {
                    let text = tree.text_of(*key);
                    let before = keys.iter().take(n).find(|it| tree.text_of(it.0) == text);
                    repeated.extend(before.map(|first| (first.0, *key)));
                }
                seen |= bit;
            }
        } else {
            let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
            seen.reserve(keys.len());
            for (key, _) in keys {
                let first = *seen.entry(tree.text_of(*key)).or_insert(*key);
                if first != *key {
                    repeated.push((first, *key));
                }
            }
        }
        for (first, second) in repeated {
            let span = |at| self.tree.slot(at).span(self.tree.file);
            let problem = written_twice(self.tree.text_of(second), span(first), span(second));
            // A table that does not count may define what others name.
            let hidden = self.tree.slots.get(second + 1..self.tree.slot(second + 1).next(second + 1));
            if hidden.is_some_and(|it| it.iter().any(|it| it.kind == Kind::Table)) {
                problems.push(problem);
            } else {
                problems.slip(problem);
            }
            self.hide(second);
        }
    }

    fn hide(&mut self, key: usize) {
        if let Some(slot) = self.tree.slots.get_mut(key) {
            slot.hidden = true;
        }
    }
}

/// What aliases and merges of YAML need: parts of the tape once more.
impl<'s> Tape<'s> {
    /// Where the subtree at a slot ends. It must be closed.
    pub(super) fn end_of(&self, at: usize) -> usize {
        self.tree.slot(at).next(at)
    }

    /// Writes the slots of a range once more at the end, less what is hidden; gives how many values that were.
    /// Texts keep their places; nothing is copied but slots.
    pub(super) fn repeat(&mut self, from: usize, to: usize) -> usize {
        let mut values = 0;
        // Lists and tables that are not copied whole yet: where their copy stands, where they end.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = from;
        loop {
            while let Some((copy, _)) = open.pop_if(|it| it.1 <= at) {
                let next = offset(self.len());
                self.tree.slots.get_mut(copy).into_iter().for_each(|it| it.load = next);
            }
            if at >= to {
                return values;
            }
            let slot = self.tree.slot(at);
            if slot.hidden {
                at = self.end_of(at + 1);
                continue;
            }
            if slot.kind.nests() {
                open.push((self.len(), slot.load as usize));
            }
            values += usize::from(slot.kind != Kind::Key);
            self.tree.slots.push(slot);
            at += 1;
        }
    }

    /// A scalar or key at a slot once more, standing elsewhere, as a value of a kind.
    pub(super) fn words_at(&mut self, at: usize) -> Words<'s> {
        let slot = self.tree.slot(at);
        if slot.owned {
            return Words::Other(self.tree.owned.get(slot.load as usize).cloned().unwrap_or_default());
        }
        Words::Other(Cow::Borrowed(text_of(slot, self.tree.text, &[])))
    }

    /// Moves a list or table to another place of the text.
    pub(super) fn stand(&mut self, at: usize, start: usize, end: usize) {
        if let Some(slot) = self.tree.slots.get_mut(at) {
            (slot.start, slot.end) = (offset(start), offset(end));
        }
    }

    /// The slots of the visible keys of a closed table, or of the innermost open one.
    pub(super) fn keys_of(&self, table: usize) -> Vec<usize> {
        let slot = self.tree.slot(table);
        let end = if self.open.iter().any(|it| it.at == table) { self.len() } else { slot.load as usize };
        let mut keys = Vec::new();
        let mut at = table + 1;
        while at < end {
            if !self.tree.slot(at).hidden {
                keys.push(at);
            }
            at = self.end_of(at + 1);
        }
        keys
    }

    pub(super) fn text_at(&self, at: usize) -> &str {
        self.tree.text_of(at)
    }

    /// The slot of the innermost list or table that is open.
    pub(super) fn innermost_at(&self) -> Option<usize> {
        self.open.last().map(|it| it.at)
    }

    /// A problem at a place of this text.
    pub(super) fn problem(&self, start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem::at(self.span(start, end), message)
    }
}
