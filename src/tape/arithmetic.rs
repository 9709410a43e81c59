//! How one cell was made: the operation with the numbers that went in, for the inspector.

/// The arithmetic of one cell. In every variant `y` is the recorded number itself.
#[derive(Clone, PartialEq, Debug)]
pub enum Arithmetic {
    /// y = Σᵢ leftᵢ · rightᵢ + bias
    Product {
        /// One operand: the row of a weight, a key.
        left: Vec<f32>,
        /// The other: the column of a state, a query.
        right: Vec<f32>,
        /// What is added at the end, if anything.
        bias: Option<f32>,
        /// The recorded number.
        y: f32,
    },
    /// y = x · factor
    Scale {
        /// Before.
        x: f32,
        /// What it is multiplied by.
        factor: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = x, or where hidden x + value, or the value alone
    Mask {
        /// Before.
        x: f32,
        /// What a hidden cell gets.
        value: f32,
        /// Whether the value takes the place of what was there.
        filled: bool,
        /// Whether the mask hides this cell.
        hidden: bool,
        /// The recorded number.
        y: f32,
    },
    /// y = e^(x − largest) / sum
    Softmax {
        /// The score.
        x: f32,
        /// The largest score of the distribution.
        largest: f32,
        /// e^(x − largest)
        exponential: f32,
        /// Σ e^(x − largest) over the distribution.
        sum: f32,
        /// The recorded weight.
        y: f32,
        /// The entropy of the recorded distribution, in bits.
        entropy: f32,
        /// What the recorded distribution sums to.
        total: f32,
    },
    /// y = gain · (x − mean) / deviation + bias
    LayerNorm {
        /// Before.
        x: f32,
        /// μ of the token's vector.
        mean: f32,
        /// σ of the token's vector, with ε under the root.
        deviation: f32,
        /// γ
        gain: f32,
        /// β
        bias: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = Σ terms
    Sum {
        /// What is added.
        terms: Vec<f32>,
        /// The recorded number.
        y: f32,
    },
    /// y is an entry of a table.
    Lookup {
        /// The row of the table as it leaves the program: a token's or a position's number.
        entry: usize,
        /// The recorded number.
        y: f32,
    },
    /// y = x
    Copy {
        /// Before.
        x: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = f(x)
    Activation {
        /// The function's name.
        name: &'static str,
        /// Before.
        x: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = f(input + reset · state): a gate of a recurrent unit
    Gate {
        /// The function's name.
        name: &'static str,
        /// What the token says.
        input: f32,
        /// What the state before says: W h + b.
        state: f32,
        /// How much of that counts.
        reset: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = x / (1 − p) where kept, else 0
    Dropout {
        /// Before.
        x: f32,
        /// Whether this cell was kept.
        kept: bool,
        /// The recorded number.
        y: f32,
    },
    /// A viewer's patch made y from what was there.
    Patch {
        /// What the patch replaced.
        before: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = mean over tokens of −log p(target), in nats
    CrossEntropy {
        /// How many tokens count.
        tokens: usize,
        /// The recorded number.
        y: f32,
    },
    /// A number that was given from outside, such as a position table.
    Given {
        /// The recorded number.
        y: f32,
    },
    /// A parameter of the model.
    Parameter {
        /// The parameter.
        y: f32,
    },
}

impl Arithmetic {
    /// The recorded number.
    pub fn result(&self) -> f32 {
        match self {
            Arithmetic::Product { y, .. }
            | Arithmetic::Scale { y, .. }
            | Arithmetic::Mask { y, .. }
            | Arithmetic::Softmax { y, .. }
            | Arithmetic::LayerNorm { y, .. }
            | Arithmetic::Sum { y, .. }
            | Arithmetic::Lookup { y, .. }
            | Arithmetic::Copy { y, .. }
            | Arithmetic::Activation { y, .. }
            | Arithmetic::Gate { y, .. }
            | Arithmetic::Dropout { y, .. }
            | Arithmetic::Patch { y, .. }
            | Arithmetic::CrossEntropy { y, .. }
            | Arithmetic::Given { y }
            | Arithmetic::Parameter { y } => *y,
        }
    }
}
