//! The one table of keys: what a table may hold, how each value is written, and how it is read.
//! Lowering, suggestions and the key reference all follow from it.

use crate::{
    syntax::{Entry, Node, Value},
    text::{Origin, Problem, Span, Spanned, closest},
};

use super::{
    lower::Lowering,
    values::{About, Period},
};

/// A fact that somebody may have recorded; `None` is "missing", which is not the same as any recorded answer.
pub type Fact<T> = Option<Spanned<T>>;

/// A fact that few tables hold, boxed so that its absence costs one word.
pub type Rare<T> = Option<Box<Spanned<T>>>;

/// A list written as one value or as several.
pub type Many<T> = Vec<Spanned<T>>;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A day, a month or a year.
    Date,
    /// A whole number.
    Number,
    /// `true`, `false` or `"unknown"`.
    Answer,
    /// A country, region, bloc or one of the words for places.
    Place,
    /// An organization's id, or `{ name, country }`.
    Party,
    /// The id of an entry of a table.
    Id(&'static str),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A table of its own, by the name of its keys.
    Table(&'static str),
    /// Several ways, said in words.
    Either(&'static str),
    /// One of these, or a list of them.
    Many(&'static Self),
}

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// How its value is written.
    pub shape: Shape,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// Whether a rule or a step of the assessment reads it today.
    pub judged: bool,
}

/// A value that can be read from a node; problems go to the lowering.
pub trait Lower: Sized {
    /// How the value is written.
    const SHAPE: Shape;
    /// Reads the value; `None` after a problem was pushed.
    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self>;
}

impl<T: Lower + 'static> Lower for Many<T> {
    const SHAPE: Shape = Shape::Many(&T::SHAPE);

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let one = |node: Node<'_>, cx: &mut Lowering<'_>| Some(Spanned::new(T::lower(node, cx)?, node.span()));
        match node.value() {
            crate::syntax::Value::List(items) => Some(items.filter_map(|it| one(it, cx)).collect()),
            _ => one(node, cx).map(|it| vec![it]),
        }
    }
}

/// A slot that a fact is kept in.
pub trait Slot {
    /// The value of the fact.
    type Value: Lower;
    /// Keeps a value.
    fn fill(&mut self, value: Spanned<Self::Value>);
    /// The span of what is kept.
    fn span(&self) -> Option<Span>;
    /// How what is kept came to be known.
    fn origin(&self) -> Option<Origin>;
}

impl<T: Lower> Slot for Fact<T> {
    type Value = T;
    fn fill(&mut self, value: Spanned<T>) {
        *self = Some(value);
    }
    fn span(&self) -> Option<Span> {
        self.as_ref().map(|it| it.span)
    }
    fn origin(&self) -> Option<Origin> {
        self.as_ref().map(|it| it.origin)
    }
}

impl<T: Lower> Slot for Rare<T> {
    type Value = T;
    fn fill(&mut self, value: Spanned<T>) {
        *self = Some(Box::new(value));
    }
    fn span(&self) -> Option<Span> {
        self.as_ref().map(|it| it.span)
    }
    fn origin(&self) -> Option<Origin> {
        self.as_ref().map(|it| it.origin)
    }
}

/// A key that somebody filled in.
#[derive(Debug, Clone, Copy)]
pub struct Recorded {
    /// The key.
    pub key: &'static Key,
    /// Where its value stands.
    pub span: Span,
    /// Whether somebody wrote it.
    pub origin: Origin,
}

/// A table with keys of its own.
pub trait Table: Default {
    /// The name of the table as the key reference shows it, such as `organizations.ID`.
    const PATH: &'static str;
    /// Its keys, in the order in which they are documented, without those that every table has.
    const KEYS: &'static [Key];
    /// The facts that every table may hold.
    fn about(&mut self) -> &mut Option<Box<About>>;
    /// The keys that are filled in, in the order of `KEYS`.
    fn recorded(&self) -> Vec<Recorded>;
    /// Reads one key; `false` if the table has no such key.
    fn set(&mut self, entry: Entry<'_>, cx: &mut Lowering<'_>) -> bool;
}

/// Reads a table: every key that it has, and a problem for every key that it has not.
pub fn lower_table<T: Table>(node: Node<'_>, cx: &mut Lowering<'_>) -> T {
    let mut table = T::default();
    for entry in node.entries() {
        if is_empty_list(entry.value) && !means_none(T::PATH, entry.key) {
            cx.problem(
                Problem::at(entry.value.span(), format!("an empty list says nothing of `{}`", entry.key))
                    .label("nothing is in it")
                    .help(format!("leave `{}` out, or name what belongs in it", entry.key)),
            );
            continue;
        }
        if !table.set(entry, cx) && !About::set(table.about(), entry, cx) {
            unknown_key::<T>(entry, cx);
        }
    }
    check_interval(node, cx);
    table
}

fn is_empty_list(node: Node<'_>) -> bool {
    matches!(node.value(), Value::List(_)) && node.items().next().is_none()
}

/// Whether an empty list is an answer: "names none", "has none".
fn means_none(table: &str, key: &str) -> bool {
    let paper = table == "notices" && matches!(key, "countries" | "recipients" | "safeguards" | "remote-access");
    paper
        || matches!(
            key,
            "special" | "derived-from" | "listed" | "categories" | "subjects" | "tags" | "measures" | "evidence"
        )
}

/// An interval that ends before it begins switches off what it stands on: a slip of the pen.
fn check_interval(node: Node<'_>, cx: &mut Lowering<'_>) {
    let Some(end) = node.get("until") else {
        return;
    };
    let begin = node.get("since").or_else(|| node.get("from"));
    let days = begin.and_then(|begin| Some((begin, Period::written(begin.value)?, Period::written(end.value)?)));
    if let Some((begin, first, last)) = days.filter(|(_, first, last)| last.last < first.first) {
        let message = format!("it ends on {} before it begins on {}", last.shown(), first.shown());
        let problem = Problem::at(end.value.span(), message).label("the end");
        cx.problem(problem.related(begin.value.span(), "the beginning").help("one of the two days is wrong"));
    }
}

fn unknown_key<T: Table>(entry: Entry<'_>, cx: &mut Lowering<'_>) {
    let names = T::KEYS.iter().chain(About::KEYS).map(|it| it.name);
    let problem = Problem::at(entry.key_span, format!("`{}` has no key `{}`", T::PATH, entry.key)).label("unknown key");
    cx.problem(match closest(entry.key, names.clone()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("its keys are {}", names.collect::<Vec<_>>().join(", "))),
    });
}

/// Declares a table: its struct, its keys, how each is read and how two tables of one id are merged.
macro_rules! table {
    ($(#[doc = $about:literal])+ $name:ident $path:literal {
        $($(#[doc = $doc:literal])+ $field:ident: $slot:ident<$ty:ty> = $key:literal $($later:ident)?,)+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            /// The facts that every table may hold.
            pub about: Option<Box<$crate::inventory::values::About>>,
            $($(#[doc = $doc])+ pub $field: $crate::inventory::keys::$slot<$ty>,)+
        }

        impl $crate::inventory::keys::Table for $name {
            const PATH: &'static str = $path;
            const KEYS: &'static [$crate::inventory::keys::Key] = &[$($crate::inventory::keys::Key {
                name: $key,
                shape: <$ty as $crate::inventory::keys::Lower>::SHAPE,
                about: concat!($($doc),+),
                judged: true $(&& $crate::inventory::keys::$later)?,
            },)+];

            fn about(&mut self) -> &mut Option<Box<$crate::inventory::values::About>> {
                &mut self.about
            }

            fn recorded(&self) -> Vec<$crate::inventory::keys::Recorded> {
                let slots = [$((
                    $crate::inventory::keys::Slot::span(&self.$field),
                    $crate::inventory::keys::Slot::origin(&self.$field),
                ),)+];
                let keys = <Self as $crate::inventory::keys::Table>::KEYS.iter().zip(slots);
                let filled = keys.filter_map(|(key, (span, origin))| {
                    Some($crate::inventory::keys::Recorded { key, span: span?, origin: origin? })
                });
                filled.collect()
            }

            fn set(&mut self, entry: $crate::syntax::Entry<'_>, cx: &mut $crate::inventory::lower::Lowering<'_>) -> bool {
                match entry.key {
                    $($key => {
                        $(let _ = $crate::inventory::keys::$later; cx.recorded($path, $key);)?
                        if let Some(value) = <$ty as $crate::inventory::keys::Lower>::lower(entry.value, cx) {
                            let value = $crate::text::Spanned::new(value, entry.value.span());
                            $crate::inventory::keys::Slot::fill(&mut self.$field, value);
                        }
                    })+
                    _ => return false,
                }
                true
            }
        }

        impl $name {
            /// Takes over what `other` says of the same thing; what both say differently is given to `differs`
            /// as key and both places.
            #[allow(dead_code, reason = "only tables that can be written in two forms are merged")]
            pub(crate) fn merge(&mut self, other: Self, differs: &mut impl FnMut(&'static str, $crate::text::Span, $crate::text::Span)) {
                if let Some(about) = other.about {
                    match &mut self.about {
                        Some(own) => {
                            if let (Some(own), Some(theirs)) = (&own.name, &about.name) {
                                if own.value != theirs.value {
                                    differs("name", own.span, theirs.span);
                                }
                            }
                            own.merge(*about);
                        }
                        none => *none = Some(about),
                    }
                }
                $(match (&self.$field, other.$field) {
                    (_, None) => {}
                    (None, theirs) => self.$field = theirs,
                    (Some(own), Some(theirs)) if own.value == theirs.value => {}
                    (Some(own), Some(theirs)) if theirs.is_assumed() || own.is_assumed() => {
                        if own.is_assumed() {
                            self.$field = Some(theirs);
                        }
                    }
                    (Some(own), Some(theirs)) => differs($key, own.span, theirs.span),
                })+
            }
        }
    };
}
pub(crate) use table;

/// Marks a key that is read and checked, and that no rule judges yet.
#[allow(non_upper_case_globals, reason = "stands as a word in the tables of keys")]
pub(crate) const recorded: bool = false;
