//! Arithmetic that remembers.
//!
//! A pass is a film: every operation is recorded on a [`Tape`] under its [`Site`]. Recording is symbolic: it writes names
//! and shapes. A value is computed when it is looked at; [`Tape::play`] looks at all of them in order. A poke is a
//! [`Patch`] at a site, and the tape is recorded again. A gradient is the tape run [backwards](Tape::backward).
//!
//! ```text
//!   parameter W_E ─┐
//!                  ├─ lookup ── embed ─┐
//!   tokens ────────┘                   ├─ add ── decoder.0.resid_pre ── …
//!   parameter W_pos ── lookup ── pos ──┘
//! ```

mod arithmetic;
mod backward;
pub(crate) mod elementwise;
mod error;
mod kernel;
pub mod op;
mod parameters;
mod patch;
mod play;
mod record;
mod site;
mod spare;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

pub use arithmetic::Arithmetic;
pub use backward::{Gradients, Slot};
pub use error::TapeError;
pub use kernel::{Heads, Kernel, View};
pub use op::Op;
pub use parameters::Parameters;
pub use patch::{Change, Patch};
pub use site::{Axes, Name, Part, Site, Stack, UnknownSite};
pub use spare::Spare;

/// Every recorded value: a matrix of `f32` on nalgebra's column-major storage.
///
/// **A token is a column.** A state is `[width, token]`, a weight `[out, in]`, scores are `[key, head × query]`: one
/// query a contiguous column that the softmax runs down. The bytes are those of the row-major `[token, width]` and
/// `[head, query, key]` that leave the program, so activations go out and in as they are; only weights are turned.
pub type Matrix = nalgebra::DMatrix<f32>;

/// Rows and columns of a value in storage.
pub type Shape = (usize, usize);

/// A recorded value: its place on the tape that recorded it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Var(u32);

impl Var {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a value comes from.
#[derive(Clone)]
enum Source {
    Parameter(usize),
    Given,
    Op(Arc<dyn Op>),
}

/// One entry of a tape: a value's name, what it is made of and how.
#[derive(Clone)]
pub struct Node {
    /// The name.
    pub site: Site,
    /// What the operation reads.
    pub inputs: Vec<Var>,
    /// The shape in storage.
    pub shape: Shape,
    source: Source,
    value: OnceLock<Arc<Matrix>>,
}

impl Node {
    /// The operation that makes the value, unless it is a parameter or was given.
    pub fn op(&self) -> Option<&dyn Op> {
        match &self.source {
            Source::Op(op) => Some(op.as_ref()),
            _ => None,
        }
    }

    /// The size of the value in bytes.
    pub fn bytes(&self) -> usize {
        self.shape.0 * self.shape.1 * size_of::<f32>()
    }
}

/// A recorded pass.
pub struct Tape {
    nodes: Vec<Node>,
    names: HashMap<Site, Var>,
    parameters: Arc<Parameters>,
    patches: Vec<Patch>,
    kernel: Kernel,
    spare: Spare,
    error: Option<TapeError>,
}

impl Tape {
    /// An empty tape over a model's parameters. `patches` are applied while recording, in order; `spare` holds the
    /// buffers of an earlier tape (see [`Tape::recycle`]).
    pub fn new(parameters: Arc<Parameters>, patches: Vec<Patch>, kernel: Kernel, spare: Spare) -> Tape {
        Tape { nodes: Vec::new(), names: HashMap::new(), parameters, patches, kernel, spare, error: None }
    }

    // ── recording ───────────────────────────────────────────────────────────────────────────────────────────────

    /// Records a parameter of the model. A parameter is a site too: it can be patched and has a gradient.
    ///
    /// Where the model has none of this name, [`Tape::check`] returns the error.
    pub fn parameter(&mut self, site: Site) -> Var {
        match self.parameters.index(site) {
            Some(index) => {
                let shape = self.parameters.at(index).shape();
                self.push(site, Source::Parameter(index), Vec::new(), shape, OnceLock::new())
            }
            None => self.fail(site, TapeError::NoParameter { site }),
        }
    }

    /// Records a value that comes from outside.
    pub fn given(&mut self, site: Site, value: Matrix) -> Var {
        let shape = value.shape();
        self.push(site, Source::Given, Vec::new(), shape, OnceLock::from(Arc::new(value)))
    }

    /// Records an operation on recorded values.
    ///
    /// Where the shapes do not fit, [`Tape::check`] returns an error that names the sites and their shapes.
    pub fn record(&mut self, site: Site, op: impl Op + 'static, inputs: &[Var]) -> Var {
        let shapes: Vec<Shape> = inputs.iter().map(|v| self.shape(*v)).collect();
        if self.error.is_some() {
            return self.fail(site, TapeError::NoParameter { site });
        }
        if let Some(shape) = op.shape(&shapes) {
            return self.push(site, Source::Op(Arc::new(op)), inputs.to_vec(), shape, OnceLock::new());
        }
        let inputs = inputs.iter().map(|v| (self.node(*v).site, self.shape(*v))).collect();
        self.fail(site, TapeError::Shapes { site, op: op.name(), inputs })
    }

    /// Gives a recorded value a further name, and gives back what stands under it: `decoder.1.resid_pre` is what
    /// `decoder.0.resid_post` was, unless a patch changes it in between.
    pub fn alias(&mut self, site: Site, v: Var) -> Var {
        let patched = self.patches.iter().any(|p| p.site == site);
        let to = if patched && self.node(v).site != site { self.patch(site, v) } else { v };
        self.names.insert(site, to);
        to
    }

    fn push(
        &mut self,
        site: Site,
        source: Source,
        inputs: Vec<Var>,
        shape: Shape,
        value: OnceLock<Arc<Matrix>>,
    ) -> Var {
        let patched = self.patches.iter().any(|p| p.site == site);
        let plain = if patched { site.replaced() } else { site };
        let v = self.append(Node { site: plain, inputs, shape, source, value });
        if patched { self.patch(site, v) } else { v }
    }

    /// A patch is one more operation: it takes over the name, and what it replaced stays on the tape as `.before`.
    fn patch(&mut self, site: Site, mut v: Var) -> Var {
        let patches: Vec<Patch> = self.patches.iter().filter(|p| p.site == site).cloned().collect();
        let shape = self.shape(v);
        self.names.entry(site.replaced()).or_insert(v);
        for (i, patch) in patches.iter().enumerate() {
            let name = if i + 1 < patches.len() { site.replaced() } else { site };
            let op = op::Patched(patch.clone());
            if op.shape(&[shape]).is_none() {
                return self.fail(site, TapeError::patch(patch, shape));
            }
            let source = Source::Op(Arc::new(op));
            v = self.append(Node { site: name, inputs: vec![v], shape, source, value: OnceLock::new() });
        }
        v
    }

    fn append(&mut self, node: Node) -> Var {
        let v = Var(self.nodes.len() as u32);
        // Of several patches at one site the value as it was computed is the one that `.before` finds.
        self.names.entry(node.site).or_insert(v);
        self.nodes.push(node);
        v
    }

    /// Notes the first thing that went wrong and records an empty value, so that code that records need not stop.
    fn fail(&mut self, site: Site, error: TapeError) -> Var {
        self.error.get_or_insert(error);
        self.append(Node { site, inputs: Vec::new(), shape: (0, 0), source: Source::Given, value: OnceLock::new() })
    }

    /// Whether everything that was recorded fits together.
    ///
    /// # Errors
    /// Returns the first operation whose inputs do not fit, the first missing parameter, or a patch that does not fit
    /// its value or whose site was never recorded.
    pub fn check(&self) -> Result<(), TapeError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        match self.patches.iter().find(|p| !self.names.contains_key(&p.site)) {
            Some(patch) => Err(TapeError::NoSite { site: patch.site }),
            None => Ok(()),
        }
    }

    // ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// Every recorded value, in order.
    pub fn vars(&self) -> impl DoubleEndedIterator<Item = Var> + use<> {
        (0..self.nodes.len() as u32).map(Var)
    }

    /// The entry of a value.
    pub fn node(&self, v: Var) -> &Node {
        &self.nodes[v.index()]
    }

    /// The shape of a value in storage.
    pub fn shape(&self, v: Var) -> Shape {
        self.node(v).shape
    }

    /// The value recorded under a name.
    pub fn find(&self, site: Site) -> Option<Var> {
        self.names.get(&site).copied()
    }

    /// Every name there is with its value, aliases included, in no order.
    pub fn names(&self) -> impl Iterator<Item = (Site, Var)> + '_ {
        self.names.iter().map(|(site, v)| (*site, *v))
    }

    /// The value, computed now if it is not there. Drawing calls [`Tape::ready`] instead.
    pub fn value(&self, v: Var) -> &Matrix {
        let node = self.node(v);
        if let Source::Parameter(index) = node.source {
            return self.parameters.at(index);
        }
        node.value.get_or_init(|| Arc::new(self.compute(v, Matrix::zeros(node.shape.0, node.shape.1))))
    }

    /// The value if it is there. Never computes.
    pub fn ready(&self, v: Var) -> Option<&Matrix> {
        match self.node(v).source {
            Source::Parameter(index) => Some(self.parameters.at(index)),
            _ => self.node(v).value.get().map(Arc::as_ref),
        }
    }

    /// How one cell of a value was made, in storage rows and columns. Nothing where the value or an operand is not
    /// ready, or the cell lies outside it.
    pub fn cell(&self, v: Var, row: usize, column: usize) -> Option<Arithmetic> {
        let y = self.ready(v)?;
        if row >= y.nrows() || column >= y.ncols() {
            return None;
        }
        match &self.node(v).source {
            Source::Parameter(_) => Some(Arithmetic::Parameter { y: y[(row, column)] }),
            Source::Given => Some(Arithmetic::Given { y: y[(row, column)] }),
            Source::Op(op) => {
                let inputs: Option<Vec<&Matrix>> = self.node(v).inputs.iter().map(|i| self.ready(*i)).collect();
                Some(op.cell(&inputs?, y, row, column))
            }
        }
    }

    /// The bytes of all values that are there, parameters not counted.
    pub fn bytes(&self) -> usize {
        self.nodes.iter().filter(|n| n.value.get().is_some()).map(Node::bytes).sum()
    }

    /// The bytes of all values once they are there, parameters not counted.
    pub fn whole_bytes(&self) -> usize {
        self.bytes_of(|_| true)
    }

    /// The bytes of some values once they are there, parameters not counted.
    pub fn bytes_of(&self, these: impl Fn(&Node) -> bool) -> usize {
        let values = self.nodes.iter().filter(|n| !matches!(n.source, Source::Parameter(_)));
        values.filter(|n| these(n)).map(Node::bytes).sum()
    }

    /// How it computes.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The parameters that the tape was recorded over.
    pub fn parameters(&self) -> &Arc<Parameters> {
        &self.parameters
    }
}
