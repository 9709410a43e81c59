//! T4: what of a decoder moves when its own text changes, and what when the source does.

use std::sync::Arc;

use crate::model::Model;
use crate::tape::{Matrix, Name, Part, Site, Stack, Tape};
use crate::transformer::{Config, Input, Source};

use super::sheet::{pass, value};
use super::statistics::largest;
use super::table::row;
use super::{Bars, Bench, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if in every repetition a change of any token of the text leaves every output before it the same to the \
                bit and moves the output at it, cross-attention's keys and values stay the same to the bit whatever the \
                text, its queries in the first layer whatever the source, and a change of any token of the source moves \
                every output.",
    parameters: &[
        Parameter::count("text", "tokens that the decoder reads", (10, 7), (2, 64)),
        Parameter::count("source", "tokens of the source", (12, 9), (2, 64)),
        Parameter::count("seeds", "models and inputs drawn, besides the trained one", (20, 4), (0, 1000)),
    ],
    run,
};

/// A model and what it reads.
struct Case {
    name: String,
    config: Config,
    parameters: Arc<crate::tape::Parameters>,
    text: Vec<u32>,
    source: Vec<u32>,
}

/// What the changes of one case moved.
#[derive(Default)]
struct Moved {
    /// Outputs before a changed token of the text that differ at all.
    earlier: usize,
    /// Changed tokens of the text whose own output stays as it was.
    unmoved: usize,
    /// Changes of the text that reached cross-attention's keys or values.
    keys_by_text: usize,
    /// Changes of the source that reached the first layer's queries.
    queries_by_source: usize,
    /// Outputs that a change of the source did not reach.
    blind: usize,
    /// How far each token of the source moved the outputs: `[source token][output]`, the largest change of a chance.
    reach: Vec<Vec<f64>>,
}

impl Case {
    /// The embedded model of written dates, on a date.
    fn trained() -> Result<Case, Stopped> {
        let failed = |error: &dyn std::fmt::Display| Stopped::Failed(error.to_string());
        let Model { config, parameters, tokenizer, .. } = Model::open("dates").map_err(|error| failed(&error))?;
        let text =
            [&tokenizer.end_of_text().into_iter().collect::<Vec<_>>()[..], &tokenizer.encode("2017-03-0")].concat();
        Ok(Case { name: "dates".into(), config, parameters, text, source: tokenizer.encode("the 3rd of March 2017") })
    }

    /// A model of random parameters on random tokens.
    fn drawn(bench: &Bench, seed: usize) -> Case {
        let config = Config {
            architecture: crate::transformer::Architecture::EncoderDecoder,
            vocabulary: 40,
            encoder_layers: 2,
            width: 32,
            hidden: 64,
            ..Config::default()
        };
        let mut draw = bench.draw(seed);
        let parameters = Arc::new(config.random(draw.below(1 << 30) as u64));
        let [text, source] = ["text", "source"].map(|name| draw.tokens(bench.count(name), config.vocabulary));
        Case { name: format!("drawn {}", seed + 1), config, parameters, text, source }
    }

    fn pass(&self, text: &[u32], source: &[u32]) -> Result<Tape, Stopped> {
        let source = Source { tokens: source.into(), lengths: None };
        pass(&self.config, &self.parameters, &Input { source: Some(source), ..Input::one(text.to_vec()) }, Vec::new())
    }

    /// The sites of a name in the cross-attention of every layer.
    fn cross(&self, name: Name) -> impl Iterator<Item = Site> {
        (0..self.config.layers).map(move |layer| Site::layer(Stack::Decoder, layer, Part::Cross, name))
    }

    fn measure(&self) -> Result<Moved, Stopped> {
        let plain = self.pass(&self.text, &self.source)?;
        let mut moved = Moved::default();
        let other = |token: u32| (token + 1) % self.config.vocabulary as u32;
        for token in 0..self.text.len() {
            let mut text = self.text.clone();
            text[token] = other(text[token]);
            let tape = self.pass(&text, &self.source)?;
            let changed = columns(value(&plain, LOGITS), value(&tape, LOGITS));
            moved.earlier += changed[..token].iter().filter(|d| **d != 0.0).count();
            moved.unmoved += usize::from(changed[token] == 0.0);
            let mut keys_and_values = self.cross(Name::K).chain(self.cross(Name::V));
            moved.keys_by_text += usize::from(keys_and_values.any(|site| value(&plain, site) != value(&tape, site)));
        }
        for token in 0..self.source.len() {
            let mut source = self.source.clone();
            source[token] = other(source[token]);
            let tape = self.pass(&self.text, &source)?;
            let first = self.cross(Name::Q).next();
            moved.queries_by_source += usize::from(first.is_some_and(|q| value(&plain, q) != value(&tape, q)));
            let changed = columns(value(&plain, LOGITS), value(&tape, LOGITS));
            moved.blind += changed.iter().filter(|d| **d == 0.0).count();
            moved.reach.push(columns(&chances(value(&plain, LOGITS)), &chances(value(&tape, LOGITS))));
        }
        Ok(moved)
    }
}

const LOGITS: Site = Site::model(Name::Logits);

/// The largest change in every column.
fn columns(before: &Matrix, after: &Matrix) -> Vec<f64> {
    let apart = |(a, b): (&f32, &f32)| f64::from((a - b).abs());
    before.column_iter().zip(after.column_iter()).map(|(a, b)| largest(a.iter().zip(b.iter()).map(apart))).collect()
}

fn chances(logits: &Matrix) -> Matrix {
    let mut chances = logits.clone();
    for mut column in chances.column_iter_mut() {
        let most = column.max();
        column.apply(|x| *x = (*x - most).exp());
        let sum = column.sum();
        column /= sum;
    }
    chances
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let seeds = bench.count("seeds");
    let mut cases = vec![Case::trained()?];
    cases.extend((0..seeds).map(|seed| Case::drawn(bench, seed)));
    let mut table =
        Table::new(["model", "earlier outputs moved", "own unmoved", "K, V moved", "Q moved", "unmoved by source"]);
    let mut all = Vec::new();
    for (i, case) in cases.iter().enumerate() {
        bench.step(i, cases.len(), &case.name)?;
        let moved = case.measure()?;
        row!(
            table,
            case.name.as_str(),
            moved.earlier,
            moved.unmoved,
            moved.keys_by_text,
            moved.queries_by_source,
            moved.blind
        );
        all.push(moved);
    }
    let so = all.iter().all(|m| m.earlier + m.unmoved + m.keys_by_text + m.queries_by_source + m.blind == 0);
    let notes = vec![
        "Counts, which should all be 0: outputs before a changed token of the text that move, outputs at it that do not, \
         changes of the text that reach cross-attention's keys or values, changes of the source that reach its queries in \
         the first layer, and outputs that a changed token of the source does not reach."
            .to_owned(),
        "The model `dates` reads “the 3rd of March 2017” and has written 2017-03-0: bars show how far the chance of any \
         token moves, at the output that moves most, when one token of the source is another."
            .to_owned(),
    ];
    let verdict = if so { Verdict::Holds } else { Verdict::DoesNotHold };
    Ok(Findings { table, plots: vec![reach(&all[0])?], notes, verdict })
}

/// How far each word of the date moves the outputs of the trained model.
fn reach(trained: &Moved) -> Result<Plot, Stopped> {
    let Model { tokenizer, .. } = Model::open("dates").map_err(|error| Stopped::Failed(error.to_string()))?;
    let pieces = tokenizer.pieces(&tokenizer.encode("the 3rd of March 2017"));
    let bars = pieces.iter().zip(&trained.reach).enumerate();
    let bars = bars.map(|(i, (piece, moved))| (format!("{i} {}", piece.text), largest(moved.iter().copied())));
    Ok(Plot::Bars(Bars { title: "most a chance moves, by token of the source".to_owned(), bars: bars.collect() }))
}
