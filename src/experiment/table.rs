//! Rows of numbers and words under named columns.

use serde::{Serialize, Serializer};
use unicode_width::UnicodeWidthStr as _;

/// A number or a word.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// A number; infinities and NaN are words in JSON.
    Number(f64),
    /// A word.
    Word(String),
}

impl From<f64> for Cell {
    fn from(x: f64) -> Cell {
        Cell::Number(x)
    }
}

/// What was not measured is a dash.
impl From<Option<f64>> for Cell {
    fn from(x: Option<f64>) -> Cell {
        x.map_or_else(|| "–".into(), Cell::Number)
    }
}

impl From<f32> for Cell {
    fn from(x: f32) -> Cell {
        Cell::Number(f64::from(x))
    }
}

impl From<usize> for Cell {
    fn from(x: usize) -> Cell {
        Cell::Number(x as f64)
    }
}

impl From<&str> for Cell {
    fn from(word: &str) -> Cell {
        Cell::Word(word.to_owned())
    }
}

impl From<String> for Cell {
    fn from(word: String) -> Cell {
        Cell::Word(word)
    }
}

impl From<bool> for Cell {
    fn from(so: bool) -> Cell {
        if so { "yes" } else { "no" }.into()
    }
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Cell::Number(x) => number(*x),
            Cell::Word(word) => word.clone(),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // 8 is written 8, not 8.0.
            Cell::Number(x) if x.fract() == 0.0 && x.abs() < 1e15 => serializer.serialize_i64(*x as i64),
            Cell::Number(x) if x.is_finite() => serializer.serialize_f64(*x),
            Cell::Number(x) => serializer.serialize_str(&number(*x)),
            Cell::Word(word) => serializer.serialize_str(word),
        }
    }
}

/// A number for people: four digits that count, a power of ten where it is very small or very large.
pub(super) fn number(x: f64) -> String {
    let size = x.abs();
    match x {
        _ if x.is_nan() => "nan".to_owned(),
        f64::INFINITY => "inf".to_owned(),
        f64::NEG_INFINITY => "-inf".to_owned(),
        _ if x.fract() == 0.0 && size < 1e7 => format!("{x:.0}"),
        _ if (1e-3..1e6).contains(&size) => {
            let decimals = (3 - size.log10().floor() as i32).clamp(0, 6) as usize;
            format!("{x:.decimals$}")
        }
        _ => format!("{x:.2e}"),
    }
}

/// Rows of numbers and words under named columns.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Table {
        Table { columns: columns.into_iter().map(str::to_owned).collect(), rows: Vec::new() }
    }

    /// Adds a row, of one cell a column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        assert_eq!(cells.len(), self.columns.len(), "a row has a cell for every column");
        self.rows.push(cells);
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// Aligned text: words begin where their column does, numbers end where it does.
    pub fn text(&self) -> String {
        let texts: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(Cell::text).collect()).collect();
        let width = |column: usize| {
            let cells = texts.iter().map(|row| row[column].width());
            cells.chain([self.columns[column].width()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let words = |column: usize| self.rows.iter().all(|row| matches!(row[column], Cell::Word(_)));
        let words: Vec<bool> = (0..self.columns.len()).map(words).collect();
        let line = |cells: &[String]| {
            let padded = cells.iter().enumerate().map(|(column, cell)| {
                let space = " ".repeat(widths[column] - cell.width());
                if words[column] { format!("{cell}{space}") } else { format!("{space}{cell}") }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        format!("{}{rule}\n{}", line(&self.columns), texts.iter().map(|row| line(row)).collect::<String>())
    }
}

/// A row of cells of several types: `row![table, "dot", 4, 0.5]`.
macro_rules! row {
    ($table:expr, $($cell:expr),+ $(,)?) => { $table.row([$($crate::experiment::Cell::from($cell)),+]) };
}
pub(super) use row;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_and_numbers_end_where_their_column_does() {
        let mut table = Table::new(["score", "d", "‖∂p/∂q‖"]);
        row!(table, "dot", 4usize, 0.123_456);
        row!(table, "additive", 1024usize, 1.5e-9);
        let expected = [
            "score        d  ‖∂p/∂q‖",
            "───────────────────────",
            "dot          4   0.1235",
            "additive  1024  1.50e-9",
            "",
        ];
        assert_eq!(table.text(), expected.join("\n"));
    }

    #[test]
    fn a_table_is_columns_and_rows_in_json() {
        let mut table = Table::new(["a", "b", "c"]);
        row!(table, "x", 2.0, f64::NEG_INFINITY);
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(json, r#"{"columns":["a","b","c"],"rows":[["x",2,"-inf"]]}"#);
    }

    #[test]
    fn numbers_show_four_digits_that_count() {
        let texts = [0.0, 1.0, 64.0, 0.5, 123.456, 1e-7, 12_345_678.9, f64::NAN, -0.001_234_5].map(number);
        assert_eq!(texts, ["0", "1", "64", "0.5000", "123.5", "1.00e-7", "1.23e7", "nan", "-0.001234"]);
    }
}
