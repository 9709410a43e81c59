use super::*;
use crate::app::step::steps;
use crate::tape::op::Activation;
use crate::tape::{Kernel, Spare, Tape};
use crate::transformer::{Config, Input, Norm, decoder, probabilities};

/// The steps of a tiny pass with two layers.
fn pass(norm: Norm) -> Vec<Step> {
    let config = Config {
        vocabulary: 5,
        context: 4,
        width: 4,
        heads: 2,
        layers: 2,
        hidden: 6,
        norm,
        activation: Activation::Relu,
        ..Config::default()
    };
    let parameters = std::sync::Arc::new(config.random(7));
    let mut tape = Tape::new(parameters, Vec::new(), Kernel::default(), Spare::default());
    let logits = decoder(&mut tape, &config, &Input::one(vec![0, 1, 2]));
    probabilities(&mut tape, logits, 1.0);
    steps(&tape)
}

#[test]
fn every_step_has_its_row_wherever_the_cursor_is() {
    for norm in [Norm::Pre, Norm::Post, Norm::None] {
        let steps = pass(norm);
        for now in 0..steps.len() {
            let rows = rows(&steps, now);
            assert_eq!(rows.iter().filter(|row| is_now(**row, now)).count(), 1, "{:?}", steps[now].site);
            // Rows of one depth follow each other without a gap.
            let outer: Vec<_> = rows.iter().filter(|row| row.depth == 0).map(|row| row.steps).collect();
            assert!(outer.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0));
            assert_eq!((outer[0].0, outer[outer.len() - 1].1), (0, steps.len() - 1));
        }
    }
}
