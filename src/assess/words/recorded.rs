//! How missing facts are recorded: which key, and where. Makes words only; which facts are missing is decided elsewhere.

use crate::{
    graph::{EdgeOrigin, Node},
    inventory::model::Mechanism,
};

use super::{
    super::{
        asked::{is_by_nobody, missing},
        transfer::{Ground, Missing, Spot},
    },
    Scene,
};

impl Scene<'_, '_> {
    /// What fills a blank about facts that are missing.
    pub(super) fn fact(&self, word: &str, text: &str) -> Option<String> {
        let if_so = |is_so: bool| is_so.then(|| text.to_owned());
        let missing = &self.finding.missing;
        match word {
            "facts" => self.listed(|_| true),
            "paper" => self.listed(|it| !is_of_ends(it) && !matches!(it, Missing::Condition(_))),
            "conditions" => self.listed(|it| matches!(it, Missing::Condition(_))),
            "others" => self.listed(is_of_ends),
            "exact" => {
                let is_day = |it: &&Missing| matches!(it, Missing::ExactDay(_) | Missing::SeenLater(..));
                let days = missing.iter().filter(is_day);
                listed(days.map(|it| self.recorded(it)).collect())
            }
            "open" => {
                let open = missing.iter().filter(|it| matches!(it, Missing::Open(_)));
                listed(open.map(|it| self.recorded(it)).collect())
            }
            "kinds" => {
                let bodies = missing.iter().filter_map(|it| match it {
                    Missing::BodyKind(id) => Some(self.name(*id)),
                    _ => None,
                });
                listed(bodies.collect())
            }
            "keys" => if_so(!missing.iter().any(|it| matches!(it, Missing::Condition(_) | Missing::Measures))),
            "nothing" => if_so(missing.is_empty()),
            "stage" => if_so(missing.contains(&Missing::Stage)),
            "by" => if_so(self.is_by_nobody()),
            "access" => {
                let mut concerned = self.finding.transfers.iter().map(|it| self.assessment.transfer(*it));
                if_so(concerned.any(|it| it.reached_by.access))
            }
            "several" => if_so(missing.iter().any(|it| matches!(it, Missing::Open(_)))),
            "both" => if_so(missing.iter().any(|it| matches!(it, Missing::WhetherAnonymous(_)))),
            "unclear" => if_so(missing.iter().any(|it| matches!(it, Missing::ClearPlace(_)))),
            "unread" => if_so(!missing.iter().any(|it| matches!(it, Missing::ClearPlace(_)))),
            "stored" => self.receiver().filter(|_| self.transfer.is_some_and(|it| it.reached_by.location)),
            "reached" => self.receiver().filter(|_| self.transfer.is_some_and(|it| it.reached_by.access)),
            "reader" => if_so(missing.contains(&Missing::WhoReads)),
            "run-by-nobody" if missing.contains(&Missing::WhoReads) => None,
            "run-by-nobody" => self.receiver().filter(|_| self.transfer.is_some_and(|it| it.importer.is_none())),
            "no-country" => {
                let asks_kind = missing.iter().any(|it| matches!(it, Missing::BodyKind(_)));
                self.transfer.and_then(|it| it.importer).filter(|_| !asks_kind).map(|it| self.name(it))
            }
            "body" => {
                let is_unnamed = self.transfer.is_some_and(|it| it.spot == Spot::Body(None));
                self.transfer.and_then(|it| it.importer).filter(|_| is_unnamed).map(|it| self.name(it))
            }
            "whose" => Some(self.subject()),
            "where" => Some(self.entry()),
            _ => None,
        }
    }

    /// The facts of one sort that somebody can record.
    fn listed(&self, is_wanted: impl Fn(&Missing) -> bool) -> Option<String> {
        let is_fact =
            |it: &&Missing| !matches!(it, Missing::BodyKind(_) | Missing::Open(_) | Missing::WhetherAnonymous(_));
        let wanted = self.finding.missing.iter().filter(is_fact).filter(|it| is_wanted(it));
        listed(wanted.map(|it| self.recorded(it)).collect())
    }

    /// A fact by the key that it is recorded with, and where that is.
    fn recorded(&self, fact: &Missing) -> String {
        match fact {
            Missing::Establishment => format!("`country` of {}", self.importer()),
            Missing::Edition => self.of_paper("`edition`", |it| it.edition.is_some()),
            // What is added to clauses has the module of those.
            Missing::Module => self.of_paper("`module`", |_| true),
            Missing::Signature => self.of_paper("`signed`", |it| it.signed.is_some() || it.from.is_some()),
            Missing::ExactDay(_) => format!("the {}", missing(self.assessment, fact)),
            Missing::SeenLater(list, day) => {
                format!("`from` of the entry on `{list}`: it was looked up on {day}, after this day")
            }
            Missing::Assessment(_) => {
                format!("an {} (`assessment = {{ country, date, conclusion }}`)", missing(self.assessment, fact))
            }
            Missing::SenderRole => format!("`role` of {} (or `from-role` of the flow)", self.end(true)),
            Missing::ReceiverRole if self.is_access() => "`role` of this `access`".to_owned(),
            Missing::ReceiverRole => format!("`role` of {} (or `to-role` of the flow)", self.end(false)),
            Missing::OnBehalfOf => format!("`on-behalf-of` of {}: whose processor it is", self.end(true)),
            Missing::Sender => format!("`operator` of {}", self.end(true)),
            Missing::Receiver if self.is_by_nobody() => "`by = { name, country }` of this `access`".to_owned(),
            Missing::Receiver => format!("`operator` of {}", self.end(false)),
            Missing::Frequency => "`frequency` of the flow".to_owned(),
            Missing::PublicPowers => format!("`public-powers` of {}", self.exporter()),
            Missing::Stage => "`stage`".to_owned(),
            Missing::Technique => "`technique`".to_owned(),
            Missing::ListingCoversHr => "`covers` of its listing".to_owned(),
            _ => missing(self.assessment, fact),
        }
    }

    /// A key of the paper: of the clauses that it joins, where it has its own already.
    fn of_paper(&self, key: &str, is_there: impl Fn(&Mechanism) -> bool) -> String {
        let inventory = self.assessment.inventory;
        let table = self.finding.ground.and_then(Ground::mechanism).map(|it| &inventory.mechanism(it).table);
        match table.and_then(|it| it.addendum_to.as_ref().filter(|_| is_there(it))) {
            Some(clauses) => format!("{key} of `{}`", inventory.mechanism(clauses.value).id),
            None => key.to_owned(),
        }
    }

    /// The system at an end, or who is there without one.
    fn end(&self, is_sender: bool) -> String {
        let edge = self.id.map(|it| self.assessment.edge(it));
        match edge.map(|it| if is_sender { it.from } else { it.to }) {
            Some(Node::System(system)) => format!("`{}`", self.assessment.inventory.system(system).id),
            _ if is_sender => self.exporter(),
            _ => self.importer(),
        }
    }

    /// Whether nobody wrote who reaches in.
    fn is_by_nobody(&self) -> bool {
        self.id.is_some_and(|it| is_by_nobody(self.assessment, it))
    }

    /// The system that receives, or that somebody reaches into.
    fn receiver(&self) -> Option<String> {
        let edge = self.assessment.edge(self.id?);
        let system = match (edge.origin, edge.to) {
            (EdgeOrigin::Access(system, _), _) | (_, Node::System(system)) => system,
            _ => return None,
        };
        Some(format!("`{}`", self.assessment.inventory.system(system).id))
    }

    /// Where what is relied on is recorded.
    fn entry(&self) -> String {
        match self.finding.ground {
            Some(ground @ Ground::Mechanism(id)) if !self.assessment.inventory.mechanism(id).id.is_empty() => {
                self.ground(ground)
            }
            Some(Ground::Kind(kind)) => {
                format!("the entry in `via` (`{{ kind = \"{0}\", ... }}` in the place of `\"{0}\"`)", kind.word())
            }
            _ => "the table under `via`".to_owned(),
        }
    }
}

/// Whether a fact is one of the ends of a flow, or of the flow, and of no paper.
fn is_of_ends(fact: &Missing) -> bool {
    matches!(
        fact,
        Missing::SenderRole
            | Missing::ReceiverRole
            | Missing::OnBehalfOf
            | Missing::Sender
            | Missing::Receiver
            | Missing::Frequency
            | Missing::PublicPowers
    )
}

/// `a, b and c`; nothing of nothing.
fn listed(mut all: Vec<String>) -> Option<String> {
    all.dedup();
    let last = all.pop()?;
    Some(if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) })
}
