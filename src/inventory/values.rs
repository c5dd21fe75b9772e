//! The values of the format: how each is written, and what it means. Never decides what follows from it in law.

use jiff::civil::Date;

use crate::{
    law::Place,
    syntax::{Node, Value},
    text::{Problem, Span, Spanned, closest},
};

use super::{
    AssessmentId, DataId, MeasureId, MechanismId, OrganizationId, SystemId,
    keys::{Fact, Key, Lower, Many, Rare, Shape, lower_table, table},
    lower::Lowering,
    model::{Access, Assessment, Measure, Mechanism},
    words::{AnnexState, AssertedBy, Kind, SubprocessorAuthorization},
};

/// A day, or the month or year in which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day of it.
    pub first: Date,
    /// Last day of it; the same for a day.
    pub last: Date,
}

/// An answer that may hang on a day inside a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Only the exact day would tell.
    Unsure,
}

impl Period {
    /// One day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// Whether something that begins here has begun on `day`.
    #[must_use]
    pub fn begun(self, day: Date) -> Certainty {
        if day < self.first {
            Certainty::No
        } else if day >= self.last {
            Certainty::Yes
        } else {
            Certainty::Unsure
        }
    }

    /// Whether something that ends here, the end included, has ended on `day`.
    #[must_use]
    pub fn ended(self, day: Date) -> Certainty {
        if day > self.last {
            Certainty::Yes
        } else if day <= self.first {
            Certainty::No
        } else {
            Certainty::Unsure
        }
    }

    /// As it is written.
    #[must_use]
    pub fn shown(self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else if self.first.month() == self.last.month() {
            format!("{:04}-{:02}", self.first.year(), self.first.month())
        } else {
            format!("{:04}", self.first.year())
        }
    }
}

impl Lower for Period {
    const SHAPE: Shape = Shape::Date;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let (Value::Text(raw) | Value::Plain(raw) | Value::Date(raw) | Value::Number(raw)) = node.value() else {
            cx.wanted(node, "a day such as `2024-01-15`, a month or a year");
            return None;
        };
        match period(raw.trim()) {
            Ok(period) => Some(period),
            Err(Wrong::NoSuchDay) => {
                cx.problem(Problem::at(node.span(), format!("the day `{}` does not exist", raw.trim())).label("no such day"));
                None
            }
            Err(Wrong::NoDate) => {
                cx.wanted(node, "a day such as `2024-01-15`, a month (`2024-01`) or a year (`2024`)");
                None
            }
        }
    }
}

enum Wrong {
    NoDate,
    NoSuchDay,
}

fn period(raw: &str) -> Result<Period, Wrong> {
    let parts = raw.split('-').collect::<Vec<_>>();
    let well_formed = parts.iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
        && parts.iter().zip([4, 2, 2]).all(|(part, length)| part.len() == length);
    if !well_formed || parts.len() > 3 {
        return Err(Wrong::NoDate);
    }
    let number = |at: usize| parts.get(at).and_then(|it| it.parse::<i16>().ok());
    let small = |at: usize| number(at).and_then(|it| i8::try_from(it).ok()).unwrap_or(0);
    let year = number(0).ok_or(Wrong::NoDate)?;
    let day = |month: i8, day: i8| Date::new(year, month, day).map_err(|_| Wrong::NoSuchDay);
    match parts.len() {
        1 => Ok(Period { first: day(1, 1)?, last: day(12, 31)? }),
        2 => {
            let first = day(small(1), 1)?;
            Ok(Period { first, last: first.last_of_month() })
        }
        _ => Ok(Period::day(day(small(1), small(2))?)),
    }
}

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
        text(node, cx, "text").map(str::to_owned)
    }
}

/// The text of a scalar, or a problem that says what was wanted.
pub(crate) fn text<'t>(node: Node<'t>, cx: &mut Lowering<'_>, wanted: &str) -> Option<&'t str> {
    match node.value() {
        Value::Text(text) | Value::Plain(text) | Value::Number(text) | Value::Date(text) => Some(text),
        _ => {
            cx.wanted(node, wanted);
            None
        }
    }
}

/// Reads one of a fixed set of words.
pub(crate) fn lower_word<T>(node: Node<'_>, cx: &mut Lowering<'_>, words: &[&str], of: impl Fn(&str) -> Option<T>) -> Option<T> {
    let word = text(node, cx, &format!("one of {}", listed(words)))?;
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
    /// An edition of a set of clauses.
    EditionName from editions,
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
        match cx.law.places.resolve(word) {
            Ok(place) => Some(place),
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
        let number = match node.value() {
            Value::Number(raw) | Value::Plain(raw) | Value::Text(raw) => raw.parse().ok().filter(|it| (1..=4).contains(it)),
            _ => None,
        };
        if number.is_none() {
            cx.wanted(node, "a module: 1, 2, 3 or 4");
        }
        number.map(Self)
    }
}

/// Declares how ids are read: by the name of an entry of a table.
macro_rules! references {
    ($($id:ident in $table:literal by $find:ident;)+) => {$(
        impl Lower for $id {
            const SHAPE: Shape = Shape::Id($table);

            fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
                let word = text(node, cx, concat!("the id of an entry of `", $table, "`"))?;
                let found = cx.names.$find.get(word).copied();
                if found.is_none() {
                    cx.undefined(node.span(), word, $table, |it| it.$find.keys().copied().collect());
                }
                found
            }
        }
    )+};
}

references! {
    SystemId in "systems" by systems;
    DataId in "data" by data;
    MechanismId in "mechanisms" by mechanisms;
}

/// An organization, by its id or by name and country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party(pub OrganizationId);

table! {
    /// An organization that is only named where it is needed.
    InlineParty "{ name, country }" {
        /// Country of establishment.
        country: Fact<Place> = "country",
    }
}

impl Lower for Party {
    const SHAPE: Shape = Shape::Party;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            let inline: InlineParty = lower_table(node, cx);
            return cx.inline_party(inline, node.span()).map(Self);
        }
        let word = text(node, cx, "an organization's id, or `{ name = \"...\", country = \"...\" }`")?;
        let found = cx.names.organizations.get(word).copied();
        if found.is_none() {
            cx.undefined(node.span(), word, "organizations", |it| it.organizations.keys().copied().collect());
        }
        found.map(Self)
    }
}

/// A system, or a party all of whose systems are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemOrParty {
    /// One system.
    System(SystemId),
    /// An organization.
    Party(OrganizationId),
}

impl Lower for SystemOrParty {
    const SHAPE: Shape = Shape::Either("the id of a system, or a party");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Text(word) | Value::Plain(word) = node.value() {
            if let Some(system) = cx.names.systems.get(word) {
                return Some(Self::System(*system));
            }
        }
        Party::lower(node, cx).map(|it| Self::Party(it.0))
    }
}

/// What a flow is said to rest on, item by item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A recorded mechanism; inline ones too.
    Mechanism(MechanismId),
    /// A kind of which nothing more is known.
    Kind(Kind),
    /// Being worked on.
    Open,
    /// Knowingly nothing.
    Nothing,
}

impl Lower for Via {
    const SHAPE: Shape = Shape::Either("a mechanism's id, a kind, an inline mechanism, `open` or `none`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            let mechanism: Mechanism = lower_table(node, cx);
            return Some(Self::Mechanism(cx.inline_mechanism(mechanism, node.span())));
        }
        let word = text(node, cx, "what the flow rests on")?;
        if let Some(id) = cx.names.mechanisms.get(word) {
            return Some(Self::Mechanism(*id));
        }
        match word {
            "open" => Some(Self::Open),
            "none" => Some(Self::Nothing),
            _ => {
                let kind = Kind::of(word);
                if kind.is_none() {
                    let ids = cx.names.mechanisms.keys().copied();
                    let words = Kind::WORDS.iter().copied().chain(["open", "none"]).chain(ids).collect::<Vec<_>>();
                    let problem = Problem::at(node.span(), format!("`{word}` is no mechanism and no kind of one"))
                        .label("neither an id nor a kind");
                    cx.problem(match closest(word, words.iter().copied()) {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem.help("kinds are `scc`, `bcr`, `dpf`, `adequacy`, `consent`, ...; ids stand in `mechanisms`"),
                    });
                }
                kind.map(Self::Kind)
            }
        }
    }
}

/// Who reaches in from where.
#[derive(Debug, Clone, PartialEq)]
pub enum AccessEntry {
    /// Nobody from elsewhere.
    Nobody,
    /// Somebody.
    From(Box<Access>),
}

impl Lower for AccessEntry {
    const SHAPE: Shape = Shape::Either("a place, a table with `from`, or `\"none\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        match node.value() {
            Value::Text("none") | Value::Plain("none") => Some(Self::Nobody),
            Value::Table(_) => {
                let access: Access = lower_table(node, cx);
                if access.from.is_none() {
                    cx.missing(node.span(), "access", "from");
                }
                Some(Self::From(Box::new(access)))
            }
            _ => {
                let place = Place::lower(node, cx)?;
                let from = Spanned::new(vec![Spanned::new(place, node.span())], node.span());
                Some(Self::From(Box::new(Access { from: Some(from), ..Access::default() })))
            }
        }
    }
}

/// Which measure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasureRef(pub MeasureId);

impl Lower for MeasureRef {
    const SHAPE: Shape = Shape::Either("a measure's id, or an inline measure");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            let measure: Measure = lower_table(node, cx);
            return Some(Self(cx.inline_measure(measure, node.span())));
        }
        let word = text(node, cx, "a measure's id, or `{ kind = \"...\" }`")?;
        let found = cx.names.measures.get(word).copied();
        if found.is_none() {
            cx.undefined(node.span(), word, "measures", |it| it.measures.keys().copied().collect());
        }
        found.map(Self)
    }
}

/// What is said of the assessment of a mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssessmentRef {
    /// This one.
    Made(AssessmentId),
    /// Knowingly not made.
    NotMade,
    /// Being worked on.
    Open,
}

impl Lower for AssessmentRef {
    const SHAPE: Shape = Shape::Either("an assessment's id, an inline assessment, `\"not-made\"` or `\"open\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            let assessment: Assessment = lower_table(node, cx);
            return Some(Self::Made(cx.inline_assessment(assessment, node.span())));
        }
        match text(node, cx, "an assessment's id, `\"not-made\"` or `\"open\"`")? {
            "not-made" => Some(Self::NotMade),
            "open" => Some(Self::Open),
            word => {
                let found = cx.names.assessments.get(word).copied();
                if found.is_none() {
                    cx.undefined(node.span(), word, "assessments", |it| it.assessments.keys().copied().collect());
                }
                found.map(Self::Made)
            }
        }
    }
}

/// How far the annexes of clauses are filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum Annexes {
    /// All of them say what they must.
    Complete,
    /// Some do not.
    Incomplete,
    /// One by one.
    Each(Box<AnnexTable>),
}

table! {
    /// The annexes of clauses, one by one.
    AnnexTable "annexes" {
        /// Annex I.A: the parties.
        parties: Fact<AnnexState> = "parties",
        /// Annex I.B: the transfers.
        description: Fact<AnnexState> = "description",
        /// Annex I.C: the supervisory authority.
        authority: Fact<AnnexState> = "authority",
        /// Annex II: the measures.
        measures: Fact<AnnexState> = "measures",
        /// Annex III: the sub-processors.
        subprocessors: Fact<AnnexState> = "subprocessors",
    }
}

impl Lower for Annexes {
    const SHAPE: Shape = Shape::Either("`complete`, `incomplete`, or a table of the annexes");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            return Some(Self::Each(Box::new(lower_table(node, cx))));
        }
        lower_word(node, cx, &["complete", "incomplete"], |it| match it {
            "complete" => Some(Self::Complete),
            "incomplete" => Some(Self::Incomplete),
            _ => None,
        })
    }
}

/// What is known of the sub-processors of an organization.
#[derive(Debug, Clone, PartialEq)]
pub enum Subprocessors {
    /// It has none.
    Nobody,
    /// Nobody knows.
    Unknown,
    /// A list.
    Listed(Box<SubprocessorList>),
}

table! {
    /// A list of sub-processors.
    SubprocessorList "subprocessors" {
        /// Those on the list.
        listed: Fact<Many<Party>> = "listed",
        /// Day of the list.
        as_of: Fact<Period> = "as-of",
        /// How they are agreed to.
        authorization: Fact<SubprocessorAuthorization> = "authorization" recorded,
    }
}

impl Lower for Subprocessors {
    const SHAPE: Shape = Shape::Either("`{ listed, as-of, authorization }`, `\"none\"` or `\"unknown\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            return Some(Self::Listed(Box::new(lower_table(node, cx))));
        }
        lower_word(node, cx, &["none", "unknown"], |it| match it {
            "none" => Some(Self::Nobody),
            "unknown" => Some(Self::Unknown),
            _ => None,
        })
    }
}

/// A text, or the word `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOrNone {
    /// Knowingly nothing.
    Nothing,
    /// What it is.
    Text(String),
}

impl Lower for TextOrNone {
    const SHAPE: Shape = Shape::Either("text, or `\"none\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        match text(node, cx, "text, or `\"none\"`")? {
            "none" => Some(Self::Nothing),
            text => Some(Self::Text(text.to_owned())),
        }
    }
}

/// Who joined by the docking clause, and when.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Accessions(pub Vec<(OrganizationId, Spanned<Period>)>);

impl Lower for Accessions {
    const SHAPE: Shape = Shape::Either("a table of parties, each with the day on which it joined");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let Value::Table(entries) = node.value() else {
            cx.wanted(node, "a table such as `{ helpco = 2024-03-01 }`");
            return None;
        };
        let mut accessions = Self::default();
        for entry in entries {
            let party = cx.names.organizations.get(entry.key).copied();
            if party.is_none() {
                cx.undefined(entry.key_span, entry.key, "organizations", |it| it.organizations.keys().copied().collect());
            }
            if let (Some(party), Some(day)) = (party, Period::lower(entry.value, cx)) {
                accessions.0.push((party, Spanned::new(day, entry.value.span())));
            }
        }
        Some(accessions)
    }
}

/// Declares values that are written as inline tables.
macro_rules! inline_tables {
    ($($name:ident $shown:literal;)+) => {$(
        impl $crate::inventory::keys::Lower for $name {
            const SHAPE: $crate::inventory::keys::Shape = $crate::inventory::keys::Shape::Table($shown);

            fn lower(node: $crate::syntax::Node<'_>, cx: &mut $crate::inventory::lower::Lowering<'_>) -> Option<Self> {
                if let $crate::syntax::Value::Table(_) = node.value() {
                    return Some($crate::inventory::keys::lower_table(node, cx));
                }
                cx.wanted(node, concat!("a table `", $shown, "`"));
                None
            }
        }
    )+};
}
pub(crate) use inline_tables;

/// A file that shows a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Path relative to the file that names it.
    pub file: Spanned<String>,
    /// SHA-256 of its content in hex, where recorded.
    pub sha256: Option<Spanned<String>>,
}

table! {
    /// A file that shows a fact, with more than its name.
    EvidenceTable "evidence" {
        /// Its path, relative to the file that names it.
        file: Fact<String> = "file",
        /// The SHA-256 of its content, in hex.
        sha256: Fact<String> = "sha256",
        /// Day on which somebody looked at it.
        checked: Fact<Period> = "checked" recorded,
    }
}

impl Lower for Evidence {
    const SHAPE: Shape = Shape::Either("a file, or `{ file, sha256, checked }`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if let Value::Table(_) = node.value() {
            let table: EvidenceTable = lower_table(node, cx);
            let Some(file) = table.file else {
                cx.missing(node.span(), "evidence", "file");
                return None;
            };
            return Some(Self { file, sha256: table.sha256 });
        }
        let file = text(node, cx, "a file, or `{ file = \"...\" }`")?;
        Some(Self { file: Spanned::new(file.to_owned(), node.span()), sha256: None })
    }
}

/// The facts that every table may hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// A name for people.
    pub name: Fact<String>,
    /// A remark.
    pub note: Rare<String>,
    /// Who can answer questions about it.
    pub owner: Rare<String>,
    /// Where to read more.
    pub url: Rare<String>,
    /// Files that show it.
    pub evidence: Rare<Many<Evidence>>,
    /// Who stands behind the facts of the table.
    pub asserted_by: Rare<AssertedBy>,
    /// When somebody last confirmed them.
    pub as_of_date: Rare<Period>,
}

impl About {
    /// The keys that every table has.
    pub const KEYS: &'static [Key] = &[
        Key { name: "name", shape: String::SHAPE, about: " A name for people.", judged: true },
        Key { name: "note", shape: String::SHAPE, about: " A remark.", judged: false },
        Key { name: "owner", shape: String::SHAPE, about: " Who can answer questions about it.", judged: true },
        Key { name: "url", shape: String::SHAPE, about: " Where to read more.", judged: false },
        Key { name: "evidence", shape: Many::<Evidence>::SHAPE, about: " Files that show it.", judged: true },
        Key { name: "asserted-by", shape: AssertedBy::SHAPE, about: " Who stands behind the facts.", judged: false },
        Key { name: "as-of-date", shape: Period::SHAPE, about: " When somebody last confirmed them.", judged: false },
    ];

    /// Reads one key; `false` if it is none of these.
    pub(crate) fn set(slot: &mut Option<Box<Self>>, entry: crate::syntax::Entry<'_>, cx: &mut Lowering<'_>) -> bool {
        fn read<T: Lower>(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Spanned<T>> {
            T::lower(node, cx).map(|it| Spanned::new(it, node.span()))
        }
        let Some(key) = Self::KEYS.iter().find(|it| it.name == entry.key) else {
            return false;
        };
        if !key.judged {
            cx.recorded("every table", key.name);
        }
        let about = slot.get_or_insert_default();
        let node = entry.value;
        match key.name {
            "name" => about.name = read(node, cx),
            "note" => about.note = read(node, cx).map(Box::new),
            "owner" => about.owner = read(node, cx).map(Box::new),
            "url" => about.url = read(node, cx).map(Box::new),
            "evidence" => about.evidence = read(node, cx).map(Box::new),
            "asserted-by" => about.asserted_by = read(node, cx).map(Box::new),
            _ => about.as_of_date = read(node, cx).map(Box::new),
        }
        true
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.note = self.note.take().or(other.note);
        self.owner = self.owner.take().or(other.owner);
        self.url = self.url.take().or(other.url);
        self.asserted_by = self.asserted_by.take().or(other.asserted_by);
        self.as_of_date = self.as_of_date.take().or(other.as_of_date);
        match (&mut self.evidence, other.evidence) {
            (Some(own), Some(theirs)) => own.value.extend(theirs.value),
            (none @ None, theirs) => *none = theirs,
            (Some(_), None) => {}
        }
    }
}

/// The span of a list, or of one value in it.
#[must_use]
pub fn spans<T>(list: &Fact<Many<T>>) -> Vec<Span> {
    list.iter().flat_map(|it| &it.value).map(|it| it.span).collect()
}
