//! Who does what where, and what moves: organizations, systems, data, flows, and their short form.

use crate::{
    inventory::{
        DataId,
        keys::{Many, table},
        values::{
            AccessEntry, Answer, BodyName, Ends, Laws, ListName, MeasureRef, Party, Period, PurposeKind, Roles, Sector,
            Subprocessors, SystemOrParty, TextOrNone, Via, inline_tables,
        },
        words::{
            Cover, FlowStatus, Frequency, ListingStatus, OrganizationKind, Reach, Special, Staff, Stage, State,
            SwissReach, SystemKind, Technique,
        },
    },
    law::Place,
};

table! {
    /// A legal entity; it operates systems, exports and imports.
    Organization "organizations.ID" {
        /// Country of establishment; left out, transfers to it are undecided.
        country: Fact<Place> = "country",
        /// What it is; left out: a company.
        kind: Fact<OrganizationKind> = "kind",
        /// The company that controls it.
        parent: Fact<Party> = "parent",
        /// Whether the GDPR applies to it; left out inside the territory: by its establishment.
        gdpr: Fact<Reach> = "gdpr",
        /// Its listing on the Data Privacy Framework List; short for `listings`.
        dpf: Rare<Listing> = "dpf",
        /// Its listings.
        listings: Rare<Many<Listing>> = "listings",
    } OrganizationDetails {
        /// Subdivision (ISO 3166-2), for the competent authority.
        region: Rare<String> = "region",
        /// Which international organization it is, by its short name or its name; left out, one that is called so.
        body: Rare<BodyName> = "body",
        /// Whether it exports in the exercise of public powers.
        public_powers: Fact<Answer> = "public-powers",
        /// Its group, for binding corporate rules.
        group: Rare<String> = "group",
        /// Whether the UK GDPR applies to it.
        uk_gdpr: Fact<Reach> = "uk-gdpr",
        /// Whether the Swiss FADP applies to it.
        fadp: Fact<SwissReach> = "fadp",
        /// Laws that it is bound by or free from, as decisions name them.
        laws: Rare<Laws> = "laws",
        /// Its sector, as decisions name them.
        sector: Fact<Sector> = "sector",
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
        /// Its operator's part in the processing, or its parts.
        role: Fact<Roles> = "role",
        /// Whose processor the operator is.
        on_behalf_of: Fact<Party> = "on-behalf-of",
        /// With whom the operator decides, as a joint controller.
        joint_with: Rare<Party> = "joint-with",
        /// Where data are stored or processed.
        location: Fact<Many<Place>> = "in",
        /// From where people reach in.
        access: Fact<Many<AccessEntry>> = "access",
    } SystemDetails {
        /// Whether the GDPR applies to this system, where that differs from its operator.
        gdpr: Fact<Reach> = "gdpr",
        /// Whether the UK GDPR applies to this system.
        uk_gdpr: Fact<Reach> = "uk-gdpr",
        /// Whether the Swiss FADP applies to this system.
        fadp: Fact<SwissReach> = "fadp",
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
        /// Their part in the processing, or their parts; left out: processor, assumed.
        role: Fact<Roles> = "role",
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
        technique: Fact<Many<Technique>> = "technique",
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
        /// Tells several flows between the same two apart.
        id: Rare<String> = "id",
        /// The sender.
        from: Fact<Ends> = "from",
        /// The receiver.
        to: Fact<Ends> = "to",
        /// What moves; left out: everything the sender holds, reported as assumed.
        data: Fact<Many<DataId>> = "data",
        /// What for.
        purpose: Rare<String> = "purpose",
        /// What it rests on; the first is relied on, the rest are fallbacks.
        via: Fact<Many<Via>> = "via",
        /// Whether it is in use.
        status: Fact<FlowStatus> = "status",
    } FlowDetails {
        /// What for, as decisions name it.
        purpose_kind: Rare<PurposeKind> = "purpose-kind",
        /// First day.
        since: Rare<Period> = "since",
        /// Last day.
        until: Rare<Period> = "until",
        /// How often; left out: systematic, reported as assumed where it matters.
        frequency: Rare<Frequency> = "frequency",
        /// The sender's part in this processing, or its parts, where they differ from its system's.
        from_role: Rare<Roles> = "from-role",
        /// The receiver's part in this processing, or its parts, where they differ from its system's.
        to_role: Rare<Roles> = "to-role",
        /// In what form the data are.
        state: Rare<State> = "state",
        /// How they were changed.
        technique: Rare<Many<Technique>> = "technique",
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
        /// Its part in the processing, or its parts; left out: processor, assumed.
        role: Fact<Roles> = "role",
        /// Whose processor it is.
        on_behalf_of: Fact<Party> = "on-behalf-of",
        /// Who embeds its resource in a page.
        embedded_by: Rare<SystemOrParty> = "embedded-by",
        /// Its legal name, where it differs, or the id of an organization.
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
        technique: Rare<Many<Technique>> = "technique",
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
        /// Which international organization it is.
        body: Rare<BodyName> = "body",
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
}
