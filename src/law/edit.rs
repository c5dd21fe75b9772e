//! The law as it would be: decisions that end or are added, clauses and kinds of mechanisms that no longer count.
//! Never judges, and never reads or writes data: whoever asks edits a copy.

use super::{
    BodyId, Country, Day, Decision, DecisionId, Destination, Ended, EndedHow, Event, Law, Subject,
    decisions::{Decisions, Excluded, Status},
};

/// Said of what an edit ends or adds.
const ASSUMED: &str = "assumed";

impl Law {
    /// Lets a decision end: `from` is the first day on which it can no longer be relied upon.
    ///
    /// As after every end so far, assessments of its countries are due again, and what the decision found on their law
    /// no longer helps other tools.
    pub fn end_decision(&mut self, id: DecisionId, from: Day) {
        let stood = self.decision(id).in_force(from);
        let countries = self.countries_of(id, from);
        let (regime, since, label) = {
            let decision = self.decision(id);
            (decision.regime.clone(), decision.from, decision.label())
        };
        if let Some(decision) = self.decisions.list.get_mut(usize::from(id.0))
            && decision.until.is_none_or(|until| until > from)
        {
            decision.until = Some(from);
            decision.perhaps_until = None;
            decision.ended = Some(Ended { how: EndedHow::Annulled, by: ASSUMED.to_owned() });
            decision.sunsets.clear();
        }
        if !stood {
            return;
        }
        for own in self.regimes.iter_mut().filter(|it| it.id == regime) {
            own.relief.retain(|it| !countries.contains(&it.country) || it.from < since);
        }
        let event = Event {
            date: from,
            countries,
            regime: Some(regime),
            what: format!("{label} ended ({ASSUMED})"),
            verified: false,
            source: ASSUMED.to_owned(),
        };
        let _ = self.events();
        if let Some(events) = self.events.get_mut() {
            events.push(event);
            events.sort_by_key(|it| it.date);
        }
    }

    /// Adds a decision without conditions for a country or an international organization, to every regime.
    pub fn add_decision(&mut self, place: Destination, from: Day) {
        let (subject, code, name) = match place {
            Destination::Country(country) => {
                (Subject::Country(country), country.code().to_lowercase(), self.places.name_in_sentence(country))
            }
            Destination::Body(body) => self.of_body(body),
        };
        let mut list = std::mem::take(&mut self.decisions).list;
        for regime in &self.regimes {
            list.push(Decision {
                id: format!("{}-{code}-{ASSUMED}", regime.id),
                regime: regime.id.clone(),
                subject: subject.clone(),
                perhaps: Vec::new(),
                aliases: Vec::new(),
                number: format!("{ASSUMED} for {name}"),
                celex: None,
                oj: None,
                adopted: None,
                from,
                until: None,
                perhaps_until: None,
                ended: None,
                sunsets: Vec::new(),
                conditions: Vec::new(),
                excluded: Excluded::default(),
                only_purpose: None,
                place_status: Status::Adequate,
                challenges: Vec::new(),
                cite: format!("Decision, {ASSUMED}"),
                covers: "everything".to_owned(),
                notes: String::new(),
                verified: false,
                unverified: Vec::new(),
                sources: vec![ASSUMED.to_owned()],
            });
        }
        self.decisions = Decisions::index(list, &self.places);
    }

    /// Lets an edition of clauses stop counting in every regime, whenever it was signed; `from` is the first day on which
    /// it no longer counts.
    pub fn end_edition(&mut self, id: &str, from: Day) {
        let last = from.yesterday().ok();
        let editions = self.regimes.iter_mut().flat_map(|it| &mut it.editions).filter(|it| it.id == id);
        for edition in editions.filter(|it| it.counts(from)) {
            edition.counts_until = last;
        }
    }

    /// Lets a kind of mechanism stop counting in every regime; `from` is the first day on which it no longer counts.
    pub fn end_kind(&mut self, kind: &str, from: Day) {
        let kinds = self.regimes.iter_mut().flat_map(|it| &mut it.mechanisms).filter(|it| it.kind == kind);
        for kind in kinds {
            kind.until = Some(kind.until.map_or(from, |it| it.min(from)));
        }
    }

    /// Lets everything end before `day` whose last day is fixed by an act known that day and lies on or before `by`.
    pub fn end_what_ends_by(&mut self, by: Day, day: Day) {
        let ends = |it: &Decision| {
            it.in_force(day) && it.known_end(day).is_some_and(|end| end.yesterday().is_ok_and(|it| it <= by))
        };
        let ending = self.decisions().filter(|(_, it)| ends(it)).map(|(id, _)| id).collect::<Vec<_>>();
        for id in ending {
            self.end_decision(id, day);
        }
        let editions = self.regimes.iter_mut().flat_map(|it| &mut it.editions);
        for edition in editions.filter(|it| it.counts(day) && it.known_last_day(day).is_some_and(|last| last <= by)) {
            edition.counts_until = day.yesterday().ok();
        }
    }

    fn countries_of(&self, id: DecisionId, day: Day) -> Vec<Country> {
        match &self.decision(id).subject {
            Subject::Country(country) => vec![*country],
            Subject::Group(bloc) => self.places.bloc(*bloc).members_on(day),
            Subject::Body(_) => Vec::new(),
        }
    }

    fn of_body(&self, body: BodyId) -> (Subject, String, String) {
        let info = self.places.body_info(body);
        (Subject::Body(body), info.short.to_lowercase(), info.name.clone())
    }
}
