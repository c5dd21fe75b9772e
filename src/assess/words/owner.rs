//! Who can answer what a finding asks, as far as somebody wrote that down. Makes words only.

use crate::{
    graph::{EdgeOrigin, Node},
    inventory::values::{About, AccessEntry},
};

use super::{
    super::{finding::Subject, transfer::Ground},
    Scene,
};

impl Scene<'_, '_> {
    /// A question with who can answer it: whoever owns what it is about, else the flow, else an end of it.
    pub(super) fn to_owner(&self, question: String) -> String {
        let Some((owner, of)) = self.owner() else {
            return question;
        };
        let mut letters = question.chars();
        let rest = letters.next().map(|it| it.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default();
        format!("{owner} (owner of {of}): {rest}")
    }

    fn owner(&self) -> Option<(&str, &'static str)> {
        let inventory = self.assessment.inventory;
        let of_system = |node: Node| match node {
            Node::System(id) => inventory.system(id).table.about.as_deref(),
            _ => None,
        };
        let mut all: Vec<(Option<&About>, &'static str)> = Vec::new();
        if let Some(Ground::Mechanism(id)) = self.at_fault() {
            all.push((inventory.mechanism(id).table.about.as_deref(), "the mechanism"));
        }
        match self.finding.subject {
            Subject::Mechanism(id) => all.push((inventory.mechanism(id).table.about.as_deref(), "the mechanism")),
            Subject::System(id) => all.push((inventory.system(id).table.about.as_deref(), "the system")),
            Subject::Organization(id) => {
                all.push((inventory.organization(id).table.about.as_deref(), "the organization"));
            }
            Subject::Transfer(id) => {
                let edge = self.assessment.edge(id);
                let importer = self.transfer.and_then(|it| it.importer);
                let entry = match edge.origin {
                    EdgeOrigin::Flow(flow) => (inventory.flow(flow).table.about.as_deref(), "the flow"),
                    EdgeOrigin::Access(system, at) => {
                        let entries = inventory.system(system).table.access.as_ref();
                        let about = match entries.and_then(|it| it.value.get(at as usize)).map(|it| &it.value) {
                            Some(AccessEntry::From(access)) => access.about.as_deref(),
                            _ => None,
                        };
                        (about, "the access")
                    }
                };
                let of_importer = importer.and_then(|it| inventory.organization(it).table.about.as_deref());
                all.push(entry);
                all.push((of_system(edge.to), "the receiver"));
                all.push((of_importer, "the receiver"));
                all.push((of_system(edge.from), "the sender"));
            }
            Subject::Waiver(_)
            | Subject::Notice(_)
            | Subject::Register(_)
            | Subject::Evidence(_)
            | Subject::Inventory => {}
        }
        all.into_iter().find_map(|(about, of)| {
            let owner = about?.owner.as_ref()?.value.trim();
            (!self.assessment.law.words.says_nothing(owner)).then_some((owner, of))
        })
    }
}
