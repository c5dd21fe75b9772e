//! All keys that records lack, although the reader stops at the first: something stands in for each until the next is named.
//! What stands in reaches nobody: such records are taken out before anything is made of them.

use std::{borrow::Cow, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue, Error},
};

use crate::text::{FileId, Problem, Problems};

use super::reading::span_in;

/// Values of every type, one of which a missing key can have; the first is the word that is tried first.
const STAND_INS: [&str; 6] = ["\"x\"", "[]", "false", "2000-01-01", "0", "{}"];

/// The keys that records lack, record by record.
pub(super) struct Gaps {
    /// Where everything that stands in is said to stand: nothing else does.
    mark: Range<usize>,
    told: Vec<(Range<usize>, Vec<String>)>,
    /// Records that something stands in.
    mended: Vec<Range<usize>>,
    standing: Option<Standing>,
}

/// What stands in for a key.
struct Standing {
    record: Range<usize>,
    key: String,
    next: usize,
}

/// What became of an error.
pub(super) enum Outcome {
    /// It is about something else.
    Other,
    /// It can be read on.
    ReadOn,
    /// Nothing fits this record.
    Hopeless(Range<usize>),
}

impl Gaps {
    /// `end` is the end of the file that is read.
    pub(super) fn new(end: usize) -> Self {
        Self { mark: end..end, told: Vec::new(), mended: Vec::new(), standing: None }
    }

    /// Lets something stand in where an error is about a missing key, or something else where that did not fit.
    pub(super) fn meet(
        &mut self,
        tree: &mut Spanned<DeTable<'_>>,
        error: &Error,
        is_torn: impl Fn(&Range<usize>, &str) -> bool,
    ) -> Outcome {
        let span = error.span().unwrap_or(0..0);
        let mut names = error.message().split('`').skip(1).step_by(2);
        if span == self.mark {
            let Some(Standing { record, key, next }) = self.standing.take() else { return Outcome::Other };
            // The reader names the words that it knows.
            let word = names.nth(1).filter(|_| error.message().starts_with("unknown variant") && next == 1);
            let value = match word {
                Some(word) => Some(DeValue::String(Cow::Owned(word.to_owned()))),
                None => STAND_INS.get(next).and_then(|it| DeValue::parse(it).ok()).map(Spanned::into_inner),
            };
            let is_put = value.is_some_and(|it| self.put(tree, &record, &key, it));
            self.standing = Some(Standing { record: record.clone(), key, next: next + 1 });
            return if is_put { Outcome::ReadOn } else { Outcome::Hopeless(record) };
        }
        let Some(key) = names.next().filter(|_| error.message().starts_with("missing field")) else {
            return Outcome::Other;
        };
        if !is_torn(&span, key) {
            match self.told.iter_mut().find(|(it, _)| *it == span) {
                Some((_, keys)) => keys.push(key.to_owned()),
                None => self.told.push((span.clone(), vec![key.to_owned()])),
            }
        }
        self.standing = Some(Standing { record: span.clone(), key: key.to_owned(), next: 1 });
        if !self.put(tree, &span, key, DeValue::String(Cow::Borrowed("x"))) {
            return Outcome::Hopeless(span);
        }
        if !self.mended.contains(&span) {
            self.mended.push(span);
        }
        Outcome::ReadOn
    }

    /// How many records lack something.
    pub(super) fn told(&self) -> usize {
        self.told.len()
    }

    /// Forgets the last record, of which not all is known yet.
    pub(super) fn cut(&mut self) {
        self.told.pop();
    }

    /// A record that something stands in and that is still there; each is given once.
    pub(super) fn mended(&mut self, tree: &mut Spanned<DeTable<'_>>) -> Option<Range<usize>> {
        loop {
            let record = self.mended.pop()?;
            if find(tree, &record).is_some() {
                return Some(record);
            }
        }
    }

    /// One problem for each record.
    pub(super) fn tell(self, file: FileId, problems: &mut Problems) {
        problems.extend(self.told.into_iter().map(|(record, keys)| {
            let are = if keys.len() == 1 { "is" } else { "are" };
            let keys = keys.into_iter().map(|it| format!("`{it}`")).collect::<Vec<_>>();
            Problem::at(span_in(file, &record), format!("{} {are} missing", listed(&keys))).label("in this record")
        }));
    }

    fn put<'i>(&self, tree: &mut Spanned<DeTable<'i>>, record: &Range<usize>, key: &str, value: DeValue<'i>) -> bool {
        let Some(table) = find(tree, record) else { return false };
        // The key goes too: its span is the one that counts.
        table.remove(key);
        table.insert(
            Spanned::new(self.mark.clone(), Cow::Owned(key.to_owned())),
            Spanned::new(self.mark.clone(), value),
        );
        true
    }
}

fn find<'t, 'i>(tree: &'t mut Spanned<DeTable<'i>>, record: &Range<usize>) -> Option<&'t mut DeTable<'i>> {
    if tree.span() == *record { Some(tree.get_mut()) } else { table_at(tree.get_mut(), record) }
}

/// The table that stands in a place.
fn table_at<'t, 'i>(table: &'t mut DeTable<'i>, record: &Range<usize>) -> Option<&'t mut DeTable<'i>> {
    table.iter_mut().find_map(|(_, value)| in_value(value, record))
}

fn in_value<'t, 'i>(value: &'t mut Spanned<DeValue<'i>>, record: &Range<usize>) -> Option<&'t mut DeTable<'i>> {
    let is_it = value.span() == *record;
    match value.get_mut() {
        DeValue::Table(table) => {
            if is_it {
                Some(table)
            } else {
                table_at(table, record)
            }
        }
        DeValue::Array(list) => list.iter_mut().find_map(|it| in_value(it, record)),
        _ => None,
    }
}

/// `a`, `b` and `c`.
fn listed(words: &[String]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => words.concat(),
    }
}
