//! What every terminal shows: pictures at each colour depth, kept beside this file, and whether magnitudes can be read in
//! all of them.
//!
//! The order is not read from the ramps but back from the screen of a terminal that was sent the bytes: as light as that
//! terminal's palette makes a cell, or as covered as its glyph does.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroU16;

use headlight::app::Themes;
use headlight::app::pane_look::MapLook;
use headlight::app::theme::{Colours, Ground};
use headlight::ui::capability::{COLOUR_CHOICES, ColourChoice, ColourDepth};
use headlight::ui::colour::{Rgb, luminance, rgb_of_index};
use headlight::ui::widget::heatmap::{Fit, Frame, Heatmap, Labels, Map};
use headlight::ui::{Capability, Theme, encode, picture};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

mod support;

/// The depths by the names that `--color` has for them.
fn depths() -> Vec<(&'static str, ColourDepth)> {
    let depth = |(name, choice)| match choice {
        ColourChoice::Depth(depth) => Some((name, depth)),
        ColourChoice::Auto => None,
    };
    COLOUR_CHOICES.into_iter().filter_map(depth).collect()
}

fn themes() -> Vec<(String, Colours)> {
    let all = Themes::default();
    all.names().map(|name| (name.to_string(), all.get(name).clone())).collect()
}

fn theme(colours: &Colours, colour: ColourDepth) -> Theme {
    Theme::new(colours, &Capability { colour, ..Capability::FULL })
}

/// As many values as there are in the ramp's range, evenly.
const VALUES: usize = 65;

/// The value of a column: weights from 0 to 1, signed ones from −1 to 1.
fn value(signed: bool, column: usize) -> f32 {
    let share = column as f32 / (VALUES - 1) as f32;
    if signed { 2.0 * share - 1.0 } else { share }
}

/// One row of all values, each two columns wide, on a terminal of that depth.
fn row(colours: &Colours, depth: ColourDepth, signed: bool) -> Buffer {
    let area = Rect::new(0, 0, 2 * VALUES as u16, 1);
    let value = |_, column| value(signed, column);
    let map = Map {
        size: (1, VALUES),
        value: &value,
        hidden: &|_, _| false,
        signed,
        end: &|_| 1.0,
        pooled: &|_| unreachable!("no cell stands for several entries"),
        left_out: None,
    };
    let frame = Frame { room: (usize::from(area.width), 1), centre: (0, 0), halves: depth >= ColourDepth::Indexed256 };
    let fit = Fit::new(map.size, frame, &MapLook::default());
    assert_eq!((fit.width, fit.columns.pool), (2, 1));
    let mut buffer = Buffer::empty(area);
    map.render(&theme(colours, depth), &fit, None, area, &mut buffer);
    buffer
}

/// A cell as a terminal shows it.
#[derive(Clone, PartialEq, Debug)]
struct Seen {
    /// The glyphs of its two columns.
    glyphs: [String; 2],
    ink: Option<Rgb>,
    ground: Option<Rgb>,
}

impl Seen {
    /// How light it is as a whole, 0 to 1: as much of its ink as the glyph covers. Where a terminal has no colours, how
    /// much of it is covered.
    fn lightness(&self) -> f32 {
        let covered = match self.glyphs[1].as_str() {
            "░" => 0.25,
            "▒" => 0.5,
            "▓" => 0.75,
            "█" => 1.0,
            _ => 0.0,
        };
        let ink = self.ink.map_or(1.0, luminance);
        let ground = self.ground.map_or(0.0, luminance);
        ground + covered * (ink - ground)
    }
}

/// Sends a row to a terminal and reads its cells back, with xterm's palette.
fn seen(buffer: &Buffer, depth: ColourDepth) -> Vec<Seen> {
    let mut bytes = Vec::new();
    let capability = Capability { colour: depth, ..Capability::FULL };
    encode(&Buffer::empty(Rect::ZERO), buffer, &capability, &mut bytes);
    let [rows, columns] = [1, buffer.area.width].map(|side| NonZeroU16::new(side).expect("a screen has cells"));
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    terminal.process(&bytes);
    let colour = |colour| match colour {
        vt100::Color::Default => None,
        vt100::Color::Idx(index) => Some(rgb_of_index(index)),
        vt100::Color::Rgb(red, green, blue) => Some([red, green, blue]),
    };
    let cell = |column: usize| {
        let [left, right] = [0, 1].map(|side| terminal.screen().cell(0, (2 * column + side) as u16).expect("a cell"));
        let glyphs = [left, right].map(|cell| cell.contents().to_owned());
        Seen { glyphs, ink: colour(right.fgcolor()), ground: colour(right.bgcolor()) }
    };
    (0..VALUES).map(cell).collect()
}

/// As many looks at least tell weights apart.
fn least(depth: ColourDepth) -> usize {
    match depth {
        ColourDepth::True => 32,
        ColourDepth::Indexed256 => 12,
        ColourDepth::Ansi16 => 13,
        ColourDepth::None => 5,
    }
}

fn distinct(cells: &[Seen]) -> usize {
    let all: BTreeSet<String> = cells.iter().map(|cell| format!("{cell:?}")).collect();
    all.len()
}

/// Whether every cell is at least as light as the one before: on paper, which is light, at least as dark.
fn is_ordered(cells: &[Seen], darkens: bool) -> bool {
    cells.windows(2).all(|pair| {
        let step = pair[1].lightness() - pair[0].lightness();
        pair[0] == pair[1] || if darkens { step < 0.0 } else { step > 0.0 }
    })
}

#[test]
fn larger_weights_are_never_nearer_to_the_ground() {
    for (name, colours) in themes() {
        for (depth_name, depth) in depths() {
            let cells = seen(&row(&colours, depth, false), depth);
            let darkens = colours.ground == Ground::Light && depth != ColourDepth::None;
            assert!(is_ordered(&cells, darkens), "{name} in {depth_name}: {cells:#?}");
            assert!(distinct(&cells) >= least(depth), "{name} in {depth_name}: {} looks", distinct(&cells));
        }
    }
}

/// As many looks at least tell magnitudes of one sign apart; greys without a hue have half the room.
fn least_of_a_side(depth: ColourDepth) -> usize {
    match depth {
        ColourDepth::True => 15,
        ColourDepth::Indexed256 => 5,
        ColourDepth::Ansi16 | ColourDepth::None => 4,
    }
}

#[test]
fn larger_signed_values_are_further_from_zero_on_either_side() {
    for (name, colours) in themes() {
        for (depth_name, depth) in depths() {
            let cells = seen(&row(&colours, depth, true), depth);
            let zero = &cells[VALUES / 2];
            // Greys without a hue say the sign by lightness; hues leave the ground on either side.
            let greys = colours.middle.is_some() && depth != ColourDepth::None;
            let paper = colours.ground == Ground::Light && depth != ColourDepth::None;
            let negative: Vec<Seen> = cells[..VALUES / 2].iter().rev().cloned().collect();
            let positive = cells[VALUES / 2 + 1..].to_vec();
            for (sign, side, darkens) in [("negative", &negative, greys || paper), ("positive", &positive, paper)] {
                let lightness = || side.iter().map(Seen::lightness).collect::<Vec<_>>();
                assert!(is_ordered(side, darkens), "{name} in {depth_name}, {sign}: {:?}", lightness());
                let steps = distinct(side);
                assert!(steps >= least_of_a_side(depth), "{name} in {depth_name}, {sign}: {steps} looks");
            }
            for (minus, plus) in negative.iter().zip(&positive).filter(|(minus, _)| *minus != zero) {
                assert_ne!(minus, plus, "{name} in {depth_name}: the sign is seen");
            }
        }
    }
}

/// Two maps of a few rows, of weights and of signed values, with their names and numbers.
fn maps(colours: &Colours, depth: ColourDepth) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 74, 14));
    let theme = theme(colours, depth);
    if let Some((ink, paper)) = theme.page() {
        buffer.set_style(buffer.area, ratatui::style::Style::new().fg(ink).bg(paper));
    }
    let weight = |row: usize, column: usize| (row * 8 + column) as f32 / 63.0;
    let signed = |row: usize, column: usize| (row * 8 + column) as f32 / 31.5 - 1.0;
    for (left, signed, value) in [(0, false, &weight as &dyn Fn(usize, usize) -> f32), (38, true, &signed)] {
        let map = Map {
            size: (8, 8),
            value,
            hidden: &|row, column| !signed && row == 0 && column > 5,
            signed,
            end: &|_| 1.0,
            pooled: &|_| unreachable!("no cell stands for several entries"),
            left_out: None,
        };
        let labels = Labels::Numbers;
        let heatmap = Heatmap {
            map,
            rows: labels,
            columns: labels,
            cursor: (2, 3),
            centre: (2, 3),
            look: MapLook::default(),
            beside: None,
            corner: 0,
        };
        heatmap.render(&theme, Rect::new(left, 0, 36, 14), &mut buffer);
    }
    buffer
}

/// Holds a picture against the one that is kept.
fn kept(name: &str, svg: String) {
    insta::with_settings!({ snapshot_path => "pictures", prepend_module_to_snapshot => false }, {
        insta::assert_binary_snapshot!(&format!("{name}.svg"), svg.into_bytes());
    });
}

#[test]
fn maps_look_as_they_are_kept_at_every_depth() {
    for (theme, ground) in [("dark", picture::Paper::DARK), ("light", picture::Paper::LIGHT)] {
        let (_, colours) = themes().into_iter().find(|(name, _)| name == theme).expect("a theme");
        for (name, depth) in depths() {
            let paper = match colours.page {
                Some([foreground, background]) => picture::Paper { foreground, background },
                None => ground,
            };
            kept(&format!("maps-{theme}-{name}"), picture::svg(&maps(&colours, depth), paper));
        }
    }
}

/// The lab itself: weights, a signed difference beside them, thumbnails and bars.
const LAB: &str = "text \"the cat sat on the mat\"
go decoder.1.attn.scores; head 1; cell 4 2
panes \"column(18 row(50 matrix, 50 matrix-2), 8 row(40 heads, 60 residual))\"
focus matrix-2; pin decoder.1.attn.pattern 1; focus matrix
";

#[test]
fn the_lab_looks_as_it_is_kept_at_every_depth() {
    let mut script = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut script, LAB.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in depths() {
        let [script, frame] = [script.path().to_owned(), folder.path().join(format!("{name}.svg"))];
        let [script, frame] = [script, frame].map(|path| path.display().to_string());
        let arguments = [
            "play",
            &script,
            "--frame",
            &frame,
            "--color",
            name,
            "--size",
            "90x30",
            "--language",
            "en",
            "--kernel",
            "portable",
        ];
        let ran = support::headlight(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        kept(&format!("lab-{name}"), fs::read_to_string(&frame).unwrap());
    }
}
