//! Supplementary measures: whether they keep an importer and its authorities out; EDPB Recommendations 01/2020. Never reads what
//! an assessment concludes without them.

use crate::{
    inventory::{
        AssessmentId, MeasureId, OrganizationId, Same,
        model::{Assessment, Measure, Mechanism},
        values::{Answer, Certainty},
        words::{Conclusion, MeasureKind},
    },
    law::{Day, Level, Rule},
    text::Span,
};

use super::{
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged},
    profile::Severity,
    transfer::Missing,
    world::{Establishment, countries_of},
};

/// What a measure does against the importer and its authorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It keeps them out.
    Works,
    /// The key or the table is within their reach.
    Void,
    /// Nobody wrote who holds the key, or where, or what else it rests on.
    NotRecorded,
    /// The key is out of the importer's reach, and in that of others who are not trusted.
    Elsewhere,
    /// It was never meant to.
    None,
}

/// Whether a measure is certain to be in place on a day.
pub(crate) fn is_live(measure: &Measure, day: Day) -> bool {
    measure.from.as_ref().is_none_or(|it| it.value.begun(day) == Certainty::Yes)
        && measure.until.as_ref().is_none_or(|it| it.value.ended(day) == Certainty::No)
}

/// Whether only the exact day would tell that a measure is in place.
fn may_be_live(measure: &Measure, day: Day) -> bool {
    measure.from.as_ref().is_none_or(|it| it.value.begun(day) != Certainty::No)
        && measure.until.as_ref().is_none_or(|it| it.value.ended(day) != Certainty::Yes)
}

fn effect(case: &Case<'_, '_>, measure: &Measure) -> Effect {
    let world = case.world;
    if !is_live(measure, world.day) {
        return Effect::None;
    }
    let with_importer = measure
        .keys_held_by
        .as_ref()
        .is_some_and(|it| case.importer.is_some_and(|importer| world.same_hand(it.value.0, importer)));
    let may_be_importer = nearly_the_importer(case, measure).is_some();
    let in_reach = measure.keys_in.as_ref().is_some_and(|places| {
        places.value.iter().any(|place| {
            let countries = countries_of(&place.value, world.law, world.day).unwrap_or_default();
            case.country.is_some_and(|it| countries.contains(&it))
        })
    });
    let is_undone_by_somebody = measure.keys_held_by.is_some() || measure.keys_in.is_some();
    match measure.kind.as_ref().map(|it| it.value) {
        Some(
            MeasureKind::EncryptionAtRest
            | MeasureKind::EndToEndEncryption
            | MeasureKind::Pseudonymization
            | MeasureKind::Proxy,
        ) => {
            if with_importer || in_reach {
                Effect::Void
            } else if may_be_importer {
                Effect::NotRecorded
            } else {
                kept_away(case, measure)
            }
        }
        Some(MeasureKind::SplitProcessing) if with_importer || in_reach => Effect::Void,
        Some(MeasureKind::SplitProcessing) if may_be_importer => Effect::NotRecorded,
        Some(MeasureKind::SplitProcessing) if is_undone_by_somebody => kept_away(case, measure),
        Some(MeasureKind::SplitProcessing | MeasureKind::ProtectedRecipient) => shown(measure),
        Some(
            MeasureKind::EncryptionInTransit
            | MeasureKind::AccessControl
            | MeasureKind::Organizational
            | MeasureKind::Contractual,
        )
        | None => Effect::None,
    }
}

/// The holder of a key who may be the importer.
fn nearly_the_importer(case: &Case<'_, '_>, measure: &Measure) -> Option<OrganizationId> {
    let (holder, importer) = (measure.keys_held_by.as_ref()?.value.0, case.importer?);
    (case.world.same_party(holder, importer) == Same::Perhaps).then_some(holder)
}

/// Measures that rest on no key: the bare word says nothing of the parts, or of the law that protects; use cases 4 and 5.
fn shown(measure: &Measure) -> Effect {
    let evidence = measure.about.as_ref().and_then(|it| it.evidence.as_ref());
    if evidence.is_some_and(|it| !it.value.is_empty()) { Effect::Works } else { Effect::NotRecorded }
}

/// Keys keep an importer out where they are with the exporter, or with somebody trusted inside or in an adequate
/// country; EDPB Recommendations 01/2020, paragraphs 84 and 85.
fn kept_away(case: &Case<'_, '_>, measure: &Measure) -> Effect {
    let world = case.world;
    let place = measure.keys_in.as_ref().map(|places| {
        let countries = places.value.iter().map(|it| countries_of(&it.value, world.law, world.day));
        countries.into_iter().all(|it| it.is_some_and(|it| !it.is_empty() && it.iter().all(|it| world.is_safe(*it))))
    });
    let holder = measure.keys_held_by.as_ref().map(|it| it.value.0);
    let trusted = |it: OrganizationId| {
        let country = world.organization(it).country.as_ref();
        let countries = country.and_then(|it| countries_of(&it.value, world.law, world.day)).unwrap_or_default();
        Some(it) == case.exporter
            || world.establishment(it) == Establishment::Inside
            || (!countries.is_empty() && countries.iter().all(|it| world.is_safe(*it)))
    };
    match (holder.map(trusted), place) {
        // Who holds them is what matters; without a place, they are where their holder is.
        (Some(true), Some(true) | None) => Effect::Works,
        (Some(false), _) | (_, Some(false)) => Effect::Elsewhere,
        (None, Some(true) | None) => Effect::NotRecorded,
    }
}

/// A conclusion that rests on a measure falls with it, and is open while nobody knows whether it has an effect;
/// elsewhere a void measure is only said.
pub(crate) fn carried_by_measures(
    case: &Case<'_, '_>,
    assessment: &Assessment,
    mechanism: &Mechanism,
    judged: &mut Judged,
) {
    let measure = |id: MeasureId| &case.world.inventory.measure(id).table;
    let named = assessment.measures.iter().flat_map(|it| &it.value).map(|it| (it.value.0, it.span)).collect::<Vec<_>>();
    let effects = named.iter().map(|(id, _)| effect(case, measure(*id))).collect::<Vec<_>>();
    let rests = assessment.conclusion.as_ref().is_some_and(|it| it.value == Conclusion::EquivalentWithMeasures);
    let works = effects.contains(&Effect::Works);
    let void = effects.iter().position(|it| *it == Effect::Void).and_then(|at| named.get(at).copied());
    if let Some((id, span)) = void {
        if rests && !works && !effects.contains(&Effect::NotRecorded) {
            judged.kill(Rule::MeasureWithoutEffect, Detail::Measure(id), Some(span));
            return;
        }
        judged.note(void_measure(id, span));
    }
    if !rests || works {
        return;
    }
    // A conclusion that names none rests on those that are recorded around it.
    let counted = if named.is_empty() { around(case, mechanism) } else { named };
    if counted.is_empty() {
        judged.ask(Rule::MeasureWithoutEffect, Missing::Measures);
    } else if counted.iter().all(|(id, _)| effect(case, measure(*id)) != Effect::Works) {
        asked(case, &counted, judged);
    }
}

/// Asks for what decides whether measures have an effect, and of those that are not in place; contractual and organizational
/// ones alone are not asked for any.
fn asked(case: &Case<'_, '_>, measures: &[(MeasureId, Span)], judged: &mut Judged) {
    for (id, _) in measures {
        let entry = case.world.inventory.measure(*id);
        let kind = entry.table.kind.as_ref().map(|it| it.value);
        let name = if entry.id.is_empty() { kind.map_or("measure", MeasureKind::word) } else { entry.id.as_str() };
        let day = case.world.day;
        let what = match (effect(case, &entry.table), kind) {
            _ if !is_live(&entry.table, day) && may_be_live(&entry.table, day) => {
                format!("the exact day on which `{name}` begins or ends")
            }
            // One that is not in place carries nothing.
            _ if !is_live(&entry.table, day) => {
                format!("whether the conclusion holds without `{name}`, which is not in place")
            }
            // Who holds it is recorded: whether that is the importer decides.
            (Effect::NotRecorded, _)
                if let Some((holder, importer)) = nearly_the_importer(case, &entry.table).zip(case.importer) =>
            {
                judged.ask(Rule::MeasureWithoutEffect, case.world.whether_same(holder, importer));
                continue;
            }
            (Effect::NotRecorded, Some(MeasureKind::SplitProcessing)) => {
                format!("who can put the parts of `{name}` together (`keys-held-by`), or `evidence` that nobody can")
            }
            (Effect::NotRecorded, Some(MeasureKind::ProtectedRecipient)) => {
                format!("`evidence` of the law that protects the recipient of `{name}`")
            }
            (Effect::NotRecorded, _) => {
                format!("who holds the key or table of `{name}`, and where (`keys-held-by`, `keys-in`)")
            }
            (Effect::Elsewhere, _) => {
                let open = format!("whether `{name}` has an effect while its key is, or may be, with others outside");
                judged.ask(Rule::MeasureWithoutEffect, Missing::Open(open));
                continue;
            }
            _ => continue,
        };
        judged.ask(Rule::MeasureWithoutEffect, Missing::Condition(what));
    }
}

fn void_measure(id: MeasureId, span: Span) -> Defect {
    Defect::new(Rule::MeasureWithoutEffect, Detail::Measure(id), Some(span)).at_level(Level::Warning)
}

/// Measures that are recorded around a row: on the mechanism, the flow and the receiver, each with its place.
fn around(case: &Case<'_, '_>, mechanism: &Mechanism) -> Vec<(MeasureId, Span)> {
    let world = case.world;
    let of_flow = world.flows(case.edge).and_then(|(first, _)| first.table.measures.as_deref());
    let of_system = world.system(case.edge.to).and_then(|it| it.measures.as_ref());
    let mut all = Vec::new();
    for own in [mechanism.measures.as_deref(), of_flow, of_system].into_iter().flatten() {
        all.extend(own.value.iter().map(|it| (it.value.0, it.span)));
    }
    all
}

/// An importer that must read in clear what its authorities may ask for: use cases 6 and 7 of the Recommendations.
pub(crate) fn exposure(
    case: &Case<'_, '_>,
    candidate: &Candidate<'_>,
    made: Option<AssessmentId>,
    applied: bool,
    judged: &mut Judged,
) {
    let world = case.world;
    let around = around(case, candidate.table);
    let effects = around
        .iter()
        .map(|(id, span)| (*id, *span, effect(case, &world.inventory.measure(*id).table)))
        .collect::<Vec<_>>();
    for (id, span, _) in effects.iter().filter(|(_, _, effect)| *effect == Effect::Void) {
        judged.note(void_measure(*id, *span));
    }
    let Some(surveillance) = case.importer.and_then(|it| world.organization(it).surveillance.as_ref()) else {
        return;
    };
    if surveillance.value.exposed.as_ref().is_none_or(|it| it.value != Answer::Yes) {
        return;
    }
    let of_assessment = made.map(|it| &world.inventory.assessment(it).table).and_then(|it| it.measures.as_ref());
    let works = effects.iter().any(|(_, _, effect)| *effect == Effect::Works)
        || of_assessment.is_some_and(|it| {
            it.value.iter().any(|it| effect(case, &world.inventory.measure(it.value.0).table) == Effect::Works)
        });
    if works {
        return;
    }
    let relieved = case.country.is_some_and(|it| world.regime.is_relieved(it, world.day));
    let severity =
        if relieved || !applied { Severity::always(Level::Note) } else { Severity::of(Rule::ClearTextExposure) };
    let law = surveillance.value.law.as_ref().map_or(Detail::Plain, |it| Detail::Words(it.value.clone()));
    judged.note(Defect::new(Rule::ClearTextExposure, law, Some(surveillance.span)).with(severity));
}
