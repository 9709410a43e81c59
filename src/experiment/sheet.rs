//! What experiments record: small models with drawn parameters, and operations on given numbers.

use std::sync::Arc;

use crate::tape::{
    Axes, Gradients, Heads, Kernel, Matrix, Name, Parameters, Part, Patch, Site, Spare, Stack, Tape, TapeError, Var,
};
use crate::transformer::{Activation, Config, Input, Norm, Position, record};

use super::statistics::largest;
use super::{Draw, Stopped};

/// The site of a value of the first layer's self-attention.
pub(super) const fn attn(name: Name) -> Site {
    Site::layer(Stack::Decoder, 0, Part::Attention, name)
}

/// An empty tape without parameters.
pub(super) fn blank() -> Tape {
    Tape::new(Arc::default(), Vec::new(), Kernel::default(), Spare::default())
}

/// An empty tape over parameters.
pub(super) fn blank_over(parameters: &Arc<Parameters>) -> Tape {
    Tape::new(parameters.clone(), Vec::new(), Kernel::default(), Spare::default())
}

/// A Transformer for experiments: every token sees every other, no positions, pre-LN, ReLU, nothing dropped. All other
/// settings are written over these.
pub(super) fn config(vocabulary: usize, width: usize, heads: usize, layers: usize) -> Config {
    Config {
        vocabulary,
        context: 1024,
        width,
        heads,
        layers,
        hidden: 4 * width,
        position: Position::None,
        norm: Norm::Pre,
        activation: Activation::Relu,
        tied: false,
        dropout: 0.0,
        scale: true,
        causal: false,
        residual: true,
        epsilon: 1e-5,
        ..Config::default()
    }
}

/// Parameters drawn so that a state of unit variance stays one through every map: weights of variance 1 / in, words,
/// positions and distances of variance 1, an additive score's v of variance 1 / d_k, gains 1, biases 0 (Glorot and Bengio
/// 2010).
pub(super) fn parameters(config: &Config, draw: &mut Draw) -> Parameters {
    let mut parameters = config.random(0);
    for (site, value) in parameters.iter_mut() {
        let (rows, columns) = value.shape();
        let deviation = match site.axes() {
            Axes::Weight => 1.0 / (columns as f64).sqrt(),
            Axes::Table if site.name == Name::WU => 1.0 / (rows as f64).sqrt(),
            Axes::Table => 1.0,
            _ if site.name == Name::VScore => 1.0 / (config.head_width() as f64).sqrt(),
            _ => continue,
        };
        *value = draw.matrix(rows, columns, deviation);
    }
    parameters
}

/// Writes over one parameter.
pub(super) fn set(parameters: &mut Parameters, site: Site, value: Matrix) {
    let own = parameters.iter_mut().find(|(own, _)| *own == site);
    let (_, own) = own.unwrap_or_else(|| panic!("{site} is no parameter"));
    assert_eq!(own.shape(), value.shape(), "{site}");
    *own = value;
}

/// A recorded pass of a model over an input.
pub(super) fn pass(
    config: &Config,
    parameters: &Arc<Parameters>,
    input: &Input,
    patches: Vec<Patch>,
) -> Result<Tape, Stopped> {
    let mut tape = Tape::new(parameters.clone(), patches, Kernel::default(), Spare::default());
    record(&mut tape, config, input);
    tape.check()?;
    Ok(tape)
}

/// What does not fit on a tape ends an experiment.
impl From<TapeError> for Stopped {
    fn from(error: TapeError) -> Stopped {
        Stopped::Failed(error.to_string())
    }
}

/// How much every query's weights change with values that they are made of, each `[_, query]`: √Σ (∂p/∂x)² over all keys
/// and all numbers of the query's column.
///
/// # Errors
/// Where the tape cannot be played.
pub fn sensitivity(tape: &mut Tape, pattern: Var, of: &[Var]) -> Result<Vec<Vec<f64>>, Stopped> {
    let (keys, queries) = tape.shape(pattern);
    let one = Heads { queries: 1, keys: 1, sequences: 1 };
    // The weight of one key by itself is that key's share of a value that is 1 there and 0 elsewhere.
    let weights: Vec<Var> = (0..keys)
        .map(|key| {
            let only = Matrix::from_fn(1, keys, |_, k| if k == key { 1.0 } else { 0.0 });
            let v = given(tape, Name::V, &only);
            tape.mix(attn(Name::Z), v, pattern, one)
        })
        .collect();
    tape.play(|_| true)?;
    let mut squares = vec![vec![0.0; queries]; of.len()];
    let mut gradients = Gradients::default();
    for weight in weights {
        tape.backward(weight, &mut gradients);
        for (squares, x) in squares.iter_mut().zip(of) {
            let Some(gradient) = gradients.of(tape, *x) else { continue };
            for (square, column) in squares.iter_mut().zip(gradient.column_iter()) {
                *square += column.iter().map(|d| f64::from(*d).powi(2)).sum::<f64>();
            }
        }
    }
    Ok(squares.into_iter().map(|all| all.into_iter().map(f64::sqrt).collect()).collect())
}

/// The recorded value of a name.
pub(super) fn value(tape: &Tape, site: Site) -> &Matrix {
    let var = tape.find(site).unwrap_or_else(|| panic!("{site} is not recorded"));
    tape.value(var)
}

/// The largest difference between two matrices of one shape.
pub(super) fn difference(a: &Matrix, b: &Matrix) -> f64 {
    assert_eq!(a.shape(), b.shape(), "only matrices of one shape are compared");
    largest(a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs()))).max(0.0)
}

/// The largest size of a number.
pub(super) fn size(a: &Matrix) -> f64 {
    largest(a.iter().map(|a| f64::from(a.abs())))
}

/// Records given numbers under a name of the first layer's self-attention.
pub(super) fn given(tape: &mut Tape, name: Name, value: &Matrix) -> Var {
    tape.given(attn(name), value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transformer::{Architecture, Score};

    #[test]
    fn another_draw_gives_another_of_every_parameter_but_gains_and_biases() {
        let attending = Config { score: Score::Additive, ..config(12, 8, 2, 1) };
        let recurrent = Config { architecture: Architecture::Recurrent, score: Score::Additive, ..config(12, 8, 1, 1) };
        for config in [attending, recurrent] {
            let [a, b] = [1, 2].map(|seed| parameters(&config, &mut Draw::new(seed)));
            for ((site, a), (_, b)) in a.iter().zip(b.iter()) {
                let constant = a.iter().all(|x| *x == a[0]);
                assert!(constant || a != b, "{site}");
            }
        }
    }
}
