//! What people declare: one struct for each table of the format, with the span of every fact.
//! `None` is always "nobody wrote anything"; what follows from a fact is said elsewhere.

use crate::law::Place;

use super::{
    DataId, MechanismId, SystemId,
    keys::{Many, table},
    values::{
        AccessEntry, Accessions, Annexes, Answer, AssessmentRef, EditionName, Laws, ListName, MeasureRef, Module, Party, Period,
        PurposeKind, Sector, Subprocessors, SystemOrParty, TextOrNone, Via, inline_tables,
    },
    words::{
        BcrType, Conclusion, ConsentScope, Cover, FlowStatus, Frequency, Kind, ListingStatus, MeasureKind, MechanismStatus,
        OrganizationKind, Reach, Role, Special, Staff, Stage, State, SwissReach, SystemKind, Technique, Test,
    },
};

table! {
    /// A legal entity; it operates systems, exports and imports.
    Organization "organizations.ID" {
        /// Country of establishment; left out, transfers to it are undecided.
        country: Fact<Place> = "country",
        /// Subdivision (ISO 3166-2), for the competent authority.
        region: Rare<String> = "region" recorded,
        /// What it is; left out: a company.
        kind: Fact<OrganizationKind> = "kind",
        /// Of an international organization: its short name.
        body: Rare<String> = "body",
        /// Whether it exports in the exercise of public powers.
        public_powers: Fact<Answer> = "public-powers",
        /// Its group, for binding corporate rules.
        group: Rare<String> = "group",
        /// The company that controls it.
        parent: Fact<Party> = "parent",
        /// Whether the GDPR applies to it; left out inside the territory: by its establishment.
        gdpr: Fact<Reach> = "gdpr",
        /// Whether the UK GDPR applies to it.
        uk_gdpr: Fact<Reach> = "uk-gdpr" recorded,
        /// Whether the Swiss FADP applies to it.
        fadp: Fact<SwissReach> = "fadp" recorded,
        /// Laws that it is bound by or free from, as decisions name them.
        laws: Rare<Laws> = "laws",
        /// Its sector, as decisions name them.
        sector: Fact<Sector> = "sector",
        /// Its listing on the Data Privacy Framework List; short for `listings`.
        dpf: Rare<Listing> = "dpf",
        /// Its listings.
        listings: Rare<Many<Listing>> = "listings",
        /// Whether it is exposed to laws that let authorities read what it holds.
        surveillance: Rare<Surveillance> = "surveillance",
        /// Whether it is bound to refuse or report foreign orders.
        foreign_order_clause: Fact<Answer> = "foreign-order-clause",
        /// Its sub-processors.
        subprocessors: Rare<Subprocessors> = "subprocessors",
        /// Its representative in the territory; GDPR Art. 27.
        representative: Fact<Party> = "representative" recorded,
    }
}

table! {
    /// An entry on a public list of recipients.
    Listing "listings" {
        /// Which list.
        list: Fact<ListName> = "list",
        /// Where it stands.
        status: Fact<ListingStatus> = "status",
        /// The data that it covers, exactly.
        covers: Fact<Many<Cover>> = "covers",
        /// First day on the list.
        from: Fact<Period> = "from",
        /// Last day on the list.
        until: Fact<Period> = "until",
        /// Day on which somebody looked.
        checked: Fact<Period> = "checked",
        /// The listed legal name, where another's listing names this one as covered.
        entity: Rare<String> = "entity",
    }
}

table! {
    /// Exposure to access by authorities.
    Surveillance "surveillance" {
        /// Whether it is exposed.
        exposed: Fact<Answer> = "exposed",
        /// To which law.
        law: Fact<String> = "law",
        /// Why.
        because: Fact<String> = "because",
    }
}

table! {
    /// Something that holds, processes or shows personal data.
    System "systems.ID" {
        /// The legal entity behind it.
        operator: Fact<Party> = "operator",
        /// Its operator's part in the processing.
        role: Fact<Role> = "role",
        /// Whose processor the operator is.
        on_behalf_of: Fact<Party> = "on-behalf-of",
        /// Where data are stored or processed.
        location: Fact<Many<Place>> = "in",
        /// From where people reach in.
        access: Fact<Many<AccessEntry>> = "access",
        /// Whether the GDPR applies to this system, where that differs from its operator.
        gdpr: Fact<Reach> = "gdpr",
        /// Whether the UK GDPR applies to this system.
        uk_gdpr: Fact<Reach> = "uk-gdpr" recorded,
        /// Whether the Swiss FADP applies to this system.
        fadp: Fact<SwissReach> = "fadp" recorded,
        /// Measures that protect what it holds.
        measures: Fact<Many<MeasureRef>> = "measures",
        /// What it does with what passes through.
        kind: Fact<SystemKind> = "kind",
        /// Of a carrier: whether it decrypts.
        decrypts: Fact<Answer> = "decrypts",
        /// Where the people are whose data come in directly.
        collects_from: Fact<Many<Place>> = "collects-from",
        /// Which environment it belongs to.
        environment: Rare<String> = "environment" recorded,
        /// The boundary that it lies in, for the overlay.
        boundary: Rare<String> = "boundary" recorded,
        /// Words to filter by.
        tags: Rare<Many<String>> = "tags" recorded,
        /// Where its code is.
        code: Rare<String> = "code" recorded,
    }
}

table! {
    /// People who reach into a system.
    Access "access" {
        /// From where.
        from: Fact<Many<Place>> = "from",
        /// Who.
        by: Fact<Party> = "by",
        /// Their part in the processing; left out: processor, assumed.
        role: Fact<Role> = "role",
        /// Whether own staff is posted there or visiting.
        staff: Fact<Staff> = "staff",
        /// What it rests on.
        via: Fact<Many<Via>> = "via",
        /// What for.
        purpose: Fact<String> = "for",
        /// Which data; left out: all that the system holds.
        data: Fact<Many<DataId>> = "data",
        /// First day.
        since: Fact<Period> = "since",
        /// Last day.
        until: Fact<Period> = "until",
        /// Whether it is a documented instruction.
        instructed: Fact<Answer> = "instructed",
    }
}

table! {
    /// A class of personal data.
    Data "data.ID" {
        /// What it holds.
        categories: Rare<Many<String>> = "categories",
        /// Whose data they are.
        subjects: Rare<Many<String>> = "subjects",
        /// Special categories in it; left out: none, presumed.
        special: Fact<Many<Special>> = "special",
        /// Whether it holds data on convictions and offences; GDPR Art. 10.
        criminal: Fact<Answer> = "criminal",
        /// Whether it holds data of children.
        children: Fact<Answer> = "children",
        /// Whether it is data on own staff in an employment relation.
        hr: Fact<Answer> = "hr",
        /// How long it is kept.
        retention: Rare<String> = "retention" recorded,
        /// Classes that it is made from.
        derived_from: Fact<Many<DataId>> = "derived-from",
        /// In what form it is wherever it goes.
        state: Fact<State> = "state",
        /// How it was changed.
        technique: Fact<Technique> = "technique",
        /// What exactly was done.
        method: Rare<String> = "method",
        /// When it is changed.
        stage: Fact<Stage> = "stage",
        /// Who can undo it.
        keys_held_by: Fact<Party> = "keys-held-by",
        /// Where that is.
        keys_in: Fact<Many<Place>> = "keys-in",
        /// By what the receiver can single people out.
        linked_by: Fact<TextOrNone> = "linked-by",
        /// Day of the test against singling out, linking and inference.
        tested: Fact<Period> = "tested",
    }
}

table! {
    /// A directed movement of data from one system to another.
    Flow "flows" {
        /// The sender.
        from: Fact<SystemId> = "from",
        /// The receiver.
        to: Fact<SystemId> = "to",
        /// Tells several flows between the same two apart.
        id: Rare<String> = "id",
        /// What moves; left out: everything the sender holds, reported as assumed.
        data: Fact<Many<DataId>> = "data",
        /// What for.
        purpose: Rare<String> = "purpose",
        /// What for, as decisions name it.
        purpose_kind: Rare<PurposeKind> = "purpose-kind",
        /// What it rests on; the first is relied on, the rest are fallbacks.
        via: Fact<Many<Via>> = "via",
        /// Whether it is in use.
        status: Fact<FlowStatus> = "status",
        /// First day.
        since: Rare<Period> = "since",
        /// Last day.
        until: Rare<Period> = "until",
        /// How often; left out: systematic, reported as assumed where it matters.
        frequency: Rare<Frequency> = "frequency",
        /// The sender's part in this processing, where it differs from its system's.
        from_role: Rare<Role> = "from-role",
        /// The receiver's part in this processing, where it differs from its system's.
        to_role: Rare<Role> = "to-role",
        /// In what form the data are.
        state: Rare<State> = "state",
        /// How they were changed.
        technique: Rare<Technique> = "technique",
        /// What exactly was done, with thresholds.
        method: Rare<String> = "method",
        /// When they are changed.
        stage: Rare<Stage> = "stage",
        /// Who can undo it.
        keys_held_by: Rare<Party> = "keys-held-by",
        /// Where that is.
        keys_in: Rare<Many<Place>> = "keys-in",
        /// Who embeds the receiver's resource in a page.
        embedded_by: Rare<SystemOrParty> = "embedded-by",
        /// By what the receiver can single people out.
        linked_by: Rare<TextOrNone> = "linked-by",
        /// Day of the test against singling out, linking and inference.
        tested: Rare<Period> = "tested",
        /// Measures that protect the data on this flow.
        measures: Rare<Many<MeasureRef>> = "measures",
        /// Day on which the flow last changed.
        changed: Rare<Period> = "changed",
        /// Whether it is a documented instruction; GDPR Art. 28(3)(a).
        instructed: Rare<Answer> = "instructed",
        /// Where its code is.
        code: Rare<String> = "code" recorded,
    }
}

table! {
    /// What a transfer rests on.
    Mechanism "mechanisms.ID" {
        /// Which kind.
        kind: Fact<Kind> = "kind",
        /// Where it stands.
        status: Fact<MechanismStatus> = "status",
        /// Day of signature.
        signed: Fact<Period> = "signed",
        /// First day; left out: the day of signature.
        from: Fact<Period> = "from",
        /// Last day.
        until: Fact<Period> = "until",
        /// Who exports under it.
        exporter: Fact<Many<Party>> = "exporter",
        /// Who imports under it; every flow to them is covered.
        recipients: Fact<Many<Party>> = "recipients",
        /// Who joined by the docking clause, and when.
        acceded: Rare<Accessions> = "acceded",
        /// The data that it is limited to.
        data: Fact<Many<DataId>> = "data",
        /// The countries that it is limited to, or that a consent names.
        countries: Fact<Many<Place>> = "countries",
        /// The flows that it is limited to.
        flows: Fact<Many<String>> = "flows",
        /// Whether onward transfers by the importer are documented instructions.
        onward: Fact<Answer> = "onward",
        /// The assessment of the destination.
        assessment: Fact<AssessmentRef> = "assessment",
        /// Supplementary measures.
        measures: Fact<Many<MeasureRef>> = "measures",
        /// The edition of the clauses.
        edition: Fact<EditionName> = "edition",
        /// The modules of the clauses.
        module: Fact<Many<Module>> = "module",
        /// How far the annexes are filled in.
        annexes: Rare<Annexes> = "annexes",
        /// Whether the text was changed.
        modified: Fact<Answer> = "modified",
        /// Day on which the processing last changed; left out: unchanged, assumed.
        changed: Fact<Period> = "changed",
        /// For whom the exporter signed (a mandate).
        on_behalf_of: Fact<Party> = "on-behalf-of",
        /// Module 4: whether the processor combines the data with data from the territory.
        combines_eu_data: Fact<Answer> = "combines-eu-data",
        /// The clauses that an Addendum joins.
        addendum_to: Fact<MechanismId> = "addendum-to",
        /// Whether EU clauses carry the Swiss adaptations.
        swiss_adaptations: Fact<Answer> = "swiss-adaptations" recorded,
        /// The law that governs the clauses.
        governing_law: Rare<String> = "governing-law" recorded,
        /// Of `adequacy`: the decision relied on, by its number.
        decision: Fact<String> = "decision",
        /// Of binding corporate rules: for whose data.
        bcr_type: Fact<BcrType> = "type",
        /// Of binding corporate rules: the bound members.
        members: Fact<Many<Party>> = "members",
        /// Of binding corporate rules: the approval.
        approval: Rare<Approval> = "approval",
        /// The code of conduct or the certification scheme.
        scheme: Fact<String> = "scheme",
        /// The number of the certificate.
        certificate: Fact<TextOrNone> = "certificate",
        /// Day on which the certificate was issued.
        issued: Fact<Period> = "issued",
        /// Whether the importer made binding commitments towards the exporter.
        commitments: Fact<Answer> = "commitments",
        /// The authorization of a supervisory authority.
        authorization: Rare<Authorization> = "authorization",
        /// Under the Swiss regime: day on which the FDPIC was notified.
        notified: Fact<Period> = "notified" recorded,
        /// The instrument or order.
        instrument: Fact<String> = "instrument",
        /// Day on which it was concluded.
        concluded: Fact<Period> = "concluded",
        /// Whether it conformed to Union law as it stood then; GDPR Art. 96.
        conforming_then: Fact<Answer> = "conforming-then",
        /// Of a foreign order: the international agreement it rests on.
        agreement: Fact<TextOrNone> = "agreement",
        /// Of a derogation: why no safeguard is possible.
        no_safeguard_because: Fact<String> = "no-safeguard-because",
        /// Of a consent: what it was asked for.
        scope: Fact<ConsentScope> = "scope",
        /// Of a consent: whether it is explicit.
        explicit: Fact<Answer> = "explicit",
        /// Of a consent: whether the risks were said.
        informed_of_risks: Fact<Answer> = "informed-of-risks",
        /// Of a consent: since when it is given.
        given: Fact<Period> = "given",
        /// Of a consent: whether the service works without it.
        withdrawal: Fact<Answer> = "withdrawal",
        /// Whether the transfer is necessary for its ground.
        necessary: Fact<Answer> = "necessary",
        /// Why.
        because: Fact<String> = "because",
        /// Of vital interests: whether the person cannot consent.
        unable_to_consent: Fact<Answer> = "unable-to-consent",
        /// Of public interest: the law of the Union or a Member State.
        law: Fact<TextOrNone> = "law",
        /// Of a public register: whether all of it, or whole categories, go.
        bulk: Fact<Answer> = "bulk",
        /// Of compelling interests: nothing else is possible.
        no_alternative: Fact<Answer> = "no-alternative",
        /// Of compelling interests: few people.
        limited_number: Fact<Answer> = "limited-number",
        /// Of compelling interests: weighed against the interests of the people.
        balanced: Fact<Answer> = "balanced",
        /// Of compelling interests: suitable safeguards.
        safeguards: Fact<Answer> = "safeguards",
        /// Of compelling interests: the authority was told.
        authority_informed: Fact<Answer> = "authority-informed",
        /// Of compelling interests: the people were told.
        subjects_informed: Fact<Answer> = "subjects-informed",
    }
}

table! {
    /// An approval of binding corporate rules.
    Approval "approval" {
        /// Who approved them.
        authority: Fact<String> = "authority",
        /// Under which number.
        number: Fact<String> = "number",
        /// When.
        date: Fact<Period> = "date",
    }
}

table! {
    /// An authorization by a supervisory authority; GDPR Art. 46(3).
    Authorization "authorization" {
        /// Who gave it.
        authority: Fact<String> = "authority",
        /// Under which number.
        number: Fact<String> = "number",
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
        importer: Fact<Many<Party>> = "importer",
        /// Of which data.
        data: Fact<Many<DataId>> = "data",
        /// Of which mechanism.
        mechanism: Fact<Many<MechanismId>> = "mechanism",
        /// When it was made.
        date: Fact<Period> = "date",
        /// What it found.
        conclusion: Fact<Conclusion> = "conclusion",
        /// Whether problematic law is not applied to this data in practice.
        not_applied_in_practice: Fact<Answer> = "not-applied-in-practice",
        /// The measures that its conclusion needs.
        measures: Fact<Many<MeasureRef>> = "measures",
        /// When it is to be made again.
        review_by: Fact<Period> = "review-by",
        /// Which test it is.
        test: Fact<Test> = "test" recorded,
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

table! {
    /// A version of the privacy notice, or of the record of processing.
    Paper "notices" {
        /// Whose it is.
        by: Fact<Party> = "by",
        /// First day.
        from: Fact<Period> = "from",
        /// Last day.
        until: Fact<Period> = "until",
        /// The data that it speaks of; left out: all of that party.
        data: Fact<Many<DataId>> = "data",
        /// The systems that it speaks of; left out: all of that party.
        systems: Fact<Many<SystemId>> = "systems",
        /// Whether it says that data leave at all.
        transfers: Fact<Answer> = "transfers",
        /// The countries that it names.
        countries: Fact<Many<Place>> = "countries",
        /// The recipients that it names.
        recipients: Fact<Many<Party>> = "recipients",
        /// The kinds of safeguards that it names.
        safeguards: Fact<Many<Kind>> = "safeguards",
        /// How to get a copy of the safeguards.
        copy: Fact<TextOrNone> = "copy",
        /// The places of remote access that it names.
        remote_access: Fact<Many<Place>> = "remote-access",
        /// What it says of retention.
        retention: Rare<String> = "retention" recorded,
        /// Whether it speaks of children.
        children: Fact<Answer> = "children" recorded,
    }
}

table! {
    /// A finding that a person accepted until a day.
    Waiver "waivers" {
        /// The rule.
        rule: Fact<RuleName> = "rule",
        /// The flow that it is about.
        flow: Fact<String> = "flow",
        /// The finding, by its fingerprint or the start of it.
        fingerprint: Fact<String> = "fingerprint",
        /// The mechanism that it is about.
        mechanism: Fact<MechanismId> = "mechanism",
        /// The system that it is about.
        system: Fact<SystemId> = "system",
        /// The organization that it is about.
        organization: Fact<Party> = "organization",
        /// Why it is accepted.
        reason: Fact<String> = "reason",
        /// By whom.
        by: Fact<String> = "by",
        /// Last day on which it is.
        expires: Fact<Period> = "expires",
        /// Where it is followed up.
        ticket: Rare<String> = "ticket",
    }
}

table! {
    /// Facts for what another format declares; joined by what both name.
    Match "match" {
        /// A trust boundary; `*` matches any text.
        boundary: Rare<String> = "boundary" recorded,
        /// A system.
        system: Rare<String> = "system" recorded,
        /// A tag.
        tag: Rare<String> = "tag" recorded,
        /// A technology.
        technology: Rare<String> = "technology" recorded,
        /// A host.
        host: Rare<String> = "host" recorded,
        /// Where the systems are.
        location: Rare<Many<Place>> = "in" recorded,
        /// Who operates them.
        operator: Rare<Party> = "operator" recorded,
    }
}

table! {
    /// The short form: an organization, a system and a flow from home in one.
    Recipient "recipients.NAME" {
        /// Where it stores or processes.
        location: Fact<Many<Place>> = "in",
        /// From where people reach in.
        access: Fact<Many<AccessEntry>> = "access",
        /// What the flow rests on.
        via: Fact<Many<Via>> = "via",
        /// What it gets.
        data: Fact<Many<DataId>> = "data",
        /// What for.
        purpose: Rare<String> = "purpose",
        /// Its part in the processing; left out: processor, assumed.
        role: Fact<Role> = "role",
        /// Its legal name, where it differs.
        operator: Fact<String> = "operator",
        /// The company that controls it.
        parent: Fact<Party> = "parent",
        /// Its listing on the Data Privacy Framework List.
        dpf: Rare<Listing> = "dpf",
        /// First day of the flow.
        since: Rare<Period> = "since",
        /// Last day of the flow.
        until: Rare<Period> = "until",
        /// Whether the flow is in use.
        status: Fact<FlowStatus> = "status",
        /// How often the flow happens.
        frequency: Rare<Frequency> = "frequency",
        /// In what form the data are.
        state: Rare<State> = "state",
        /// How they were changed.
        technique: Rare<Technique> = "technique",
        /// What exactly was done.
        method: Rare<String> = "method",
        /// When they are changed.
        stage: Rare<Stage> = "stage",
        /// Who can undo it.
        keys_held_by: Rare<Party> = "keys-held-by",
        /// Where that is.
        keys_in: Rare<Many<Place>> = "keys-in",
        /// By what the receiver can single people out.
        linked_by: Rare<TextOrNone> = "linked-by",
        /// Day of the test against singling out, linking and inference.
        tested: Rare<Period> = "tested",
        /// Its sub-processors.
        subprocessors: Rare<Subprocessors> = "subprocessors",
        /// Its country of establishment.
        country: Fact<Place> = "country",
        /// What it is.
        kind: Fact<OrganizationKind> = "kind",
        /// Whether the GDPR applies to it.
        gdpr: Fact<Reach> = "gdpr",
        /// Laws that it is bound by or free from.
        laws: Rare<Laws> = "laws",
        /// Its sector.
        sector: Fact<Sector> = "sector",
        /// Its listings.
        listings: Rare<Many<Listing>> = "listings",
        /// Whether it is exposed to laws that let authorities read what it holds.
        surveillance: Rare<Surveillance> = "surveillance",
    }
}

inline_tables! {
    Listing "{ list, status, covers, from, until, checked, entity }";
    Surveillance "{ exposed, law, because }";
    Approval "{ authority, number, date }";
    Authorization "{ authority, number, from, until }";
}

/// A rule of the catalogue, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleName(pub crate::law::Rule);

impl super::keys::Lower for RuleName {
    const SHAPE: super::keys::Shape = super::keys::Shape::Text;

    fn lower(node: crate::syntax::Node<'_>, cx: &mut super::lower::Lowering<'_>) -> Option<Self> {
        let word = super::values::text(node, cx, "the name of a rule")?;
        let rule = crate::law::Rule::from_name(word);
        if rule.is_none() {
            let names = crate::law::Rule::ALL.iter().map(|it| it.name()).collect::<Vec<_>>();
            cx.unknown_word(node.span(), word, &names);
        }
        rule.map(Self)
    }
}
