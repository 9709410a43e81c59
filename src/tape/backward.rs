//! Gradients of every recorded value and every parameter: the tape run backwards.

use super::{Matrix, Shape, Source, Tape, Var, elementwise as fast};

/// A gradient that is being summed. The first contribution overwrites, so buffers never need clearing.
#[derive(Default)]
pub struct Slot {
    value: Matrix,
    touched: bool,
}

impl Slot {
    fn renew(&mut self, shape: Shape) {
        self.touched = false;
        if self.value.shape() != shape {
            self.value = Matrix::zeros(shape.0, shape.1);
        }
    }

    /// The sum so far, to add to: zeros at first.
    pub fn sum(&mut self) -> &mut [f32] {
        if !self.touched {
            self.value.fill(0.0);
            self.touched = true;
        }
        self.value.as_mut_slice()
    }

    /// Adds a gradient.
    pub fn add(&mut self, d: &[f32]) {
        if self.touched {
            fast::add_to(self.value.as_mut_slice(), d);
        } else {
            self.touched = true;
            self.value.as_mut_slice().copy_from_slice(d);
        }
    }

    /// Adds what `write` writes over arbitrary contents.
    pub fn write(&mut self, write: impl FnOnce(&mut [f32])) {
        if self.touched {
            let mut d = vec![0.0; self.value.len()];
            write(&mut d);
            self.add(&d);
        } else {
            self.touched = true;
            write(self.value.as_mut_slice());
        }
    }

    /// Lets a product add to the sum: `f(out, before)` computes `out = before · out + …`.
    pub fn accumulate(&mut self, f: impl FnOnce(&mut Matrix, f32)) {
        let before = if self.touched { 1.0 } else { 0.0 };
        self.touched = true;
        f(&mut self.value, before);
    }

    /// The gradient, or nothing where the scalar does not depend on the value.
    pub fn get(&self) -> Option<&Matrix> {
        self.touched.then_some(&self.value)
    }

    /// The gradient to change in place, or nothing where there is none.
    pub fn get_mut(&mut self) -> Option<&mut Matrix> {
        self.touched.then_some(&mut self.value)
    }
}

/// Gradients of one or more scalars: of values by their place on the tape, of parameters in the order of
/// [`Parameters`](super::Parameters). Kept from pass to pass, so that nothing is allocated in a training loop.
#[derive(Default)]
pub struct Gradients {
    values: Vec<Slot>,
    parameters: Vec<Slot>,
}

impl Gradients {
    /// Forgets the sums of the parameters, not their buffers. Those of values are renewed by every backward pass.
    pub fn clear(&mut self) {
        for slot in &mut self.parameters {
            slot.touched = false;
        }
    }

    /// The gradient of a recorded value or parameter, or nothing where the scalar does not depend on it.
    pub fn of(&self, tape: &Tape, v: Var) -> Option<&Matrix> {
        match tape.node(v).source {
            Source::Parameter(index) => self.parameters.get(index)?.get(),
            _ => self.values.get(v.index())?.get(),
        }
    }

    /// The gradients of the parameters, in their order.
    pub fn parameters(&self) -> &[Slot] {
        &self.parameters
    }

    /// The gradients of the parameters, to change in place.
    pub fn parameters_mut(&mut self) -> &mut [Slot] {
        &mut self.parameters
    }

    /// Adds the parameters' gradients of another batch of the same model.
    pub fn absorb(&mut self, other: &Gradients) {
        if self.parameters.len() < other.parameters.len() {
            self.parameters.resize_with(other.parameters.len(), Slot::default);
        }
        for (mine, theirs) in self.parameters.iter_mut().zip(&other.parameters) {
            if let Some(theirs) = theirs.get() {
                if mine.value.shape() != theirs.shape() {
                    mine.renew(theirs.shape());
                }
                mine.add(theirs.as_slice());
            }
        }
    }

    /// Gives the gradient 0 to every value and parameter on the tape that the scalar does not depend on.
    pub fn complete(&mut self, tape: &Tape) {
        for v in tape.vars() {
            let shape = tape.shape(v);
            let slot = self.slot(tape, v);
            if !slot.touched {
                slot.renew(shape);
                slot.sum();
            }
        }
    }

    fn slot(&mut self, tape: &Tape, v: Var) -> &mut Slot {
        match tape.node(v).source {
            Source::Parameter(index) => &mut self.parameters[index],
            _ => &mut self.values[v.index()],
        }
    }

    /// A slot of the right shape for an input; it returns home with [`Gradients::restore`].
    fn borrow(&mut self, tape: &Tape, v: Var) -> Slot {
        let mut slot = std::mem::take(self.slot(tape, v));
        if slot.value.shape() != tape.shape(v) {
            slot.renew(tape.shape(v));
        }
        slot
    }

    /// An input that an operation reads twice finds its own gradient here already, and is added to it.
    fn restore(&mut self, tape: &Tape, v: Var, slot: Slot) {
        let home = self.slot(tape, v);
        if home.touched { home.add(slot.value.as_slice()) } else { *home = slot }
    }
}

impl Tape {
    /// Adds d `from` / d parameter to the parameters' gradients, and leaves d `from` / d value of every recorded value.
    ///
    /// `from` is usually a single number; of a larger value the sum is differentiated.
    pub fn backward(&self, from: Var, gradients: &mut Gradients) {
        let (rows, columns) = self.shape(from);
        self.backward_along(&[(from, &Matrix::from_element(rows, columns, 1.0))], gradients);
    }

    /// The same for a scalar that is not on this tape but whose derivatives by some recorded values are known: by the chain
    /// rule it goes on from there. Each derivative has its value's shape.
    pub fn backward_along(&self, known: &[(Var, &Matrix)], gradients: &mut Gradients) {
        gradients.values.resize_with(self.nodes.len(), Slot::default);
        gradients.parameters.resize_with(self.parameters.len(), Slot::default);
        for (slot, node) in gradients.values.iter_mut().zip(&self.nodes) {
            match node.source {
                Source::Parameter(_) => slot.touched = false,
                _ => slot.renew(node.shape),
            }
        }
        for (v, derivative) in known {
            assert_eq!(derivative.shape(), self.shape(*v), "{:?}", self.node(*v).site);
            gradients.slot(self, *v).add(derivative.as_slice());
        }
        let mut dx = Vec::new();
        for v in self.vars().rev() {
            let node = self.node(v);
            let Source::Op(op) = &node.source else { continue };
            let dy = std::mem::take(&mut gradients.values[v.index()]);
            if let Some(dy) = dy.get() {
                let x: Vec<&Matrix> = node.inputs.iter().map(|i| self.value(*i)).collect();
                dx.extend(node.inputs.iter().map(|i| gradients.borrow(self, *i)));
                op.derivative(self.kernel, &x, self.value(v), dy, &mut dx);
                for (i, slot) in node.inputs.iter().zip(dx.drain(..)) {
                    gradients.restore(self, *i, slot);
                }
            }
            gradients.values[v.index()] = dy;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tape::{Kernel, Name, Parameters, Site, Spare};

    fn blank() -> Tape {
        Tape::new(Arc::new(Parameters::default()), Vec::new(), Kernel::default(), Spare::default())
    }

    /// Three times 1, 2, 3: on one tape, or on two with the derivative handed over between them.
    #[test]
    fn a_derivative_that_is_handed_over_goes_on_as_if_nothing_had_been_between() {
        let at = Site::model(Name::Embed);
        let x = Matrix::from_row_slice(1, 3, &[1.0, 2.0, 3.0]);
        let mut whole = blank();
        let v = whole.given(at, x.clone());
        let double = whole.scale(at, v, 2.0);
        let sum = whole.add(at, double, v);
        let mut together = Gradients::default();
        whole.backward(sum, &mut together);

        let (mut first, mut second) = (blank(), blank());
        let v1 = first.given(at, x);
        let double1 = first.scale(at, v1, 2.0);
        let v2 = second.given(at, first.value(double1).clone());
        let tripled = second.scale(at, v2, 1.5);
        let mut apart = Gradients::default();
        second.backward(tripled, &mut apart);
        let handed = apart.of(&second, v2).expect("it depends on what was given").clone();
        first.backward_along(&[(double1, &handed)], &mut apart);
        assert_eq!(apart.of(&first, v1), together.of(&whole, v));
        assert_eq!(apart.of(&first, v1).map(|d| d[0]), Some(3.0));
    }
}
