//! The pieces of a long text that was read in parts: each is a tree of its own and knows the next one.
//! Never copies a slot, never decides where a text is cut.
//!
//! A text is cut inside a list or table of its root. A piece begins with slots that stand for these two, and where it ends
//! each has a mark: whoever walks over the mark goes on in the next piece, after the slot that stands for the same there.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::{
    syntax::offset,
    text::{FileId, is_long, side_by_side},
};

use super::{Entries, Entry, Items, Kind, Node, Run, Slot, Tape, Tree, tape::Open};

/// In a piece that is no first one: the slot of the root.
const ROOT: usize = 0;

/// In a piece that is no first one: the slot of the list or table that the text was cut in. A hidden key stands before it.
const INNER: usize = 2;

/// A part of a text that was read by itself.
pub(in crate::syntax) struct Piece<'s> {
    tree: Tree<'s>,
    split: Vec<Split>,
    /// The list or table that the text was cut in, where the piece ends.
    inner: usize,
}

/// The keys of a table that does not stand whole in a piece, as far as they stand there.
pub(super) struct Split {
    /// The slot of the table.
    table: usize,
    /// A number for each key. Equal keys have the same.
    keys: Vec<u64>,
}

impl<'s> Tape<'s> {
    /// A tape for so many bytes of a text, of which the root and a list or table in it were opened in a piece before.
    pub(in crate::syntax) fn resumed(text: &'s str, file: FileId, length: usize, inner: Kind) -> Self {
        let mut tape = Self::of_part(text, file, length);
        tape.open(Kind::Table, 0, 0);
        tape.hidden_key(0, 0);
        tape.open(inner, 0, 0);
        tape.n_resumed = tape.len();
        tape
    }

    /// Where the list or table ended that was resumed, if it did.
    pub(in crate::syntax) fn resumed_end(&self) -> Option<usize> {
        let is_open = self.open.iter().any(|it| it.at == INNER);
        (!is_open).then(|| self.tree.slot(INNER).end as usize)
    }

    /// How many items or entries it has here that are whole.
    pub(in crate::syntax) fn n_resumed_items(&self) -> usize {
        let key = usize::from(self.tree.slot(INNER).kind == Kind::Table);
        let next = |at: &usize| {
            let value = at + key;
            // What is still open ends nowhere yet.
            (value < self.len()).then(|| self.end_of(value)).filter(|end| *end > value)
        };
        std::iter::successors(Some(INNER + 1), next).skip(1).count()
    }

    /// The tape of the first piece, which has so many bytes.
    pub(in crate::syntax) fn first(text: &'s str, file: FileId, length: usize) -> Self {
        Self::of_part(text, file, length)
    }

    /// Ends a piece inside a list or table of the root; `None` where the text does not stand in one of that kind.
    pub(in crate::syntax) fn cut(mut self, kind: Kind) -> Option<Piece<'s>> {
        let [root, inner] = *self.open else { return None };
        if self.tree.slot(root.at).kind != Kind::Table || self.tree.slot(inner.at).kind != kind {
            return None;
        }
        for (open, same) in [(inner, INNER), (root, ROOT)] {
            self.split(open);
            self.keys.truncate(open.first_key);
            let rest = Slot { start: 0, end: 0, load: offset(same), kind: Kind::Rest, owned: false, hidden: false };
            self.tree.slots.push(rest);
            let next = offset(self.len());
            self.tree.slots.get_mut(open.at).into_iter().for_each(|it| it.load = next);
        }
        Some(Piece { tree: self.tree, split: self.split, inner: inner.at })
    }

    /// Ends the last piece; `None` where something is still open.
    pub(in crate::syntax) fn last(self) -> Option<Piece<'s>> {
        self.open.is_empty().then_some(Piece { tree: self.tree, split: self.split, inner: INNER })
    }

    /// Notes the keys of a table that begins or goes on in another piece.
    pub(super) fn split(&mut self, open: Open) {
        let keys = self.keys.get(open.first_key..).unwrap_or_default();
        let keys = keys.iter().map(|it| FxBuildHasher.hash_one(self.tree.text_of(*it))).collect();
        self.split.push(Split { table: open.at, keys });
    }
}

/// Makes one tree of the pieces of a text; `None` where a key may stand twice in a table that is in several of them.
pub(in crate::syntax) fn join(mut pieces: Vec<Piece<'_>>) -> Option<Tree<'_>> {
    if has_repeated_keys(&pieces) {
        return None;
    }
    let mut tree = pieces.pop()?.tree;
    while let Some(mut piece) = pieces.pop() {
        // What goes on ends where its rest ends.
        for (slot, rest) in [(piece.inner, INNER), (ROOT, ROOT)] {
            let end = tree.slot(rest).end;
            piece.tree.slots.get_mut(slot).into_iter().for_each(|it| it.end = end);
        }
        piece.tree.rest = Some(Box::new(tree));
        tree = piece.tree;
    }
    Some(tree)
}

/// Whether two keys of a table that is in several pieces are the same, or look so.
fn has_repeated_keys(pieces: &[Piece<'_>]) -> bool {
    let mut n_tables = 1;
    let mut tables = Vec::new();
    for split in pieces.iter().flat_map(|it| &it.split) {
        // The one that the last piece was cut in, or another one that was opened since then.
        n_tables += u64::from(split.table != ROOT && split.table != INNER);
        tables.push((if split.table == ROOT { 0 } else { n_tables }, split.keys.as_slice()));
    }
    let n_keys = tables.iter().map(|it| it.1.len()).sum::<usize>();
    // Each thread looks at the keys that leave another remainder.
    let n_threads = if is_long(n_keys) { pieces.len() as u64 } else { 1 };
    let has_repeated = |remainder: u64| {
        let mut seen = FxHashSet::default();
        let keys = tables.iter().flat_map(|(table, keys)| keys.iter().map(move |it| (*table, *it)));
        keys.filter(|it| it.1 % n_threads == remainder).any(|it| !seen.insert(it))
    };
    side_by_side((0..n_threads).collect(), n_keys, has_repeated).contains(&true)
}

impl<'t> Run<'t> {
    /// Goes on at a mark: in the next piece, with what it has of the same list or table.
    #[cold]
    pub(super) fn in_next_piece(self, mark: Slot) -> Option<Self> {
        let tree = self.tree.rest.as_deref()?;
        let same = mark.load as usize;
        Some(Self { tree, at: same + 1, end: tree.slot(same).load as usize })
    }

    /// Cuts it where one piece ends and the next begins.
    fn by_piece(mut self) -> Vec<Self> {
        let mut runs = Vec::new();
        // A mark is the last slot of what it belongs to.
        while let Some(last) = self.end.checked_sub(1).filter(|it| *it >= self.at) {
            let slot = self.tree.slot(last);
            if slot.kind != Kind::Rest {
                break;
            }
            runs.push(Self { end: last, ..self });
            let Some(next) = self.in_next_piece(slot) else { return runs };
            self = next;
        }
        runs.push(self);
        runs
    }
}

impl<'t> Items<'t> {
    /// All of them. To find where each begins is to look at a slot in another place: many are found side by side.
    #[must_use]
    pub fn all(self) -> Vec<Node<'t>> {
        all(self.0, |run| Self(run).collect())
    }
}

impl<'t> Entries<'t> {
    /// All of them, as [`Items::all`].
    #[must_use]
    pub fn all(self) -> Vec<Entry<'t>> {
        all(self.0, |run| Self(run).collect())
    }
}

fn all<'t, T: Send>(run: Run<'t>, collect: impl Fn(Run<'t>) -> Vec<T> + Sync) -> Vec<T> {
    let runs = run.by_piece();
    let n_slots = runs.iter().map(|it| it.end - it.at).sum();
    let mut found = side_by_side(runs, n_slots, collect).into_iter();
    let mut all = found.next().unwrap_or_default();
    found.for_each(|mut it| all.append(&mut it));
    all
}
