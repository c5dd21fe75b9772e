//! The flat tree: small slots in the order of the text, strings borrowed from it, read through `Node`.
//! Never parses.

mod pieces;
mod tape;

use std::{borrow::Cow, fmt, ops::Range};

use crate::text::{FileId, Span};

pub(super) use pieces::join;
pub(super) use tape::{Tape, Words};

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
    #[inline]
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

    /// A text, or a word without quotes.
    #[inline]
    #[must_use]
    pub fn word(self) -> Option<&'t str> {
        matches!(self.kind(), Kind::Text | Kind::Plain | Kind::Key).then(|| self.tree.text_of(self.at))
    }

    /// Whether it is this word. Most are not as long, which is seen before they are looked at.
    #[inline]
    #[must_use]
    pub fn is_word(self, word: &str) -> bool {
        let slot = self.tree.slot(self.at);
        (slot.owned || slot.inside().len() == word.len()) && self.word() == Some(word)
    }

    /// What is written as one word, number or date, whatever it is.
    #[inline]
    #[must_use]
    pub fn scalar(self) -> Option<&'t str> {
        let is_scalar = matches!(self.kind(), Kind::Text | Kind::Plain | Kind::Number | Kind::Date | Kind::Key);
        is_scalar.then(|| self.tree.text_of(self.at))
    }

    /// Whether it is a table.
    #[inline]
    #[must_use]
    pub fn is_table(self) -> bool {
        self.kind() == Kind::Table
    }

    /// Whether it is a list.
    #[inline]
    #[must_use]
    pub fn is_list(self) -> bool {
        self.kind() == Kind::List
    }

    /// The entries of a table in the order of the text; none where it is no table.
    #[inline]
    #[must_use]
    pub fn entries(self) -> Entries<'t> {
        Entries(self.inside(Kind::Table))
    }

    /// The items of a list; none where it is no list.
    #[inline]
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
    #[inline]
    #[must_use]
    pub fn is_empty_list(self) -> bool {
        let slot = self.tree.slot(self.at);
        slot.kind == Kind::List && slot.load as usize == self.at + 1
    }

    #[inline]
    pub(super) fn kind(self) -> Kind {
        self.tree.slot(self.at).kind
    }

    #[inline]
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

    /// Where a text stands, less its quotes.
    #[inline]
    fn inside(self) -> Range<usize> {
        let (before, after) = (self.load & 0xFFFF, self.load >> 16);
        self.start.saturating_add(before) as usize..self.end.saturating_sub(after) as usize
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
    #[inline]
    fn slot(&self, at: usize) -> Slot {
        match self.slots.get(at) {
            Some(slot) => *slot,
            None => unreachable!("a tree has a root, and each key a value"),
        }
    }

    #[inline]
    fn text_of(&self, at: usize) -> &str {
        text_of(self.slot(at), self.text, &self.owned)
    }
}

#[inline]
fn text_of<'a>(slot: Slot, text: &'a str, owned: &'a [Cow<'_, str>]) -> &'a str {
    if slot.owned {
        return owned_text_of(slot, owned);
    }
    text.get(slot.inside()).unwrap_or_default()
}

#[cold]
fn owned_text_of<'a>(slot: Slot, owned: &'a [Cow<'_, str>]) -> &'a str {
    owned.get(slot.load as usize).map_or("", |it| it.as_ref())
}
