//! The transfers that are not fine, one row each. Never more rows than a screen or two holds.

use comfy_table::{ContentArrangement, Table, presets::NOTHING};

use crate::{
    assess::{Assessment, Bare, Ground, Spot, Transfer, TransferId, TransferKind, Verdict, shown_place},
    inventory::{DataId, OrganizationId},
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
    let (rows, n_rows) = rows(assessment, tally);
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["TRANSFER", "TO", "DATA", "RESTS ON", "VERDICT"]);
    for row in &rows {
        table.add_row(cells(assessment, row));
    }
    let mut drawn = table.trim_fmt();
    drawn.push('\n');
    if let Some(more) = n_rows.checked_sub(MAX_ROWS).filter(|it| *it > 0) {
        let dots = if look.unicode { "…" } else { "..." };
        drawn.push_str(&format!(" {dots} and {}\n", names::count(more, "more transfer", "more transfers")));
    }
    drawn
}

/// What transfers of one flow have in common that differ in their data only.
type Key = (Option<OrganizationId>, Spot, &'static str, Option<Ground>, Option<u32>);

/// The rows that are drawn, and how many there are.
fn rows(assessment: &Assessment<'_>, tally: &Tally) -> (Vec<Row>, usize) {
    let grounds = OpenGrounds::of(assessment);
    let open = assessment.rows().filter_map(|(id, transfer)| {
        let ground = match &transfer.verdict {
            Verdict::Undecided(_) => grounds.get(id),
            Verdict::Unprotected(Bare::Dead(list)) => list.first().map(|(ground, _)| *ground),
            Verdict::Unprotected(_) => None,
            _ => return None,
        };
        let key = (transfer.importer, transfer.spot, transfer.verdict.word(), ground, tally.waiver(id));
        Some((id, (transfer.regime, assessment.edge(id).origin), key))
    });
    let mut counted = Counted::default();
    let (mut flow, mut of_flow) = (None, Vec::new());
    // Edges of one flow stand side by side.
    for (id, own, key) in open {
        if flow != Some(own) {
            counted.add(assessment, &mut of_flow);
            flow = Some(own);
        }
        of_flow.push((key, id));
    }
    counted.add(assessment, &mut of_flow);
    (counted.rows, counted.n_rows)
}

/// Rows of some flows: those that are drawn, and how many there are.
#[derive(Default)]
struct Counted {
    rows: Vec<Row>,
    n_rows: usize,
}

impl Counted {
    /// Adds the rows of one flow, and empties the list for those of the next.
    fn add(&mut self, assessment: &Assessment<'_>, of_flow: &mut Vec<(Key, TransferId)>) {
        let n_before = self.rows.len();
        let mut known: Vec<Key> = Vec::new();
        for (key @ (.., ground, waiver), id) in of_flow.iter().copied().take_while(|_| n_before < MAX_ROWS) {
            let at = known.iter().position(|it| *it == key).unwrap_or(known.len());
            if at == known.len() && n_before + at < MAX_ROWS {
                known.push(key);
                self.rows.push(Row { id, data: Vec::new(), is_unspecified: false, ground, waiver });
            }
            if let Some(row) = self.rows.get_mut(n_before + at) {
                row.data.extend(assessment.data(id));
                row.is_unspecified |= assessment.is_unspecified(id);
            }
        }
        of_flow.sort_unstable();
        self.n_rows += of_flow.chunk_by(|one, next| one.0 == next.0).count();
        of_flow.clear();
    }
}

/// What undecided transfers are said to rest on, by their numbers.
#[derive(Default)]
pub(crate) struct OpenGrounds(Vec<Option<Ground>>);

impl OpenGrounds {
    pub(crate) fn of(assessment: &Assessment<'_>) -> Self {
        let mut grounds = vec![None; assessment.transfers.len()];
        for finding in assessment.findings.iter().chain(&assessment.turned_off).filter(|it| it.undecided) {
            for id in finding.transfers.iter().filter(|_| finding.ground.is_some()) {
                if let Some(known @ None) = grounds.get_mut(id.0 as usize) {
                    *known = finding.ground;
                }
            }
        }
        Self(grounds)
    }

    pub(crate) fn get(&self, id: TransferId) -> Option<Ground> {
        self.0.get(id.0 as usize).copied().flatten()
    }
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
