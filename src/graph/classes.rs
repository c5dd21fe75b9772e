//! Sets of data classes as bits; one bit stands for data that nobody described.

use std::ops::{Deref, DerefMut};

use rustc_hash::FxHashMap;

use crate::inventory::DataId;

/// A set of data classes of its own; one word needs no memory elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bits {
    /// All in one word.
    One(u64),
    /// Several words; behind two pointers, since few inventories have so many classes.
    Many(Box<Box<[u64]>>),
}

impl Bits {
    /// Takes over a set.
    #[inline]
    #[must_use]
    pub fn of(bits: &[u64]) -> Self {
        match bits {
            [one] => Self::One(*one),
            many => Self::Many(Box::new(many.into())),
        }
    }

    /// The words.
    #[inline]
    #[must_use]
    pub fn words(&self) -> &[u64] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_none(&self) -> bool {
        !is_any(self)
    }
}

impl Deref for Bits {
    type Target = [u64];

    #[inline]
    fn deref(&self) -> &[u64] {
        self.words()
    }
}

impl DerefMut for Bits {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u64] {
        match self {
            Self::One(one) => std::slice::from_mut(one),
            Self::Many(many) => many,
        }
    }
}

/// A set of data classes, by its number in [`Classes`]; equal sets have equal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassSet(u32);

impl ClassSet {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All sets of data classes that occur, each once.
#[derive(Debug, Default, Clone)]
pub struct Classes {
    words: usize,
    table: Vec<u64>,
    index: FxHashMap<Bits, ClassSet>,
}

/// The bit of data that nobody described.
const UNSPECIFIED: usize = 0;

impl Classes {
    /// For this many classes.
    #[must_use]
    pub fn new(n_classes: usize) -> Self {
        let mut classes = Self { words: n_classes / 64 + 1, table: Vec::new(), index: FxHashMap::default() };
        classes.intern(&classes.empty());
        classes
    }

    /// How many words one set takes.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// A set of nothing, to be filled.
    #[inline]
    #[must_use]
    pub fn empty(&self) -> Bits {
        if self.words == 1 { Bits::One(0) } else { Bits::Many(Box::new(vec![0; self.words].into())) }
    }

    /// The set of nothing.
    pub const NONE: ClassSet = ClassSet(0);

    /// Puts a class into a set.
    pub fn insert(bits: &mut [u64], class: DataId) {
        set(bits, class.index() + 1);
    }

    /// Puts data that nobody described into a set.
    pub fn insert_unspecified(bits: &mut [u64]) {
        set(bits, UNSPECIFIED);
    }

    /// Whether a set holds data that nobody described.
    #[must_use]
    pub fn has_unspecified(bits: &[u64]) -> bool {
        get(bits, UNSPECIFIED)
    }

    /// Whether a set holds a class.
    #[must_use]
    pub fn has(bits: &[u64], class: DataId) -> bool {
        get(bits, class.index() + 1)
    }

    /// The number of a set.
    pub fn intern(&mut self, bits: &Bits) -> ClassSet {
        if let Some(known) = self.index.get(bits) {
            return *known;
        }
        let id = ClassSet(u32::try_from(self.table.len() / self.words).unwrap_or(u32::MAX));
        self.table.extend_from_slice(bits);
        self.index.insert(bits.clone(), id);
        id
    }

    /// Takes over all sets of another list; gives the number here for each number there.
    pub(super) fn take(&mut self, others: &Self) -> Vec<ClassSet> {
        others.table.chunks(self.words).map(|it| self.intern(&Bits::of(it))).collect()
    }

    /// The number of the set of these classes.
    pub fn of(&mut self, classes: impl IntoIterator<Item = DataId>) -> ClassSet {
        let mut bits = self.empty();
        for class in classes {
            Self::insert(&mut bits, class);
        }
        self.intern(&bits)
    }

    /// The bits of a set.
    #[inline]
    #[must_use]
    pub fn bits(&self, set: ClassSet) -> &[u64] {
        let start = set.index() * self.words;
        self.table.get(start..start + self.words).unwrap_or_default()
    }

    /// The described classes of a set, in the order in which they are declared.
    #[must_use]
    pub fn list(bits: &[u64]) -> List<'_> {
        let mut words = bits.iter();
        let first = words.next().copied().unwrap_or(0);
        List { words, rest: first & !(1 << UNSPECIFIED), n_before: 0 }
    }
}

/// The described classes of a set.
#[derive(Debug, Clone)]
pub struct List<'b> {
    /// The words after the one that is looked at.
    words: std::slice::Iter<'b, u64>,
    /// What is left of that one.
    rest: u64,
    /// How many bits stand before it.
    n_before: usize,
}

impl Iterator for List<'_> {
    type Item = DataId;

    #[inline]
    fn next(&mut self) -> Option<DataId> {
        while self.rest == 0 {
            self.rest = *self.words.next()?;
            self.n_before += 64;
        }
        let at = self.n_before + self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        // Before the described ones stands what nobody described.
        Some(DataId::at(at - 1))
    }
}

/// The part of `sent` that is protected where `held` is: unspecified data meets every class.
///
/// Writes to `out`; gives whether it is anything.
#[inline]
pub fn meets(sent: &[u64], held: &[u64], out: &mut [u64]) -> bool {
    // Few inventories need more than one word, and one needs no loop; here as below.
    if let ([sent], [held], [out]) = (sent, held, &mut *out) {
        let all = *held & 1 << UNSPECIFIED != 0;
        let part = if all { *sent } else { sent & (held | 1 << UNSPECIFIED) };
        *out = if *held == 0 { 0 } else { part };
        return *out != 0;
    }
    if held.iter().all(|it| *it == 0) {
        out.fill(0);
        return false;
    }
    let all = get(held, UNSPECIFIED);
    for ((out, sent), held) in out.iter_mut().zip(sent).zip(held) {
        *out = if all { *sent } else { sent & held };
    }
    if get(sent, UNSPECIFIED) {
        set(out, UNSPECIFIED);
    }
    out.iter().any(|it| *it != 0)
}

/// Whether a set holds anything.
#[inline]
#[must_use]
pub fn is_any(bits: &[u64]) -> bool {
    if let [one] = bits { *one != 0 } else { bits.iter().any(|it| *it != 0) }
}

/// Whether a set holds anything that another does not.
#[inline]
#[must_use]
pub fn leaves_any(bits: &[u64], known: &[u64]) -> bool {
    match (bits, known) {
        ([bits], [known]) => bits & !known != 0,
        _ => bits.iter().zip(known).any(|(bits, known)| bits & !known != 0),
    }
}

/// Takes out of a set what another holds; gives whether anything is left.
#[inline]
pub fn take_out(bits: &mut [u64], known: &[u64]) -> bool {
    if let ([bits], [known]) = (&mut *bits, known) {
        *bits &= !known;
    } else {
        bits.iter_mut().zip(known).for_each(|(bits, known)| *bits &= !known);
    }
    is_any(bits)
}

/// Adds to a set what another holds; gives whether any of it was new.
#[inline]
pub fn grow(bits: &mut [u64], more: &[u64]) -> bool {
    let is_new = leaves_any(more, bits);
    if let ([bits], [more]) = (&mut *bits, more) {
        *bits |= more;
    } else {
        bits.iter_mut().zip(more).for_each(|(bits, more)| *bits |= more);
    }
    is_new
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

fn get(bits: &[u64], at: usize) -> bool {
    bits.get(at / 64).is_some_and(|it| it & (1 << (at % 64)) != 0)
}
