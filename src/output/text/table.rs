//! The transfers that are not fine, one row each. Never more rows than a screen or two holds.

use comfy_table::{ContentArrangement, Table, presets::NOTHING};
use rustc_hash::FxHashMap;

use crate::{
    assess::{Assessment, Bare, Ground, Spot, Transfer, TransferId, TransferKind, Verdict, shown_place},
    graph::EdgeOrigin,
    inventory::{DataId, OrganizationId},
    law::RegimeId,
};

use super::super::{Frame, Look, names, tally::Tally};

/// Rows that are drawn before they are counted.
const MAX_ROWS: usize = 40;

/// Characters of a cell.
const MAX_CELL: usize = 40;

/// A row: transfers that differ in their data only.
struct Row {
    id: TransferId,
    data: Vec<DataId>,
    is_unspecified: bool,
    ground: Option<Ground>,
    waiver: Option<u32>,
}

/// The table, with a newline at its end; empty where all is fine.
pub(crate) fn draw(frame: &Frame<'_>, look: &Look, tally: &Tally) -> String {
    let assessment = frame.assessment;
    let rows = rows(assessment, tally);
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["TRANSFER", "TO", "DATA", "RESTS ON", "VERDICT"]);
    for row in rows.iter().take(MAX_ROWS) {
        table.add_row(cells(assessment, row));
    }
    let mut drawn = table.trim_fmt();
    drawn.push('\n');
    if let Some(more) = rows.len().checked_sub(MAX_ROWS).filter(|it| *it > 0) {
        let dots = if look.unicode { "…" } else { "..." };
        drawn.push_str(&format!(" {dots} and {}\n", names::count(more, "more transfer", "more transfers")));
    }
    drawn
}

type Key = (RegimeId, EdgeOrigin, Option<OrganizationId>, Spot, &'static str, Option<Ground>, Option<u32>);

fn rows(assessment: &Assessment<'_>, tally: &Tally) -> Vec<Row> {
    let grounds = open_grounds(assessment);
    let mut rows: Vec<Row> = Vec::new();
    let mut known: FxHashMap<Key, usize> = FxHashMap::default();
    for (id, transfer) in assessment.rows() {
        let ground = match &transfer.verdict {
            Verdict::Undecided(_) => grounds.get(&id).copied(),
            Verdict::Unprotected(Bare::Dead(list)) => list.first().map(|(ground, _)| *ground),
            Verdict::Unprotected(_) => None,
            _ => continue,
        };
        let waiver = tally.waiver(id);
        let origin = assessment.edge(id).origin;
        let key = (transfer.regime, origin, transfer.importer, transfer.spot, transfer.verdict.word(), ground, waiver);
        let at = *known.entry(key).or_insert(rows.len());
        if at == rows.len() {
            rows.push(Row { id, data: Vec::new(), is_unspecified: false, ground, waiver });
        }
        if let Some(row) = rows.get_mut(at) {
            row.data.extend(assessment.data(id));
            row.is_unspecified |= assessment.is_unspecified(id);
        }
    }
    rows
}

/// What undecided transfers are said to rest on.
pub(crate) fn open_grounds(assessment: &Assessment<'_>) -> FxHashMap<TransferId, Ground> {
    let mut grounds = FxHashMap::default();
    for finding in assessment.findings.iter().chain(&assessment.turned_off).filter(|it| it.undecided) {
        if let Some(ground) = finding.ground {
            for id in finding.transfers.iter() {
                grounds.entry(*id).or_insert(ground);
            }
        }
    }
    grounds
}

fn cells(assessment: &Assessment<'_>, row: &Row) -> [String; 5] {
    let transfer = assessment.transfer(row.id);
    let importer = match transfer.importer {
        Some(importer) => assessment.inventory.organization_name(importer),
        None => names::node(assessment, assessment.edge(row.id).to),
    };
    let place = shown_place(assessment, transfer.spot);
    let to =
        if place.is_empty() { importer.to_owned() } else { format!("{}, {place}", names::cut(importer, MAX_CELL)) };
    let mut data =
        row.data.iter().take(8).map(|it| assessment.inventory.data_class(*it).id.as_str()).collect::<Vec<_>>();
    if row.is_unspecified {
        data.push("(not said)");
    }
    let verdict = verdict(assessment, row, transfer);
    let name = names::cut(&assessment.flow_name(row.id).replace("->", " -> "), MAX_CELL);
    [
        name,
        names::cut(&to, 2 * MAX_CELL),
        names::cut(&data.join(", "), MAX_CELL),
        rests_on(assessment, row, transfer),
        verdict,
    ]
}

fn rests_on(assessment: &Assessment<'_>, row: &Row, transfer: &Transfer) -> String {
    let ground = row.ground.map(|it| names::cut(&names::ground(assessment, it), MAX_CELL));
    match (&transfer.verdict, ground) {
        (Verdict::Undecided(_), Some(ground)) => format!("{ground}, incomplete"),
        (Verdict::Undecided(_), None) => "not recorded".to_owned(),
        (Verdict::Unprotected(Bare::Open), _) => "open".to_owned(),
        (Verdict::Unprotected(Bare::Nothing), _) => "none".to_owned(),
        (Verdict::Unprotected(Bare::Limited(id)), _) => {
            let name = names::cut(&names::ground(assessment, Ground::Mechanism(*id)), MAX_CELL);
            format!("{name}, limited to others")
        }
        (Verdict::Unprotected(Bare::Dead(list)), Some(ground)) => match list.len() {
            0 | 1 => format!("{ground}, does not stand"),
            n => format!("{ground} and {} more, none stands", n - 1),
        },
        _ => "nothing recorded".to_owned(),
    }
}

fn verdict(assessment: &Assessment<'_>, row: &Row, transfer: &Transfer) -> String {
    let mut marks = Vec::new();
    if transfer.kind == Some(TransferKind::Onward) {
        marks.push("onward".to_owned());
    }
    if assessment.regimes.len() > 1 {
        marks.push(assessment.law.regime_at(transfer.regime).id.clone());
    }
    if let Some(waiver) = row.waiver {
        marks.push(format!("waived until {}", names::waived_until(assessment, waiver)));
    }
    let word = transfer.verdict.word();
    if marks.is_empty() { word.to_owned() } else { format!("{word} ({})", marks.join(", ")) }
}
