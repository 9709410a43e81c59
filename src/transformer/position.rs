//! Positions that are added to the embedding.

use crate::tape::{Matrix, Name, Site, Stack, Tape, Var};

use super::{Config, Input, Position};

/// The position vector of every token, or nothing where the model has none: `[width, token]`.
pub(super) fn positions(tape: &mut Tape, config: &Config, input: &Input) -> Option<Var> {
    let at = |name| Site::outside(Stack::Decoder, name);
    let length = input.length();
    match config.position {
        Position::None => None,
        Position::Learned => {
            let table = tape.parameter(at(Name::WPos));
            let places = (0..input.tokens.len()).map(|i| (i % length.max(1)) as u32).collect();
            Some(tape.lookup(at(Name::Position), table, places))
        }
        Position::Sinusoidal => {
            let one = sinusoids(config.width, length);
            let all = Matrix::from_fn(config.width, input.tokens.len(), |row, token| one[(row, token % length.max(1))]);
            Some(tape.given(at(Name::Position), all))
        }
    }
}

/// Sines in even rows and cosines in odd ones, of wavelengths from 2π to 10,000 · 2π: `[width, position]`
/// (Vaswani et al. 2017, §3.5).
pub fn sinusoids(width: usize, positions: usize) -> Matrix {
    Matrix::from_fn(width, positions, |row, position| {
        let exponent = (row / 2 * 2) as f64 / width as f64;
        let angle = position as f64 / libm::pow(10_000.0, exponent);
        (if row % 2 == 0 { libm::sin(angle) } else { libm::cos(angle) }) as f32
    })
}
