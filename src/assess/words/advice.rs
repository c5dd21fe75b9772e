//! What is to be done about a finding: the blanks of a rule's advice filled for the day, the law and the case. What the law
//! did not know on the day is not named; nothing here decides whether it would be enough.

use crate::{
    inventory::{values::Roles, words::Kind},
    law::{Asked, Competent, Condition, Decision, DecisionId, Edition, RolePair, Rule, filled},
};

use super::{
    super::{
        adequacy,
        clauses::is_on,
        finding::Detail,
        listing,
        role::RoleFact,
        transfer::{Ground, Missing, Spot},
    },
    Scene,
};

impl Scene<'_, '_> {
    /// Advice of a rule as it fits this finding.
    pub(super) fn advice(&self, text: &str) -> String {
        if !text.contains('<') {
            return text.to_owned();
        }
        filled(text, &mut |word, text| self.blank(word, text))
    }

    /// What fills a blank; nothing where what it speaks of does not exist, or has nothing to do with this.
    fn blank(&self, word: &str, text: &str) -> Option<String> {
        let (regime, day) = (self.regime(), self.assessment.day);
        let if_so = |is_so: bool| is_so.then(|| text.to_owned());
        match word {
            "clauses" => self.clauses(),
            "docking" => self.docking(),
            "modules" => if_so(regime.editions.iter().any(|it| it.has_modules() && it.can_be_signed(day))),
            "assessment" => if_so(day >= regime.duties.assessment_from && !self.asks_no_assessment()),
            "certification" => {
                let kind = regime.mechanism(Kind::Certification.word())?;
                let is_there = kind.from.is_none_or(|it| it <= day) && kind.until.is_none_or(|it| day < it);
                if_so(is_there && kind.open.is_empty())
            }
            "stands" => if_so(self.standing().is_some_and(|it| Some(it) == self.finding.ground)),
            "claim" => if_so(self.is_of_claim()),
            "no-claim" => if_so(!self.is_of_claim()),
            "set" => if_so(self.is_of_editions()),
            "no-set" => if_so(!self.is_of_editions()),
            "list" => if_so(self.decision().is_some_and(|it| self.lists(it).next().is_some() && !self.is_left_out(it))),
            "off-list" => {
                if_so(self.decision().is_none_or(|it| self.lists(it).next().is_none() || self.is_left_out(it)))
            }
            "listing" => self.listing(),
            "unlisted" => self.open_list().and(self.transfer?.importer).map(|it| self.name(it)),
            "lists" => self.open_list().map(|(decision, lists)| {
                let lists = lists.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ");
                format!("{lists} ({} covers who is listed)", self.assessment.law.decision(decision).label())
            }),
            "dated" => if_so(self.finding.detail == Detail::ExactDay),
            "undated" => if_so(self.finding.detail != Detail::ExactDay),
            "listable" => if_so(self.listing().is_some()),
            "addition" => {
                let clauses = self.clauses_at_fault()?;
                let joins = |it: &&Edition| {
                    let kind = regime.mechanism(&it.kind);
                    kind.is_some_and(|it| it.joins.as_deref() == Some(clauses.word()) && it.is_added(&regime.id))
                };
                let edition = regime.editions.iter().filter(joins).find(|it| it.can_be_signed(day))?;
                Some(format!("Add the {} to them", regime.mechanism(&edition.kind)?.name))
            }
            "adapted" => {
                let clauses = self.clauses_at_fault()?;
                let own = regime.editions.iter().filter(|it| it.kind == clauses.word() && it.counts(day));
                if_so(own.into_iter().any(|it| it.adaptations.is_some()))
            }
            "unauthorized" => if_so(!self.is_of_wrong_authority()),
            "competent" => self.is_of_wrong_authority().then(|| self.competent(text)),
            _ => self.party(word, text).or_else(|| self.way(word, text)).or_else(|| self.fact(word, text)),
        }
    }

    /// The newest clauses that can be signed that day, by the roles where they are known.
    fn clauses(&self) -> Option<String> {
        let (regime, day) = (self.regime(), self.assessment.day);
        let (is_known, fits) = self.fitting();
        let added = |it: &Edition| regime.mechanism(&it.kind).is_some_and(|it| it.is_added(&regime.id));
        let current = regime.editions.iter().filter(|it| it.can_be_signed(day) && it.counts(day));
        let fitting = current.filter(|it| !is_known || it.any_roles || it.pairs.iter().any(&fits));
        let (additions, sets) = fitting.partition::<Vec<_>, _>(|it| added(it));
        let name = |it: &Edition| regime.mechanism(&it.kind).map_or_else(|| it.kind.clone(), |it| it.name.clone());
        let alone = || sets.iter().filter(|it| it.only_with.is_none());
        let newest = alone().max_by_key(|it| (it.any_roles, it.has_modules(), it.from))?;
        // Which of several old sets it is depends on the roles.
        let is_one = is_known || newest.has_modules() || alone().nth(1).is_none();
        let mut about = is_one.then(|| newest.id.clone()).into_iter().collect::<Vec<_>>();
        if newest.has_modules() {
            about.push(self.module(newest, "the module that fits"));
        }
        about.extend(newest.adaptations.as_ref().map(|it| format!("with the {it}")));
        let article = if newest.any_roles { "the " } else { "" };
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        let alone = format!("{article}{}{about}", name(newest));
        let addition = additions.into_iter().find(|it| sets.iter().any(|set| set.only_with.as_ref() == Some(&it.kind)));
        Some(match addition {
            Some(it) => format!("{alone} or the {} to EU clauses", name(it)),
            None => alone,
        })
    }

    /// Whether both roles are known, and whether two sides of clauses are theirs.
    fn fitting(&self) -> (bool, impl Fn(&RolePair) -> bool) {
        let (from, to) = self.roles();
        let is_known = from.roles.is_some() && to.roles.is_some();
        (is_known, move |it| is_on(it.exporter, from) && is_on(it.importer, to))
    }

    /// The module of clauses that fits the roles, where they leave one.
    fn module(&self, edition: &Edition, otherwise: &str) -> String {
        let (is_known, fits) = self.fitting();
        let mut modules = edition.pairs.iter().filter(|it| is_known && fits(it)).filter_map(|it| it.module);
        match (modules.next(), modules.next()) {
            (Some(one), None) if !self.is_to_another_controller() => format!("module {one}"),
            _ => otherwise.to_owned(),
        }
    }

    /// Whether the only clauses that fit the roles ask for no assessment of their own.
    fn asks_no_assessment(&self) -> bool {
        let day = self.assessment.day;
        let editions = self.regime().editions.iter().filter(|it| it.has_modules() && it.can_be_signed(day));
        let (is_known, fits) = self.fitting();
        let mut pairs = editions.flat_map(|it| &it.pairs).filter(|it| fits(it)).peekable();
        is_known
            && !self.is_to_another_controller()
            && pairs.peek().is_some()
            && pairs.all(|it| it.assessment != Asked::Always)
    }

    /// Whether a processor sends to somebody who decides, and that is not the one for whom it is said to process.
    fn is_to_another_controller(&self) -> bool {
        let (from, to) = self.roles();
        let decides = to.roles.is_some_and(|it| !it.only_processor());
        let own = || {
            self.transfer
                .and_then(|it| self.assessment.world(it).client_of(self.assessment.world(it).edge(it.edge).from))
        };
        let importer = self.transfer.and_then(|it| it.importer);
        from.roles.is_some_and(Roles::only_processor) && decides && own().is_none_or(|it| Some(it) != importer)
    }

    /// How somebody joins clauses that can be signed that day: what binds it is the module of its own hop.
    fn docking(&self) -> Option<String> {
        let editions = &self.regime().editions;
        let edition = editions.iter().find(|it| it.has_modules() && it.can_be_signed(self.assessment.day))?;
        let module = self.module(edition, "the module of this hop");
        Some(format!("docking clause: `acceded`, and {module} in `module`"))
    }

    /// Whether what it is about is a claim that data are anonymous.
    fn is_of_claim(&self) -> bool {
        matches!(self.finding.ground, Some(Ground::FlowClaim | Ground::DataClaim(_)))
            || self.clauses_at_fault() == Some(Kind::Anonymization)
    }

    /// Whether an authorization is recorded, and another authority gave it than the competent one.
    fn is_of_wrong_authority(&self) -> bool {
        self.finding.rule == Rule::AuthorizationMissing && self.finding.detail == Detail::NotCompetent
    }

    /// The authority that is competent for the exporter, as far as what is recorded of it says so.
    fn competent(&self, otherwise: &str) -> String {
        let transfer = self.transfer.and_then(|it| Some((it.exporter?, it.regime)));
        match transfer.map(|(exporter, regime)| self.assessment.authority(exporter, regime)) {
            Some(Competent::One(authority, _)) => format!("`{}`", authority.name),
            Some(Competent::OneOf(_, why)) => format!("{otherwise} ({why})"),
            Some(Competent::Nobody(_)) | None => otherwise.to_owned(),
        }
    }

    /// Whether what it is about is a set of clauses.
    fn is_of_editions(&self) -> bool {
        self.clauses_at_fault().is_some_and(|kind| self.regime().editions.iter().any(|it| it.kind == kind.word()))
    }

    pub(super) fn roles(&self) -> (RoleFact, RoleFact) {
        let none = RoleFact { roles: None, assumed: false };
        self.transfer.map_or((none, none), |it| {
            let world = self.assessment.world(it);
            let edge = world.edge(it.edge);
            (world.sender_role(edge), world.receiver_role(edge))
        })
    }

    /// The decision that it is about.
    pub(super) fn decision(&self) -> Option<DecisionId> {
        match (&self.finding.ground, &self.finding.detail) {
            (Some(Ground::Decision(id)), _) | (_, Detail::Decision(id)) => Some(*id),
            _ => None,
        }
    }

    /// Whether a decision leaves out what the recipient is or what the data are for, whatever list it is on.
    fn is_left_out(&self, decision: DecisionId) -> bool {
        self.transfer.is_some_and(|it| {
            let world = self.assessment.world(it);
            adequacy::leaves_out(world, world.edge(it.edge), it.importer, self.assessment.law.decision(decision))
        })
    }

    fn lists(&self, decision: DecisionId) -> impl Iterator<Item = &str> {
        self.assessment.law.decision(decision).conditions.iter().filter_map(|it| match it {
            Condition::Listed { list, .. } => Some(list.as_str()),
            _ => None,
        })
    }

    /// A decision in force that covers who is on its lists, where nothing is recorded of the importer on any of them, and
    /// nothing else keeps the importer or the purpose out.
    fn open_list(&self) -> Option<(DecisionId, Vec<&str>)> {
        let (law, transfer) = (self.assessment.law, self.transfer?);
        let (Spot::Country(country), Some(importer)) = (transfer.spot, transfer.importer) else {
            return None;
        };
        let world = self.assessment.world(transfer);
        let is_open = |decision: &Decision| {
            decision.in_force(self.assessment.day)
                && adequacy::elsewhere(world, importer, decision).is_none()
                && !adequacy::leaves_out(world, world.edge(transfer.edge), Some(importer), decision)
        };
        let open = law.decisions_for(&self.regime().id, country).filter(|(_, it)| is_open(it));
        let (id, lists) = open.map(|(id, _)| (id, self.lists(id).collect::<Vec<_>>())).find(|it| !it.1.is_empty())?;
        let is_said = lists.iter().any(|it| listing::is_said(world, importer, it));
        (!is_said).then_some((id, lists))
    }

    /// How an entry on the lists is recorded that are asked for, else on those of the decision in force that day.
    fn listing(&self) -> Option<String> {
        let law = self.assessment.law;
        if self.finding.missing.iter().any(|it| matches!(it, Missing::ExactDay(_) | Missing::SeenLater(..))) {
            return None;
        }
        let mut lists = self.finding.missing.iter().filter_map(|it| match it {
            Missing::Listing(list) => Some(list.as_str()),
            _ => None,
        });
        let mut asked = lists.by_ref().collect::<Vec<_>>();
        if asked.is_empty()
            && let Some(Spot::Country(country)) = self.transfer.map(|it| it.spot)
        {
            let now = law.decisions_for(&self.regime().id, country).filter(|(_, it)| it.in_force(self.assessment.day));
            asked = now
                .map(|it| it.0)
                .find_map(|it| Some(self.lists(it).collect()).filter(|it: &Vec<_>| !it.is_empty()))?;
        }
        match asked.as_slice() {
            [] => None,
            [one] if *one == law.words.main_list => Some("`dpf = { status, covers, from, checked }`".to_owned()),
            several => {
                let each = several.iter().map(|it| format!("{{ list = \"{it}\", status, covers, from, checked }}"));
                Some(format!("`listings = [{}]`", each.collect::<Vec<_>>().join(", ")))
            }
        }
    }

    /// The kind of the recorded clauses that it is about.
    pub(super) fn clauses_at_fault(&self) -> Option<Kind> {
        match self.finding.ground? {
            Ground::Mechanism(id) => Some(self.assessment.inventory.mechanism(id).table.kind.as_ref()?.value),
            Ground::Kind(kind) => Some(kind),
            _ => None,
        }
    }
}
