//! What is said of a place, for people. Draws nothing and looks nothing up.

use super::{Answer, Entry, Standing};

pub(super) fn of(answer: &Answer) -> String {
    match answer {
        Answer::One(entry) => one(entry),
        Answer::Several(group) => {
            let mut out = format!("{}: {} countries\n", group.name, group.places.len());
            for it in &group.places {
                let decision = it.decision_label.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
                let others = it.regimes.iter().skip(1).map(|it| format!("; {}: {}", it.regime, it.status));
                let others = others.collect::<String>();
                out += &format!("  {} {}: {}{decision}{others}\n", it.code, it.name, it.status);
            }
            if let Some(note) = &group.note {
                out += &format!("  note: {note}\n");
            }
            out + &format!("regime {}, as of {}, law reviewed {}\n", group.regime, group.as_of, group.law_reviewed)
        }
    }
}

fn one(entry: &Entry) -> String {
    let meaning = match entry.status {
        "territory" => "data move there as if they stayed inside",
        "adequate" => "an adequacy decision covers recipients there",
        "conditional" => "an adequacy decision covers some recipients there",
        "listed-only" => "an adequacy decision covers recipients on a list",
        "not-covered" => "the day lies before the legal data",
        _ => "no adequacy decision; a transfer needs a ground of its own",
    };
    let first = entry.regimes.first();
    let mut out = format!("{} ({}): {}\n  {meaning}\n", entry.name, entry.code, entry.status);
    let mut line = |label: &str, text: &str| out += &format!("  {label}: {text}\n");
    if let Some(region) = &entry.region {
        line("region", region);
    }
    if let Some(decision) = &entry.decision {
        line("decision", decision);
    }
    if let Some(basis) = first.map(|it| &it.basis).filter(|it| !it.is_empty()) {
        line("basis", basis);
    }
    if let Some(from) = &entry.from {
        let until = entry.until.as_ref().map_or_else(String::new, |it| format!(", ends before {it}"));
        line("since", &format!("{from}{until}"));
    }
    for it in &entry.conditions {
        line("condition", it);
    }
    if let Some(note) = &entry.note {
        line("note", note);
    }
    for other in entry.regimes.iter().skip(1) {
        out += &under(other);
    }
    let Entry { regime, as_of, law_reviewed, .. } = entry;
    let law_name = first.map_or("", |it| it.law_name.as_str());
    out + &format!("regime {regime} ({law_name}), as of {as_of}, law reviewed {law_reviewed}\n")
}

/// What another law makes of the place, in a line with its conditions below.
fn under(standing: &Standing) -> String {
    let Standing { regime, law_name, status, .. } = standing;
    let mut parts = vec![format!("  under {regime} ({law_name}): {status}")];
    parts.extend(standing.decision.clone());
    if status != &"territory" {
        parts.extend(standing.from.as_ref().map(|it| format!("since {it}")));
    }
    parts.extend(standing.until.as_ref().map(|it| format!("ends before {it}")));
    let lines = standing.conditions.iter().map(|it| ("condition", it));
    let lines = lines.chain(standing.note.iter().map(|it| ("note", it)));
    parts.join(", ") + "\n" + &lines.map(|(label, text)| format!("    {label}: {text}\n")).collect::<String>()
}
