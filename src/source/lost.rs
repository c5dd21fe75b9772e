//! What may stand in the parts of texts that could not be read: an error that is only their fault is not told.
//! Never parses.

use rustc_hash::FxHashSet;

use crate::{
    inventory::HOME,
    syntax::Tree,
    text::{FileId, Files, Lack, Problem, Problems, Span},
};

/// How the label of a fault ends after which nothing of a text is read.
const CUT_OFF: &str = "cannot be read on from here";

/// The texts that could not be read, or not whole.
#[derive(Default)]
pub(super) struct Lost {
    /// Texts of which something is missing from the tree.
    pub(super) broken: Vec<FileId>,
    /// Texts that were read up to a fault, each with the byte from which on what was read is of no account.
    pub(super) cut: Vec<(FileId, u32)>,
    /// Something could not be had as text at all.
    pub(super) anything: bool,
}

impl Lost {
    /// Leaves out what may be no error once all texts can be read.
    pub(super) fn sift(&self, mut problems: Problems, files: &Files) -> Problems {
        // A table that is not understood defines what it defines all the same.
        let torn = problems.iter().filter(|it| it.lack.as_deref() == Some(&Lack::Table)).filter_map(|it| it.span);
        let mut texts = self.broken.iter().copied().chain(torn.map(|it| it.file)).collect::<Vec<_>>();
        texts.sort_unstable();
        texts.dedup();
        if texts.is_empty() && !self.anything {
            return problems;
        }
        let uses = problems.iter().filter(|it| matches!(it.lack.as_deref(), Some(Lack::Word(_) | Lack::Flow(..))));
        let mut uses = uses.filter_map(|it| it.span).collect::<Vec<_>>();
        uses.sort_unstable_by_key(|it| (it.file, it.start));
        let texts = texts.into_iter().map(|it| Words::of(it, &uses, files)).collect::<Vec<_>>();
        problems.retain(|it| !self.is_half(it) && !self.may_be_there(it, &texts));
        problems
    }

    /// Sets a text aside, of which the tree holds what could be read.
    pub(super) fn set_aside(&mut self, file: FileId, tree: Option<&Tree<'_>>, problems: &Problems) {
        self.broken.push(file);
        let is_cut = |it: &Problem| it.label.ends_with(CUT_OFF) && it.span.is_some_and(|it| it.file == file);
        let tree = tree.filter(|_| problems.iter().any(is_cut));
        self.cut.extend(tree.and_then(begun_last).map(|it| (file, it)));
    }

    /// Whether a problem is of what a fault of the syntax left half.
    fn is_half(&self, problem: &Problem) -> bool {
        let touches =
            |it: Span| self.cut.iter().any(|(file, from)| it.file == *file && (it.start >= *from || it.end > *from));
        problem.span.is_some_and(touches) || problem.related.iter().any(|(it, _)| touches(*it))
    }

    fn may_be_there(&self, problem: &Problem, texts: &[Words<'_>]) -> bool {
        let held =
            |words: &[&str]| self.anything || texts.iter().any(|text| words.iter().all(|word| text.may_define(word)));
        match problem.lack.as_deref() {
            None | Some(Lack::Table | Lack::Rest(_)) => false,
            Some(Lack::Part) => problem.span.is_some_and(|it| self.broken.contains(&it.file)),
            Some(Lack::Word(word)) => held(&[word]),
            // The short form does not name who sends.
            Some(Lack::Flow(from, to)) if from == HOME => held(&[to]),
            Some(Lack::Flow(from, to)) => held(&[from, to]),
        }
    }
}

/// Where the entry begins that was read last, of a table's last table the last one in it: a fault after it may be its own.
fn begun_last(tree: &Tree<'_>) -> Option<u32> {
    let last = tree.root().entries().last()?;
    let inner = last.value.entries().last().map(|it| it.key_span);
    let inner = inner.or_else(|| last.value.items().last().map(|it| it.span()));
    Some(inner.unwrap_or(last.key_span).start)
}

/// The words of a text, apart from those that only use an id which nothing defines.
struct Words<'f> {
    words: FxHashSet<&'f str>,
    /// Some words may be written otherwise than they are meant.
    is_escaped: bool,
}

impl<'f> Words<'f> {
    /// `uses` by file and place.
    fn of(file: FileId, uses: &[Span], files: &'f Files) -> Self {
        let text = files.get(file).map_or("", |it| it.text.as_str());
        let mut uses = uses.iter().filter(|it| it.file == file).peekable();
        let mut words = FxHashSet::default();
        let mut end = 0;
        for piece in text.split_inclusive(|it| !is_of_word(it)) {
            let start = end;
            end += piece.len();
            let word = piece.trim_end_matches(|it| !is_of_word(it));
            while uses.next_if(|it| (it.end as usize) < start + word.len()).is_some() {}
            if !word.is_empty() && uses.peek().is_none_or(|it| start < it.start as usize) {
                words.insert(word);
            }
        }
        let is_escaped = ["\\u", "\\U", "\\x"].iter().any(|it| text.contains(it));
        Self { words, is_escaped }
    }

    fn may_define(&self, id: &str) -> bool {
        let mut parts = id.split(|it| !is_of_word(it)).filter(|it| !it.is_empty());
        self.is_escaped || parts.all(|it| self.words.contains(it))
    }
}

fn is_of_word(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, id: &str, expected: bool) {
        let mut files = Files::default();
        let file = files.add("a.toml", text);
        let uses = [Span::new(file, 7, 13)];
        assert_eq!(Words::of(file, &uses, &files).may_define(id), expected, "{text}");
    }

    #[test]
    fn a_word_that_stands_elsewhere_may_be_defined_there() {
        check("from = \"mail\"", "mail", false);
        check("mail = \"mail\"", "mail", true);
        check("from = \"mail\" [systems.mail]", "mail", true);
        check("from = \"mail\" [systems.mailer]", "mail", false);
        check("from = \"mail\" [systems.e-mail]", "mail", false);
        check("from = \"mail\" mail.operator = 1", "mail", true);
        check("from = \"mail\" [systems.\"ma\\u0069l\"]", "mail", true);
        check("from = \"a b.\" [systems.\"a b.\"]", "a b.", true);
        check("from = \"a b.\" [systems.a]", "a b.", false);
    }
}
