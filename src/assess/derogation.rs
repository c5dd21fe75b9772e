//! Derogations against one row: the conditions of each ground; Art. 49, EDPB Guidelines 2/2018.

use crate::{
    inventory::{
        OrganizationId,
        keys::{Many, Rare},
        model::Organization,
        values::{Answer, Party, TextOrNone},
        words::{ConsentScope, Frequency, Kind, OrganizationKind},
    },
    law::{Citations, Level, PlaceKind, Rule},
    text::{Span, Spanned},
};

use super::{
    finding::Detail,
    ground::{Candidate, Case, Defect, Judged, Layer},
    instrument::{self, kind_span},
    principals,
    profile::Severity,
    transfer::{Missing, Spot},
    world::countries_of,
};

/// Judges a derogation.
pub(crate) fn judge(case: &Case<'_, '_>, candidate: &Candidate<'_>) -> Judged {
    let mut judged = Judged::new(candidate.ground, Layer::Derogation, Some(candidate.span), candidate.order);
    if let Some(status) =
        candidate.table.status.as_ref().filter(|it| it.value != crate::inventory::words::MechanismStatus::Signed)
    {
        judged.kill(Rule::MechanismNotSigned, Detail::Phrase(status.value.word()), Some(status.span));
    }
    let law = case.world.kind(candidate.kind);
    if !law.open.is_empty() {
        judged.ask(asking(candidate.kind), Missing::Open(law.open.clone()));
    }
    instrument::live(candidate.table, case.world.day, &mut judged);
    systematic(case, candidate, &mut judged);
    authority(case, candidate, &mut judged);
    match candidate.kind {
        Kind::Consent => consent(case, candidate, &mut judged),
        Kind::Contract | Kind::ContractInInterest | Kind::LegalClaims => necessity(case, candidate, &mut judged),
        Kind::VitalInterests => vital_interests(case, candidate, &mut judged),
        Kind::PublicInterest => public_interest(case, candidate, &mut judged),
        Kind::PublicRegister => register(candidate, &mut judged),
        Kind::CompellingInterests => compelling_interests(case, candidate, &mut judged),
        _ => {}
    }
    instrument::named_parties(case, candidate, &mut judged);
    instrument::data(case, candidate, &mut judged);
    let is_said = candidate.table.no_safeguard_because.as_ref().is_some_and(|it| !it.value.trim().is_empty());
    if judged.stands() && !is_said {
        judged.note(Defect::new(Rule::DerogationBeforeSafeguards, Detail::Plain, Some(candidate.span)));
    }
    judged.dead.sort_by_key(|it| it.rule);
    judged
}

/// The rule under which the missing conditions of a ground are asked.
fn asking(kind: Kind) -> Rule {
    match kind {
        Kind::Consent => Rule::ConsentIncomplete,
        Kind::CompellingInterests => Rule::CompellingInterestsIncomplete,
        Kind::PublicInterest => Rule::PublicInterestWithoutLaw,
        Kind::VitalInterests => Rule::VitalInterestsNotShown,
        Kind::PublicRegister => Rule::RegisterInBulk,
        _ => Rule::MechanismIncomplete,
    }
}

fn frequency(case: &Case<'_, '_>) -> Option<(Frequency, Span)> {
    let (first, last) = case.world.flows(case.edge)?;
    last.table.frequency.as_ref().or(first.table.frequency.as_ref()).map(|it| (it.value, it.span))
}

/// What a standing flow means for a ground; recital 111 speaks of occasional ones for some.
fn systematic(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    // The Directive says nothing of how often; the guidelines on it do.
    let directive = case.world.citations(case.exporter, case.world.day) == Some(Citations::Directive);
    let occasional_only = !directive && case.world.kind(candidate.kind).occasional_only;
    match frequency(case) {
        Some((Frequency::Once | Frequency::Occasional, _)) => {}
        Some((Frequency::Systematic, span)) if occasional_only => {
            judged.kill(Rule::DerogationSystematic, Detail::Plain, Some(span));
        }
        None if occasional_only => judged.ask(asking(candidate.kind), Missing::Frequency),
        recorded => {
            let detail =
                if recorded.is_none() { Detail::Phrase("assumed: nothing says how often") } else { Detail::Plain };
            // What was only assumed fails nothing by being wrong: under `strict` it is asked.
            let strict = if recorded.is_none() { Level::Undecided } else { Level::Error };
            let lenient = case.world.regime.systematic_at_most_warning && strict == Level::Error;
            let strict = if lenient { Level::Warning } else { strict };
            let severity = Severity::stricter(Some(Level::Warning), strict);
            let span = recorded.map_or(candidate.span, |it| it.1);
            judged.note(Defect::new(Rule::DerogationSystematic, detail, Some(span)).with(severity));
        }
    }
}

/// Some grounds are closed to authorities in the exercise of public powers; Art. 49(3).
fn authority(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let closed =
        matches!(candidate.kind, Kind::Consent | Kind::Contract | Kind::ContractInInterest | Kind::CompellingInterests);
    let closed = closed && !case.world.regime.not_asked.contains(&Rule::DerogationClosedToAuthority);
    if !closed {
        return;
    }
    let rule = Rule::DerogationClosedToAuthority;
    match case.exporter.and_then(|it| powers(case.world.organization(it))) {
        Some(Powers::Exercised(span)) => judged.kill(rule, Detail::Plain, Some(span)),
        Some(Powers::NotRecorded) => judged.ask(rule, Missing::PublicPowers),
        None => {}
    }
    // A processor has no ground of its own: it sends under that of its controller.
    let role = case.sender_role();
    let is_processor = role.only_processor() && !role.assumed;
    let only = || principals::only_controller(case.world, case.edge, case.classes);
    for controller in principals::controllers(case.world, case.edge, case.classes) {
        let name = case.world.inventory.organization_name(controller);
        match powers(case.world.organization(controller)) {
            Some(Powers::Exercised(span)) if is_processor && only() == Some(controller) => {
                judged.kill(rule, Detail::Organization(controller), Some(span));
            }
            Some(Powers::Exercised(_)) => {
                let asked = format!("whether this is sent for `{name}`, which exercises public powers");
                judged.ask(rule, Missing::Condition(asked));
            }
            Some(Powers::NotRecorded) => {
                let asked = format!("whether `{name}` acts in the exercise of public powers (`public-powers`)");
                judged.ask(rule, Missing::Condition(asked));
            }
            None => {}
        }
    }
    if principals::are_cut(case.world, case.edge) {
        let all = (0..case.world.inventory.organizations.len()).map(OrganizationId::at);
        let of_authorities = all.filter(|it| powers(case.world.organization(*it)).is_some());
        let listed = principals::controllers(case.world, case.edge, case.classes);
        if let Some(authority) = principals::one_of_many(case, of_authorities.filter(|it| !listed.contains(it))) {
            judged.ask(rule, principals::whether_sent_for(case.world, authority));
        }
    }
}

/// What is recorded of the public powers of an authority.
enum Powers {
    Exercised(Span),
    NotRecorded,
}

fn powers(table: &Organization) -> Option<Powers> {
    let kind = table.kind.as_ref().map(|it| it.value);
    let public = matches!(kind, Some(OrganizationKind::PublicAuthority | OrganizationKind::EuInstitution));
    match table.public_powers.as_ref().map(|it| (it.value, it.span)) {
        Some((Answer::Yes, span)) => Some(Powers::Exercised(span)),
        Some((Answer::No, _)) => None,
        _ => public.then_some(Powers::NotRecorded),
    }
}

fn consent(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let table = candidate.table;
    match table.scope.as_ref().map(|it| (it.value, it.span)) {
        Some((ConsentScope::Transfer, _)) => {}
        Some((scope, span)) => judged.kill(Rule::ConsentNotForTransfer, Detail::Phrase(scope.word()), Some(span)),
        None => judged.ask(Rule::ConsentIncomplete, Missing::Key("scope")),
    }
    condition(&table.explicit, "explicit", Rule::ConsentNotExplicit, Detail::Plain, Rule::ConsentIncomplete, judged);
    let refusal = Detail::Phrase("the service does not work without it");
    condition(&table.withdrawal, "withdrawal", Rule::ConsentNotExplicit, refusal, Rule::ConsentIncomplete, judged);
    let risks = Detail::Phrase("the risks were not said");
    condition(
        &table.informed_of_risks,
        "informed-of-risks",
        Rule::ConsentUninformed,
        risks,
        Rule::ConsentIncomplete,
        judged,
    );
    // It has to be there before the data go.
    if [&table.given, &table.from, &table.signed].iter().all(|it| it.is_none()) {
        judged.ask(Rule::ConsentIncomplete, Missing::Key("given"));
    }
    match &table.countries {
        None => judged.ask(Rule::ConsentIncomplete, Missing::Key("countries")),
        // Which country outside it is nobody wrote.
        Some(_) if case.spot == Spot::ThirdCountry => judged.ask(Rule::ConsentIncomplete, Missing::Country),
        Some(places) => {
            let named = places.value.iter().any(|it| {
                let countries = countries_of(&it.value, case.world.law, case.world.day).unwrap_or_default();
                case.country.is_some_and(|wanted| countries.contains(&wanted))
            });
            let may_be_named = places.value.iter().any(|it| it.value.kind == PlaceKind::Unknown);
            if !named && may_be_named {
                judged.ask(Rule::ConsentIncomplete, Missing::Key("countries"));
            } else if !named {
                judged.kill(
                    Rule::ConsentUninformed,
                    Detail::Phrase("the country is not among those named"),
                    Some(places.span),
                );
            }
        }
    }
    match &table.recipients {
        None => judged.ask(Rule::ConsentIncomplete, Missing::Key("recipients")),
        Some(recipients) => told(case, recipients, judged),
    }
    if case.hr == Answer::Yes {
        judged.note(Defect::new(Rule::ConsentInEmployment, Detail::Plain, Some(candidate.span)));
    }
}

/// Whether the person was told of the recipient.
fn told(case: &Case<'_, '_>, recipients: &Spanned<Many<Party>>, judged: &mut Judged) {
    let Some(importer) = case.importer else {
        judged.ask(Rule::ConsentIncomplete, Missing::Receiver);
        return;
    };
    let named = || recipients.value.iter().map(|it| it.value.0);
    if let Some(party) = case.world.perhaps_among(named(), importer) {
        judged.ask(Rule::ConsentIncomplete, case.world.whether_same(party, importer));
    } else if !named().any(|it| it == importer) {
        let why = Detail::Phrase("the recipient is not among those named");
        judged.kill(Rule::ConsentUninformed, why, Some(recipients.span));
    }
}

/// A condition that must be recorded as true.
fn condition(fact: &Rare<Answer>, key: &'static str, dead: Rule, detail: Detail, asks: Rule, judged: &mut Judged) {
    match fact.as_ref().map(|it| (it.value, it.span)) {
        Some((Answer::Yes, _)) => {}
        Some((Answer::No, span)) => judged.kill(dead, detail, Some(span)),
        Some((Answer::Unknown, _)) | None => judged.ask(asks, Missing::Key(key)),
    }
}

fn necessity(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let of_flow = case.world.flows(case.edge);
    let of_flow = of_flow.and_then(|(first, last)| last.table.purpose.as_ref().or(first.table.purpose.as_ref()));
    let of_access = case.world.access(case.edge).and_then(|it| it.purpose.as_ref());
    let purpose = of_flow.map(|it| (&it.value, it.span)).or_else(|| of_access.map(|it| (&it.value, it.span)));
    let convenient = purpose.and_then(|(purpose, span)| {
        let said = purpose.to_lowercase();
        let words = said.split(|it: char| !it.is_alphanumeric()).collect::<Vec<_>>();
        let known = case.world.law.words.unnecessary_purposes.iter();
        known
            .clone()
            .find(|it| words.contains(&it.as_str()) || (it.contains(' ') && said.contains(it.as_str())))
            .map(|it| (it.clone(), span))
    });
    if let Some((word, span)) = convenient {
        judged.kill(Rule::DerogationNotNecessary, Detail::Words(format!("purpose: {word}")), Some(span));
    }
    let asks = asking(candidate.kind);
    condition(&candidate.table.necessary, "necessary", Rule::DerogationNotNecessary, Detail::Plain, asks, judged);
    if judged.stands() {
        judged.note(Defect::new(Rule::NecessityUnproven, Detail::Plain, Some(candidate.span)));
    }
}

fn vital_interests(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let flows = case.world.flows(case.edge);
    let kind = flows.and_then(|(first, last)| last.table.purpose_kind.as_ref().or(first.table.purpose_kind.as_ref()));
    if let Some(kind) = kind.filter(|it| case.world.law.words.research_purposes.contains(&it.value.0)) {
        judged.kill(Rule::VitalInterestsNotShown, Detail::Words(format!("purpose: {}", kind.value.0)), Some(kind.span));
    }
    let unable = &candidate.table.unable_to_consent;
    let detail = Detail::Phrase("the person can consent");
    condition(unable, "unable-to-consent", Rule::VitalInterestsNotShown, detail, Rule::VitalInterestsNotShown, judged);
    let asks = asking(candidate.kind);
    condition(&candidate.table.necessary, "necessary", Rule::DerogationNotNecessary, Detail::Plain, asks, judged);
}

fn public_interest(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    match candidate.table.law.as_ref().map(|it| (&it.value, it.span)) {
        None | Some((TextOrNone::Unknown, _)) => judged.ask(Rule::PublicInterestWithoutLaw, Missing::Key("law")),
        Some((TextOrNone::Nothing, span)) => judged.kill(Rule::PublicInterestWithoutLaw, Detail::Plain, Some(span)),
        Some((TextOrNone::Text(law), _)) if case.world.law.words.says_nothing(law) => {
            judged.ask(Rule::PublicInterestWithoutLaw, Missing::Key("law"));
        }
        Some((TextOrNone::Text(_), span)) => {
            judged.note(Defect::new(Rule::PublicInterestReliedOn, Detail::Plain, Some(span)));
        }
    }
}

fn register(candidate: &Candidate<'_>, judged: &mut Judged) {
    match candidate.table.bulk.as_ref().map(|it| (it.value, it.span)) {
        Some((Answer::No, _)) => {}
        Some((Answer::Yes, span)) => judged.kill(Rule::RegisterInBulk, Detail::Plain, Some(span)),
        Some((Answer::Unknown, _)) | None => judged.ask(Rule::RegisterInBulk, Missing::Key("bulk")),
    }
}

fn compelling_interests(case: &Case<'_, '_>, candidate: &Candidate<'_>, judged: &mut Judged) {
    let table = candidate.table;
    // The Directive and the law of the institutions have no such ground.
    if case.world.citations(case.exporter, case.world.day).is_some_and(|it| it != Citations::Current) {
        let why = Detail::Phrase("the law that the exporter was under has no such ground");
        judged.kill(Rule::CompellingInterestsIncomplete, why, Some(kind_span(candidate)));
    }
    let conditions = [
        (&table.no_alternative, "no-alternative"),
        (&table.limited_number, "limited-number"),
        (&table.balanced, "balanced"),
        (&table.safeguards, "safeguards"),
        (&table.authority_informed, "authority-informed"),
        (&table.subjects_informed, "subjects-informed"),
    ];
    let rule = Rule::CompellingInterestsIncomplete;
    for (fact, key) in conditions {
        condition(fact, key, rule, Detail::Key(key), rule, judged);
    }
}
