//! The sixteen questions' systems, reached by commands: each changes what the pass records as it must.
//!
//! A row names the question, the line that a person types, and what has to hold of what was recorded then.

use super::*;
use crate::model::embedded;
use crate::tape::Site;

struct Case {
    question: &'static str,
    line: &'static str,
    holds: fn(&Pass),
}

const fn case(question: &'static str, line: &'static str, holds: fn(&Pass)) -> Case {
    Case { question, line, holds }
}

/// What is done to the small decoder: 2 layers of 3 heads of 4, 12 tokens, 16 of context.
const ON_A_DECODER: [Case; 45] = [
    case("A1", "reset", causal_weights_are_distributions),
    case("A1", "mixing fixed", fixed_mixing_has_no_weights),
    case("A2", "score scaled", scaled_are_scores_over_the_root_of_the_width),
    case("A2", "scale off", scaled_are_scores),
    case("A4", "projections tied-kv", keys_are_values),
    case("A4", "projections separate", nothing_is_tied),
    case("A4", "projections tied-qk", scores_are_symmetric),
    case("A4 T5", "projections identity", identity_scores_are_products_of_the_states),
    case("A5", "heads 6", six_heads_of_two),
    case("A5", "heads 1", one_head_of_all),
    case("A5", "position none", nothing_says_a_position),
    case("A5", "position sinusoidal", positions_are_waves),
    case("A5", "position learned", positions_are_parameters),
    case("A5", "position shaw", scores_have_a_relative_part),
    case("A5", "position t5", bias_depends_on_distance),
    case("A5", "position alibi", bias_is_a_slope),
    case("A5", "position rope", rotations_keep_lengths),
    case("A5", "position xl; segment 3; memory 2", segments_see_their_memory),
    case("A6", "mask none; text \"It is a\"; pad 2", padding_has_no_weight),
    case("A6", "mask none; text \"It is a\"; pad 2; padding off", padding_leaks),
    case("A6 T8", "mask none; text \"It is a\"; pad 2; mask-value thousand", a_thousand_is_taken_away),
    case("A6 T8", "mask none; text \"It is a\"; pad 2; mask-value billion", a_billion_swallows_the_score),
    case("A6 T8", "mask none; text \"It is a\"; pad 2; mask-value thousand; mask-how filled", a_thousand_is_filled_in),
    case("A6", "mask none; text \"It is a\"; pad 2; mask-how after", rows_fall_short_of_one),
    case("A6 T8", "mask none; text \"It is a\"; pad 2; mask-value billion; half on", a_billion_is_infinite_in_half),
    case("A6", "go decoder.0.attn.masked; hide 0 0", a_hidden_row_is_zero),
    case("A7", "mixing fixed; patch decoder.0.ln1 times 2", fixed_mixing_is_linear),
    case("T1", "mask none; patch decoder.0.ln2 add 1 2", a_token_alone_moves_its_own_feed_forward),
    case("T1", "mask none; patch decoder.0.ln1 add 1 2 0", a_token_moves_the_attention_of_all),
    case("T1", "mask none; layers 6", six_layers_read_both_ways),
    case("T9", "layers 12; residual off", a_deep_stack_carries_nothing_past),
    case("T1", "dropout 50", half_of_the_numbers_are_left_out),
    case("T3", "mixing recurrent; patch decoder.0.ln1 add 1 3 0", a_state_moves_all_later_ones),
    case("T3", "mixing convolution; patch decoder.0.ln1 add 1 3 0", a_convolution_sees_three_tokens),
    case("T6 T7", "score dot", scaled_are_scores),
    case("T6 T7", "score general", general_scores_are_bilinear),
    case("T6 T7", "score additive", additive_scores_are_of_tanh),
    case("T7", "score additive; gradient on", gradients_reach_the_weights),
    case("T7", "score dot; gradient on", gradients_reach_the_weights),
    case("T9", "residual off", nothing_is_carried_past),
    case("T9", "norm post", sums_are_normalised),
    case("T9", "norm none", nothing_is_normalised),
    case("T9", "norm rms", roots_of_means_of_squares_are_one),
    case("A1", "head off 0.2", a_head_adds_nothing),
    case("T1", "sub-layer-toggle decoder.0.attn.out", a_sub_layer_adds_nothing),
];

/// What is asked of other models: an encoder beside a decoder, and recurrent ones.
const ON_OTHERS: [Case; 6] = [
    case("A3 T4", "model dates; text \"3 March\"; target \"2017-03\"", cross_attention_is_rectangular),
    case("T4", "model dates; text \"3 March\"; target \"2017-03\"", later_targets_move_nothing_earlier),
    case("T4", "model dates; text \"3 March\"; target \"2017-03\"", sources_move_the_output),
    case("A3", "model gru-none; text \"3 March\"; target \"2017\"", without_attention_only_the_last_state_is_read),
    case("A3", "model gru-additive; text \"3 March\"; target \"2017\"", states_are_compared_by_tanh),
    case("A3", "model gru-general; text \"3 March\"; target \"2017\"", states_are_compared_by_a_product),
];

fn lab(line: &str) -> Viewer {
    let mut viewer = Viewer::new();
    let said = viewer.does(line);
    let refused = viewer.desk.notice.as_ref().is_some_and(Notice::is_error);
    assert!(!refused, "{line}: {said}");
    viewer
}

#[test]
fn every_system_of_a_decoder_is_a_command_away() {
    for Case { question, line, holds } in ON_A_DECODER {
        let viewer = lab(line);
        assert!(viewer.stage.plan.to_string().parse::<Plan>().is_ok(), "{question}: {line}");
        holds(&viewer.stage.pass);
    }
}

#[test]
fn every_system_of_two_stacks_is_a_command_away() {
    assert!(["dates", "gru-none"].iter().all(|name| embedded::names().any(|known| known == *name)));
    for Case { question, line, holds } in ON_OTHERS {
        let viewer = lab(line);
        assert!(viewer.stage.plan.to_string().parse::<Plan>().is_ok(), "{question}: {line}");
        holds(&viewer.stage.pass);
    }
}

/// Every question that needs something of the lab is asked of it.
#[test]
fn every_question_is_asked() {
    let asked = |question: &str| {
        let all = ON_A_DECODER.iter().chain(&ON_OTHERS);
        all.flat_map(|case| case.question.split(' ')).any(|known| known == question)
    };
    // T2 steps through what is there, and needs no system of its own.
    for question in ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "T1", "T3", "T4", "T5", "T6", "T7", "T8", "T9"] {
        assert!(asked(question), "{question}");
    }
}

/// A recorded value of a head, a row for each token or query, as people see it.
fn rows(pass: &Pass, name: &str, head: usize) -> Vec<Vec<f32>> {
    let site: Site = name.parse().expect("a site");
    let shown = pass.shown(site, head).unwrap_or_else(|notice| panic!("{name}: {notice}"));
    (0..shown.rows.length).map(|row| shown.row(row).collect()).collect()
}

fn of(pass: &Pass, name: &str) -> Vec<Vec<f32>> {
    rows(pass, &format!("decoder.0.{name}"), 0)
}

fn has(pass: &Pass, name: &str) -> bool {
    name.parse().is_ok_and(|site: Site| pass.tape.find(site).is_some())
}

/// The same lab after another line.
fn after(line: &str) -> Arc<Pass> {
    lab(line).stage.pass.clone()
}

fn is_near(a: f32, b: f32) -> bool {
    (a - b).abs() <= 1e-5 * (1.0 + a.abs().max(b.abs()))
}

fn are_near(a: &[Vec<f32>], b: &[Vec<f32>]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_near(*a, *b)))
}

fn map(a: &[Vec<f32>], f: impl Fn(f32) -> f32) -> Vec<Vec<f32>> {
    a.iter().map(|row| row.iter().map(|x| f(*x)).collect()).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sums(pass: &Pass) -> Vec<f32> {
    of(pass, "attn.pattern").iter().map(|row| row.iter().sum()).collect()
}

fn causal_weights_are_distributions(pass: &Pass) {
    assert!(sums(pass).iter().all(|sum| is_near(*sum, 1.0)));
    for (query, row) in of(pass, "attn.pattern").iter().enumerate() {
        assert!(
            row[query + 1..].iter().all(|weight| *weight == 0.0) && row[..=query].iter().all(|weight| *weight > 0.0)
        );
    }
}

fn fixed_mixing_has_no_weights(pass: &Pass) {
    assert!(!has(pass, "decoder.0.attn.pattern") && has(pass, "decoder.0.mix.out"));
    assert!(pass.steps.iter().all(|step| step.site.name != crate::tape::Name::Q), "nothing is asked");
}

fn scaled_are_scores_over_the_root_of_the_width(pass: &Pass) {
    assert!(are_near(&of(pass, "attn.scaled"), &map(&of(pass, "attn.scores"), |score| score / 2.0)));
}

fn scaled_are_scores(pass: &Pass) {
    assert_eq!(of(pass, "attn.scaled"), of(pass, "attn.scores"));
    let (q, k) = (of(pass, "attn.q"), of(pass, "attn.k"));
    let products: Vec<Vec<f32>> = q.iter().map(|q| k.iter().map(|k| dot(q, k)).collect()).collect();
    assert!(are_near(&of(pass, "attn.scores"), &products));
}

fn keys_are_values(pass: &Pass) {
    for head in 0..3 {
        let [q, k, v] = ["q", "k", "v"].map(|name| rows(pass, &format!("decoder.1.attn.{name}"), head));
        assert_eq!(k, v, "to the bit");
        assert_ne!(q, k);
    }
}

fn nothing_is_tied(pass: &Pass) {
    let [q, k, v] = ["attn.q", "attn.k", "attn.v"].map(|name| of(pass, name));
    assert!(q != k && k != v && q != v);
}

fn scores_are_symmetric(pass: &Pass) {
    let scores = of(pass, "attn.scores");
    assert_eq!(of(pass, "attn.q"), of(pass, "attn.k"));
    for (i, row) in scores.iter().enumerate() {
        assert!(row.iter().enumerate().all(|(j, score)| is_near(*score, scores[j][i])));
    }
}

fn identity_scores_are_products_of_the_states(pass: &Pass) {
    scores_are_symmetric(pass);
    let (states, scores) = (of(pass, "ln1"), of(pass, "attn.scores"));
    let head: Vec<Vec<f32>> = states.iter().map(|state| state[..4].to_vec()).collect();
    for name in ["attn.q", "attn.k", "attn.v"] {
        assert_eq!(of(pass, name), head, "{name} is the state itself");
    }
    for i in 0..scores.len() {
        // By Cauchy and Schwarz no score is beyond those of its two tokens with themselves.
        assert!((0..scores.len()).all(|j| scores[i][j].powi(2) <= scores[i][i] * scores[j][j] * 1.0001));
    }
}

fn six_heads_of_two(pass: &Pass) {
    assert_eq!(rows(pass, "decoder.0.attn.q", 5)[0].len(), 2);
    assert_eq!(rows(pass, "decoder.0.attn.pattern", 5).len(), pass.tokens.len());
}

fn one_head_of_all(pass: &Pass) {
    assert_eq!(of(pass, "attn.q")[0].len(), 12);
    assert!(pass.shown("decoder.0.attn.q".parse().expect("a site"), 1).is_err());
}

fn nothing_says_a_position(pass: &Pass) {
    assert!(!has(pass, "pos"));
    assert_eq!(of(pass, "resid_pre"), rows(pass, "embed", 0));
}

fn positions_are_waves(pass: &Pass) {
    for (place, row) in rows(pass, "pos", 0).iter().enumerate() {
        for (i, pair) in row.chunks_exact(2).enumerate() {
            let angle = place as f32 / 10_000_f32.powf(2.0 * i as f32 / 12.0);
            assert!(is_near(pair[0], angle.sin()) && is_near(pair[1], angle.cos()), "{place} {i}: {pair:?}");
        }
    }
}

fn positions_are_parameters(pass: &Pass) {
    let (positions, table) = (rows(pass, "pos", 0), rows(pass, "W_pos", 0));
    assert_eq!(positions, table[..positions.len()]);
}

fn scores_have_a_relative_part(pass: &Pass) {
    let (content, relative, scores) = (of(pass, "attn.content"), of(pass, "attn.relative"), of(pass, "attn.scores"));
    let sum: Vec<Vec<f32>> =
        content.iter().zip(&relative).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect()).collect();
    assert!(are_near(&scores, &sum));
    assert!(relative.iter().flatten().any(|x| *x != 0.0));
    assert!(has(pass, "decoder.0.attn.z_relative"), "the values, too, know distances");
}

/// The bias is the same wherever a query and a key of one distance stand.
fn bias_depends_on_distance(pass: &Pass) {
    let bias = of(pass, "attn.bias");
    for i in 1..bias.len() {
        assert!((1..=i).all(|j| bias[i][j] == bias[i - 1][j - 1]));
    }
    assert!(bias[bias.len() - 1].windows(2).any(|pair| pair[0] != pair[1]));
    let biased: Vec<Vec<f32>> =
        of(pass, "attn.scaled").iter().zip(&bias).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect()).collect();
    assert!(are_near(&of(pass, "attn.biased"), &biased));
}

fn bias_is_a_slope(pass: &Pass) {
    bias_depends_on_distance(pass);
    for head in 0..3 {
        let slope = 2_f32.powf(-8.0 * (head + 1) as f32 / 3.0);
        for (query, row) in rows(pass, "decoder.0.attn.bias", head).iter().enumerate() {
            assert!((0..=query).all(|key| is_near(row[key], -slope * (query - key) as f32)));
        }
    }
}

fn rotations_keep_lengths(pass: &Pass) {
    let (plain, turned) = (of(pass, "attn.q"), of(pass, "attn.q_rotated"));
    assert_eq!(plain[0], turned[0], "the first token stands at angle 0");
    for (plain, turned) in plain.iter().zip(&turned).skip(1) {
        assert!(is_near(dot(plain, plain), dot(turned, turned)));
        assert_ne!(plain, turned);
    }
    let keys = of(pass, "attn.k_rotated");
    assert!(is_near(of(pass, "attn.scores")[3][1], dot(&turned[3], &keys[1])), "scores are those of what was turned");
}

/// The last segment has its own tokens and, before them, what is remembered: every query sees all of that.
fn segments_see_their_memory(pass: &Pass) {
    let pattern = of(pass, "attn.pattern");
    let (queries, keys) = (pattern.len(), pattern[0].len());
    assert_eq!(keys, queries + 2, "two tokens are remembered");
    for (query, row) in pattern.iter().enumerate() {
        assert!(
            row[..query + 3].iter().all(|weight| *weight > 0.0) && row[query + 3..].iter().all(|weight| *weight == 0.0)
        );
    }
    scores_of_two_parts(pass);
}

fn scores_of_two_parts(pass: &Pass) {
    let (content, relative, scores) = (of(pass, "attn.content"), of(pass, "attn.relative"), of(pass, "attn.scores"));
    assert!(is_near(scores[1][1], content[1][1] + relative[1][1]));
}

/// The columns of two tokens of padding at the end.
fn padding(row: &[f32]) -> &[f32] {
    &row[row.len() - 2..]
}

fn padding_has_no_weight(pass: &Pass) {
    let alone = after("mask none; text \"It is a\"");
    let (padded, plain) = (of(pass, "attn.pattern"), of(&alone, "attn.pattern"));
    assert!(padded.iter().all(|row| padding(row) == [0.0; 2]));
    for (padded, plain) in padded.iter().zip(&plain) {
        assert!(padded.iter().zip(plain).all(|(a, b)| (a - b).abs() <= 1e-6), "as without padding");
    }
    let (padded, plain) = (rows(pass, "logits", 0), rows(&alone, "logits", 0));
    assert!(padded.iter().zip(&plain).all(|(a, b)| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-5)));
}

fn padding_leaks(pass: &Pass) {
    assert!(of(pass, "attn.pattern").iter().all(|row| padding(row).iter().all(|weight| *weight > 0.01)));
}

fn a_thousand_is_taken_away(pass: &Pass) {
    let (scaled, masked) = (of(pass, "attn.scaled"), of(pass, "attn.masked"));
    for (scaled, masked) in scaled.iter().zip(&masked) {
        assert!(padding(scaled).iter().zip(padding(masked)).all(|(a, b)| a - 1000.0 == *b));
    }
    assert!(of(pass, "attn.pattern").iter().all(|row| padding(row) == [0.0; 2]), "enough where scores are small");
}

fn a_billion_swallows_the_score(pass: &Pass) {
    assert!(of(pass, "attn.masked").iter().all(|row| padding(row) == [-1e9; 2]));
}

fn a_thousand_is_filled_in(pass: &Pass) {
    assert!(of(pass, "attn.masked").iter().all(|row| padding(row) == [-1000.0; 2]));
}

fn rows_fall_short_of_one(pass: &Pass) {
    assert!(of(pass, "attn.pattern").iter().all(|row| padding(row) == [0.0; 2]));
    assert!(sums(pass).iter().all(|sum| *sum < 0.99), "{:?}", sums(pass));
}

fn a_billion_is_infinite_in_half(pass: &Pass) {
    assert!(of(pass, "attn.masked").iter().all(|row| padding(row) == [f32::NEG_INFINITY; 2]));
    let is_half = |x: &f32| half::f16::from_f32(*x).to_f32() == *x;
    assert!(of(pass, "attn.pattern").iter().flatten().all(is_half));
    assert!(!of(&after("reset"), "attn.pattern").iter().flatten().all(is_half));
}

fn a_hidden_row_is_zero(pass: &Pass) {
    assert!(of(pass, "attn.masked")[0].iter().all(|score| *score == f32::NEG_INFINITY));
    assert!(of(pass, "attn.pattern")[0].iter().all(|weight| *weight == 0.0), "no weight is no number");
    assert!(rows(pass, "logits", 0).iter().flatten().all(|logit| logit.is_finite()));
}

/// Twice the input is twice the output; attention's weights would have changed.
fn fixed_mixing_is_linear(pass: &Pass) {
    let plain = after("mixing fixed");
    assert!(are_near(&of(pass, "mix.mixed"), &map(&of(&plain, "mix.mixed"), |x| 2.0 * x)));
    let (attention, doubled) = (after("reset"), after("patch decoder.0.ln1 times 2"));
    assert!(!are_near(&of(&attention, "attn.pattern"), &of(&doubled, "attn.pattern")));
}

/// Which tokens' rows of a value differ from those of another pass, bit by bit.
fn moved(pass: &Pass, other: &Pass, name: &str) -> Vec<usize> {
    let (ours, theirs) = (of(pass, name), of(other, name));
    (0..ours.len()).filter(|token| ours[*token] != theirs[*token]).collect()
}

fn a_token_alone_moves_its_own_feed_forward(pass: &Pass) {
    assert_eq!(moved(pass, &after("mask none"), "mlp.out"), [2]);
}

fn a_token_moves_the_attention_of_all(pass: &Pass) {
    assert_eq!(moved(pass, &after("mask none"), "attn.out").len(), pass.tokens.len());
}

fn half_of_the_numbers_are_left_out(pass: &Pass) {
    let (given, kept) = (of(pass, "mlp.out"), of(pass, "mlp.dropout"));
    let mut left_out = 0;
    for (x, y) in given.iter().flatten().zip(kept.iter().flatten()) {
        assert!(*y == 0.0 || is_near(*y, 2.0 * x), "{y} of {x}");
        left_out += usize::from(*y == 0.0);
    }
    let all = given.len() * given[0].len();
    assert!((all / 4..all * 3 / 4).contains(&left_out), "{left_out} of {all}");
    assert!(!has(&after("reset"), "decoder.0.mlp.dropout"), "nothing is left out where nothing is learned");
}

fn a_state_moves_all_later_ones(pass: &Pass) {
    let later: Vec<usize> = (3..pass.tokens.len()).collect();
    assert_eq!(moved(pass, &after("mixing recurrent"), "gru.state"), later);
}

fn a_convolution_sees_three_tokens(pass: &Pass) {
    assert_eq!(moved(pass, &after("mixing convolution"), "conv.out"), [3, 4, 5]);
}

fn general_scores_are_bilinear(pass: &Pass) {
    let (q, mapped, scores) = (of(pass, "attn.q"), of(pass, "attn.k_mapped"), of(pass, "attn.scores"));
    assert!((0..scores.len()).all(|i| (0..scores.len()).all(|j| is_near(scores[i][j], dot(&q[i], &mapped[j])))));
    assert_ne!(mapped, of(pass, "attn.k"), "W is not the identity");
}

fn additive_scores_are_of_tanh(pass: &Pass) {
    let (q, k, scores) = (of(pass, "attn.q_mapped"), of(pass, "attn.k_mapped"), of(pass, "attn.scores"));
    let tanh = |i: usize, j: usize| q[i].iter().zip(&k[j]).map(|(q, k)| (q + k).tanh()).collect::<Vec<f32>>();
    // The heads' vectors stand one after another.
    let weights: Vec<f32> = of(pass, "attn.v_score").into_iter().flatten().take(q[0].len()).collect();
    assert!((0..scores.len()).all(|i| (0..scores.len()).all(|j| is_near(scores[i][j], dot(&weights, &tanh(i, j))))));
}

fn gradients_reach_the_weights(pass: &Pass) {
    let gradient = pass.gradient("decoder.0.attn.pattern".parse().expect("a site"), 0).expect("there is an output");
    let last = gradient.rows.length - 1;
    assert!(gradient.row(last).any(|x| x != 0.0) && gradient.row(last).all(f32::is_finite));
}

fn nothing_is_carried_past(pass: &Pass) {
    assert_eq!(of(pass, "resid_mid"), of(pass, "attn.out"));
    assert_eq!(of(pass, "resid_post"), of(pass, "mlp.out"));
}

fn moments(row: &[f32]) -> [f32; 2] {
    let mean = row.iter().sum::<f32>() / row.len() as f32;
    [mean, row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / row.len() as f32]
}

fn sums_are_normalised(pass: &Pass) {
    for row in of(pass, "ln2") {
        let [mean, variance] = moments(&row);
        assert!(mean.abs() < 1e-4 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
    assert!(
        pass.step_of("decoder.0.ln1".parse().expect("a site"))
            > pass.step_of("decoder.0.attn.out".parse().expect("a site"))
    );
}

fn nothing_is_normalised(pass: &Pass) {
    assert_eq!(of(pass, "ln1"), of(pass, "resid_pre"));
}

fn roots_of_means_of_squares_are_one(pass: &Pass) {
    let squares = |row: &[f32]| row.iter().map(|x| x * x).sum::<f32>() / row.len() as f32;
    let (before, normalised) = (of(pass, "resid_pre"), of(pass, "ln1"));
    for (before, row) in before.iter().zip(&normalised) {
        let root = (squares(before) + 1e-5).sqrt();
        assert!(row.iter().zip(before).all(|(y, x)| is_near(*y, x / root)));
    }
}

fn a_head_adds_nothing(pass: &Pass) {
    assert!(rows(pass, "decoder.0.attn.z", 2).iter().flatten().all(|x| *x == 0.0));
    assert!(rows(pass, "decoder.0.attn.z", 1).iter().flatten().any(|x| *x != 0.0));
    let on = after("head off 0.2; head on 0.2");
    assert_eq!(rows(&on, "logits", 0), rows(&after("reset"), "logits", 0), "the very same bits");
}

fn a_sub_layer_adds_nothing(pass: &Pass) {
    assert!(of(pass, "attn.out").iter().flatten().all(|x| *x == 0.0));
    assert_eq!(of(pass, "resid_mid"), of(pass, "resid_pre"));
}

fn cross_attention_is_rectangular(pass: &Pass) {
    let (own, cross) = (of(pass, "attn.pattern"), of(pass, "cross.pattern"));
    assert_eq!([own.len(), own[0].len()], [pass.tokens.len(); 2]);
    assert_eq!([cross.len(), cross[0].len()], [pass.tokens.len(), pass.source.len()]);
    assert!(cross.iter().all(|row| is_near(row.iter().sum(), 1.0)));
    let own: Vec<f32> = own.iter().map(|row| row.iter().sum()).collect();
    assert!(own.iter().all(|sum| is_near(*sum, 1.0)));
}

fn later_targets_move_nothing_earlier(pass: &Pass) {
    let other = after("model dates; text \"3 March\"; target \"2017-12\"");
    let (ours, theirs) = (rows(pass, "logits", 0), rows(&other, "logits", 0));
    let same = pass.tokens.iter().zip(&other.tokens).take_while(|(a, b)| a == b).count();
    assert!(same > 3 && same < pass.tokens.len());
    assert_eq!(ours[..same], theirs[..same], "to the bit");
    assert_ne!(ours[same], theirs[same]);
}

fn sources_move_the_output(pass: &Pass) {
    let other = after("model dates; text \"9 March\"; target \"2017-03\"");
    let (ours, theirs) = (rows(pass, "logits", 0), rows(&other, "logits", 0));
    assert!(ours.iter().zip(&theirs).all(|(ours, theirs)| ours != theirs));
}

fn without_attention_only_the_last_state_is_read(pass: &Pass) {
    assert!(!has(pass, "decoder.0.cross.pattern") && has(pass, "encoder.0.gru.last"));
    let states = rows(pass, "encoder.0.gru.state", 0);
    assert_eq!(rows(pass, "encoder.0.gru.last", 0), states[states.len() - 1..]);
}

fn states_are_compared_by_tanh(pass: &Pass) {
    assert!(has(pass, "decoder.0.cross.q_mapped") && has(pass, "decoder.0.cross.k_mapped"));
    let pattern = of(pass, "cross.pattern");
    assert_eq!([pattern.len(), pattern[0].len()], [pass.tokens.len(), pass.source.len()]);
    assert!(pattern.iter().all(|row| is_near(row.iter().sum(), 1.0)));
}

fn states_are_compared_by_a_product(pass: &Pass) {
    assert!(!has(pass, "decoder.0.cross.q_mapped"));
    let (q, k, scores) = (of(pass, "cross.q"), of(pass, "cross.k_mapped"), of(pass, "cross.scores"));
    assert!((0..q.len()).all(|i| (0..k.len()).all(|j| (scores[i][j] - dot(&q[i], &k[j])).abs() < 1e-3)));
}

fn six_layers_read_both_ways(pass: &Pass) {
    assert!(has(pass, "decoder.5.resid_post") && !has(pass, "decoder.6.resid_post"));
    assert!(pass.untrained, "four of them are drawn");
    for layer in 0..6 {
        let first = &rows(pass, &format!("decoder.{layer}.attn.pattern"), 0)[0];
        assert!(first.iter().all(|weight| *weight > 0.0), "the first token sees the last one in layer {layer}");
    }
    let own = after("mask none");
    assert_eq!(of(pass, "resid_post"), of(&own, "resid_post"), "the model's own layers stay");
    assert!(!after("layers 1").untrained, "what goes is not missing");
}

fn a_deep_stack_carries_nothing_past(pass: &Pass) {
    assert!(has(pass, "decoder.11.resid_post"));
    assert_eq!(rows(pass, "decoder.11.resid_post", 0), rows(pass, "decoder.11.mlp.out", 0));
}
