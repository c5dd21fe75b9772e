//! Gives a row its verdict and its findings, from what all its grounds say.

use crate::{
    graph::{Classes, Node},
    inventory::{DataId, FlowEntry, SystemId, values::Via, words::Kind},
    law::{Doubt, Level, Rule},
    text::Span,
};

use super::{
    anonymity,
    finding::{Detail, Finding, Subject},
    ground::{Case, Defect, Judged, Layer},
    grounds::{self, Answer},
    groups::{Group, Plane},
    ledger::Ledger,
    limits,
    onward::Reading,
    past,
    profile::Severity,
    reach,
    rows::{self, Pending, case, receiver_span},
    transfer::{Bare, Ground, Missing, ReachedBy, Spot, Transfer, TransferId, Verdict},
    world::{Establishment, World},
};

/// Gives a row its verdict and its findings.
pub(crate) fn settle(
    world: &World<'_>,
    pending: &Pending<'_>,
    group: &Group,
    reading: Option<Reading<'_>>,
    ledger: &mut Ledger,
) -> TransferId {
    let edge = world.edge(pending.edge);
    let destination = pending.destination;
    let case = case(world, edge, destination, group);
    let row = ledger.row(Transfer {
        regime: world.regime_id,
        edge: pending.edge,
        exporter: case.exporter,
        importer: case.importer,
        spot: destination.spot,
        reached_by: destination.reached_by,
        place_span: destination.span,
        kind: (!destination.inside).then_some(pending.kind),
        classes: group.bits.clone(),
        verdict: Verdict::WithinTerritory,
    });
    let mut settling = Settling { world, case, pending, group, row, reading, ledger };
    let verdict = settling.verdict(reading);
    settling.remarks(&verdict);
    if let Some(transfer) = ledger.transfers.get_mut(row.0 as usize) {
        transfer.verdict = verdict;
    }
    row
}

struct Settling<'w, 'a, 'l> {
    world: &'w World<'a>,
    case: Case<'w, 'a>,
    pending: &'w Pending<'w>,
    /// Its classes; of an onward row, those that came in the same way.
    group: &'w Group,
    row: TransferId,
    /// On the way onward, how the sender received the data.
    reading: Option<Reading<'w>>,
    ledger: &'l mut Ledger,
}

impl Settling<'_, '_, '_> {
    fn here(&self) -> Span {
        receiver_span(self.world, self.case.edge)
    }

    fn place(&self) -> Span {
        self.pending.destination.span.unwrap_or_else(|| self.here())
    }

    fn add(&mut self, defect: &Defect, span: Span) -> Option<&mut Finding> {
        let finding = self.ledger.finding(self.world, Subject::Transfer(self.row), self.row, defect, span)?;
        finding.under = self.reading.map(|it| it.grounds(self.world.inventory)).unwrap_or_default();
        Some(finding)
    }

    fn say(&mut self, rule: Rule, severity: Severity, detail: Detail, span: Span) {
        self.add(&Defect::new(rule, detail, None).with(severity), span);
    }

    /// An undecided row: one finding that names what is missing.
    fn ask(&mut self, rule: Rule, missing: Vec<Missing>, span: Span) -> Verdict {
        let defect = Defect::new(rule, Detail::Plain, None).with(Severity::always(Level::Undecided));
        if let Some(finding) = self.add(&defect, span) {
            finding.missing.clone_from(&missing);
        }
        Verdict::Undecided(missing)
    }

    /// The carrier that has to decrypt for the data to have come to the sender.
    fn hangs_on(&self) -> Option<SystemId> {
        let is_unsure = self.group.plane == Plane::IfDecrypted;
        is_unsure.then(|| self.world.came_if_decrypted(self.case.edge, self.case.classes)).flatten()
    }

    /// What is missing of a place; whether the data are still there is a guess where an ended flow brought them.
    fn or_gone(&self, missing: Missing) -> Vec<Missing> {
        let is_guess = self.group.plane == Plane::Ended && self.case.edge.data_assumed;
        std::iter::once(missing).chain(is_guess.then_some(Missing::StillHeld)).collect()
    }

    fn verdict(&mut self, reading: Option<Reading<'_>>) -> Verdict {
        let destination = self.pending.destination;
        if !destination.inside && !self.world.is_covered() {
            return self.ask(Rule::RegimeNotCovered, vec![Missing::RegimeData], self.here());
        }
        match (&destination.doubt, destination.spot) {
            (Some(Doubt::Unverified), _) => {
                let missing = Missing::Contradiction("this region's row is not verified".to_owned());
                return self.ask(Rule::UnclearPlace, vec![missing], self.place());
            }
            (Some(Doubt::Review(why)), _) if destination.inside => {
                let missing = Missing::ClearPlace(why.clone());
                return self.ask(Rule::UnclearPlace, vec![missing], self.place());
            }
            (Some(Doubt::LooksLike(other)), _) => {
                let detail = Detail::Countries(vec![*other]);
                self.say(Rule::UnclearPlace, Severity::always(Level::Warning), detail, self.place());
            }
            _ => {}
        }
        match destination.spot {
            _ if destination.inside => return Verdict::WithinTerritory,
            Spot::EstablishmentMissing => {
                let span =
                    self.case.importer.map_or_else(|| self.place(), |it| self.world.inventory.organization(it).span);
                let span = destination.span.unwrap_or(span);
                if let Some(importer) = self.case.importer.filter(|it| self.world.may_be_body(*it)) {
                    return self.ask(Rule::ImporterCountryNotRecorded, self.or_gone(Missing::BodyKind(importer)), span);
                }
                return self.ask(Rule::ImporterCountryNotRecorded, self.or_gone(Missing::Establishment), span);
            }
            Spot::PlaceMissing => {
                // A carrier took the data on.
                let is_behind = self.case.edge.to == Node::Somebody && self.world.access(self.case.edge).is_none();
                let missing = if is_behind { Missing::Behind } else { Missing::Place };
                return self.ask(Rule::PlaceNotRecorded, self.or_gone(missing), self.place());
            }
            Spot::Unbounded => {
                let verdict = self.ask(Rule::UnboundedPlace, vec![Missing::BoundedPlace], self.place());
                let members = destination.mixed.map(|it| self.world.outside_of(it)).unwrap_or_default();
                if let Some(finding) = self.last(Rule::UnboundedPlace).filter(|_| !members.is_empty()) {
                    finding.detail = Detail::Countries(members);
                }
                return verdict;
            }
            _ => {}
        }
        let pending = self.pending;
        let Some(answer) = &pending.answer else {
            unreachable!("grounds are judged for every destination that asks for them");
        };
        match reading {
            Some(reading) => super::onward::answer(self.world, pending, answer, reading, self),
            None => self.answer(answer),
        }
    }

    /// The answer of all grounds to a direct row, or to one that is read as if it were.
    fn answer(&mut self, answer: &Answer) -> Verdict {
        if let Some(standing) = answer.standing() {
            return self.stands(answer, standing);
        }
        self.fails(answer, Rule::UnprotectedTransfer)
    }

    fn stands(&mut self, answer: &Answer, standing: &Judged) -> Verdict {
        if self.pending.destination.spot == Spot::ThirdCountry && grounds::is_safeguard(standing) {
            return self.ask(Rule::UnboundedPlace, vec![Missing::Country], self.place());
        }
        for defect in &standing.defects {
            let span = defect.span.unwrap_or_else(|| self.here());
            // Of data that may never have come, no duty is missed for certain.
            let asked = self.hangs_on().map(|it| (it, defect.clone().with(defect.severity.at_most_undecided())));
            let (carrier, defect) = asked.as_ref().map_or((None, defect), |(it, asked)| (Some(*it), asked));
            if let Some(finding) = self.add(defect, span) {
                finding.ground = Some(standing.ground);
                finding.missing.extend(carrier.filter(|_| finding.undecided).map(Missing::Decryption));
            }
        }
        self.beside(answer, standing);
        match (standing.layer, standing.ground) {
            (Layer::Decision, Ground::Decision(decision)) => Verdict::Adequate(standing.ground, decision),
            (Layer::Derogation, _) => Verdict::Derogation(standing.ground),
            (Layer::Anonymity, _) => Verdict::Anonymous,
            _ => Verdict::Safeguarded(standing.ground),
        }
    }

    /// Notes on what stands beside a ground that carries the row.
    fn beside(&mut self, answer: &Answer, standing: &Judged) {
        let others = || answer.tried.iter().filter(|it| it.ground != standing.ground);
        let dead = others().filter_map(|it| it.dead.first().map(|defect| (it, defect))).collect::<Vec<_>>();
        for (other, defect) in dead {
            let span = defect.span.or(other.span).unwrap_or_else(|| self.here());
            if let Some(finding) = self.add(&defect.clone().at_level(Level::Note), span) {
                finding.ground = Some(other.ground);
            }
        }
        let fragile =
            standing.defects.iter().any(|it| matches!(it.rule, Rule::DecisionContested | Rule::DecisionEnding));
        // An authorization with an end is only lent.
        let lent = match standing.ground {
            Ground::Mechanism(id) => self.world.inventory.mechanism(id).table.authorization.as_ref(),
            _ => None,
        };
        let fragile = fragile || lent.is_some_and(|it| it.value.iter().all(|it| it.value.until.is_some()));
        let behind = others().any(|it| !it.is_dead());
        if fragile && !behind {
            self.say(
                Rule::SinglePointOfFailure,
                Severity::always(Level::Note),
                Detail::Plain,
                standing.span.unwrap_or_else(|| self.here()),
            );
        }
        let whole = matches!(standing.ground, Ground::Decision(id) if self.world.law.decision(id).place_status == crate::law::Status::Adequate);
        let unneeded =
            others().find(|it| whole && it.layer > Layer::Decision && it.span.is_some()).map(|it| (it.ground, it.span));
        if let Some((ground, span)) = unneeded {
            let note = Defect::new(Rule::MechanismNotNeeded, Detail::Plain, None);
            let span = span.unwrap_or_else(|| self.here());
            if let Some(finding) = self.add(&note, span) {
                finding.ground = Some(ground);
            }
        }
    }

    /// No ground stands: one finding says why, and names the others.
    fn fails(&mut self, answer: &Answer, bare_rule: Rule) -> Verdict {
        if let Some(carrier) = self.world.if_decrypted(self.case.edge).or_else(|| self.hangs_on()) {
            let span = self.world.inventory.system(carrier).table.decrypts.as_ref().map(|it| it.span);
            let span = span.unwrap_or_else(|| self.here());
            return self.ask(Rule::TransitInClear, vec![Missing::Decryption(carrier)], span);
        }
        if let Some(unclear) = self.case.edge.unclear {
            return self.ask(Rule::DirectCollection, vec![rows::unclear(unclear)], self.here());
        }
        match self.group.plane {
            Plane::Ended if past::is_guessed(self.world, self.case.edge, self.group) => {
                return self.ask(Rule::OriginNotRecorded, vec![Missing::StillHeld], self.here());
            }
            Plane::Firm | Plane::Ended | Plane::IfDecrypted => {}
            Plane::Possible | Plane::MayHold => {
                if self.group.plane == Plane::MayHold
                    && let Some(flow) = past::turned_off(self.world, self.case.edge, self.case.classes)
                {
                    return self.ask(Rule::OriginNotRecorded, vec![Missing::DaysOf(flow)], self.here());
                }
                // What is open lies where the data began.
                let origin = self.world.possible_origin(self.case.edge, self.case.classes);
                let sender = origin.unwrap_or(self.case.edge.from);
                if origin.is_some() && self.world.is_carrier(sender) {
                    return self.ask(Rule::OriginNotRecorded, vec![Missing::IntoCarrier], self.here());
                }
                let operator = self.world.entity(sender).map(|it| self.world.establishment(it));
                let missing = match reach::asked(self.world.inventory, self.world.regime, sender) {
                    // Of a processor, for whom it collects is asked where people give it their data.
                    Missing::SenderScope if self.world.collects_for_unknown(sender) => Missing::ForWhom,
                    // Who is outside is free to deny it: what is open lies before it.
                    Missing::ScopeDenied if operator != Some(Establishment::Inside) => Missing::SenderScope,
                    asked => asked,
                };
                return self.ask(Rule::SenderScopeNotRecorded, vec![missing], self.sender_span());
            }
            Plane::OriginUnknown if self.world.is_carrier(self.case.edge.from) => {
                return self.ask(Rule::OriginNotRecorded, vec![Missing::IntoCarrier], self.here());
            }
            Plane::OriginUnknown => {
                let missing = Classes::list(self.group.bits.words()).map(Missing::OriginOf).collect();
                return self.ask(Rule::OriginNotRecorded, missing, self.here());
            }
        }
        if let Some(Doubt::Review(why)) = &self.pending.destination.doubt {
            let missing = Missing::ClearPlace(why.clone());
            return self.ask(Rule::UnclearPlace, vec![missing], self.place());
        }
        if let Some(open) = answer.open() {
            return self.open(answer, open);
        }
        if let Some((one, other)) = self.case.importer.zip(self.case.exporter)
            && self.world.may_be_one_entity(one, other)
        {
            let missing = vec![self.world.whether_same(one, other)];
            return self.ask(Rule::ImporterCountryNotRecorded, missing, self.here());
        }
        if self.reads_for_itself() {
            return self.ask(Rule::ImporterCountryNotRecorded, vec![Missing::WhoReads], self.here());
        }
        if self.world.may_return(self.case.edge) {
            let missing = match self.world.client_of(self.case.edge.from).zip(self.case.importer) {
                Some((client, importer)) if client == importer => Missing::Establishment,
                Some((client, importer)) => self.world.whether_same(client, importer),
                None => Missing::OnBehalfOf,
            };
            return self.ask(Rule::ReturnedToController, vec![missing], self.sender_span());
        }
        if let Some(dead) = answer.dead() {
            return self.dead(answer, dead);
        }
        if let Some(span) = anonymity::pseudonymous_for_recipient(&self.case) {
            let severity = Severity::stricter(Some(Level::Warning), Level::Undecided);
            self.say(Rule::PseudonymousForRecipient, severity, Detail::Plain, span);
            return Verdict::Undecided(vec![Missing::RelativeConcept]);
        }
        self.say(bare_rule, Severity::always(Level::Error), Detail::Plain, self.bare_span());
        let left_out = limits::left_out(&self.case);
        if let Some(finding) = self.last(bare_rule) {
            finding.left_out.clone_from(&left_out);
        }
        Verdict::Unprotected(match (&answer.said, left_out.first.first()) {
            (Bare::Missing, Some(it)) => Bare::Limited(it.mechanism),
            (said, _) => said.clone(),
        })
    }

    /// Whether who reaches in unnamed may be its operator's own people: who is established outside has most of them there.
    fn reads_for_itself(&self) -> bool {
        let is_inside = |it| self.world.establishment(it) == Establishment::Inside;
        self.case.edge.to == Node::Somebody
            && self.world.access(self.case.edge).is_some()
            && !self.case.exporter.is_some_and(is_inside)
    }

    fn open(&mut self, answer: &Answer, open: &Judged) -> Verdict {
        let rule = open.asks.unwrap_or(Rule::MechanismIncomplete);
        let others = others(answer, open.ground);
        let mut missing = open.missing.clone();
        missing.sort();
        let verdict = self.ask(rule, missing, open.span.unwrap_or_else(|| self.here()));
        let left_out = limits::left_out(&self.case);
        if let Some(finding) = self.last(rule) {
            finding.ground = Some(open.ground);
            finding.others = others;
            finding.left_out = left_out;
        }
        verdict
    }

    fn dead(&mut self, answer: &Answer, dead: &Judged) -> Verdict {
        let verdict = Verdict::Unprotected(grounds::bare_of(answer));
        let others = others(answer, dead.ground);
        let Some(defect) = dead.dead.first() else {
            return verdict;
        };
        let span = dead.span.or(defect.span).unwrap_or_else(|| self.here());
        let defect = defect.clone().at_level(Level::Error);
        let also = dead.dead.iter().skip(1).map(|it| (dead.ground, it.rule)).collect::<Vec<_>>();
        let left_out = limits::left_out(&self.case);
        if let Some(finding) = self.add(&defect, span) {
            finding.left_out = left_out;
            finding.ground = Some(dead.ground);
            finding.others = also.into_iter().chain(others).collect();
        }
        verdict
    }

    /// The finding that was added last, if it is this rule's: a profile may not have asked for it.
    fn last(&mut self, rule: Rule) -> Option<&mut Finding> {
        let row = self.row;
        self.ledger.findings.last_mut().filter(|it| it.rule == rule && it.subject == Subject::Transfer(row))
    }

    fn sender_span(&self) -> Span {
        match self.world.flows(self.case.edge) {
            Some((first, _)) => first.table.from.as_ref().map_or(first.span, |it| it.span),
            None => self.here(),
        }
    }

    /// Where nothing stands: at `via` if it says so, else at the receiver.
    fn bare_span(&self) -> Span {
        let via = self.world.via(self.case.edge);
        via.iter().find(|it| matches!(it.value, Via::Open | Via::Nothing)).map_or_else(|| self.here(), |it| it.span)
    }

    /// Notes that explain a row, whatever its verdict.
    fn remarks(&mut self, verdict: &Verdict) {
        if !self.world.is_covered() {
            return;
        }
        if *verdict == Verdict::WithinTerritory {
            super::parents::remark(self.world, &self.case, self.row, self.pending.destination, self.ledger);
            return;
        }
        let (edge, destination) = (self.case.edge, self.pending.destination);
        let note = Severity::always(Level::Note);
        let said = |it: &FlowEntry| it.table.embedded_by.is_some();
        if edge.embedded
            && self.world.flows(edge).is_some_and(|(first, last)| said(first) || said(last) || edge.page.is_some())
        {
            self.say(Rule::EmbeddedResource, note, Detail::Plain, self.here());
        }
        let by_establishment =
            destination.reached_by == ReachedBy { location: false, access: false, establishment: true };
        if by_establishment && matches!(destination.spot, Spot::Country(_)) && self.data_at_home() {
            self.say(Rule::ImporterAbroadDataAtHome, note, Detail::Plain, self.place());
        }
        // Instruments between public bodies are made for organizations with immunities; clauses are not.
        let kind = match verdict {
            Verdict::Safeguarded(Ground::Mechanism(id)) => {
                self.world.inventory.mechanism(*id).table.kind.as_ref().map(|it| it.value)
            }
            Verdict::Safeguarded(Ground::Kind(kind)) => Some(*kind),
            _ => None,
        };
        let by_clauses = matches!(kind, Some(Kind::Scc | Kind::AdHocClauses | Kind::Idta | Kind::UkAddendum));
        if matches!(destination.spot, Spot::Body(_)) && by_clauses {
            self.say(
                Rule::InternationalOrganization,
                Severity::of(Rule::InternationalOrganization),
                Detail::Plain,
                self.here(),
            );
        }
        let special = self.own_of(&self.world.special);
        let children = self.own_of(&self.world.children);
        if !special.is_empty() {
            self.say(Rule::SpecialCategory, note, Detail::DataList(special), self.here());
        }
        if !children.is_empty() {
            self.say(Rule::ChildrenData, note, Detail::DataList(children), self.here());
        }
    }

    /// Its classes of one sort.
    fn own_of(&self, sort: &[u64]) -> Vec<DataId> {
        let mut own = self.group.bits.clone();
        own.iter_mut().zip(sort).for_each(|(own, sort)| *own &= sort);
        if own.is_none() { Vec::new() } else { Classes::list(&own).collect() }
    }

    /// Whether every recorded location of the receiver is inside, and none is missing.
    fn data_at_home(&self) -> bool {
        let places = self.world.destinations(self.pending.edge);
        let mut located = places.iter().filter(|it| it.reached_by.location).peekable();
        located.peek().is_some() && located.all(|it| it.inside)
    }
}

impl super::onward::Settle for Settling<'_, '_, '_> {
    fn stands(&mut self, answer: &Answer, standing: &Judged) -> Verdict {
        Settling::stands(self, answer, standing)
    }

    fn as_if_direct(&mut self, answer: &Answer) -> Verdict {
        if let Some(standing) = answer.standing() {
            return Settling::stands(self, answer, standing);
        }
        self.fails(answer, Rule::UnprotectedOnwardTransfer)
    }

    fn fails(&mut self, answer: &Answer) -> Verdict {
        Settling::fails(self, answer, Rule::UnprotectedOnwardTransfer)
    }

    fn say(&mut self, rule: Rule, severity: Severity, detail: Detail, span: Option<Span>) {
        let span = span.unwrap_or_else(|| self.here());
        Settling::say(self, rule, severity, detail, span);
        let carrier = self.hangs_on();
        if let Some(finding) = self.last(rule).filter(|it| it.undecided) {
            finding.missing.extend(carrier.map(Missing::Decryption));
        }
        if rule == Rule::OnwardFromAdequate {
            let left_out = limits::left_out(&self.case);
            if let Some(finding) = self.last(rule) {
                finding.left_out = left_out;
            }
        }
    }

    fn kill_consent(&mut self, answer: &Answer, consent: &Judged) -> Verdict {
        let verdict = Verdict::Unprotected(Bare::Dead(vec![(consent.ground, Rule::OnwardOnConsent)]));
        let defect = Defect::new(Rule::OnwardOnConsent, Detail::Plain, None).at_level(Level::Error);
        let span = consent.span.unwrap_or_else(|| self.here());
        let others = others(answer, consent.ground);
        let left_out = limits::left_out(&self.case);
        if let Some(finding) = self.add(&defect, span) {
            finding.left_out = left_out;
            finding.ground = Some(consent.ground);
            finding.others = others;
        }
        verdict
    }
}

/// Every other ground that was tried, with the rule that stands against it.
fn others(answer: &Answer, own: Ground) -> Vec<(Ground, Rule)> {
    let others = answer.tried.iter().filter(|it| it.ground != own);
    others.filter_map(|it| it.dead.first().map(|it| it.rule).or(it.asks).map(|rule| (it.ground, rule))).collect()
}
