//! Lays rows over the two tables that are no TOML: countries and cloud regions. Never says where a region is.

use crate::text::{FileId, Problem, Problems, Span};

use super::{Places, overlay::Change, places, regions};

const COUNTRIES: &str = "data/countries.tsv";
const REGIONS: &str = "data/cloud-regions.csv";

/// The rows of a file that was laid over a table.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    path: &'static str,
    rows: Vec<(Span, String)>,
}

/// Whether a path is that of a table of rows.
pub(crate) fn is_table(path: &str) -> bool {
    [COUNTRIES, REGIONS].contains(&path)
}

/// Lays a file over a table: a row replaces the one of the same country or region. Gives its rows and the new table.
pub(crate) fn lay(
    path: &str,
    ours: &str,
    (file, name, text): (FileId, &str, &str),
    changes: &mut Vec<Change>,
    problems: &mut Problems,
) -> (Rows, String) {
    let is_countries = path == COUNTRIES;
    let mut lines = ours.lines().map(|it| (it.to_owned(), None)).collect::<Vec<(String, Option<Span>)>>();
    let mut rows = Rows { path: if is_countries { COUNTRIES } else { REGIONS }, rows: Vec::new() };
    let mut start = 0;
    for (at, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches(['\n', '\r']);
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span::new(file, byte(start), byte(start + line.len()));
        start += whole.len();
        if !is_countries && at == 0 {
            if line != regions::HEADER {
                problems.push(Problem::at(span, format!("the columns must be {}", regions::HEADER)));
            }
            continue;
        }
        if line.trim().is_empty() || (is_countries && line.starts_with('#')) {
            continue;
        }
        if let Some(wrong) = is_countries.then(|| places::wrong_row(line)).flatten() {
            problems.push(Problem::at(span, wrong));
            continue;
        }
        let key = key(is_countries, line);
        let before = lines.iter().position(|(it, _)| self::key(is_countries, it) == key);
        match before.and_then(|at| lines.get_mut(at)) {
            Some((_, Some(first))) => {
                let problem = Problem::at(span, format!("`{}` is there twice", shown(&key)));
                problems.push(problem.related(*first, "and here"));
                continue;
            }
            Some(row) => *row = (line.to_owned(), Some(span)),
            None => lines.insert(place(is_countries, &lines, &key), (line.to_owned(), Some(span))),
        }
        changes.push(Change { file: name.to_owned(), record: shown(&key), replaces: before.is_some() });
        rows.rows.push((span, line.to_owned()));
    }
    if rows.rows.is_empty() && problems.is_empty() {
        problems.push(Problem::at(Span::new(file, 0, 0), format!("`{name}` says nothing")));
    }
    (rows, lines.into_iter().map(|(line, _)| line + "\n").collect())
}

/// Says of every row what does not fit, once countries and blocs are known.
pub(crate) fn check(rows: &[Rows], places: &Places, problems: &mut Problems) {
    for (span, line) in rows.iter().filter(|it| it.path == REGIONS).flat_map(|it| &it.rows) {
        let is_bloc = |short: &str| places.bloc_named(short).is_some();
        if let Some(wrong) = regions::wrong_row(line, |code| places.country(code), is_bloc) {
            problems.push(Problem::at(*span, wrong));
        }
    }
}

/// A country by its code, a region by its provider and its id.
fn key(is_countries: bool, line: &str) -> (String, String) {
    let mut cells = line.split(if is_countries { '\t' } else { ',' }).map(str::to_owned);
    let first = cells.next().unwrap_or_default();
    (first, if is_countries { String::new() } else { cells.next().unwrap_or_default() })
}

fn shown((first, second): &(String, String)) -> String {
    if second.is_empty() { first.clone() } else { format!("{first}:{second}") }
}

/// Countries stand by code, regions behind those of their provider.
fn place(is_countries: bool, lines: &[(String, Option<Span>)], key: &(String, String)) -> usize {
    let keys = lines.iter().map(|(it, _)| it);
    let found = if is_countries {
        keys.clone().position(|it| !it.starts_with('#') && self::key(true, it) > *key)
    } else {
        keys.clone().rposition(|it| self::key(false, it).0 == key.0).map(|it| it + 1)
    };
    found.unwrap_or(lines.len())
}
