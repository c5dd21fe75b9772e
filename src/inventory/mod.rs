//! The model that people declare, with the span of every fact. Never knows the syntax of a file, never judges.

pub mod keys;
pub mod model;
pub mod values;
pub mod words;

mod checks;
mod define;
mod entries;
mod expand;
mod likeness;
mod lower;
mod parties;
mod several;
mod tables;
#[cfg(test)]
mod tests;
mod unsaid;

pub use expand::HOME;
pub use likeness::{Likeness, NameKey, Same};
pub use lower::lower;
pub use tables::{TABLES, is_part, nearly_part};

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use crate::{
    law::Place,
    text::{Span, Spanned},
};

use keys::{Fact, Many};
use model::{Assessment, Data, Flow, Match, Measure, Mechanism, Organization, Paper, System, Waiver};
use values::Period;

/// Declares ids: small numbers inside, strings at the edges.
macro_rules! ids {
    ($($(#[doc = $about:literal])+ $name:ident,)+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the entry at `index`.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Where its entry stands.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// An organization of the inventory.
    OrganizationId,
    /// A system of the inventory.
    SystemId,
    /// A class of data of the inventory.
    DataId,
    /// A flow of the inventory.
    FlowId,
    /// A mechanism of the inventory, inline ones included.
    MechanismId,
    /// An assessment of the inventory, inline ones included.
    AssessmentId,
    /// A measure of the inventory, inline ones included.
    MeasureId,
}

/// An entry of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T> {
    /// Its id as it is written; empty for an inline one.
    pub id: String,
    /// Where its id stands, or the whole of an inline one.
    pub span: Span,
    /// What is said of it.
    pub table: T,
}

/// A flow with both its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowEntry {
    /// The sender.
    pub from: SystemId,
    /// The receiver.
    pub to: SystemId,
    /// Where it stands.
    pub span: Span,
    /// What is said of it; in a place of its own, since many look at the ends of all flows alone.
    pub table: Box<Flow>,
}

/// A file that is named as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its path as it is written.
    pub file: String,
    /// Where it is, or should be.
    pub path: PathBuf,
    /// Where it is named.
    pub span: Span,
    /// Whether it is there.
    pub state: EvidenceState,
}

/// Whether a file that is named as evidence is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceState {
    /// It is.
    There,
    /// It is not.
    Absent,
    /// It is, and its content is not the one that was recorded.
    Differs,
}

/// One inventory, whatever files it came from.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Its title.
    pub name: Option<Spanned<String>>,
    /// Days on which somebody confirmed the whole; one for each file that says so.
    pub reviewed: Vec<Spanned<Period>>,
    /// The system that short forms send from.
    pub home: Option<SystemId>,
    /// Legal entities.
    pub organizations: Vec<Named<Organization>>,
    /// How many of them have an id of their own; inline parties come after them.
    pub n_defined: usize,
    /// Organizations that somebody only named: inline parties, and recipients with an `operator`.
    pub by_name: BTreeSet<OrganizationId>,
    /// Systems.
    pub systems: Vec<Named<System>>,
    /// Where systems stood before somebody asked what would be if they stood elsewhere: an operator of which nobody wrote a
    /// country stays established where its system stood.
    pub moved: BTreeMap<SystemId, Fact<Many<Place>>>,
    /// Classes of data.
    pub data: Vec<Named<Data>>,
    /// Flows, in the order in which they are written.
    pub flows: Vec<FlowEntry>,
    /// Mechanisms, inline ones last.
    pub mechanisms: Vec<Named<Mechanism>>,
    /// Assessments, inline ones last.
    pub assessments: Vec<Named<Assessment>>,
    /// Measures, inline ones last.
    pub measures: Vec<Named<Measure>>,
    /// Versions of privacy notices.
    pub notices: Vec<Named<Paper>>,
    /// Versions of records of processing.
    pub registers: Vec<Named<Paper>>,
    /// Accepted findings.
    pub waivers: Vec<Named<Waiver>>,
    /// Facts for imported models.
    pub matches: Vec<Named<Match>>,
    /// Keys that were read and that no rule judges yet, with how often they stand: table, key.
    pub recorded: BTreeMap<(&'static str, &'static str), u32>,
    /// Files that should show something, with whether they do.
    pub evidence: Vec<EvidenceFile>,
    /// Places that were read otherwise than they are written, and why.
    pub place_notes: Vec<Spanned<String>>,
}

/// Declares how an entry is found by its id.
macro_rules! entries {
    ($($name:ident($id:ident) in $list:ident gives $entry:ty;)+) => {
        impl Inventory {$(
            #[doc = concat!("The entry of an id of `", stringify!($list), "`.")]
            #[must_use]
            pub fn $name(&self, id: $id) -> &$entry {
                match self.$list.get(id.index()) {
                    Some(entry) => entry,
                    None => unreachable!("ids are only made for entries"),
                }
            }
        )+}
    };
}

entries! {
    organization(OrganizationId) in organizations gives Named<Organization>;
    system(SystemId) in systems gives Named<System>;
    data_class(DataId) in data gives Named<Data>;
    flow(FlowId) in flows gives FlowEntry;
    mechanism(MechanismId) in mechanisms gives Named<Mechanism>;
    assessment(AssessmentId) in assessments gives Named<Assessment>;
    measure(MeasureId) in measures gives Named<Measure>;
}

impl Inventory {
    /// The name of a flow: `FROM->TO`, with its id where it has one.
    #[must_use]
    pub fn flow_name(&self, id: FlowId) -> String {
        let flow = self.flow(id);
        let ends = format!("{}->{}", self.system(flow.from).id, self.system(flow.to).id);
        match &flow.table.id {
            Some(id) => format!("{ends}#{}", id.value),
            None => ends,
        }
    }

    /// Whether an organization stands where it is used, so that its id is the name that it has there.
    #[must_use]
    pub fn is_inline(&self, id: OrganizationId) -> bool {
        id.index() >= self.n_defined
    }

    /// What people call an organization: its name, else its id.
    #[must_use]
    pub fn organization_name(&self, id: OrganizationId) -> &str {
        let entry = self.organization(id);
        let name = entry.table.about.as_ref().and_then(|it| it.name.as_ref());
        name.map_or(entry.id.as_str(), |it| it.value.as_str())
    }

    /// Whether a system with this operator can stand for people, whatever role is written: nobody runs it, or a person.
    #[must_use]
    pub fn may_be_people(&self, operator: Option<OrganizationId>) -> bool {
        let kind = operator.map(|it| self.organization(it).table.kind.as_ref().map(|it| it.value));
        kind.is_none_or(|it| it == Some(words::OrganizationKind::Person))
    }

    /// The legal entity behind a system.
    #[must_use]
    pub fn operator(&self, id: SystemId) -> Option<OrganizationId> {
        self.system(id).table.operator.as_ref().map(|it| it.value.0)
    }
}
