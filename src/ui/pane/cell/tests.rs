use super::*;
use crate::app::command::parse_all;
use crate::app::pane_tree::PaneKind;
use crate::app::{Desk, update};
use crate::ui::Capability;
use crate::ui::pane::tests::stage;

/// What is hidden is no exception: the number stands above, and the lines below it where they always do.
#[test]
fn the_large_number_of_every_cell_takes_the_same_rows() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    for command in parse_all("layout lecture").expect("a command") {
        update(&mut stage, &mut desk, command);
    }
    for site in ["decoder.1.attn.masked", "decoder.1.attn.pattern", "decoder.0.attn.k", "decoder.1.resid_post"] {
        let go = parse_all(&format!("go {site}")).expect("a command");
        update(&mut stage, &mut desk, go[0].clone());
        let tokens = stage.pass.tokens.len();
        for area in [Rect::new(0, 0, 26, 18), Rect::new(0, 0, 60, 24)] {
            let mut firsts = std::collections::BTreeSet::new();
            for (row, column) in
                [0, 3, tokens - 1].into_iter().flat_map(|row| (0..tokens).step_by(2).map(move |column| (row, column)))
            {
                update(&mut stage, &mut desk, Command::Cell(row, column));
                let view = View::new(&stage, &desk, &Capability::FULL).of(PaneKind::Cell.first());
                let mut buffer = Buffer::empty(area);
                render(&view, area, &mut buffer);
                let rows: Vec<String> = (0..area.height)
                    .map(|y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned())
                    .collect();
                let head = usize::from(large::ROWS);
                assert!(rows[..head].iter().any(|row| !row.is_empty()), "{site} {row} {column}: {rows:#?}");
                assert_eq!(rows[head - 1], "", "{site} {row} {column}: {rows:#?}");
                firsts.insert(rows[head].split_whitespace().next().map(str::to_owned));
            }
            assert_eq!(firsts.len(), 1, "{site}: other lines below it: {firsts:?}");
        }
    }
}

#[test]
fn what_is_hidden_has_a_large_number() {
    let (mut stage, mut desk) = (stage(), Desk::default());
    for command in parse_all("layout lecture; go decoder.1.attn.masked; cell 1 5").expect("commands") {
        update(&mut stage, &mut desk, command);
    }
    let view = View::new(&stage, &desk, &Capability::FULL).of(PaneKind::Cell.first());
    assert_eq!(number(&blocks(&view)), "−∞");
    let area = Rect::new(0, 0, 54, 17);
    let mut buffer = Buffer::empty(area);
    render(&view, area, &mut buffer);
    let letter: String = (4..8).map(|x| buffer[(x, 1)].symbol()).collect();
    assert_eq!(letter, "▞▚▞▚");
}
