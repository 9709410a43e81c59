//! Transformer-XL over several segments (Dai et al. 2019, §3.2): trained, then asked where it looks and how far back a
//! change would be felt.

use std::sync::Arc;

use crate::experiment::learn::{Effort, Kind, Learned, Spread, held_out, learn_kinds};
use crate::experiment::sheet::{blank_over, value};
use crate::experiment::statistics::mean;
use crate::experiment::table::{Table, number, row};
use crate::experiment::{Bench, Chart, Plot, Stopped, letters};
use crate::tape::{Gradients, Matrix, Name, Parameters, Part, Site, Stack, Tape, Var};
use crate::train::{HeldOut, Repeat};
use crate::transformer::{Config, Input, Position, record, remember, segments};

/// What was measured.
pub(super) struct Remembered {
    segment: usize,
    with: Spread,
    without: Spread,
    /// Share of the weight that rests on memory, by layer.
    across: Vec<f64>,
    /// Tokens back that the gradient of the last token's state reaches, by layer, with every seed.
    reach: Vec<Vec<usize>>,
    /// Length of that gradient by tokens back, for each layer: the first seed's.
    lengths: Vec<Vec<f64>>,
}

fn stream(layer: usize, name: Name) -> Site {
    Site::layer(Stack::Decoder, layer, Part::Stream, name)
}

/// Trains with memory and without, and asks the models with memory.
pub(super) fn measure(bench: &Bench) -> Result<Remembered, Stopped> {
    let [steps, width, segment, layers] = ["steps", "width", "segment", "layers"].map(|name| bench.count(name));
    // Stretches are longer than a segment: what was seen once has left it when it comes again.
    let task = letters::repeated(Repeat { length: 3 * segment, shortest: segment + 1 })?;
    let kinds = [("with memory", segment), ("without memory", 0)].map(|(name, memory)| {
        let plain = letters::decoder(width, 4, layers, segment * (layers + 2));
        let config = Config { position: Position::Xl, segment, memory, ..plain };
        Kind { name, config, task: &task as &dyn HeldOut, rate: 2e-3 }
    });
    let all = learn_kinds(bench, &kinds, Effort { steps, batch: 16, seeds: bench.count("seeds") })?;
    let loss = |kind: usize| {
        let judged = all[kind].iter().map(|run| held_out(&kinds[kind].config, run, &task, 6));
        let losses = judged.map(|judged| judged.map(|(loss, _)| loss)).collect::<Result<Vec<_>, _>>();
        losses.map(|losses| Spread::of(&losses))
    };
    let asked = all[0].iter().enumerate().map(|(seed, run)| ask(bench, &kinds[0].config, run, seed));
    let asked = asked.collect::<Result<Vec<_>, _>>()?;
    let over_seeds = |layer: usize| mean(&asked.iter().map(|a| a.across[layer]).collect::<Vec<_>>());
    let reach = |layer: usize| asked.iter().map(|a| a.lengths[layer].len()).collect();
    Ok(Remembered {
        segment,
        with: loss(0)?,
        without: loss(1)?,
        across: (0..layers).map(over_seeds).collect(),
        reach: (0..layers).map(reach).collect(),
        lengths: asked.into_iter().next().map(|asked| asked.lengths).unwrap_or_default(),
    })
}

/// What one trained model shows on a text of two segments more than it has layers.
struct Asked {
    across: Vec<f64>,
    /// By layer, the gradient's length by tokens back, as far as it is not 0.
    lengths: Vec<Vec<f64>>,
}

fn ask(bench: &Bench, config: &Config, learned: &Learned, seed: usize) -> Result<Asked, Stopped> {
    let mut draw = bench.draw(seed);
    let text: String =
        (0..config.segment * (config.layers + 2)).map(|_| char::from(b'a' + draw.below(26) as u8)).collect();
    let tapes = read(config, &learned.parameters, &letters::words()?.encode(&text))?;
    let last = &tapes[tapes.len() - 1];
    let across = |layer| {
        let pattern = value(last, Site::layer(Stack::Decoder, layer, Part::Attention, Name::Pattern));
        f64::from(pattern.rows(0, config.memory).sum()) / pattern.ncols() as f64
    };
    let lengths = (0..config.layers).map(|layer| gradient(config, &tapes, layer));
    Ok(Asked { across: (0..config.layers).map(across).collect(), lengths: lengths.collect() })
}

/// The passes over all segments of a text, each remembering the one before.
fn read(config: &Config, parameters: &Arc<Parameters>, tokens: &[u32]) -> Result<Vec<Tape>, Stopped> {
    let (mut tapes, mut memory) = (Vec::new(), None);
    for places in segments(config, tokens.len()) {
        let input = Input { memory, ..Input::one(&tokens[places]) };
        let mut tape = blank_over(parameters);
        record(&mut tape, config, &input);
        tape.check()?;
        memory = remember(&tape, config, &input);
        tapes.push(tape);
    }
    Ok(tapes)
}

/// The gradient of a layer's output at the last token by what every token's embedding is, followed through the memories into
/// the segments before: its length by tokens back, up to the last that is not 0.
///
/// Training stops at the memory; here the derivatives of a memory are handed to the states that it was made of.
fn gradient(config: &Config, tapes: &[Tape], layer: usize) -> Vec<f64> {
    let mut lengths = Vec::new();
    let mut gradients = Gradients::default();
    let last = &tapes[tapes.len() - 1];
    let of_last = last.find(stream(layer, Name::ResidPost)).expect("a layer has an output");
    let (width, tokens) = last.shape(of_last);
    let only_last = Matrix::from_fn(width, tokens, |_, column| if column + 1 == tokens { 1.0 } else { 0.0 });
    let mut known: Vec<(Var, Matrix)> = vec![(of_last, only_last)];
    for (number, tape) in tapes.iter().enumerate().rev() {
        let borrowed: Vec<(Var, &Matrix)> = known.iter().map(|(v, d)| (*v, d)).collect();
        tape.backward_along(&borrowed, &mut gradients);
        let embedding = tape.find(stream(0, Name::ResidPre)).and_then(|x| gradients.of(tape, x));
        let by_token = |d: &Matrix| d.column_iter().rev().map(|column| f64::from(column.norm())).collect::<Vec<_>>();
        lengths.extend(embedding.map(by_token).unwrap_or_default());
        let Some(before) = number.checked_sub(1).map(|before| &tapes[before]) else { break };
        let handed = (0..config.layers).filter_map(|layer| {
            let memory = tape.find(stream(layer, Name::Memory))?;
            let states = before.find(stream(layer, Name::ResidPre))?;
            Some((states, gradients.of(tape, memory)?.clone()))
        });
        known = handed.collect();
    }
    let reached = lengths.iter().rposition(|length| *length != 0.0).map_or(0, |last| last + 1);
    lengths.truncate(reached);
    lengths
}

#[cfg(test)]
impl Remembered {
    /// Losses with memory and without, and the reach of every layer, for a verdict by itself.
    pub(super) fn of(with: f64, without: f64, reach: &[usize]) -> Remembered {
        let [with, without] = [with, without].map(|mean| Spread { mean, deviation: 0.1 });
        let reach: Vec<Vec<usize>> = reach.iter().map(|reach| vec![*reach]).collect();
        Remembered { segment: 8, with, without, across: vec![0.5; reach.len()], reach, lengths: Vec::new() }
    }
}

impl Remembered {
    /// The share that memory would have of weights that are all the same, over the queries of a segment.
    fn even(&self) -> f64 {
        let share = |own: usize| self.segment as f64 / (self.segment + own) as f64;
        mean(&(1..=self.segment).map(share).collect::<Vec<_>>())
    }

    /// Whether the model with memory ends below the one without, by more than the spread.
    pub(super) fn helps(&self) -> bool {
        self.with.below(self.without)
    }

    /// Whether every layer reaches further than the one below, whatever the seed.
    pub(super) fn grows(&self) -> bool {
        self.reach.windows(2).all(|pair| pair[0].iter().zip(&pair[1]).all(|(below, above)| above > below))
    }

    /// Losses and reach, under those of the schemes: a row for either model, and one for every layer's share of weight on
    /// memory and the tokens that its gradient reaches back.
    pub(super) fn rows(&self, table: &mut Table) {
        let dash = "–";
        for (name, loss) in [("XL, segments with memory", self.with), ("XL, segments without", self.without)] {
            row!(table, name, loss.mean, loss.deviation, dash, dash, dash, dash, dash);
        }
        for (layer, (across, reach)) in self.across.iter().zip(&self.reach).enumerate() {
            let name = format!("layer {layer}: {} of the weight on memory", number(*across));
            let least = reach.iter().copied().min().unwrap_or(0);
            row!(table, name, dash, dash, dash, dash, dash, dash, least);
        }
    }

    pub(super) fn sentences(&self) -> Vec<String> {
        let layers = |of: &dyn Fn(usize) -> String| (0..self.across.len()).map(of).collect::<Vec<_>>().join(", ");
        let reach = layers(&|layer| number(self.reach[layer].iter().copied().min().unwrap_or(0) as f64));
        let across = layers(&|layer| number(self.across[layer]));
        let [with, apart, without] = [self.with.mean, self.with.deviation, self.without.mean].map(number);
        vec![
            format!(
                "Transformer-XL in segments of {}: from the bottom layer up the gradient of the last token's state reaches \
                 {reach} tokens back, its own segment among them.",
                self.segment
            ),
            format!(
                "Share of a query's weight on the memory, from the bottom layer up: {across}; spread evenly it would be {}.",
                number(self.even())
            ),
            format!(
                "Trained on repetitions longer than a segment: {with} ± {apart} nats held out with memory, {without} without."
            ),
        ]
    }

    /// The gradient's length by tokens back.
    pub(super) fn plot(&self) -> Plot {
        let chart = Chart::new("gradient of the last token's state by tokens before it", "tokens back", "length");
        let line = |lengths: &[f64]| {
            let points = lengths.iter().enumerate().filter(|(_, length)| **length > 0.0);
            points.map(|(back, length)| (back as f64, *length)).collect::<Vec<_>>()
        };
        let named = self.lengths.iter().enumerate();
        Plot::Chart(named.fold(chart.logarithmic_y(), |chart, (layer, lengths)| {
            chart.line(&format!("layer {layer}"), line(lengths))
        }))
    }
}
