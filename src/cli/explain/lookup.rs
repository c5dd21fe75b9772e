//! What the legal data say of a place or a kind of mechanism, collected from where it stands. Judges no inventory of a user.

use crate::{
    assess::Profile,
    law::{BodyId, Condition, Country, Day, Decision, Destination, Doubt, Law, Place, PlaceKind, PlaceStatus, Rule},
    output::{
        explain::{DecisionPage, PlacePage},
        place::{Inquiry, conditions},
    },
};

use super::example;

/// What is missing where nothing but the kind is recorded, or why it carries nothing then, and the rules of a kind: those
/// that say so, and those of which an example that fires is about it. All of it is asked of the program itself.
pub(super) fn of_kind(law: &Law, kind: &str, day: Day) -> (Vec<String>, Vec<Rule>) {
    let text = include_str!("probe.toml").replace("KIND", kind);
    let (mut asked, mut rules) = (Vec::new(), Vec::new());
    example::run(law, &text, day, Profile::Default, &mut |frame| {
        let assessment = frame.assessment;
        for (id, _) in assessment.rows() {
            asked.extend(assessment.missing_words(id));
        }
        let about = assessment.findings.iter().filter(|it| it.ground.is_some()).collect::<Vec<_>>();
        rules.extend(about.iter().map(|it| it.rule));
        if asked.is_empty() {
            asked.extend(about.iter().map(|it| format!("{} [{}]", assessment.words(it).message, it.rule)));
        }
    });
    let own = Rule::ALL.iter().filter(|it| rules.contains(*it) || example::is_about(law, **it, kind)).copied();
    (asked, own.collect())
}

/// A place under every regime.
pub(super) fn place<'l>(law: &'l Law, day: Day, place: &Place, word: &str) -> PlacePage<'l> {
    let (mut said, mut decisions) = (Vec::new(), Vec::new());
    let known = Known::of(place);
    for regime in &law.regimes {
        let answer = Inquiry { law, regimes: &[regime], day, place }.answer(word);
        said.extend(answer.map(|it| (it.text(), it.value())));
        match known {
            Known::Country(country) => decisions.extend(law.decisions_for(&regime.id, country).map(|(_, it)| it)),
            Known::Body(body) => decisions.extend(law.decisions_for_body(&regime.id, body).map(|(_, it)| it)),
            Known::Several => {}
        }
    }
    let name = match known {
        Known::Country(country) => law.places.name(country).to_owned(),
        Known::Body(body) => law.places.body_info(body).name.clone(),
        Known::Several => word.to_owned(),
    };
    let rules = rules_of_place(law, day, place, known, &decisions);
    let pages = decisions.into_iter().map(|decision| DecisionPage {
        decision,
        conditions: conditions(decision),
        in_force: decision.in_force(day),
    });
    PlacePage { law, day, name, said, decisions: pages.collect(), rules, also: None }
}

/// What a place is, as far as decisions go.
#[derive(Clone, Copy)]
enum Known {
    Country(Country),
    Body(BodyId),
    Several,
}

impl Known {
    fn of(place: &Place) -> Self {
        match &place.kind {
            PlaceKind::Countries(list) if list.len() == 1 => {
                list.first().map_or(Self::Several, |it| Self::Country(*it))
            }
            PlaceKind::Body(body) => Self::Body(*body),
            _ => Self::Several,
        }
    }
}

fn rules_of_place(law: &Law, day: Day, place: &Place, known: Known, decisions: &[&Decision]) -> Vec<(Rule, String)> {
    let mut all = Vec::new();
    let mut say = |rule: Rule, why: String| {
        if !all.iter().any(|(it, _)| *it == rule) {
            all.push((rule, why));
        }
    };
    match &place.doubt {
        Some(Doubt::LooksLike(_)) => say(Rule::UnclearPlace, "its code looks like that of another country".to_owned()),
        Some(_) => say(Rule::UnclearPlace, "somebody has to look where it belongs".to_owned()),
        None => {}
    }
    if !place.pinned {
        say(Rule::UnboundedPlace, "it is no fixed place".to_owned());
    }
    let destination = match known {
        Known::Country(country) => Destination::Country(country),
        Known::Body(body) => Destination::Body(body),
        Known::Several => return all,
    };
    if let Known::Body(_) = known {
        say(Rule::InternationalOrganization, "clauses with an organization that enjoys immunities".to_owned());
    }
    let is_inside =
        |regime: &crate::law::Regime| matches!(law.status(&regime.id, destination, day), PlaceStatus::Territory { .. });
    if law.regimes.iter().any(|it| !is_inside(it)) {
        say(Rule::UnprotectedTransfer, "a transfer there needs a ground".to_owned());
        say(Rule::AssessmentNotRecorded, "a safeguard there needs an assessment of the country".to_owned());
    }
    for decision in decisions {
        let name = decision.label();
        if !decision.in_force(day) {
            say(Rule::DecisionNotInForce, format!("{name} is not in force on {day}"));
            continue;
        }
        if decision.annulled_later(day).is_some() {
            say(Rule::DecisionLaterAnnulled, format!("{name} was declared invalid after {day}"));
        }
        if decision.known_end(day).is_some() {
            say(Rule::DecisionEnding, format!("the end of {name} is fixed"));
        }
        if decision.pending(day).next().is_some() {
            say(Rule::DecisionContested, format!("{name} is contested"));
            say(Rule::SinglePointOfFailure, format!("nothing may stand behind {name}"));
        }
        for condition in &decision.conditions {
            if matches!(condition, Condition::Listed { .. }) {
                say(Rule::ListingNotRecorded, format!("{name} covers those on a list"));
                say(Rule::ListingStale, "a look at the list grows old".to_owned());
            }
        }
        if !conditions(decision).is_empty() {
            say(Rule::DecisionOutOfScope, format!("{name} has conditions"));
            say(Rule::DecisionScopeNotRecorded, format!("{name} has conditions"));
        }
    }
    if let Known::Country(country) = known {
        if law.precedents().iter().any(|it| it.country == country && it.date <= day) {
            say(Rule::AdversePrecedent, "authorities decided against importers there".to_owned());
        }
        if law.events().iter().any(|it| it.countries.contains(&country) && it.date <= day) {
            say(Rule::AssessmentOverdue, "dated events there make older assessments due".to_owned());
        }
        if law.regimes.iter().any(|it| it.is_relieved(country, day)) {
            say(Rule::ClearTextExposure, "its law was assessed with effect for every tool: a note".to_owned());
        }
    }
    all
}
