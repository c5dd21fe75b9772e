//! Tells whether personal data may cross a border.
//!
//! Data flows one way: `source` reads files into an `inventory`, `graph` follows the data,
//! `assess` applies the `law`, `output` shows the result. No room reaches back up.

pub mod assess;
pub mod cli;
pub mod graph;
pub mod inventory;
pub mod law;
pub mod output;
pub mod source;
pub mod syntax;
pub mod text;
