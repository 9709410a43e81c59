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
    /// y = Σᵢ weightᵢ · tanhᵢ with tanhᵢ = tanh(queryᵢ + keyᵢ)
    Additive {
        /// The query.
        query: Vec<f32>,
        /// The key.
        key: Vec<f32>,
        /// What each dimension counts.
        weight: Vec<f32>,
        /// tanh(query + key)
        tanh: Vec<f32>,
        /// The recorded number.
        y: f32,
    },
    /// y = x; where hidden x + value, or the value in its place
    Mask {
        /// Before.
        x: f32,
        /// Whether the mask hides this cell.
        hidden: bool,
        /// What the mask gives to cells that it hides, as precise as it is given.
        value: f32,
        /// Whether the value replaces x instead of being added.
        filled: bool,
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
    /// y = gain · x / root
    RmsNorm {
        /// Before.
        x: f32,
        /// √(mean x² + ε) of the token's vector.
        root: f32,
        /// γ
        gain: f32,
        /// The recorded number.
        y: f32,
    },
    /// y = f(input + recurrent), or f(input + reset · recurrent)
    Gate {
        /// The function's name.
        name: &'static str,
        /// What the input gives.
        input: f32,
        /// What the state before gives is multiplied by, in a candidate.
        reset: Option<f32>,
        /// What the state before gives: W h + b.
        recurrent: f32,
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
    /// y stands elsewhere in an input.
    Moved {
        /// Which input.
        input: usize,
        /// Row and column there, in storage.
        from: (usize, usize),
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
            | Arithmetic::Additive { y, .. }
            | Arithmetic::RmsNorm { y, .. }
            | Arithmetic::Gate { y, .. }
            | Arithmetic::Moved { y, .. }
            | Arithmetic::Scale { y, .. }
            | Arithmetic::Mask { y, .. }
            | Arithmetic::Softmax { y, .. }
            | Arithmetic::LayerNorm { y, .. }
            | Arithmetic::Sum { y, .. }
            | Arithmetic::Lookup { y, .. }
            | Arithmetic::Copy { y, .. }
            | Arithmetic::Activation { y, .. }
            | Arithmetic::Dropout { y, .. }
            | Arithmetic::Patch { y, .. }
            | Arithmetic::CrossEntropy { y, .. }
            | Arithmetic::Given { y }
            | Arithmetic::Parameter { y } => *y,
        }
    }
}
