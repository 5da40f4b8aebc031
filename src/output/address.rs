//! How services name files: from the folder they look at, with slashes on every system.
//!
//! Works on names only; no file is looked at, and no link followed.

use crate::uri;
use std::path::{Component, MAIN_SEPARATOR_STR, Path, PathBuf};

/// A file, as seen from a folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// It lies in the folder or below: the path from there.
    Inside(String),
    /// It lies elsewhere: its whole path.
    Outside(String),
}

impl Address {
    /// The address of `path`, as a person wrote it, from an absolute folder.
    pub(super) fn new(path: &str, folder: &Path) -> Self {
        let mut whole = PathBuf::new();
        for part in folder.join(path).components() {
            match part {
                Component::ParentDir => _ = whole.pop(),
                Component::CurDir => {}
                part => whole.push(part),
            }
        }
        let slashed = |path: &Path| path.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/");
        match whole.strip_prefix(folder) {
            Ok(rest) => Self::Inside(slashed(rest)),
            Err(_) => Self::Outside(slashed(&whole)),
        }
    }

    /// As a path.
    pub(super) fn path(self) -> String {
        match self {
            Self::Inside(path) | Self::Outside(path) => path,
        }
    }

    /// As a URI: for what lies inside, one that is relative to the folder.
    pub(super) fn uri(&self) -> String {
        match self {
            Self::Inside(path) => uri::relative(path),
            Self::Outside(path) => uri::from_path(Path::new(path)),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::Address;
    use std::path::Path;

    #[test]
    fn files_are_named_from_the_folder() {
        let table = [
            ("a b/ñ#1.txt", "a b/ñ#1.txt", "a%20b/%C3%B1%231.txt"),
            ("./notes/../a.txt", "a.txt", "a.txt"),
            ("/home/x/a.txt", "a.txt", "a.txt"),
            ("../a.txt", "/home/a.txt", "file:///home/a.txt"),
            ("/tmp/a%b.txt", "/tmp/a%b.txt", "file:///tmp/a%25b.txt"),
            ("<stdin>", "<stdin>", "%3Cstdin%3E"),
            ("a:b.txt", "a:b.txt", "a%3Ab.txt"),
        ];
        for (path, from_folder, uri) in table {
            let address = Address::new(path, Path::new("/home/x"));
            assert_eq!(address.uri(), uri);
            assert_eq!(address.path(), from_folder);
        }
    }
}
