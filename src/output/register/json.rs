//! The register as JSON: schema 1 of its own, described in `docs/register.md`. Never holds all rows at once.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde::Serialize;

use crate::assess::Verdict;

use super::{
    super::{
        json::{SCHEMA, Tool},
        law::LawInfo,
        pretty::{self, Each},
    },
    Register,
    row::row,
};

#[derive(Serialize)]
struct Output<'o, R> {
    schema: u32,
    tool: Tool,
    as_of: String,
    law_reviewed: String,
    law: LawInfo<'o>,
    regimes: Vec<&'o str>,
    summary: Summary,
    rows: R,
}

#[derive(Serialize)]
struct Summary {
    rows: usize,
    transfers: usize,
    flows_not_live: usize,
    verdicts: BTreeMap<&'static str, usize>,
}

/// Writes the register.
pub(super) fn render(register: &Register<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let assessment = register.assessment;
    let output = Output {
        schema: SCHEMA,
        tool: Tool::THIS,
        as_of: assessment.day.to_string(),
        law_reviewed: assessment.law.reviewed.to_string(),
        law: LawInfo::of(assessment.law, assessment.day),
        regimes: assessment.regimes.iter().map(|it| assessment.law.regime_at(*it).id.as_str()).collect(),
        summary: Summary {
            rows: register.rows.len(),
            transfers: register.tally.n_transfers,
            flows_not_live: assessment.n_idle,
            verdicts: Verdict::WORDS
                .iter()
                .filter_map(|word| assessment.verdicts().get(word).map(|n| (*word, *n)))
                .collect(),
        },
        rows: Each(|| register.rows.iter().map(|it| row(register, *it))),
    };
    pretty::write(out, &output)
}
