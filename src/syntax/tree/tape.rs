//! A tree in the making: slots that are written in the order of the text. Never parses.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::{
    syntax::{Found, offset, written_twice},
    text::{FileId, Problem, Span},
};

use super::{Kind, Slot, Tree, pieces::Split, text_of};

/// A scalar or key that is about to be written to the tape.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::syntax) enum Words<'s> {
    /// As written, less so many bytes of quotes before and after it.
    Within(u8, u8),
    /// Something else than what is written.
    Other(Cow<'s, str>),
}

/// A tree in the making. Lists and tables are opened and closed in the order of the text; each key is followed by one value.
pub(in crate::syntax) struct Tape<'s> {
    pub(super) tree: Tree<'s>,
    /// Keys of the tables that are open, as slots.
    pub(super) keys: Vec<usize>,
    pub(super) open: Vec<Open>,
    /// Of a piece that is no first one: how many slots stand for what was open where it begins.
    pub(super) n_resumed: usize,
    /// The keys of tables that do not stand whole in a piece.
    pub(super) split: Vec<Split>,
}

/// A list or table that is not closed yet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) at: usize,
    kind: Kind,
    pub(super) first_key: usize,
    /// How the keys look that it has so far.
    looks: u64,
    /// Whether two of them look alike: only then may they be the same.
    has_alike: bool,
}

/// Up to so many keys, comparing those that look alike is faster than a table of all.
const FEW: usize = 32;

/// How a text looks at a glance: one of 64 bits that equal texts share, and few of the keys that a table may have.
#[inline]
fn look(bytes: &[u8]) -> u64 {
    let (first, last) = bytes.first().zip(bytes.last()).map_or((0, 0), |it| (usize::from(*it.0), usize::from(*it.1)));
    1 << ((bytes.len() + first).wrapping_mul(11).wrapping_add(last * 7) % 64)
}

impl<'s> Tape<'s> {
    pub(in crate::syntax) fn new(text: &'s str, file: FileId) -> Self {
        Self::of_part(text, file, text.len())
    }

    /// A tape for so many bytes of a text.
    pub(super) fn of_part(text: &'s str, file: FileId, length: usize) -> Self {
        let slots = Vec::with_capacity(length / 16 + 4);
        let tree = Tree { file, text, slots, owned: Vec::new(), rest: None, is_whole: true };
        Self { tree, keys: Vec::new(), open: Vec::new(), n_resumed: 0, split: Vec::new() }
    }

    pub(in crate::syntax) fn text(&self) -> &'s str {
        self.tree.text
    }

    pub(in crate::syntax) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.tree.file, offset(start), offset(end))
    }

    /// How many slots there are.
    pub(in crate::syntax) fn len(&self) -> usize {
        self.tree.slots.len()
    }

    /// How many lists and tables are open.
    pub(in crate::syntax) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The kind of the innermost list or table that is open.
    #[inline]
    pub(in crate::syntax) fn innermost(&self) -> Option<Kind> {
        self.open.last().map(|it| it.kind)
    }

    /// Adds to a problem where the innermost list or table was opened.
    pub(in crate::syntax) fn opened_here(&self, problem: Problem) -> Problem {
        let Some(open) = self.open.last() else { return problem };
        let start = self.tree.slot(open.at).start;
        problem.related(Span::new(self.tree.file, start, start.saturating_add(1)), "opened here")
    }

    #[inline]
    pub(in crate::syntax) fn scalar(&mut self, kind: Kind, start: usize, end: usize, words: Words<'s>) {
        let (load, owned) = match words {
            Words::Within(before, after) => (u32::from(before) | u32::from(after) << 16, false),
            Words::Other(text) => {
                self.tree.owned.push(text);
                (offset(self.tree.owned.len() - 1), true)
            }
        };
        self.tree.slots.push(Slot { start: offset(start), end: offset(end), load, kind, owned, hidden: false });
    }

    #[inline]
    pub(in crate::syntax) fn key(&mut self, start: usize, end: usize, words: Words<'s>) {
        let text = match &words {
            Words::Within(before, after) => {
                let (from, to) = (start + usize::from(*before), end.saturating_sub(usize::from(*after)));
                self.tree.text.as_bytes().get(from..to).unwrap_or_default()
            }
            Words::Other(text) => text.as_bytes(),
        };
        let look = look(text);
        if let Some(table) = self.open.last_mut() {
            table.has_alike |= table.looks & look != 0;
            table.looks |= look;
        }
        self.keys.push(self.len());
        self.scalar(Kind::Key, start, end, words);
    }

    /// A key that nobody sees, for a value that counts for nothing or is merged.
    pub(in crate::syntax) fn hidden_key(&mut self, start: usize, end: usize) {
        let at = self.len();
        self.scalar(Kind::Key, start, end, Words::Within(0, 0));
        self.hide(at);
    }

    pub(in crate::syntax) fn open(&mut self, kind: Kind, start: usize, end: usize) {
        let (at, first_key) = (self.len(), self.keys.len());
        self.open.push(Open { at, kind, first_key, looks: 0, has_alike: false });
        self.scalar(kind, start, end, Words::Within(0, 0));
    }

    /// Closes the innermost list or table. `end` is the byte after it; `None` keeps the end it has.
    pub(in crate::syntax) fn close(&mut self, end: Option<usize>, problems: &mut Found) {
        let Some(open) = self.open.pop() else { return };
        if open.at < self.n_resumed {
            self.split(open);
        } else if open.has_alike {
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
    pub(in crate::syntax) fn last_end(&self) -> usize {
        self.tree.slots.last().map_or(0, |it| it.end as usize)
    }

    /// Closes what is open, gives each key a value, and an empty root to a text without content.
    pub(in crate::syntax) fn finish(mut self) -> Tree<'s> {
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

    #[cold]
    fn hide_repeated(&mut self, first_key: usize, problems: &mut Found) {
        let mut repeated: Vec<(usize, usize)> = Vec::new();
        let keys = self.keys.get(first_key..).unwrap_or_default();
        let tree = &self.tree;
        if keys.len() <= FEW {
            // Most keys differ in how long they are or how they begin or end: only those that do not are compared.
            let mut looks = 0;
            for (n, key) in keys.iter().enumerate() {
                let text = tree.text_of(*key);
                let look = look(text.as_bytes());
                if looks & look != 0 {
                    let before = keys.iter().take(n).find(|it| tree.text_of(**it) == text);
                    repeated.extend(before.map(|first| (*first, *key)));
                }
                looks |= look;
            }
        } else {
            let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
            seen.reserve(keys.len());
            for key in keys {
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
    pub(in crate::syntax) fn end_of(&self, at: usize) -> usize {
        self.tree.slot(at).next(at)
    }

    /// Writes the slots of a range once more at the end, less what is hidden; gives how many values that were.
    /// Texts keep their places; nothing is copied but slots.
    pub(in crate::syntax) fn repeat(&mut self, from: usize, to: usize) -> usize {
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
    pub(in crate::syntax) fn words_at(&mut self, at: usize) -> Words<'s> {
        let slot = self.tree.slot(at);
        if slot.owned {
            return Words::Other(self.tree.owned.get(slot.load as usize).cloned().unwrap_or_default());
        }
        Words::Other(Cow::Borrowed(text_of(slot, self.tree.text, &[])))
    }

    /// Moves a list or table to another place of the text.
    pub(in crate::syntax) fn stand(&mut self, at: usize, start: usize, end: usize) {
        if let Some(slot) = self.tree.slots.get_mut(at) {
            (slot.start, slot.end) = (offset(start), offset(end));
        }
    }

    /// The slots of the visible keys of a closed table, or of the innermost open one.
    pub(in crate::syntax) fn keys_of(&self, table: usize) -> Vec<usize> {
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

    pub(in crate::syntax) fn text_at(&self, at: usize) -> &str {
        self.tree.text_of(at)
    }

    /// The slot of the innermost list or table that is open.
    pub(in crate::syntax) fn innermost_at(&self) -> Option<usize> {
        self.open.last().map(|it| it.at)
    }

    /// A problem at a place of this text.
    pub(in crate::syntax) fn problem(&self, start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem::at(self.span(start, end), message)
    }
}
