//! What a decision asks for and what it leaves out, in words.

use crate::law::{Condition, Decision, Presumption};

/// Each condition and each exclusion of a decision.
pub(crate) fn conditions(decision: &Decision) -> Vec<String> {
    let mut all = decision.conditions.iter().map(condition).collect::<Vec<_>>();
    let excluded = &decision.excluded;
    let doubt = if excluded.verified { "" } else { " (not verified)" };
    // What is not verified is the wording on sectors and purposes; kinds of bodies decide.
    all.extend(excluded.kinds.iter().map(|it| format!("no recipient of the kind `{it}`")));
    all.extend(excluded.sectors.iter().map(|it| format!("not in the sector `{it}`{doubt}")));
    all.extend(
        excluded
            .sectors_with_purpose
            .iter()
            .map(|(sector, purpose)| format!("not in the sector `{sector}` for the purpose `{purpose}`{doubt}")),
    );
    all.extend(excluded.purposes.iter().map(|it| format!("not for the purpose `{it}`{doubt}")));
    all
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Listed { list, .. } => format!("the recipient is on the list `{list}`"),
        Condition::CoversHr => "for HR data, its listing covers them".to_owned(),
        Condition::SubjectTo { laws, presumed } => {
            let laws = laws.join(" or ");
            let presumed = match presumed {
                Presumption::Never => "",
                Presumption::Always => " (presumed)",
                Presumption::CompanyOfNoExcludedSector => " (presumed of companies in no excluded sector)",
            };
            format!("the recipient is subject to {laws}{presumed}")
        }
        Condition::DataNotHr => "the data are not HR data (presumed unless they are marked so)".to_owned(),
        Condition::Automated => "the data are processed by automated means (presumed)".to_owned(),
        Condition::PurposeExcluded(purpose) => format!("not for the purpose `{purpose}` (presumed)"),
        Condition::Other { text, presumed } => {
            if *presumed {
                format!("{text} (presumed)")
            } else {
                text.clone()
            }
        }
    }
}
