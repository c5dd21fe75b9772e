//! A full account of one finding: each step with its answer, every fact with its place, what was assumed, what was
//! tried, what would change it, and the ways of the data. Judges the row again by the same code, and changes nothing.

mod facts;
mod steps;

use petgraph::graph::NodeIndex;

use crate::{
    graph::{Classes, Edge, EdgeId, Node, Part, Path, Ways, ways},
    inventory::{MechanismId, OrganizationId},
    law::{Doubt, RegimeId, Rule},
    text::Span,
};

use super::{
    Assessment,
    again::{self, Standing},
    asked::missing_of,
    finding::{Detail, Finding, Status, Subject},
    ground::{Judged, Layer},
    limits::LeftOut,
    onward::WaysIn,
    rows::Pending,
    transfer::{Ground, Transfer, TransferId, Verdict},
    words,
    world::World,
};

/// Ways that are told before they are only counted.
const MAX_WAYS: usize = 20;

/// All that can be said of a finding.
#[derive(Debug, Default)]
pub struct Account {
    /// The steps of the assessment, in their order.
    pub steps: Vec<Step>,
    /// Every recorded fact of what takes part, in the order of the steps.
    pub facts: Vec<Fact>,
    /// What was taken to be so.
    pub assumed: Vec<Assumption>,
    /// Every ground that was tried, in the order in which they answer.
    pub tried: Vec<Tried>,
    /// What would change the finding, the nearest first.
    pub would_change: Vec<String>,
    /// The ways of the data from the nearest sources.
    pub ways: Ways,
    /// Who could be asked to supervise: each under its regime.
    pub supervised: Vec<(OrganizationId, RegimeId)>,
}

/// A question of the assessment and its answer.
#[derive(Debug)]
pub struct Step {
    /// What is asked.
    pub asked: &'static str,
    /// The answer.
    pub answer: String,
    /// Where it is written, if it is.
    pub span: Option<Span>,
}

/// A recorded fact; its value is the text that stands there.
#[derive(Debug)]
pub struct Fact {
    /// Of what it is one.
    pub of: String,
    /// Its key.
    pub key: &'static str,
    /// Where its value stands.
    pub span: Span,
}

/// Something that nobody wrote.
#[derive(Debug, PartialEq, Eq)]
pub struct Assumption {
    /// What was taken to be so.
    pub what: String,
    /// On what ground.
    pub ground: String,
}

/// A ground that was tried.
#[derive(Debug)]
pub struct Tried {
    /// The ground.
    pub ground: Ground,
    /// Its name in a sentence.
    pub name: String,
    /// In which order it answers.
    pub layer: Layer,
    /// What the row makes of it.
    pub standing: Standing,
    /// Rules that say that it does not stand, or what it falls short of; each in words.
    pub because: Vec<(Rule, String)>,
    /// Facts that are missing, in words.
    pub missing: Vec<String>,
    /// Where it is written; `None` for a decision that nobody named.
    pub span: Option<Span>,
}

impl Assessment<'_> {
    /// The full account of a finding.
    #[must_use]
    pub fn account(&self, finding: &Finding) -> Account {
        match finding.subject {
            Subject::Transfer(id) => of_transfer(self, finding, id),
            _ => of_paper(self, finding),
        }
    }
}

/// A row as it was judged.
struct Row<'w, 'a> {
    world: &'w World<'a>,
    id: TransferId,
    transfer: &'w Transfer,
    edge: &'w Edge,
    /// `None` where no ground is asked, or the edge is no transfer as a whole.
    pending: Option<Pending<'w>>,
    /// How its sender received the data; `None` for a direct row.
    ways: Option<WaysIn>,
    /// The clauses under which its sender received the data as a processor.
    under: Vec<MechanismId>,
}

impl<'w, 'a> Row<'w, 'a> {
    fn of(assessment: &'w Assessment<'a>, id: TransferId) -> Self {
        let transfer = assessment.transfer(id);
        let world = match assessment.worlds.iter().find(|it| it.regime_id == transfer.regime) {
            Some(world) => world,
            None => unreachable!("transfers are only made by the regimes that are kept"),
        };
        let pending = again::pending(world, transfer);
        let onward = pending.as_ref().and_then(|it| again::received(world, it));
        let (ways, under) = onward.map_or((None, Vec::new()), |(ways, under)| (Some(ways), under));
        Self { world, id, transfer, edge: world.edge(transfer.edge), pending, ways, under }
    }

    fn tried(&self) -> &[Judged] {
        self.pending.as_ref().and_then(|it| it.answer.as_ref()).map_or(&[], |it| &it.tried)
    }
}

fn of_transfer(assessment: &Assessment<'_>, finding: &Finding, id: TransferId) -> Account {
    let row = Row::of(assessment, id);
    let tried = row.tried().iter().map(|it| tried(assessment, finding, &row, it)).collect::<Vec<_>>();
    let supervised = row.transfer.exporter.into_iter().chain(assessment.also_responsible(id));
    Account {
        steps: steps::of_transfer(assessment, finding, &row),
        facts: facts::of_transfer(assessment, finding, &row),
        assumed: assumed(assessment, &row),
        would_change: would_change(assessment, finding, &row, &tried),
        ways: ways_of(assessment, &row),
        supervised: supervised.map(|it| (it, row.transfer.regime)).collect(),
        tried,
    }
}

fn of_paper(assessment: &Assessment<'_>, finding: &Finding) -> Account {
    let words = assessment.words(finding);
    Account {
        steps: steps::of_paper(assessment, finding),
        facts: facts::of_subject(assessment, finding),
        would_change: Some(words.would_change).filter(|it| !it.is_empty()).into_iter().collect(),
        ..Account::default()
    }
}

fn tried(assessment: &Assessment<'_>, finding: &Finding, row: &Row<'_, '_>, judged: &Judged) -> Tried {
    let in_words = |rule: Rule, detail: &Detail, is_of_joined: bool| {
        let as_finding = Finding {
            rule,
            undecided: false,
            subject: Subject::Transfer(row.id),
            transfers: row.id.into(),
            ground: Some(judged.ground),
            is_of_joined,
            detail: detail.clone(),
            missing: Vec::new(),
            others: Vec::new(),
            left_out: LeftOut::default(),
            status: Status::Active,
            ..finding.clone()
        };
        (rule, assessment.words(&as_finding).message)
    };
    let standing = again::standing(row.world, row.transfer, row.ways, judged);
    let because = match standing {
        Standing::Dead(rule) if !judged.is_dead() => vec![in_words(rule, &Detail::Plain, false)],
        Standing::Dead(_) => judged.dead.iter().map(|it| in_words(it.rule, &it.detail, it.is_of_joined)).collect(),
        _ => judged.defects.iter().map(|it| in_words(it.rule, &it.detail, it.is_of_joined)).collect(),
    };
    let mut facts = judged.missing.clone();
    facts.sort();
    Tried {
        ground: judged.ground,
        name: words::ground(assessment, finding, judged.ground),
        layer: judged.layer,
        standing,
        because,
        missing: facts.iter().map(|it| missing_of(assessment, row.id, it)).collect(),
        span: judged.span,
    }
}

/// What would change it: what is missing, then what stands against each ground, then another ground or place.
fn would_change(assessment: &Assessment<'_>, finding: &Finding, row: &Row<'_, '_>, tried: &[Tried]) -> Vec<String> {
    let mut all =
        finding.missing.iter().map(|it| format!("to know: {}", missing_of(assessment, row.id, it))).collect::<Vec<_>>();
    let mut add = |text: String| {
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    };
    let is_open_hop = matches!(finding.rule, Rule::OnwardFromAdequate | Rule::PseudonymousForRecipient);
    let is_about_verdict = finding.undecided || finding.rule.is_bare() || finding.rule.kills() || is_open_hop;
    let is_uncovered = matches!(row.transfer.verdict, Verdict::Unprotected(_) | Verdict::Undecided(_));
    if finding.missing.is_empty() && !(finding.rule.kills() && is_uncovered) {
        add(lowered(&assessment.words(finding).would_change));
    }
    if !(is_about_verdict && is_uncovered) {
        return all;
    }
    for ground in tried {
        match ground.standing {
            Standing::Open if Some(ground.ground) != finding.ground => {
                add(format!("to know of {}: {}", ground.name, ground.missing.join(", ")));
            }
            Standing::Dead(_) => {
                for (rule, _) in &ground.because {
                    let fix = words::fix(assessment, finding, *rule);
                    let first = fix.split([';', '.']).next().unwrap_or_default().trim();
                    add(format!("of {} ({}): {}", ground.name, rule.name(), lowered(first)));
                }
            }
            _ => {}
        }
    }
    for it in &finding.left_out.first {
        add(words::widened(assessment, finding, *it));
    }
    // Where a place is not known, no ground decides; where one stands already, another one neither.
    let is_asked = row.pending.as_ref().is_some_and(|it| {
        it.answer.as_ref().is_some_and(|it| it.standing().is_none()) && it.destination.doubt != Some(Doubt::Unverified)
    });
    if is_asked {
        add(format!("a mechanism on `{}` that stands", assessment.flow_name(row.id)));
    }
    add("a receiver, its servers and its people inside the territory or where a decision covers them".to_owned());
    all
}

/// The first letter small, as inside a sentence.
fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|it| it.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Everything about a row that nobody wrote.
fn assumed(assessment: &Assessment<'_>, row: &Row<'_, '_>) -> Vec<Assumption> {
    let (inventory, edge) = (assessment.inventory, row.edge);
    let mut all = facts::assumed(assessment, row);
    let mut say = |what: String, ground: &str| {
        let it = Assumption { what, ground: ground.to_owned() };
        if !all.contains(&it) {
            all.push(it);
        }
    };
    if edge.data_assumed {
        say("the flow carries all that its sender holds".to_owned(), "the flow names no data");
    }
    if assessment.is_unspecified(row.id) {
        say("the data are personal, and not about employees".to_owned(), "nobody described them");
    }
    for class in assessment.data(row.id) {
        let (id, table) = (&inventory.data_class(class).id, &inventory.data_class(class).table);
        let left_out = [
            ("about employees", table.hr.is_none()),
            ("of special categories", table.special.is_none()),
            ("of children", table.children.is_none()),
        ];
        let left_out = left_out.iter().filter(|(_, is)| *is).map(|(what, _)| *what).collect::<Vec<_>>();
        if !left_out.is_empty() {
            say(format!("`{id}` is not {}", left_out.join(", not ")), "left out means no");
        }
    }
    for (flow, until) in assessment.ended_flows(row.id) {
        let ended = until.map_or("was turned off".to_owned(), |it| format!("ended on {it}"));
        let name = inventory.flow_name(flow);
        say(format!("what `{name}` brought is still held"), &format!("it {ended}, and nothing says that it is gone"));
    }
    if row.world.access(edge).is_some_and(|it| it.by.is_none()) && row.transfer.importer.is_none() {
        say("who reaches in is another company".to_owned(), "`by` is left out: the safe side");
    }
    if row.world.access(edge).is_some_and(|it| it.role.is_none()) {
        say("who reaches in is a processor".to_owned(), "`role` is left out");
    }
    if let Some(importer) = row.transfer.importer {
        let (name, table) = (inventory.organization_name(importer), &inventory.organization(importer).table);
        if table.kind.is_none() {
            say(format!("`{name}` is a company"), "`kind` is left out");
        }
        if row.pending.as_ref().is_some_and(|it| it.destination.assumed) {
            let place = words::shown_place(assessment, row.transfer.spot);
            say(format!("`{name}` is established in {place}"), "a country in `in` is taken for it");
        }
    }
    for what in assessment.presumed(row.id) {
        say(what, "the decision presumes it, and nothing recorded says otherwise");
    }
    all
}

/// The ways on which protected data came to the sender, each with the receiver at its end.
fn ways_of(assessment: &Assessment<'_>, row: &Row<'_, '_>) -> Ways {
    let world = row.world;
    let with_end = |mut path: Path| {
        path.nodes.push(row.edge.to);
        path.edges.push(Some(row.transfer.edge));
        path
    };
    let sender = match row.edge.from {
        Node::System(system) if world.part(row.edge.from) == Part::Other => NodeIndex::new(system.index()),
        _ => return Ways { paths: vec![assessment.path(row.id)], is_complete: true },
    };
    let mut wanted = row.transfer.classes.words().to_vec();
    world.derived.add_bases(&mut wanted);
    let passes = |id: EdgeId| {
        let edge = world.edge(id);
        let carried = world.graph.classes.bits(edge.classes);
        let meets = Classes::has_unspecified(carried)
            || Classes::has_unspecified(&wanted)
            || carried.iter().zip(&wanted).any(|(carried, wanted)| carried & wanted != 0);
        meets && world.carries(edge)
    };
    let is_source = |node: NodeIndex| world.parts.get(node.index()).is_some_and(|it| *it != Part::Other);
    let found = ways(&world.graph, sender, is_source, passes, MAX_WAYS);
    if found.paths.is_empty() {
        // Nobody wrote where the data come from: the way that is told elsewhere is all there is.
        return Ways { paths: vec![assessment.path(row.id)], is_complete: found.is_complete };
    }
    Ways { paths: found.paths.into_iter().map(with_end).collect(), is_complete: found.is_complete }
}
