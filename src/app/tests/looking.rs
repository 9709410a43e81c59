use super::*;
use crate::tape::Stack;

fn walk(norm: Norm, grain: &str) -> Vec<usize> {
    let mut viewer = Viewer::on(norm);
    viewer.does(&format!("grain {grain}; first"));
    let mut seen = vec![viewer.stage.at()];
    loop {
        viewer.does("next");
        match viewer.stage.at() {
            at if seen.last() == Some(&at) => break,
            at => seen.push(at),
        }
    }
    let mut back = vec![viewer.stage.at()];
    while viewer.stage.at() > 0 {
        viewer.does("back");
        back.push(viewer.stage.at());
    }
    back.reverse();
    assert_eq!(seen, back, "{grain}");
    assert_eq!(seen.last(), Some(&(viewer.stage.pass.steps.len() - 1)));
    seen
}

#[test]
fn steps_go_over_the_whole_pass_and_back_again() {
    for norm in [Norm::Pre, Norm::Post, Norm::None] {
        let all = walk(norm, "operation");
        assert_eq!(all, (0..all.len()).collect::<Vec<_>>());
        assert_eq!(walk(norm, "sub-layer").len(), 1 + 1 + 2 * 2 + 1, "the first step, embedding, four, output");
        assert_eq!(walk(norm, "layer").len(), 1 + 1 + 2 + 1);
    }
}

#[test]
fn a_coarse_step_shows_what_a_whole_part_came_to() {
    let mut viewer = Viewer::new();
    viewer.does("first; grain sub-layer; next; next");
    assert_eq!(viewer.site(), "decoder.0.resid_mid");
    viewer.does("next layer");
    assert_eq!(viewer.site(), "decoder.0.resid_post");
    viewer.does("go decoder.1.attn.pattern; next sub-layer");
    assert_eq!(viewer.site(), "decoder.1.resid_mid");
    viewer.does("go decoder.1.attn.pattern; back layer");
    assert_eq!(viewer.site(), "decoder.0.resid_post");
}

#[test]
fn what_lies_ahead_is_known() {
    let mut viewer = Viewer::new();
    viewer.does("go decoder.0.attn.pattern");
    let ahead = |viewer: &Viewer, site: &str| viewer.stage.is_ahead(site.parse().expect("a site"));
    assert!(!ahead(&viewer, "decoder.0.attn.pattern") && !ahead(&viewer, "decoder.0.attn.q"));
    assert!(ahead(&viewer, "decoder.0.attn.z") && ahead(&viewer, "probs") && !ahead(&viewer, "W_E"));
}

#[test]
fn the_cell_cursor_stays_in_the_matrix_and_remembers_its_place() {
    let mut viewer = Viewer::new();
    let tokens = viewer.stage.pass.tokens.len();
    assert_eq!(viewer.stage.place().row, tokens - 1, "the last token");
    assert_eq!(viewer.does("cell 2 1"), "");
    viewer.does("move down 99; move up");
    assert_eq!((viewer.stage.place().row, viewer.stage.place().column), (tokens - 2, 1));
    viewer.does("go decoder.0.resid_mid; cell 0 11; move right; go decoder.1.attn.pattern");
    assert_eq!((viewer.stage.place().row, viewer.stage.place().column), (0, 1), "the key is remembered");
    viewer.does("go decoder.1.resid_mid");
    assert_eq!(viewer.stage.place().column, 11, "so is the dimension");
    let said = viewer.does("cell 0 12");
    assert!(said.contains("no cell 0 12") && said.contains("columns from 0 to 11"), "{said}");
    assert!(viewer.does("cursor key 99").contains("no key 99"));
}

#[test]
fn heads_and_layers_end_where_they_end() {
    let mut viewer = Viewer::new();
    viewer.does("head next; head next; head next; head next");
    assert_eq!(viewer.stage.place().head, 2);
    assert_eq!(viewer.does("head 3"), "there is no head 3: heads go from 0 to 2");
    viewer.does("layer next; layer next");
    assert_eq!(viewer.site(), "decoder.1.attn.pattern");
    assert_eq!(viewer.does("layer 9"), "there is no layer 9: layers go from 0 to 1");
    viewer.does("layer back");
    assert_eq!(viewer.site(), "decoder.0.attn.pattern");
    viewer.does("go embed; layer back");
    assert_eq!(viewer.site(), "embed");
    viewer.does("layer next");
    assert_eq!(viewer.site(), "decoder.0.ln1");
    viewer.does("go logits; layer back");
    assert_eq!(viewer.site(), "decoder.1.ln1");
}

#[test]
fn an_alias_is_the_step_that_made_it() {
    let mut viewer = Viewer::new();
    viewer.does("go decoder.0.resid_post");
    let made = viewer.stage.at();
    viewer.does("go decoder.1.resid_pre");
    assert_eq!((viewer.stage.at(), viewer.site().as_str()), (made, "decoder.1.resid_pre"));
}

#[test]
fn the_cursor_survives_what_it_stood_on() {
    let mut viewer = Viewer::new();
    viewer.does("temperature 0.5; go tempered; temperature 1");
    assert_eq!(viewer.site(), "logits");
    viewer.does("undo");
    assert_eq!(viewer.site(), "tempered");
    viewer.does("temperature 1; go final.ln; norm post");
    assert_eq!(viewer.stage.step().sub_layer, SubLayer::Mlp(Stack::Decoder, 1));
    viewer.does("norm pre; head-off 0.1; go decoder.0.attn.z.before");
    assert_eq!(viewer.site(), "decoder.0.attn.z.before");
    viewer.does("head-on 0.1");
    assert_eq!(viewer.site(), "decoder.0.attn.z");
    viewer.does("cell 3 4; text It");
    assert_eq!(viewer.stage.place().row, viewer.stage.pass.tokens.len() - 1);
}

#[test]
fn playing_steps_until_the_end() {
    let mut viewer = Viewer::new();
    viewer.does("last; play");
    assert_eq!(viewer.stage.at(), 0, "from the beginning");
    for _ in 0..1000 {
        tick(&mut viewer.stage, &viewer.desk);
    }
    assert!(!viewer.stage.playing);
    assert_eq!(viewer.stage.at(), viewer.stage.pass.steps.len() - 1);
    viewer.does("first; play; play");
    tick(&mut viewer.stage, &viewer.desk);
    assert_eq!(viewer.stage.at(), 0);
}

#[test]
fn what_is_shown_is_what_is_recorded() {
    let viewer = Viewer::new();
    let pass = &viewer.stage.pass;
    for site in pass.sites() {
        for head in 0..3 {
            let shown = pass.shown(site, head).expect("is shown");
            for row in 0..shown.rows.length {
                for column in 0..shown.columns.length {
                    let made = shown.arithmetic(row, column).expect("is there");
                    assert_eq!(made.result().to_bits(), shown.value(row, column).to_bits(), "{site} {row} {column}");
                }
                let strongest = shown.value(row, shown.strongest(row));
                assert!(strongest.is_finite());
            }
        }
    }
    let pattern = pass.shown("decoder.1.attn.pattern".parse().expect("a site"), 2).expect("is shown");
    for row in 0..pattern.rows.length {
        assert!((pattern.row(row).sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(pattern.row(row).skip(row + 1).all(|weight| weight == 0.0), "nothing above the diagonal");
    }
    let weight = pass.shown("decoder.0.mlp.W_in".parse().expect("a site"), 0).expect("is shown");
    assert_eq!((weight.rows.length, weight.columns.length), (20, 12));
    assert_eq!(pattern.row_label(0, Language::default()), pass.pieces[0].text);
}

/// Of two texts either may be the longer one: a key of the source is no key of the target.
#[test]
fn the_cursor_goes_to_every_token_of_a_source() {
    let model = Arc::new(Model::open("dates").expect("is there"));
    let mut asked = plan("the 3rd of March 2017");
    asked.settings.target = Some("20".to_owned());
    let pass = record(&asked, model).expect("records");
    let last = pass.source.len() - 1;
    assert!(last > pass.tokens.len());
    let mut viewer = Viewer::at(pass);
    assert_eq!(viewer.does(&format!("go decoder.0.cross.pattern; cursor key {last}")), "");
    assert_eq!(viewer.stage.place().column, last);
    assert_eq!(viewer.does(&format!("go encoder.0.attn.pattern; cursor token {last}")), "");
    assert_eq!(viewer.stage.place().row, last);
    let beyond = viewer.does(&format!("cursor key {}", last + 1));
    assert_eq!(beyond, format!("there is no key {}: keys go from 0 to {last}", last + 1));
}

/// The ranks of all cells, by a plain sort of what is recorded.
#[test]
fn the_strongest_cells_come_one_after_the_other() {
    let mut viewer = Viewer::new();
    let mut cells = Vec::new();
    let pattern = viewer.stage.shown().expect("is shown");
    for row in 0..pattern.rows.length {
        for column in 0..=row {
            cells.push((row, column, pattern.value(row, column)));
        }
    }
    cells.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (count, second) = (cells.len().min(100), cells[1]);
    assert_eq!(viewer.does("cell 0 0; strongest 1"), format!("1st of {count}: {:.2}", cells[0].2));
    assert_eq!(viewer.does("strongest next"), format!("2nd of {count}: {:.2}", second.2));
    let place = viewer.stage.place();
    assert_eq!((place.row, place.column), (second.0, second.1));
    assert!(viewer.does("strongest back; strongest back").starts_with("1st of"));
    assert_eq!(viewer.does("strongest 999"), format!("there is no strongest cell 999: they go from 1 to {count}"));
    assert!(viewer.does("strongest 0").starts_with("there is no strongest cell 0"));
    let rest = cells.iter().filter(|cell| cell.1 > 0).count();
    assert!(viewer.does("sink hide; strongest 1").starts_with(&format!("1st of {rest}: ")));
    assert!(viewer.stage.place().column > 0);
    assert!(viewer.does("go decoder.0.attn.q; strongest 3").starts_with("3rd of "));
}

/// What a map does not draw has no cells to walk through.
#[test]
fn a_map_that_draws_nothing_has_no_strongest_cell() {
    let mut viewer = Viewer::new();
    let said = viewer.does("panes \"row(1 matrix, 1 gradients)\"; focus gradients; strongest 1");
    assert_eq!(said, "no output of this pass is differentiated: `gradient on` does it");
    assert!(viewer.does("gradient on; go decoder.0.attn.pattern; strongest 1").starts_with("1st of "));
    let said = viewer.does("focus matrix; pane-side difference; text \"a truth\"; strongest 1");
    assert_eq!(said, "there is nothing of the same shape to differ from");
    assert!(viewer.does("pane-side a; strongest 1").starts_with("1st of "));
}

#[test]
fn one_command_goes_to_a_head_of_any_layer() {
    let mut viewer = Viewer::new();
    assert_eq!(viewer.does("go decoder.0.attn.scores; head 1.2"), "");
    assert_eq!((viewer.site().as_str(), viewer.stage.place().head), ("decoder.1.attn.scores", 2));
    assert_eq!(viewer.does("go embed; head 0.1"), "");
    assert_eq!((viewer.site().as_str(), viewer.stage.place().head), ("decoder.0.attn.pattern", 1));
    assert_eq!(viewer.does("head 2.0"), "there is no layer 2: layers go from 0 to 1");
    assert_eq!(viewer.does("head 1.3"), "there is no head 3: heads go from 0 to 2");
}

#[test]
fn a_scrolled_pane_follows_the_cursor_again_once_it_moves() {
    let mut viewer = Viewer::new();
    let scrolled = |viewer: &Viewer| viewer.desk.view(viewer.desk.focus).scrolled(&viewer.stage.plan.cursor);
    viewer.does("cell 2 1; scroll down 2");
    assert_eq!(scrolled(&viewer), Some((4, 1)), "from where the cursor is");
    viewer.does("scroll down 99; scroll left 9");
    assert_eq!(scrolled(&viewer), Some((viewer.stage.pass.tokens.len() - 1, 0)));
    viewer.does("move right");
    assert_eq!(scrolled(&viewer), None);
}

#[test]
fn how_something_is_drawn_is_said_to_a_pane_that_draws_such_a_thing() {
    let mut viewer = Viewer::new();
    assert_eq!(viewer.does("focus steps; magnify in 2; normalise"), "");
    assert_eq!(viewer.desk.view(PaneKind::Matrix.first()).map.steps, 2);
    assert!(viewer.desk.view(PaneKind::Matrix.first()).map.normalised);
    assert_eq!(
        viewer.does("flow-heads all"),
        "the pane `flow` is not on the desk: `pane-split right flow` puts one there"
    );
    viewer.does("pane show flow; flow-heads; flow-queries one; flow-threshold up");
    let flow = viewer.desk.view(PaneKind::Flow.first()).flow;
    assert_eq!((flow.all_heads, flow.all_queries, flow.threshold), (true, false, 0.2));
}

#[test]
fn a_layer_of_a_stack_that_there_is_not_is_no_value() {
    let mut viewer = Viewer::new();
    let said = viewer.does("go encoder.0.attn.pattern");
    assert!(said.starts_with("there is no value `encoder.0.attn.pattern`; the nearest: decoder."), "{said}");
    assert_eq!(viewer.does("go decoder.7.attn.pattern"), "there is no layer 7: layers go from 0 to 1");
}
