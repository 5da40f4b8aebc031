//! What places are called in documents whose lines nobody sees: "paragraph 12", "table 2 cell B3".

/// Counts paragraphs and tables as they begin.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Where in the source each place begins, and what it is called.
    pub(super) named: Vec<(usize, String)>,
    /// Paragraphs outside of tables so far.
    paragraphs: usize,
    /// Tables so far.
    tables: usize,
    /// The tables that are open: number, row, column.
    open: Vec<[usize; 3]>,
}

impl Places {
    pub(super) fn paragraph(&mut self, at: usize) {
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
    use super::letters;

    #[test]
    fn columns_have_letters() {
        let table = [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")];
        for (column, name) in table {
            assert_eq!(letters(column), name);
        }
    }
}
