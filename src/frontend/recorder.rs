//! Records plans: keeps the models that were opened, and the buffers of passes that nobody looks at any more.

use std::mem;
use std::sync::Arc;

use crate::app::{Notice, Pass, Plan, training};
use crate::model::Model;
use crate::tape::{Kernel, Spare};

/// Opens models and records passes on them.
pub(super) struct Recorder {
    models: Vec<(String, Arc<Model>)>,
    kernel: Kernel,
    spare: Spare,
}

impl Recorder {
    /// A recorder that has opened nothing yet.
    pub(super) fn new(kernel: Kernel) -> Recorder {
        Recorder { models: Vec::new(), kernel, spare: Spare::default() }
    }

    /// Records a plan.
    ///
    /// # Errors
    /// Where its model cannot be opened, or cannot take the text or the settings.
    pub(super) fn record(&mut self, plan: &Plan) -> Result<Pass, Notice> {
        let model = self.model(&plan.model)?;
        let mut pass = Pass::record(plan, model, self.kernel, mem::take(&mut self.spare))?;
        if let Some(beside) = &plan.beside {
            let model = self.model(&beside.model)?;
            let beside = Pass::record_beside(beside, model, self.kernel, Spare::default(), Some(&pass))?;
            pass.beside = Some(Arc::new(beside));
        }
        Ok(pass)
    }

    /// Keeps the buffers of a pass, unless somebody still looks at it.
    pub(super) fn recycle(&mut self, pass: Arc<Pass>) {
        if let Some(pass) = Arc::into_inner(pass) {
            self.spare = pass.recycle();
        }
    }

    /// The model that learns is another by now.
    pub(super) fn know(&mut self, model: Arc<Model>) {
        self.models.retain(|(known, _)| *known != model.name);
        self.models.push((model.name.clone(), model));
    }

    /// The model of a name or folder, opened once.
    fn model(&mut self, name: &str) -> Result<Arc<Model>, Notice> {
        if let Some((_, model)) = self.models.iter().find(|(known, _)| known == name) {
            return Ok(model.clone());
        }
        if name == training::NAME {
            return Err(Notice::NoTraining);
        }
        let model = Arc::new(Model::open(name)?);
        self.models.push((name.to_owned(), model.clone()));
        Ok(model)
    }
}
