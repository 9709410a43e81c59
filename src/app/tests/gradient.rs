use super::*;
use crate::tape::{Change, Patch, Site, Tape};
use crate::transformer::Input;

fn site(text: &str) -> Site {
    text.parse().expect("a site")
}

/// Every logit with one cell of a value, in storage, moved by so much.
fn logit(pass: &Pass, (token, word): (usize, u32), at: Site, (row, column): (usize, usize), by: f32) -> f64 {
    let patch = Patch { site: at, rows: row..row + 1, columns: column..column + 1, change: Change::Add(by) };
    let kernel = Kernel { portable: true, wide: false };
    let mut tape = Tape::new(pass.model.parameters.clone(), vec![patch], kernel, Spare::default());
    let logits = crate::transformer::record(&mut tape, &pass.config, &Input::one(pass.tokens.clone()));
    tape.check().expect("there is such a cell");
    f64::from(tape.value(logits)[(word as usize, token)])
}

#[test]
fn gradients_are_what_a_logit_moves_by() {
    const STEP: f32 = 1e-2;
    let mut viewer = Viewer::new();
    for (line, asked) in [("gradient", None), ("gradient 2 7", Some((2, 7)))] {
        assert_eq!(viewer.does(line), "");
        let pass = &viewer.stage.pass;
        let output = pass.output().expect("an output is differentiated");
        assert!(asked.is_none_or(|asked| asked == output));
        for name in [
            "embed",
            "decoder.0.attn.pattern",
            "decoder.0.resid_mid",
            "decoder.1.attn.scores",
            "decoder.0.attn.v",
            "decoder.1.mlp.post",
            "decoder.1.attn.W_V",
            "decoder.0.ln2.gain",
            "final.ln",
            "logits",
        ] {
            let at = site(name);
            let gradient = pass.gradient(at, 1).expect("has a gradient");
            let shown = pass.shown(at, 1).expect("is shown");
            assert_eq!((gradient.rows, gradient.columns), (shown.rows, shown.columns));
            assert!(gradient.signed && gradient.arithmetic(0, 0).is_none());
            let (low, high) = gradient.range();
            let most = low.abs().max(high.abs());
            assert!(most > 0.0, "{name}");
            for row in [0, gradient.rows.length / 2] {
                let column = gradient.strongest(row);
                let cell = gradient.stored(row, column);
                let moved = |by| logit(pass, output, at, cell, by);
                let difference = (moved(STEP) - moved(-STEP)) / f64::from(2.0 * STEP);
                let apart = (difference - f64::from(gradient.value(row, column))).abs();
                let near = f64::from(most) * 2e-2 + 1e-5;
                assert!(apart <= near, "{name} {row} {column}: {difference} for {}", gradient.value(row, column));
            }
        }
    }
}

#[test]
fn what_the_output_does_not_depend_on_has_no_gradient_but_zero() {
    let mut viewer = Viewer::new();
    viewer.does("gradient 1");
    let pass = &viewer.stage.pass;
    for name in ["probs", "decoder.1.rollout", "decoder.0.lens", "decoder.0.attn.pattern_mean"] {
        assert_eq!(pass.gradient(site(name), 0).expect("has one").range(), (0.0, 0.0), "{name}");
    }
    let embed = pass.gradient(site("embed"), 0).expect("has one");
    assert!(embed.row(0).any(|x| x != 0.0) && embed.row(2).all(|x| x == 0.0), "later tokens are not seen");
    for site in pass.sites() {
        assert!(pass.gradient(site, 0).is_ok(), "{site}");
    }
}

#[test]
fn an_output_is_chosen_and_taken_back() {
    let mut viewer = Viewer::new();
    let tokens = viewer.stage.pass.tokens.len();
    let none = viewer.stage.pass.gradient(site("embed"), 0).map(|_| ()).expect_err("nothing is differentiated");
    assert_eq!(none.to_string(), "no output of this pass is differentiated: `gradient on` does it");
    viewer.does("gradient");
    assert_eq!(viewer.stage.plan.gradient, Some(Gradient::default()));
    let logits = viewer.stage.pass.shown(site("logits"), 0).expect("is shown");
    assert_eq!(viewer.stage.pass.output(), Some((tokens - 1, logits.strongest(tokens - 1) as u32)));
    viewer.does("gradient 1 9");
    assert_eq!(viewer.stage.pass.output(), Some((1, 9)));
    assert!(viewer.stage.plan.to_string().contains("; gradient 1 9; "), "{}", viewer.stage.plan);
    assert_eq!(
        viewer.does(&format!("gradient {tokens}")),
        format!("there is no token {tokens}: tokens go from 0 to {}", tokens - 1)
    );
    assert_eq!(viewer.stage.pass.output(), Some((1, 9)), "what was there stays");
    viewer.does("text It");
    assert_eq!(
        viewer.stage.plan.gradient,
        Some(Gradient { token: None, word: Some(9) }),
        "another text, its last token"
    );
    viewer.does("undo; undo; undo");
    assert_eq!((viewer.stage.plan.gradient, viewer.stage.pass.output()), (None, None));
    viewer.does("redo; gradient");
    assert_eq!(viewer.stage.plan.gradient, None);
}

#[test]
fn another_model_beside_has_other_words_and_differentiates_its_own_likeliest() {
    let mut viewer = Viewer::new();
    let own = Some(Gradient { token: Some(1), word: Some(9) });
    let of_b = |viewer: &Viewer| viewer.stage.plan.beside.as_ref().expect("a plan beside").gradient;
    assert_eq!(viewer.does("gradient 1 9; compare model dates"), "");
    assert_eq!((viewer.stage.plan.gradient, of_b(&viewer)), (own, Some(Gradient::default())));
    assert_eq!(viewer.stage.plan.to_string().parse(), Ok(viewer.stage.plan.clone()));
    viewer.does("gradient off");
    assert_eq!((viewer.stage.plan.gradient, of_b(&viewer)), (None, None));
    viewer.does("gradient 1 9; scale off; pokes a; scale");
    assert_eq!((viewer.stage.plan.gradient, of_b(&viewer)), (own, Some(Gradient::default())));
    viewer.does("compare scale off");
    assert_eq!(of_b(&viewer), own, "the same model has the same words");
}
