//! What carries information from token to token in one layer, counted and timed: attention, a recurrent network, a
//! convolution.

use crate::experiment::sheet::blank_over;
use crate::experiment::statistics::doublings;
use crate::experiment::{Bench, Draw, Stopped};
use crate::tape::op::Recurrence;
use crate::tape::{Matrix, Name, Parameters, Part, Site, Stack, Tape, Var};

/// What one size costs.
pub(super) struct Cost {
    tokens: f64,
    /// Multiplications and sums between tokens, and of what a state is made of; maps that treat every token by itself
    /// (queries, keys, values, what a gate hears of its own token) are the same for all, and left out.
    pub(super) work: f64,
    /// Bytes of what is recorded.
    pub(super) bytes: f64,
    /// Seconds, the shortest of several timings.
    pub(super) seconds: f64,
    /// Steps each of which needs the one before.
    pub(super) steps: f64,
    /// Layers, or steps within one, from the first token to the last.
    pub(super) way: f64,
}

/// What one network costs over all sizes.
pub(super) struct Course {
    /// The network.
    pub(super) name: &'static str,
    costs: Vec<Cost>,
}

impl Course {
    /// A number over tokens.
    pub(super) fn line(&self, of: fn(&Cost) -> f64) -> Vec<(f64, f64)> {
        self.costs.iter().map(|cost| (cost.tokens, of(cost))).collect()
    }

    /// A number at the fewest and at the most tokens.
    pub(super) fn ends(&self, of: fn(&Cost) -> f64) -> (f64, f64) {
        (of(&self.costs[0]), of(&self.costs[self.costs.len() - 1]))
    }
}

#[derive(Clone, Copy)]
enum Network {
    Attention,
    Recurrent,
    Convolution,
}

const TAPS: usize = 3;

fn at(part: Part, name: Name) -> Site {
    Site::layer(Stack::Decoder, 0, part, name)
}

impl Network {
    fn name(self) -> &'static str {
        match self {
            Network::Attention => "attention",
            Network::Recurrent => "recurrent",
            Network::Convolution => "convolution",
        }
    }

    /// Multiplications and sums, steps in a row, and the way from end to end.
    fn counted(self, n: usize, d: usize) -> [usize; 3] {
        match self {
            // Every query meets every key, and every value every query.
            Network::Attention => [4 * n * n * d, 2, 1],
            // Three gates hear the state before.
            Network::Recurrent => [6 * n * d * d, n, n - 1],
            // A layer sees two tokens back: the way is in layers.
            Network::Convolution => [2 * TAPS * n * d * d, 1, (n - 1).div_ceil(TAPS - 1)],
        }
    }

    fn record(self, tape: &mut Tape, n: usize, d: usize, draw: &mut Draw) -> Var {
        let mut given = |tape: &mut Tape, site: Site, rows: usize, columns: usize, deviation: f64| {
            tape.given(site, draw.matrix(rows, columns, deviation))
        };
        let root = 1.0 / (d as f64).sqrt();
        match self {
            Network::Attention => {
                let one = crate::tape::Heads { queries: 1, keys: 1, sequences: 1 };
                let [q, k, v] =
                    [Name::Q, Name::K, Name::V].map(|name| given(tape, at(Part::Attention, name), d, n, 1.0));
                let scores = tape.compare(at(Part::Attention, Name::Scores), k, q, one);
                let scaled = tape.scale(at(Part::Attention, Name::Scaled), scores, root as f32);
                let pattern = tape.softmax(at(Part::Attention, Name::Pattern), scaled);
                tape.mix(at(Part::Attention, Name::Z), v, pattern, one)
            }
            Network::Recurrent => {
                let heard = given(tape, at(Part::Recurrent, Name::GruInput), 3 * d, n, 1.0);
                let w = given(tape, at(Part::Recurrent, Name::WH), 3 * d, d, root);
                let b = tape.given(at(Part::Recurrent, Name::BH), Matrix::zeros(3 * d, 1));
                let start = tape.given(at(Part::Recurrent, Name::Start), Matrix::zeros(d, 1));
                let recurrence = Recurrence { sequences: 1, lengths: None };
                tape.gru(at(Part::Recurrent, Name::Recorded), heard, w, b, start, recurrence)
            }
            Network::Convolution => {
                let x = given(tape, at(Part::Stream, Name::Ln1), d, n, 1.0);
                let window = tape.unfold(at(Part::Convolution, Name::Window), x, TAPS, 1);
                let w = given(tape, at(Part::Convolution, Name::WConv), d, TAPS * d, root);
                let b = tape.given(at(Part::Convolution, Name::BConv), Matrix::zeros(d, 1));
                tape.affine(at(Part::Convolution, Name::AttnOut), w, window, b)
            }
        }
    }

    fn measure(self, bench: &Bench, n: usize, d: usize) -> Result<Cost, Stopped> {
        let (mut seconds, mut bytes) = (f64::INFINITY, 0);
        for _ in 0..bench.count("repetitions") {
            let mut tape = blank_over(&Parameters::default().into());
            self.record(&mut tape, n, d, &mut bench.draw(0));
            let given: usize = tape.bytes();
            let (played, took) = bench.timed(|| tape.play(|_| true));
            played?;
            seconds = seconds.min(took);
            bytes = tape.bytes() - given;
        }
        let [work, steps, way] = self.counted(n, d).map(|count| count as f64);
        Ok(Cost { tokens: n as f64, work, bytes: bytes as f64, seconds, steps, way })
    }
}

/// Attention, recurrent network and convolution, over all sizes.
pub(super) fn measure(bench: &Bench) -> Result<[Course; 3], Stopped> {
    let (sizes, width) = (doublings(32, bench.count("tokens")), bench.count("width"));
    let course = |network: Network| {
        let costs = sizes.iter().map(|n| {
            bench.step(0, 1, "time every network")?;
            network.measure(bench, *n, width)
        });
        Ok::<_, Stopped>(Course { name: network.name(), costs: costs.collect::<Result<_, _>>()? })
    };
    Ok([course(Network::Attention)?, course(Network::Recurrent)?, course(Network::Convolution)?])
}
