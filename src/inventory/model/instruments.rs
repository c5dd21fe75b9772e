//! What transfers rest on: mechanisms, assessments, measures.

use crate::{
    inventory::{
        DataId, MechanismId,
        keys::{Many, table},
        values::{
            Accessions, Annexes, Answer, AssessmentRef, DecisionName, EditionName, MeasureRef, Module, Party, Period,
            TextOrNone, inline_tables,
        },
        words::{BcrType, Conclusion, ConsentScope, Kind, MeasureKind, MechanismStatus, Test},
    },
    law::Place,
};

table! {
    /// What a transfer rests on.
    Mechanism "mechanisms.ID" {
        /// Which kind.
        kind: Fact<Kind> = "kind",
        /// Where it stands.
        status: Rare<MechanismStatus> = "status",
        /// Day of signature.
        signed: Rare<Period> = "signed",
        /// First day; left out: the day of signature.
        from: Rare<Period> = "from",
        /// Last day.
        until: Rare<Period> = "until",
        /// Who exports under it.
        exporter: Rare<Many<Party>> = "exporter",
        /// Who imports under it; every flow to them is covered.
        recipients: Rare<Many<Party>> = "recipients",
        /// The assessment of the destination.
        assessment: Rare<AssessmentRef> = "assessment",
        /// The edition of the clauses.
        edition: Rare<EditionName> = "edition",
        /// The modules of the clauses.
        module: Rare<Many<Module>> = "module",
        /// How far the annexes are filled in.
        annexes: Rare<Annexes> = "annexes",
    } MechanismDetails {
        /// Who joined by the docking clause, and when.
        acceded: Rare<Accessions> = "acceded",
        /// The data that it is limited to.
        data: Rare<Many<DataId>> = "data",
        /// The countries that it is limited to, or that a consent names.
        countries: Rare<Many<Place>> = "countries",
        /// The flows that it is limited to.
        flows: Rare<Many<String>> = "flows",
        /// Whether onward transfers by the importer are documented instructions.
        onward: Rare<Answer> = "onward",
        /// Supplementary measures.
        measures: Rare<Many<MeasureRef>> = "measures",
        /// Whether the text was changed.
        modified: Rare<Answer> = "modified",
        /// Day on which the processing last changed; left out: unchanged, assumed.
        changed: Rare<Period> = "changed",
        /// For whom the exporter signed (a mandate).
        on_behalf_of: Rare<Party> = "on-behalf-of",
        /// Module 4: whether the processor combines the data with data from the territory.
        combines_eu_data: Rare<Answer> = "combines-eu-data",
        /// The clauses that an Addendum joins.
        addendum_to: Rare<MechanismId> = "addendum-to",
        /// Whether EU clauses carry the Swiss adaptations.
        swiss_adaptations: Rare<Answer> = "swiss-adaptations",
        /// The law that governs the clauses.
        governing_law: Rare<String> = "governing-law" recorded,
        /// Of `adequacy`: the decision relied on, by its number.
        decision: Rare<DecisionName> = "decision",
        /// Of binding corporate rules: for whose data.
        bcr_type: Rare<BcrType> = "type",
        /// Of binding corporate rules: the bound members.
        members: Rare<Many<Party>> = "members",
        /// Of binding corporate rules: the approval.
        approval: Rare<Many<Approval>> = "approval",
        /// The code of conduct or the certification scheme.
        scheme: Rare<String> = "scheme",
        /// The number of the certificate.
        certificate: Rare<TextOrNone> = "certificate",
        /// Day on which the certificate was issued.
        issued: Rare<Period> = "issued",
        /// Whether the importer made binding commitments towards the exporter.
        commitments: Rare<Answer> = "commitments",
        /// The authorization of a supervisory authority.
        authorization: Rare<Many<Authorization>> = "authorization",
        /// Under the Swiss regime: day on which the FDPIC was notified.
        notified: Rare<Period> = "notified",
        /// The instrument or order.
        instrument: Rare<String> = "instrument",
        /// Day on which it was concluded.
        concluded: Rare<Period> = "concluded",
        /// Whether it conformed to Union law as it stood then; GDPR Art. 96.
        conforming_then: Rare<Answer> = "conforming-then",
        /// Of a foreign order: the international agreement it rests on.
        agreement: Rare<TextOrNone> = "agreement",
        /// Of a derogation: why no safeguard is possible.
        no_safeguard_because: Rare<String> = "no-safeguard-because",
        /// Of a consent: what it was asked for.
        scope: Rare<ConsentScope> = "scope",
        /// Of a consent: whether it is explicit.
        explicit: Rare<Answer> = "explicit",
        /// Of a consent: whether the risks were said.
        informed_of_risks: Rare<Answer> = "informed-of-risks",
        /// Of a consent: since when it is given.
        given: Rare<Period> = "given",
        /// Of a consent: whether the service works without it.
        withdrawal: Rare<Answer> = "withdrawal",
        /// Whether the transfer is necessary for its ground.
        necessary: Rare<Answer> = "necessary",
        /// Why.
        because: Rare<String> = "because",
        /// Of vital interests: whether the person cannot consent.
        unable_to_consent: Rare<Answer> = "unable-to-consent",
        /// Of public interest: the law of the Union or a Member State.
        law: Rare<TextOrNone> = "law",
        /// Of a public register: whether all of it, or whole categories, go.
        bulk: Rare<Answer> = "bulk",
        /// Of compelling interests: nothing else is possible.
        no_alternative: Rare<Answer> = "no-alternative",
        /// Of compelling interests: few people.
        limited_number: Rare<Answer> = "limited-number",
        /// Of compelling interests: weighed against the interests of the people.
        balanced: Rare<Answer> = "balanced",
        /// Of compelling interests: suitable safeguards.
        safeguards: Rare<Answer> = "safeguards",
        /// Of compelling interests: the authority was told.
        authority_informed: Rare<Answer> = "authority-informed",
        /// Of compelling interests: the people were told.
        subjects_informed: Rare<Answer> = "subjects-informed",
    }
}

table! {
    /// An approval of binding corporate rules.
    Approval "approval" {
        /// Who approved them.
        authority: Fact<Many<String>> = "authority",
        /// Under which number.
        number: Fact<Many<String>> = "number",
        /// When.
        date: Fact<Period> = "date",
    }
}

table! {
    /// An authorization by a supervisory authority; GDPR Art. 46(3).
    Authorization "authorization" {
        /// Who gave it.
        authority: Fact<Many<String>> = "authority",
        /// Under which number.
        number: Fact<Many<String>> = "number",
        /// First day.
        from: Fact<Period> = "from",
        /// Last day.
        until: Fact<Period> = "until",
    }
}

table! {
    /// An assessment of the law and practice of a destination; SCCs 2021/914, clause 14.
    Assessment "assessments.ID" {
        /// Of which countries.
        country: Fact<Many<Place>> = "country",
        /// Of which importers.
        importer: Rare<Many<Party>> = "importer",
        /// Of which data.
        data: Rare<Many<DataId>> = "data",
        /// Of which mechanism.
        mechanism: Rare<Many<MechanismId>> = "mechanism",
        /// When it was made.
        date: Fact<Period> = "date",
        /// What it found.
        conclusion: Fact<Conclusion> = "conclusion",
        /// Whether problematic law is not applied to this data in practice.
        not_applied_in_practice: Rare<Answer> = "not-applied-in-practice",
        /// The measures that its conclusion needs.
        measures: Rare<Many<MeasureRef>> = "measures",
        /// When it is to be made again.
        review_by: Fact<Period> = "review-by",
        /// Which test it is.
        test: Rare<Test> = "test",
    }
}

table! {
    /// A supplementary measure.
    Measure "measures.ID" {
        /// Which.
        kind: Fact<MeasureKind> = "kind",
        /// Who holds the keys or the table.
        keys_held_by: Fact<Party> = "keys-held-by",
        /// Where they are.
        keys_in: Fact<Many<Place>> = "keys-in",
        /// First day.
        from: Fact<Period> = "from",
        /// Last day.
        until: Fact<Period> = "until",
    }
}

inline_tables! {
    Approval "{ authority, number, date }";
    Authorization "{ authority, number, from, until }";
}

impl Mechanism {
    /// Whether it binds some members to each other, whatever flows it is recorded for.
    #[must_use]
    pub fn binds_members(&self) -> bool {
        self.members.is_some() && self.kind.as_ref().is_some_and(|it| it.value == Kind::Bcr)
    }
}
