//! What the word `unknown` says where no answer of a key has it: somebody looked, and nothing is recorded. Never takes it for
//! nothing where leaving the key out would say something: an end, a limit, an acceptance.

use crate::{syntax::Entry, text::Problem};

use super::{
    define::Names,
    keys::{Key, Shape, Table},
    lower::Lowering,
};

/// The word of all answers that nobody has.
pub(super) const UNKNOWN: &str = "unknown";

/// Whether an entry says of its key that nobody knows, which is as good as not written.
pub(super) fn is_unsaid<T: Table>(entry: Entry<'_>, names: &Names<'_>) -> bool {
    let is_unknown = if entry.value.is_list() {
        let mut items = entry.value.items();
        items.next().is_some_and(|it| it.is_word(UNKNOWN)) && items.next().is_none()
    } else {
        entry.value.is_word(UNKNOWN)
    };
    is_unknown && !says_something_if_left_out(T::PATH, entry.key) && takes_nothing::<T>(entry.key) && !is_id(names)
}

/// Says what to write where nobody knows the day on which something begins, ends or changed; whether that is so.
pub(super) fn refuse_unknown_day<T: Table>(entry: Entry<'_>, cx: &mut Lowering<'_>) -> bool {
    let is_day = || T::KEYS.iter().any(|it| it.name == entry.key && it.shape == Shape::Date);
    if !entry.value.is_word(UNKNOWN) || !is_day() {
        return false;
    }
    let help = match entry.key {
        "until" => {
            "leave it out if it has not ended and no end is fixed; if it has ended, write the month or the year in which it did, \
             or the last day on which it was there for certain"
        }
        "from" => "leave it out if no day is fixed from which it holds; if one is, write its month or year",
        "changed" => "leave it out if nothing has changed; if it has, write the month or the year in which it did",
        _ => return false,
    };
    let problem = Problem::at(entry.value.span(), format!("`{}` takes a day, and `unknown` is none", entry.key));
    cx.problem(problem.label("no day").help(help));
    true
}

/// Keys that say something where they are left out, and tables that mean nothing without them.
fn says_something_if_left_out(table: &str, key: &str) -> bool {
    matches!(table, "waivers" | "match")
        || matches!(key, "from" | "until")
        || matches!((table, key), ("mechanisms.ID", "status" | "data" | "flows") | ("assessments.ID", "data"))
        || matches!((table, key), ("flows", "to") | ("notices", "by" | "data" | "systems"))
        // Unchanged, none of them, as its system, a company: what is taken to be so where nobody wrote it.
        || matches!(key, "changed" | "special" | "from-role" | "to-role")
        || key == "kind" && table != "systems.ID"
}

/// Whether no value of a key has the word for itself.
fn takes_nothing<T: Table>(key: &str) -> bool {
    let shape = T::KEYS.iter().find(|it| it.name == key).map(|Key { shape, .. }| one(*shape));
    match shape {
        Some(Shape::Date | Shape::Number | Shape::Party | Shape::Id(_) | Shape::Table(_)) => true,
        Some(Shape::Words(words)) => !words.contains(&UNKNOWN),
        Some(Shape::Either(_)) => {
            !matches!(key, "access" | "subprocessors" | "agreement" | "certificate" | "copy" | "law" | "linked-by")
        }
        // Words that are checked against data, and a name and a group that several could have.
        Some(Shape::Text) => {
            matches!(key, "body" | "edition" | "sector" | "purpose-kind" | "list" | "decision" | "no-safeguard-because")
                || matches!((T::PATH, key), ("recipients.NAME", "operator") | ("organizations.ID", "group"))
        }
        _ => false,
    }
}

fn one(shape: Shape) -> Shape {
    if let Shape::Many(it) = shape { one(*it) } else { shape }
}

/// Whether somebody has taken the word for an id.
fn is_id(names: &Names<'_>) -> bool {
    names.organizations.get(UNKNOWN).is_some()
        || names.systems.get(UNKNOWN).is_some()
        || names.data.get(UNKNOWN).is_some()
        || names.mechanisms.get(UNKNOWN).is_some()
        || names.assessments.get(UNKNOWN).is_some()
        || names.measures.get(UNKNOWN).is_some()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use crate::{
        inventory::{
            define::Names,
            keys::{Table, lower_table},
            lower::Lowering,
            model::{
                Access, Approval, Assessment, Authorization, Data, Flow, Listing, Measure, Mechanism, Organization,
                Paper, Recipient, System,
            },
        },
        law::Law,
        syntax::{Format, parse},
        text::FileId,
    };

    /// The keys of a table that refuse the word.
    fn refused<T: Table>(law: &Law) -> String {
        let names = Names::default();
        let refuses = |key: &str| {
            let text = format!(r#"{{"{key}":"unknown"}}"#);
            let tree = parse(Format::Json, FileId(0), &text, &mut Vec::new()).unwrap();
            let mut cx = Lowering::new(law, &names);
            lower_table::<T>(tree.root(), &mut cx);
            !cx.problems.is_empty()
        };
        T::KEYS.iter().map(|it| it.name).filter(|it| refuses(it)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_ends_and_limits_refuse_it() {
        let law = Law::embedded().unwrap();
        let law = &law;
        assert_eq!(refused::<Organization>(law), "kind");
        assert_eq!(refused::<System>(law), "");
        assert_eq!(refused::<Data>(law), "special");
        assert_eq!(refused::<Access>(law), "until");
        assert_eq!(refused::<Flow>(law), "from to until from-role to-role changed");
        assert_eq!(refused::<Recipient>(law), "until kind");
        assert_eq!(refused::<Listing>(law), "from until");
        assert_eq!(refused::<Mechanism>(law), "kind status from until data changed");
        assert_eq!(refused::<Assessment>(law), "data");
        assert_eq!(refused::<Measure>(law), "kind from until");
        assert_eq!(refused::<Approval>(law), "");
        assert_eq!(refused::<Authorization>(law), "from until");
        assert_eq!(refused::<Paper>(law), "by from until data systems");
    }
}
