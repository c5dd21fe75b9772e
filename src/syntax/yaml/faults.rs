//! The faults that granit-parser tells apart, in our words: it is built without its own.
//! Never says where.

use std::borrow::Cow;

use granit_parser::ErrorKind;

/// What is wrong and what to do, in words for people who did not read the specification.
pub(super) fn words(kind: &ErrorKind) -> (Cow<'static, str>, &'static str) {
    use ErrorKind as E;
    let (message, help) = match kind {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => ("a tab stands where YAML has spaces only", "indent with spaces"),
        E::InvalidIndentation
        | E::InvalidBlockScalarIndent
        | E::InvalidQuotedScalarIndent
        | E::InvalidFlowScalarIndent => {
            ("this line is indented wrongly", "lines of one table or list begin in the same column")
        }
        E::ExpectedBlockMappingKey | E::SimpleKeyExpected | E::InvalidSimpleKey => {
            ("a key with a colon was expected", "write `key: value`; a text with `: ` or `#` in it needs quotes")
        }
        E::MappingValueNotAllowed | E::MappingKeyNotAllowed | E::InvalidColonPlacement => {
            ("a colon stands where no key can be", "put a text with a colon in it in quotes")
        }
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection => {
            ("a colon must be followed by a space", "write `key: value`")
        }
        E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("a list item stands where none can be", "items of one list begin with `- ` in the same column")
        }
        E::InvalidBlockEntryWhitespace => ("a `-` must be followed by a space", "write `- item`"),
        E::ExpectedFlowMappingSeparator => ("`,` or `}` was expected", ""),
        E::ExpectedFlowSequenceSeparator => ("`,` or `]` was expected", ""),
        E::MisplacedFlowCollectionEnd => ("a bracket closes what was not opened", ""),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`").into(), "");
        }
        E::UnclosedFlowCollection { open } => return (format!("`{open}` is never closed").into(), ""),
        E::UnexpectedEofFlowSequence => ("the file ends inside a list", "close it with `]`"),
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            ("the file ends inside a table", "close it with `}`")
        }
        E::UnexpectedEofBlockSequence | E::UnexpectedEofBlockMapping | E::UnexpectedEof => {
            ("the file ends too early", "")
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => ("a quote is never closed", ""),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("something follows the closing quote", "put the whole text in quotes")
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => ("this escape does not exist in YAML", "single quotes leave backslashes alone"),
        E::UnexpectedCharacter { character } => {
            return (format!("`{}` cannot begin a text", character.escape_debug()).into(), "put it in quotes");
        }
        E::CommentNotSeparated | E::CommentInterceptedScalar => {
            ("a comment must be separated by a space", "a text with `#` in it needs quotes")
        }
        E::BomInsideDocument => ("a byte order mark stands inside the text", "take it away"),
        E::MissingAnchorOrAliasName => {
            ("an anchor or alias has no name", "a text that begins with `*` or `&` needs quotes")
        }
        E::ExpectedDocumentStart | E::InvalidDocumentEnd | E::MissingDocumentEndBeforeDirective => {
            ("something follows the end of the document", "a file holds one document")
        }
        E::PlainScalarStartsWithDashFlowIndicator | E::UnexpectedEndOfPlainScalar | E::ExpectedNodeContent => {
            ("a value was expected", "put it in quotes")
        }
        _ => ("this is not YAML", ""),
    };
    (message.into(), help)
}
