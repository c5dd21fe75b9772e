//! Transfer impact assessments and supplementary measures: Schrems II (C-311/18), SCCs 2021/914 clause 14,
//! EDPB Recommendations 01/2020.

use crate::{
    inventory::{
        AssessmentId, Inventory, MechanismId,
        model::Assessment,
        values::{Answer, AssessmentRef, Certainty, Period},
        words::Conclusion,
    },
    law::{Day, Level, PlaceKind, Precedent, Rule},
    text::Span,
};

use super::{
    adequacy::older_than,
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged, Layer},
    measures::{carried_by_measures, exposure},
    profile::Severity,
    transfer::{DayOf, Missing, Spot},
    world::countries_of,
};

/// What the records say of the assessment of one destination.
pub(crate) enum Found {
    /// The latest that was made by the day.
    Made(AssessmentId),
    /// Knowingly not made.
    NotMade(Option<Span>),
    /// Nothing, or something being worked on.
    NotRecorded(&'static str),
    /// One of which only the month or the year is known, and the day lies in it.
    Unsure { negative: bool },
    /// One that ends badly, and does not say of whom or of which country, or when beside one that ends well. Where nothing else
    /// is recorded, so does one that was not made, or that counts on measures which carry nothing here.
    OfWhom(AssessmentId),
    /// Two that say different things, and nobody knows which is the later one.
    Contradicts([AssessmentId; 2]),
}

/// Asks a safeguard for the assessment of the row's destination, and for measures where they are needed.
pub(crate) fn judge<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>, judged: &mut Judged) {
    let world = case.world;
    if world.day < world.regime.duties.assessment_from {
        return;
    }
    let found = find(case, candidate);
    let is_of_importer = |table: &Assessment| {
        table.importer.as_ref().is_some_and(|it| it.value.iter().any(|it| Some(it.value.0) == case.importer))
    };
    let has_own = matches!(found, Found::Made(id) if is_of_importer(&world.inventory.assessment(id).table));
    if !has_own && let Some(question) = negative_of_alike(case, candidate) {
        judged.ask(Rule::MechanismIncomplete, question);
    }
    let mut applied = true;
    match found {
        Found::NotMade(span) => {
            judged.note(Defect::new(Rule::AssessmentNotMade, Detail::Plain, span.or(Some(candidate.span))));
        }
        Found::NotRecorded(why) => {
            let detail = if why.is_empty() { Detail::Plain } else { Detail::Phrase(why) };
            judged.note(Defect::new(Rule::AssessmentNotRecorded, detail, Some(candidate.span)));
        }
        Found::Unsure { negative: true } => {
            judged.ask(Rule::MechanismIncomplete, Missing::ExactDay(DayOf::Assessment));
        }
        Found::Unsure { negative: false } => {
            let defect = Defect::new(Rule::AssessmentNotRecorded, Detail::ExactDay, Some(candidate.span));
            judged.note(defect.at_level(Level::Undecided));
        }
        Found::OfWhom(id) => judged.ask(Rule::MechanismIncomplete, of_whom(case, id)),
        Found::Contradicts(both) => judged.ask(Rule::MechanismIncomplete, which_is_later(case, both)),
        Found::Made(id) => {
            let assessment = &world.inventory.assessment(id).table;
            applied = assessment.not_applied_in_practice.as_ref().is_none_or(|it| it.value != Answer::Yes);
            conclusion(id, assessment, judged);
            overdue(case, candidate, assessment, judged);
            carried_by_measures(case, assessment, candidate.table, judged);
        }
    }
    let made = if let Found::Made(id) = found { Some(id) } else { None };
    exposure(case, candidate, made, applied, judged);
}

/// What is asked where an assessment of an importer with nearly this name ends badly.
fn negative_of_alike(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> Option<Missing> {
    let world = case.world;
    let importer = case.importer.filter(|_| world.index.has_negative)?;
    let named = candidate.table.assessment.iter().flat_map(|it| it.value.made()).copied();
    let mechanisms = [candidate.id, candidate.table.addendum_to.as_ref().map(|it| it.value)];
    let about_it = world.index.assessments(None, mechanisms).chain(named);
    let others = world.likeness().alike(world.inventory, importer);
    let about_others = others.iter().flat_map(|it| world.index.assessments(Some(*it), [None, None]));
    about_it.chain(about_others).find_map(|id| {
        let table = &world.inventory.assessment(id).table;
        let is_negative = table.conclusion.as_ref().is_some_and(|it| it.value == Conclusion::NotEquivalent);
        let is_made = table.date.as_ref().is_none_or(|it| it.value.begun(world.day) != Certainty::No);
        if !is_negative || !is_made || !covers_destination(case, table) || !covers_data(case, table) {
            return None;
        }
        let parties = table.importer.iter().flat_map(|it| &it.value).map(|it| it.value.0);
        Some(world.whether_same(world.perhaps_among(parties, importer)?, importer))
    })
}

pub(crate) fn find<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>) -> Found {
    let clauses = super::addition::clauses_of(case, candidate);
    let named = candidate.table.assessment.as_ref().or(clauses.as_ref().and_then(|it| it.table.assessment.as_ref()));
    let said = match named.map(|it| (&it.value, it.span)) {
        Some((AssessmentRef::NotMade, span)) => Some(Found::NotMade(Some(span))),
        Some((AssessmentRef::Open, _)) => Some(Found::NotRecorded("being worked on")),
        Some((AssessmentRef::Made(_), _)) | None => None,
    };
    let named = named.map_or(&[] as &[_], |it| it.value.made());
    let found = recorded(case, candidate, named);
    // That another one is made, or is not, undoes none that ended badly.
    match said {
        // What is only asked makes nothing milder.
        Some(said @ Found::NotMade(_)) if matches!(found, Found::OfWhom(_) | Found::Contradicts(_)) => said,
        Some(said) if !ends_badly(case, &found) => said,
        _ => found,
    }
}

fn ends_badly(case: &Case<'_, '_>, found: &Found) -> bool {
    match found {
        Found::Made(id) => concluded(case, *id) == Some(Conclusion::NotEquivalent),
        Found::Unsure { negative } => *negative,
        Found::OfWhom(_) => true,
        Found::Contradicts(both) => both.iter().any(|it| concluded(case, *it) == Some(Conclusion::NotEquivalent)),
        Found::NotMade(_) | Found::NotRecorded(_) => false,
    }
}

fn concluded(case: &Case<'_, '_>, id: AssessmentId) -> Option<Conclusion> {
    case.world.inventory.assessment(id).table.conclusion.as_ref().map(|it| it.value)
}

/// What one assessment is to a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bearing {
    /// It says what is asked.
    OnPoint,
    /// It does, if it was made by the day.
    MayBeLater,
    /// It does not say of which country it speaks.
    OfNoCountry,
    /// It speaks of a place, and nobody wrote which organization the receiver is.
    OfWhichBody,
    /// It speaks of something else, in words of what.
    Beside(&'static str),
    /// It is about somebody else.
    OfOthers,
}

fn bearing<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>, named: &[AssessmentId], id: AssessmentId) -> Bearing {
    let table = &case.world.inventory.assessment(id).table;
    let is_named = named.contains(&id);
    if !is_named && !is_about(case, candidate, table) {
        return Bearing::OfOthers;
    }
    if is_named && let Some(why) = about_another(case, candidate, table) {
        return Bearing::Beside(why);
    }
    // What was not made for this mechanism needs no country.
    let is_of_all = is_named && table.country.is_none() && concluded(case, id) == Some(Conclusion::NotMade);
    if !is_of_all && !covers_destination(case, table) {
        return match (leaves_open_which(table), case.spot) {
            (true, _) => Bearing::OfNoCountry,
            (false, Spot::Body(None)) => Bearing::OfWhichBody,
            (false, _) => Bearing::Beside("the one recorded is about other countries"),
        };
    }
    if !covers_data(case, table) {
        return Bearing::Beside("the one recorded is about other data");
    }
    match table.date.as_ref().map(|it| it.value.begun(case.world.day)) {
        Some(Certainty::No) => Bearing::Beside("the one recorded was made later"),
        Some(Certainty::Unsure) => Bearing::MayBeLater,
        Some(Certainty::Yes) | None if !is_asked_for(case, table) => {
            Bearing::Beside("the one recorded is another test")
        }
        Some(Certainty::Yes) | None => Bearing::OnPoint,
    }
}

/// What the assessments say that are about the row, those that the mechanism names among them.
fn recorded<'a>(case: &Case<'_, 'a>, candidate: &Candidate<'a>, named: &[AssessmentId]) -> Found {
    let world = case.world;
    let inventory = world.inventory;
    let mechanisms = [candidate.id, candidate.table.addendum_to.as_ref().map(|it| it.value)];
    let mut about = world.index.assessments(case.importer, mechanisms).chain(named.iter().copied()).collect::<Vec<_>>();
    if about.is_empty() && world.index.about_nobody.is_empty() {
        return Found::NotRecorded("");
    }
    about.sort_unstable();
    about.dedup();
    let mut reason = "";
    let (mut unsure, mut lacking) = (Vec::new(), Vec::new());
    about.retain(|id| {
        let bearing = bearing(case, candidate, named, *id);
        match bearing {
            Bearing::OnPoint => {
                // Of which nobody wrote when, it may be the latest.
                lacking.extend(inventory.assessment(*id).table.date.is_none().then_some(*id));
            }
            Bearing::MayBeLater => unsure.push(*id),
            Bearing::OfNoCountry => {
                lacking.push(*id);
                reason = reason_of(reason, "the one recorded names no country");
            }
            Bearing::OfWhichBody => {
                lacking.push(*id);
                let why = "the one recorded is about a place, and which organization this is is not recorded (`body`)";
                reason = reason_of(reason, why);
            }
            Bearing::Beside(why) => reason = reason_of(reason, why),
            Bearing::OfOthers => {}
        }
        bearing == Bearing::OnPoint
    });
    // One that may have been made by the day decides nothing, unless it would end the ground.
    if unsure.iter().any(|it| concluded(case, *it) == Some(Conclusion::NotEquivalent)) {
        return Found::Unsure { negative: true };
    }
    let is_finished = |id| !matches!(concluded(case, id), None | Some(Conclusion::Pending | Conclusion::NotMade));
    let finished = Latest::of(inventory, &about, &is_finished);
    let is_negative = |id: &AssessmentId| concluded(case, *id) == Some(Conclusion::NotEquivalent);
    let first = |ids: &mut dyn Iterator<Item = AssessmentId>| first_by_name(inventory, named, ids);
    if let Some(bad) = first(&mut finished.iter().filter(is_negative)) {
        return match first(&mut finished.iter().filter(|it| !is_negative(it))) {
            None => Found::Made(bad),
            Some(_) if finished.newest.is_none() => Found::OfWhom(bad),
            Some(good) => Found::Contradicts([bad, good]),
        };
    }
    // One that does not say of whom it speaks may speak of this row, unless a later one that is finished does.
    let latest = Latest::of(inventory, &about, &|_| true);
    let is_said = |id: &AssessmentId| !matches!(concluded(case, *id), None | Some(Conclusion::Pending));
    // Of one day, what is concluded holds.
    let best = first(&mut latest.iter().filter(is_said)).or_else(|| first(&mut latest.iter()));
    let is_worse = best.is_some_and(|id| concluded(case, id) == Some(Conclusion::NotMade));
    let may_be_later = |id: &AssessmentId| {
        let table = &inventory.assessment(*id).table;
        let date = table.date.as_ref().map(|it| it.value);
        let is_later = finished.newest.is_none_or(|made| date.is_none_or(|it| it.last >= made));
        let is_made = date.is_none_or(|it| it.begun(world.day) != Certainty::No);
        is_later && is_made && covers_data(case, table) && is_asked_for(case, table)
    };
    let of_nobody = world.index.about_nobody.iter().copied();
    let of_nobody = of_nobody.filter(|it| covers_destination(case, &inventory.assessment(*it).table));
    let both = lacking.into_iter().chain(of_nobody).filter(may_be_later).collect::<Vec<_>>();
    let mut negative = both.iter().copied().filter(is_negative);
    if !is_worse && let Some(id) = first(&mut negative) {
        return Found::OfWhom(id);
    }
    let Some(id) = best else {
        // What says worse than nothing would is asked before nothing is said to be recorded.
        return match first(&mut both.iter().copied().filter(|it| is_short(case, candidate, *it))) {
            _ if !unsure.is_empty() => Found::Unsure { negative: false },
            Some(id) => Found::OfWhom(id),
            None => Found::NotRecorded(reason),
        };
    };
    let is_another = |it: &AssessmentId| is_said(it) && is_said(&id) && concluded(case, *it) != concluded(case, id);
    if let Some(other) = first(&mut latest.iter().filter(is_another)) {
        return Found::Contradicts([id, other]);
    }
    match inventory.assessment(id).table.conclusion.as_ref().map(|it| (it.value, it.span)) {
        Some((Conclusion::NotMade, span)) => Found::NotMade(Some(span)),
        Some((Conclusion::Pending, _)) => Found::NotRecorded("being worked on"),
        Some(_) => Found::Made(id),
        None => Found::NotRecorded("the one recorded has no conclusion"),
    }
}

/// Those of some assessments that may be the latest: none is certain to be later. One with a day counts as later than one
/// without.
struct Latest<'l> {
    inventory: &'l Inventory,
    some: &'l [AssessmentId],
    counts: &'l dyn Fn(AssessmentId) -> bool,
    /// The first day on which the latest of those with a day may have been made.
    newest: Option<Day>,
}

impl<'l> Latest<'l> {
    fn of(inventory: &'l Inventory, some: &'l [AssessmentId], counts: &'l dyn Fn(AssessmentId) -> bool) -> Self {
        let dates = some.iter().filter(|it| counts(**it)).filter_map(|it| date_of(inventory, *it));
        let newest = dates.map(|it| it.first).max();
        Self { inventory, some, counts, newest }
    }

    fn iter(&self) -> impl Iterator<Item = AssessmentId> {
        let may_be = |it: &AssessmentId| date_of(self.inventory, *it).map(|it| it.last) >= self.newest;
        self.some.iter().copied().filter(move |it| (self.counts)(*it) && may_be(it))
    }
}

fn date_of(inventory: &Inventory, id: AssessmentId) -> Option<Period> {
    inventory.assessment(id).table.date.as_ref().map(|it| it.value)
}

/// Of assessments that say the same, the one that the mechanism names, else the first by name: never by its place.
fn first_by_name(
    inventory: &Inventory,
    named: &[AssessmentId],
    ids: &mut dyn Iterator<Item = AssessmentId>,
) -> Option<AssessmentId> {
    ids.min_by_key(|it| (!named.contains(it), inventory.assessment(*it).id.as_str()))
}

/// What is asked of two assessments that say different things.
fn which_is_later(case: &Case<'_, '_>, both: [AssessmentId; 2]) -> Missing {
    let [one, other] = both.map(|it| {
        let id = &case.world.inventory.assessment(it).id;
        let which = if id.is_empty() { "the assessment written there".to_owned() } else { format!("`{id}`") };
        format!("{which}, which says `{}`,", concluded(case, it).map_or("", Conclusion::word))
    });
    Missing::Condition(format!("which of {one} and {other} is the later one (`date`)"))
}

/// Whether an assessment would leave a safeguard short if it were about the row: it was not made, or its measures carry nothing.
fn is_short(case: &Case<'_, '_>, candidate: &Candidate<'_>, id: AssessmentId) -> bool {
    let mut judged = Judged::new(candidate.ground, Layer::Safeguard, None, candidate.order);
    carried_by_measures(case, &case.world.inventory.assessment(id).table, candidate.table, &mut judged);
    concluded(case, id) == Some(Conclusion::NotMade) || !judged.stands()
}

/// What is asked of an assessment that does not say of whom or of which country it speaks, or when it was made.
fn of_whom(case: &Case<'_, '_>, id: AssessmentId) -> Missing {
    let inventory = case.world.inventory;
    let entry = inventory.assessment(id);
    let which = if entry.id.is_empty() { "the assessment".to_owned() } else { format!("`{}`", entry.id) };
    let says = entry.table.conclusion.as_ref().map_or("", |it| it.value.word());
    Missing::Condition(if leaves_open_which(&entry.table) {
        format!("which country {which}, which says `{says}`, is about (`country`)")
    } else if case.spot == Spot::Body(None) && !covers_destination(case, &entry.table) {
        format!("which organization this is, and whether {which}, which says `{says}`, is about it (`body`, `country`)")
    } else if !case.world.index.about_nobody.contains(&id) {
        format!("when {which}, which says `{says}`, was made (`date`)")
    } else {
        let importer =
            case.importer.map_or("the receiver".to_owned(), |it| format!("`{}`", inventory.organization_name(it)));
        format!("whether {which}, which says `{says}`, is about {importer} too (`importer`)")
    })
}

fn reason_of(before: &'static str, now: &'static str) -> &'static str {
    if before.is_empty() { now } else { before }
}

/// Whether an assessment that the mechanism does not name is about it: by importer, or by mechanism.
fn is_about(case: &Case<'_, '_>, candidate: &Candidate<'_>, table: &Assessment) -> bool {
    let importer =
        table.importer.as_ref().is_some_and(|it| it.value.iter().any(|it| Some(it.value.0) == case.importer));
    let mechanism = table.mechanism.as_ref().is_some_and(|it| {
        it.value.iter().any(|it| {
            // About the clauses is about what is added to them.
            Some(it.value) == candidate.id || Some(it.value) == candidate.table.addendum_to.as_ref().map(|it| it.value)
        })
    });
    let contradicts = (table.importer.is_some() && !importer) || (table.mechanism.is_some() && !mechanism);
    (importer || mechanism) && !contradicts
}

/// What an assessment that the mechanism names says that it is about instead.
fn about_another(case: &Case<'_, '_>, candidate: &Candidate<'_>, table: &Assessment) -> Option<&'static str> {
    let importers = table.importer.as_ref();
    if importers.is_some_and(|it| it.value.iter().all(|it| Some(it.value.0) != case.importer)) {
        return Some("the one recorded is about another importer");
    }
    let joined = candidate.table.addendum_to.as_ref().map(|it| it.value);
    let own = |it: MechanismId| Some(it) == candidate.id || Some(it) == joined;
    let mechanisms = table.mechanism.as_ref();
    let other = mechanisms.is_some_and(|it| !it.value.iter().any(|it| own(it.value)));
    other.then_some("the one recorded is about another mechanism")
}

fn covers_destination(case: &Case<'_, '_>, table: &Assessment) -> bool {
    let Some(places) = &table.country else {
        return false;
    };
    places.value.iter().any(|it| {
        let countries = countries_of(&it.value, case.world.law, case.world.day).unwrap_or_default();
        case.country.is_some_and(|wanted| countries.contains(&wanted))
            || matches!((&it.value.kind, case.spot), (PlaceKind::Body(own), Spot::Body(Some(wanted))) if *own == wanted)
    })
}

/// Whether nobody can tell from an assessment which countries it is about.
fn leaves_open_which(table: &Assessment) -> bool {
    let is_open = |it: &PlaceKind| matches!(it, PlaceKind::Unknown | PlaceKind::World | PlaceKind::ThirdCountry);
    table.country.as_ref().is_none_or(|it| it.value.iter().any(|it| is_open(&it.value.kind)))
}

/// Whether an assessment is the test that was asked for when it was made; one that does not say which is taken to be.
fn is_asked_for(case: &Case<'_, '_>, table: &Assessment) -> bool {
    let Some(test) = &table.test else {
        return true;
    };
    let day = table.date.as_ref().map_or(case.world.day, |it| it.value.first);
    let duties = &case.world.regime.duties;
    // One that was made before the duty began answers it as the first of its tests.
    let asked = duties.test(day).or(duties.tests.first());
    asked.is_none_or(|it| it.accepts.iter().any(|it| it == test.value.word()))
}

fn covers_data(case: &Case<'_, '_>, table: &Assessment) -> bool {
    table.data.as_ref().is_none_or(|it| {
        crate::graph::Classes::list(case.classes).all(|class| it.value.iter().any(|it| it.value == class))
    })
}

fn conclusion(id: AssessmentId, table: &Assessment, judged: &mut Judged) {
    if let Some(conclusion) = table.conclusion.as_ref().filter(|it| it.value == Conclusion::NotEquivalent) {
        judged.kill(Rule::AssessmentNegative, Detail::Assessment(id), Some(conclusion.span));
    }
}

fn overdue(case: &Case<'_, '_>, candidate: &Candidate<'_>, table: &Assessment, judged: &mut Judged) {
    let world = case.world;
    let day = world.day;
    let Some(date) = &table.date else {
        return;
    };
    let made = date.value.last;
    let why = if let Some(review) = table.review_by.as_ref().filter(|it| it.value.ended(day) == Certainty::Yes) {
        Some((format!("its review was due by {}", review.value.shown()), review.span))
    } else if table.review_by.is_none() && older_than(made, world.law.thresholds.assessment_age_days, day) {
        Some((format!("it was made on {}", date.value.shown()), date.span))
    } else {
        None
    };
    let event = || {
        let of_regime =
            world.law.events().iter().filter(|it| it.regime.as_ref().is_none_or(|it| *it == world.regime.id));
        let of_country = of_regime.filter(|it| case.country.is_some_and(|country| it.countries.contains(&country)));
        let later = of_country.filter(|it| it.date > made && it.date <= day).max_by_key(|it| it.date)?;
        Some((format!("since {}: {}", later.date, later.what), date.span))
    };
    let changed = || {
        let flow = world
            .flows(case.edge)
            .and_then(|(first, last)| last.table.changed.as_ref().or(first.table.changed.as_ref()));
        let own = candidate.table.changed.as_ref().map(|it| (it.value, it.span));
        let day_of = flow.map(|it| (it.value, it.span)).into_iter().chain(own);
        let later = day_of
            .filter(|(it, _)| it.first > made && it.begun(day) != Certainty::No)
            .max_by_key(|(it, _)| it.first)?;
        Some((format!("the processing changed on {}", later.0.shown()), later.1))
    };
    if let Some((why, span)) = why.or_else(event).or_else(changed) {
        judged.note(Defect::new(Rule::AssessmentOverdue, Detail::Words(why), Some(span)));
    }
}

/// Published decisions against the same importer, country and kind of mechanism.
pub(crate) fn precedents(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let world = case.world;
    let (Some(importer), Some(country)) = (case.importer, case.country) else {
        return;
    };
    let (id, name) = (&world.inventory.organization(importer).id, world.inventory.organization_name(importer));
    let about = world.law.precedents().iter().filter(|it| {
        it.date <= world.day
            && it.country == country
            && it.kinds.iter().any(|it| it == candidate.kind.word())
            && it.importer_names.iter().any(|it| same_letters(it, name) || same_letters(it, id))
    });
    let is_outdated = |it: &Precedent| it.outdated_from.as_ref().is_some_and(|(from, _)| *from <= world.day);
    // An old one hides none that still holds.
    if let Some(precedent) = about.max_by_key(|it| (!is_outdated(it), it.date)) {
        let severity =
            if is_outdated(precedent) { Severity::always(Level::Note) } else { Severity::of(Rule::AdversePrecedent) };
        let words = format!("{}, {} ({})", precedent.authority, precedent.what, precedent.date);
        judged.note(Defect::new(Rule::AdversePrecedent, Detail::Words(words), Some(candidate.span)).with(severity));
    }
}

/// Whether two words differ in nothing but the case of their letters.
fn same_letters(one: &str, other: &str) -> bool {
    // Most differ in their first letter already.
    if let (Some(one), Some(other)) = (one.bytes().next(), other.bytes().next())
        && one.is_ascii()
        && other.is_ascii()
        && !one.eq_ignore_ascii_case(&other)
    {
        return false;
    }
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}
