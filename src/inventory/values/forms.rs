//! Values with a word for the whole or a table for the parts: annexes of clauses, lists of sub-processors.

use crate::{
    inventory::{
        keys::{Lower, Many, Shape, lower_table, table},
        lower::Lowering,
        words::{AnnexState, SubprocessorAuthorization},
    },
    syntax::Node,
};

use super::{Party, Period, lower_word};

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
        if node.is_table() {
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
        authorization: Fact<SubprocessorAuthorization> = "authorization",
    }
}

impl Lower for Subprocessors {
    const SHAPE: Shape = Shape::Either("`{ listed, as-of, authorization }`, `\"none\"` or `\"unknown\"`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if node.is_table() {
            return Some(Self::Listed(Box::new(lower_table(node, cx))));
        }
        lower_word(node, cx, &["none", "unknown"], |it| match it {
            "none" => Some(Self::Nobody),
            "unknown" => Some(Self::Unknown),
            _ => None,
        })
    }
}
