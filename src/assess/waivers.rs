//! Findings that a person accepted until a day: they stay in sight, and a waiver that matches nothing speaks up.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::{
    inventory::{MechanismId, OrganizationId, SystemId, model::Waiver, values::Certainty},
    law::{Level, RegimeId, Rule},
    text::{Span, in_placed_parts, of_each},
};

use super::{
    Assessment,
    finding::{Detail, Finding, Status, Subject},
    limits::LeftOut,
    profile::Severity,
    transfer::Ground,
};

/// Applies every waiver, and adds what waivers fall short of; `unseen` are regimes that judge and were not asked for.
pub(crate) fn apply(assessment: &mut Assessment<'_>, unseen: &[RegimeId]) {
    if assessment.inventory.waivers.is_empty() {
        return;
    }
    let named = Named::of(assessment);
    let matches = of_each(&assessment.inventory.waivers, |it| named.matched(&it.table));
    let mut own = Vec::new();
    for ((at, waiver), matched) in assessment.inventory.waivers.iter().enumerate().zip(matches) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let expires = waiver.table.expires.as_ref();
        let over = expires.is_some_and(|it| it.value.ended(assessment.day) == Certainty::Yes);
        let finding = if matched.is_empty() && may_match(&waiver.table, unseen) {
            None
        } else if matched.is_empty() {
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
        transfers: Vec::new().into(),
        ground: None,
        is_of_joined: false,
        under: Vec::new(),
        detail,
        missing: Vec::new(),
        others: Vec::new(),
        left_out: LeftOut::default(),
        span,
        status: Status::Active,
    })
}

/// Whether a waiver is limited to a law of which nothing is known in this run.
fn may_match(waiver: &Waiver, unseen: &[RegimeId]) -> bool {
    waiver.regime.iter().flat_map(|it| &it.value).any(|it| unseen.contains(&it.value.0))
}

/// What a finding can be found by besides its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Flow(&'a str),
    Mechanism(MechanismId),
    System(SystemId),
    Organization(OrganizationId),
}

/// Findings by what waivers name, looked up once for all waivers.
struct Named<'a> {
    by_rule: BTreeMap<Rule, Vec<usize>>,
    /// Where in `of_keys` the findings of a rule on something are, for all that waivers name.
    places: FxHashMap<(Rule, Key<'a>), usize>,
    of_keys: Vec<Vec<usize>>,
    /// Those of rules of which waivers name some by fingerprint alone, sorted.
    fingerprints: Vec<(Rule, String, usize)>,
    assessment: &'a Assessment<'a>,
}

impl<'a> Named<'a> {
    fn of(assessment: &'a Assessment<'a>) -> Self {
        let mut named = Self {
            by_rule: BTreeMap::new(),
            places: FxHashMap::default(),
            of_keys: Vec::new(),
            fingerprints: Vec::new(),
            assessment,
        };
        let mut by_fingerprint = BTreeSet::new();
        for waiver in &assessment.inventory.waivers {
            let Some(rule) = waiver.table.rule.as_ref().map(|it| it.value.0) else {
                continue;
            };
            named.by_rule.entry(rule).or_default();
            let keys = keys(&waiver.table);
            if keys.is_empty() && waiver.table.fingerprint.is_some() {
                by_fingerprint.insert(rule);
            }
            for key in keys {
                let next = named.places.len();
                named.places.entry((rule, key)).or_insert(next);
            }
        }
        named.of_keys.resize_with(named.places.len(), Vec::new);
        // A note needs no waiver.
        let is_named = |it: &Finding| {
            it.level != Level::Note && named.by_rule.contains_key(&it.rule) && assessment.law.rule(it.rule).waivable
        };
        let found = in_placed_parts(&assessment.findings, |first, findings| {
            let all = findings.iter().enumerate().filter(|(_, it)| is_named(it));
            let fingerprint = |it: &Finding| by_fingerprint.contains(&it.rule).then(|| assessment.fingerprint(it));
            all.map(|(at, it)| (it.rule, named.keys(it), fingerprint(it), first + at)).collect::<Vec<_>>()
        });
        for (rule, places, fingerprint, at) in found.into_iter().flatten() {
            named.by_rule.entry(rule).or_default().push(at);
            named.fingerprints.extend(fingerprint.map(|it| (rule, it, at)));
            for place in places {
                named.of_keys.get_mut(place).into_iter().for_each(|it| it.push(at));
            }
        }
        named.fingerprints.sort_unstable();
        named
    }

    /// The places of what a finding can be found by, each once.
    fn keys(&self, finding: &Finding) -> Vec<usize> {
        if self.places.is_empty() {
            return Vec::new();
        }
        let mut places = Vec::new();
        for id in finding.transfers.iter().copied() {
            let name = self.assessment.flow_name(id);
            places.extend(self.places.get(&(finding.rule, Key::Flow(&name))));
        }
        let place = |key| self.places.get(&(finding.rule, key)).copied();
        places.extend(finding.ground.and_then(Ground::mechanism).and_then(|it| place(Key::Mechanism(it))));
        places.extend(match finding.subject {
            Subject::Mechanism(it) => place(Key::Mechanism(it)),
            Subject::System(it) => place(Key::System(it)),
            Subject::Organization(it) => place(Key::Organization(it)),
            _ => None,
        });
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The findings that a waiver is about.
    fn matched(&self, waiver: &Waiver) -> Vec<usize> {
        let Some(rule) = waiver.rule.as_ref().map(|it| it.value.0) else {
            return Vec::new();
        };
        let is_about =
            |at: &usize| self.assessment.findings.get(*at).is_some_and(|it| is_about(self.assessment, waiver, it));
        let keys = keys(waiver);
        let mut found = Vec::new();
        match (&waiver.fingerprint, keys.as_slice()) {
            (None, []) => found.extend(self.by_rule.get(&rule).into_iter().flatten().filter(|it| is_about(it))),
            (Some(begin), []) => {
                let first = self.fingerprints.partition_point(|(own, it, _)| (*own, it) < (rule, &begin.value));
                let rest = self.fingerprints.iter().skip(first);
                let alike = rest.take_while(|(own, it, _)| *own == rule && it.starts_with(&begin.value));
                found.extend(alike.map(|it| it.2).filter(is_about));
            }
            (_, keys) => {
                let places = keys.iter().filter_map(|it| self.places.get(&(rule, *it)));
                let all = places.filter_map(|it| self.of_keys.get(*it)).flatten();
                found.extend(all.filter(|it| is_about(it)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What the findings of a waiver are looked up by: of several kinds of things one is enough, since all of them must fit.
fn keys(waiver: &Waiver) -> Vec<Key<'_>> {
    if let Some(flows) = &waiver.flow {
        return flows.value.iter().map(|it| Key::Flow(&it.value)).collect();
    }
    let mechanism = waiver.mechanism.as_ref().map(|it| Key::Mechanism(it.value));
    let system = || waiver.system.as_ref().map(|it| Key::System(it.value));
    let organization = || waiver.organization.as_ref().map(|it| Key::Organization(it.value.0));
    mechanism.or_else(system).or_else(organization).into_iter().collect()
}

/// Whether a finding is what a waiver names besides its flow, under a law that it is limited to.
fn is_about(assessment: &Assessment<'_>, waiver: &Waiver, finding: &Finding) -> bool {
    let fingerprint = (waiver.fingerprint.as_ref())
        .is_none_or(|it| it.value.len() >= 8 && assessment.fingerprint(finding).starts_with(&it.value));
    let mechanism = waiver.mechanism.as_ref().is_none_or(|it| {
        finding.subject == Subject::Mechanism(it.value) || finding.ground == Some(Ground::Mechanism(it.value))
    });
    let system = waiver.system.as_ref().is_none_or(|it| finding.subject == Subject::System(it.value));
    let organization =
        waiver.organization.as_ref().is_none_or(|it| finding.subject == Subject::Organization(it.value.0));
    let regime = waiver.regime.as_ref().is_none_or(|it| {
        // What no law found by itself is under none.
        let own = assessment.regime_of(finding).and_then(|own| assessment.law.regime_id(&own.id));
        own.is_some_and(|own| it.value.iter().any(|it| it.value.0 == own))
    });
    fingerprint && mechanism && system && organization && regime
}
