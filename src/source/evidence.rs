//! Are the files there that an inventory names as evidence? Never reads what they say.

use std::{collections::BTreeSet, path::Path};

use sha2::{Digest, Sha256};

use crate::{
    inventory::{EvidenceFile, EvidenceState},
    syntax::{Node, Tree, Value},
    text::{Files, Span},
};

use super::{candidate::Candidate, document, git::Revision};

/// Tables whose keys are ids that people choose; everywhere below, `evidence` is the key that every table has.
const BY_ID: &[&str] = &["recipients", "organizations", "systems", "data", "mechanisms", "assessments", "measures"];

/// A file that is named, with its hash where that is recorded.
struct Mention<'t> {
    file: &'t str,
    span: Span,
    sha256: Option<&'t str>,
}

/// Every file that is named as evidence, once for each folder it is named from, with its state.
pub(super) fn collect<'t>(
    trees: impl Iterator<Item = (&'t &'t Candidate, &'t Tree<'t>)>,
    files: &Files,
    revision: Option<&Revision>,
) -> Vec<EvidenceFile> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for (candidate, tree) in trees {
        // Most inventories name none, and large ones are large.
        if !files.get(candidate.file).is_some_and(|it| it.text.contains("evidence")) {
            continue;
        }
        let mut mentions = Vec::new();
        of_root(tree.root(), &mut mentions);
        for mention in mentions {
            let path = candidate.folder.join(mention.file);
            if seen.insert((path.clone(), mention.sha256)) {
                let state = state(&path, mention.sha256, revision);
                all.push(EvidenceFile { file: mention.file.to_owned(), path, span: mention.span, state });
            }
        }
    }
    all
}

fn of_root<'t>(root: Node<'t>, mentions: &mut Vec<Mention<'t>>) {
    for entry in root.entries() {
        if BY_ID.contains(&entry.key) {
            entry.value.entries().for_each(|it| of_value(it.value, mentions));
        } else {
            of_value(entry.value, mentions);
        }
    }
}

fn of_value<'t>(node: Node<'t>, mentions: &mut Vec<Mention<'t>>) {
    node.items().for_each(|it| of_value(it, mentions));
    for entry in node.entries() {
        if entry.key == "evidence" {
            mention(entry.value, mentions);
        } else {
            of_value(entry.value, mentions);
        }
    }
}

fn mention<'t>(node: Node<'t>, mentions: &mut Vec<Mention<'t>>) {
    match node.value() {
        Value::Text(file) | Value::Plain(file) => mentions.push(Mention { file, span: node.span(), sha256: None }),
        Value::List(items) => items.for_each(|it| mention(it, mentions)),
        Value::Table(_) => {
            if let Some((file, span)) = text(node, "file") {
                mentions.push(Mention { file, span, sha256: text(node, "sha256").map(|(text, _)| text) });
            }
        }
        // Lowering takes them for text: so they name a file here.
        Value::Number(file) | Value::Date(file) => mentions.push(Mention { file, span: node.span(), sha256: None }),
        Value::Null | Value::Bool(_) => {}
    }
}

fn text<'t>(node: Node<'t>, key: &str) -> Option<(&'t str, Span)> {
    let value = node.get(key)?.value;
    match value.value() {
        Value::Text(text) | Value::Plain(text) | Value::Number(text) | Value::Date(text) => Some((text, value.span())),
        _ => None,
    }
}

fn state(path: &Path, sha256: Option<&str>, revision: Option<&Revision>) -> EvidenceState {
    let Some(wanted) = sha256 else {
        let is_there = revision.map_or_else(|| path.is_file(), |it| it.is_file(path));
        return if is_there { EvidenceState::There } else { EvidenceState::Absent };
    };
    let Some(bytes) = revision.map_or_else(|| document::read(path).ok(), |it| it.content(path)) else {
        return EvidenceState::Absent;
    };
    let found = Sha256::digest(&bytes).iter().map(|it| format!("{it:02x}")).collect::<String>();
    if found.eq_ignore_ascii_case(wanted.trim()) { EvidenceState::There } else { EvidenceState::Differs }
}
