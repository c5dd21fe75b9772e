//! Claims that data are anonymous, and pseudonymized data: recital 26, EDPB Guidelines 01/2025, WP216.

use rustc_hash::FxHashSet;

use crate::{
    graph::{Behind, passes_on},
    inventory::{
        DataId, FlowEntry, Inventory, OrganizationId, Same,
        model::{Data, Flow, Mechanism},
        values::{Certainty, Party, TextOrNone, Via},
        words::{Kind, Stage, State, Technique},
    },
    law::{Day, Rule},
    text::{Span, Spanned},
};

use super::{
    finding::Detail,
    ground::{Case, Defect, Judged, Layer},
    instrument, principals,
    transfer::{Ground, Missing},
    world,
};

/// Whether a flow's claim holds that its data are anonymous before they leave.
pub(crate) fn flow_is_anonymous(
    inventory: &Inventory,
    same: Comparison<'_>,
    behind: &Behind,
    flow: &FlowEntry,
    day: Day,
) -> bool {
    flow_claim(inventory, (same, behind), flow, day).is_some_and(|it| it.stands())
}

/// Whether a class of data is anonymous wherever it goes.
pub(crate) fn data_are_anonymous(data: &Data, day: Day) -> bool {
    // Who holds a key to them is asked of each receiver.
    data.keys_held_by.is_none()
        && data_claim(data, Ground::FlowClaim, Keys::Elsewhere, day).is_some_and(|it| it.stands())
}

/// The classes that are said to be anonymous, and of which a flow that names them says that they are personal.
pub(crate) fn said_personal(inventory: &Inventory) -> FxHashSet<DataId> {
    if !inventory.data.iter().any(|it| is_said_anonymous(&it.table)) {
        return FxHashSet::default();
    }
    let flows = inventory.flows.iter().filter(|it| says_personal(it));
    let named = flows.flat_map(|it| &it.table.data).flat_map(|it| &it.value).map(|it| it.value);
    named.filter(|it| is_said_anonymous(&inventory.data_class(*it).table)).collect()
}

fn is_said_anonymous(data: &Data) -> bool {
    data.state.as_ref().is_some_and(|it| it.value == State::Anonymized)
}

fn says_personal(flow: &FlowEntry) -> bool {
    flow.table.state.as_ref().is_some_and(|it| matches!(it.value, State::Personal | State::Pseudonymized))
}

/// Adds the claims that can concern a row: that of its flow, and those of its classes of data.
pub(crate) fn add_claims(case: &Case<'_, '_>, tried: &mut Vec<Judged>) {
    let world = case.world;
    let same = |one, other| world.same_party(one, other);
    let flows = world.flows(case.edge);
    let behind = &world.shared.behind;
    tried.extend(flows.and_then(|(first, _)| flow_claim(world.inventory, (&same, behind), first, world.day)));
    // What is written on the flow itself is nearer than what is written on the class.
    if !world.has_particular_data || flows.is_some_and(|(first, last)| says_personal(first) || says_personal(last)) {
        return;
    }
    let is_said = |it: &DataId| is_said_anonymous(&world.inventory.data_class(*it).table);
    let mut classes = crate::graph::Classes::list(case.classes).filter(is_said).collect::<Vec<_>>();
    classes.sort_by_key(|it| world.inventory.data_class(*it).id.as_str());
    tried.extend(classes.into_iter().filter_map(|class| {
        let data = &world.inventory.data_class(class).table;
        let keys = Keys::of(world.inventory, &same, data.keys_held_by.as_ref(), &[case.importer]);
        let mut claim = data_claim(data, Ground::DataClaim(class), keys, world.day)?;
        if world.index.said_personal.contains(&class) {
            claim.ask(Rule::AnonymizationStageNotRecorded, Missing::WhetherAnonymous(class));
        }
        Some(claim)
    }));
}

/// The facts of a claim, wherever it is made.
struct Claim<'a> {
    ground: Ground,
    span: Span,
    techniques: &'a [Spanned<Technique>],
    stage: Option<(Stage, Span)>,
    linked_by: Option<(&'a TextOrNone, Span)>,
    keys: Keys,
    tested: bool,
    evidence: bool,
}

/// How parties are compared.
type Comparison<'c> = &'c (dyn Fn(OrganizationId, OrganizationId) -> Same + Sync);

/// With whom the key or the table is.
enum Keys {
    /// With a receiver, or one of its hands.
    WithReceiver(Span),
    /// With somebody who may be a receiver.
    Perhaps,
    Elsewhere,
}

impl Keys {
    /// Of a receiver that nobody knows it may be any.
    fn of(
        inventory: &Inventory,
        same: Comparison<'_>,
        holder: Option<&Spanned<Party>>,
        receivers: &[Option<OrganizationId>],
    ) -> Self {
        let Some(holder) = holder else {
            return Self::Elsewhere;
        };
        let is_one = |it: &Option<OrganizationId>| it.is_none_or(|it| world::same_hand(inventory, holder.value.0, it));
        let may_be = |it: &Option<OrganizationId>| it.is_some_and(|it| same(holder.value.0, it) == Same::Perhaps);
        match receivers.iter().any(is_one) {
            true => Self::WithReceiver(holder.span),
            false if receivers.iter().any(may_be) => Self::Perhaps,
            false => Self::Elsewhere,
        }
    }
}

fn flow_claim(
    inventory: &Inventory,
    (same, behind): (Comparison<'_>, &Behind),
    flow: &FlowEntry,
    day: Day,
) -> Option<Judged> {
    let table = &flow.table;
    let (span, paper) = claimed_at(inventory, table)?;
    // Who only passes data on cannot read them, nor make them anonymous: what it says of them is nobody's claim.
    if passes_on(inventory, flow.from) {
        return None;
    }
    let holder = table.keys_held_by.as_deref();
    let receivers = if holder.is_some() { behind.receivers(inventory, flow.to) } else { Vec::new() };
    let known = receivers.into_iter().filter_map(|it| inventory.operator(it)).map(Some).collect::<Vec<_>>();
    let claim = Claim {
        ground: Ground::FlowClaim,
        span,
        techniques: table.technique.as_ref().map_or(&[], |it| it.value.as_slice()),
        stage: table.stage.as_ref().map(|it| (it.value, it.span)),
        linked_by: table.linked_by.as_ref().map(|it| (&it.value, it.span)),
        keys: Keys::of(inventory, same, holder, &known),
        tested: table.tested.as_ref().is_some_and(|it| it.value.begun(day) != Certainty::No),
        evidence: table.about.as_ref().is_some_and(|it| it.evidence.is_some()),
    };
    let mut judged = judge(&claim);
    if let Some(paper) = paper {
        instrument::live(paper, day, &mut judged);
    }
    Some(judged)
}

/// Where a flow says that its data are anonymous, and the mechanism that says so, if it is one.
fn claimed_at<'a>(inventory: &'a Inventory, flow: &Flow) -> Option<(Span, Option<&'a Mechanism>)> {
    if let Some(state) = flow.state.as_ref().filter(|it| it.value == State::Anonymized) {
        return Some((state.span, None));
    }
    let via = flow.via.as_ref()?;
    via.value.iter().find_map(|it| match it.value {
        Via::Kind(kind) => (kind == Kind::Anonymization).then_some((it.span, None)),
        Via::Mechanism(id) => {
            let table = &inventory.mechanism(id).table;
            let is_claim = table.kind.as_ref().is_some_and(|it| it.value == Kind::Anonymization);
            is_claim.then_some((it.span, Some(table)))
        }
        Via::Open | Via::Nothing => None,
    })
}

fn data_claim(data: &Data, ground: Ground, keys: Keys, day: Day) -> Option<Judged> {
    let state = data.state.as_ref().filter(|_| is_said_anonymous(data))?;
    let claim = Claim {
        ground,
        span: state.span,
        techniques: data.technique.as_ref().map_or(&[], |it| it.value.as_slice()),
        stage: data.stage.as_ref().map(|it| (it.value, it.span)),
        linked_by: data.linked_by.as_ref().map(|it| (&it.value, it.span)),
        keys,
        tested: data.tested.as_ref().is_some_and(|it| it.value.begun(day) != Certainty::No),
        evidence: data.about.as_ref().is_some_and(|it| it.evidence.is_some()),
    };
    Some(judge(&claim))
}

fn judge(claim: &Claim<'_>) -> Judged {
    let mut judged = Judged::new(claim.ground, Layer::Anonymity, Some(claim.span), 0);
    let techniques = claim.techniques;
    let personal = techniques.iter().find(|it| leaves_personal(it.value));
    let fit = techniques.iter().find(|it| !leaves_personal(it.value) && it.value != Technique::Unstated);
    let is_known = !techniques.is_empty() && techniques.iter().all(|it| it.value != Technique::Unstated);
    match (personal, fit) {
        _ if !is_known => judged.ask(Rule::AnonymizationStageNotRecorded, Missing::Technique),
        (Some(personal), None) => {
            let detail = Detail::Phrase(personal.value.word());
            judged.kill(Rule::PseudonymousAsAnonymous, detail, Some(personal.span));
        }
        // Of several techniques nobody wrote to which of the data each was applied.
        (Some(personal), Some(fit)) => {
            let (fit, personal) = (fit.value.word(), personal.value.word());
            let asked = format!("whether `{fit}` takes away what `{personal}` leaves");
            judged.ask(Rule::AnonymizationStageNotRecorded, Missing::Open(asked));
        }
        (None, _) => {}
    }
    match claim.stage {
        Some((Stage::AfterLeaving, span)) => judged.kill(Rule::AnonymizedAfterLeaving, Detail::Plain, Some(span)),
        Some((Stage::BeforeLeaving, _)) => {}
        None => match techniques.iter().find(|it| it.value == Technique::IpTruncation) {
            // Whoever truncates addresses has had them whole first: where, is the question that decides.
            Some(it) if is_known && fit.is_none() => {
                judged.kill(Rule::AnonymizationStageNotRecorded, Detail::Plain, Some(it.span));
            }
            _ => judged.ask(Rule::AnonymizationStageNotRecorded, Missing::Stage),
        },
    }
    let linked = match (claim.linked_by, &claim.keys) {
        (Some((TextOrNone::Text(by), span)), _) => Some((Detail::Words(by.clone()), span)),
        (_, Keys::WithReceiver(span)) => Some((Detail::Phrase("the key or table"), *span)),
        (_, Keys::Perhaps) => {
            let asked = "whether who holds the key or table is the receiver (their names differ in spelling alone)";
            judged.ask(Rule::AnonymizationStageNotRecorded, Missing::Condition(asked.to_owned()));
            None
        }
        (_, Keys::Elsewhere) => None,
    };
    if let Some((detail, span)) = linked {
        judged.kill(Rule::RecipientCanLink, detail, Some(span));
    }
    if matches!(claim.linked_by, Some((TextOrNone::Unknown, _))) {
        judged.ask(Rule::RecipientCanLink, Missing::Key("linked-by"));
    }
    if judged.stands() && !(claim.tested && claim.evidence) {
        judged.note(Defect::new(Rule::AnonymityWithoutEvidence, Detail::Plain, Some(claim.span)));
    }
    judged
}

/// Whether a technique leaves the data attributable: pseudonymized at most, Art. 4(5).
fn leaves_personal(technique: Technique) -> bool {
    matches!(
        technique,
        Technique::Hashing
            | Technique::KeyedHashing
            | Technique::Tokenization
            | Technique::Encryption
            | Technique::IpTruncation
            | Technique::Masking
            | Technique::IdReplacement
    )
}

/// Whether data are pseudonymized, only the exporter can attribute them, and that is shown: open law for transfers.
pub(crate) fn pseudonymous_for_recipient(case: &Case<'_, '_>) -> Option<Span> {
    let (first, _) = case.world.flows(case.edge)?;
    let table = &first.table;
    let state = table.state.as_ref().filter(|it| it.value == State::Pseudonymized)?;
    // The controller for which a processor sends is on the exporter's side.
    let is_own = |it: OrganizationId| {
        Some(it) == case.exporter
            || principals::controllers(case.world, case.edge, case.classes).contains(&it)
            || principals::one_of_many(case, [it]).is_some()
    };
    let holder = table.keys_held_by.as_ref().map(|it| it.value.0);
    let with_exporter = holder.is_some_and(is_own);
    // Where the importer's hand or country reaches the table, it is not with the exporter alone.
    let is_importers = |it: OrganizationId| case.importer.is_some_and(|importer| case.world.same_hand(importer, it));
    let in_reach = case.exporter.into_iter().chain(holder).any(is_importers)
        || table.keys_in.as_ref().is_some_and(|places| {
            let mut countries =
                places.value.iter().filter_map(|it| world::countries_of(&it.value, case.world.law, case.world.day));
            countries.any(|it| case.country.is_some_and(|wanted| it.contains(&wanted)))
        });
    let linked_by = table.linked_by.as_ref().map(|it| &it.value);
    let linked = in_reach || matches!(linked_by, Some(TextOrNone::Text(_) | TextOrNone::Unknown));
    let shown = table.about.as_ref().is_some_and(|it| it.evidence.is_some());
    (with_exporter && shown && !linked).then_some(state.span)
}
