//! A long text of JSON read in parts side by side. Never tells of a problem: where anything is wrong with a part, or two
//! parts do not fit together, there is no tree, and the text must be read in one go.
//!
//! Each part but the first begins at a guess: that there an item of a list, or an entry of a table, of the root begins.
//! The guess is right if the part before, which began rightly, comes to stand there in exactly that state; the first begins
//! where the text does. So all parts together say what one reader of the whole text would have said.

use memchr::{memchr, memrchr};

use crate::text::{FileId, n_parts, side_by_side};

use super::{Found, Kind, Reader, Stop, Tape};
use crate::syntax::{Tree, tree};

/// Into how many parts a text is cut, and how sure one must be of each cut.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Cutting {
    pub(in crate::syntax) n_parts: usize,
    /// So many bytes after a cut must make sense,
    pub(in crate::syntax) ahead: usize,
    /// and so many whole items or entries must stand in them.
    pub(in crate::syntax) sure: usize,
}

impl Cutting {
    /// Parts of less bytes than this are read sooner than a thread is started.
    const WORTH_IT: usize = 1 << 17;

    /// As many parts as there are processors, if the text is long enough.
    pub(in crate::syntax) fn of(length: usize) -> Self {
        // To look ahead is to read more than most entries, in a fraction of a millisecond.
        Self { n_parts: n_parts(length, Self::WORTH_IT), ahead: 1 << 13, sure: 3 }
    }
}

/// Guesses at one cut, until it is left out.
const GUESSES: usize = 16;

/// A guess: here begins an item or entry of a list or table of the root.
#[derive(Clone, Copy)]
struct Cut {
    at: usize,
    kind: Kind,
}

/// Reads a text from a byte on; `None` unless it is cut and all is right with it.
pub(in crate::syntax) fn parse_in_parts(text: &str, file: FileId, start: usize, cutting: Cutting) -> Option<Tree<'_>> {
    let cuts = cuts(text, file, start, cutting);
    if cuts.is_empty() {
        return None;
    }
    let from = std::iter::once(None).chain(cuts.iter().copied().map(Some));
    let until = cuts.iter().copied().map(Some).chain([None]);
    let pieces = side_by_side(from.zip(until).collect(), text.len(), |(from, until): (Option<Cut>, Option<Cut>)| {
        let begin = from.map_or(start, |it| it.at);
        let length = until.map_or(text.len(), |it| it.at) - begin;
        let mut tape = match from {
            Some(cut) => Tape::resumed(text, file, length, cut.kind),
            None => Tape::first(text, file, length),
        };
        let mut found = Found::default();
        let mut reader = Reader::new(&mut tape, begin, &mut found);
        reader.until = Some(until.map_or(usize::MAX, |it| it.at));
        let ended = if from.is_some() { reader.resume() } else { reader.document() };
        let end = reader.at;
        if !found.list.is_empty() {
            return None;
        }
        match (ended, until) {
            (Err(Stop), Some(cut)) if end == cut.at => tape.cut(cut.kind),
            (Ok(()), None) => tape.last(),
            _ => None,
        }
    });
    tree::join(pieces.into_iter().collect::<Option<_>>()?)
}

/// Where to cut a text, in parts of about the same length.
fn cuts(text: &str, file: FileId, start: usize, cutting: Cutting) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut last = start;
    for n in 1..cutting.n_parts {
        let near = text.len() / cutting.n_parts * n;
        if let Some(cut) = guess(text, file, near.max(last), cutting) {
            last = cut.at;
            cuts.push(cut);
        }
    }
    cuts
}

/// The first place after a byte from which on the text makes sense as more of a list or table of the root.
fn guess(text: &str, file: FileId, near: usize, cutting: Cutting) -> Option<Cut> {
    let bytes = text.as_bytes();
    // Farther on is the part of the next cut.
    let far = (near + text.len() / cutting.n_parts.max(1)).min(text.len());
    let mut from = near;
    for _ in 0..GUESSES {
        let comma = from + memchr(b',', bytes.get(from..far)?)?;
        let cut = after(bytes, comma)?;
        let mut tape = Tape::resumed(text, file, cutting.ahead, cut.kind);
        let mut found = Found::default();
        let mut reader = Reader::new(&mut tape, cut.at, &mut found);
        reader.until = Some(cut.at.saturating_add(cutting.ahead));
        let _ = reader.resume();
        from = match (found.list.first().and_then(|it| it.span), tape.resumed_end()) {
            // A wrong guess that lies deeper than was thought comes to grief at the comma after the item around it.
            (Some(wrong), _) => {
                let later = bytes.get(comma + 1..=wrong.start as usize).and_then(|it| memrchr(b',', it));
                comma + 1 + later.unwrap_or_default()
            }
            // The entries of a table of the root look like its own: where one soon ends it was rather one of those.
            (None, Some(end)) => end,
            (None, None) if tape.n_resumed_items() >= cutting.sure => return Some(cut),
            (None, None) => comma + 1,
        };
    }
    None
}

/// What seems to begin after a comma: an entry if a key stands there, else an item.
fn after(bytes: &[u8], comma: usize) -> Option<Cut> {
    let skip_space = |from: usize| {
        let space = bytes.get(from..)?.iter().position(|it| !matches!(it, b' ' | b'\n' | b'\r' | b'\t'))?;
        Some(from + space)
    };
    let at = skip_space(comma + 1)?;
    let is_key = bytes.get(at) == Some(&b'"')
        && memchr(b'"', bytes.get(at + 1..)?)
            .and_then(|it| skip_space(at + it + 2))
            .is_some_and(|it| bytes.get(it) == Some(&b':'));
    Some(Cut { at, kind: if is_key { Kind::Table } else { Kind::List } })
}

impl Reader<'_, '_> {
    /// Reads on where an item or entry of the innermost list or table begins.
    fn resume(&mut self) -> Result<(), Stop> {
        if self.tape.innermost() == Some(Kind::Table) {
            self.key()?;
        }
        self.values()
    }

    /// Whether a part ends before this item or entry: the next part begins here, or this one is in vain.
    pub(super) fn is_end_of_part(&self) -> bool {
        self.until.is_some_and(|it| self.at >= it || !self.problems.list.is_empty())
    }
}
