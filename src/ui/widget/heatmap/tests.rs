use ratatui::style::Modifier;

use super::*;
use crate::app::shown::further;
use crate::app::theme::Colours;
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;
use crate::ui::theme::Role;

const NAMES: [&str; 6] = ["It", "is", "a", "truth", "中文", "ally"];

fn theme(colour: ColourDepth) -> Theme {
    Theme::new(&Colours::default(), &Capability { colour, ..Capability::FULL })
}

/// A causal pattern of `n` × `n`: row i spreads evenly over its keys.
fn pattern(row: usize, column: usize) -> f32 {
    if column > row { 0.0 } else { 1.0 / (row + 1) as f32 }
}

fn later(row: usize, column: usize) -> bool {
    column > row
}

fn name(index: usize) -> Cow<'static, str> {
    NAMES[index % NAMES.len()].into()
}

/// The strongest of each cell's entries.
fn pooled(fit: &Fit) -> Vec<Option<f32>> {
    let cells = (0..fit.rows.cells).flat_map(|row| (0..fit.columns.cells).map(move |column| (row, column)));
    let entries = |(row, column)| {
        let columns = fit.columns.entries(column);
        fit.rows.entries(row).flat_map(move |row| columns.clone().map(move |column| (row, column)))
    };
    let seen = |cell| entries(cell).filter(|(row, column)| !later(*row, *column));
    cells.map(|cell| seen(cell).map(|(row, column)| pattern(row, column)).reduce(further)).collect()
}

fn map(n: usize, cursor: (usize, usize)) -> Heatmap<'static> {
    Heatmap {
        map: Map {
            size: (n, n),
            value: &pattern,
            hidden: &later,
            signed: false,
            end: &|_| 1.0,
            pooled: &pooled,
            left_out: None,
        },
        rows: Labels::Names(&name),
        columns: Labels::Names(&name),
        cursor,
        centre: cursor,
        look: MapLook::default(),
        beside: Some(Beside { head: "bits", number: &|row| ((row + 1) as f32).log2(), most: 3.0 }),
        corner: 0,
    }
}

fn draw(map: &Heatmap<'_>, depth: ColourDepth, width: u16, height: u16) -> (Buffer, Layout) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let layout = map.render(&theme(depth), buffer.area, &mut buffer);
    (buffer, layout)
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let row = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..buffer.area.height).map(row).collect()
}

#[test]
fn a_pattern_has_labels_masked_cells_entropy_and_a_cursor() {
    let (buffer, _) = draw(&map(4, (2, 1)), ColourDepth::None, 32, 6);
    let expected = [
        "",
        "       It  is  a  tr…   bits",
        "   It ████ ·   ·   ·    0.00",
        "   is ▒▒▒▒▒▒▒▒ ·   ·    1.00 █",
        "    a ░░░░[░░]░░░░ ·    1.58 █▋",
        "truth ░░░░░░░░░░░░░░░░  2.00 ██",
    ];
    assert_eq!(rows(&buffer), expected);
}

#[test]
fn the_labels_of_the_cursor_and_its_cell_are_marked() {
    let (buffer, layout) = draw(&map(4, (2, 1)), ColourDepth::True, 32, 6);
    let theme = theme(ColourDepth::True);
    let accent = theme.colour(Role::Accent);
    assert_eq!(buffer[(4, 4)].fg, accent, "the row's label");
    assert_eq!(buffer[(11, 1)].fg, accent, "the column's label");
    assert_eq!((buffer[(10, 4)].symbol(), buffer[(13, 4)].symbol()), ("▌", "▐"));
    assert_eq!(buffer[(10, 4)].bg, theme.weight(1.0 / 3.0).colour, "the cell keeps its colour");
    assert_eq!(layout.entry_at(12, 4), Some((2, 1)));
    assert_eq!(layout.entry_at(5, 4), None);
}

#[test]
fn rows_share_characters_where_they_outnumber_them() {
    let (buffer, layout) = draw(&map(6, (5, 0)), ColourDepth::True, 32, 5);
    assert_eq!(layout.fit.halves, 1);
    let theme = theme(ColourDepth::True);
    let cell = &buffer[(layout.cells.x, layout.cells.y)];
    assert_eq!((cell.symbol(), cell.fg, cell.bg), ("▀", theme.weight(1.0).colour, theme.weight(0.5).colour));
    let diagonal = &buffer[(layout.cells.x + layout.fit.width as u16, layout.cells.y)];
    assert_eq!((diagonal.symbol(), diagonal.fg), ("▄", theme.weight(0.5).colour));
    assert_eq!(layout.entry_at(layout.cells.x, layout.cells.y + 2), Some((4, 0)));
}

#[test]
fn sixteen_colours_and_none_pool_whole_rows() {
    for depth in [ColourDepth::Ansi16, ColourDepth::None] {
        let (_, layout) = draw(&map(6, (0, 0)), depth, 32, 5);
        assert_eq!((layout.fit.halves, layout.fit.rows.pool), (2, 2), "{depth:?}");
    }
}

#[test]
fn a_pooled_cell_shows_the_strongest_of_its_entries() {
    let (buffer, layout) = draw(&map(40, (0, 0)), ColourDepth::True, 20, 14);
    assert_eq!((layout.fit.rows.pool, layout.fit.columns.pool), (2, 4), "{layout:?}");
    let cell = &buffer[(layout.cells.x + 1, layout.cells.y + 2)];
    let theme = theme(ColourDepth::True);
    // Entries 8 to 9 and 10 to 11 of columns 4 to 7: an even row's weights are the larger.
    assert_eq!((cell.fg, cell.bg), (theme.weight(1.0 / 9.0).colour, theme.weight(1.0 / 11.0).colour));
}

#[test]
fn large_cells_hold_their_number() {
    let (buffer, layout) = draw(&map(3, (1, 0)), ColourDepth::True, 34, 12);
    assert_eq!((layout.fit.width, layout.fit.halves), (6, 6));
    assert!(rows(&buffer).iter().any(|row| row.contains("0.50")), "{}", rows(&buffer).join("\n"));
}

#[test]
fn numbered_columns_have_ticks_and_the_cursors_number() {
    let wide = Heatmap {
        map: Map {
            size: (2, 64),
            value: &|_, c| c as f32 - 32.0,
            hidden: &|_, _| false,
            signed: true,
            end: &|_| 32.0,
            ..map(2, (0, 0)).map
        },
        columns: Labels::Numbers,
        cursor: (1, 21),
        centre: (1, 21),
        beside: None,
        corner: 0,
        ..map(2, (0, 0))
    };
    let (buffer, layout) = draw(&wide, ColourDepth::True, 36, 6);
    assert_eq!(layout.fit.columns.pool, 2, "{layout:?}");
    assert_eq!(rows(&buffer)[0].trim(), "0   8     21    32  40  48  56");
    let (_, layout) = draw(&Heatmap { map: Map { size: (2, 640), ..wide.map }, ..wide }, ColourDepth::True, 36, 6);
    assert_eq!(layout.fit.columns.pool, 1);
    assert!(layout.fit.columns.cell(21).is_some());
}

#[test]
fn without_colours_nothing_is_coloured() {
    let (buffer, _) = draw(&map(6, (3, 2)), ColourDepth::None, 40, 12);
    assert!(buffer.content.iter().all(|cell| cell.fg == cell.bg));
    assert!(buffer.content.iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)), "the cursor stands out");
}

#[test]
fn any_size_is_drawn_inside_its_area() {
    for (width, height) in [(0, 0), (1, 1), (2, 3), (9, 4), (12, 5), (33, 9), (200, 60)] {
        for n in [0, 1, 6, 128] {
            for depth in [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::True] {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 220, 70));
                let area = Rect::new(3, 2, width, height);
                map(n, (n / 2, n / 3)).render(&theme(depth), area, &mut buffer);
                for (x, y) in (0..70).flat_map(|y| (0..220).map(move |x| (x, y))) {
                    let drawn = buffer[(x, y)].symbol() != " ";
                    assert!(!drawn || area.contains((x, y).into()), "({x}, {y}) outside {area}");
                }
            }
        }
    }
}

#[test]
fn pooled_cells_show_what_stands_for_their_entries_each_in_its_place() {
    let share = |row: usize, column: usize| (row * 7 + column * 3) as f32 / 60.0;
    let pooled = |fit: &Fit| {
        let cells = (0..fit.rows.cells).flat_map(|row| (0..fit.columns.cells).map(move |column| (row, column)));
        cells.map(|(row, column)| (row != 2).then(|| share(row, column))).collect()
    };
    let map = Map { size: (12, 12), pooled: &pooled, ..map(12, (0, 0)).map };
    let fit = Fit::new(map.size, Frame { room: (6, 3), centre: (0, 0), halves: true }, &MapLook::default());
    assert_eq!((fit.rows.pool, fit.columns.pool, fit.halves), (2, 2, 1));
    let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 3));
    map.render(&theme(ColourDepth::True), &fit, None, buffer.area, &mut buffer);
    for (row, column) in (0..6).flat_map(|row| (0..6).map(move |column| (row, column))) {
        let cell = &buffer[(column as u16, row as u16 / 2)];
        let colour = theme(ColourDepth::True).weight(share(row, column)).colour;
        match row {
            2 => assert_eq!(cell.symbol(), "▄", "nothing is shown of row 2"),
            3 => assert_eq!(cell.fg, colour, "{row} {column}"),
            row if row % 2 == 0 => assert_eq!(cell.fg, colour, "{row} {column}"),
            _ => assert_eq!(cell.bg, colour, "{row} {column}"),
        }
    }
}

#[test]
fn among_the_names_of_a_vocabulary_the_widest_has_all_the_room_there_is() {
    let read = std::cell::Cell::new(0);
    let name = |_: usize| {
        read.set(read.get() + 1);
        Cow::Borrowed("ab")
    };
    let widest = |count| Labels::Names(&name).widest(count, 12);
    assert_eq!((widest(3), read.get()), (2, 3));
    assert_eq!((widest(50_000), read.get()), (12, 3), "none of them is read");
    assert_eq!(Labels::Numbers.widest(1001, 12), 4);
    assert_eq!((Labels::Numbers.widest(0, 12), Labels::Numbers.widest(1001, 3)), (0, 3));
}

#[test]
fn a_column_that_is_left_out_has_a_mark_of_its_own() {
    let whole = map(4, (2, 1));
    let without = Heatmap { map: Map { left_out: Some(0), ..whole.map }, ..whole };
    let (buffer, layout) = draw(&without, ColourDepth::None, 32, 6);
    for y in layout.cells.y..layout.cells.bottom() {
        let at = |column: u16| buffer[(layout.cells.x + 4 * column + 1, y)].symbol();
        assert_eq!((at(0) == "╎", at(1) == "╎"), (true, false), "{}", rows(&buffer).join("\n"));
    }
}

#[test]
fn wide_letters_stand_above_their_own_narrow_columns() {
    const NAMES: [&str; 8] = ["中文", "问", "a", "好", "bc", "👍🏽", "e\u{301}x", "末"];
    fn name(index: usize) -> Cow<'static, str> {
        NAMES[index].into()
    }
    let narrow = Heatmap { columns: Labels::Names(&name), rows: Labels::Numbers, beside: None, ..map(8, (7, 2)) };
    let (buffer, layout) = draw(&narrow, ColourDepth::True, 12, 12);
    assert_eq!(layout.fit.width, 1);
    let above = layout.cells.y - layout.header;
    let column = |column: u16| [0, 1, 2].map(|row| buffer[(layout.cells.x + column, above + row)].symbol());
    assert_eq!([column(0)[0], column(1)[1], column(2)[0]], ["中", "问", "a"], "neighbours take turns");
    assert_eq!(column(0)[2], "…", "there is more of it");
    assert_eq!(
        (column(3)[2], column(4)[0], column(4)[1]),
        ("好", "b", "c"),
        "beside two letters the third line is free"
    );
    assert_eq!(column(5)[2], "👍🏽");
    assert_eq!(column(6), ["e\u{301}", "x", " "]);
    assert_eq!(column(7)[1], "末", "the last hangs over the column beside the cells");
}

#[test]
fn bars_take_the_columns_that_cells_leave_over() {
    let (_, narrow) = draw(&map(4, (2, 1)), ColourDepth::None, 32, 6);
    let (buffer, wide) = draw(&map(4, (2, 1)), ColourDepth::None, 80, 6);
    assert!(wide.beside > narrow.beside && wide.beside < BESIDE + BAR, "{wide:?}");
    let row = rows(&buffer).pop().expect("a row");
    assert!(row.contains("━━━━━━━━"), "two of three bits: {row}");
}
