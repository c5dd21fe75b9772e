//! A list where one value belongs: what to write instead. Never takes one of several for all of them.

use crate::{
    syntax::{Entry, Node},
    text::Problem,
};

use super::{
    keys::{Shape, Table},
    lower::Lowering,
    values::About,
};

/// Free text that is only shown: several are one text.
const PROSE: &[&str] = &[
    "purpose",
    "for",
    "method",
    "retention",
    "because",
    "no-safeguard-because",
    "reason",
    "note",
    "owner",
    "url",
    "code",
];

/// Whether texts in a list are one text.
pub(super) fn is_prose(key: &str) -> bool {
    PROSE.contains(&key)
}

/// Says what to write instead of a list, where the key takes one value; whether it does.
pub(super) fn refuse<T: Table>(entry: Entry<'_>, cx: &mut Lowering<'_>) -> bool {
    let key = T::KEYS.iter().chain(About::KEYS).find(|it| it.name == entry.key);
    if !key.is_some_and(|it| takes_one(it.shape, it.name)) || is_prose(entry.key) {
        return false;
    }
    let of_one = entry.value.items().count() == 1;
    let help = if of_one && entry.key != "subprocessors" {
        "write it without the brackets"
    } else {
        instead(T::PATH, entry.key)
    };
    let problem = Problem::at(entry.value.span(), format!("`{}` takes one value, not a list", entry.key));
    cx.problem(problem.label("found a list").help(help));
    true
}

/// Several texts as one.
pub(super) fn joined(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<String> {
    let texts = node.items().map(|it| super::values::text(it, cx, "text"));
    texts.collect::<Option<Vec<_>>>().map(|it| it.join(", "))
}

fn takes_one(shape: Shape, key: &str) -> bool {
    match shape {
        Shape::Many(_) => false,
        Shape::Either(_) => {
            matches!(key, "embedded-by" | "copy" | "linked-by" | "certificate" | "agreement" | "law" | "subprocessors")
        }
        _ => true,
    }
}

/// What somebody means who writes several.
fn instead(table: &str, key: &str) -> &'static str {
    match (table, key) {
        (_, "dpf") => "write them as `listings = [{ list = ..., status = ... }, ...]`",
        (_, "subprocessors") => "write `{ listed = [...], as-of = ..., authorization = ... }`",
        (_, "linked-by" | "copy" | "law" | "because") => "write one text",
        (_, "parent") => "name the company that controls it",
        ("organizations.ID" | "recipients.NAME", "country") => {
            "name the country where it is established; where data are is `in`, and another company is an entry of its own"
        }
        ("mechanisms.ID", _) => "write a mechanism for each, and name them under `via`",
        (_, "on-behalf-of") => "write a system for each client, with the flows that concern it",
        (_, "joint-with") => "write a system for each of those it decides with, with the flows that concern them",
        ("systems.ID", "operator") => "a system has one operator: write a system for each",
        (_, "embedded-by") => "write a flow for each page, each with an `id`",
        (_, "keys-held-by") => "name the holder that matters most: one outside before one inside",
        ("access", _) => "write an entry of `access` for each: `access = [{ ... }, { ... }]`",
        ("flows", _) => "write a flow for each, each with an `id`",
        ("assessments.ID", _) => "write an assessment for each, and name them under `assessment`",
        ("approval" | "authorization", _) => "write one for each: `[{ ... }, { ... }]`",
        ("measures.ID", _) => "write a measure for each",
        ("data.ID", _) => "write a class of data for each",
        ("listings", _) => "write a listing for each: `listings = [{ ... }, { ... }]`",
        ("notices", _) => "write a version for each",
        ("waivers", _) => "write a waiver for each",
        ("match", _) => "write a `[[match]]` for each",
        ("systems.ID", _) => "write one; where it differs, write a system for each",
        ("recipients.NAME", _) => "write one; where it differs, write a recipient for each",
        _ => "write one",
    }
}
