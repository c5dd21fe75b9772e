//! The register as CSV, with every column, and as Markdown, with those that a page holds. Never shortens a cell.

use std::io::{self, Write};

use super::{
    super::{csv, law, markdown, text::summary},
    Register,
    row::{Fallback, Row, row},
};

type Cell = fn(&Row) -> String;

/// The columns of CSV, which have the names that they have in JSON.
const COLUMNS: &[(&str, Cell)] = &[
    ("id", |it| it.id.clone()),
    ("flow", |it| it.flow.clone()),
    ("status", |it| it.status.to_owned()),
    ("purpose", |it| said(it.purpose.as_ref())),
    ("frequency", |it| word(it.frequency)),
    ("since", |it| said(it.since.as_ref())),
    ("from", |it| it.from.clone()),
    ("exporter", |it| said(it.exporter.as_ref())),
    ("exporter_name", |it| said(it.exporter_name.as_ref())),
    ("exporter_country", |it| said(it.exporter_country.as_ref())),
    ("exporter_role", |it| said(it.exporter_role.as_ref())),
    ("to", |it| it.to.clone()),
    ("importer", |it| said(it.importer.as_ref())),
    ("importer_name", |it| said(it.importer_name.as_ref())),
    ("importer_country", |it| said(it.importer_country.as_ref())),
    ("importer_role", |it| said(it.importer_role.as_ref())),
    ("importer_parent", |it| said(it.importer_parent.as_ref())),
    ("also_responsible", |it| it.also_responsible.join("; ")),
    ("place", |it| said(it.place.as_ref())),
    ("country", |it| said(it.country.as_ref())),
    ("reached_by", |it| it.reached_by.join("; ")),
    ("locations", |it| it.locations.join("; ")),
    ("access", |it| it.access.join("; ")),
    ("kind", |it| word(it.kind)),
    ("regime", |it| it.regime.clone()),
    ("data", data),
    ("special", |it| it.special.join("; ")),
    ("criminal", |it| word(it.criminal)),
    ("children", |it| word(it.children)),
    ("hr", |it| word(it.hr)),
    ("subjects", |it| it.subjects.join("; ")),
    ("adequacy", |it| word(it.adequacy)),
    ("adequacy_decision", |it| said(it.adequacy_decision.as_ref())),
    ("verdict", |it| it.verdict.to_owned()),
    ("reason", |it| it.reason.clone()),
    ("mechanism", |it| said(it.mechanism.as_ref())),
    ("mechanism_kind", |it| said(it.mechanism_kind.as_ref())),
    ("decision", |it| said(it.decision.as_ref())),
    ("edition", |it| said(it.edition.as_ref())),
    ("module", module),
    ("signed", |it| said(it.signed.as_ref())),
    ("until", |it| said(it.until.as_ref())),
    ("fallback", fallback),
    ("assessment", |it| said(it.assessment.as_ref())),
    ("assessment_date", |it| said(it.assessment_date.as_ref())),
    ("assessment_conclusion", |it| word(it.assessment_conclusion)),
    ("assessment_review_by", |it| said(it.assessment_review_by.as_ref())),
    ("measures", |it| it.measures.join("; ")),
    ("evidence", |it| it.evidence.join("; ")),
    ("presumed", |it| it.presumed.join("; ")),
    ("missing", |it| it.missing.join("; ")),
    ("path", way),
    ("origins", |it| if it.more_origins { format!("{} or more", it.origins) } else { it.origins.to_string() }),
    ("nearest_origins", |it| it.nearest_origins.join("; ")),
    ("findings", |it| it.findings.join("; ")),
    ("waived_until", |it| said(it.waived_until.as_ref())),
    ("owner", |it| said(it.owner.as_ref())),
    ("confirmed", |it| said(it.confirmed.as_ref())),
];

/// What each line of CSV says of the run, behind the columns of its row: a line that is filed stands for itself.
const OF_RUN: &[&str] = &["as_of", "law_reviewed", "law"];

/// The columns of Markdown.
const SHOWN: &[(&str, Cell)] = &[
    ("Flow", |it| it.flow.clone()),
    ("Exporter", |it| end(it.exporter_name.as_ref(), it.exporter_country.as_ref(), it.exporter_role.as_ref())),
    ("Importer", |it| end(it.importer_name.as_ref(), it.importer_country.as_ref(), it.importer_role.as_ref())),
    ("Place", |it| {
        let place = said(it.place.as_ref());
        if it.reached_by.is_empty() { place } else { format!("{place} ({})", it.reached_by.join(", ")) }
    }),
    ("Data", data),
    ("Special categories", |it| it.special.join(", ")),
    ("Adequacy", |it| [word(it.adequacy), said(it.adequacy_decision.as_ref())].join(" ").trim().to_owned()),
    ("Rests on", rests_on),
    ("Fallback", fallback),
    ("Assessment", assessment),
    ("Verdict", |it| {
        let mut verdict = it.verdict.to_owned();
        verdict.push_str(if it.kind == Some("onward") { " (onward)" } else { "" });
        if let Some(day) = &it.waived_until {
            verdict.push_str(&format!(", waived until {day}"));
        }
        verdict
    }),
    ("Findings", |it| {
        it.findings.iter().map(|it| it.chars().take(FINGERPRINT).collect()).collect::<Vec<String>>().join(", ")
    }),
    ("Owner", |it| said(it.owner.as_ref())),
];

/// The way of the data, with the flows on it that do not run anymore.
fn way(row: &Row) -> String {
    let ended =
        if row.ended_flows.is_empty() { String::new() } else { format!(" (ended: {})", row.ended_flows.join("; ")) };
    format!("{}{ended}", row.path.join(" > "))
}

/// Digits of a fingerprint on a page.
const FINGERPRINT: usize = 8;

/// Writes the register as CSV.
pub(super) fn csv(register: &Register<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let names = COLUMNS.iter().map(|(name, _)| *name).chain(OF_RUN.iter().copied());
    out.write_all(csv::line(names.map(str::to_owned)).as_bytes())?;
    let assessment = register.assessment;
    let notes = law::notes_of(assessment, false).join("; ");
    let of_run = [assessment.day.to_string(), assessment.law.reviewed.to_string(), notes];
    for id in &register.rows {
        let row = row(register, *id);
        let cells = COLUMNS.iter().map(|(_, cell)| cell(&row)).chain(of_run.iter().cloned());
        out.write_all(csv::line(cells).as_bytes())?;
    }
    out.flush()
}

/// Writes the register as a page.
pub(super) fn markdown(register: &Register<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let assessment = register.assessment;
    let name = assessment.inventory.name.as_ref().map(|it| format!(": {}", markdown::text(&it.value)));
    let has_regimes = assessment.regimes.len() > 1;
    let mut columns = SHOWN.to_vec();
    if has_regimes {
        columns.insert(1, ("Regime", |it| it.regime.clone()));
    }
    let rows = register.rows.iter().map(|it| row(register, *it));
    let rows = rows.map(|row| columns.iter().map(|(_, cell)| cell(&row)).collect());
    let headings = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let mut text = format!("# Transfer register{}\n\n", name.unwrap_or_default());
    for line in summary::of_register(register.frame, &register.tally, register.rows.len(), register.is_narrow) {
        text.push_str(&format!("{}\\\n", markdown::text(&line)));
    }
    text.truncate(text.trim_end_matches(['\\', '\n']).len());
    text.push_str("\n\n");
    if !register.rows.is_empty() {
        text.push_str(&markdown::table(&headings, rows));
    }
    out.write_all(text.as_bytes())
}

fn said(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn word(text: Option<&'static str>) -> String {
    text.unwrap_or_default().to_owned()
}

pub(super) fn data(row: &Row) -> String {
    let not_said = row.data_not_said.then_some("(not said)");
    row.data.iter().map(String::as_str).chain(not_said).collect::<Vec<_>>().join("; ")
}

fn module(row: &Row) -> String {
    row.module.iter().map(u8::to_string).collect::<Vec<_>>().join("; ")
}

/// `mailco-scc: yes; dpf: no (listing-stale)`.
pub(super) fn fallback(row: &Row) -> String {
    let one = |it: &Fallback| {
        let word = match it.stands {
            "yes" => "stands",
            "no" => "does not stand",
            _ => "incomplete",
        };
        match it.rule {
            Some(rule) => format!("{}: {word} ({rule})", it.mechanism),
            None => format!("{}: {word}", it.mechanism),
        }
    };
    row.fallback.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn end(name: Option<&String>, country: Option<&String>, role: Option<&String>) -> String {
    let name = name.map_or("not recorded", String::as_str);
    [Some(name), country.map(String::as_str), role.map(String::as_str)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a row rests on in a few words, and whether that holds.
pub(super) fn rests_on(row: &Row) -> String {
    let module = if row.module.is_empty() { String::new() } else { format!(", module {}", module(row)) };
    match (row.mechanism.as_ref().or(row.decision.as_ref()), row.verdict) {
        (Some(ground), "unprotected") => format!("{ground}{module}: does not stand"),
        (Some(ground), "undecided") => format!("{ground}{module}: incomplete"),
        (Some(ground), _) => format!("{ground}{module}"),
        (None, "unprotected") => row.reason.clone(),
        (None, "undecided") => "not recorded".to_owned(),
        (None, _) => String::new(),
    }
}

/// The assessment with its day and what it found.
pub(super) fn assessment(row: &Row) -> String {
    let parts = [row.assessment.as_deref(), row.assessment_date.as_deref(), row.assessment_conclusion];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{COLUMNS, OF_RUN};

    /// The guide tells of every column, in this order.
    #[test]
    fn columns_are_told() {
        let guide = include_str!("../../../docs/register.md");
        let told = guide.lines().filter_map(|it| it.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name);
        let columns = COLUMNS.iter().map(|(name, _)| *name).chain(OF_RUN.iter().copied()).collect::<Vec<_>>();
        assert_eq!(told.filter(|it| columns.contains(it)).collect::<Vec<_>>(), columns);
    }
}
