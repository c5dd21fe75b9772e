//! The words of missing facts: what would decide a transfer. Never decides which facts are missing.

use crate::{
    graph::{EdgeOrigin, Node},
    law::Country,
};

use super::{
    Assessment,
    transfer::{DayOf, Missing, TransferId},
};

/// A missing fact of a transfer in words: who reaches in is no operator of a system.
pub(crate) fn missing_of(assessment: &Assessment<'_>, id: TransferId, fact: &Missing) -> String {
    match fact {
        Missing::Receiver if is_by_nobody(assessment, id) => "who reaches in (`by` of `access`)".to_owned(),
        _ => missing(assessment, fact),
    }
}

/// Whether somebody reaches in of whom nobody wrote who it is.
pub(crate) fn is_by_nobody(assessment: &Assessment<'_>, id: TransferId) -> bool {
    let edge = assessment.edge(id);
    matches!(edge.origin, EdgeOrigin::Access(..)) && edge.to == Node::Somebody
}

/// A missing fact in words.
pub(crate) fn missing(assessment: &Assessment<'_>, fact: &Missing) -> String {
    let place = |country: Option<Country>| {
        country.map_or_else(|| "the destination".to_owned(), |it| assessment.law.places.name_in_sentence(it))
    };
    match fact {
        Missing::Establishment => "country of establishment".to_owned(),
        Missing::Place => "place of storage or access".to_owned(),
        Missing::Behind => "to whom the carrier passes the data on".to_owned(),
        Missing::BoundedPlace => "the countries".to_owned(),
        Missing::Country => "the country".to_owned(),
        Missing::ClearPlace(why) | Missing::Condition(why) | Missing::Contradiction(why) | Missing::Open(why) => {
            why.clone()
        }
        Missing::SenderScope => "whether the law applies to the sender".to_owned(),
        Missing::ScopeDenied => "whether the company inside sends, or a branch outside".to_owned(),
        Missing::ScopeOfSystems => "for which of its systems the law applies".to_owned(),
        Missing::ScopeOf(id) => {
            format!("whether the law applies to `{}`", assessment.inventory.organization_name(*id))
        }
        Missing::OriginOf(data) => format!("origin of `{}`", assessment.inventory.data_class(*data).id),
        Missing::DaysOf(flow) => {
            format!("whether and when `{}` ran (`since`, `until`)", assessment.inventory.flow_name(*flow))
        }
        Missing::Listing(list) => format!("listing on `{list}`"),
        Missing::SeenLater(list, day) => format!("since when what was seen on `{list}` on {day} holds"),
        Missing::ListingCoversHr => "whether the listing covers HR data".to_owned(),
        Missing::Edition => "edition".to_owned(),
        Missing::Module => "module".to_owned(),
        Missing::Signature => "day of signature".to_owned(),
        Missing::ExactDay(of) => format!("exact day {}", day(*of)),
        Missing::Assessment(country) => format!("assessment of {}", place(*country)),
        Missing::SenderRole => "role of the sender".to_owned(),
        Missing::ReceiverRole => "role of the receiver".to_owned(),
        Missing::OnBehalfOf => "whose processor the sender is".to_owned(),
        Missing::Sender => "operator of the sender".to_owned(),
        Missing::Receiver => "operator of the receiver".to_owned(),
        Missing::Key(key) => format!("`{key}`"),
        Missing::Approval => "authority and day of the approval".to_owned(),
        Missing::AuthorizationBy => "authority of the authorization".to_owned(),
        Missing::AuthorizationDay => "day of the authorization".to_owned(),
        Missing::ForWhom => "for whom it collects (`role`, `on-behalf-of`, `embedded-by`)".to_owned(),
        Missing::JoinedClauses => "the clauses that it joins (`addendum-to`)".to_owned(),
        Missing::Notified => "the day on which the authority was notified (`notified`)".to_owned(),
        Missing::Modified => "whether the clauses were changed (`modified`)".to_owned(),
        Missing::Unchanged => "whether the processing is still that of the clauses (their `changed`)".to_owned(),
        Missing::StillHeld => "whether what came over a flow that has ended was deleted or given back".to_owned(),
        Missing::Measures => "which measures it counts on (`measures` of the assessment)".to_owned(),
        Missing::WhoReachesIn => "who reaches in, and whether this binds them (`by` and `via` of `access`)".to_owned(),
        Missing::IntoCarrier => "who sends into the carrier".to_owned(),
        Missing::Provider => "the provider of the region".to_owned(),
        Missing::FlowInto(system) => format!("the flow into `{}`", assessment.inventory.system(*system).id),
        Missing::WhoReads => "whether its own people or another company (`by` of `access`)".to_owned(),
        Missing::OtherPart => "who sends: people have no part like that (`from-role`)".to_owned(),
        Missing::WithWhom => "with whom it decides (`joint-with`, `embedded-by`)".to_owned(),
        Missing::Frequency => "how often (`frequency`)".to_owned(),
        Missing::BodyKind(id) => format!("kind of `{}`", assessment.inventory.organization_name(*id)),
        Missing::PublicPowers => "whether public powers are exercised".to_owned(),
        Missing::Stage => "stage".to_owned(),
        Missing::Technique => "technique".to_owned(),
        Missing::WhetherAnonymous(data) => {
            let id = &assessment.inventory.data_class(*data).id;
            format!("whether `{id}` is anonymous: it says so, and a flow says that it is personal")
        }
        Missing::RelativeConcept => "whether the receiver can attribute the data".to_owned(),
        Missing::OnwardRules => "that country's rules for the next hop".to_owned(),
        Missing::RegimeData => "legal data of that day".to_owned(),
        Missing::Subprocessors => "sub-processors".to_owned(),
        Missing::Decryption(carrier) => format!("whether `{}` decrypts", assessment.inventory.system(*carrier).id),
    }
}

/// What happened on a day, and the key that it is written under.
fn day(of: DayOf) -> &'static str {
    match of {
        DayOf::Accession => "of joining (`acceded`)",
        DayOf::Signature => "of signature (`signed`)",
        DayOf::Assessment => "of the assessment (its `date`)",
        DayOf::Authorization => "of the authorization (its `from`)",
        DayOf::Certificate => "of the certificate (`issued`)",
        DayOf::Change => "of the change (`changed`)",
        DayOf::Listing => "of the listing (its `from`, `until` or `checked`)",
        DayOf::Notification => "of the notification (`notified`)",
        DayOf::Begin => "on which it begins",
        DayOf::From => "on which it begins (`from`)",
        DayOf::Until => "on which it ends (`until`)",
        DayOf::Given => "on which it was given (`given`)",
        DayOf::AuthorizationEnd => "on which the authorization ends (its `until`)",
    }
}
