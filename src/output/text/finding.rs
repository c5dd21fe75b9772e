//! One finding for people: frame, way of the data, law, what to do, whom to ask. Puts into words only what is drawn.

use rustc_hash::FxHashSet;

use crate::{
    assess::{Assessment, Finding, Ground, Status, Subject, TransferId, TransferKind, shown_place},
    graph::Node,
    law::Level,
};

use super::super::{Frame, Look, concise, names};
use super::{
    frame::{self, Note, Picture, Tone},
    group::Group,
    window::Spot,
};

/// Names that a list shows before it counts.
const MAX_NAMES: usize = 3;

/// Characters of a name.
const MAX_NAME: usize = 60;

/// Draws the first finding of a group and lists the others.
pub(crate) fn draw(frame: &Frame<'_>, look: &Look, group: &Group<'_>, ids: &Ids) -> String {
    let (assessment, finding) = (frame.assessment, group.first);
    let words = assessment.words(finding);
    let mark = if finding.undecided { " (undecided)" } else { "" };
    let mut spots = Vec::new();
    if let Some(span) = names::span_of(finding) {
        // Where the line itself says it, the underline is enough.
        let is_written = frame.files.slice(span).trim_matches(['"', '\'']) == words.label.trim_matches('`');
        let label = if is_written { String::new() } else { words.label.clone() };
        spots.push(Spot { span, label, is_primary: true });
        let line = frame.files.position(span).line;
        for (other, label) in &words.related {
            // On the same line, what is said already only crowds the frame.
            let is_said =
                other.file == span.file && words.label.contains(label) && frame.files.position(*other).line == line;
            if !is_said {
                spots.push(Spot { span: *other, label: label.clone(), is_primary: false });
            }
        }
    }
    let mut notes = Vec::new();
    notes.extend(way(assessment, finding, look).map(|it| Note::styled("path", it)));
    notes.extend(origins(assessment, finding).map(|it| Note::wrapped("origins", &it, look)));
    notes.extend(others(assessment, group).map(|it| Note::wrapped("also", &it, look)));
    notes.extend(concerned(assessment, finding).map(|it| Note::wrapped("flows", &it, look)));
    let texts = [("law", words.law.join("; ")), ("fix", words.fix), ("asks", words.asks)];
    notes.extend(
        texts.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(name, text)| Note::wrapped(name, text, look)),
    );
    notes.push(Note::styled("id", ids.short(assessment, finding)));
    let picture = Picture {
        tone: tone(finding.level),
        id: Some(finding.rule.name()),
        title: format!("{}{mark}{}", words.message, names::regime_mark(assessment, finding)),
        spots,
        notes,
    };
    frame::draw(&picture, frame.files, look)
}

/// Draws a finding by itself.
pub(crate) fn draw_alone(frame: &Frame<'_>, look: &Look, found: &Finding) -> String {
    let group = Group { first: found, rest: Vec::new() };
    draw(frame, look, &group, &Ids::of(frame.assessment))
}

fn tone(level: Level) -> Tone {
    match level {
        Level::Error => Tone::Error,
        Level::Warning | Level::Undecided => Tone::Warning,
        Level::Note => Tone::Note,
    }
}

/// The transfer that a finding is drawn with.
pub(crate) fn transfer_of(finding: &Finding) -> Option<TransferId> {
    match finding.subject {
        Subject::Transfer(id) => Some(id),
        _ => finding.transfers.first().copied(),
    }
}

/// `shop (DE) ─contact→ mail (US)`; nothing where the line itself says it.
fn way(assessment: &Assessment<'_>, finding: &Finding, look: &Look) -> Option<String> {
    let Subject::Transfer(id) = finding.subject else {
        return None;
    };
    let path = assessment.path(id);
    let is_onward = assessment.transfer(id).kind == Some(TransferKind::Onward);
    if path.nodes.len() < 2 || (path.nodes.len() == 2 && !is_onward) {
        return None;
    }
    let arrow = arrow(&carried(assessment, id), look);
    let mut steps = Vec::new();
    for (at, (node, n_left)) in path.steps().enumerate() {
        steps.extend((n_left > 0).then(|| format!("({n_left} left out)")));
        let ended = assessment.ended_word(id, &path, at).map_or(String::new(), |it| format!(" [{it}]"));
        steps.push(step(assessment, node) + &ended);
    }
    Some(steps.join(&arrow))
}

/// The systems that the data came from, where the path shows one of several; the nearest of them by name.
fn origins(assessment: &Assessment<'_>, finding: &Finding) -> Option<String> {
    let Subject::Transfer(id) = finding.subject else {
        return None;
    };
    let origins = assessment.origins(id);
    let n_all = origins.nodes.len();
    if n_all < 2 {
        return None;
    }
    let nearest = origins.nodes.iter().take(MAX_NAMES).map(|it| names::cut(names::node(assessment, *it), MAX_NAME));
    let list = names::some(&nearest.collect::<Vec<_>>(), n_all);
    Some(if origins.is_cut {
        format!("{list}, at least ({n_all} counted)")
    } else {
        format!("{list} ({n_all} systems)")
    })
}

fn step(assessment: &Assessment<'_>, node: Node) -> String {
    let name = names::cut(names::node(assessment, node), MAX_NAME);
    match names::node_place(assessment, node) {
        Some(place) => format!("{name} ({})", names::cut(&place, MAX_NAME)),
        None => name,
    }
}

/// The data of a transfer in a few characters; empty where nobody described them.
fn carried(assessment: &Assessment<'_>, id: TransferId) -> String {
    let mut all = assessment.data(id).map(|it| names::cut(&assessment.inventory.data_class(it).id, MAX_NAME));
    let Some(first) = all.next() else {
        return String::new();
    };
    match all.count() {
        0 => first,
        more => format!("{first} +{more}"),
    }
}

fn arrow(label: &str, look: &Look) -> String {
    let drawn = if look.unicode { format!("─{label}→") } else { format!("-{label}->") };
    if look.color { format!(" \u{1b}[2m{drawn}\u{1b}[0m ") } else { format!(" {drawn} ") }
}

/// The other flows, or the other receivers, of the same cause.
fn others(assessment: &Assessment<'_>, group: &Group<'_>) -> Option<String> {
    if group.rest.is_empty() {
        return None;
    }
    let drawn = transfer_of(group.first)?;
    let importer = assessment.transfer(drawn).importer;
    let (mut flows, mut receivers) = (FxHashSet::default(), FxHashSet::default());
    let (mut flow_names, mut receiver_names) = (Vec::new(), Vec::new());
    for id in group.all().filter_map(transfer_of) {
        let edge = assessment.edge(id);
        let is_drawn = id == drawn;
        if flows.insert(edge.origin) && !is_drawn && flow_names.len() < MAX_NAMES {
            flow_names.push(names::cut(&assessment.flow_name(id), MAX_NAME));
        }
        let receiver = assessment.transfer(id).importer;
        if receivers.insert((receiver, receiver.is_none().then_some(edge.to)))
            && !is_drawn
            && receiver_names.len() < MAX_NAMES
        {
            let name = receiver.map_or_else(
                || names::node(assessment, edge.to).to_owned(),
                |it| assessment.inventory.organization_name(it).to_owned(),
            );
            receiver_names.push(names::cut(&name, MAX_NAME));
        }
    }
    if receivers.len() > 1 {
        let under = match group.first.ground {
            Some(ground @ Ground::Kind(_)) => format!(" under {}", names::ground(assessment, ground)),
            _ => String::new(),
        };
        let list = names::some(&receiver_names, receivers.len() - 1);
        return Some(format!("{list} ({} recipients{under})", receivers.len()));
    }
    if flows.len() > 1 {
        let to = importer.map_or(String::new(), |it| {
            format!(" to {}", names::cut(assessment.inventory.organization_name(it), MAX_NAME))
        });
        return Some(format!("{} ({} flows{to})", names::some(&flow_names, flows.len() - 1), flows.len()));
    }
    let spot = assessment.transfer(drawn).spot;
    let mut places = Vec::new();
    for other in group.all().filter_map(transfer_of).map(|it| assessment.transfer(it).spot) {
        if other != spot && !places.contains(&other) {
            places.push(other);
        }
    }
    if places.is_empty() {
        return Some(format!("{} of the same flow", names::count(group.rest.len(), "more row", "more rows")));
    }
    let shown = places.iter().take(MAX_NAMES).map(|it| shown_place(assessment, *it)).collect::<Vec<_>>();
    Some(format!("the same flow to {}", names::some(&shown, places.len())))
}

/// The flows that a paper is about, where it is about several.
fn concerned(assessment: &Assessment<'_>, finding: &Finding) -> Option<String> {
    let mut flows = FxHashSet::default();
    let mut shown = Vec::new();
    for id in finding.transfers.iter() {
        if flows.insert(assessment.edge(*id).origin) && shown.len() < MAX_NAMES {
            shown.push(names::cut(&assessment.flow_name(*id), MAX_NAME));
        }
    }
    (flows.len() > 1).then(|| names::some(&shown, flows.len()))
}

/// Fingerprints cut to what is still unique.
pub(crate) struct Ids {
    /// All fingerprints in order; empty where there are too many to compare.
    sorted: Vec<String>,
}

/// Beyond this, four more digits are cheaper than fingerprints of all.
const MAX_COMPARED: usize = 2_000;

impl Ids {
    pub(crate) fn of(assessment: &Assessment<'_>) -> Self {
        if assessment.findings.len() > MAX_COMPARED {
            return Self { sorted: Vec::new() };
        }
        let mut sorted = assessment.findings.iter().map(|it| assessment.fingerprint(it)).collect::<Vec<_>>();
        sorted.sort_unstable();
        sorted.dedup();
        Self { sorted }
    }

    /// The shortest start of a fingerprint that no other one has, 8 digits at least.
    pub(crate) fn short(&self, assessment: &Assessment<'_>, finding: &Finding) -> String {
        let whole = assessment.fingerprint(finding);
        let shared = |at: usize| {
            let other = self.sorted.get(at).map_or("", String::as_str);
            whole.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
        };
        let length = match self.sorted.binary_search(&whole) {
            Ok(at) => at.checked_sub(1).map_or(0, shared).max(shared(at + 1)) + 1,
            Err(_) => 12,
        };
        whole.chars().take(length.max(8)).collect()
    }
}

/// A waived finding in one line, for those who want to see all.
pub(crate) fn waived(frame: &Frame<'_>, finding: &Finding) -> Option<String> {
    let Status::Waived(at) = finding.status else {
        return None;
    };
    let waiver = names::waiver(frame.assessment, at)?;
    let text = |it: Option<&str>| it.map(|it| names::cut(it, 2 * MAX_NAME)).unwrap_or_default();
    let by = text(waiver.by.as_ref().map(|it| it.value.as_str()));
    let reason = text(waiver.reason.as_ref().map(|it| it.value.as_str()));
    Some(format!("waived by {by}: {reason}: {}", concise::line(frame, finding)))
}
