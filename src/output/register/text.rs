//! The register for people: as many columns as the terminal holds, and at most so many rows. Counts what it leaves out.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets::NOTHING};

use crate::text::clean;

use super::{
    super::{Look, names, text::summary},
    Register,
    row::{Row, row},
    tables,
};

/// Characters of a cell, however wide the terminal is.
const MAX_CELL: usize = 60;

/// Characters of a name.
const MAX_NAME: usize = 30;

/// Lines of a row.
const MAX_LINES: usize = 3;

/// A column: its heading, the columns of the terminal from which on it is shown, and its cells.
type Column = (&'static str, usize, fn(&Row) -> String);

const COLUMNS: &[Column] = &[
    ("TRANSFER", 0, |it| it.flow.replace("->", " -> ")),
    ("IMPORTER", 0, |it| names::cut(it.importer_name.as_ref().unwrap_or(&it.to), MAX_NAME)),
    ("PLACE", 0, |it| it.place.clone().unwrap_or_default()),
    ("REACHED BY", 120, |it| it.reached_by.join(", ")),
    ("DATA", 0, |it| tables::data(it).replace("; ", ", ")),
    ("RESTS ON", 0, tables::rests_on),
    ("ASSESSMENT", 130, |it| it.assessment.clone().unwrap_or_default()),
    ("FALLBACK", 140, tables::fallback),
    ("OWNER", 160, |it| it.owner.clone().unwrap_or_default()),
    ("VERDICT", 0, |it| {
        let mut marks = Vec::new();
        marks.extend((it.kind == Some("onward")).then(|| "onward".to_owned()));
        marks.extend(it.waived_until.as_ref().map(|it| format!("waived until {it}")));
        if marks.is_empty() { it.verdict.to_owned() } else { format!("{} ({})", it.verdict, marks.join(", ")) }
    }),
];

/// Writes the register.
pub(super) fn render(register: &Register<'_, '_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let width = look.width.max(40);
    let mut columns = COLUMNS.iter().filter(|(_, from, _)| width >= *from).copied().collect::<Vec<_>>();
    if register.assessment.regimes.len() > 1 {
        columns.insert(1, ("LAW", 0, |it| it.regime.clone()));
    }
    let mut text = String::new();
    if !register.rows.is_empty() {
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_truncation_indicator(if look.unicode { "…" } else { "~" });
        table.set_header(columns.iter().map(|(heading, ..)| *heading));
        for id in register.rows.iter().take(look.max) {
            let row = row(register, *id);
            let cells = columns.iter().map(|(.., cell)| names::cut(&cell(&row), MAX_CELL));
            let mut row = comfy_table::Row::from(cells);
            row.max_height(MAX_LINES);
            table.add_row(row);
        }
        if look.max > 0 {
            // Cells break in the middle of words: a line must not begin with what was harmless inside of one.
            for line in table.trim_fmt().lines() {
                text.push_str(&clean(line));
                text.push('\n');
            }
        }
        if let Some(more) = register.rows.len().checked_sub(look.max).filter(|it| *it > 0) {
            let dots = if look.unicode { "…" } else { "..." };
            text.push_str(&format!(" {dots} and {} (use --format csv)\n", names::count(more, "more row", "more rows")));
        }
        text.push('\n');
    }
    for line in summary::of_register(register.frame, &register.tally, register.rows.len(), register.is_narrow) {
        text.push_str(&line);
        text.push('\n');
    }
    out.write_all(text.as_bytes())
}
