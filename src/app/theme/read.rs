//! A theme's file, read.

use super::{Colours, FILES, Ground, Ink, NAMES, Named, Rgb, Scale};
use crate::app::entries::{self, Entry, Value};
use crate::app::flaw::{Flaw, FlawAt};
use crate::app::notice::nearest;

/// The sixteen colours, by number, and the terminal's own.
const NAMED: [&str; 17] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark-gray",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "white",
    "default",
];

/// The name of the page that is the terminal's own.
const TERMINAL: &str = "terminal";

/// Reads a file over its base.
pub(super) fn file(text: &str) -> Result<Colours, Vec<FlawAt>> {
    let entries = entries::read(text)?;
    let mut flaws = Vec::new();
    let mut colours = base(text, &entries).unwrap_or_else(|flaw| {
        flaws.push(flaw);
        Colours::blank()
    });
    for entry in &entries {
        let read = match &*entry.table {
            "" => top(&mut colours, entry),
            "inks" => inks(&mut colours, entry),
            "values" => values(&mut colours, entry),
            "sixteen" => sixteen(&mut colours, entry),
            table => Err(unknown(table, &["inks", "values", "sixteen"])),
        };
        flaws.extend(read.err().map(|flaw| entry.at(flaw)));
    }
    let uneven = colours.negative.len() != colours.positive.len();
    if uneven || colours.sixteen.negative.len() != colours.sixteen.positive.len() {
        let table = if uneven { "values" } else { "sixteen" };
        let side = |entry: &&Entry| entry.table == table && matches!(&*entry.name, "negative" | "positive");
        let line = entries.iter().rfind(side).map_or(1, |entry| entry.line);
        flaws.push(FlawAt { line, flaw: Flaw::Uneven });
    }
    flaws.sort_by_key(|at| at.line);
    if flaws.is_empty() { Ok(colours) } else { Err(flaws) }
}

/// What a file leaves as it is. The first theme of the program has nothing to stand on.
fn base(text: &str, entries: &[Entry]) -> Result<Colours, FlawAt> {
    let named = entries.iter().find(|entry| entry.table.is_empty() && entry.name == "base");
    let Some(entry) = named else {
        return if text == FILES[0] { Ok(Colours::blank()) } else { file(FILES[0]).map_err(first) };
    };
    let name = entry.text().map_err(|flaw| entry.at(flaw))?;
    let at = NAMES.iter().position(|known| *known == name);
    let file = at.map(|at| FILES[at]).filter(|file| *file != text);
    file.map_or_else(|| Err(entry.at(not_one_of("base", name, &NAMES))), |text| self::file(text).map_err(first))
}

/// The first of several flaws.
fn first(flaws: Vec<FlawAt>) -> FlawAt {
    flaws.into_iter().next().unwrap_or(FlawAt { line: 1, flaw: Flaw::Uneven })
}

fn top(colours: &mut Colours, entry: &Entry) -> Result<(), Flaw> {
    match &*entry.name {
        "base" => {} // read before everything else
        "ground" => {
            colours.ground = match entry.text()? {
                "dark" => Ground::Dark,
                "light" => Ground::Light,
                word => return Err(not_one_of("ground", word, &["dark", "light"])),
            }
        }
        "page" => colours.page = page(entry, rgb)?,
        name => return Err(unknown(name, &["base", "ground", "page"])),
    }
    Ok(())
}

fn inks(colours: &mut Colours, entry: &Entry) -> Result<(), Flaw> {
    colours.inks.0[ink(entry)?] = rgb(entry.text()?)?;
    Ok(())
}

fn values(colours: &mut Colours, entry: &Entry) -> Result<(), Flaw> {
    match &*entry.name {
        "zero" => colours.zero = rgb(entry.text()?)?,
        "middle" => colours.middle = Some(rgb(entry.text()?)?),
        "weights" => {
            let name = entry.text()?;
            let found = Scale::ALL.into_iter().find(|scale| scale.name() == name);
            colours.weights = found.ok_or_else(|| not_one_of("weights", name, &Scale::ALL.map(Scale::name)))?;
        }
        "negative" => colours.negative = several(entry, 1, rgb)?,
        "positive" => colours.positive = several(entry, 1, rgb)?,
        name => return Err(unknown(name, &["zero", "weights", "middle", "negative", "positive"])),
    }
    Ok(())
}

fn sixteen(colours: &mut Colours, entry: &Entry) -> Result<(), Flaw> {
    let sixteen = &mut colours.sixteen;
    match &*entry.name {
        "page" => sixteen.page = page(entry, named)?,
        "weights" => sixteen.weights = several(entry, 2, named)?,
        "middle" => sixteen.middle = Some(named(entry.text()?)?),
        "negative" => sixteen.negative = several(entry, 1, named)?,
        "positive" => sixteen.positive = several(entry, 1, named)?,
        _ => sixteen.inks.0[ink(entry)?] = named(entry.text()?)?,
    }
    Ok(())
}

/// The place of the ink that an entry names.
fn ink(entry: &Entry) -> Result<usize, Flaw> {
    let at = Ink::NAMES.iter().position(|name| *name == entry.name);
    at.ok_or_else(|| unknown(&entry.name, &Ink::NAMES))
}

/// An ink and a paper, or the terminal's own.
fn page<T>(entry: &Entry, read: impl Fn(&str) -> Result<T, Flaw>) -> Result<Option<[T; 2]>, Flaw> {
    if entry.text().is_ok_and(|text| text == TERMINAL) {
        return Ok(None);
    }
    let two: Result<[T; 2], _> = several(entry, 2, read)?.try_into();
    two.map(Some).map_err(|_| Flaw::NotColours(entry.name.clone(), 2))
}

/// At least so many colours.
fn several<T>(entry: &Entry, least: usize, read: impl Fn(&str) -> Result<T, Flaw>) -> Result<Vec<T>, Flaw> {
    match &entry.value {
        Value::Texts(words) if words.len() >= least => words.iter().map(|word| read(word)).collect(),
        _ => Err(Flaw::NotColours(entry.name.clone(), least)),
    }
}

/// `#rrggbb`
fn rgb(word: &str) -> Result<Rgb, Flaw> {
    let digits =
        word.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let [_, red, green, blue] = number.ok_or_else(|| Flaw::NotColour(word.to_owned()))?.to_be_bytes();
    Ok([red, green, blue])
}

/// One of the sixteen, or the terminal's own.
fn named(word: &str) -> Result<Named, Flaw> {
    let at = NAMED.iter().position(|name| *name == word);
    let nearest = || Flaw::NotNamedColour { word: word.to_owned(), nearest: nearest(word, NAMED.into_iter()) };
    at.map(|at| (at < 16).then_some(at as u8)).ok_or_else(nearest)
}

fn unknown(name: &str, known: &[&str]) -> Flaw {
    Flaw::UnknownEntry { name: name.to_owned(), nearest: nearest(name, known.iter().copied()) }
}

fn not_one_of(name: &str, word: &str, known: &[&str]) -> Flaw {
    Flaw::NotOneOf { name: name.to_owned(), word: word.to_owned(), nearest: nearest(word, known.iter().copied()) }
}
