//! Computing what is on a tape: everything at once and layer by layer, or what somebody looks at.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::{Matrix, Node, Source, Spare, Tape, TapeError, Var};

impl Tape {
    pub(super) fn compute(&self, v: Var, mut out: Matrix) -> Matrix {
        let node = self.node(v);
        let Source::Op(op) = &node.source else { unreachable!("a given value is never forgotten") };
        let inputs: Vec<&Matrix> = node.inputs.iter().map(|i| self.value(*i)).collect();
        op.value(self.kernel, &inputs, &mut out);
        out
    }

    /// Computes everything layer by layer; `keep` says which values stay once their layer is done. The rest is computed
    /// again, to the same bits, when it is looked at. What is [derived](super::Site::is_derived) from a layer is computed with it.
    ///
    /// # Errors
    /// Returns what [`Tape::check`] returns; then nothing is computed.
    pub fn play(&mut self, keep: impl Fn(&Node) -> bool) -> Result<(), TapeError> {
        self.play_watched(keep, |_, _, _| ())
    }

    /// The same, and shows every value around while it is there: each once, whether or not it stays.
    ///
    /// # Errors
    /// As [`Tape::play`].
    pub fn play_watched(
        &mut self,
        keep: impl Fn(&Node) -> bool,
        mut watch: impl FnMut(Var, &Node, &Matrix),
    ) -> Result<(), TapeError> {
        self.check()?;
        for turn in self.turns() {
            for &v in &turn {
                let node = self.node(v);
                if matches!(node.source, Source::Op(_)) && node.value.get().is_none() {
                    let out = self.spare.take(self.shape(v));
                    let value = Arc::new(self.compute(v, out));
                    self.nodes[v.index()].value = OnceLock::from(value);
                }
                if let Some(value) = self.ready(v) {
                    watch(v, self.node(v), value);
                }
            }
            self.forget(&turn, &keep);
        }
        Ok(())
    }

    /// The values in the order in which they are computed, layer by layer. What is derived from a layer was recorded after
    /// everything else, and has its turn while the layer is there.
    fn turns(&self) -> Vec<Vec<Var>> {
        let mut turns: Vec<Vec<Var>> = Vec::new();
        let mut turn_of: HashMap<_, usize> = HashMap::new();
        let mut last = None;
        for v in self.vars() {
            let site = self.node(v).site;
            let block = (site.stack, site.layer);
            if let Some(&turn) = turn_of.get(&block).filter(|_| site.is_derived()) {
                turns[turn].push(v);
                continue;
            }
            if last.replace(block) != Some(block) {
                turn_of.insert(block, turns.len());
                turns.push(Vec::new());
            }
            if let Some(turn) = turns.last_mut() {
                turn.push(v);
            }
        }
        turns
    }

    fn forget(&mut self, turn: &[Var], keep: impl Fn(&Node) -> bool) {
        for v in turn {
            let node = &mut self.nodes[v.index()];
            if matches!(node.source, Source::Op(_)) && !keep(node) {
                self.spare.give(node.value.take());
            }
        }
    }

    /// The same tape with only some of the values that are there; those are shared, not copied. What a look at one
    /// layer of a long pass computes into, so that the next look starts from little again.
    pub fn excerpt(&self, keep: impl Fn(&Node) -> bool) -> Tape {
        let thin = |node: &Node| {
            let stays = matches!(node.source, Source::Given) || keep(node);
            Node { value: if stays { node.value.clone() } else { OnceLock::new() }, ..node.clone() }
        };
        Tape {
            nodes: self.nodes.iter().map(thin).collect(),
            names: self.names.clone(),
            parameters: self.parameters.clone(),
            patches: self.patches.clone(),
            kernel: self.kernel,
            spare: Spare::default(),
            error: self.error.clone(),
        }
    }

    /// Takes the tape apart: its buffers serve the next pass. Fresh pages cost more than the arithmetic of a long pass.
    ///
    /// What this pass itself did not take is let go, so that passes of many lengths do not pile up.
    pub fn recycle(mut self) -> Spare {
        let mut spare = Spare::default();
        for node in &mut self.nodes {
            spare.give(node.value.take());
        }
        spare
    }
}
