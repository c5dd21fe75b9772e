//! Findings that a person accepted until a day: they stay in sight, and a waiver that matches nothing speaks up.

use crate::{
    inventory::{Named, keys::Fact, model::Waiver, values::Certainty},
    law::{Level, Rule},
    text::Span,
};

use super::{
    Assessment,
    finding::{Detail, Finding, Status, Subject},
    profile::Severity,
};

/// Applies every waiver, and adds what waivers fall short of.
pub(crate) fn apply(assessment: &mut Assessment<'_>) {
    let mut own = Vec::new();
    for (at, waiver) in assessment.inventory.waivers.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let matched = matched(assessment, waiver);
        let expires = waiver.table.expires.as_ref();
        let over = expires.is_some_and(|it| it.value.ended(assessment.day) == Certainty::Yes);
        let finding = if matched.is_empty() {
            Some((Rule::WaiverUnused, waiver.table.rule.as_ref().map(|it| it.span), Detail::Plain))
        } else if over {
            Some((
                Rule::WaiverExpired,
                expires.map(|it| it.span),
                expires.map_or(Detail::Plain, |it| Detail::Words(it.value.shown())),
            ))
        } else {
            for index in matched {
                if let Some(finding) = assessment.findings.get_mut(index) {
                    finding.status = Status::Waived(at);
                }
            }
            let horizon = i64::from(assessment.law.thresholds.waiver_horizon);
            let near = expires.filter(|it| i64::from((it.value.last - assessment.day).get_days()) <= horizon);
            near.map(|it| (Rule::WaiverExpiring, Some(it.span), Detail::Words(it.value.shown())))
        };
        if let Some((rule, span, detail)) = finding {
            own.extend(finding_of(assessment, rule, at, span.unwrap_or(waiver.span), detail));
        }
    }
    assessment.findings.extend(own);
}

fn finding_of(assessment: &Assessment<'_>, rule: Rule, waiver: u32, span: Span, detail: Detail) -> Option<Finding> {
    let (level, undecided) = assessment.profile.level(rule, Severity::of(rule))?;
    Some(Finding {
        rule,
        level,
        undecided,
        subject: Subject::Waiver(waiver),
        transfers: Vec::new(),
        ground: None,
        detail,
        missing: Vec::new(),
        others: Vec::new(),
        span,
        status: Status::Active,
    })
}

/// The findings that a waiver is about.
fn matched(assessment: &Assessment<'_>, waiver: &Named<Waiver>) -> Vec<usize> {
    let Some(rule) = waiver.table.rule.as_ref().map(|it| it.value.0).filter(|it| it.data().waivable) else {
        return Vec::new();
    };
    let all = assessment.findings.iter().enumerate();
    // A note needs no waiver.
    let of_rule = all.filter(|(_, it)| it.rule == rule && it.level != Level::Note);
    of_rule.filter(|(_, it)| is_about(assessment, &waiver.table, it)).map(|(at, _)| at).collect()
}

fn is_about(assessment: &Assessment<'_>, waiver: &Waiver, finding: &Finding) -> bool {
    let flow = |wanted: &Fact<String>| {
        wanted.as_ref().is_none_or(|it| finding.transfers.iter().any(|id| assessment.flow_name(*id) == it.value))
    };
    let fingerprint = waiver
        .fingerprint
        .as_ref()
        .is_none_or(|it| it.value.len() >= 8 && assessment.fingerprint(finding).starts_with(&it.value));
    let mechanism = waiver.mechanism.as_ref().is_none_or(|it| {
        finding.subject == Subject::Mechanism(it.value)
            || finding.ground == Some(super::transfer::Ground::Mechanism(it.value))
    });
    let system = waiver.system.as_ref().is_none_or(|it| finding.subject == Subject::System(it.value));
    let organization =
        waiver.organization.as_ref().is_none_or(|it| finding.subject == Subject::Organization(it.value.0));
    flow(&waiver.flow) && fingerprint && mechanism && system && organization
}
