//! Which lines of which files have changed, as Git tells it.
//!
//! Reads what `git diff` writes; running it, and where files lie, is for the program.

use crate::document::Document;
use crate::lint::Finding;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What has changed in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// All of it, or nobody can say what.
    Whole,
    /// These stretches of lines, in their order.
    Lines(Vec<Stretch>),
}

/// A stretch of lines that were changed, or between two of which some were taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The first changed line, from 1; where lines were only taken out, the one before them, from 0.
    first: usize,
    /// How many there are now.
    count: usize,
}

/// Reads what `git diff --numstat -z` and `git diff --unified=0` say of the same files: their paths,
/// and what has changed in each. The paths are those of today, seen from the top of the repository,
/// with `/` between their parts; they need not be UTF-8.
///
/// The first has the paths as they are, where a patch puts quotes around some; so the two are read
/// side by side. None where they do not fit together.
pub fn read(numstat: &[u8], patch: &[u8]) -> Option<BTreeMap<Vec<u8>, Change>> {
    let mut files = paths(numstat)?.into_iter();
    let mut changes = BTreeMap::new();
    let mut current: Option<(Vec<u8>, Change)> = None;
    let mut again = None;
    for line in patch.split(|&b| b == b'\n') {
        // Without lines of context, every line of a file's text begins with a sign.
        if line.starts_with(b"diff --git ") {
            let file = again.take().or_else(|| files.next())?;
            changes.extend(current.replace(file));
        } else if line.starts_with(b"deleted file mode ") {
            // A link has become a file: it is listed once, and told of as two.
            again = current.take();
        } else if let Some(hunk) = line.strip_prefix(b"@@ ")
            && let Some((_, Change::Lines(stretches))) = &mut current
        {
            stretches.push(stretch(hunk)?);
        }
    }
    changes.extend(current);
    files.next().is_none().then_some(changes)
}

/// The paths that `git diff --numstat -z` lists, none of whose lines are known yet: `12<TAB>3<TAB>path<NUL>`,
/// of a renamed file `12<TAB>3<TAB><NUL>before<NUL>now<NUL>`, with `-` for numbers where it is no
/// text.
fn paths(numstat: &[u8]) -> Option<Vec<(Vec<u8>, Change)>> {
    let mut fields = numstat.split(|&b| b == 0);
    let mut paths = Vec::new();
    while let Some(field) = fields.next().filter(|field| !field.is_empty()) {
        let mut parts = field.splitn(3, |&b| b == b'\t');
        let is_text = parts.next()? != b"-";
        let path = match parts.nth(1)? {
            b"" => fields.nth(1)?,
            path => path,
        };
        let change = if is_text { Change::Lines(Vec::new()) } else { Change::Whole };
        paths.push((path.to_owned(), change));
    }
    Some(paths)
}

/// The lines of today in the head of a hunk, `-12,3 +15,2 @@ …`; a count that is missing is one.
fn stretch(hunk: &[u8]) -> Option<Stretch> {
    let now = std::str::from_utf8(hunk.split(|&b| b == b' ').nth(1)?).ok()?.strip_prefix('+')?;
    let (first, count) = now.split_once(',').unwrap_or((now, "1"));
    Some(Stretch { first: first.parse().ok()?, count: count.parse().ok()? })
}

impl Stretch {
    fn touches(self, lines: &RangeInclusive<usize>) -> bool {
        let (start, end) = (*lines.start(), *lines.end());
        match self.count {
            // Something is missing between two lines, both of which are there.
            0 => start <= self.first && self.first < end,
            count => start < self.first + count && self.first <= end,
        }
    }
}

impl Change {
    /// Leaves those findings of a document whose sentence, the words found among it, stands on a
    /// line that was changed. What only programs write has no lines that anybody sees, and counts
    /// whole.
    pub fn keep(&self, document: &Document, findings: &mut Vec<Finding<'_>>) {
        let Self::Lines(stretches) = self else { return };
        if !document.format.is_text() {
            return;
        }
        // As Git counts them: a carriage return alone ends no line.
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', document.source.as_bytes()).collect();
        let line = |offset: usize| 1 + ends.partition_point(|&end| end < offset);
        findings.retain(|finding| {
            let sentence = finding.sentence;
            let last = sentence.end.saturating_sub(1).max(sentence.start);
            let lines = line(sentence.start)..=line(last);
            stretches.iter().any(|stretch| stretch.touches(&lines))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::lint::Linter;

    #[test]
    fn what_git_says_is_read_whatever_the_names() {
        let numstat =
            b"1\t2\ta b.md\0-\t-\tscan.pdf\x000\t0\t\0old.md\0n\xE9w\t.md\x002\t1\tz.md\0";
        let patch = b"diff --git a/a b.md b/a b.md\n--- a/a b.md\n+++ b/a b.md\n@@ -1 +1 @@ x\n\
            -diff --git is not a head here\n+@@ -9 +9 @@\n@@ -8,2 +7,0 @@\n-a\n-b\n\
            diff --git a/scan.pdf b/scan.pdf\nBinary files differ\n\
            diff --git \"a/old.md\" \"b/n\\351w\\t.md\"\nsimilarity index 100%\n\
            diff --git a/z.md b/z.md\ndeleted file mode 120000\n@@ -1 +0,0 @@\n-a.md\n\
            diff --git a/z.md b/z.md\nnew file mode 100644\n@@ -0,0 +1,2 @@\n+a\n+b\n";
        let changes = read(numstat, patch).unwrap();
        let lines = |list: &[(usize, usize)]| {
            let stretches = list.iter().map(|&(first, count)| Stretch { first, count });
            Change::Lines(stretches.collect())
        };
        let expected = [
            (b"a b.md".to_vec(), lines(&[(1, 1), (7, 0)])),
            (b"n\xE9w\t.md".to_vec(), lines(&[])),
            (b"scan.pdf".to_vec(), Change::Whole),
            (b"z.md".to_vec(), lines(&[(1, 2)])),
        ];
        assert_eq!(changes, BTreeMap::from(expected));
        assert_eq!(read(b"", b""), Some(BTreeMap::new()));
        assert_eq!(read(b"", patch), None);
        assert_eq!(read(numstat, b""), None);
        assert_eq!(read(b"1\t1\ta\0", b"diff --git a/a b/a\n@@ -1 +x @@\n"), None);
    }

    #[test]
    fn what_stands_on_changed_lines_is_kept() {
        let text =
            "He slept.\n\nHe refused\nto go\nhome today. She is manipulative.\n\nHe slept.\n";
        let document = Document::new(text, Format::Markdown);
        let linter = Linter::built_in();
        // The sentence stands on the lines 3 to 5, the next one on 5.
        let table: &[(usize, usize, &[&str])] = &[
            (1, 1, &[]),
            (2, 1, &[]),
            (3, 1, &["refused"]),
            (4, 1, &["refused"]),
            (5, 1, &["refused", "manipulative"]),
            (5, 3, &["refused", "manipulative"]),
            (6, 2, &[]),
            (1, 9, &["refused", "manipulative"]),
            (2, 0, &[]),
            (3, 0, &["refused"]),
            (4, 0, &["refused"]),
            (5, 0, &[]),
            (0, 0, &[]),
        ];
        for &(first, count, expected) in table {
            let mut findings = linter.check(&document);
            Change::Lines(vec![Stretch { first, count }]).keep(&document, &mut findings);
            let kept: Vec<_> = findings.iter().map(|f| f.rule.id.as_str()).collect();
            assert_eq!(kept, expected, "{count} lines from {first}");
        }
        let mut findings = linter.check(&document);
        Change::Whole.keep(&document, &mut findings);
        assert_eq!(findings.len(), 2);
    }
}
