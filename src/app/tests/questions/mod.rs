//! The sixteen questions' systems, reached by commands: each changes what the pass records as it must.
//!
//! A row names the question, the line that a person types, and what has to hold of what was recorded then. What holds stands
//! by part of the model, a file each.

mod blocks;
mod masks;
mod mixing;
mod positions;
mod projections;
mod scores;
mod two_stacks;
mod values;

use super::*;

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
    case("A1", "reset", masks::causal_weights_are_distributions),
    case("A1", "mixing fixed", mixing::fixed_mixing_has_no_weights),
    case("A2", "score scaled", scores::scaled_are_scores_over_the_root_of_the_width),
    case("A2", "scale off", scores::scaled_are_scores),
    case("A4", "projections tied-kv", projections::keys_are_values),
    case("A4", "projections separate", projections::nothing_is_tied),
    case("A4", "projections tied-qk", projections::scores_are_symmetric),
    case("A4 T5", "projections identity", projections::identity_scores_are_products_of_the_states),
    case("A5", "heads 6", projections::six_heads_of_two),
    case("A5", "heads 1", projections::one_head_of_all),
    case("A5", "position none", positions::nothing_says_a_position),
    case("A5", "position sinusoidal", positions::positions_are_waves),
    case("A5", "position learned", positions::positions_are_parameters),
    case("A5", "position shaw", positions::scores_have_a_relative_part),
    case("A5", "position t5", positions::bias_depends_on_distance),
    case("A5", "position alibi", positions::bias_is_a_slope),
    case("A5", "position rope", positions::rotations_keep_lengths),
    case("A5", "position xl; segment 3; memory 2", positions::segments_see_their_memory),
    case("A6", "mask none; text \"It is a\"; pad 2", masks::padding_has_no_weight),
    case("A6", "mask none; text \"It is a\"; pad 2; padding off", masks::padding_leaks),
    case("A6 T8", "mask none; text \"It is a\"; pad 2; mask-value thousand", masks::a_thousand_is_taken_away),
    case("A6 T8", "mask none; text \"It is a\"; pad 2; mask-value billion", masks::a_billion_swallows_the_score),
    case(
        "A6 T8",
        "mask none; text \"It is a\"; pad 2; mask-value thousand; mask-how filled",
        masks::a_thousand_is_filled_in,
    ),
    case("A6", "mask none; text \"It is a\"; pad 2; mask-how after", masks::rows_fall_short_of_one),
    case(
        "A6 T8",
        "mask none; text \"It is a\"; pad 2; mask-value billion; half on",
        masks::a_billion_is_infinite_in_half,
    ),
    case("A6", "go decoder.0.attn.masked; hide 0 0", masks::a_hidden_row_is_zero),
    case("A7", "mixing fixed; patch decoder.0.ln1 times 2", mixing::fixed_mixing_is_linear),
    case("T1", "mask none; patch decoder.0.ln2 add 1 2", blocks::a_token_alone_moves_its_own_feed_forward),
    case("T1", "mask none; patch decoder.0.ln1 add 1 2 0", blocks::a_token_moves_the_attention_of_all),
    case("T1", "mask none; layers 6", blocks::six_layers_read_both_ways),
    case("T9", "layers 12; residual off", blocks::a_deep_stack_carries_nothing_past),
    case("T1", "dropout 50", blocks::half_of_the_numbers_are_left_out),
    case("T3", "mixing recurrent; patch decoder.0.ln1 add 1 3 0", mixing::a_state_moves_all_later_ones),
    case("T3", "mixing convolution; patch decoder.0.ln1 add 1 3 0", mixing::a_convolution_sees_three_tokens),
    case("T6 T7", "score dot", scores::scaled_are_scores),
    case("T6 T7", "score general", scores::general_scores_are_bilinear),
    case("T6 T7", "score additive", scores::additive_scores_are_of_tanh),
    case("T7", "score additive; gradient on", scores::gradients_reach_the_weights),
    case("T7", "score dot; gradient on", scores::gradients_reach_the_weights),
    case("T9", "residual off", blocks::nothing_is_carried_past),
    case("T9", "norm post", blocks::sums_are_normalised),
    case("T9", "norm none", blocks::nothing_is_normalised),
    case("T9", "norm rms", blocks::roots_of_means_of_squares_are_one),
    case("A1", "head off 0.2", blocks::a_head_adds_nothing),
    case("T1", "sub-layer-toggle decoder.0.attn.out", blocks::a_sub_layer_adds_nothing),
];

/// What is asked of other models: an encoder beside a decoder, and recurrent ones.
const ON_OTHERS: [Case; 6] = [
    case("A3 T4", "model dates; text \"3 March\"; target \"2017-03\"", two_stacks::cross_attention_is_rectangular),
    case("T4", "model dates; text \"3 March\"; target \"2017-03\"", two_stacks::later_targets_move_nothing_earlier),
    case("T4", "model dates; text \"3 March\"; target \"2017-03\"", two_stacks::sources_move_the_output),
    case(
        "A3",
        "model gru-none; text \"3 March\"; target \"2017\"",
        two_stacks::without_attention_only_the_last_state_is_read,
    ),
    case("A3", "model gru-additive; text \"3 March\"; target \"2017\"", two_stacks::states_are_compared_by_tanh),
    case("A3", "model gru-general; text \"3 March\"; target \"2017\"", two_stacks::states_are_compared_by_a_product),
];

fn lab(line: &str) -> Viewer {
    let mut viewer = Viewer::new();
    let said = viewer.does(line);
    let refused = viewer.desk.notice.as_ref().is_some_and(Notice::is_error);
    assert!(!refused, "{line}: {said}");
    viewer
}

/// Every case holds, and the plan that it comes to can be written down and read again.
fn hold(cases: &[Case]) {
    for Case { question, line, holds } in cases {
        let viewer = lab(line);
        assert!(viewer.stage.plan.to_string().parse::<Plan>().is_ok(), "{question}: {line}");
        holds(&viewer.stage.pass);
    }
}

#[test]
fn every_system_of_a_decoder_is_a_command_away() {
    hold(&ON_A_DECODER);
}

#[test]
fn every_system_of_two_stacks_is_a_command_away() {
    assert!(["dates", "gru-none"].iter().all(|name| embedded::names().any(|known| known == *name)));
    hold(&ON_OTHERS);
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
