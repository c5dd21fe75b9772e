//! Days as people know them: a day, a month or a year, and what that says of a given day.

use jiff::civil::Date;

use crate::{
    inventory::{
        keys::{Lower, Shape},
        lower::Lowering,
        unsaid::UNKNOWN,
    },
    syntax::{Node, Value},
    text::Problem,
};

/// A day, or the month or year in which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day of it.
    pub first: Date,
    /// Last day of it; the same for a day.
    pub last: Date,
}

/// An answer that may hang on a day inside a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Only the exact day would tell.
    Unsure,
}

impl Period {
    /// One day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// Whether something that begins here has begun on `day`.
    #[must_use]
    pub fn begun(self, day: Date) -> Certainty {
        if day < self.first {
            Certainty::No
        } else if day >= self.last {
            Certainty::Yes
        } else {
            Certainty::Unsure
        }
    }

    /// Whether something that ends here, the end included, has ended on `day`.
    #[must_use]
    pub fn ended(self, day: Date) -> Certainty {
        if day > self.last {
            Certainty::Yes
        } else if day <= self.first {
            Certainty::No
        } else {
            Certainty::Unsure
        }
    }

    /// What a node says, if it is a day, a month or a year.
    pub(crate) fn written(node: Node<'_>) -> Option<Self> {
        match node.value() {
            Value::Text(raw) | Value::Plain(raw) | Value::Date(raw) | Value::Number(raw) => period(raw.trim()).ok(),
            _ => None,
        }
    }

    /// As it is written.
    #[must_use]
    pub fn shown(self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else if self.first.month() == self.last.month() {
            format!("{:04}-{:02}", self.first.year(), self.first.month())
        } else {
            format!("{:04}", self.first.year())
        }
    }
}

impl Lower for Period {
    const SHAPE: Shape = Shape::Date;

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let (Value::Text(raw) | Value::Plain(raw) | Value::Date(raw) | Value::Number(raw)) = node.value() else {
            cx.wanted(node, "a day such as `2024-01-15`, a month or a year");
            return None;
        };
        match period(raw.trim()) {
            Ok(period) => Some(period),
            Err(Wrong::NoSuchDay) => {
                cx.problem(
                    Problem::at(node.span(), format!("the day `{}` does not exist", raw.trim()))
                        .label("no such day")
                        .help("write a day of the calendar"),
                );
                None
            }
            Err(Wrong::NoDate) => {
                cx.problem(
                    Problem::at(node.span(), format!("this must be a day, a month or a year, not `{}`", raw.trim()))
                        .label("no day")
                        .help(help(raw.trim())),
                );
                None
            }
        }
    }
}

/// What to write instead of a word that is no day.
fn help(raw: &str) -> String {
    const HOW: &str = "write a day such as `2024-01-15`, a month (`2024-01`) or a year (`2024`)";
    let day = raw.get(..10).filter(|it| matches!(period(it), Ok(it) if it.first == it.last));
    match day.filter(|it| raw.get(it.len()..).is_some_and(|it| it.starts_with(['T', 't', ' ']))) {
        Some(day) => format!("write the day alone, `{day}`"),
        None if raw == UNKNOWN => format!("{HOW}; without this key it is taken that there is no such day"),
        None => HOW.to_owned(),
    }
}

enum Wrong {
    NoDate,
    NoSuchDay,
}

fn period(raw: &str) -> Result<Period, Wrong> {
    let parts = raw.split('-').collect::<Vec<_>>();
    let well_formed = parts.iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
        && parts.iter().zip([4, 2, 2]).all(|(part, length)| part.len() == length);
    if !well_formed || parts.len() > 3 {
        return Err(Wrong::NoDate);
    }
    let number = |at: usize| parts.get(at).and_then(|it| it.parse::<i16>().ok());
    let small = |at: usize| number(at).and_then(|it| i8::try_from(it).ok()).unwrap_or(0);
    let year = number(0).ok_or(Wrong::NoDate)?;
    let day = |month: i8, day: i8| Date::new(year, month, day).map_err(|_| Wrong::NoSuchDay);
    match parts.len() {
        1 => Ok(Period { first: day(1, 1)?, last: day(12, 31)? }),
        2 => {
            let first = day(small(1), 1)?;
            Ok(Period { first, last: first.last_of_month() })
        }
        _ => Ok(Period::day(day(small(1), small(2))?)),
    }
}
