//! The papers of a plan as a part of an inventory: everything that is not known yet is open, so that `check` finds it until
//! it is filled in. What belongs into entries that exist stands in remarks, since an id is defined once.

use crate::{
    assess::{Action, Assessment, Clauses, Joined, Spot},
    graph::EdgeOrigin,
    inventory::{OrganizationId, values::AccessEntry, words::Kind},
    law::{Place, PlaceKind},
    text::{Span, clean, is_risky},
};

use super::{super::names, Plan, words};

/// Draws the fragment.
pub(super) fn draw(plan: &Plan<'_>) -> String {
    let assessment = plan.frame.assessment;
    let mut out = format!(
        "# What `transborder remedy` proposes as of {}. Nothing in here covers anything until it is filled in:\n\
         # \"open\" and \"pending\" are true as long as nobody signed and nobody assessed.\n\
         # Keep it beside the inventory, and check both together.\n\nschema = 1\n",
        assessment.day
    );
    let is_paper = |it: &Action| matches!(it, Action::RecordClauses(..) | Action::JoinClauses(..));
    if !plan.remedy.steps.iter().any(|it| is_paper(&it.action)) {
        // A file with remarks alone is no part of an inventory.
        out.push_str("\n[mechanisms]\n");
    }
    for (at, step) in plan.remedy.steps.iter().enumerate() {
        let head = words::headline(assessment, &step.action);
        out.push_str(&format!("\n# {}. {} (cost {})\n", at + 1, clean(&head), step.cost));
        match &step.action {
            Action::RecordClauses(importer, papers) => {
                for (at, it) in papers.iter().enumerate() {
                    out.push_str(if at > 0 { "\n" } else { "" });
                    paper(plan, *importer, it, &mut out);
                }
            }
            Action::JoinClauses(_, importer, it) => paper(plan, *importer, it, &mut out),
            action => remarks(plan, action, &mut out),
        }
    }
    out
}

fn paper(plan: &Plan<'_>, importer: OrganizationId, paper: &Clauses, out: &mut String) {
    let assessment = plan.frame.assessment;
    let id = quoted(&paper.id);
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!("[mechanisms.{id}]"));
    line(&format!("kind = {}", text_of(paper.kind.word())));
    line(&format!("edition = {}", text_of(&paper.edition)));
    let modules = paper.modules.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    match modules.is_empty() {
        true if paper.kind != Kind::Scc => {}
        true => line("# module =        # which one fits the roles of both ends"),
        false => line(&format!("module = [{modules}]")),
    }
    match &paper.joins {
        Some(Joined::Recorded(id)) => {
            line(&format!("addendum-to = {}", text_of(&assessment.inventory.mechanism(*id).id)));
        }
        Some(Joined::Planned(id)) => line(&format!("addendum-to = {}", text_of(id))),
        None => {}
    }
    if paper.is_adapted {
        line("# swiss-adaptations = true");
    }
    line("status = \"open\"     # \"signed\" once both have signed, with the day:");
    line("# signed =");
    match paper.exporter {
        Some(exporter) => line(&format!("exporter = {}", party(plan, exporter))),
        None => line("# exporter =      # not recorded: give the sending system an operator"),
    }
    line(&format!("recipients = [{}]", party(plan, importer)));
    line("# annexes = \"complete\"");
    line(&format!("assessment = {}", text_of(&paper.id)));
    line("");
    line(&format!("[assessments.{id}]"));
    let places = places(assessment, &paper.spots);
    match places.is_empty() {
        true => line("# country =       # where the importer gets the data"),
        false => line(&format!("country = [{}]", places.join(", "))),
    }
    line(&format!("importer = {}", party(plan, importer)));
    line("conclusion = \"pending\"   # what it finds, with the day:");
    line("# date =");
}

/// What to change where an entry exists.
fn remarks(plan: &Plan<'_>, action: &Action, out: &mut String) {
    let assessment = plan.frame.assessment;
    let inventory = assessment.inventory;
    let (span, keys): (Span, Vec<String>) = match action {
        Action::MendMechanism(id, importer, paper) => {
            let modules = paper.modules.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
            let mut keys = vec![format!("edition = {}", text_of(&paper.edition))];
            keys.extend((!modules.is_empty()).then(|| format!("module = [{modules}]")));
            keys.extend(["status = \"signed\", signed = DAY, no `until` that is over".to_owned()]);
            keys.extend(paper.exporter.map(|it| format!("exporter: {} among them", party(plan, it))));
            keys.push(format!("recipients: {} among them", party(plan, *importer)));
            keys.push(format!("assessment of {}", places(assessment, &paper.spots).join(", ")));
            (inventory.mechanism(*id).span, keys)
        }
        Action::MakeAssessment(id, _, spots) => {
            let keys = vec![format!(
                "assessment = {{ country = [{}], date = DAY, conclusion = WORD }}",
                places(assessment, spots).join(", ")
            )];
            (inventory.mechanism(*id).span, keys)
        }
        Action::GetListing(importer, lists) | Action::RenewListing(importer, lists) => {
            let entry = |it: &String| {
                format!(
                    "listings = [{{ list = {}, status = \"active\", covers = [WORDS], from = DAY, checked = DAY }}]",
                    text_of(it)
                )
            };
            (inventory.organization(*importer).span, lists.iter().map(entry).collect())
        }
        Action::MoveSystem(system, place) => {
            let place = match &place.kind {
                PlaceKind::Countries(list) => list.iter().map(|it| text_of(it.code())).collect::<Vec<_>>().join(", "),
                _ => "PLACE".to_owned(),
            };
            (inventory.system(*system).span, vec![format!("in = {place}, and `access` from inside")])
        }
        Action::FinishAnonymization(flow) | Action::AnonymizeFlow(flow) => {
            let keys = [
                "state = \"anonymized\", technique = WORD, stage = \"before-leaving\"",
                "method = TEXT, tested = DAY, evidence = FILE",
            ];
            (inventory.flow(*flow).span, keys.map(str::to_owned).to_vec())
        }
        Action::StopFlow(EdgeOrigin::Flow(flow)) => {
            (inventory.flow(*flow).span, vec!["until = DAY, or status = \"disabled\"".to_owned()])
        }
        Action::StopFlow(EdgeOrigin::Access(system, at)) => {
            let entry = inventory.system(*system).table.access.as_ref().and_then(|it| it.value.get(*at as usize));
            (entry.map_or(inventory.system(*system).span, |it| it.span), vec![ended_access(entry.map(|it| &it.value))])
        }
        Action::RecordClauses(..) | Action::JoinClauses(..) => return,
    };
    let at = plan.frame.files.position(span);
    out.push_str(&format!("# in {}:{}:\n", clean(plan.frame.files.path(span.file)), at.line));
    keys.iter().for_each(|it| out.push_str(&format!("#   {}\n", clean(it))));
}

/// An entry of `access` with its last day: that of the line it stands on would end more.
fn ended_access(entry: Option<&AccessEntry>) -> String {
    let from = match entry {
        Some(AccessEntry::From(access)) => access.from.as_ref(),
        _ => None,
    };
    let codes = from.and_then(|it| it.value.iter().map(|it| codes(&it.value)).collect::<Option<Vec<_>>>());
    let from = match codes.map(|it| it.concat()).as_deref() {
        Some([one]) => one.clone(),
        Some(several) if !several.is_empty() => format!("[{}]", several.join(", ")),
        _ => "PLACE".to_owned(),
    };
    format!("this entry of `access`: {{ from = {from}, until = DAY }}, with the other keys that it has")
}

/// The countries of a place, where it is nothing but these.
fn codes(place: &Place) -> Option<Vec<String>> {
    match &place.kind {
        PlaceKind::Countries(list) => Some(list.iter().map(|it| text_of(it.code())).collect()),
        _ => None,
    }
}

fn places(assessment: &Assessment<'_>, spots: &[Spot]) -> Vec<String> {
    let known = spots.iter().filter(|it| matches!(it, Spot::Country(_) | Spot::Bloc(_) | Spot::Body(Some(_))));
    known.map(|it| text_of(names::spot_word(assessment, it))).collect()
}

/// A party as it can be named from another file: by its id, or by name and country where it has none.
fn party(plan: &Plan<'_>, id: OrganizationId) -> String {
    let assessment = plan.frame.assessment;
    let entry = assessment.inventory.organization(id);
    if !assessment.inventory.is_inline(id) {
        return text_of(&entry.id);
    }
    let country = entry.table.country.as_ref().and_then(|it| match &it.value.kind {
        PlaceKind::Countries(list) => list.first().map(|it| it.code().to_owned()),
        _ => None,
    });
    let country = country.map_or_else(String::new, |it| format!(", country = {}", text_of(&it)));
    format!("{{ name = {}{country} }}", text_of(&entry.id))
}

/// A key of TOML.
fn quoted(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    if is_bare { key.to_owned() } else { text_of(key) }
}

/// A text of TOML, with escapes for all that could act on who reads it.
fn text_of(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            it if is_risky(it) => out.push_str(&format!("\\U{:08X}", u32::from(it))),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{quoted, text_of};

    #[test]
    fn ids_are_quoted_where_they_must_be() {
        assert_eq!(quoted("scc-mail_1"), "scc-mail_1");
        assert_eq!(quoted("scc-Mail Co"), "\"scc-Mail Co\"");
        assert_eq!(text_of("a\"b\\c\n\u{202E}"), "\"a\\\"b\\\\c\\U0000000A\\U0000202E\"");
    }
}
