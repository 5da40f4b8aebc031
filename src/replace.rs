//! A file's bytes replaced: all of them or none, whatever happens in between.
//!
//! The new bytes are written to a file beside it, which then takes its name; at no moment does the
//! name stand for half a note.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;

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
        let mut new = Builder::new().prefix(".careword-").suffix(".tmp").tempfile_in(folder)?;
        new.write_all(after)?;
        new.as_file().set_permissions(old.permissions())?;
        keep_owner(new.as_file(), &old);
        new.as_file().sync_all()?;
        // Whoever else has it open may have saved it meanwhile.
        if fs::read(&target)? != before {
            return Ok(false);
        }
        new.persist(&target).map_err(|error| error.error)?;
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
