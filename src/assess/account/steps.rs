//! The steps of the assessment with their answers, in words. Tells what was decided elsewhere.

use std::collections::BTreeSet;

use crate::{
    graph::{EdgeOrigin, Node, Part, Passage},
    inventory::model::Waiver,
    law::{Destination, PlaceStatus},
    text::Spanned,
};

use super::super::{
    Assessment, Bare, Detail, edge_name,
    finding::{Finding, Status, Subject},
    groups::Plane,
    onward::{Mode, WaysIn},
    role::RoleFact,
    transfer::{NoTransfer, Spot, TransferKind, Verdict},
    words::{self, shown_place},
    world::Establishment,
};
use super::{Row, Step};

/// The steps of a row.
pub(super) fn of_transfer(assessment: &Assessment<'_>, finding: &Finding, row: &Row<'_, '_>) -> Vec<Step> {
    let said = Said { assessment, row };
    let mut steps = vec![said.edge(), said.sender(), said.parties(), said.destination()];
    steps.extend(said.kind());
    steps.extend(said.grounds(finding));
    steps.push(said.verdict());
    steps.extend(finding_itself(assessment, finding));
    steps
}

/// The steps of a finding that is about no transfer of its own.
pub(super) fn of_paper(assessment: &Assessment<'_>, finding: &Finding) -> Vec<Step> {
    let mut flows = finding.transfers.iter().map(|it| assessment.flow_name(*it)).collect::<Vec<_>>();
    flows.dedup();
    let n = flows.len();
    flows.truncate(5);
    let more = if n > flows.len() { format!(" and {} more", n - flows.len()) } else { String::new() };
    let answer = if flows.is_empty() {
        "no transfer: it stands by itself".to_owned()
    } else {
        format!("{}{more}", flows.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
    };
    let what = match finding.subject {
        Subject::Mechanism(_) => "a mechanism",
        Subject::System(_) => "a system",
        Subject::Organization(_) => "an organization",
        Subject::Waiver(_) => "a waiver",
        Subject::Notice(_) => "a notice",
        Subject::Register(_) => "a record of processing",
        Subject::Evidence(_) => "a file that is named as evidence",
        Subject::Inventory => "the inventory as a whole",
        Subject::Transfer(_) => "a transfer",
    };
    let mut steps = vec![
        Step { asked: "what it is about", answer: what.to_owned(), span: None },
        Step { asked: "which transfers it concerns", answer, span: None },
    ];
    if finding.detail != Detail::Plain {
        let label = assessment.words(finding).label;
        steps.push(Step { asked: "what was found", answer: label, span: Some(finding.span) });
    }
    steps.extend(finding_itself(assessment, finding));
    steps
}

/// Rule, level and status.
fn finding_itself(assessment: &Assessment<'_>, finding: &Finding) -> Vec<Step> {
    let profile = assessment.profile.word();
    let undecided = if finding.undecided { ", because a fact is missing" } else { "" };
    let level = format!("{} under the profile `{profile}`{undecided}", finding.level.word());
    let mut steps =
        vec![Step { asked: "which rule, at which level", answer: format!("`{}`: {level}", finding.rule), span: None }];
    if let Status::Waived(at) = finding.status
        && let Some(entry) = assessment.inventory.waivers.get(at as usize)
    {
        steps.push(Step { asked: "whether it counts", answer: waived(&entry.table), span: Some(entry.span) });
    }
    steps
}

fn waived(waiver: &Waiver) -> String {
    let text = |it: &Option<Spanned<String>>| it.as_ref().map_or("nobody wrote", |it| it.value.as_str()).to_owned();
    let until = waiver.expires.as_ref().map_or_else(String::new, |it| it.value.shown());
    format!("no: accepted by {} until {until}: {}", text(&waiver.by), text(&waiver.reason))
}

struct Said<'f, 'w, 'a> {
    assessment: &'f Assessment<'a>,
    row: &'f Row<'w, 'a>,
}

impl Said<'_, '_, '_> {
    fn edge(&self) -> Step {
        let edge = self.row.edge;
        let what = match edge.origin {
            EdgeOrigin::Flow(_) => "flow",
            EdgeOrigin::Access(..) => "access",
        };
        let passage = match edge.passage {
            Passage::Payload => "it carries personal data",
            Passage::Anonymous => "the data are anonymous before they leave",
            Passage::DirectCollection => "people give their own data",
            Passage::OwnData => "a person gets her own data",
            Passage::Publication => "everybody can read the data",
        };
        let status = self.assessment.flow_status(self.row.id).map_or(String::new(), |it| format!(" ({it})"));
        let (day, name) = (self.assessment.day, edge_name(self.assessment.inventory, edge));
        let span = match self.row.world.flows(edge) {
            Some((first, _)) => Some(first.span),
            None => self.row.world.access(edge).and_then(|it| it.from.as_ref()).map(|it| it.span),
        };
        let mut answer = format!("the {what} `{name}`, live on {day}{status}; {passage}");
        if !edge.carriers.is_empty() {
            let carriers = edge.carriers.iter().map(|it| format!("`{}`", self.assessment.inventory.system(*it).id));
            answer += &format!("; joined over {}, which cannot read them", carriers.collect::<Vec<_>>().join(", "));
        }
        Step { asked: "which edge", answer, span }
    }

    fn sender(&self) -> Step {
        let (world, from) = (self.row.world, self.row.edge.from);
        let law = &world.regime.law_name;
        let operator = world.entity(from);
        let who = operator.map_or("nobody recorded".to_owned(), |it| self.organization(it));
        let place = operator.map_or("", |it| match world.establishment(it) {
            Establishment::Inside => ", established inside",
            Establishment::Country => ", established outside",
            Establishment::Body(_) => ", an international organization",
            Establishment::NotRecorded => ", established nobody wrote where",
        });
        let part = match world.part(from) {
            Part::Source => format!("yes: the {law} applies to {who}{place}"),
            Part::Possible => format!("perhaps: whether the {law} applies to {who}{place} is not recorded"),
            Part::Other => format!("no: {who}{place}; it holds protected data that it received"),
        };
        let plane = match self.row.pending.as_ref().map(|it| it.group.plane) {
            Some(Plane::Ended) => "; they came over a flow that has ended, and nothing says that they are gone",
            Some(Plane::MayHold) => "; they may have come over a flow that does not run anymore",
            Some(Plane::OriginUnknown) => "; where this class of data comes from is not recorded",
            Some(Plane::Possible) => "; the data are protected only if it does",
            Some(Plane::IfDecrypted) => "; they are there only if a carrier before it decrypts, which nobody knows",
            Some(Plane::Firm) | None => "",
        };
        let span = operator.and_then(|it| world.organization(it).country.as_ref()).map(|it| it.span);
        Step { asked: "whether its sender is a source of protected data", answer: format!("{part}{plane}"), span }
    }

    fn parties(&self) -> Step {
        let (world, edge) = (self.row.world, self.row.edge);
        let party = |it: Option<_>| it.map_or("nobody recorded".to_owned(), |it| self.organization(it));
        let role = |fact: RoleFact| match fact.roles {
            Some(roles) if fact.assumed => format!("{}, assumed", roles.shown()),
            Some(roles) => roles.shown(),
            None => "role not recorded".to_owned(),
        };
        let (from, to) = (role(world.sender_role(edge)), role(world.receiver_role(edge)));
        let answer = match (self.row.transfer.exporter, self.row.transfer.importer) {
            (Some(one), Some(other)) if one == other => format!("one legal entity: {}", self.organization(one)),
            (exporter, importer) => format!("from {} ({from}) to {} ({to})", party(exporter), party(importer)),
        };
        let span = if let Node::System(it) = edge.to { Some(self.assessment.inventory.system(it).span) } else { None };
        Step { asked: "between whom", answer, span }
    }

    fn destination(&self) -> Step {
        let (assessment, transfer) = (self.assessment, self.row.transfer);
        let day = assessment.day;
        let place = shown_place(assessment, transfer.spot);
        let by = transfer.reached_by.words().join(", ");
        let regime = &self.row.world.regime.id;
        let of_law = |place| match assessment.law.status(regime, place, day) {
            PlaceStatus::Territory { basis, .. } => format!("inside on {day} ({basis})"),
            PlaceStatus::Adequate(id) => {
                format!("outside; {} covers recipients there", assessment.law.decision(id).label())
            }
            PlaceStatus::Conditional(id) => {
                format!("outside; {} covers some there", assessment.law.decision(id).label())
            }
            PlaceStatus::ListedOnly(id) => {
                format!("outside; {} covers those on a list", assessment.law.decision(id).label())
            }
            PlaceStatus::NotCovered => format!("{day} lies before the data of this law"),
            PlaceStatus::None => format!("outside; no decision covers it on {day}"),
        };
        let answer = match transfer.spot {
            Spot::Country(country) => format!("{place} (by {by}): {}", of_law(Destination::Country(country))),
            Spot::Body(Some(body)) => format!("{place}: {}", of_law(Destination::Body(body))),
            Spot::Body(None) => "an international organization, outside wherever it sits".to_owned(),
            Spot::Bloc(_) => format!("somewhere in {place} (by {by}); judged by its least covered member"),
            Spot::Unbounded => "anywhere, inside or outside".to_owned(),
            Spot::ThirdCountry => "outside for certain, in which country is not recorded".to_owned(),
            Spot::EstablishmentMissing => "where the receiver is established is not recorded".to_owned(),
            Spot::PlaceMissing => "where the data are, or from where people reach in, is not recorded".to_owned(),
            Spot::Nowhere => "none: nothing leaves one party for another".to_owned(),
        };
        Step { asked: "where to", answer, span: transfer.place_span }
    }

    fn kind(&self) -> Option<Step> {
        let ways = self.row.ways;
        let also_by_clauses = ways.is_some_and(|it| it.has(Mode::Controller));
        let of_processors = self.modules(Mode::Processor);
        let of_controllers = self.modules(Mode::Controller);
        let answer = match (self.row.transfer.kind?, ways.map(WaysIn::first)) {
            (TransferKind::Direct, _) => "direct: its sender is a source".to_owned(),
            (TransferKind::Onward, Some(Mode::Nothing)) if also_by_clauses => format!(
                "onward; its sender received the data under a derogation, something open or nothing, and under clauses for \
                 controllers{of_controllers} or corporate rules too: this hop needs a ground of its own that these allow, \
                 which are the same rules, a decision, a safeguard, legal claims, vital interests or consent"
            ),
            (TransferKind::Onward, None | Some(Mode::Nothing)) => {
                "onward; its sender received the data under a derogation, something open or nothing: \
                 this hop needs a ground of its own"
                    .to_owned()
            }
            (TransferKind::Onward, Some(Mode::Processor)) => format!(
                "onward; its sender received the data under clauses for processors{of_processors}: a documented \
                 instruction, and the clauses, a decision, a safeguard, legal claims or vital interests; consent never"
            ),
            (TransferKind::Onward, Some(Mode::Controller)) => format!(
                "onward; its sender received the data under clauses for controllers{of_controllers} or corporate rules: \
                 the same rules, a decision, a safeguard, an equivalent contract, legal claims, vital interests or consent"
            ),
            (TransferKind::Onward, Some(Mode::Adequacy)) => {
                "onward; its sender received the data under a decision: that country's rules for the next hop"
                    .to_owned()
            }
            (TransferKind::Onward, Some(Mode::Returned)) => {
                format!("onward; its sender got its own data back{}: nothing is asked", self.modules(Mode::Returned))
            }
        };
        let inventory = self.assessment.inventory;
        let under = self.row.under.iter().map(|it| inventory.mechanism(*it));
        let names = under.clone().filter(|it| !it.id.is_empty()).map(|it| format!("`{}`", it.id)).collect::<Vec<_>>();
        let names = if names.is_empty() { String::new() } else { format!(" (there: {})", names.join(", ")) };
        let span = under.map(|it| it.span).next();
        Some(Step { asked: "direct or onward", answer: format!("{answer}{names}"), span })
    }

    /// The modules of the clauses under which somebody receives data in a way, as they are numbered.
    fn modules(&self, mode: Mode) -> String {
        let pairs = self.row.world.regime.editions.iter().flat_map(|it| &it.pairs);
        let numbers = pairs.filter(|it| Mode::under(it.terms()) == mode).filter_map(|it| it.module);
        let numbers = numbers.collect::<BTreeSet<_>>().iter().map(u8::to_string).collect::<Vec<_>>();
        match numbers.as_slice() {
            [] => String::new(),
            [one] => format!(" (module {one})"),
            several => format!(" (modules {})", several.join(", ")),
        }
    }

    fn grounds(&self, finding: &Finding) -> Option<Step> {
        let answer = self.row.pending.as_ref()?.answer.as_ref()?;
        let count = |is: &dyn Fn(&super::Judged) -> bool| answer.tried.iter().filter(|it| is(it)).count();
        let (stand, open, dead) = (count(&|it| it.stands()), count(&|it| it.is_open()), count(&super::Judged::is_dead));
        let said = match answer.said {
            Bare::Open => "; `open` is written: being worked on",
            Bare::Nothing => "; `none` is written: knowingly nothing",
            Bare::Missing | Bare::Limited(_) | Bare::Dead(_) => "",
        };
        let text = match answer.tried.len() {
            0 => format!("nothing is recorded that could carry it, and no decision covers everybody there{said}"),
            n => format!("{n} tried: {stand} standing by itself, {open} open, {dead} dead{said}"),
        };
        let left_out = words::left_out(self.assessment, finding);
        let text = left_out.iter().fold(text, |text, it| format!("{text}; {it}"));
        let span = self.row.world.via(self.row.edge).first().map(|it| it.span);
        Some(Step { asked: "what it rests on", answer: text, span })
    }

    fn verdict(&self) -> Step {
        let verdict = &self.row.transfer.verdict;
        let why = match verdict {
            Verdict::WithinTerritory => "the destination is inside",
            Verdict::NotATransfer(NoTransfer::SameEntity) => "both ends are one legal entity",
            Verdict::NotATransfer(NoTransfer::DirectCollection) => "a person gives her own data",
            Verdict::NotATransfer(NoTransfer::OwnData) => "a person who gets her own data is no importer",
            Verdict::NotATransfer(NoTransfer::Publication) => "readers are no importers",
            Verdict::NotATransfer(NoTransfer::NothingAsked) => "its sender's own data came back to it",
            Verdict::NotATransfer(NoTransfer::ReturnToController) => {
                "a processor gives data back to its own controller"
            }
            Verdict::Adequate(..) => "a decision stands",
            Verdict::Safeguarded(_) => "a safeguard stands",
            Verdict::Derogation(_) => "a derogation stands",
            Verdict::Anonymous => "the claim of anonymity holds",
            Verdict::Undecided(_) => "nothing stands, and facts that could decide are missing",
            Verdict::Unprotected(Bare::Dead(_)) => "all that is recorded is dead",
            Verdict::Unprotected(Bare::Limited(_)) => "what is recorded is limited to others",
            Verdict::Unprotected(_) => "nothing is recorded that could stand",
        };
        Step { asked: "the verdict", answer: format!("`{}`: {why}", verdict.word()), span: None }
    }

    fn organization(&self, id: crate::inventory::OrganizationId) -> String {
        format!("`{}`", self.assessment.inventory.organization_name(id))
    }
}
