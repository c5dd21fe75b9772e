//! The parts that one party has in a processing: one, or several. Never decides which of them a flow is for.

use crate::{
    inventory::{
        keys::{Lower, Shape},
        lower::Lowering,
        words::Role,
    },
    syntax::Node,
    text::Problem,
};

use super::lower_word;

/// One role, or several that one party has at once; people and the public have no other beside theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Roles(u8);

impl Roles {
    /// One role.
    #[must_use]
    pub fn one(role: Role) -> Self {
        Self(bit(role))
    }

    /// Whether it is among them.
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        self.0 & bit(role) != 0
    }

    /// Whether one of them is a controller's.
    #[must_use]
    pub fn any_controller(self) -> bool {
        self.has(Role::Controller) || self.has(Role::JointController)
    }

    /// Whether one of them is a processor's.
    #[must_use]
    pub fn any_processor(self) -> bool {
        self.has(Role::Processor) || self.has(Role::SubProcessor)
    }

    /// Whether all of them are a processor's.
    #[must_use]
    pub fn only_processor(self) -> bool {
        self.0 & !(bit(Role::Processor) | bit(Role::SubProcessor)) == 0
    }

    /// The words of all of them.
    #[must_use]
    pub fn shown(self) -> String {
        let words = Role::WORDS.iter().filter(|it| Role::of(it).is_some_and(|it| self.has(it)));
        words.copied().collect::<Vec<_>>().join(", ")
    }

    /// Whether they are those of people or of everybody, who are no recipients.
    #[must_use]
    pub fn are_of_people(self) -> bool {
        self.has(Role::DataSubject) || self.has(Role::Public)
    }
}

fn bit(role: Role) -> u8 {
    match role {
        Role::Controller => 1,
        Role::JointController => 1 << 1,
        Role::Processor => 1 << 2,
        Role::SubProcessor => 1 << 3,
        Role::DataSubject => 1 << 4,
        Role::Public => 1 << 5,
        Role::Authority => 1 << 6,
    }
}

impl Lower for Roles {
    const SHAPE: Shape = Shape::Many(&Role::SHAPE);

    fn lower(node: Node<'_>, cx: &mut Lowering<'_>) -> Option<Self> {
        let one = |node: Node<'_>, cx: &mut Lowering<'_>| lower_word(node, cx, Role::WORDS, Role::of);
        if !node.is_list() {
            return one(node, cx).map(Self::one);
        }
        let mut all = Self(0);
        for item in node.items() {
            all.0 |= one(item, cx).map_or(0, bit);
        }
        if all.are_of_people() && all.0.count_ones() > 1 {
            cx.problem(
                Problem::at(node.span(), "people and the public have no other part beside theirs")
                    .label("several parts")
                    .help("give what they do as somebody else a system of its own"),
            );
            return None;
        }
        (all.0 != 0).then_some(all)
    }
}
