//! What a terminal shows after reading our bytes is what the buffers said, whatever the buffers were.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;
use crate::ui::colour;
use crate::ui::glyph::Glyph;

/// What is seen of one column: text and inks, with everything dropped that does not show.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    text: String,
    inks: [vt100::Color; 2],
    modifier: Modifier,
}

impl Seen {
    fn new(text: &str, foreground: vt100::Color, background: vt100::Color, modifier: Modifier) -> Seen {
        let text = if text.is_empty() { " " } else { text };
        let both = foreground != vt100::Color::Default && background != vt100::Color::Default;
        let (text, inks) = match text {
            " " if !modifier.intersects(Modifier::UNDERLINED | Modifier::REVERSED) => {
                return Seen { text: " ".into(), inks: [background; 2], modifier: Modifier::empty() };
            }
            "▀" | "▄" if modifier.is_empty() && both && foreground == background => (" ", [background; 2]),
            "▄" if modifier.is_empty() && both => ("▀", [background, foreground]),
            "█" if modifier.is_empty() && foreground != vt100::Color::Default => (" ", [foreground; 2]),
            text => (text, [foreground, background]),
        };
        Seen { text: text.into(), inks, modifier }
    }
}

/// The columns of a row of a buffer; `None` is the right half of a wide glyph.
fn expected(cells: &[Cell], depth: ColourDepth) -> Vec<Option<Seen>> {
    let mut seen = Vec::new();
    while seen.len() < cells.len() {
        let cell = &cells[seen.len()];
        let [foreground, background] = [cell.fg, cell.bg].map(|colour| on_terminal(colour, depth));
        let glyph = Glyph::of(cell.symbol());
        let glyph = if usize::from(glyph.width) > cells.len() - seen.len() { Glyph::BLANK } else { glyph };
        seen.push(Some(Seen::new(glyph.text, foreground, background, cell.modifier)));
        seen.extend((1..glyph.drawn).map(|_| None));
        let blank = Seen::new(" ", foreground, background, cell.modifier);
        seen.extend((glyph.drawn..glyph.width).map(|_| Some(blank.clone())));
    }
    seen
}

fn on_terminal(colour: Color, depth: ColourDepth) -> vt100::Color {
    let Some([red, green, blue]) = colour::rgb(colour) else { return vt100::Color::Default };
    match (depth, colour::index(colour)) {
        (ColourDepth::None, _) => vt100::Color::Default,
        (ColourDepth::Ansi16, Some(index)) if index < 16 => vt100::Color::Idx(index),
        (ColourDepth::Ansi16, _) => vt100::Color::Idx(colour::nearest_of_16([red, green, blue])),
        (_, Some(index)) => vt100::Color::Idx(index),
        (ColourDepth::Indexed256, _) => vt100::Color::Idx(colour::nearest_of_256([red, green, blue])),
        (ColourDepth::True, _) => vt100::Color::Rgb(red, green, blue),
    }
}

/// The columns of a row of a terminal.
fn shown(screen: &vt100::Screen, row: u16, columns: u16) -> Vec<Option<Seen>> {
    let column = |column| {
        let cell = screen.cell(row, column).unwrap();
        let mut modifier = Modifier::empty();
        modifier.set(Modifier::BOLD, cell.bold());
        modifier.set(Modifier::DIM, cell.dim());
        modifier.set(Modifier::ITALIC, cell.italic());
        modifier.set(Modifier::UNDERLINED, cell.underline());
        modifier.set(Modifier::REVERSED, cell.inverse());
        let seen = Seen::new(cell.contents(), cell.fgcolor(), cell.bgcolor(), modifier);
        (!cell.is_wide_continuation()).then_some(seen)
    };
    (0..columns).map(column).collect()
}

fn terminal(rows: u16, columns: u16) -> vt100::Parser {
    let mut parser = vt100::Parser::new(size(rows), size(columns), 0);
    for row in 1..=rows {
        parser.process(format!("\x1b[{row}H\x1b[31;42;7m{}", "注".repeat(usize::from(columns / 2))).as_bytes());
    }
    parser.process(b"\x1b[m");
    parser
}

fn size(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

fn assert_shows(parser: &vt100::Parser, buffer: &Buffer, depth: ColourDepth) {
    for row in 0..buffer.area.height {
        let columns = usize::from(buffer.area.width);
        let cells = &buffer.content[usize::from(row) * columns..][..columns];
        assert_eq!(shown(parser.screen(), row, buffer.area.width), expected(cells, depth), "row {row}");
    }
}

/// A run of equal cells, painted over whatever was there.
#[derive(Clone, Debug)]
struct Stroke {
    at: usize,
    length: usize,
    symbol: &'static str,
    style: Style,
}

fn any_stroke() -> impl Strategy<Value = Stroke> {
    const SYMBOLS: [&str; 18] = [
        " ",
        " ",
        "a",
        "Z",
        "▀",
        "▄",
        "▀",
        "▄",
        "█",
        "─",
        "é",
        "e\u{301}",
        "注",
        "力",
        "🦀",
        "❤\u{fe0f}",
        "🇩🇪",
        "\u{301}",
    ];
    const COLOURS: [Color; 10] = [
        Color::Reset,
        Color::Reset,
        Color::Rgb(250, 10, 10),
        Color::Rgb(251, 10, 10),
        Color::Rgb(12, 99, 201),
        Color::Indexed(3),
        Color::Indexed(77),
        Color::Indexed(240),
        Color::Red,
        Color::LightCyan,
    ];
    const MODIFIERS: [Modifier; 9] = [
        Modifier::empty(),
        Modifier::empty(),
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::BOLD.union(Modifier::REVERSED).union(Modifier::ITALIC),
    ];
    let style = (prop::sample::select(&COLOURS), prop::sample::select(&COLOURS), prop::sample::select(&MODIFIERS))
        .prop_map(|(foreground, background, modifier)| {
            Style::new().fg(foreground).bg(background).add_modifier(modifier)
        });
    (0..200usize, 1..12usize, prop::sample::select(&SYMBOLS), style).prop_map(|(at, length, symbol, style)| Stroke {
        at,
        length,
        symbol,
        style,
    })
}

/// What happens between two frames: a few strokes, and now and then another size.
fn any_change() -> impl Strategy<Value = (Option<(u16, u16)>, Vec<Stroke>)> {
    let resize = prop::option::weighted(0.15, (1..24u16, 1..7u16));
    (resize, prop::collection::vec(any_stroke(), 0..12))
}

fn any_depth() -> impl Strategy<Value = ColourDepth> {
    prop::sample::select(vec![ColourDepth::None, ColourDepth::Ansi16, ColourDepth::Indexed256, ColourDepth::True])
}

fn paint(buffer: &mut Buffer, strokes: &[Stroke]) {
    let count = buffer.content.len();
    for stroke in strokes {
        for offset in 0..stroke.length {
            let mut cell = Cell::default();
            cell.set_symbol(stroke.symbol).set_style(stroke.style);
            buffer.content[(stroke.at + offset) % count] = cell;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_screen_is_the_buffer(
        changes in prop::collection::vec(any_change(), 1..7),
        depth in any_depth(),
        synchronized: bool,
        remembers: bool,
    ) {
        let capability = Capability { colour: depth, synchronized, unicode: true };
        let mut encoder = Encoder::new(capability);
        let (mut columns, mut rows) = (17, 4);
        let mut parser = terminal(rows, columns);
        let mut previous = Buffer::default();
        let mut next = Buffer::empty(Rect::new(0, 0, columns, rows));
        for (resize, strokes) in changes {
            if let Some(resize) = resize {
                (columns, rows) = resize;
                parser.screen_mut().set_size(size(rows), size(columns));
                next = Buffer::empty(Rect::new(0, 0, columns, rows));
            }
            paint(&mut next, &strokes);
            let mut out = Vec::new();
            if remembers {
                encoder.frame(&previous, &next, &mut out);
            } else {
                encode(&previous, &next, &capability, &mut out);
            }
            parser.process(&out);
            assert_shows(&parser, &next, depth);
            if !remembers {
                let screen = parser.screen();
                prop_assert_eq!((screen.fgcolor(), screen.bgcolor()), (vt100::Color::Default, vt100::Color::Default));
                prop_assert!(!(screen.bold() || screen.dim() || screen.italic() || screen.underline() || screen.inverse()));
            }
            let mut idle = Vec::new();
            encode(&next, &next, &capability, &mut idle);
            encoder.frame(&next, &next, &mut idle);
            prop_assert!(idle.is_empty());
            previous.clone_from(&next);
        }
    }
}

const TRUE: Capability = Capability { colour: ColourDepth::True, synchronized: false, unicode: true };

fn difference(previous: &Buffer, next: &Buffer, capability: Capability) -> String {
    let mut out = Vec::new();
    encode(previous, next, &capability, &mut out);
    String::from_utf8(out).unwrap().replace('\x1b', "^")
}

#[test]
fn a_wide_glyph_that_goes_takes_both_its_columns_along() {
    let mut previous = Buffer::with_lines(["注意 xyz"]);
    previous[(1, 0)].set_bg(Color::Blue);
    let mut next = Buffer::with_lines(["a    xyz"]);
    next[(1, 0)].set_bg(Color::Blue);
    assert_eq!(difference(&previous, &next, TRUE), "^[Ha^[44m ^[m  ");
    assert_eq!(difference(&next, &previous, TRUE), "^[H注意");
}

#[test]
fn a_wide_glyph_in_the_last_column_is_left_out() {
    let mut next = Buffer::with_lines(["ab"]);
    next[(1, 0)].set_symbol("注");
    assert_eq!(difference(&Buffer::default(), &next, TRUE), "^[Ha ");
}

#[test]
fn blanks_at_the_end_of_a_row_are_erased_if_that_is_shorter() {
    let previous = Buffer::with_lines(["headlight", "headlight"]);
    let next = Buffer::with_lines(["head     ", "headlig  "]);
    assert_eq!(difference(&previous, &next, TRUE), "^[1;5H^[K^[2;8H  ");
}

#[test]
fn unchanged_cells_in_between_are_written_again_if_that_is_shorter() {
    let previous = Buffer::with_lines(["0.434 bits and a long way on"]);
    let next = Buffer::with_lines(["0.521 bits and a long way up"]);
    assert_eq!(difference(&previous, &next, TRUE), "^[1;3H521^[26Gup".replace("^[26G", "^[21C"));
    let (previous, next) = (Buffer::with_lines(["abcdef"]), Buffer::with_lines(["xbcxef"]));
    assert_eq!(difference(&previous, &next, TRUE), "^[Hxbcx");
}

#[test]
fn half_blocks_swap_to_keep_the_pen() {
    let mut next = Buffer::with_lines(["▀▀▀"]);
    let [red, blue] = [Color::Indexed(1), Color::Indexed(4)];
    for (column, (top, bottom)) in [(red, blue), (blue, red), (red, red)].into_iter().enumerate() {
        next[(column as u16, 0)].set_fg(top).set_bg(bottom);
    }
    assert_eq!(difference(&Buffer::with_lines(["   "]), &next, TRUE), "^[H^[31;44m▀▄^[41m ^[m");
}

#[test]
fn half_blocks_in_default_colours_stay_what_they_are() {
    let next = Buffer::with_lines(["▀▄█"]);
    assert_eq!(difference(&Buffer::with_lines(["   "]), &next, TRUE), "^[H▀▄█");
}

#[test]
fn colours_that_a_terminal_cannot_tell_apart_need_no_bytes() {
    let mut previous = Buffer::with_lines(["a"]);
    previous[(0, 0)].set_fg(Color::Rgb(200, 10, 10));
    let mut next = previous.clone();
    next[(0, 0)].set_fg(Color::Rgb(201, 10, 10));
    assert_ne!(difference(&previous, &next, TRUE), "");
    let few = Capability { colour: ColourDepth::Indexed256, synchronized: true, ..TRUE };
    assert_eq!(difference(&previous, &next, few), "");
}

#[test]
fn a_frame_is_wrapped_and_an_idle_one_is_empty() {
    let synchronized = Capability { synchronized: true, ..TRUE };
    let next = Buffer::with_lines(["a"]);
    assert_eq!(difference(&Buffer::with_lines([" "]), &next, synchronized), "^[?2026h^[Ha^[?2026l");
    assert_eq!(difference(&next, &next, synchronized), "");
    let mut idle = Vec::new();
    Encoder::new(synchronized).frame(&next, &next, &mut idle);
    assert_eq!(idle, b"");
}

#[test]
fn an_encoder_goes_on_from_where_it_was() {
    let frames = ["   ", "a  ", "ab "].map(|line| Buffer::with_lines([line]));
    let mut encoder = Encoder::new(TRUE);
    let mut out = Vec::new();
    encoder.frame(&frames[0], &frames[1], &mut out);
    encoder.frame(&frames[1], &frames[2], &mut out);
    encoder.forget();
    encoder.frame(&frames[2], &frames[1], &mut out);
    assert_eq!(String::from_utf8(out).unwrap(), "\x1b[m\x1b[Hab\x1b[m\x1b[1;2H ");
}

#[test]
fn buffers_without_cells_are_no_trouble() {
    let one = Buffer::with_lines(["a"]);
    for (width, height) in [(0, 0), (0, 5), (5, 0)] {
        let empty = Buffer::empty(Rect::new(0, 0, width, height));
        assert_eq!(difference(&one, &empty, TRUE), "");
        assert_eq!(difference(&empty, &empty, TRUE), "");
        assert_eq!(difference(&empty, &one, TRUE), "^[Ha");
    }
}
