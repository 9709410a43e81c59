//! A tape without a model: operations on given numbers.

use std::sync::Arc;

use crate::tape::{Kernel, Matrix, Name, Parameters, Part, Site, Spare, Stack, Tape, Var};
use crate::transformer::{Config, Input};

use super::Stopped;

/// The site of a value of the first layer's self-attention.
pub(super) const fn attn(name: Name) -> Site {
    Site::layer(Stack::Decoder, 0, Part::Attention, name)
}

/// An empty tape without parameters.
pub(super) fn blank() -> Tape {
    Tape::new(Arc::default(), Vec::new(), Kernel::default(), Spare::default())
}

/// A recorded pass of a model over an input, with the last value that it records.
pub(super) fn pass(
    config: &Config,
    parameters: &Arc<Parameters>,
    input: &Input,
    patches: Vec<crate::tape::Patch>,
) -> Result<Tape, Stopped> {
    let mut tape = Tape::new(parameters.clone(), patches, Kernel::default(), Spare::default());
    crate::transformer::decoder(&mut tape, config, input);
    tape.check().map_err(|error| Stopped::Failed(error.to_string()))?;
    Ok(tape)
}

/// The recorded value of a name.
pub(super) fn value(tape: &Tape, site: Site) -> &Matrix {
    let var = tape.find(site).unwrap_or_else(|| panic!("{site} is not recorded"));
    tape.value(var)
}

/// The recorded value of a name, as f64.
pub(super) fn exact(tape: &Tape, site: Site) -> nalgebra::DMatrix<f64> {
    value(tape, site).map(f64::from)
}

/// The largest difference between two matrices of one shape.
pub(super) fn difference(a: &Matrix, b: &Matrix) -> f64 {
    assert_eq!(a.shape(), b.shape(), "only matrices of one shape are compared");
    super::statistics::largest(a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs()))).max(0.0)
}

/// Records given numbers under a name of the first layer's self-attention.
pub(super) fn given(tape: &mut Tape, name: Name, value: &Matrix) -> Var {
    tape.given(attn(name), value.clone())
}
