//! Notices, records of processing, instructions, evidence, dates: they never change a verdict;
//! GDPR Art. 13, 14, 28 and 30.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    graph::Part,
    inventory::{
        Named, OrganizationId,
        model::Paper,
        values::{Answer, Certainty, TextOrNone},
        words::Kind,
    },
    law::{Country, Level, Rule},
    text::Span,
};

use super::{
    adequacy::older_than,
    finding::{Detail, Subject},
    ground::Defect,
    ledger::Ledger,
    past,
    profile::Severity,
    responsible,
    transfer::{Ground, Spot, Transfer, TransferId, TransferKind, Verdict},
    world::{World, countries_of},
};

/// Adds what papers fall short of, for all rows of a regime.
pub(crate) fn judge(world: &World<'_>, transfers: &[Transfer], ledger: &mut Ledger) {
    instructions(world, transfers, ledger);
    let rows = Rows::of(world, transfers);
    for (at, notice) in world.inventory.notices.iter().enumerate().filter(|(_, it)| in_force(world, it)) {
        judge_notice(world, u32::try_from(at).unwrap_or(u32::MAX), notice, &rows, ledger);
    }
    not_recorded(world, transfers, ledger);
    for (at, register) in world.inventory.registers.iter().enumerate().filter(|(_, it)| in_force(world, it)) {
        judge_register(world, u32::try_from(at).unwrap_or(u32::MAX), register, &rows, ledger);
    }
}

/// What a paper has to say of one transfer.
struct Row {
    id: TransferId,
    country: Option<Country>,
    importer: Option<OrganizationId>,
    by: Vec<OrganizationId>,
    access: bool,
    safeguard: Option<Kind>,
}

struct Rows<'t> {
    transfers: &'t [Transfer],
    list: Vec<Row>,
}

impl<'t> Rows<'t> {
    /// The transfers of a regime, each with those who have to speak of it.
    fn of(world: &World<'_>, transfers: &'t [Transfer]) -> Self {
        if world.inventory.notices.is_empty() && world.inventory.registers.is_empty() {
            return Self { transfers, list: Vec::new() };
        }
        let all = transfers.iter().enumerate();
        let is_sure = |it: &Transfer| !past::is_guess(it) && world.hangs_on_carrier(it).is_none();
        let own = all.filter(|(_, it)| it.verdict.is_transfer() && is_sure(it));
        let list = own.map(|(at, it)| Row {
            id: TransferId(u32::try_from(at).unwrap_or(u32::MAX)),
            country: if let Spot::Country(country) = it.spot { Some(country) } else { None },
            importer: it.importer,
            by: it.exporter.into_iter().chain(responsible::also_responsible(world, it)).collect(),
            access: it.reached_by.access,
            safeguard: safeguard(world, it),
        });
        Self { transfers, list: list.collect() }
    }

    /// The transfers that a paper speaks of: those of its party, its data and its systems.
    fn about<'r>(&'r self, world: &World<'_>, paper: &'r Paper) -> Vec<&'r Row> {
        let by = paper.by.as_ref().map(|it| it.value.0);
        let within = |row: &Row| {
            let Some(transfer) = self.transfers.get(row.id.0 as usize) else {
                return false;
            };
            let edge = world.edge(transfer.edge);
            let data = paper.data.as_ref().is_none_or(|it| {
                let mut classes = crate::graph::Classes::list(transfer.classes.words());
                classes.any(|class| it.value.iter().any(|it| it.value == class))
            });
            let systems = paper.systems.as_ref().is_none_or(|it| {
                it.value.iter().any(|it| {
                    edge.from == crate::graph::Node::System(it.value) || edge.to == crate::graph::Node::System(it.value)
                })
            });
            data && systems
        };
        self.list.iter().filter(|row| by.is_none_or(|by| row.by.contains(&by)) && within(row)).collect()
    }
}

fn safeguard(world: &World<'_>, transfer: &Transfer) -> Option<Kind> {
    match &transfer.verdict {
        Verdict::Safeguarded(Ground::Mechanism(id)) => {
            world.inventory.mechanism(*id).table.kind.as_ref().map(|it| it.value)
        }
        Verdict::Safeguarded(Ground::Kind(kind)) => Some(*kind),
        _ => None,
    }
}

/// Whether a version is in force on the day; month and year are read wide.
fn in_force(world: &World<'_>, paper: &Named<Paper>) -> bool {
    paper.table.from.as_ref().is_none_or(|it| it.value.begun(world.day) != Certainty::No)
        && paper.table.until.as_ref().is_none_or(|it| it.value.ended(world.day) != Certainty::Yes)
}

fn names(world: &World<'_>, places: &[crate::text::Spanned<crate::law::Place>]) -> BTreeSet<Country> {
    places.iter().filter_map(|it| countries_of(&it.value, world.law, world.day)).flatten().collect()
}

fn judge_notice(world: &World<'_>, at: u32, notice: &Named<Paper>, rows: &Rows<'_>, ledger: &mut Ledger) {
    let about = rows.about(world, &notice.table);
    let ids = |rows: &[&Row]| rows.iter().map(|it| it.id).collect::<Vec<_>>();
    if about.is_empty() {
        return;
    }
    let mut found = Vec::new();
    if let Some(said) = notice.table.transfers.as_ref().filter(|it| it.value == Answer::No) {
        found.push((Rule::NoticeOmitsTransfer, Detail::Plain, said.span, ids(&about)));
    }
    let mut omitted = BTreeSet::new();
    let mut concerned = Vec::new();
    let mut span = None;
    if let Some(places) = &notice.table.countries {
        let named = names(world, &places.value);
        for row in &about {
            if let Some(country) = row.country.filter(|it| !named.contains(it)) {
                omitted.insert(country);
                concerned.push(row.id);
                span = Some(places.span);
            }
        }
    }
    if let Some(places) = &notice.table.remote_access {
        let named = names(world, &places.value);
        for row in about.iter().filter(|it| it.access) {
            if let Some(country) = row.country.filter(|it| !named.contains(it)) {
                omitted.insert(country);
                if !concerned.contains(&row.id) {
                    concerned.push(row.id);
                }
                span = span.or(Some(places.span));
            }
        }
    }
    if let Some(span) = span {
        found.push((Rule::NoticeOmitsCountry, Detail::Countries(omitted.into_iter().collect()), span, concerned));
    }
    if let Some(named) = &notice.table.safeguards {
        // Who names the clauses names what is added to them.
        let says = |said: Kind, kind| said == kind || world.kind(kind).joins.as_deref() == Some(said.word());
        let missing = about
            .iter()
            .filter(|row| row.safeguard.is_some_and(|kind| !named.value.iter().any(|it| says(it.value, kind))));
        let missing = missing.copied().collect::<Vec<_>>();
        if let Some(kind) = missing.iter().find_map(|it| it.safeguard) {
            found.push((Rule::NoticeOmitsSafeguard, Detail::Phrase(kind.word()), named.span, ids(&missing)));
        }
    }
    let by_safeguard = about.iter().copied().filter(|it| it.safeguard.is_some()).collect::<Vec<_>>();
    if let Some(copy) =
        notice.table.copy.as_ref().filter(|it| it.value == TextOrNone::Nothing && !by_safeguard.is_empty())
    {
        found.push((Rule::NoticeOmitsSafeguard, Detail::Phrase("how to get a copy"), copy.span, ids(&by_safeguard)));
    }
    for (rule, detail, span, transfers) in found {
        if rule.begun(world.day) {
            ledger.finding(world, Subject::Notice(at), transfers, &Defect::new(rule, detail, None), span);
        }
    }
}

/// A controller that sends data out, and of which no version of a notice is recorded for the day.
fn not_recorded(world: &World<'_>, transfers: &[Transfer], ledger: &mut Ledger) {
    if !Rule::NoticeNotRecorded.begun(world.day) {
        return;
    }
    let mut asked: BTreeMap<OrganizationId, Vec<TransferId>> = BTreeMap::new();
    for (at, transfer) in transfers.iter().enumerate().filter(|(_, it)| !past::is_guess(it)) {
        let controller = transfer.kind == Some(TransferKind::Direct)
            && transfer.regime == world.regime_id
            && transfer.verdict.is_transfer()
            && world.sender_role(world.edge(transfer.edge)).any_controller();
        let Some(exporter) = transfer.exporter.filter(|_| controller) else {
            continue;
        };
        let id = TransferId(u32::try_from(at).unwrap_or(u32::MAX));
        asked.entry(exporter).or_default().push(id);
    }
    for (exporter, transfers) in asked {
        let mut notices = world.inventory.notices.iter().filter(|it| in_force(world, it));
        let spoken = notices.any(|it| it.table.by.as_ref().is_none_or(|it| it.value.0 == exporter));
        if !spoken {
            let severity = Severity::stricter(Some(Level::Note), Level::Undecided);
            let defect = Defect::new(Rule::NoticeNotRecorded, Detail::Plain, None).with(severity);
            let span = world.inventory.organization(exporter).span;
            let notices = world.inventory.notices.iter().filter(|it| in_force(world, it));
            let parties = notices.filter_map(|it| it.table.by.as_ref()).map(|it| it.value.0);
            let may_be = world.perhaps_among(parties, exporter).map(|it| world.whether_same(it, exporter));
            if let Some(finding) = ledger.finding(world, Subject::Organization(exporter), transfers, &defect, span) {
                finding.missing.extend(may_be);
            }
        }
    }
}

fn judge_register(world: &World<'_>, at: u32, register: &Named<Paper>, rows: &Rows<'_>, ledger: &mut Ledger) {
    let about = rows.about(world, &register.table);
    let mut differ = Vec::new();
    let mut span = None;
    let names_of = |countries: &BTreeSet<Country>| {
        countries.iter().map(|it| world.law.places.name(*it)).collect::<Vec<_>>().join(", ")
    };
    if let Some(places) = &register.table.countries {
        let named = names(world, &places.value).into_iter().filter(|it| !world.is_inside(*it)).collect::<BTreeSet<_>>();
        let graph = about.iter().filter_map(|it| it.country).collect::<BTreeSet<_>>();
        compare(&graph, &named, &names_of, "the graph", &mut differ);
        if !differ.is_empty() {
            span = Some(places.span);
        }
        for notice in
            world.inventory.notices.iter().filter(|it| in_force(world, it) && same_party(&it.table, &register.table))
        {
            if let Some(places) = &notice.table.countries {
                let spoken =
                    names(world, &places.value).into_iter().filter(|it| !world.is_inside(*it)).collect::<BTreeSet<_>>();
                if spoken != named {
                    differ.push("the notice names other countries".to_owned());
                    span = span.or(Some(register.table.countries.as_ref().map_or(register.span, |it| it.span)));
                }
            }
        }
    }
    if let Some(recipients) = &register.table.recipients {
        let mut named = recipients.value.iter().map(|it| it.value.0).collect::<BTreeSet<_>>();
        let mut graph = about.iter().filter_map(|it| it.importer).collect::<BTreeSet<_>>();
        let before = differ.len();
        let unknown = graph.difference(&named).copied().collect::<Vec<_>>();
        for importer in unknown {
            if let Some(party) = world.perhaps_among(named.iter().copied(), importer) {
                let (own, other) =
                    (world.inventory.organization_name(party), world.inventory.organization_name(importer));
                differ.push(format!("it names {own}, which may be {other} of the graph"));
                named.remove(&party);
                graph.remove(&importer);
            }
        }
        let shown = |it: &BTreeSet<OrganizationId>| {
            it.iter().map(|it| world.inventory.organization_name(*it)).collect::<Vec<_>>().join(", ")
        };
        compare(&graph, &named, &shown, "the graph", &mut differ);
        if differ.len() > before {
            span = span.or(Some(recipients.span));
        }
    }
    if let Some(span) = span {
        let transfers = about.iter().map(|it| it.id).collect();
        let detail = Detail::Words(differ.join("; "));
        ledger.finding(
            world,
            Subject::Register(at),
            transfers,
            &Defect::new(Rule::RegisterDisagrees, detail, None),
            span,
        );
    }
}

fn same_party(one: &Paper, other: &Paper) -> bool {
    one.by == other.by
}

fn compare<T: Ord + Copy>(
    graph: &BTreeSet<T>,
    paper: &BTreeSet<T>,
    shown: &dyn Fn(&BTreeSet<T>) -> String,
    other: &str,
    differ: &mut Vec<String>,
) {
    let lacks = graph.difference(paper).copied().collect::<BTreeSet<_>>();
    let extra = paper.difference(graph).copied().collect::<BTreeSet<_>>();
    if !lacks.is_empty() {
        differ.push(format!("it lacks {}, which {other} has", shown(&lacks)));
    }
    if !extra.is_empty() {
        differ.push(format!("it names {}, which {other} does not have", shown(&extra)));
    }
}

/// A processor sends data out on instruction only; Art. 28(3)(a).
fn instructions(world: &World<'_>, transfers: &[Transfer], ledger: &mut Ledger) {
    let mut found: Vec<(crate::graph::EdgeId, Severity, Span, Vec<TransferId>)> = Vec::new();
    for (at, transfer) in transfers.iter().enumerate() {
        let edge = world.edge(transfer.edge);
        let exporting = transfer.kind == Some(TransferKind::Direct) && transfer.verdict.is_transfer();
        let sender = world.sender_role(edge);
        let is_guess = past::is_guess(transfer) || world.sent_if_decrypted(edge);
        if !exporting || !sender.any_processor() || is_guess {
            continue;
        }
        // Giving a controller its own data back is what it is there for.
        if world.client_of(edge.from).is_some() && world.client_of(edge.from) == transfer.importer {
            continue;
        }
        let of_flow = world
            .flows(edge)
            .and_then(|(first, last)| last.table.instructed.as_ref().or(first.table.instructed.as_ref()));
        let said = of_flow
            .map(|it| (it.value, it.span))
            .or_else(|| world.access(edge)?.instructed.as_ref().map(|it| (it.value, it.span)));
        let (severity, span) = match said {
            Some((Answer::Yes, _)) => continue,
            Some((Answer::No, span)) if sender.only_processor() && world.part(edge.from) == Part::Source => {
                (Severity::always(Level::Error), span)
            }
            // One that has other parts too may not act as a processor here, and one that the law may not reach need not.
            Some((Answer::No, span)) => (Severity::always(Level::Undecided), span),
            _ => (Severity::stricter(None, Level::Undecided), super::rows::receiver_span(world, edge)),
        };
        let id = TransferId(u32::try_from(at).unwrap_or(u32::MAX));
        match found.last_mut().filter(|it| it.0 == transfer.edge) {
            Some((.., transfers)) => transfers.push(id),
            None => found.push((transfer.edge, severity, span, vec![id])),
        }
    }
    for (_, severity, span, transfers) in found {
        let Some(first) = transfers.first().copied() else {
            continue;
        };
        let defect = Defect::new(Rule::TransferWithoutInstruction, Detail::Plain, None).with(severity);
        ledger.finding(world, Subject::Transfer(first), transfers, &defect, span);
    }
}

/// What no regime decides: files that should show something, and the age of the whole.
pub(crate) fn judge_whole(world: &World<'_>, ledger: &mut Ledger) {
    use crate::inventory::EvidenceState;
    for (at, evidence) in world.inventory.evidence.iter().enumerate() {
        let detail = match evidence.state {
            EvidenceState::There => continue,
            EvidenceState::Absent => Detail::Phrase("is not there"),
            EvidenceState::Differs => Detail::Phrase("differs from the recorded SHA-256"),
        };
        let subject = Subject::Evidence(u32::try_from(at).unwrap_or(u32::MAX));
        ledger.finding(world, subject, Vec::new(), &Defect::new(Rule::EvidenceMissing, detail, None), evidence.span);
    }
    for reviewed in &world.inventory.reviewed {
        if older_than(reviewed.value.last, world.law.thresholds.inventory_age_days, world.day) {
            let detail = Detail::Words(reviewed.value.shown());
            let defect = Defect::new(Rule::InventoryStale, detail, None);
            ledger.finding(world, Subject::Inventory, Vec::new(), &defect, reviewed.span);
        }
    }
}
