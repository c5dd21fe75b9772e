//! What findings about notices, records, instructions and evidence say. Decides nothing.

use crate::law::Rule;

use super::{
    super::{super::finding::Detail, Scene},
    Parts, of_another_family,
};

impl Scene<'_, '_> {
    /// The message of a rule of `rules/paper/`.
    pub(super) fn say_of_paper(&self, parts: &Parts<'_>) -> String {
        let Parts { data, exporter, place, detail, .. } = parts;
        let day = self.assessment.day;
        match self.finding.rule {
            Rule::NoticeOmitsTransfer => "the notice says that no data leave".to_owned(),
            Rule::NoticeOmitsCountry => format!("the notice leaves out: {detail}"),
            Rule::NoticeOmitsSafeguard if self.finding.detail == Detail::CopyOfSafeguard => {
                format!("the notice does not say {detail}")
            }
            Rule::NoticeOmitsSafeguard => format!("the notice leaves out the safeguard: {detail}"),
            Rule::NoticeNotRecorded => format!("no privacy notice of {} is recorded for {day}", self.subject()),
            Rule::RegisterDisagrees => format!("the record of processing disagrees: {detail}"),
            Rule::TransferWithoutInstruction if self.finding.undecided && !self.is_open_law() => {
                format!("whether {exporter} sends {data} out on instruction is not recorded")
            }
            Rule::TransferWithoutInstruction => format!("{exporter} sends {data} out without instruction"),
            Rule::EvidenceMissing => format!("the evidence {} {detail}", self.subject()),
            Rule::InventoryStale => format!("the inventory was last reviewed on {detail}"),
            Rule::SpecialCategory => format!("special categories go to {place}: {detail}"),
            Rule::ChildrenData => format!("data of children go to {place}: {detail}"),
            other => of_another_family(other),
        }
    }
}
