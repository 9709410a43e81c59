//! The list of a configuration's parameters: for drawing at random, for counting, and for checking a checkpoint before
//! anything runs.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::choice::{Architecture, Mixing, Norm, Position, Projections, Score};
use super::config::Config;
use crate::tape::{Matrix, Name, Parameters, Part, Shape, Site, Stack};

type Listed = (Site, Shape);

impl Config {
    /// Every parameter's name and shape in storage.
    pub fn parameters(&self) -> Vec<Listed> {
        let d = self.width;
        let mut all = vec![(Site::model(Name::WE), (d, self.vocabulary))];
        let stacks = self.stacks();
        for (stack, _) in &stacks {
            match self.position {
                Position::Learned => all.push((Site::outside(*stack, Name::WPos), (d, self.context))),
                Position::T5 => all.push((Site::outside(*stack, Name::WBias), (self.heads, Config::T5_BUCKETS))),
                _ => {}
            }
        }
        for (stack, layers) in stacks {
            for layer in 0..layers {
                all.extend(self.layer_parameters(stack, layer));
            }
            all.extend(self.norm_parameters(|name| Site::outside(stack, name), FINAL).into_iter().filter(|_| {
                matches!(self.norm, Norm::Pre | Norm::Rms) && self.architecture != Architecture::Recurrent
            }));
        }
        if !self.tied {
            all.push((Site::model(Name::WU), (d, self.vocabulary)));
        }
        all
    }

    /// The stacks of the model, and how many layers each has.
    pub fn stacks(&self) -> Vec<(Stack, usize)> {
        match self.architecture {
            Architecture::Decoder => vec![(Stack::Decoder, self.layers)],
            Architecture::Encoder => vec![(Stack::Encoder, self.layers)],
            Architecture::EncoderDecoder => vec![(Stack::Encoder, self.encoder_layers), (Stack::Decoder, self.layers)],
            Architecture::Recurrent => vec![(Stack::Encoder, self.layers), (Stack::Decoder, self.layers)],
        }
    }

    /// How many layers a stack has; 0 where the model has no such stack.
    pub fn layers_of(&self, stack: Stack) -> usize {
        self.stacks().into_iter().find(|(known, _)| *known == stack).map_or(0, |(_, layers)| layers)
    }

    /// Whether the layers of a stack attend to the encoder.
    pub fn has_cross(&self, stack: Stack) -> bool {
        self.architecture == Architecture::EncoderDecoder && stack == Stack::Decoder
    }

    fn layer_parameters(&self, stack: Stack, layer: usize) -> Vec<Listed> {
        let (d, f) = (self.width, self.hidden);
        let part = |part| move |name| Site::layer(stack, layer, part, name);
        if self.architecture == Architecture::Recurrent {
            let mut all = self.recurrent_parameters(part(Part::Recurrent));
            if stack == Stack::Decoder && layer + 1 == self.layers {
                all.extend(self.alignment_parameters(part(Part::Cross)));
            }
            return all;
        }
        let mlp = part(Part::Mlp);
        let mut all = self.mixing_parameters(stack, layer);
        all.extend([
            (mlp(Name::WIn), (f, d)),
            (mlp(Name::BIn), (f, 1)),
            (mlp(Name::WOut), (d, f)),
            (mlp(Name::BOut), (d, 1)),
        ]);
        let stream = part(Part::Stream);
        all.extend(self.norm_parameters(stream, FIRST));
        all.extend(self.norm_parameters(stream, SECOND));
        if self.has_cross(stack) {
            all.extend(self.attention_parameters(part(Part::Cross), Position::None));
            all.extend(self.norm_parameters(stream, CROSS));
        }
        all
    }

    fn mixing_parameters(&self, stack: Stack, layer: usize) -> Vec<Listed> {
        let d = self.width;
        let part = |part| move |name| Site::layer(stack, layer, part, name);
        let out = |part: &dyn Fn(Name) -> Site| [(part(Name::WO), (d, d)), (part(Name::BO), (d, 1))];
        match self.mixing {
            Mixing::Attention => self.attention_parameters(part(Part::Attention), self.position),
            Mixing::Fixed => {
                let at = part(Part::Mixing);
                let weights = (at(Name::WMix), (self.context, self.context));
                std::iter::once(weights).chain(out(&at)).collect()
            }
            Mixing::Convolution => {
                let at = part(Part::Convolution);
                vec![(at(Name::WConv), (d, self.taps * d)), (at(Name::BConv), (d, 1))]
            }
            Mixing::Recurrent => {
                let at = part(Part::Recurrent);
                self.recurrent_parameters(at).into_iter().chain(out(&at)).collect()
            }
        }
    }

    fn attention_parameters(&self, at: impl Fn(Name) -> Site, position: Position) -> Vec<Listed> {
        let (d, w) = (self.width, self.head_width());
        let map = |weight, bias| [(at(weight), (d, d)), (at(bias), (d, 1))];
        let (query, key, value) = match self.projections {
            Projections::Separate => (true, true, true),
            Projections::TiedKeyValue => (true, true, false),
            Projections::TiedQueryKey => (true, false, true),
            Projections::Identity => (false, false, false),
        };
        let mut all = Vec::new();
        for (there, weight, bias) in
            [(query, Name::WQ, Name::BQ), (key, Name::WK, Name::BK), (value, Name::WV, Name::BV)]
        {
            all.extend(map(weight, bias).into_iter().filter(|_| there));
        }
        all.extend(map(Name::WO, Name::BO));
        all.extend(self.score_parameters(&at, self.heads));
        let table = (w, 2 * Config::SHAW_REACH + 1);
        match position {
            Position::Shaw => all.extend([(at(Name::WKRelative), table), (at(Name::WVRelative), table)]),
            Position::Xl => {
                all.extend([(at(Name::WR), (d, d)), (at(Name::BContent), (d, 1)), (at(Name::BPosition), (d, 1))]);
            }
            _ => {}
        }
        all
    }

    /// What a score needs beside queries and keys. The heads' maps stand below one another.
    fn score_parameters(&self, at: impl Fn(Name) -> Site, heads: usize) -> Vec<Listed> {
        let (d, w) = (self.width, self.width / heads);
        match self.score {
            Score::Dot => vec![],
            Score::General => vec![(at(Name::WScore), (d, w))],
            Score::Additive => {
                vec![(at(Name::WScoreQ), (d, w)), (at(Name::WScoreK), (d, w)), (at(Name::VScore), (d, 1))]
            }
        }
    }

    fn recurrent_parameters(&self, at: impl Fn(Name) -> Site) -> Vec<Listed> {
        let d = self.width;
        vec![
            (at(Name::WX), (3 * d, d)),
            (at(Name::BX), (3 * d, 1)),
            (at(Name::WH), (3 * d, d)),
            (at(Name::BH), (3 * d, 1)),
        ]
    }

    /// What joins a recurrent decoder's state with what it attends to.
    fn alignment_parameters(&self, at: impl Fn(Name) -> Site) -> Vec<Listed> {
        let d = self.width;
        let inputs = if self.cross_attention { 2 * d } else { d };
        let mut all = vec![(at(Name::WO), (d, inputs)), (at(Name::BO), (d, 1))];
        if self.cross_attention {
            all.extend(self.score_parameters(at, self.cross_heads()));
        }
        all
    }

    fn norm_parameters(&self, at: impl Fn(Name) -> Site, [gain, bias]: [Name; 2]) -> Vec<Listed> {
        let vector = (self.width, 1);
        match self.norm {
            Norm::Pre | Norm::Post => vec![(at(gain), vector), (at(bias), vector)],
            Norm::Rms => vec![(at(gain), vector)],
            Norm::None => vec![],
        }
    }

    /// Parameters drawn at random from a seed: gains 1, biases 0, weights normal with deviation 0.02, those that write to
    /// the residual stream smaller by √(2 · layers) (Radford et al. 2019, §2.3). Maps inside a score and a recurrent
    /// network have no norm before them and are drawn to keep the size of what they read (Glorot and Bengio 2010).
    pub fn random(&self, seed: u64) -> Parameters {
        self.random_of(seed, |_| true)
    }

    /// Some of the parameters that [`Config::random`] draws from a seed, the same numbers without drawing the rest.
    pub fn random_of(&self, seed: u64, wanted: impl Fn(Site) -> bool) -> Parameters {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let into_stream = 0.02 / (2.0 * self.layers as f32).sqrt();
        Parameters::new(self.parameters().into_iter().filter_map(|(site, (rows, columns))| {
            let deviation = match site.name {
                Name::WO if self.architecture == Architecture::Recurrent => 1.0 / (columns as f32).sqrt(),
                Name::WO | Name::WOut => into_stream,
                Name::WScore | Name::WScoreQ | Name::WScoreK | Name::WX | Name::WH | Name::WMix | Name::WConv => {
                    1.0 / (columns as f32).sqrt()
                }
                Name::VScore => 1.0 / (self.head_width() as f32).sqrt(),
                name if is_gain(name) => 0.0,
                _ if columns == 1 => 0.0,
                _ => 0.02,
            };
            if !wanted(site) {
                let passed = if deviation == 0.0 { 0 } else { WORDS_A_DRAW * (rows * columns) as u128 };
                rng.set_word_pos(rng.get_word_pos() + passed);
                return None;
            }
            let value = match deviation {
                0.0 => Matrix::from_element(rows, columns, if is_gain(site.name) { 1.0 } else { 0.0 }),
                _ => Matrix::from_fn(rows, columns, |_, _| deviation * normal(&mut rng)),
            };
            Some((site, value))
        }))
    }
}

const FIRST: [Name; 2] = [Name::Ln1Gain, Name::Ln1Bias];
const SECOND: [Name; 2] = [Name::Ln2Gain, Name::Ln2Bias];
const CROSS: [Name; 2] = [Name::LnCrossGain, Name::LnCrossBias];
const FINAL: [Name; 2] = [Name::FinalGain, Name::FinalBias];

/// Whether a parameter stretches what a norm has evened out, so that 1 leaves it as it is.
fn is_gain(name: Name) -> bool {
    matches!(name, Name::Ln1Gain | Name::Ln2Gain | Name::LnCrossGain | Name::FinalGain)
}

/// How many words of the generator's stream one draw takes.
const WORDS_A_DRAW: u128 = 2;

/// A draw from the standard normal distribution (Box and Muller 1958).
pub(crate) fn normal(rng: &mut impl Rng) -> f32 {
    let mut uniform = || ((rng.next_u32() >> 8) as f32 + 0.5) / (1u32 << 24) as f32;
    let (radius, turn) = ((-2.0 * libm::logf(uniform())).sqrt(), uniform());
    radius * libm::cosf(std::f32::consts::TAU * turn)
}
