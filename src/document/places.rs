//! What places are called in documents whose lines nobody sees: "paragraph 12", "table 2 cell B3".

/// Counts paragraphs and tables as they begin.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Where in the source each place with words begins, and what it is called.
    pub(super) named: Vec<(usize, String)>,
    /// How much prose there was when the last of them began.
    prose: usize,
    /// Paragraphs outside of tables so far.
    paragraphs: usize,
    /// Tables so far.
    tables: usize,
    /// The tables that are open: number, row, column.
    open: Vec<[usize; 3]>,
}

impl Places {
    /// A paragraph begins, behind so many bytes of prose.
    pub(super) fn paragraph(&mut self, at: usize, prose: usize) {
        // Nothing is ever found in a paragraph without words, and a small file may hold millions.
        if self.prose == prose {
            self.named.pop();
        }
        self.prose = prose;
        let name = match self.open.last() {
            Some([table, row, column]) => format!("table {table} cell {}{row}", letters(*column)),
            None => {
                self.paragraphs += 1;
                format!("paragraph {}", self.paragraphs)
            }
        };
        self.named.push((at, name));
    }

    pub(super) fn begin_table(&mut self) {
        self.tables += 1;
        self.open.push([self.tables, 0, 0]);
    }

    pub(super) fn end_table(&mut self) {
        self.open.pop();
    }

    pub(super) fn row(&mut self) {
        if let Some([_, row, column]) = self.open.last_mut() {
            (*row, *column) = (*row + 1, 0);
        }
    }

    pub(super) fn cell(&mut self) {
        if let Some([_, _, column]) = self.open.last_mut() {
            *column += 1;
        }
    }

    /// Whether a table is open.
    pub(super) fn in_table(&self) -> bool {
        !self.open.is_empty()
    }
}

/// The letters of a column, from 1, as spreadsheets name them.
fn letters(column: usize) -> String {
    let mut column = column.max(1);
    let mut name = String::new();
    while column > 0 {
        let digit = u8::try_from((column - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + digit));
        column = (column - 1) / 26;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Places, letters};

    #[test]
    fn columns_have_letters() {
        let table = [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")];
        for (column, name) in table {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn paragraphs_without_words_are_counted_and_not_kept() {
        let mut places = Places::default();
        for (at, prose) in [(1, 0), (2, 0), (3, 7), (4, 7), (5, 9)] {
            places.paragraph(at, prose);
        }
        let named: Vec<_> = places.named.iter().map(|(at, name)| (*at, name.as_str())).collect();
        assert_eq!(named, [(2, "paragraph 2"), (4, "paragraph 4"), (5, "paragraph 5")]);
    }
}
