//! Where a value stands in a file, and how it came to be known.

/// A file that was read; an index into [`super::Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A range of bytes in one file, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// A range in a file.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }
}

/// How a fact came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Somebody wrote it.
    #[default]
    Declared,
    /// Taken to be so. Never carries an error by itself.
    Assumed(Assumption),
}

/// Why a fact that nobody wrote is taken to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumption {
    /// Who is established somewhere stores there.
    StoresAtHome,
    /// Who sends to recipients decides.
    SendsAsController,
    /// A recipient works for whom it gets data from.
    ReceivesAsProcessor,
}

impl Assumption {
    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::StoresAtHome => "who is established there is taken to store there",
            Self::SendsAsController => "who sends to recipients is taken for the controller",
            Self::ReceivesAsProcessor => "a recipient is taken for a processor",
        }
    }
}

/// A value with the place where it stands. Two are equal when their values are, wherever they stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
    /// Whether somebody wrote it.
    pub origin: Origin,
}

impl<T> Spanned<T> {
    /// A declared value.
    #[must_use]
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span, origin: Origin::Declared }
    }

    /// A value that was taken to be so.
    #[must_use]
    pub fn assumed(value: T, span: Span, why: Assumption) -> Self {
        Self { value, span, origin: Origin::Assumed(why) }
    }

    /// Whether the value was not written by anybody.
    #[must_use]
    pub fn is_assumed(&self) -> bool {
        matches!(self.origin, Origin::Assumed(_))
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}
