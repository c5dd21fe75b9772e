//! The graph of systems across jurisdictions: payload edges, labels from sources, witness paths.
//! Knows what "is a source" and "carries personal data" mean, and nothing else of the law; never prints.

mod access;
mod carried;
mod carriers;
mod classes;
mod collectors;
mod cut;
mod derived;
mod edges;
mod ended;
mod hops;
mod idle;
mod labels;
mod origins;
mod paths;
mod people;
mod unsent;

pub use carried::Carried;
pub use carriers::{Behind, may_decrypt, opens, passes_on};
pub use classes::{Bits, ClassSet, Classes, grow, is_any, leaves_any, meets, take_out};
pub use cut::{Arc, minimum_cut};
pub use derived::Derived;
pub use edges::{Edge, EdgeId, EdgeOrigin, Graph, Node, Passage, Setting, Unclear, build};
pub use ended::{Ended, begun};
pub use hops::{Hop, Hops};
pub use idle::Idle;
pub use labels::{Labels, Part, propagate, propagate_ever, propagate_if_decrypted, propagate_own};
pub use origins::{Origins, Roots, Travel, origins};
pub use paths::{Path, Ways, ways};
pub use people::is_of_people;
