//! Reads `data/decisions.toml`: every record that does not fit is a problem at its place. Interprets no condition.

use serde::Deserialize;
use toml::Spanned;

use crate::text::{FileId, Problem, Problems, Span, closest};

use super::{
    Condition, Country, Day, Decision, Places, Subject, Words, audit,
    decisions::{Challenge, Decisions, Ended, Excluded, Status, Sunset},
    reading::{day, optional_day, span_in},
};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionsFile {
    #[serde(default)]
    sources: std::collections::BTreeMap<String, String>,
    decisions: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    id: String,
    regime: String,
    country: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
    bloc: Option<Spanned<String>>,
    /// Territories of the country of which nobody verified whether the decision reaches them.
    #[serde(default)]
    perhaps: Vec<Spanned<String>>,
    number: String,
    #[serde(default)]
    aliases: Vec<String>,
    celex: Option<String>,
    oj: Option<String>,
    #[serde(default, deserialize_with = "optional_day")]
    adopted: Option<Day>,
    #[serde(deserialize_with = "day")]
    from: Day,
    #[serde(default, deserialize_with = "optional_day")]
    until: Option<Day>,
    #[serde(default, deserialize_with = "optional_day")]
    perhaps_until: Option<Day>,
    ended: Option<Ended>,
    #[serde(default)]
    sunsets: Vec<Sunset>,
    status: Status,
    cite: String,
    covers: String,
    #[serde(default)]
    conditions: Vec<Spanned<WrittenCondition>>,
    excluded: Option<Spanned<Excluded>>,
    only_purpose: Option<Spanned<String>>,
    #[serde(default)]
    notes: String,
    verified: bool,
    #[serde(default)]
    unverified: Vec<String>,
    sources: Vec<String>,
    #[serde(default)]
    challenges: Vec<Challenge>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenCondition {
    listed: Option<String>,
    /// First day on which anybody could be on the list.
    #[serde(default, deserialize_with = "optional_day")]
    opened: Option<Day>,
    covers_hr: Option<bool>,
    subject_to: Option<Vec<String>>,
    data_not_hr: Option<bool>,
    automated: Option<bool>,
    purpose_excluded: Option<String>,
    other: Option<String>,
    presumed: Option<toml::Value>,
}

/// Turns the file into decisions; what does not fit is a problem at its place.
pub(crate) fn lower(
    file: FileId,
    written: DecisionsFile,
    places: &Places,
    words: &Words,
    problems: &mut Problems,
) -> Decisions {
    let shared = written.sources;
    let mut list: Vec<Decision> = Vec::with_capacity(written.decisions.len());
    let mut spans = Vec::with_capacity(written.decisions.len());
    for record in written.decisions {
        let span = span_in(file, &record.span());
        let record = record.into_inner();
        if list.iter().any(|it| it.id == record.id) {
            problems.push(Problem::at(span, format!("decision `{}` is there twice", record.id)));
        }
        let Some(subject) = subject(file, &record, places, problems) else {
            if record.country.is_none() && record.body.is_none() && record.bloc.is_none() {
                problems
                    .push(Problem::at(span, format!("decision `{}` has no `country`, `body` or `bloc`", record.id)));
            }
            continue;
        };
        let perhaps = record.perhaps.iter().filter_map(|it| territory(file, it, places, problems)).collect();
        let conditions = record.conditions.iter().filter_map(|it| condition(file, it, words, problems)).collect();
        if let Some(excluded) = &record.excluded {
            check_excluded(file, excluded, words, problems);
        }
        if let Some(purpose) = &record.only_purpose {
            known(span_in(file, &purpose.span()), "purpose", purpose.get_ref(), &words.purposes, problems);
        }
        let sources = record.sources.into_iter().map(|it| shared.get(&it).cloned().unwrap_or(it)).collect();
        spans.push(span);
        list.push(Decision {
            id: record.id,
            regime: record.regime,
            subject,
            perhaps,
            aliases: record.aliases,
            number: record.number,
            celex: record.celex,
            oj: record.oj,
            adopted: record.adopted,
            from: record.from,
            until: record.until,
            perhaps_until: record.perhaps_until,
            ended: record.ended,
            sunsets: record.sunsets,
            conditions,
            excluded: record.excluded.map(Spanned::into_inner).unwrap_or_default(),
            only_purpose: record.only_purpose.map(Spanned::into_inner),
            place_status: record.status,
            challenges: record.challenges,
            cite: record.cite,
            covers: record.covers,
            notes: record.notes,
            verified: record.verified,
            unverified: record.unverified,
            sources,
        });
    }
    audit::decisions(&list, &spans, problems);
    let mut decisions = Decisions::index(list, places);
    decisions.spans = spans;
    decisions
}

fn subject(file: FileId, record: &Written, places: &Places, problems: &mut Problems) -> Option<Subject> {
    let (written, found) = match (&record.country, &record.body, &record.bloc) {
        (Some(code), None, None) => (code, places.country(code.get_ref()).map(Subject::Country)),
        (None, Some(short), None) => (short, places.body(short.get_ref()).map(Subject::Body)),
        (None, None, Some(short)) => (short, places.bloc_named(short.get_ref()).map(Subject::Group)),
        _ => return None,
    };
    if found.is_none() {
        let message = format!("`{}` is no country, body or bloc of `data/`", written.get_ref());
        problems.push(Problem::at(span_in(file, &written.span()), message));
    }
    found
}

fn territory(file: FileId, code: &Spanned<String>, places: &Places, problems: &mut Problems) -> Option<Country> {
    let found = places.country(code.get_ref());
    if found.is_none() {
        let message = format!("`{}` is no country of `data/`", code.get_ref());
        problems.push(Problem::at(span_in(file, &code.span()), message));
    }
    found
}

fn condition(
    file: FileId,
    written: &Spanned<WrittenCondition>,
    words: &Words,
    problems: &mut Problems,
) -> Option<Condition> {
    let span = span_in(file, &written.span());
    let it = written.get_ref();
    let presumed = it.presumed.as_ref();
    if let Some(list) = &it.listed {
        known(span, "list", list, &words.lists, problems);
        return Some(Condition::Listed { list: list.clone(), opened: it.opened });
    }
    if let Some(laws) = &it.subject_to {
        laws.iter().for_each(|law| known(span, "law", law, &words.laws, problems));
        let Some(presumed) = presumed.and_then(|it| it.clone().try_into().ok()) else {
            problems.push(Problem::at(
                span,
                "`subject-to` needs `presumed`: \"never\", \"always\" or \"company-of-no-excluded-sector\"",
            ));
            return None;
        };
        return Some(Condition::SubjectTo { laws: laws.clone(), presumed });
    }
    if let Some(purpose) = &it.purpose_excluded {
        known(span, "purpose", purpose, &words.purposes, problems);
        return Some(Condition::PurposeExcluded(purpose.clone()));
    }
    if let Some(text) = &it.other {
        let Some(presumed) = presumed.and_then(toml::Value::as_bool) else {
            problems.push(Problem::at(span, "`other` needs `presumed`: true or false"));
            return None;
        };
        return Some(Condition::Other { text: text.clone(), presumed });
    }
    match (it.covers_hr, it.data_not_hr, it.automated) {
        (Some(true), None, None) => Some(Condition::CoversHr),
        (None, Some(true), None) => Some(Condition::DataNotHr),
        (None, None, Some(true)) => Some(Condition::Automated),
        _ => {
            problems.push(Problem::at(span, "no condition that is known here"));
            None
        }
    }
}

fn check_excluded(file: FileId, written: &Spanned<Excluded>, words: &Words, problems: &mut Problems) {
    let span = span_in(file, &written.span());
    let it = written.get_ref();
    it.sectors.iter().for_each(|sector| known(span, "sector", sector, &words.sectors, problems));
    it.purposes.iter().for_each(|purpose| known(span, "purpose", purpose, &words.purposes, problems));
    for (sector, purpose) in &it.sectors_with_purpose {
        known(span, "sector", sector, &words.sectors, problems);
        known(span, "purpose", purpose, &words.purposes, problems);
    }
}

fn known(span: Span, what: &str, word: &str, words: &[String], problems: &mut Problems) {
    if words.iter().any(|it| it == word) {
        return;
    }
    let mut problem = Problem::at(span, format!("`{word}` is no {what} of `data/words.toml`"));
    if let Some(near) = closest(word, words.iter().map(String::as_str)) {
        problem = problem.help(format!("did you mean `{near}`?"));
    }
    problems.push(problem);
}
