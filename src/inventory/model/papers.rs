//! Papers about transfers: notices, records of processing, waivers, and facts for imported models.

use crate::{
    inventory::{
        DataId, MechanismId, SystemId,
        keys::{Lower, Many, Shape, table},
        lower::Lowering,
        values::{Answer, Party, Period, TextOrNone, text},
        words::Kind,
    },
    law::{Place, RegimeId, Rule},
    syntax::Node,
};

table! {
    /// A version of the privacy notice, or of the record of processing.
    Paper "notices" {
        /// Whose it is.
        by: Fact<Party> = "by",
        /// First day.
        from: Fact<Period> = "from",
        /// Last day.
        until: Fact<Period> = "until",
        /// The data that it speaks of; left out: all of that party.
        data: Fact<Many<DataId>> = "data",
        /// The systems that it speaks of; left out: all of that party.
        systems: Fact<Many<SystemId>> = "systems",
        /// Whether it says that data leave at all.
        transfers: Fact<Answer> = "transfers",
        /// The countries that it names.
        countries: Fact<Many<Place>> = "countries",
        /// The recipients that it names.
        recipients: Fact<Many<Party>> = "recipients",
        /// The kinds of safeguards that it names.
        safeguards: Fact<Many<Kind>> = "safeguards",
        /// How to get a copy of the safeguards.
        copy: Fact<TextOrNone> = "copy",
        /// The places of remote access that it names.
        remote_access: Fact<Many<Place>> = "remote-access",
        /// What it says of retention.
        retention: Rare<String> = "retention" recorded,
        /// Whether it speaks of children.
        children: Fact<Answer> = "children" recorded,
    }
}

table! {
    /// A finding that a person accepted until a day.
    Waiver "waivers" {
        /// The rule.
        rule: Fact<RuleName> = "rule",
        /// The flow that it is about.
        flow: Fact<Many<String>> = "flow",
        /// The finding, by its fingerprint or the start of it.
        fingerprint: Fact<String> = "fingerprint",
        /// The mechanism that it is about.
        mechanism: Fact<MechanismId> = "mechanism",
        /// The system that it is about.
        system: Fact<SystemId> = "system",
        /// The organization that it is about.
        organization: Fact<Party> = "organization",
        /// The laws under which it is accepted; left out: every one.
        regime: Rare<Many<RegimeName>> = "regime",
        /// Why it is accepted.
        reason: Fact<String> = "reason",
        /// By whom.
        by: Fact<String> = "by",
        /// Last day on which it is.
        expires: Fact<Period> = "expires",
        /// Where it is followed up.
        ticket: Rare<String> = "ticket",
    }
}

table! {
    /// Facts for what another format declares; joined by what both name.
    Match "match" {
        /// A trust boundary; `*` matches any text.
        boundary: Rare<String> = "boundary" recorded,
        /// A system.
        system: Rare<String> = "system" recorded,
        /// A tag.
        tag: Rare<String> = "tag" recorded,
        /// A technology.
        technology: Rare<String> = "technology" recorded,
        /// A host.
        host: Rare<String> = "host" recorded,
        /// Where the systems are.
        location: Rare<Many<Place>> = "in" recorded,
        /// Who operates them.
        operator: Rare<Party> = "operator" recorded,
    }
}

/// A rule of the catalogue, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleName(pub Rule);

impl Lower for RuleName {
    const SHAPE: Shape = Shape::Text;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let word = text(node, cx, "the name of a rule")?;
        let rule = Rule::from_name(word);
        if rule.is_none() {
            let names = Rule::ALL.iter().map(|it| it.name()).collect::<Vec<_>>();
            cx.unknown_word(node.span(), word, &names);
        }
        rule.map(Self)
    }
}

/// A regime, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegimeName(pub RegimeId);

impl Lower for RegimeName {
    const SHAPE: Shape = Shape::Text;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let word = text(node, cx, "the word of a law")?;
        let regime = cx.law.regime_id(word);
        if regime.is_none() {
            let ids = cx.law.regimes.iter().map(|it| it.id.as_str()).collect::<Vec<_>>();
            cx.unknown_word(node.span(), word, &ids);
        }
        regime.map(Self)
    }
}
