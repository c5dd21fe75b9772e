//! A finding in full: its frame, every step with its answer, what was tried, every fact with its place, what was assumed,
//! what would change it, the ways of the data, who supervises. Shows an account that was made elsewhere.

use serde::Serialize;

use super::super::{
    Frame, Look, json,
    law::{self, LawInfo},
    names,
    problems::{Related, related},
    text::finding as drawing,
};
use super::{
    Manner,
    blocks::{self, Block},
};
use crate::{
    assess::{Account, Finding, Layer, Standing, Status, Tried},
    graph::Path,
    law::{Authority, Competent},
    text::{Span, clean},
};

/// Characters of a value that stands in a file.
const MAX_VALUE: usize = 60;

/// Shows a finding; for documents as text.
#[must_use]
pub fn finding(frame: &Frame<'_>, found: &Finding, manner: Manner, look: &Look) -> String {
    let account = frame.assessment.account(found);
    match manner {
        Manner::Json => super::super::written(&Written::of(frame, found, &account)),
        Manner::Text | Manner::Markdown => {
            let mut out = drawing::draw_alone(frame, look, found);
            out += &blocks::as_text(&blocks_of(frame, found, &account, look), look);
            let assessment = frame.assessment;
            out += &format!("\n{}\n", law::as_of(assessment.law, assessment.day));
            let lines = law::notes(assessment.law, assessment.day, false);
            out + &lines.iter().flat_map(|it| [it.as_str(), "\n"]).collect::<String>()
        }
    }
}

fn blocks_of(frame: &Frame<'_>, found: &Finding, account: &Account, look: &Look) -> Vec<Block> {
    let mut all = vec![Block::heading("Steps")];
    let steps = account.steps.iter().map(|it| {
        let place = it.span.map_or(String::new(), |span| format!(" ({})", place(frame, span)));
        (it.asked.to_owned(), format!("{}{place}", it.answer))
    });
    all.push(Block::Pairs(steps.collect()));
    if !account.tried.is_empty() {
        all.push(Block::heading("What was tried"));
        all.push(Block::Items(account.tried.iter().map(|it| tried(frame, it)).collect()));
    }
    if !account.facts.is_empty() {
        all.push(Block::heading("Facts"));
        let rows = account
            .facts
            .iter()
            .map(|it| vec![place(frame, it.span), it.of.clone(), it.key.to_owned(), value(frame, it.span)]);
        all.push(Block::Rows(vec!["place", "of", "key", "value"], rows.collect()));
    }
    if !account.assumed.is_empty() {
        all.push(Block::heading("Assumed"));
        all.push(Block::Items(account.assumed.iter().map(|it| format!("{}: {}", it.what, it.ground)).collect()));
    }
    if !account.would_change.is_empty() {
        all.push(Block::heading("What would change it"));
        all.push(Block::Items(account.would_change.clone()));
    }
    if !account.ways.paths.is_empty() {
        let more = if account.ways.is_complete { "" } else { " at least" };
        let n = names::count(account.ways.paths.len(), "way", "ways");
        all.push(Block::heading(&format!("How the data get there:{more} {n}")));
        all.push(Block::Items(account.ways.paths.iter().map(|it| way(frame, found, it, look)).collect()));
    }
    if !account.supervised.is_empty() {
        all.push(Block::heading("Who supervises"));
        let lines = account.supervised.iter().map(|(who, regime)| {
            let name = frame.assessment.inventory.organization_name(*who);
            format!("`{}`: {}", clean(name), competent(&frame.assessment.authority(*who, *regime)))
        });
        all.push(Block::Items(lines.collect()));
    }
    all
}

/// `flows.toml:17:6`
fn place(frame: &Frame<'_>, span: Span) -> String {
    let at = frame.files.position(span);
    format!("{}:{}:{}", frame.files.path(span.file), at.line, at.column)
}

/// The text that stands at a place, in one line.
fn value(frame: &Frame<'_>, span: Span) -> String {
    let text = frame.files.get(span.file).map_or("", |it| it.slice(span));
    let start = text.char_indices().nth(8 * MAX_VALUE).map_or(text.len(), |(at, _)| at);
    let words = text.get(..start).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    names::cut(&words, MAX_VALUE)
}

fn tried(frame: &Frame<'_>, tried: &Tried) -> String {
    let place = tried.span.map_or(String::new(), |span| format!(" ({})", place(frame, span)));
    let rules = tried.because.iter().map(|(rule, text)| format!("{text} [{}]", rule.name())).collect::<Vec<_>>();
    let rules = rules.join("; ");
    let outcome = match tried.standing {
        Standing::Dead(_) => format!("does not stand: {rules}"),
        Standing::Open => format!("open: {} not recorded", tried.missing.join(", ")),
        Standing::DoesNotCount => "this hop cannot rest on it".to_owned(),
        _ if rules.is_empty() => "stands".to_owned(),
        _ => format!("stands; {rules}"),
    };
    let layer = if tried.layer == Layer::Nothing { String::new() } else { format!(", {}", tried.layer.word()) };
    format!("{}{layer}{place}: {outcome}", tried.name)
}

fn way(frame: &Frame<'_>, found: &Finding, path: &Path, look: &Look) -> String {
    let arrow = if look.unicode { " → " } else { " -> " };
    let steps = path.steps().enumerate().flat_map(|(at, (node, n_left))| {
        let name = names::cut(names::node(frame.assessment, node), MAX_VALUE);
        let shown = match names::node_place(frame.assessment, node) {
            Some(place) => format!("{name} ({place})"),
            None => name,
        };
        let ended = found.transfers.first().and_then(|it| frame.assessment.ended_word(*it, path, at));
        let shown = ended.map_or(shown.clone(), |it| format!("{shown} [{it}]"));
        let gap = (n_left > 0).then(|| format!("({n_left} left out)"));
        gap.into_iter().chain([shown])
    });
    let steps = steps.collect::<Vec<_>>();
    steps.join(arrow)
}

fn competent(competent: &Competent<'_>) -> String {
    let named = |it: &Authority| {
        let note = it.note.as_ref().map_or(String::new(), |it| format!(" ({it})"));
        format!("{}{note}", it.name)
    };
    match competent {
        Competent::One(authority, instead) => {
            let site = &authority.site;
            let instead = instead.iter().map(|it| format!("; for some matters {}", named(it))).collect::<String>();
            format!("{}, {site}{instead}", named(authority))
        }
        Competent::OneOf(list, why) => {
            let all = list.iter().map(|it| named(it)).collect::<Vec<_>>().join(", ");
            format!("one of {} ({why}): {all}", list.len())
        }
        Competent::Nobody(why) => format!("not known: {why}"),
    }
}

#[derive(Serialize)]
struct Written<'o> {
    schema: u32,
    what: &'static str,
    as_of: String,
    law_reviewed: String,
    legal_data: LawInfo<'o>,
    rule: &'static str,
    level: &'static str,
    undecided: bool,
    status: &'static str,
    message: String,
    fingerprint: String,
    place: Option<Place<'o>>,
    related: Vec<Related<'o>>,
    flows: Vec<String>,
    regime: Option<&'o str>,
    verdict: Option<&'static str>,
    path: Vec<String>,
    law: Vec<String>,
    fix: String,
    asks: String,
    steps: Vec<StepRow<'o>>,
    tried: Vec<TriedRow<'o>>,
    facts: Vec<FactRow<'o>>,
    assumed: Vec<AssumedRow>,
    would_change: Vec<String>,
    ways: Vec<Vec<String>>,
    ways_complete: bool,
    authorities: Vec<Supervised<'o>>,
}

#[derive(Serialize)]
struct Place<'o> {
    file: &'o str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct StepRow<'o> {
    asked: &'static str,
    answer: String,
    place: Option<Place<'o>>,
}

#[derive(Serialize)]
struct TriedRow<'o> {
    ground: String,
    layer: &'static str,
    outcome: &'static str,
    because: Vec<Because>,
    missing: Vec<String>,
    place: Option<Place<'o>>,
}

#[derive(Serialize)]
struct Because {
    rule: &'static str,
    message: String,
}

#[derive(Serialize)]
struct FactRow<'o> {
    of: String,
    key: &'static str,
    value: String,
    place: Place<'o>,
}

#[derive(Serialize)]
struct AssumedRow {
    what: String,
    ground: String,
}

/// Who supervises an organization, as programs read it.
#[derive(Serialize)]
struct Supervised<'o> {
    organization: &'o str,
    regime: &'o str,
    authority: Option<Named<'o>>,
    candidates: Vec<Named<'o>>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Named<'o> {
    name: &'o str,
    site: &'o str,
    note: Option<&'o str>,
}

impl<'o> Named<'o> {
    fn of(it: &'o Authority) -> Self {
        Self { name: &it.name, site: &it.site, note: it.note.as_deref() }
    }
}

impl<'o> Written<'o> {
    fn of(frame: &Frame<'o>, found: &Finding, account: &Account) -> Self {
        let assessment = frame.assessment;
        let words = assessment.words(found);
        let prose = |list: &[String]| list.iter().map(|it| clean(it).into_owned()).collect::<Vec<_>>();
        let id = drawing::transfer_of(found);
        let at = |span: Option<Span>| span.map(|it| placed(frame, it));
        let steps = account.steps.iter().map(|it| StepRow {
            asked: it.asked,
            answer: clean(&it.answer).into_owned(),
            place: at(it.span),
        });
        let steps = steps.collect();
        let tried = account.tried.iter().map(|it| TriedRow {
            ground: clean(&it.name).into_owned(),
            layer: it.layer.word(),
            outcome: it.standing.word(),
            because: it
                .because
                .iter()
                .map(|(rule, text)| Because { rule: rule.name(), message: clean(text).into_owned() })
                .collect(),
            missing: prose(&it.missing),
            place: at(it.span),
        });
        let tried = tried.collect();
        let place = at(names::span_of(found));
        let facts = account.facts.iter().map(|it| FactRow {
            of: clean(&it.of).into_owned(),
            key: it.key,
            value: value(frame, it.span),
            place: placed(frame, it.span),
        });
        let facts = facts.collect();
        let mut flows = found.transfers.iter().map(|it| assessment.flow_name(*it)).collect::<Vec<_>>();
        flows.dedup();
        Self {
            schema: json::SCHEMA,
            what: "finding",
            as_of: assessment.day.to_string(),
            law_reviewed: assessment.law.reviewed.to_string(),
            legal_data: LawInfo::of(assessment.law, assessment.day),
            rule: found.rule.name(),
            level: found.level.word(),
            undecided: found.undecided,
            status: match found.status {
                Status::Active => "active",
                Status::Waived(_) => "waived",
            },
            message: clean(&words.message).into_owned(),
            fingerprint: assessment.fingerprint(found),
            place,
            related: related(&words.related, frame.files),
            flows,
            regime: id.map(|it| assessment.law.regime_at(assessment.transfer(it).regime).id.as_str()),
            verdict: id.map(|it| assessment.transfer(it).verdict.word()),
            path: id.map(|it| names::path(assessment, &assessment.path(it))).unwrap_or_default(),
            law: prose(&words.law),
            fix: clean(&words.fix).into_owned(),
            asks: clean(&words.asks).into_owned(),
            steps,
            tried,
            facts,
            assumed: account
                .assumed
                .iter()
                .map(|it| AssumedRow { what: clean(&it.what).into_owned(), ground: clean(&it.ground).into_owned() })
                .collect(),
            would_change: prose(&account.would_change),
            ways: account.ways.paths.iter().map(|it| names::path(assessment, it)).collect(),
            ways_complete: account.ways.is_complete,
            authorities: account
                .supervised
                .iter()
                .map(|(who, regime)| Supervised {
                    organization: &assessment.inventory.organization(*who).id,
                    regime: &assessment.law.regime_at(*regime).id,
                    ..supervised(assessment.authority(*who, *regime))
                })
                .collect(),
        }
    }
}

fn placed<'o>(frame: &Frame<'o>, span: Span) -> Place<'o> {
    let at = frame.files.position(span);
    Place {
        file: frame.files.path(span.file),
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
    }
}

fn supervised(found: Competent<'_>) -> Supervised<'_> {
    let (authority, candidates, reason) = match found {
        Competent::One(one, instead) => (Some(one), instead, None),
        Competent::OneOf(list, why) => (None, list, Some(why)),
        Competent::Nobody(why) => (None, Vec::new(), Some(why)),
    };
    Supervised {
        organization: "",
        regime: "",
        authority: authority.map(Named::of),
        candidates: candidates.into_iter().map(Named::of).collect(),
        reason: reason.map(|it| clean(&it).into_owned()),
    }
}
