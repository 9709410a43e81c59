//! A model of two layers on an input with padding, and on the same input without.

use std::sync::Arc;

use crate::experiment::masking::{How, Masking};
use crate::experiment::sheet::{config, difference, parameters, pass, size, value};
use crate::experiment::{Draw, Stopped};
use crate::tape::{Matrix, Name, Parameters, Site};
use crate::transformer::{self, Config, Input, MaskHow, MaskValue};

const HEADS: usize = 2;
/// What leaks to one token in the first layer reaches every token in the second.
const LAYERS: usize = 2;

/// A model with drawn parameters, and what it reads: drawn tokens, of which those behind the first `real` are padding.
pub(super) struct Model {
    config: Config,
    parameters: Arc<Parameters>,
    tokens: Vec<u32>,
    real: usize,
}

impl Model {
    pub(super) fn new(tokens: usize, real: usize, head_width: usize, draw: &mut Draw) -> Model {
        let config = config(2 * tokens, HEADS * head_width, HEADS, LAYERS);
        let parameters = Arc::new(parameters(&config, draw));
        let tokens = draw.tokens(tokens, config.vocabulary);
        Model { config, parameters, tokens, real }
    }

    /// How far the outputs of the real tokens are from those of the input without padding, in the same precision, as a
    /// share of the largest.
    pub(super) fn off(&self, masking: Masking) -> Result<f64, Stopped> {
        let config = masked(&self.config, masking);
        let output = |input: &Input| {
            let tape = pass(&config, &self.parameters, input, Vec::new())?;
            Ok::<Matrix, Stopped>(value(&tape, Site::model(Name::Logits)).columns(0, self.real).into_owned())
        };
        let padded = Input { lengths: Some([self.real].into()), ..Input::one(self.tokens.clone()) };
        let unpadded = output(&Input::one(&self.tokens[..self.real]))?;
        Ok(difference(&output(&padded)?, &unpadded) / size(&unpadded))
    }
}

/// The configuration with padding hidden in this way.
fn masked(config: &Config, masking: Masking) -> Config {
    let values = [MaskValue::Infinite, MaskValue::Billion, MaskValue::Thousand];
    let value = values.into_iter().find(|value| Some(value.number()) == masking.value).unwrap_or_default();
    let how = match masking.how {
        How::Added => MaskHow::Added,
        How::Filled => MaskHow::Filled,
        How::After => MaskHow::After,
    };
    let padding = masking.value.is_some();
    Config { padding, masking: transformer::Masking { value, how, half: masking.half }, ..config.clone() }
}
