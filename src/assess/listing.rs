//! Entries on a list that a decision depends on, against one row: which of them says what of the day; Art. 45. Never asks
//! for what else the decision wants.

use std::cmp::Ordering;

use crate::{
    inventory::{
        OrganizationId,
        model::Listing,
        values::{Answer, Certainty, Period},
        words::{Cover, ListingStatus},
    },
    law::{Condition, Day, Decision, Rule},
    text::{Span, Spanned},
};

use super::{
    adequacy::older_than,
    finding::Detail,
    ground::{Case, Defect, Judged},
    transfer::{DayOf, Missing},
    world::World,
};

/// Asks a decision for an entry of the importer on a list.
pub(super) fn listed(case: &Case<'_, '_>, decision: &Decision, list: &str, judged: &mut Judged) {
    let said = Said::of(case, decision, list);
    let ended = said.standing.iter().map(|it| (*it, said.end_of(case, it))).collect::<Vec<_>>();
    if let Some((entry, _)) = ended.iter().find(|(_, end)| end.is_none()) {
        stale(case, entry, judged);
        return;
    }
    let is_asked = said.standing.is_empty() && said.leaves_open();
    let Said { mut open, mut refused, asked, .. } = said;
    for (_, end) in ended {
        match end {
            Some((Some(Ordering::Greater), Some(span))) => refused = Some((not_on(list), span)),
            _ => open.push(asked.clone()),
        }
    }
    if is_asked {
        open.push(asked);
    }
    match (open.is_empty(), refused) {
        (true, Some((detail, span))) => judged.kill(Rule::DecisionOutOfScope, detail, Some(span)),
        (true, None) => judged.ask(Rule::ListingNotRecorded, Missing::Listing(list.to_owned())),
        (false, _) => open.into_iter().for_each(|it| {
            let scope = it == Missing::ListingCoversHr;
            judged.ask(if scope { Rule::DecisionScopeNotRecorded } else { Rule::ListingNotRecorded }, it);
        }),
    }
}

/// What all entries of an importer on a list say of a day.
struct Said<'a> {
    /// Those by which it is listed.
    standing: Vec<&'a Listing>,
    /// Those by which it is not, or may not be.
    gone: Vec<Gone<'a>>,
    /// What is asked, whatever the others say.
    open: Vec<Missing>,
    /// Why it is not listed, and where that is written.
    refused: Option<(Detail, Span)>,
    /// What is asked of an entry that may be about the end of the listing.
    asked: Missing,
}

/// An entry that may end a listing.
struct Gone<'a> {
    entry: &'a Listing,
    /// Since when, if its days say so.
    since: Option<Period>,
    /// Where it is written that it is not listed; `None` where it may be about something else.
    is_sure: Option<Span>,
}

impl<'a> Said<'a> {
    fn of(case: &Case<'_, 'a>, decision: &Decision, list: &str) -> Self {
        // Where nobody verified whether an entry has to cover the kind of data, one that does not is a question.
        let is_sure = !decision.unverified.iter().any(|it| it == "covers-hr");
        let opened = opened(decision, list).filter(|it| case.world.day < *it);
        let (standing, gone, open) = (Vec::new(), Vec::new(), Vec::new());
        let mut said = Self { standing, gone, open, refused: None, asked: EXACT_DAY };
        for entry in case.importer.into_iter().flat_map(|it| entries(case, it, list)) {
            let on_day = on_day(case, decision, list, entry);
            // An entry of a day on which nobody could have one; where that day was not verified, it decides nothing.
            if let (OnDay::Listed | OnDay::NoStatus(_), Some(opened)) = (&on_day, opened) {
                said.too_early(entry, decision, list, opened);
                continue;
            }
            match on_day {
                OnDay::Listed => match covers(case, entry) {
                    Ok(()) => said.standing.push(entry),
                    Err(Some(why)) if is_sure => said.refuse(why),
                    Err(_) => said.open.push(Missing::ListingCoversHr),
                },
                OnDay::NotListed(span, since) => {
                    said.refuse((not_on(list), span));
                    said.gone.push(Gone { entry, since, is_sure: Some(span) });
                }
                OnDay::SeenLater(looked) => said.open.push(Missing::SeenLater(list.to_owned(), looked)),
                OnDay::NotRecorded => said.open.push(Missing::Listing(list.to_owned())),
                OnDay::NoStatus(since) => match covers(case, entry) {
                    // Whatever it is, it does not cover these data.
                    Err(Some(why)) if is_sure => said.refuse(why),
                    _ => {
                        said.asked = Missing::Listing(list.to_owned());
                        said.gone.push(Gone { entry, since: Some(since), is_sure: None });
                    }
                },
                OnDay::WhichDays => {
                    said.asked = Missing::Condition(WHICH_DAYS.to_owned());
                    said.gone.push(Gone { entry, since: None, is_sure: None });
                }
                OnDay::Unsure if is_negative(entry) => said.gone.push(Gone { entry, since: None, is_sure: None }),
                OnDay::Unsure => said.open.push(EXACT_DAY),
            }
        }
        said
    }

    /// The first reason counts.
    fn refuse(&mut self, why: (Detail, Span)) {
        self.refused.get_or_insert(why);
    }

    fn too_early(&mut self, entry: &Listing, decision: &Decision, list: &str, opened: Day) {
        if decision.unverified.iter().any(|it| it == "opened") {
            let asked = format!("whether anybody could be on `{list}` then: its first day, {opened}, is not verified");
            self.open.push(Missing::Open(asked));
            return;
        }
        let day = [&entry.from, &entry.checked].into_iter().flatten().next().map(|it| it.span);
        let span = entry.status.as_ref().map(|it| it.span).or(day).unwrap_or_default();
        self.refuse((Detail::Words(format!("nobody could be on `{list}` before {opened}")), span));
    }

    /// What ends a listing, if anything does, or may: whether that is later, and where it is written. Of two words on one
    /// listing the later one counts; without days it is not known which that is.
    fn end_of(&self, case: &Case<'_, '_>, standing: &Listing) -> Option<(Option<Ordering>, Option<Span>)> {
        let day = case.world.day;
        let about = self.gone.iter().filter(|it| {
            is_of_one(it.entry, standing)
                && !matches!(covers(case, it.entry), Err(Some(_)))
                && !is_its_own(it.entry, standing, day)
        });
        let known = last_known(standing, day);
        let orders = about.map(|it| {
            let order = it.since.zip(known).and_then(|(since, known)| order(since, known));
            // What is earlier than a look ends nothing, whatever it means.
            (order.filter(|order| *order == Ordering::Less || !is_of_either(it.entry, standing, day)), it.is_sure)
        });
        orders.filter(|(order, _)| *order != Some(Ordering::Less)).max_by_key(|(order, _)| *order)
    }

    /// Whether somebody is not sure that it is gone: that is over where a later word is certain.
    fn leaves_open(&self) -> bool {
        let is_over = |unsure: &Gone<'_>| {
            self.gone.iter().filter(|it| it.is_sure.is_some()).any(|it| {
                let both = it.since.zip(unsure.since);
                let is_later = both.is_some_and(|(it, since)| order(it, since) == Some(Ordering::Greater));
                is_later && is_of_one(it.entry, unsure.entry)
            })
        };
        self.gone.iter().any(|it| it.is_sure.is_none() && !is_over(it))
    }
}

fn not_on(list: &str) -> Detail {
    Detail::Words(format!("not on `{list}` that day"))
}

/// Whether two entries are on one listing.
fn is_of_one(one: &Listing, other: &Listing) -> bool {
    one.entity.as_ref().map(|it| &it.value) == other.entity.as_ref().map(|it| &it.value)
}

/// The entries of an organization on a list.
pub(super) fn entries<'a, 'l>(
    case: &Case<'_, 'a>,
    id: OrganizationId,
    list: &'l str,
) -> impl Iterator<Item = &'a Listing> + use<'a, 'l> {
    let table = case.world.organization(id);
    let main = case.world.law.words.main_list.as_str();
    let short = table.dpf.iter().map(|it| &it.value);
    let short = short.filter(move |it| it.list.as_ref().map_or(list == main, |it| it.value.0 == list));
    let long = table.listings.iter().flat_map(|it| &it.value);
    let long = long.filter(move |it| it.value.list.as_ref().is_none_or(|it| it.value.0 == list)).map(|it| &it.value);
    short.chain(long)
}

/// Whether anything is recorded of an entry of the importer on a list.
pub(crate) fn is_said(world: &World<'_>, importer: OrganizationId, list: &str) -> bool {
    let table = world.organization(importer);
    let main = world.law.words.main_list.as_str();
    let short = table.dpf.iter().any(|it| it.value.list.as_ref().map_or(list == main, |it| it.value.0 == list));
    let long = table.listings.iter().flat_map(|it| &it.value);
    short || long.into_iter().any(|it| it.value.list.as_ref().is_some_and(|it| it.value.0 == list))
}

/// What is asked of an entry of which only a month or a year is known.
const EXACT_DAY: Missing = Missing::ExactDay(DayOf::Listing);

/// What is asked of an inactive entry with days.
const WHICH_DAYS: &str =
    "whether the days of the `inactive` listing are those on the list (`active`) or off it (`not-listed`)";

/// What one entry says of a day.
enum OnDay {
    Listed,
    /// Since when, if its days say so; from the first day on where it only begins later.
    NotListed(Span, Option<Period>),
    NotRecorded,
    /// Somebody looked it up later, and nobody wrote since when what was seen there holds.
    SeenLater(Day),
    /// Somebody wrote since when, and not what it is: the listing, or its end.
    NoStatus(Period),
    Unsure,
    /// It is said to be inactive for days that hold this one: they may be those of the listing or of a time without one.
    WhichDays,
}

/// Whether an entry is about the end of a listing.
fn is_negative(entry: &Listing) -> bool {
    entry.status.as_ref().is_some_and(|it| matches!(it.value, ListingStatus::Inactive | ListingStatus::NotListed))
}

/// Whether an entry may be about the listing or about a time without one: nobody wrote which, or it is inactive and has a last
/// day that is over. Days that begin with a listing are its own.
fn is_of_either(entry: &Listing, standing: &Listing, day: Day) -> bool {
    entry.status.as_ref().is_none_or(|it| {
        it.value == ListingStatus::Inactive
            && entry.until.as_ref().is_some_and(|it| it.value.ended(day) == Certainty::Yes)
            && !begins_with(entry, standing)
    })
}

/// Whether the days of an inactive entry that are not over are those of a listing: they begin with it.
fn is_its_own(entry: &Listing, standing: &Listing, day: Day) -> bool {
    entry.until.as_ref().is_some_and(|it| it.value.ended(day) == Certainty::No) && begins_with(entry, standing)
}

/// Whether two entries begin on one day; two of one month or year may not.
fn begins_with(one: &Listing, other: &Listing) -> bool {
    let [one, other] = [one, other].map(|it| it.from.as_ref().map(|it| it.value));
    one.is_some_and(|it| it.first == it.last) && one == other
}

/// The latest day, by the day that is judged, on which an entry is known to be as it says; as far as days are known.
fn last_known(entry: &Listing, day: Day) -> Option<Period> {
    let days = [&entry.from, &entry.checked].into_iter().flatten().map(|it| it.value);
    days.filter(|it| it.begun(day) == Certainty::Yes).reduce(later)
}

fn later(one: Period, other: Period) -> Period {
    Period { first: one.first.max(other.first), last: one.last.max(other.last) }
}

/// Which of two days is later; `None` where a month or year leaves that open.
fn order(one: Period, other: Period) -> Option<Ordering> {
    let is_before = |one: Period, other: Period| one.last < other.first;
    match (is_before(one, other), is_before(other, one)) {
        (true, _) => Some(Ordering::Less),
        (_, true) => Some(Ordering::Greater),
        _ => (one == other && one.first == one.last).then_some(Ordering::Equal),
    }
}

fn on_day(case: &Case<'_, '_>, decision: &Decision, list: &str, entry: &Listing) -> OnDay {
    let day = case.world.day;
    let is_short = case.importer.and_then(|it| case.world.organization(it).dpf.as_ref());
    if entry.list.is_none() && !is_short.is_some_and(|it| std::ptr::eq(&raw const it.value, entry)) {
        return OnDay::NotRecorded;
    }
    let is_not_listed = entry.status.as_ref().is_some_and(|it| it.value == ListingStatus::NotListed);
    let begun = entry.from.as_ref().map(|it| (it.value.begun(day), it.span));
    let ended = entry.until.as_ref().map(|it| (it.value.ended(day), it.span));
    match begun {
        // Since when it is gone says nothing of the days before.
        Some((Certainty::No, _)) if is_negative(entry) && (ended.is_none() || is_not_listed) => {
            return OnDay::NotRecorded;
        }
        Some((Certainty::No, _)) if entry.status.is_none() => return OnDay::NotRecorded,
        Some((Certainty::No, span)) => return OnDay::NotListed(span, Some(Period::day(Day::MIN))),
        Some((Certainty::Unsure, _)) => return OnDay::Unsure,
        Some((Certainty::Yes, _)) | None => {}
    }
    match ended {
        Some((Certainty::Yes, _)) if is_not_listed => return OnDay::NotRecorded,
        Some((Certainty::Yes, _)) if entry.status.is_none() => {
            return no_status([last_known(entry, day), entry.until.as_ref().map(|it| it.value)]);
        }
        Some((Certainty::Yes, span)) => return OnDay::NotListed(span, entry.until.as_ref().map(|it| it.value)),
        Some((Certainty::Unsure, _)) => return OnDay::Unsure,
        Some((Certainty::No, _)) | None => {}
    }
    let Some(status) = &entry.status else {
        return no_status([last_known(entry, day), None]);
    };
    match status.value {
        ListingStatus::Inactive if entry.until.is_some() && entry.from.is_some() => match &entry.checked {
            // Seen after its last day to be gone, it was there before.
            Some(look) if entry.until.as_ref().is_some_and(|it| it.value.last < look.value.first) => OnDay::Listed,
            // Somebody saw by this day that it was gone, whatever its days are.
            Some(look) if look.value.begun(day) == Certainty::Yes => {
                OnDay::NotListed(status.span, last_known(entry, day))
            }
            _ => OnDay::WhichDays,
        },
        ListingStatus::Inactive if entry.until.is_some() => OnDay::NotRecorded,
        status_of_look => match entry.checked.as_ref().map(|it| (it.value.begun(day), it.value.first)) {
            // What somebody saw later says nothing of the day, unless the listing has days of its own.
            Some((Certainty::No, looked)) if entry.from.is_none() => OnDay::SeenLater(looked),
            Some((Certainty::Unsure, _)) if entry.from.is_none() => OnDay::Unsure,
            _ if entry.from.is_none() && is_before_list(case, decision, list, entry) => OnDay::NotRecorded,
            _ => match status_of_look {
                ListingStatus::Active | ListingStatus::UnderReview => OnDay::Listed,
                ListingStatus::Inactive | ListingStatus::NotListed => {
                    OnDay::NotListed(status.span, last_known(entry, day))
                }
            },
        },
    }
}

/// What an entry says of which nobody wrote whether it is active: since when it may be either.
fn no_status(days: [Option<Period>; 2]) -> OnDay {
    days.into_iter().flatten().reduce(later).map_or(OnDay::NotRecorded, OnDay::NoStatus)
}

/// The first day on which anybody could be on a list of a decision, where that is later than its own.
fn opened(decision: &Decision, list: &str) -> Option<Day> {
    decision.conditions.iter().find_map(|it| match it {
        Condition::Listed { list: own, opened } if own == list => *opened,
        _ => None,
    })
}

/// Whether somebody looked before there was a list to look at.
fn is_before_list(case: &Case<'_, '_>, decision: &Decision, list: &str, entry: &Listing) -> bool {
    let begins = opened(decision, list).unwrap_or(decision.from);
    let looked = entry.checked.as_ref().map(|it| it.value.last).filter(|it| *it < begins);
    looked.zip(case.world.law.first_day_of_list(list)).is_some_and(|(looked, first)| looked < first)
}

/// Whether an entry covers the data of the row: exactly what it says.
fn covers(case: &Case<'_, '_>, entry: &Listing) -> Result<(), Option<(Detail, Span)>> {
    let Some(covers) = &entry.covers else {
        return if case.hr == Answer::No { Ok(()) } else { Err(None) };
    };
    let hr = case.hr == Answer::Yes;
    if case.hr == Answer::Unknown {
        let both = [Cover::Hr, Cover::NonHr].iter().all(|wanted| covers.value.iter().any(|it| it.value == *wanted));
        return if both { Ok(()) } else { Err(None) };
    }
    let wanted = if hr { Cover::Hr } else { Cover::NonHr };
    if covers.value.iter().any(|it: &Spanned<Cover>| it.value == wanted) {
        return Ok(());
    }
    let what = if hr { "the listing does not cover HR data" } else { "the listing covers HR data only" };
    Err(Some((Detail::Phrase(what), covers.span)))
}

fn stale(case: &Case<'_, '_>, entry: &Listing, judged: &mut Judged) {
    let world = case.world;
    if let Some(checked) = &entry.checked
        && older_than(checked.value.last, world.law.thresholds.listing_age_days, world.day)
    {
        judged.note(Defect::new(Rule::ListingStale, Detail::Day(checked.value.last), Some(checked.span)));
    }
}
