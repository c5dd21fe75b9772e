//! What people declare: one struct for each table of the format, with the span of every fact.
//! `None` is always "nobody wrote anything"; what follows from a fact is said elsewhere.

mod instruments;
mod papers;
mod systems;

pub use instruments::{Approval, Assessment, Authorization, Measure, Mechanism, MechanismDetails};
pub use papers::{Match, Paper, RegimeName, RuleName, Waiver};
pub use systems::{
    Access, Data, Flow, FlowDetails, Listing, Organization, OrganizationDetails, Recipient, Surveillance, System,
    SystemDetails,
};
