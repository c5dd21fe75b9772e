//! The facts that every table may hold, evidence among them.

use crate::{
    inventory::{
        keys::{Fact, Key, Lower, Many, Rare, Shape, lower_table, table},
        lower::Lowering,
        unsaid::UNKNOWN,
        words::AssertedBy,
    },
    syntax::Node,
    text::{Problem, Spanned},
};

use super::{Period, text};

/// A file that shows a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Path relative to the file that names it.
    pub file: Spanned<String>,
    /// SHA-256 of its content in hex, where recorded.
    pub sha256: Option<Spanned<String>>,
}

table! {
    /// A file that shows a fact, with more than its name.
    EvidenceTable "evidence" {
        /// Its path, relative to the file that names it.
        file: Fact<String> = "file",
        /// The SHA-256 of its content, in hex.
        sha256: Fact<String> = "sha256",
        /// Day on which somebody looked at it.
        checked: Fact<Period> = "checked" recorded,
    }
}

impl Lower for Evidence {
    const SHAPE: Shape = Shape::Either("a file, or `{ file, sha256, checked }`");

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        if node.is_table() {
            let table: EvidenceTable = lower_table(node, cx);
            let Some(file) = table.file else {
                cx.missing(node.span(), "evidence", "file");
                return None;
            };
            return named(file, table.sha256, cx);
        }
        let file = text(node, cx, "a file, or `{ file = \"...\" }`")?;
        named(Spanned::new(file.to_owned(), node.span()), None, cx)
    }
}

/// A file that is really named: one that nobody knows shows nothing, as if it were left out.
fn named(file: Spanned<String>, sha256: Option<Spanned<String>>, cx: &mut Lowering<'_>) -> Option<Evidence> {
    let name = file.value.trim();
    if name.is_empty() {
        let problem = Problem::at(file.span, "`evidence` names no file").label("nothing is named");
        cx.problem(problem.help("write the path of the file, or leave the key out"));
    }
    (!name.is_empty() && name != UNKNOWN).then_some(Evidence { file, sha256 })
}

/// The facts that every table may hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// A name for people.
    pub name: Fact<String>,
    /// A remark.
    pub note: Rare<String>,
    /// Who can answer questions about it.
    pub owner: Rare<String>,
    /// Where to read more.
    pub url: Rare<String>,
    /// Files that show it.
    pub evidence: Rare<Many<Evidence>>,
    /// Who stands behind the facts of the table.
    pub asserted_by: Rare<AssertedBy>,
    /// When somebody last confirmed them.
    pub as_of_date: Rare<Period>,
}

impl About {
    /// The keys that every table has.
    pub const KEYS: &'static [Key] = &[
        Key { name: "name", shape: String::SHAPE, about: " A name for people.", judged: true },
        Key { name: "note", shape: String::SHAPE, about: " A remark.", judged: false },
        Key { name: "owner", shape: String::SHAPE, about: " Who can answer questions about it.", judged: true },
        Key { name: "url", shape: String::SHAPE, about: " Where to read more.", judged: false },
        Key { name: "evidence", shape: Many::<Evidence>::SHAPE, about: " Files that show it.", judged: true },
        Key { name: "asserted-by", shape: AssertedBy::SHAPE, about: " Who stands behind the facts.", judged: false },
        Key { name: "as-of-date", shape: Period::SHAPE, about: " When somebody last confirmed them.", judged: false },
    ];

    /// Reads one key; `false` if it is none of these.
    pub(crate) fn set(slot: &mut Option<Box<Self>>, entry: crate::syntax::Entry<'_>, cx: &mut Lowering<'_>) -> bool {
        fn read<T: Lower>(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Spanned<T>> {
            T::lower(node, cx).map(|it| Spanned::new(it, node.span()))
        }
        let Some(key) = Self::KEYS.iter().find(|it| it.name == entry.key) else {
            return false;
        };
        if !key.judged {
            cx.recorded("every table", key.name);
        }
        let about = slot.get_or_insert_default();
        let node = entry.value;
        match key.name {
            "name" => about.name = read(node, cx),
            "note" => about.note = read(node, cx).map(Box::new),
            "owner" => about.owner = read(node, cx).map(Box::new),
            "url" => about.url = read(node, cx).map(Box::new),
            "evidence" => {
                let files = read::<Many<Evidence>>(node, cx).filter(|it| !it.value.is_empty());
                about.evidence = files.map(Box::new);
            }
            "asserted-by" => about.asserted_by = read(node, cx).map(Box::new),
            _ => about.as_of_date = read(node, cx).map(Box::new),
        }
        true
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.note = self.note.take().or(other.note);
        self.owner = self.owner.take().or(other.owner);
        self.url = self.url.take().or(other.url);
        self.asserted_by = self.asserted_by.take().or(other.asserted_by);
        self.as_of_date = self.as_of_date.take().or(other.as_of_date);
        match (&mut self.evidence, other.evidence) {
            (Some(own), Some(theirs)) => own.value.extend(theirs.value),
            (none @ None, theirs) => *none = theirs,
            (Some(_), None) => {}
        }
    }
}
