//! A file's bytes replaced, or a new file written: all of it or nothing, whatever happens in between.
//!
//! The new bytes are written to a file beside it, which then takes its name; at no moment does the
//! name stand for half a note, or half a report.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, TempPath};

/// Replaces a file. A link stays a link: what it points to is replaced. Permissions stay, and so
/// does the owner where the system allows it; other names of the same file (hard links) keep the
/// old bytes.
///
/// # Errors
/// Why it was left as it was, as the rest of a sentence that begins with the path: `before` is no
/// longer what it holds, it is write-protected, or the system says no.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), String> {
    let refused = |error: &io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "was not changed: you have no permission to write in its folder".to_owned()
        }
        io::ErrorKind::StorageFull => "was not changed: the disk is full".to_owned(),
        _ => format!("was not changed: {error}"),
    };
    let target = fs::canonicalize(path).map_err(|e| refused(&e))?;
    let old = fs::metadata(&target).map_err(|e| refused(&e))?;
    if old.permissions().readonly() {
        return Err("was not changed: it is write-protected".to_owned());
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let write = || -> io::Result<bool> {
        let mut new = beside().tempfile_in(folder)?;
        let unfinished = Unfinished::new(new.path());
        new.write_all(after)?;
        new.as_file().set_permissions(old.permissions())?;
        keep_owner(new.as_file(), &old);
        new.as_file().sync_all()?;
        // Whoever else has it open may have saved it meanwhile.
        if fs::read(&target)? != before {
            return Ok(false);
        }
        unfinished.named(|| new.persist(&target).map_err(|error| error.error))?;
        sync_folder(folder);
        Ok(true)
    };
    match write() {
        Ok(true) => Ok(()),
        Ok(false) => Err("was not changed: somebody else has saved it meanwhile; \
                          run the command again"
            .to_owned()),
        Err(error) => Err(refused(&error)),
    }
}

/// What is to be a file once it is whole.
#[derive(Debug)]
pub struct Draft {
    bytes: BufWriter<File>,
    /// The name it has until then; none where the bytes go straight to a pipe or a device, which
    /// nothing can take the place of.
    name: Option<(TempPath, Unfinished)>,
    target: PathBuf,
}

impl Draft {
    /// Begins a file, which need not exist. If it does, a link stays a link and permissions stay.
    ///
    /// # Errors
    /// Why it cannot be written, as the rest of a sentence that begins with the path.
    pub fn new(path: &Path) -> Result<Self, String> {
        Self::begin(path).map_err(|error| unwritable(&error))
    }

    fn begin(path: &Path) -> io::Result<Self> {
        let (target, old) = match fs::canonicalize(path) {
            Ok(target) => (target.clone(), Some(fs::metadata(&target)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_owned(), None),
            Err(error) => return Err(error),
        };
        match &old {
            Some(old) if old.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Some(old) if !old.is_file() => {
                let bytes = BufWriter::new(File::options().write(true).open(&target)?);
                return Ok(Self { bytes, name: None, target });
            }
            Some(old) if old.permissions().readonly() => {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            _ => {}
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = beside();
        let ordinary = ordinary();
        if let Some(ordinary) = &ordinary {
            builder.permissions(ordinary.clone());
        }
        let new = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        if let Some(old) = old {
            new.as_file().set_permissions(old.permissions())?;
        }
        let (file, name) = new.into_parts();
        let unfinished = Unfinished::new(&name);
        Ok(Self { bytes: BufWriter::new(file), name: Some((name, unfinished)), target })
    }

    /// Adds to it.
    ///
    /// # Errors
    /// Why it cannot be written, as the rest of a sentence that begins with the path.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        self.bytes.write_all(text.as_bytes()).map_err(|error| unwritable(&error))
    }

    /// Lets it take its name. Without this nothing is left of it.
    ///
    /// # Errors
    /// Why it cannot be written, as the rest of a sentence that begins with the path.
    pub fn finish(mut self) -> Result<(), String> {
        let finished = self.bytes.flush().and_then(|()| match self.name {
            None => Ok(()),
            Some((name, unfinished)) => {
                self.bytes.get_ref().sync_all()?;
                unfinished.named(|| name.persist(&self.target).map_err(|error| error.error))
            }
        });
        finished.map_err(|error| unwritable(&error))
    }
}

/// The names of files that have not taken their own yet, for [`abandon`].
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that has not taken its name yet.
#[derive(Debug)]
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(path: &Path) -> Self {
        unfinished().insert(path.to_owned());
        Self(path.to_owned())
    }

    /// Lets it take its name, if nobody abandons everything just then.
    fn named<T>(self, take: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let guard = unfinished();
        let taken = take();
        drop(guard);
        taken
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

/// Removes every file that has not taken its name yet, and then does `end`, which is to end the
/// program. Until it does, no file takes its name.
pub fn abandon(end: impl FnOnce()) {
    let files = unfinished();
    for path in files.iter() {
        // Nobody is left to be told.
        let _ = fs::remove_file(path);
    }
    end();
}

fn unwritable(error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission to write it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    format!("could not be written: {reason}")
}

/// A file beside another, which no walk through folders meets.
fn beside<'a>() -> Builder<'a, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".careword-").suffix(".tmp");
    builder
}

/// The permissions of a new file before the system has taken off what the user wants taken off. A
/// temporary file by itself would be readable by its owner only.
#[cfg(unix)]
fn ordinary() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
const fn ordinary() -> Option<Permissions> {
    None
}

/// Gives the new file to whoever owns the old one. Only an administrator may give a file away; for
/// all others the owner is the same already.
#[cfg(unix)]
fn keep_owner(new: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if let Ok(own) = new.metadata()
        && (own.uid(), own.gid()) != (old.uid(), old.gid())
    {
        let _ = fchown(new, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Makes the new name last through a loss of power, where folders can be synchronised.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
