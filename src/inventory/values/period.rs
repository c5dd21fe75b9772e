//! Days as people know them: a day, a month or a year, and what that says of a given day.

use jiff::civil::Date;

use crate::{
    inventory::{
        keys::{Lower, Shape},
        lower::Lowering,
        unsaid::UNKNOWN,
    },
    syntax::Node,
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
        period(node.scalar()?.trim()).ok()
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
        let Some(raw) = node.scalar() else {
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
    let (&[a, b, c, d], rest) = raw.as_bytes().split_first_chunk().ok_or(Wrong::NoDate)?;
    let year = i16::from(number([a, b])?) * 100 + i16::from(number([c, d])?);
    let (month, day) = match *rest {
        [] => (None, None),
        [b'-', a, b] => (Some([a, b]), None),
        [b'-', a, b, b'-', c, d] => (Some([a, b]), Some([c, d])),
        _ => return Err(Wrong::NoDate),
    };
    let (month, day) = (month.map(number).transpose()?, day.map(number).transpose()?);
    let date = |month: i8, day: i8| Date::new(year, month, day).map_err(|_| Wrong::NoSuchDay);
    match (month, day) {
        (None, _) => Ok(Period { first: date(1, 1)?, last: date(12, 31)? }),
        (Some(month), None) => {
            let first = date(month, 1)?;
            Ok(Period { first, last: first.last_of_month() })
        }
        (Some(month), Some(day)) => Ok(Period::day(date(month, day)?)),
    }
}

/// The number that two digits are.
fn number([tens, ones]: [u8; 2]) -> Result<i8, Wrong> {
    if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
        return Err(Wrong::NoDate);
    }
    Ok(((tens - b'0') * 10 + (ones - b'0')).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let shown = match period(raw) {
            Ok(period) => format!("{} to {}", period.first, period.last),
            Err(Wrong::NoDate) => "no date".to_owned(),
            Err(Wrong::NoSuchDay) => "no such day".to_owned(),
        };
        assert_eq!(shown, expected, "{raw}");
    }

    #[test]
    fn periods() {
        check("2024", "2024-01-01 to 2024-12-31");
        check("2024-02", "2024-02-01 to 2024-02-29");
        check("2024-02-29", "2024-02-29 to 2024-02-29");
        check("0000-01-01", "0000-01-01 to 0000-01-01");
        for none in ["2023-02-29", "2024-00", "2024-13", "2024-04-31", "2024-01-00", "2024-99-99"] {
            check(none, "no such day");
        }
        for none in [
            "",
            "-",
            "202",
            "20245",
            "2024-",
            "2024-1",
            "2024-011",
            "2024-01-",
            "2024-01-1",
            "2024-01-011",
            "2024-01-01-",
            "2024-01-01-01",
            "2024/01/01",
            "2024-01/01",
            "2024-+1-01",
            "2024-13-1x",
            "-024-01-01",
            "202é-01-01",
            "２０２４",
        ] {
            check(none, "no date");
        }
    }
}
