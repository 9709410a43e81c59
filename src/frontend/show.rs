//! `headlight show`: one recorded matrix on standard output.

use serde::Serialize;

use crate::app::{Language, Notice, Pass, Shown};
use crate::model::piece;
use crate::tape::Site;

use super::cli::{self, Format};
use super::errors::bad_input;
use super::{heatmap, print, subject};

/// Prints the matrix that the arguments ask for.
pub(super) fn run(arguments: cli::Show) -> anyhow::Result<()> {
    let format = arguments.format.unwrap_or(if print::is_terminal() { Format::Heatmap } else { Format::Text });
    let pass = if arguments.gradient { subject::differentiated } else { subject::pass }(arguments.subject)?;
    let site = parse(&pass, &arguments.site)?;
    let pass = subject::holding(pass, site);
    let shown = find(&pass, site, arguments.head, arguments.gradient)?;
    print::bytes(&match format {
        Format::Json => json(&pass, &shown)?.into_bytes(),
        Format::Csv => csv(&shown).into_bytes(),
        Format::Text => text(&shown).into_bytes(),
        Format::Heatmap => heatmap::draw(&shown, print::capability(arguments.screen.color), print::columns()),
    })
}

/// What a name stands for.
fn parse(pass: &Pass, site: &str) -> anyhow::Result<Site> {
    site.parse().map_err(|_| bad_input(Notice::unknown_site(site, pass.sites())))
}

/// The value of a name in a pass, or its gradient.
fn find(pass: &Pass, site: Site, head: Option<usize>, gradient: bool) -> anyhow::Result<Shown<'_>> {
    let look = if gradient { Pass::gradient } else { Pass::shown };
    let shown = look(pass, site, head.unwrap_or(0)).map_err(bad_input)?;
    match (head, shown.head) {
        (Some(_), None) => Err(bad_input(format!("`{site}` has no heads: leave out --head"))),
        _ => Ok(shown),
    }
}

/// One side of the matrix: what its places stand for, and what each of them is.
#[derive(Serialize)]
struct Side {
    axis: &'static str,
    labels: Vec<String>,
}

fn rows(shown: &Shown) -> Side {
    let labels = (0..shown.rows.length).map(|row| shown.row_label(row, Language::default()).into_owned()).collect();
    Side { axis: shown.rows.axis.name(), labels }
}

fn columns(shown: &Shown) -> Side {
    let labels =
        (0..shown.columns.length).map(|column| shown.column_label(column, Language::default()).into_owned()).collect();
    Side { axis: shown.columns.axis.name(), labels }
}

/// `{"model", "site", "head", "rows": {"axis", "labels"}, "columns": …, "values": [[…]]}`; −∞ is `"-inf"`, for JSON
/// has no such number. Of a gradient also `"gradient_of": {"token", "word"}`: the logit that is differentiated.
fn json(pass: &Pass, shown: &Shown) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Matrix<'a> {
        model: &'a str,
        site: Site,
        head: Option<usize>,
        #[serde(skip_serializing_if = "Option::is_none")]
        gradient_of: Option<Output>,
        rows: Side,
        columns: Side,
        values: Vec<Vec<Number>>,
    }
    let matrix = Matrix {
        model: &pass.model.name,
        site: shown.site,
        head: shown.head,
        gradient_of: pass.output().filter(|_| shown.gradient).map(|(token, word)| Output { token, word }),
        rows: rows(shown),
        columns: columns(shown),
        values: (0..shown.rows.length).map(|row| shown.row(row).map(Number::from).collect()).collect(),
    };
    Ok(serde_json::to_string(&matrix)? + "\n")
}

/// A logit: of a word of the vocabulary, after a token.
#[derive(Serialize)]
struct Output {
    token: usize,
    word: u32,
}

/// A number where JSON has it, a word where it has not.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Finite(f32),
    Named(String),
}

impl From<f32> for Number {
    fn from(x: f32) -> Number {
        if x.is_finite() { Number::Finite(x) } else { Number::Named(plain(x)) }
    }
}

/// A number for people and programs alike.
fn plain(x: f32) -> String {
    match x {
        f32::NEG_INFINITY => "-inf".to_owned(),
        f32::INFINITY => "inf".to_owned(),
        _ if x.is_nan() => "nan".to_owned(),
        _ => x.to_string(),
    }
}

/// A header with the column labels, then one line a row, which its label begins (RFC 4180).
fn csv(shown: &Shown) -> String {
    let (rows, columns) = (rows(shown), columns(shown));
    let corner = format!("{}\\{}", rows.axis, columns.axis);
    let header = std::iter::once(corner).chain(columns.labels).map(|label| quoted(&label)).collect::<Vec<_>>();
    let mut lines = vec![header.join(",")];
    for (row, label) in rows.labels.iter().enumerate() {
        let cells = std::iter::once(quoted(label)).chain(shown.row(row).map(plain));
        lines.push(cells.collect::<Vec<_>>().join(","));
    }
    lines.join("\r\n") + "\r\n"
}

fn quoted(label: &str) -> String {
    if label.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", label.replace('"', "\"\""))
    } else {
        label.to_owned()
    }
}

/// What is printed: its name, its head, and what its rows and columns are.
pub(super) fn title(shown: &Shown) -> String {
    let head = shown.head.map_or_else(String::new, |head| format!(" · head {head}"));
    let gradient = if shown.gradient { "gradient of " } else { "" };
    format!("{gradient}{}{head} · {} ↓ {} →", shown.site, shown.rows.axis.name(), shown.columns.axis.name())
}

/// Columns of a label, and of a number with three decimals, its sign and four digits before them.
const LABEL: usize = 14;
const NUMBER: usize = 9;

/// Aligned columns under their labels.
fn text(shown: &Shown) -> String {
    let (rows, columns) = (rows(shown), columns(shown));
    let mut out = format!("{}\n", title(shown));
    out += &" ".repeat(LABEL);
    for label in &columns.labels {
        out += &right(&piece::cut(label, NUMBER - 1), NUMBER);
    }
    for (row, label) in rows.labels.iter().enumerate() {
        let label = piece::cut(label, LABEL);
        out.push('\n');
        out += &label;
        out += &" ".repeat(LABEL - piece::columns(&label));
        for x in shown.row(row) {
            out += &right(&if x.is_finite() { format!("{x:.3}") } else { plain(x) }, NUMBER);
        }
    }
    out + "\n"
}

/// A text at the right end of so many columns.
fn right(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(piece::columns(text))) + text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_more_digits_than_f32() {
        let json = |x: f32| serde_json::to_string(&Number::from(x)).expect("writes");
        assert_eq!([json(0.1), json(f32::NEG_INFINITY), json(f32::NAN)], ["0.1", "\"-inf\"", "\"nan\""]);
    }

    #[test]
    fn labels_are_quoted_where_csv_needs_it() {
        assert_eq!([quoted("cat"), quoted(","), quoted("\"")], ["cat", "\",\"", "\"\"\"\""]);
    }

    #[test]
    fn wide_letters_keep_their_column() {
        assert_eq!(right("注意", 6), "  注意");
        assert_eq!(right("longer", 2), "longer");
    }
}
