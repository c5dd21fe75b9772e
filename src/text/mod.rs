//! Small tools for all rooms: places in files, problems, cleaning, suggestions. Knows nothing of the domain.

mod clean;
mod files;
mod parallel;
mod problem;
mod span;
mod suggest;

pub use clean::clean;
pub(crate) use clean::is_risky;
pub(crate) use files::MARK;
pub use files::{File, Files, Position};
pub use parallel::{beside, in_parts, in_placed_parts, is_long, merged, n_parts, of_each, side_by_side};
pub use problem::{Lack, Problem, Problems};
pub use span::{Assumption, FileId, Origin, Span, Spanned};
pub use suggest::{closest, slipped};
