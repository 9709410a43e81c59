use super::*;
use crate::app::Desk;
use crate::app::{Settings, Stage};
use crate::transformer::{MaskHow, MaskValue, Mixing, Norm, Position};
use crate::ui::Capability;
use crate::ui::pane::tests::{stage, stage_with, translation};

/// The label and the number of every line that is not ahead.
fn lines(blocks: &[Block]) -> Vec<(String, String)> {
    let line = |block: &Block| match &block.kind {
        Kind::Line { label, result, role, .. } if !block.ahead && *role != Role::Quiet => {
            Some((label.clone(), result.clone()))
        }
        _ => None,
    };
    blocks.iter().filter_map(line).collect()
}

#[test]
fn the_last_line_is_the_recorded_number_at_every_step() {
    let plain = Settings::default;
    let after =
        Settings { mask_how: Some(MaskHow::After), position: Some(Position::Shaw), half: Some(true), ..plain() };
    let filled = Settings {
        mask_how: Some(MaskHow::Filled),
        mask_value: Some(MaskValue::Thousand),
        position: Some(Position::Alibi),
        ..plain()
    };
    let additive = Settings { score: Some(Score::Additive), norm: Some(Norm::Rms), ..plain() };
    let recurrent = Settings { mixing: Some(Mixing::Recurrent), ..plain() };
    let relative = Settings { position: Some(Position::T5), score: Some(Score::General), ..plain() };
    for settings in [plain(), after, filled, additive, recurrent, relative] {
        last_lines_are_recorded(stage_with(settings));
    }
    last_lines_are_recorded(translation());
}

fn last_lines_are_recorded(mut stage: Stage) {
    let (desk, capability) = (Desk::default(), Capability::FULL);
    for site in stage.pass.sites().collect::<Vec<_>>() {
        stage.plan.cursor.site = site;
        let view = View::new(&stage, &desk, &capability);
        let shown = stage.shown().expect("every site of a pass is shown");
        let value = shown.value(view.place.row, view.place.column);
        let lines = lines(&explain(&view));
        assert_eq!(lines.last().map(|(_, result)| result.clone()), Some(number(value, NUMBER)), "{site}");
    }
}

#[test]
fn a_weight_is_explained_from_q_and_k_on() {
    let mut stage = stage();
    stage.plan.cursor.site = "decoder.1.attn.pattern".parse().expect("a site");
    let view = View::new(&stage, &Desk::default(), &Capability::FULL).explained();
    let labels: Vec<_> = lines(&view).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["q·k", "÷ √4", "+ mask", "e^x", "Σ row", "weight"]);
    let sums = |block: &Block| matches!(&block.kind, Kind::Note(text, Role::Good) if text == "row sums to 1.000000");
    assert!(view.iter().any(sums));
    assert!(view.iter().all(|block| !block.ahead));
}

#[test]
fn what_follows_the_step_is_ahead() {
    let mut stage = stage();
    stage.plan.cursor.site = "decoder.1.attn.scaled".parse().expect("a site");
    let view = View::new(&stage, &Desk::default(), &Capability::FULL).explained();
    assert_eq!(lines(&view).last().map(|(label, _)| label.as_str()), Some("÷ √4"));
    assert!(view.iter().any(|block| block.ahead));
}

impl View<'_> {
    fn explained(&self) -> Vec<Block> {
        explain(self)
    }
}

/// Label, operands and number of every line that is not ahead, at a cell of a site.
fn written(stage: &mut Stage, site: &str, token: usize, dimension: usize) -> Vec<[String; 3]> {
    stage.plan.cursor.site = site.parse().expect("a site");
    stage.plan.cursor.token = Some(token);
    (stage.plan.cursor.dimension, stage.plan.cursor.key) = (Some(dimension), Some(dimension));
    let line = |block: Block| match block.kind {
        Kind::Line { label, operands, result, .. } if !block.ahead => Some([label, operands, result]),
        Kind::Note(text, _) if !block.ahead => Some([text, String::new(), String::new()]),
        _ => None,
    };
    View::new(stage, &Desk::default(), &Capability::FULL).explained().into_iter().filter_map(line).collect()
}

fn labels(lines: &[[String; 3]]) -> Vec<&str> {
    lines.iter().map(|[label, ..]| label.as_str()).collect()
}

/// A number as the pane writes it.
fn read(text: &str) -> f32 {
    text.replace('−', "-").parse().expect("a number")
}

/// A number of the stage's pass, by its shown place.
fn at(stage: &Stage, site: &str, head: usize, (row, column): (usize, usize)) -> f32 {
    stage.pass.shown(site.parse().expect("a site"), head).expect("it is recorded").value(row, column)
}

#[test]
fn an_additive_score_is_the_sum_of_a_term_for_each_dimension() {
    let mut stage = stage_with(Settings { score: Some(Score::Additive), scale: Some(false), ..Settings::default() });
    let lines = written(&mut stage, "decoder.0.attn.scores", 5, 2);
    let score = at(&stage, "decoder.0.attn.scores", 0, (5, 2));
    assert_eq!(lines[0][0], "vᵢ tanh(qᵢ + kᵢ)   i = 0 … 3", "heads have 4 dimensions");
    assert_eq!(lines[1], ["v·tanh".to_owned(), "Σ vᵢ tanh(qᵢ + kᵢ)".to_owned(), number(score, NUMBER)]);
    let v = stage.pass.value("decoder.0.attn.v_score".parse().expect("a site")).expect("it is drawn");
    let mut terms: Vec<(usize, f32, f32)> = (0..4)
        .map(|i| {
            let [q, k] = [("q", 5), ("k", 2)]
                .map(|(name, token)| at(&stage, &format!("decoder.0.attn.{name}_mapped"), 0, (token, i)));
            (i, v[i], q + k)
        })
        .collect();
    terms.sort_by(|a, b| (b.1 * b.2.tanh()).abs().total_cmp(&(a.1 * a.2.tanh()).abs()));
    assert_eq!(lines.len(), 2 + terms.len());
    for ([label, operands, _], (i, v, sum)) in lines[2..].iter().zip(terms) {
        assert_eq!(*label, i.to_string(), "the largest first");
        assert_eq!(*operands, format!("{} × tanh {}", number(v, 6), number(sum, 6)));
    }
}

#[test]
fn a_gate_is_a_function_of_what_input_and_state_give() {
    let mut stage = stage_with(Settings { mixing: Some(Mixing::Recurrent), ..Settings::default() });
    let gates = "decoder.0.gru.gates";
    // What the input gives is itself a product, which comes first.
    let gate = |lines: Vec<[String; 3]>| {
        let first = lines.iter().position(|line| line[0] == "W_x x + b").expect("a gate");
        lines[first..].to_vec()
    };
    let reset = gate(written(&mut stage, gates, 3, 4));
    assert_eq!(labels(&reset), ["W_x x + b", "W h + b", "σ", "gates"]);
    let result = at(&stage, gates, 0, (3, 4));
    assert_eq!([&reset[2][2], &reset[3][2]], [&number(result, NUMBER); 2]);
    let input = at(&stage, "decoder.0.gru.input", 0, (3, 4));
    assert_eq!(reset[0][2], number(input, NUMBER), "what the input gives is a recorded value");
    let sum = input + read(&reset[1][2]);
    assert!((1.0 / (1.0 + (-sum).exp()) - result).abs() < 1e-3, "{reset:?}");
    assert!((read(reset[2][1].trim_matches(['σ', '(', ')'])) - sum).abs() < 1e-3, "{reset:?}");

    // Of width 16: r, z and n lie above one another.
    let candidate = gate(written(&mut stage, gates, 3, 2 * 16 + 4));
    assert_eq!(labels(&candidate), ["W_x x + b", "W h + b", "r ·", "tanh", "gates"]);
    assert_eq!(candidate[2][1], number(result, NUMBER), "the reset gate of the same dimension");
    assert_eq!(candidate[3][2], number(at(&stage, gates, 0, (3, 2 * 16 + 4)), NUMBER));

    let state = written(&mut stage, "decoder.0.gru.state", 3, 4);
    assert!(state[0][0].starts_with("(1 − z) n, z h"), "{state:?}");
    let last = state.iter().rfind(|line| line[0] == "state").expect("the state");
    assert_eq!(last[2], number(at(&stage, "decoder.0.gru.state", 0, (3, 4)), NUMBER));
}

#[test]
fn an_rms_norm_divides_by_the_root_mean_square_and_takes_no_mean_away() {
    let mut stage = stage_with(Settings { norm: Some(Norm::Rms), ..Settings::default() });
    let lines = written(&mut stage, "decoder.1.ln1", 2, 7);
    assert_eq!(labels(&lines), ["x", "÷ RMS(x)", "· γ"]);
    let before: Vec<f32> = (0..16).map(|i| at(&stage, "decoder.1.resid_pre", 0, (2, i))).collect();
    let root = (before.iter().map(|x| x * x).sum::<f32>() / 16.0 + 1e-5).sqrt();
    assert_eq!(lines[0][2], number(before[7], NUMBER));
    assert_eq!(lines[1][1..], [number(root, NUMBER), number(before[7] / root, NUMBER)]);
    assert_eq!(lines[2][2], number(at(&stage, "decoder.1.ln1", 0, (2, 7)), NUMBER));
}

#[test]
fn what_is_derived_says_what_it_is_made_of() {
    let mut stage = stage();
    let mut labels = |site: &str| {
        stage.plan.cursor.site = site.parse().expect("a site");
        let view = View::new(&stage, &Desk::default(), &Capability::FULL).explained();
        lines(&view).into_iter().map(|(label, _)| label).collect::<Vec<_>>()
    };
    assert_eq!(labels("decoder.1.attn.pattern_mean"), ["mean"]);
    assert_eq!(labels("decoder.1.rollout"), ["rollout"]);
    assert_eq!(labels("decoder.1.lens"), ["logit", "e^x", "Σ row", "p"]);
    let of_one_head = ["q·k", "÷ √4", "+ mask", "e^x", "Σ row", "weight", "pattern_max"];
    assert_eq!(labels("decoder.1.attn.pattern_max"), of_one_head);
    let view = View::new(&stage, &Desk::default(), &Capability::FULL).explained();
    let says_which =
        |block: &Block| matches!(&block.kind, Kind::Line { operands, .. } if operands.starts_with("head "));
    assert!(view.iter().any(says_which));
}
