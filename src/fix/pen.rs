//! What signs tracked changes and comments, and numbers them.
//!
//! Where they stand is for `word` and `opendocument`.

use crate::document::package::AUTHOR;
use std::collections::BTreeSet;

/// What signs changes and comments, and numbers them.
pub(super) struct Pen<'a> {
    pub(super) date: &'a str,
    /// Numbers that something in the package has.
    pub(super) used: BTreeSet<u32>,
    pub(super) last: u32,
    /// The numbers of careword's own comments in a Word document, old and new.
    pub(super) ours: BTreeSet<String>,
    /// How many more comments Word would open the document with.
    pub(super) room: usize,
    /// The new comments.
    pub(super) comments: Vec<Remark>,
    /// In OpenDocument: the list of what was changed in the present part.
    pub(super) regions: String,
}

/// What a comment says.
pub(super) struct Remark {
    pub(super) number: u32,
    /// A paragraph each.
    pub(super) lines: Vec<String>,
}

impl Pen<'_> {
    /// A number that nothing has yet.
    pub(super) fn number(&mut self) -> u32 {
        self.last += 1;
        while !self.used.insert(self.last) {
            self.last += 1;
        }
        self.last
    }

    /// Takes down a comment, and gives it a number.
    pub(super) fn comment(&mut self, lines: Vec<String>) -> u32 {
        let number = self.number();
        self.room = self.room.saturating_sub(1);
        self.ours.insert(number.to_string());
        self.comments.push(Remark { number, lines });
        number
    }

    /// The author and the date, as Word notes them.
    pub(super) fn signature(&self, prefix: &str) -> String {
        format!("{prefix}author=\"{AUTHOR}\" {prefix}date=\"{}\"", self.date)
    }

    /// The same, as OpenDocument notes them.
    pub(super) fn creator(&self) -> String {
        format!("<dc:creator>{AUTHOR}</dc:creator><dc:date>{}</dc:date>", self.date)
    }
}
