//! Tells whether personal data may cross a border.
//!
//! Data flows one way: `source` reads files into an `inventory`, `graph` follows the data,
//! `assess` applies the `law`, `output` shows the result. No room reaches back up.

pub mod text;
pub mod syntax;
pub mod law;
pub mod inventory;
pub mod source;
pub mod graph;
pub mod assess;
pub mod output;
pub mod cli;
