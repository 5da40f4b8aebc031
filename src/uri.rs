//! Addresses of files: to a path and back (RFC 3986, RFC 8089).
//!
//! Only spells; whether there is such a file is for others.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// What stays as it is in a path (RFC 3986, unreserved characters and the slash).
const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The path of a `file:` address, if it is one.
pub fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // "/c:/notes": a drive's letter needs no slash.
    let drive = path.as_bytes().get(2) == Some(&b':') && path.as_bytes()[1].is_ascii_alphabetic();
    Some(PathBuf::from(if drive { &path[1..] } else { &path }))
}

/// The address of an absolute path.
pub fn from_path(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", relative(&path))
}

/// A path with slashes as an address that stands in a folder's.
pub fn relative(path: &str) -> String {
    utf8_percent_encode(path, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::{from_path, to_path};
    use std::path::Path;

    #[test]
    fn addresses_and_paths() {
        let table = [
            ("file:///tmp/a%20b%2Bc/%E6%BC%A2.txt", Some("/tmp/a b+c/漢.txt")),
            ("file:///c%3A/Users/x/n.txt", Some("c:/Users/x/n.txt")),
            ("file://host/share/n.txt", Some("/share/n.txt")),
            ("untitled:Untitled-1", None),
            ("file://", None),
            ("file:///%FF", None),
        ];
        for (uri, path) in table {
            assert_eq!(to_path(uri).as_deref(), path.map(Path::new), "{uri}");
        }
        assert_eq!(from_path(Path::new("/tmp/a b/漢.txt")), "file:///tmp/a%20b/%E6%BC%A2.txt");
        assert_eq!(from_path(Path::new("c:\\n.txt")), "file:///c%3A/n.txt");
    }
}
