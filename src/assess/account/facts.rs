//! Every recorded fact of what takes part in a finding, with its place. Looks up, and weighs none of them.

use crate::{
    inventory::{
        AssessmentId, DataId, FlowId, MechanismId, OrganizationId, SystemId,
        keys::{Recorded, Table},
    },
    text::{Origin, Span},
};

use super::super::{
    Assessment,
    finding::{Finding, Status, Subject},
    transfer::Ground,
};
use super::{Assumption, Fact, Row};

/// What takes part in a row: ends, flow, data, grounds and what they name, the way, a waiver.
pub(super) fn of_transfer(assessment: &Assessment<'_>, finding: &Finding, row: &Row<'_, '_>) -> Vec<Fact> {
    let mut list = List { assessment, facts: Vec::new() };
    list.row(row);
    finding.left_out.first.iter().for_each(|it| list.mechanism(it.mechanism));
    list.waiver(finding);
    list.facts
}

/// What a finding about something else than a transfer is about.
pub(super) fn of_subject(assessment: &Assessment<'_>, finding: &Finding) -> Vec<Fact> {
    let inventory = assessment.inventory;
    let mut list = List { assessment, facts: Vec::new() };
    match finding.subject {
        Subject::Mechanism(id) => list.mechanism(id),
        Subject::System(id) => list.system(id),
        Subject::Organization(id) => list.organization(id),
        Subject::Waiver(at) => {
            if let Some(entry) = inventory.waivers.get(at as usize) {
                list.table("the waiver", &entry.table);
            }
        }
        Subject::Notice(at) => {
            if let Some(entry) = inventory.notices.get(at as usize) {
                list.table("the notice", &entry.table);
            }
        }
        Subject::Register(at) => {
            if let Some(entry) = inventory.registers.get(at as usize) {
                list.table("the record of processing", &entry.table);
            }
        }
        Subject::Evidence(at) => {
            if let Some(entry) = inventory.evidence.get(at as usize) {
                list.add("the evidence".to_owned(), "evidence", entry.span);
            }
        }
        Subject::Inventory => {
            for reviewed in &inventory.reviewed {
                list.add("the inventory".to_owned(), "reviewed", reviewed.span);
            }
        }
        Subject::Transfer(_) => {}
    }
    list.waiver(finding);
    list.facts
}

/// What is written nowhere and stands in the model all the same.
pub(super) fn assumed(assessment: &Assessment<'_>, row: &Row<'_, '_>) -> Vec<Assumption> {
    let inventory = assessment.inventory;
    let mut all = Vec::new();
    for id in [row.edge.from, row.edge.to].iter().filter_map(|it| system_of(*it)) {
        let entry = inventory.system(id);
        for fact in entry.table.recorded() {
            if let Origin::Assumed(why) = fact.origin {
                let role = entry.table.role.as_ref().filter(|_| fact.key.name == "role");
                let value = role.map_or(String::new(), |it| format!(" `{}`", it.value.shown()));
                let what = format!("`{}` has the {}{value}", entry.id, fact.key.name);
                all.push(Assumption { what, ground: why.words().to_owned() });
            }
        }
    }
    all
}

fn system_of(node: crate::graph::Node) -> Option<SystemId> {
    match node {
        crate::graph::Node::System(id) => Some(id),
        _ => None,
    }
}

struct List<'f, 'a> {
    assessment: &'f Assessment<'a>,
    facts: Vec<Fact>,
}

impl List<'_, '_> {
    fn add(&mut self, of: String, key: &'static str, span: Span) {
        // A short form says two things at once; that it names an operator goes without saying.
        let is_short = |it: &Fact| it.span == span && it.key == "operator" && key != "operator";
        self.facts.retain(|it| !is_short(it));
        if !self.facts.iter().any(|it| it.span == span && (it.key == key || key == "operator")) {
            self.facts.push(Fact { of, key, span });
        }
    }

    fn table(&mut self, of: &str, table: &impl Table) {
        let written = |it: &Recorded| it.key.judged && it.origin == Origin::Declared;
        for fact in table.recorded().iter().filter(|it| written(it)) {
            self.add(of.to_owned(), fact.key.name, fact.span);
        }
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        let edge = row.edge;
        if let Some((first, last)) = row.world.flows(edge) {
            self.table("the flow", &*first.table);
            self.table("the flow", &*last.table);
        }
        if let Some(access) = row.world.access(edge) {
            self.table("the access", access);
        }
        for node in [edge.from, edge.to] {
            if let Some(system) = system_of(node) {
                self.system(system);
            }
            if let Some(organization) = row.world.entity(node) {
                self.organization(organization);
            }
        }
        for class in self.assessment.data(row.id).collect::<Vec<_>>() {
            self.data(class);
        }
        for judged in row.tried() {
            match judged.ground {
                Ground::Mechanism(id) => self.mechanism(id),
                Ground::DataClaim(id) => self.data(id),
                Ground::Decision(_) | Ground::Kind(_) | Ground::FlowClaim => {}
            }
        }
        for id in &row.under {
            self.mechanism(*id);
        }
        for step in self.assessment.path(row.id).edges.into_iter().flatten().filter(|it| *it != row.transfer.edge) {
            if let Some((first, last)) = row.world.flows(row.world.edge(step)) {
                self.table("a flow before", &*first.table);
                self.table("a flow before", &*last.table);
            }
        }
    }

    fn system(&mut self, id: SystemId) {
        let entry = self.assessment.inventory.system(id);
        self.table(&format!("system `{}`", entry.id), &entry.table);
    }

    fn organization(&mut self, id: OrganizationId) {
        let entry = self.assessment.inventory.organization(id);
        self.table(&format!("organization `{}`", entry.id), &entry.table);
    }

    fn data(&mut self, id: DataId) {
        let entry = self.assessment.inventory.data_class(id);
        self.table(&format!("data `{}`", entry.id), &entry.table);
    }

    fn mechanism(&mut self, id: MechanismId) {
        let entry = self.assessment.inventory.mechanism(id);
        self.table(&named("mechanism", &entry.id), &entry.table);
        for made in entry.table.assessment.iter().flat_map(|it| it.value.made()) {
            self.assessment(*made);
        }
        for measure in entry.table.measures.iter().flat_map(|it| &it.value) {
            let measure = self.assessment.inventory.measure(measure.value.0);
            self.table(&named("measure", &measure.id), &measure.table);
        }
        for flow in self.limits(id) {
            let flow = self.assessment.inventory.flow(flow);
            self.add("the flow that it names".to_owned(), "flows", flow.span);
        }
    }

    /// The flows that a mechanism is limited to.
    fn limits(&self, id: MechanismId) -> Vec<FlowId> {
        let inventory = self.assessment.inventory;
        let Some(limit) = &inventory.mechanism(id).table.flows else {
            return Vec::new();
        };
        let all = (0..inventory.flows.len()).map(FlowId::at);
        all.filter(|flow| limit.value.iter().any(|it| it.value == inventory.flow_name(*flow))).collect()
    }

    fn assessment(&mut self, id: AssessmentId) {
        let entry = self.assessment.inventory.assessment(id);
        self.table(&named("assessment", &entry.id), &entry.table);
    }

    fn waiver(&mut self, finding: &Finding) {
        if let Status::Waived(at) = finding.status
            && let Some(entry) = self.assessment.inventory.waivers.get(at as usize)
        {
            self.table("the waiver", &entry.table);
        }
    }
}

/// One that stands inside another table has no id.
fn named(what: &str, id: &str) -> String {
    if id.is_empty() { format!("the {what}") } else { format!("{what} `{id}`") }
}
