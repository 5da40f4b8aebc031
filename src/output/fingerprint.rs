//! By what a finding is known again in another run, wherever its line has moved.
//!
//! Made of the file, the rule, the words found and their sentence, which are known by the same as in
//! a baseline; of two that are alike in all this, the second has a number more. It has no key, for
//! whoever reads the report reads those words in it.

use super::Checked;
use super::address::Address;
use crate::baseline::known_by;
use crate::lint::Finding;
use siphasher::sip::SipHasher13;
use std::collections::HashMap;
use std::hash::Hasher;
use std::path::Path;

/// A fingerprint for each finding of a document, in order: 16 hexadecimal digits. `folder` is the
/// one from which files are named.
pub(super) fn all(checked: &Checked<'_>, folder: &Path) -> Vec<String> {
    let path = Address::new(&checked.path, folder).path();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let one = |finding| {
        let hash = hash(checked, &path, finding);
        let times = seen.entry(hash).or_default();
        *times += 1;
        format!("{:016x}", hash.wrapping_add(*times - 1))
    };
    checked.findings.iter().map(one).collect()
}

fn hash(checked: &Checked<'_>, path: &str, finding: &Finding<'_>) -> u64 {
    let document = &checked.document;
    let [words, sentence] = [finding.span, finding.sentence].map(|span| known_by(document, span));
    let part = match &document.cell {
        Some(cell) => {
            let record = cell.id.clone().unwrap_or_else(|| cell.record.to_string());
            format!("{record} {}", cell.column)
        }
        None => checked.part.to_string(),
    };
    let mut hasher = SipHasher13::new();
    let parts = [path, &part, &finding.rule.id, &words, &sentence];
    for part in parts {
        hasher.write(part.as_bytes());
        // No text holds this byte, so that none can run into the next.
        hasher.write_u8(0xFF);
    }
    hasher.finish()
}
