//! How well a language model predicts a text, and what its heads look at.

use std::sync::Arc;

use rayon::prelude::*;

use crate::tape::op::CrossEntropy;
use crate::tape::{Kernel, Name, Parameters, Part, Site, Spare, Stack, Tape};
use crate::transformer::{Config, Input, decoder, loss, remember, segments};

/// Windows over a text in which each token but the first is predicted once, with at least `context − stride` tokens
/// before it (fewer only at the text's beginning).
struct Windows<'a> {
    tokens: &'a [u32],
    context: usize,
    stride: usize,
}

impl Windows<'_> {
    fn starts(&self) -> Vec<usize> {
        let last = self.tokens.len().saturating_sub(self.context + 1);
        let mut starts: Vec<usize> = (0..last).step_by(self.stride).collect();
        starts.push(last);
        starts
    }

    /// The window from `start`: its tokens, and the targets that no earlier window, from `before`, has had.
    fn window(&self, start: usize, before: Option<usize>) -> (Arc<[u32]>, Arc<[u32]>) {
        let end = (start + self.context).min(self.tokens.len() - 1);
        let done = before.map_or(0, |before| before + self.context - start);
        let target = |i: usize| if i < done { CrossEntropy::IGNORE } else { self.tokens[start + i + 1] };
        (self.tokens[start..end].into(), (0..end - start).map(target).collect())
    }
}

/// The sum of −log p over the tokens of a text after the first, in nats. Long texts go through the model in windows that
/// overlap, so that each token is predicted with at least `context − stride` tokens before it; a model that reads segments
/// reads the text in those, one after another.
pub fn nats(config: &Config, parameters: &Arc<Parameters>, tokens: &[u32], stride: usize) -> f64 {
    if tokens.len() < 2 {
        return 0.0;
    }
    if config.segment > 0 {
        return nats_by_segment(config, parameters, tokens);
    }
    let windows = Windows { tokens, context: config.context, stride: stride.clamp(1, config.context) };
    let starts = windows.starts();
    let each = |spare: &mut Spare, i: usize| {
        let (tokens, targets) = windows.window(starts[i], i.checked_sub(1).map(|before| starts[before]));
        let mut tape = Tape::new(parameters.clone(), Vec::new(), Kernel::default(), std::mem::take(spare));
        let logits = decoder(&mut tape, config, &Input::one(tokens));
        let loss = loss(&mut tape, logits, targets, 1.0);
        if let Err(error) = tape.play(|_| true) {
            unreachable!("a model records what its own parameters fit: {error}");
        }
        let nats = f64::from(tape.value(loss)[0]);
        *spare = tape.recycle();
        nats
    };
    // Collected first: a parallel sum would be added up in another order each time.
    let nats: Vec<f64> = (0..starts.len()).into_par_iter().map_init(Spare::default, each).collect();
    nats.iter().sum()
}

fn nats_by_segment(config: &Config, parameters: &Arc<Parameters>, tokens: &[u32]) -> f64 {
    let (mut nats, mut memory, mut spare) = (0.0, None, Spare::default());
    for places in segments(config, tokens.len() - 1) {
        let targets = tokens[places.start + 1..=places.end].into();
        let input = Input { memory, ..Input::one(&tokens[places]) };
        let mut tape = Tape::new(parameters.clone(), Vec::new(), Kernel::default(), spare);
        let logits = decoder(&mut tape, config, &input);
        let loss = loss(&mut tape, logits, targets, 1.0);
        if let Err(error) = tape.play(|_| true) {
            unreachable!("a model records what its own parameters fit: {error}");
        }
        nats += f64::from(tape.value(loss)[0]);
        memory = remember(&tape, config, &input);
        spare = tape.recycle();
    }
    nats
}

/// The mean weight that each head of each layer gives to the token before its query, over a text: `[layer][head]`.
/// A head near 1 is a previous-token head. The first token of each window, which has none before it, does not count.
pub fn previous_token_weights(config: &Config, parameters: &Arc<Parameters>, tokens: &[u32]) -> Vec<Vec<f32>> {
    let mut sums = vec![vec![0.0f64; config.heads]; config.layers];
    let mut queries = 0usize;
    for window in tokens.chunks(config.context).filter(|w| w.len() > 1) {
        let mut tape = Tape::new(parameters.clone(), Vec::new(), Kernel::default(), Spare::default());
        decoder(&mut tape, config, &Input::one(window));
        for (layer, sums) in sums.iter_mut().enumerate() {
            let site = Site::layer(Stack::Decoder, layer, Part::Attention, Name::Pattern);
            let Some(pattern) = tape.find(site) else { continue };
            let pattern = tape.value(pattern); // [key, head × query]
            for (head, sum) in sums.iter_mut().enumerate() {
                let weight = |query: usize| f64::from(pattern[(query - 1, head * window.len() + query)]);
                *sum += (1..window.len()).map(weight).sum::<f64>();
            }
        }
        queries += window.len() - 1;
    }
    let mean = |sum: f64| (sum / queries.max(1) as f64) as f32;
    sums.into_iter().map(|layer| layer.into_iter().map(mean).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_is_predicted_once() {
        for (length, context, stride) in [(2, 9, 3), (10, 9, 3), (50, 9, 3), (51, 9, 9), (52, 9, 1), (9, 9, 4)] {
            let tokens: Vec<u32> = (0..length).collect();
            let windows = Windows { tokens: &tokens, context, stride };
            let starts = windows.starts();
            let mut predicted = Vec::new();
            for (i, &start) in starts.iter().enumerate() {
                let (_, targets) = windows.window(start, i.checked_sub(1).map(|b| starts[b]));
                predicted.extend(targets.iter().filter(|t| **t != CrossEntropy::IGNORE).copied());
            }
            assert_eq!(predicted, (1..length).collect::<Vec<_>>(), "{length} {context} {stride}");
        }
    }

    #[test]
    fn a_model_with_memory_is_judged_by_segments_as_it_reads_them() {
        let config = Config {
            vocabulary: 11,
            width: 8,
            heads: 2,
            layers: 2,
            hidden: 16,
            context: 12,
            position: crate::transformer::Position::Xl,
            segment: 4,
            memory: 8,
            ..Config::default()
        };
        let parameters = Arc::new(config.random(1));
        let tokens: Vec<u32> = (0..21).map(|i| i * 7 % 11).collect();
        let (mut expected, mut memory) = (0.0, None);
        for start in (0..20).step_by(4) {
            let input = Input { memory, ..Input::one(&tokens[start..start + 4]) };
            let mut tape = Tape::new(parameters.clone(), Vec::new(), Kernel::default(), Spare::default());
            let logits = decoder(&mut tape, &config, &input);
            let logits_here = tape.value(logits).clone();
            for (column, target) in logits_here.column_iter().zip(&tokens[start + 1..]) {
                let sum: f32 = column.iter().map(|x| x.exp()).sum();
                expected += f64::from(sum.ln() - column[*target as usize]);
            }
            memory = remember(&tape, &config, &input);
        }
        let nats = nats(&config, &parameters, &tokens, 6);
        assert!((nats - expected).abs() < 1e-3, "{nats} {expected}");
    }
}
