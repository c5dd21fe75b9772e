//! Notices, records of processing, instructions, evidence, dates: they never change a verdict;
//! GDPR Art. 13, 14, 28 and 30.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    graph::Part,
    inventory::{
        DataId, Named, OrganizationId, SystemId,
        keys::Many,
        model::Paper,
        values::{Answer, Certainty, TextOrNone},
        words::Kind,
    },
    law::{Country, Day, Level, Place, PlaceKind, Rule},
    text::{Span, Spanned},
};

use super::{
    adequacy::older_than,
    duties::{OfEdges, OfParties, Row},
    finding::{Detail, Subject},
    ground::Defect,
    ledger::{self, Ledger},
    onward::said_of_instruction,
    profile::Severity,
    responsible,
    role::RoleFact,
    rows::receiver_span,
    transfer::{Ground, Missing, Spot, Transfer, TransferId, TransferKind, Verdict},
    world::{World, countries_of},
};

/// What rows have of papers.
#[derive(Default)]
pub(super) struct Papers {
    /// Edges over which processors send data out, with how much it matters that nobody told them to, and the line.
    instructed: OfEdges<(Severity, Span)>,
    /// Rows of which notices and records of processing have to speak.
    spoken: Vec<Spoken>,
    /// Rows by which controllers send data out.
    sent: OfParties,
    /// The same of those of whom nobody wrote whether they are controllers.
    perhaps_sent: OfParties,
}

/// What a paper has to say of one transfer.
struct Spoken {
    id: TransferId,
    country: Option<Country>,
    importer: Option<OrganizationId>,
    by: Vec<OrganizationId>,
    access: bool,
    safeguard: Option<Kind>,
}

impl Papers {
    pub(super) fn look(&mut self, world: &World<'_>, row: &Row<'_>) {
        let transfer = row.transfer;
        if !transfer.verdict.is_transfer() {
            return;
        }
        if transfer.kind == Some(TransferKind::Direct) {
            let sender = world.sender_role(row.edge);
            let severity = instruction(world, row, sender);
            let is_asked = |it: &Severity| ledger::level(world, Rule::TransferWithoutInstruction, *it).is_some();
            if let Some(severity) = severity.filter(is_asked).filter(|_| !row.is_guess()) {
                let denied = said_of_instruction(world, row.edge).filter(|(said, _)| *said == Answer::No);
                let span = || denied.map_or_else(|| receiver_span(world, row.edge), |(_, span)| span);
                self.instructed.add(row, || (severity, span()));
            }
            if let Some(exporter) = transfer.exporter.filter(|_| !row.is_guess()) {
                if sender.any_controller() {
                    self.sent.add(exporter, row.id);
                } else if sender.roles.is_none() && world.client_of(row.edge.from).is_none() {
                    self.perhaps_sent.add(exporter, row.id);
                }
            }
        }
        let has_papers = !(world.inventory.notices.is_empty() && world.inventory.registers.is_empty());
        if has_papers && !row.is_guess() && world.hangs_on_carrier(transfer).is_none() {
            self.spoken.push(Spoken {
                id: row.id,
                country: if let Spot::Country(country) = transfer.spot { Some(country) } else { None },
                importer: transfer.importer,
                by: transfer.exporter.into_iter().chain(responsible::also_responsible(world, transfer)).collect(),
                access: transfer.reached_by.access,
                safeguard: safeguard(world, transfer),
            });
        }
    }

    pub(super) fn join(&mut self, mut later: Self) {
        self.instructed.join(later.instructed);
        self.spoken.append(&mut later.spoken);
        self.sent.join(later.sent);
        self.perhaps_sent.join(later.perhaps_sent);
    }

    /// Adds what papers fall short of, for all rows of a regime.
    pub(super) fn judge(self, world: &World<'_>, transfers: &[Transfer], ledger: &mut Ledger) {
        for (_, (severity, span), rows) in self.instructed {
            let Some(first) = rows.first().copied() else {
                continue;
            };
            let defect = Defect::new(Rule::TransferWithoutInstruction, Detail::Plain, None).with(severity);
            ledger.finding(world, Subject::Transfer(first), rows, &defect, span);
        }
        let duties = &world.regime.duties;
        let rows = Rows::of(transfers, self.spoken);
        let notices = in_force(world, &world.inventory.notices);
        if duties.notice_from <= world.day {
            for (at, notice) in &notices {
                judge_notice(world, *at, notice, &rows, ledger);
            }
            not_recorded(world, &notices, [self.sent, self.perhaps_sent], ledger);
        }
        if duties.register_from <= world.day {
            for (at, register) in in_force(world, &world.inventory.registers) {
                judge_register(world, at, register, &notices, &rows, ledger);
            }
        }
    }
}

/// How much it matters that nobody recorded an instruction: a processor sends data out on instruction only; Art. 28(3)(a).
fn instruction(world: &World<'_>, row: &Row<'_>, sender: RoleFact) -> Option<Severity> {
    let edge = row.edge;
    let is_asked = world.regime.duties.instruction_from <= world.day;
    if !is_asked || !sender.any_processor() || world.sent_if_decrypted(edge) {
        return None;
    }
    // Giving a controller its own data back is what it is there for.
    let client = world.client_of(edge.from);
    if client.is_some() && client == row.transfer.importer {
        return None;
    }
    match said_of_instruction(world, edge).map(|(said, _)| said) {
        Some(Answer::Yes) => None,
        Some(Answer::No) if sender.only_processor() && world.part(edge.from) == Part::Source => {
            Some(Severity::always(Level::Error))
        }
        // One that has other parts too may not act as a processor here, and one that the law may not reach need not.
        Some(Answer::No) => Some(Severity::always(Level::Undecided)),
        _ => Some(Severity::stricter(None, Level::Undecided)),
    }
}

/// The transfers of a regime, those of which papers have to speak apart.
struct Rows<'t> {
    transfers: &'t [Transfer],
    list: Vec<Spoken>,
    /// For each party that has to speak of any, where they are in the list.
    by: FxHashMap<OrganizationId, Vec<usize>>,
}

impl<'t> Rows<'t> {
    fn of(transfers: &'t [Transfer], list: Vec<Spoken>) -> Self {
        let mut by: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (at, row) in list.iter().enumerate() {
            for party in &row.by {
                let own = by.entry(*party).or_default();
                if own.last() != Some(&at) {
                    own.push(at);
                }
            }
        }
        Self { transfers, list, by }
    }

    /// The transfers that a paper speaks of: those of its party, its data and its systems.
    fn about<'r>(&'r self, world: &World<'_>, paper: &'r Paper) -> Vec<&'r Spoken> {
        let by = paper.by.as_ref().map(|it| it.value.0);
        let within = |row: &Spoken| {
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
        match by {
            Some(by) => {
                let own = self.by.get(&by).into_iter().flatten().filter_map(|it| self.list.get(*it));
                own.filter(|it| within(it)).collect()
            }
            None => self.list.iter().filter(|it| within(it)).collect(),
        }
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

/// A version, with its number.
type Version<'i> = (u32, &'i Named<Paper>);

/// The versions that are in force on the day; month and year are read wide.
///
/// One without an end ends where a later one of the same party, data and systems begins.
fn in_force<'i>(world: &World<'_>, papers: &'i [Named<Paper>]) -> Vec<Version<'i>> {
    let is_live = |it: &Paper| {
        it.from.as_ref().is_none_or(|it| it.value.begun(world.day) != Certainty::No)
            && it.until.as_ref().is_none_or(|it| it.value.ended(world.day) != Certainty::Yes)
    };
    let numbered = papers.iter().enumerate().map(|(at, it)| (u32::try_from(at).unwrap_or(u32::MAX), it));
    let mut live = numbered.filter(|(_, it)| is_live(&it.table)).collect::<Vec<_>>();
    let mut newest: FxHashMap<_, Day> = FxHashMap::default();
    for (_, paper) in &live {
        if let Some(from) = paper.table.from.as_ref().filter(|it| it.value.begun(world.day) == Certainty::Yes) {
            let day = newest.entry(scope(&paper.table)).or_insert(from.value.first);
            *day = from.value.first.max(*day);
        }
    }
    live.retain(|(_, paper)| {
        let later = newest.get(&scope(&paper.table)).filter(|_| paper.table.until.is_none());
        // Of one without a first day nobody knows that it is the earlier: it stays in force.
        later.is_none_or(|later| paper.table.from.as_ref().is_none_or(|it| it.value.last >= *later))
    });
    live
}

/// Of whom and of what a paper speaks, in an order that nothing hangs on.
fn scope(paper: &Paper) -> (Option<OrganizationId>, Option<BTreeSet<DataId>>, Option<BTreeSet<SystemId>>) {
    let data = paper.data.as_ref().map(|it| it.value.iter().map(|it| it.value).collect());
    let systems = paper.systems.as_ref().map(|it| it.value.iter().map(|it| it.value).collect());
    (paper.by.as_ref().map(|it| it.value.0), data, systems)
}

/// The countries that a paper names; `None` where nothing is recorded of that, or not of all of them.
fn said(places: Option<&Spanned<Many<Place>>>) -> Option<&Spanned<Many<Place>>> {
    places.filter(|it| !it.value.iter().any(|it| it.value.kind == PlaceKind::Unknown))
}

/// The countries that places of a paper name.
pub(super) fn names(world: &World<'_>, places: &[Spanned<Place>]) -> BTreeSet<Country> {
    places.iter().filter_map(|it| countries_of(&it.value, world.law, world.day)).flatten().collect()
}

fn judge_notice(world: &World<'_>, at: u32, notice: &Named<Paper>, rows: &Rows<'_>, ledger: &mut Ledger) {
    let about = rows.about(world, &notice.table);
    let ids = |rows: &[&Spoken]| rows.iter().map(|it| it.id).collect::<Vec<_>>();
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
    if let Some(places) = said(notice.table.countries.as_ref()) {
        let named = names(world, &places.value);
        for row in &about {
            if let Some(country) = row.country.filter(|it| !named.contains(it)) {
                omitted.insert(country);
                concerned.push(row.id);
                span = Some(places.span);
            }
        }
    }
    // Rows are in the order of their numbers.
    let n_listed = concerned.len();
    if let Some(places) = said(notice.table.remote_access.as_ref()) {
        let named = names(world, &places.value);
        for row in about.iter().filter(|it| it.access) {
            if let Some(country) = row.country.filter(|it| !named.contains(it)) {
                omitted.insert(country);
                if concerned.get(..n_listed).is_some_and(|it| it.binary_search(&row.id).is_err()) {
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
        found.push((Rule::NoticeOmitsSafeguard, Detail::CopyOfSafeguard, copy.span, ids(&by_safeguard)));
    }
    for (rule, detail, span, transfers) in found {
        ledger.finding(world, Subject::Notice(at), transfers, &Defect::new(rule, detail, None), span);
    }
}

/// A controller that sends data out, and of which no version of a notice is recorded for the day.
fn not_recorded(world: &World<'_>, notices: &[Version<'_>], [sent, perhaps_sent]: [OfParties; 2], ledger: &mut Ledger) {
    let mut controllers = FxHashSet::default();
    let mut ask = |exporter: OrganizationId, transfers: Vec<TransferId>, is_controller: bool| {
        let spoken = notices.iter().any(|(_, it)| it.table.by.as_ref().is_none_or(|it| it.value.0 == exporter));
        if !controllers.insert(exporter) || spoken {
            return;
        }
        let by_default = is_controller.then_some(Level::Note);
        let severity = Severity::stricter(by_default, Level::Undecided);
        let defect = Defect::new(Rule::NoticeNotRecorded, Detail::Plain, None).with(severity);
        let span = world.inventory.organization(exporter).span;
        let parties = notices.iter().filter_map(|(_, it)| it.table.by.as_ref()).map(|it| it.value.0);
        let may_be = world.perhaps_among(parties, exporter).map(|it| world.whether_same(it, exporter));
        let part = || Missing::Condition("whether it sends as a controller (`role` of its system)".to_owned());
        if let Some(finding) = ledger.finding(world, Subject::Organization(exporter), transfers, &defect, span) {
            finding.missing.extend((!is_controller).then(part).into_iter().chain(may_be));
        }
    };
    sent.for_each(|exporter, transfers| ask(exporter, transfers, true));
    perhaps_sent.for_each(|exporter, transfers| ask(exporter, transfers, false));
}

fn judge_register(
    world: &World<'_>,
    at: u32,
    register: &Named<Paper>,
    notices: &[Version<'_>],
    rows: &Rows<'_>,
    ledger: &mut Ledger,
) {
    let about = rows.about(world, &register.table);
    let mut differ = Vec::new();
    let mut span = None;
    let names_of = |countries: &BTreeSet<Country>| {
        countries.iter().map(|it| world.law.places.name(*it)).collect::<Vec<_>>().join(", ")
    };
    if let Some(places) = said(register.table.countries.as_ref()) {
        let named = names(world, &places.value).into_iter().filter(|it| !world.is_inside(*it)).collect::<BTreeSet<_>>();
        let graph = about.iter().filter_map(|it| it.country).collect::<BTreeSet<_>>();
        compare(&graph, &named, &names_of, "the graph", &mut differ);
        if !differ.is_empty() {
            span = Some(places.span);
        }
        for (_, notice) in notices.iter().filter(|(_, it)| same_party(&it.table, &register.table)) {
            if let Some(places) = said(notice.table.countries.as_ref()) {
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
        let transfers = about.iter().map(|it| it.id).collect::<Vec<_>>();
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
