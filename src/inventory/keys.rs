//! The one table of keys: what a table may hold, how each value is written, and how it is read.
//! Lowering, suggestions and the key reference all follow from it.

use crate::{
    syntax::{Entry, Node},
    text::{Origin, Problem, Span, Spanned, closest},
};

use super::{
    lower::Lowering,
    model::Mechanism,
    several,
    unsaid::{is_unsaid, refuse_unknown_day},
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
    /// Whether it says that there is nothing, so that nothing can stand beside it in a list.
    fn stands_alone(&self) -> bool {
        false
    }
    /// Moves the numbers of entries that stand where they are used; whatever can hold one passes this on.
    fn renumber(&mut self, _: Moves) {}
}

/// By how much the numbers of inline entries move when what was read in parts is put together. Entries with an id come
/// first, and keep theirs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moves {
    pub(super) mechanisms: Move,
    pub(super) assessments: Move,
    pub(super) measures: Move,
}

impl Moves {
    pub(super) fn are_none(self) -> bool {
        [self.mechanisms, self.assessments, self.measures].iter().all(|it| it.by == 0)
    }
}

/// The same for the entries of one table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Move {
    /// The first number of an inline entry.
    pub(super) first: u32,
    pub(super) by: u32,
}

impl Move {
    pub(super) fn apply(self, number: &mut u32) {
        if *number >= self.first {
            *number = number.saturating_add(self.by);
        }
    }
}

impl<T: Lower + 'static> Lower for Many<T> {
    const SHAPE: Shape = Shape::Many(&T::SHAPE);

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let one = |node: Node<'_>, cx: &mut Lowering<'_>| Some(Spanned::new(T::lower(node, cx)?, node.span()));
        if !node.is_list() {
            return one(node, cx).map(|it| vec![it]);
        }
        // Flows have many short lists: none takes more room than it needs.
        let mut list = Self::with_capacity(node.items().count());
        list.extend(node.items().filter_map(|it| one(it, cx)));
        if let Some(alone) = list.iter().find(|it| list.len() > 1 && it.value.stands_alone()) {
            let problem = Problem::at(alone.span, "`none` stands in a list with others");
            cx.problem(problem.label("nobody").help("keep `none`, or what stands beside it"));
        }
        Some(list)
    }

    fn renumber(&mut self, moves: Moves) {
        self.iter_mut().for_each(|it| it.value.renumber(moves));
    }
}

/// A slot that a fact is kept in.
pub trait Slot {
    /// The value of the fact.
    type Value: Lower;
    /// Keeps a value.
    fn fill(&mut self, value: Spanned<Self::Value>);
    /// What is kept.
    fn value(&self) -> Option<&Self::Value>;
    /// The same, to be changed.
    fn kept(&mut self) -> Option<&mut Self::Value>;
    /// Where what is kept stands, and how it came to be known.
    fn place(&self) -> Option<(Span, Origin)>;
}

impl<T: Lower> Slot for Fact<T> {
    type Value = T;
    fn fill(&mut self, value: Spanned<T>) {
        *self = Some(value);
    }
    fn value(&self) -> Option<&T> {
        self.as_ref().map(|it| &it.value)
    }
    fn kept(&mut self) -> Option<&mut T> {
        self.as_mut().map(|it| &mut it.value)
    }
    fn place(&self) -> Option<(Span, Origin)> {
        self.as_ref().map(|it| (it.span, it.origin))
    }
}

impl<T: Lower> Slot for Rare<T> {
    type Value = T;
    fn fill(&mut self, value: Spanned<T>) {
        *self = Some(Box::new(value));
    }
    fn value(&self) -> Option<&T> {
        self.as_ref().map(|it| &it.value)
    }
    fn kept(&mut self) -> Option<&mut T> {
        self.as_mut().map(|it| &mut it.value)
    }
    fn place(&self) -> Option<(Span, Origin)> {
        self.as_ref().map(|it| (it.span, it.origin))
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
    /// Moves the numbers of inline entries in all that is filled in.
    fn renumber(&mut self, moves: Moves);
}

/// Reads a table: every key that it has, and a problem for every key that it has not.
pub fn lower_table<T: Table>(node: Node<'_>, cx: &mut Lowering<'_>) -> T {
    let mut table = T::default();
    let mut has_end = false;
    for entry in node.entries() {
        has_end |= entry.key == "until";
        if entry.value.is_empty_list() && !means_none(T::PATH, entry.key) {
            cx.problem(
                Problem::at(entry.value.span(), format!("an empty list says nothing of `{}`", entry.key))
                    .label("nothing is in it")
                    .help(format!("leave `{}` out, or name what belongs in it", entry.key)),
            );
            continue;
        }
        if is_unsaid::<T>(entry, cx.names)
            || refuse_unknown_day::<T>(entry, cx)
            || (entry.value.is_list() && several::refuse::<T>(entry, cx))
        {
            continue;
        }
        cx.is_prose = entry.value.is_list() && several::is_prose(entry.key);
        if !table.set(entry, cx) && !About::set(table.about(), entry, cx) {
            unknown_key::<T>(entry, cx);
        }
    }
    if has_end {
        check_interval(node, cx);
    }
    table
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
    let meant = cx.law.words.keys_for(entry.key).find(|key| names.clone().any(|it| it == *key));
    let is_of_paper = || names.clone().any(|it| it == "via") && Mechanism::KEYS.iter().any(|it| it.name == entry.key);
    cx.problem(match meant.or_else(|| closest(entry.key, names.clone())) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if is_of_paper() => {
            problem.help(format!("it belongs to the mechanism: `via = {{ kind = ..., {} = ... }}`", entry.key))
        }
        None => problem.help(format!("its keys are {}", names.collect::<Vec<_>>().join(", "))),
    });
}

/// Facts that few entries of a table hold, together in one box, so that the absence of all of them costs one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Few<T>(Option<Box<T>>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Default + PartialEq> Few<T> {
    /// These facts.
    #[must_use]
    pub fn of(facts: T) -> Self {
        Self((facts != T::default()).then(|| Box::new(facts)))
    }

    /// What is recorded of them.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.as_deref()
    }

    pub(super) fn kept(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }

    pub(super) fn made(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }

    pub(super) fn into_facts(self) -> Option<T> {
        self.0.map(|it| *it)
    }
}

/// Declares a table: its struct, its keys, how each is read and how two tables of one id are merged. The facts under `few`
/// are kept in a struct of their own, and are read as if they stood in the table.
macro_rules! table {
    ($(#[doc = $about:literal])+ $name:ident $path:literal {
        $($(#[doc = $doc:literal])+ $field:ident: $slot:ident<$ty:ty> = $key:literal $($later:ident)?,)+
    } $($few:ident {
        $($(#[doc = $few_doc:literal])+ $few_field:ident: $few_slot:ident<$few_ty:ty> = $few_key:literal $($few_later:ident)?,)+
    })?) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            /// The facts that every table may hold.
            pub about: Option<Box<$crate::inventory::values::About>>,
            $($(#[doc = $doc])+ pub $field: $crate::inventory::keys::$slot<$ty>,)+
            $(
                /// What few of them say.
                pub few: $crate::inventory::keys::Few<$few>,
            )?
        }

        $(
            #[doc = concat!("Facts that few a `", stringify!($name), "` has.")]
            #[derive(Debug, Clone, Default, PartialEq)]
            pub struct $few {
                $($(#[doc = $few_doc])+ pub $few_field: $crate::inventory::keys::$few_slot<$few_ty>,)+
            }

            impl std::ops::Deref for $name {
                type Target = $few;

                fn deref(&self) -> &$few {
                    static NOTHING: $few = $few { $($few_field: None,)+ };
                    self.few.get().unwrap_or(&NOTHING)
                }
            }

            impl std::ops::DerefMut for $name {
                fn deref_mut(&mut self) -> &mut $few {
                    self.few.made()
                }
            }
        )?

        impl $crate::inventory::keys::Table for $name {
            const PATH: &'static str = $path;
            const KEYS: &'static [$crate::inventory::keys::Key] = &[
                $($crate::inventory::keys::Key {
                    name: $key,
                    shape: <$ty as $crate::inventory::keys::Lower>::SHAPE,
                    about: concat!($($doc),+),
                    judged: true $(&& $crate::inventory::keys::$later)?,
                },)+
                $($($crate::inventory::keys::Key {
                    name: $few_key,
                    shape: <$few_ty as $crate::inventory::keys::Lower>::SHAPE,
                    about: concat!($($few_doc),+),
                    judged: true $(&& $crate::inventory::keys::$few_later)?,
                },)+)?
            ];

            fn about(&mut self) -> &mut Option<Box<$crate::inventory::values::About>> {
                &mut self.about
            }

            fn recorded(&self) -> Vec<$crate::inventory::keys::Recorded> {
                let slots = [
                    $($crate::inventory::keys::Slot::place(&self.$field),)+
                    $($($crate::inventory::keys::Slot::place(&self.$few_field),)+)?
                ];
                let keys = <Self as $crate::inventory::keys::Table>::KEYS.iter().zip(slots);
                let filled = keys.filter_map(|(key, place)| {
                    let (span, origin) = place?;
                    Some($crate::inventory::keys::Recorded { key, span, origin })
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
                    $($($few_key => {
                        $(let _ = $crate::inventory::keys::$few_later; cx.recorded($path, $few_key);)?
                        if let Some(value) = <$few_ty as $crate::inventory::keys::Lower>::lower(entry.value, cx) {
                            let value = $crate::text::Spanned::new(value, entry.value.span());
                            $crate::inventory::keys::Slot::fill(&mut self.$few_field, value);
                        }
                    })+)?
                    _ => return false,
                }
                true
            }

            fn renumber(&mut self, moves: $crate::inventory::keys::Moves) {
                $(if let Some(value) = $crate::inventory::keys::Slot::kept(&mut self.$field) {
                    $crate::inventory::keys::Lower::renumber(value, moves);
                })+
                $(if let Some(few) = self.few.kept() {
                    $(if let Some(value) = $crate::inventory::keys::Slot::kept(&mut few.$few_field) {
                        $crate::inventory::keys::Lower::renumber(value, moves);
                    })+
                })?
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
                $($crate::inventory::keys::merge(&mut self.$field, other.$field, $key, differs);)+
                $(if let Some(few) = other.few.into_facts() {
                    $($crate::inventory::keys::merge(&mut self.$few_field, few.$few_field, $few_key, differs);)+
                })?
            }
        }
    };
}
pub(crate) use table;

/// Takes over a fact that somebody says of the same thing, if nobody else has said it.
pub(crate) fn merge<S: Slot>(
    own: &mut S,
    theirs: S,
    key: &'static str,
    differs: &mut impl FnMut(&'static str, Span, Span),
) where
    S::Value: PartialEq,
{
    match (own.place(), theirs.place()) {
        (_, None) => {}
        (None, _) => *own = theirs,
        (Some((first, _)), Some((second, _))) => {
            if own.value() == theirs.value() {
                return;
            }
            let assumed = |it: &S| it.place().is_some_and(|it| it.1 != Origin::Declared);
            match (assumed(own), assumed(&theirs)) {
                (true, _) => *own = theirs,
                (false, true) => {}
                (false, false) => differs(key, first, second),
            }
        }
    }
}

/// Marks a key that is read and checked, and that no rule judges yet.
#[allow(non_upper_case_globals, reason = "stands as a word in the tables of keys")]
pub(crate) const recorded: bool = false;
