//! The values of the format: how each is written, and what it means. Never decides what follows from it in law.

mod about;
mod forms;
mod period;
mod references;
mod roles;

pub use about::{About, Evidence, EvidenceTable};
pub use forms::{AnnexTable, Annexes, SubprocessorList, Subprocessors};
pub use period::{Certainty, Period};
pub use references::{
    AccessEntry, Accessions, AssessmentRef, Ends, InlineParty, MeasureRef, Party, SystemOrParty, Via,
};
pub use roles::Roles;

use crate::{
    law::{BodyId, Place},
    syntax::{Node, Value},
    text::{Problem, Spanned, closest},
};

use super::{
    keys::{Lower, Shape},
    lower::Lowering,
    several::joined,
    words::Kind,
};

/// Yes, no, or knowingly not known; leaving it out is a fourth thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Somebody looked and does not know.
    Unknown,
}

impl Lower for Answer {
    const SHAPE: Shape = Shape::Answer;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        match node.value() {
            Value::Bool(true) | Value::Plain("true" | "True" | "TRUE") => Some(Self::Yes),
            Value::Bool(false) | Value::Plain("false" | "False" | "FALSE") => Some(Self::No),
            Value::Text("unknown") | Value::Plain("unknown") => Some(Self::Unknown),
            _ => {
                cx.wanted(node, "`true`, `false` or `\"unknown\"`");
                None
            }
        }
    }
}

impl Lower for String {
    const SHAPE: Shape = Shape::Text;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if node.is_list() && std::mem::take(&mut cx.is_prose) {
            return joined(node, cx);
        }
        text(node, cx, "text").map(str::to_owned)
    }
}

/// The text of a scalar, or a problem that says what was wanted.
pub(crate) fn text<'t>(node: Node<'t>, cx: &mut Lowering<'_>, wanted: &str) -> Option<&'t str> {
    let text = node.scalar();
    if text.is_none() {
        cx.wanted(node, wanted);
    }
    text
}

/// Reads one of a fixed set of words.
pub(crate) fn lower_word<T>(
    node: Node<'_>,
    cx: &mut Lowering<'_>,
    words: &[&str],
    of: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let Some(word) = node.word() else {
        cx.wanted(node, &format!("one of {}", listed(words)));
        return None;
    };
    let found = of(word);
    if found.is_none() {
        cx.unknown_word(node.span(), word, words);
    }
    found
}

/// Words in backticks, separated by commas.
pub(crate) fn listed(words: &[&str]) -> String {
    words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

/// Declares words that are data: each is checked against the list of that name.
macro_rules! data_words {
    ($($(#[doc = $about:literal])+ $name:ident from $list:ident,)+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub String);

        impl Lower for $name {
            const SHAPE: Shape = Shape::Text;

            fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
                let word = text(node, cx, "a word")?;
                let words = &cx.law.words.$list;
                if words.iter().any(|it| it == word) {
                    return Some(Self(word.to_owned()));
                }
                let words = words.iter().map(String::as_str).collect::<Vec<_>>();
                cx.unknown_word(node.span(), word, &words);
                None
            }
        }
    )+};
}

data_words! {
    /// A sector, as the decisions' data name them.
    Sector from sectors,
    /// A kind of purpose, as the decisions' data name them.
    PurposeKind from purposes,
    /// A public list of recipients.
    ListName from lists,
}

/// An international organization that is known, by any of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyName(pub BodyId);

impl Lower for BodyName {
    const SHAPE: Shape = Shape::Text;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let word = text(node, cx, "the name of an international organization")?;
        let found = cx.law.places.body_called(word);
        if found.is_none() {
            let problem = Problem::at(node.span(), format!("`{word}` is no international organization that is known"));
            let n_words = if cx.may_suggest() { usize::MAX } else { 0 };
            let help = match closest(word, cx.law.places.body_words().take(n_words)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "leave `body` out for one that is not in `data/organizations.toml`".to_owned(),
            };
            cx.problem(problem.label("unknown organization").help(help));
        }
        found.map(Self)
    }
}

/// An edition of a set of clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionName(pub String);

impl Lower for EditionName {
    const SHAPE: Shape = Shape::Text;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let word = text(node, cx, "a word")?;
        let editions = &cx.law.words.editions;
        if editions.iter().any(|it| it == word) {
            return Some(Self(word.to_owned()));
        }
        if Kind::of(word).is_some() {
            // The nearest edition would turn it into something that it is not.
            let problem = Problem::at(node.span(), format!("`{word}` is no edition of clauses for transfers"));
            let help = format!("it is a kind of its own: write `kind = \"{word}\"` and no `edition`");
            cx.problem(problem.label("another kind of paper").help(help));
            return None;
        }
        let editions = editions.iter().map(String::as_str).collect::<Vec<_>>();
        cx.unknown_word(node.span(), word, &editions);
        None
    }
}

/// An adequacy decision by its number, or by a name that the decisions' data have for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionName(pub String);

impl Lower for DecisionName {
    const SHAPE: Shape = Shape::Text;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let name = text(node, cx, "the number of a decision")?;
        if cx.law.knows_decision(name) {
            return Some(Self(name.to_owned()));
        }
        let problem = Problem::at(node.span(), format!("no decision `{name}` is known here")).label("unknown decision");
        cx.problem(match cx.law.nearest_decision(name) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write its number as it is cited; `transborder place` shows those of a country"),
        });
        None
    }
}

/// Which laws an organization is said to be bound by or free from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Laws(pub Vec<(String, Spanned<Answer>)>);

impl Laws {
    /// What is said of one law.
    #[must_use]
    pub fn get(&self, law: &str) -> Option<Answer> {
        self.0.iter().find(|(name, _)| name == law).map(|(_, answer)| answer.value)
    }
}

impl Lower for Laws {
    const SHAPE: Shape = Shape::Either("a table of laws, each `true`, `false` or `\"unknown\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let Value::Table(entries) = node.value() else {
            cx.wanted(node, "a table such as `{ PIPEDA = true }`");
            return None;
        };
        let mut laws = Self::default();
        for entry in entries {
            if !cx.law.words.laws.iter().any(|it| it == entry.key) {
                let words = cx.law.words.laws.iter().map(String::as_str).collect::<Vec<_>>();
                cx.unknown_word(entry.key_span, entry.key, &words);
            } else if let Some(answer) = Answer::lower(entry.value, cx) {
                laws.0.push((entry.key.to_owned(), Spanned::new(answer, entry.value.span())));
            }
        }
        Some(laws)
    }
}

impl Lower for Place {
    const SHAPE: Shape = Shape::Place;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let word = text(node, cx, "a place such as `\"DE\"` or `\"aws:eu-central-1\"`")?;
        match cx.place(word) {
            Ok(place) => {
                if let Some(note) = &place.note {
                    cx.place_note(node.span(), note);
                }
                Some(place)
            }
            Err(misplaced) => {
                cx.problem(Problem::at(node.span(), misplaced.message).label("not a place").help(misplaced.help));
                None
            }
        }
    }
}

/// One of the four modules of the clauses of 2021.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Module(pub u8);

impl Lower for Module {
    const SHAPE: Shape = Shape::Number;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let (Value::Number(raw) | Value::Plain(raw) | Value::Text(raw)) = node.value() else {
            cx.wanted(node, "a module: 1, 2, 3 or 4");
            return None;
        };
        let number = raw.parse().ok().filter(|it| (1..=4).contains(it));
        if number.is_none() {
            let problem = Problem::at(node.span(), format!("`{raw}` is no module")).label("no such module");
            cx.problem(problem.help("write 1, 2, 3 or 4"));
        }
        number.map(Self)
    }
}

/// A text, or the word `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOrNone {
    /// Knowingly nothing.
    Nothing,
    /// Somebody looked and does not know, or wrote nothing between the quotes.
    Unknown,
    /// What it is.
    Text(String),
}

impl Lower for TextOrNone {
    const SHAPE: Shape = Shape::Either("text, or `\"none\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        match text(node, cx, "text, or `\"none\"`")? {
            "none" => Some(Self::Nothing),
            text if matches!(text.trim(), "" | "unknown") => Some(Self::Unknown),
            text => Some(Self::Text(text.to_owned())),
        }
    }
}

/// Declares values that are written as inline tables.
macro_rules! inline_tables {
    ($($name:ident $shown:literal;)+) => {$(
        impl $crate::inventory::keys::Lower for $name {
            const SHAPE: $crate::inventory::keys::Shape = $crate::inventory::keys::Shape::Table($shown);

            fn lower(node: $crate::syntax::Node<'_>, cx: &mut $crate::inventory::lower::Lowering<'_>) -> Option<Self> {
                if node.is_table() {
                    return Some($crate::inventory::keys::lower_table(node, cx));
                }
                cx.wanted(node, concat!("a table `", $shown, "`"));
                None
            }

            fn renumber(&mut self, moves: $crate::inventory::keys::Moves) {
                $crate::inventory::keys::Table::renumber(self, moves);
            }
        }
    )+};
}
pub(crate) use inline_tables;
