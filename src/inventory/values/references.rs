//! Values that point at other entries: systems, parties, mechanisms, assessments, measures, and those who reach in.

use crate::{
    inventory::{
        AssessmentId, DataId, MeasureId, MechanismId, OrganizationId, SystemId,
        keys::{Lower, Moves, Shape, Table, lower_table, table},
        lower::Lowering,
        model::{Access, Assessment, Measure, Mechanism},
        words::Kind,
    },
    law::Place,
    syntax::{Node, Value},
    text::{Lack, Problem, Spanned, closest},
};

use super::{Period, text};

/// Declares how ids are read: by the name of an entry of a table.
macro_rules! references {
    ($($id:ident in $table:literal by $find:ident;)+) => {$(
        impl Lower for $id {
            const SHAPE: Shape = Shape::Id($table);

            fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
                let word = text(node, cx, concat!("the id of an entry of `", $table, "`"))?;
                let found = cx.names.$find.get(word);
                if found.is_none() {
                    cx.undefined(node.span(), word, $table, |it| it.$find.words().collect());
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

/// One end of a flow; a list stands for a flow of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ends {
    /// One system.
    One(SystemId),
    /// Several, each with a flow of its own.
    Several(Box<[SystemId]>),
}

impl Ends {
    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = SystemId> + '_ {
        let (one, several) = match self {
            Self::One(one) => (Some(*one), [].as_slice()),
            Self::Several(several) => (None, &**several),
        };
        one.into_iter().chain(several.iter().copied())
    }
}

impl Lower for Ends {
    const SHAPE: Shape = Shape::Many(&SystemId::SHAPE);

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if node.is_list() {
            return Some(Self::Several(node.items().filter_map(|it| SystemId::lower(it, cx)).collect()));
        }
        SystemId::lower(node, cx).map(Self::One)
    }
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
        if node.is_table() {
            let inline: InlineParty = lower_table(node, cx);
            return cx.inline_party(inline, node.span()).map(Self);
        }
        let word = text(node, cx, "an organization's id, or `{ name = \"...\", country = \"...\" }`")?;
        let found = cx.names.organizations.get(word);
        if found.is_none() {
            cx.undefined(node.span(), word, "organizations", |it| it.organizations.words().collect());
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
        if let Some(system) = node.word().and_then(|it| cx.names.systems.get(it)) {
            return Some(Self::System(system));
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
        if node.is_table() {
            let mechanism: Mechanism = lower_table(node, cx);
            return Some(Self::Mechanism(cx.inline_mechanism(mechanism, node.span())));
        }
        let word = text(node, cx, "what the flow rests on")?;
        if let Some(id) = cx.names.mechanisms.get(word) {
            return Some(Self::Mechanism(id));
        }
        match word {
            "open" => Some(Self::Open),
            "none" => Some(Self::Nothing),
            _ => {
                let kind = Kind::of(word);
                if kind.is_none() {
                    let n_ids = if cx.may_suggest() { usize::MAX } else { 0 };
                    let ids = cx.names.mechanisms.words().take(n_ids);
                    let words = Kind::WORDS.iter().copied().chain(["open", "none"]).chain(ids).collect::<Vec<_>>();
                    let problem = Problem::at(node.span(), format!("`{word}` is no mechanism and no kind of one"))
                        .label("neither an id nor a kind")
                        .lacks(Lack::Word(word.to_owned()));
                    cx.problem(match closest(word, words.iter().copied()) {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem.help(
                            "kinds are `scc`, `bcr`, `dpf`, `adequacy`, `consent`, ...; ids stand in `mechanisms`",
                        ),
                    });
                }
                kind.map(Self::Kind)
            }
        }
    }

    fn renumber(&mut self, moves: Moves) {
        if let Self::Mechanism(id) = self {
            moves.mechanisms.apply(&mut id.0);
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

    fn stands_alone(&self) -> bool {
        *self == Self::Nobody
    }

    fn renumber(&mut self, moves: Moves) {
        if let Self::From(access) = self {
            access.renumber(moves);
        }
    }
}

/// Which measure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasureRef(pub MeasureId);

impl Lower for MeasureRef {
    const SHAPE: Shape = Shape::Either("a measure's id, or an inline measure");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if node.is_table() {
            let measure: Measure = lower_table(node, cx);
            return Some(Self(cx.inline_measure(measure, node.span())));
        }
        let word = text(node, cx, "a measure's id, or `{ kind = \"...\" }`")?;
        let found = cx.names.measures.get(word);
        if found.is_none() {
            cx.undefined(node.span(), word, "measures", |it| it.measures.words().collect());
        }
        found.map(Self)
    }

    fn renumber(&mut self, moves: Moves) {
        moves.measures.apply(&mut self.0.0);
    }
}

/// What is said of the assessment of a mechanism.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssessmentRef {
    /// These; each of other countries, or of another day.
    Made(Vec<AssessmentId>),
    /// Knowingly not made.
    NotMade,
    /// Being worked on.
    Open,
}

impl AssessmentRef {
    /// Those that are named.
    #[must_use]
    pub fn made(&self) -> &[AssessmentId] {
        if let Self::Made(all) = self { all } else { &[] }
    }
}

impl Lower for AssessmentRef {
    const SHAPE: Shape =
        Shape::Either("an assessment's id, an inline assessment, a list of these, `\"not-made\"` or `\"open\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if node.is_list() {
            let all = node.items().filter_map(|it| Some((it, Self::lower(it, cx)?))).collect::<Vec<_>>();
            let word = all.iter().find_map(|(it, said)| match said {
                Self::Made(_) => None,
                Self::NotMade => Some((it.span(), "not-made", "not-made")),
                Self::Open => Some((it.span(), "open", "pending")),
            });
            return match (word, all.len()) {
                (Some((span, word, conclusion)), 2..) => {
                    let problem = Problem::at(span, format!("`{word}` stands in a list with others"));
                    let help = format!(
                        "write an assessment in its place: `{{ country = ..., conclusion = \"{conclusion}\" }}`"
                    );
                    cx.problem(problem.label("of which country").help(help));
                    None
                }
                (Some(_), _) => all.into_iter().next().map(|it| it.1),
                (None, _) => Some(Self::Made(all.iter().flat_map(|it| it.1.made()).copied().collect())),
            };
        }
        if node.is_table() {
            let assessment: Assessment = lower_table(node, cx);
            return Some(Self::Made(vec![cx.inline_assessment(assessment, node.span())]));
        }
        match text(node, cx, "an assessment's id, `\"not-made\"` or `\"open\"`")? {
            "not-made" => Some(Self::NotMade),
            "open" => Some(Self::Open),
            word => {
                let found = cx.names.assessments.get(word);
                if found.is_none() {
                    cx.undefined(node.span(), word, "assessments", |it| it.assessments.words().collect());
                }
                found.map(|it| Self::Made(vec![it]))
            }
        }
    }

    fn renumber(&mut self, moves: Moves) {
        if let Self::Made(all) = self {
            all.iter_mut().for_each(|it| moves.assessments.apply(&mut it.0));
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
            let party = cx.names.organizations.get(entry.key);
            if party.is_none() {
                cx.undefined(entry.key_span, entry.key, "organizations", |it| it.organizations.words().collect());
            }
            if let (Some(party), Some(day)) = (party, Period::lower(entry.value, cx)) {
                accessions.0.push((party, Spanned::new(day, entry.value.span())));
            }
        }
        Some(accessions)
    }
}
