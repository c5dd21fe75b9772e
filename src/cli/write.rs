//! Writes files whole or not at all. Never decides what stands in them.

use std::{
    fs::{self, Metadata, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    output::Format,
    text::{clean, closest},
};

/// A file to write and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    pub(super) path: String,
}

impl Target {
    /// Reads `[FORMAT=]FILE` of some formats; the error is a message and a help.
    pub(super) fn parse(word: &str, formats: &[Format]) -> Result<Self, (String, String)> {
        let names = || formats.iter().map(|it| it.name()).collect::<Vec<_>>().join(", ");
        let named = |name: &str| Format::of_name(name).filter(|it| formats.contains(it));
        let (format, path) = match word.split_once('=') {
            Some((name, path)) if named(name).is_some() => (named(name), path),
            // A word before `=` is meant as a format: a file is never called so by a slip.
            Some((name, _)) if !name.contains(['/', '.']) => {
                let all = formats.iter().map(|it| it.name());
                let help = match closest(name, all) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("formats are {}; a file of this name is `FORMAT={}`", names(), clean(word)),
                };
                return Err((format!("`{}` is no format", clean(name)), help));
            }
            _ => (Format::of_ending(word).filter(|it| formats.contains(it)), word),
        };
        if path == "-" {
            return Err(("`-` is no file".to_owned(), "standard output is written as `--format` says".to_owned()));
        }
        if path.is_empty() {
            return Err((format!("`{}` names no file", clean(word)), "write `FORMAT=FILE`".to_owned()));
        }
        match format {
            Some(format) => Ok(Self { format, path: path.to_owned() }),
            None => Err((
                format!("the ending of `{}` is no known format", clean(path)),
                format!("write `FORMAT={}`; formats are {}", clean(path), names()),
            )),
        }
    }
}

/// The file that a path leads to, also where it is not there yet.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let folder = path.parent().and_then(|it| it.canonicalize().ok());
        folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
    })
}

/// Has the content of a file written.
type Fill<'f> = &'f dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes all files or none: each is written beside its place first, and only then put there; devices come first,
/// since what was written to one cannot be taken back.
pub(super) fn all(
    cwd: &Path,
    targets: &[Target],
    render: &dyn Fn(usize, &mut dyn Write) -> io::Result<()>,
) -> Result<(), (String, io::Error)> {
    let mut ready: Vec<(Draft, &str)> = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        match Draft::write(&cwd.join(&target.path), &|out| render(at, out)) {
            Ok(draft) => ready.push((draft, &target.path)),
            Err(error) => return Err((target.path.clone(), error)),
        }
    }
    ready.sort_by_key(|(draft, _)| !draft.temporary.as_os_str().is_empty());
    for (draft, path) in ready {
        draft.put().map_err(|error| (path.to_owned(), error))?;
    }
    Ok(())
}

/// Why a file could not be written, in words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such folder".to_owned(),
        io::ErrorKind::Other => error.to_string(),
        kind => kind.to_string(),
    }
}

/// Writes a file that must not exist yet.
pub(super) fn new(path: &Path, content: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let draft = Draft::write(path, &|out| out.write_all(content))?;
    draft.put_new()
}

/// Links that are followed at most, as systems do.
const MAX_LINKS: usize = 40;

/// Whether a path leads through the table of what a process has open, such as `/dev/stdout` and `/dev/fd/3`: to replace the
/// file behind it would take what others have written, and write, to it.
fn is_descriptor(path: &Path) -> bool {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Some(folder) = path.parent().and_then(|it| it.canonicalize().ok()) else {
            return false;
        };
        if folder.ends_with("fd") && (folder.starts_with("/proc") || folder.starts_with("/dev")) {
            return true;
        }
        match fs::read_link(&path) {
            Ok(target) => path = folder.join(target),
            Err(_) => return false,
        }
    }
    false
}

/// A file that is written beside its place, and removed unless it is put there.
struct Draft {
    temporary: PathBuf,
    path: PathBuf,
    content: Vec<u8>,
}

impl Draft {
    fn write(path: &Path, fill: Fill<'_>) -> io::Result<Self> {
        let there = path.metadata().ok();
        if there.as_ref().is_some_and(Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // Pipes and devices cannot be replaced, they are written to, by this path: that of an open pipe leads nowhere.
        if there.as_ref().is_some_and(|it| !it.is_file()) {
            let mut content = Vec::new();
            fill(&mut content)?;
            return Ok(Self { temporary: PathBuf::new(), path: path.to_owned(), content });
        }
        if there.is_some() && is_descriptor(path) {
            return Err(io::Error::other("it is a file that is open already; name the file itself"));
        }
        // What a link points to is replaced, not the link.
        let path = match path.canonicalize() {
            Ok(real) => real,
            Err(_) if path.is_symlink() => return Err(io::Error::other("it is a link that leads nowhere")),
            Err(_) => path.to_owned(),
        };
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
        if there.is_some() {
            // To replace a file asks for no right to write to it: what nobody may write to stays as it is.
            if there.as_ref().is_some_and(|it| it.permissions().readonly()) {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            OpenOptions::new().write(true).open(&path)?;
        }
        let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        if let Some(before) = there {
            // Who may read it stays as it was.
            file.set_permissions(before.permissions())?;
        }
        let draft = Self { temporary, path, content: Vec::new() };
        fill(&mut file)?;
        file.flush()?;
        Ok(draft)
    }

    fn put(self) -> io::Result<()> {
        if self.temporary.as_os_str().is_empty() {
            return OpenOptions::new().write(true).open(&self.path)?.write_all(&self.content);
        }
        fs::rename(&self.temporary, &self.path)
    }

    /// Unlike renaming, a link never replaces a file that came into being meanwhile.
    fn put_new(self) -> io::Result<()> {
        match fs::hard_link(&self.temporary, &self.path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !self.path.exists() => {
                fs::rename(&self.temporary, &self.path)
            }
            linked => linked,
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.temporary.as_os_str().is_empty() {
            // It is gone where it was put in its place.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::{fs::File, io::Read, os::fd::AsRawFd};

    use super::*;

    /// What comes of writing `new` to a path: why not, if not.
    fn write(path: &Path) -> Option<String> {
        let target = Target { format: Format::Json, path: path.to_str().unwrap().to_owned() };
        all(Path::new("/"), &[target], &|_, out| out.write_all(b"new")).err().map(|it| reason(&it.1))
    }

    fn file(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("transborder-{name}-{}", std::process::id()));
        fs::write(&path, "old").unwrap();
        path
    }

    #[test]
    fn an_open_file_is_not_replaced() {
        let path = file("open");
        let open = File::open(&path).unwrap();
        for descriptor in [format!("/proc/self/fd/{}", open.as_raw_fd()), format!("/dev/fd/{}", open.as_raw_fd())] {
            let why = write(Path::new(&descriptor));
            assert_eq!(why.as_deref(), Some("it is a file that is open already; name the file itself"), "{descriptor}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(write(&path), None);
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn an_open_pipe_is_written_to() {
        let (mut reader, writer) = io::pipe().unwrap();
        assert_eq!(write(Path::new(&format!("/dev/fd/{}", writer.as_raw_fd()))), None);
        drop(writer);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "new");
    }

    #[test]
    fn what_nobody_may_write_to_is_not_replaced() {
        let path = file("read-only");
        let mut permissions = path.metadata().unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(write(&path).as_deref(), Some("permission denied"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        fs::remove_file(&path).unwrap();
    }
}
