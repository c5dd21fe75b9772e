//! One file of text from the disk, or in plain words why it is none. Never waits for a pipe, never guesses an encoding.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use crate::text::{FileId, Files, Problem, Problems, Span, clean, n_parts, side_by_side};

/// Parts of less bytes than this are read sooner than a thread is started.
const WORTH_IT: usize = 1 << 20;

/// Files of more bytes than this are read in one go, which tells of memory that is not there.
const MOST: usize = 1 << 28;

/// What a file holds.
///
/// # Errors
/// Why it cannot be read, as the rest of a sentence that names it.
pub fn read(path: &Path) -> Result<Vec<u8>, NoFile> {
    let (kind, length) = match fs::metadata(path) {
        Ok(metadata) => (metadata.file_type(), metadata.len()),
        Err(error) => return Err(NoFile::of(path, &error)),
    };
    // To open a pipe is to wait for who writes to it, and a device may never end.
    if !kind.is_file() {
        let reason = no_file(kind);
        return Err(NoFile { reason: reason.to_owned(), is_missing: false, is_pipe: reason == PIPE });
    }
    let length = usize::try_from(length).unwrap_or_default();
    if let Some(bytes) = read_in_parts(path, length, n_parts(length, WORTH_IT)) {
        return Ok(bytes);
    }
    fs::read(path).map_err(|error| NoFile::of(path, &error))
}

/// What a file of a known length holds, read in parts side by side; `None` if there is one part only, or if anything is not
/// as it was expected.
fn read_in_parts(path: &Path, length: usize, n_parts: usize) -> Option<Vec<u8>> {
    if n_parts < 2 || length > MOST {
        return None;
    }
    let file = File::open(path).ok()?;
    let mut bytes = vec![0; length];
    let of_part = length.div_ceil(n_parts).max(1);
    let parts = bytes.chunks_mut(of_part).enumerate().map(|(n, part)| (n * of_part, part)).collect();
    let filled = side_by_side(parts, length, |(at, part): (usize, &mut [u8])| fill(&file, at, part));
    let is_whole = filled.into_iter().all(|it| it.is_ok()) && read_at(&file, length, &mut [0]).ok()? == 0;
    is_whole.then_some(bytes)
}

/// Reads all bytes of a part of a file that begins at a place.
fn fill(file: &File, mut at: usize, mut part: &mut [u8]) -> io::Result<()> {
    while !part.is_empty() {
        let n_read = read_at(file, at, part)?;
        if n_read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at += n_read;
        part = part.get_mut(n_read..).unwrap_or_default();
    }
    Ok(())
}

#[cfg(unix)]
fn read_at(file: &File, at: usize, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, at as u64)
}

#[cfg(windows)]
fn read_at(file: &File, at: usize, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, at as u64)
}

#[cfg(not(any(unix, windows)))]
fn read_at(_: &File, _: usize, _: &mut [u8]) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Why a file cannot be read.
pub struct NoFile {
    /// In words.
    pub reason: String,
    /// Nothing is there.
    pub is_missing: bool,
    /// A pipe is there.
    pub is_pipe: bool,
}

impl NoFile {
    fn of(path: &Path, error: &io::Error) -> Self {
        let is_missing = error.kind() == io::ErrorKind::NotFound;
        let target = fs::read_link(path).ok().filter(|_| is_missing);
        let reason = match target {
            Some(target) => {
                let target = target.to_string_lossy();
                let reason = format!("it is a link to `{}`, which is not there", clean(&target));
                return Self { reason, is_missing: false, is_pipe: false };
            }
            None if is_missing => "no such file".to_owned(),
            None if error.kind() == io::ErrorKind::InvalidData => "it is no text".to_owned(),
            None if path.is_symlink() && path.canonicalize().is_err() => "it is a link that leads to itself".to_owned(),
            None => error.kind().to_string(),
        };
        Self { reason, is_missing, is_pipe: false }
    }
}

const PIPE: &str = "it is a pipe, not a file";

fn no_file(kind: fs::FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return PIPE;
        }
        if kind.is_socket() {
            return "it is a socket, not a file";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "it is a device, not a file";
        }
    }
    if kind.is_dir() { "it is a folder, not a file" } else { "it is no regular file" }
}

/// Keeps a text, or says where it stops being one.
///
/// # Errors
/// The file all the same, with as much of its text as can be shown.
pub fn keep(name: &str, bytes: Vec<u8>, files: &mut Files, problems: &mut Problems) -> Result<FileId, FileId> {
    decode(name, bytes).map(|text| files.add(name, text)).map_err(|it| it.tell(name, files, problems))
}

/// Bytes as text.
///
/// # Errors
/// Another encoding than UTF-8.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<String, NoText> {
    if let Some((message, help)) = encoding(&bytes) {
        let (message, help) = (format!("`{name}` {message}"), help.to_owned());
        return Err(NoText { shown: String::new(), at: 0, message, label: String::new(), help });
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(at).copied().unwrap_or_default();
    Err(NoText {
        // Up to the first bad byte this is the same text, so that line and column are right.
        shown: String::from_utf8_lossy(error.as_bytes()).into_owned(),
        at,
        message: format!("`{name}` is not UTF-8 from byte {at} on"),
        label: format!("0x{byte:02X} starts no character"),
        help: "save it as UTF-8".to_owned(),
    })
}

/// Why bytes are no text in UTF-8, and where.
pub struct NoText {
    shown: String,
    at: usize,
    message: String,
    label: String,
    help: String,
}

impl NoText {
    /// Notes it as a problem of the file that it is in.
    pub fn tell(self, name: &str, files: &mut Files, problems: &mut Problems) -> FileId {
        let length = if self.shown.is_empty() { 0 } else { '\u{FFFD}'.len_utf8() };
        let file = files.add(name, self.shown);
        let start = u32::try_from(self.at).unwrap_or(u32::MAX);
        let span = Span::new(file, start, start.saturating_add(u32::try_from(length).unwrap_or_default()));
        problems.push(Problem::at(span, self.message).label(self.label).help(self.help));
        file
    }
}

/// Another encoding than UTF-8, by its byte order mark or by the zeros that it has where ASCII has none.
fn encoding(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const SAVE: &str = "save it as UTF-8; PowerShell does so with `-Encoding utf8`";
    const TEXT: &str = "an inventory is a text file in TOML, YAML or JSON";
    Some(match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => ("is UTF-32, not UTF-8", SAVE),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => ("is UTF-16, not UTF-8", SAVE),
        [1..=255, 0, 0, 0, ..] | [0, 0, 0, 1..=255, ..] => {
            ("looks like UTF-32 without a byte order mark, not UTF-8", SAVE)
        }
        [1..=255, 0, 1..=255, 0, ..] | [0, 1..=255, 0, 1..=255, ..] | [1..=255, 0] | [0, 1..=255] => {
            ("looks like UTF-16 without a byte order mark, not UTF-8", SAVE)
        }
        [b'P', b'K', 3, 4, ..] => ("is an archive, such as a workbook or a document of an office program", TEXT),
        [b'%', b'P', b'D', b'F', b'-', ..] => ("is a PDF document", TEXT),
        // One alone is a slip, which is told at its place.
        bytes if bytes.iter().take(512).filter(|it| **it == 0).count() > 3 => ("is no text: it has zero bytes", TEXT),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let message = decode("a", bytes.to_vec()).err().map_or(String::new(), |it| it.message);
        assert_eq!(message, expected);
    }

    #[test]
    fn parts_of_a_file_are_the_file() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let whole = fs::read(&path).unwrap_or_default();
        for n_parts in 2..20 {
            assert_eq!(read_in_parts(&path, whole.len(), n_parts).as_ref(), Some(&whole));
            // It has become longer or shorter.
            assert_eq!(read_in_parts(&path, whole.len() - 1, n_parts), None);
            assert_eq!(read_in_parts(&path, whole.len() + 1, n_parts), None);
        }
    }

    #[test]
    fn encodings() {
        check(b"", "");
        check(b"a", "");
        check(b"\xEF\xBB\xBFa", "");
        check(b"\xFF\xFEa\0", "`a` is UTF-16, not UTF-8");
        check(b"\xFE\xFF\0a", "`a` is UTF-16, not UTF-8");
        check(b"a\0b\0", "`a` looks like UTF-16 without a byte order mark, not UTF-8");
        check(b"\0a\0b", "`a` looks like UTF-16 without a byte order mark, not UTF-8");
        check(b"\0\0\xFE\xFF", "`a` is UTF-32, not UTF-8");
        check(b"a\0\0\0b\0\0\0", "`a` looks like UTF-32 without a byte order mark, not UTF-8");
        check(b"a = 1\0", "");
        check(b"\x7FELF\x02\x01\0\0\0\0\0", "`a` is no text: it has zero bytes");
        check(b"PK\x03\x04\0", "`a` is an archive, such as a workbook or a document of an office program");
        check(b"a\xFC", "`a` is not UTF-8 from byte 1 on");
    }
}
