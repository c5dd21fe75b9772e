//! The catalogue: all rules by family, and the kinds of mechanisms; as Markdown the whole reference.
//! Shows what it is given.

use serde::Serialize;

use super::super::{Look, json};
use super::{
    Manner, RulePage,
    blocks::{self, Block},
    rule::{blocks_of, level},
};
use crate::law::{Family, Law, Rule};

/// How the reference begins.
const INTRODUCTION: &[&str] = &[
    "What `transborder check` can find, family by family. This file is written by `transborder explain --format markdown` \
     from the files in [rules/](../rules), and a test keeps it current; `transborder explain RULE` shows one rule.",
    "Levels: `error` fails the gate by default, `warning` asks a person to look, `note` is worth knowing. `undecided` is a \
     warning that names a fact which nobody recorded; under `--strict` everything undecided fails. Where two levels stand, the \
     second one is that of `--strict`. † A mechanism of which the rule is true does not stand. Single cases can weigh \
     otherwise; the text of the rule says when.",
    "The provisions are those of the GDPR and of what stands beside it; a finding cites the law as it applied to the exporter \
     on the day.",
];

/// Makes the page of a rule ready and hands it over.
pub type Ready<'r> = dyn FnMut(Rule, &mut dyn FnMut(&RulePage<'_>)) + 'r;

/// Shows the catalogue; `page` makes a rule ready, and is asked only for the reference.
#[must_use]
pub fn catalogue(law: &Law, manner: Manner, look: &Look, page: &mut Ready<'_>) -> String {
    match manner {
        Manner::Json => super::super::written(&Written::of(law)),
        Manner::Text => {
            let mut all = Vec::new();
            for family in Family::ALL {
                all.extend([Block::heading(family.name()), rows(law, *family, str::to_owned)]);
            }
            let kinds =
                law.regimes.first().map(|it| it.mechanisms.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>());
            all.extend([Block::heading("kinds of mechanisms"), Block::text(kinds.unwrap_or_default().join(", "))]);
            let n = Rule::ALL.len();
            all.extend([
                Block::heading(&format!("{n} rules")),
                Block::text("level by default / under --strict; † a mechanism of which it is true does not stand"),
                Block::text("transborder explain RULE, FINGERPRINT, PLACE or KIND tells one in full"),
            ]);
            blocks::as_text(&all, look).trim_start().to_owned()
        }
        Manner::Markdown => {
            let mut head = vec![Block::Title("The rules".to_owned())];
            head.extend(INTRODUCTION.iter().map(|it| Block::text(*it)));
            let mut out = blocks::as_markdown(&head, 1);
            for family in Family::ALL {
                out += &format!("## {}\n\n", family.name());
                out += &blocks::as_markdown(&[rows(law, *family, |it| format!("[`{it}`](#{it})"))], 2);
                for rule in of(*family) {
                    page(rule, &mut |page| out += &blocks::as_markdown(&blocks_of(page, &super::plain()), 3));
                }
            }
            out.trim_end().to_owned() + "\n"
        }
    }
}

fn of(family: Family) -> impl Iterator<Item = Rule> {
    Rule::ALL.iter().copied().filter(move |it| it.family() == family)
}

fn rows(law: &Law, family: Family, name: impl Fn(&str) -> String) -> Block {
    let rows = of(family).map(|it| vec![name(it.name()), level(it), law.rule(it).title.clone()]);
    Block::Rows(vec!["rule", "level", "what is so"], rows.collect())
}

#[derive(Serialize)]
struct Written<'l> {
    schema: u32,
    what: &'static str,
    law_reviewed: String,
    rules: Vec<Row<'l>>,
    kinds: Vec<KindRow<'l>>,
}

#[derive(Serialize)]
struct Row<'l> {
    rule: &'static str,
    family: &'static str,
    level: &'static str,
    strict: &'static str,
    kills: bool,
    waivable: bool,
    title: &'l str,
    summary: &'l str,
    law: &'l [String],
}

#[derive(Serialize)]
struct KindRow<'l> {
    kind: &'l str,
    name: &'l str,
    class: &'static str,
}

impl<'l> Written<'l> {
    fn of(law: &'l Law) -> Self {
        let rules = Rule::ALL.iter().map(|rule| {
            let text = law.rule(*rule);
            Row {
                rule: rule.name(),
                family: rule.family().name(),
                level: rule.level().word(),
                strict: rule.strict_level().word(),
                kills: rule.kills(),
                waivable: text.waivable,
                title: &text.title,
                summary: &text.summary,
                law: &text.law,
            }
        });
        let kinds = law.regimes.first().into_iter().flat_map(|it| &it.mechanisms);
        let kinds = kinds.map(|it| KindRow { kind: &it.kind, name: &it.name, class: super::kind::class(it.class) });
        Self {
            schema: json::SCHEMA,
            what: "catalogue",
            law_reviewed: law.reviewed.to_string(),
            rules: rules.collect(),
            kinds: kinds.collect(),
        }
    }
}
