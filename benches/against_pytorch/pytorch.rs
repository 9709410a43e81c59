//! The Python process on the other side.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, bail};

/// A running `worker.py`.
pub(crate) struct PyTorch {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl PyTorch {
    /// Starts `python`. glibc is told to keep its heap, without which every pass would fault its pages in again.
    ///
    /// # Errors
    /// When there is no such program or it has no torch.
    pub(crate) fn start(python: &str) -> anyhow::Result<PyTorch> {
        let mut process = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/against_pytorch/worker.py"))
            .env("MALLOC_MMAP_MAX_", "0")
            .env("MALLOC_TRIM_THRESHOLD_", "100000000000")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("`{python}` did not start; HEADLIGHT_PYTHON names another Python"))?;
        let requests = process.stdin.take().context("a pipe")?;
        let answers = BufReader::new(process.stdout.take().context("a pipe")?);
        let mut pytorch = PyTorch { process, requests, answers };
        match pytorch.line() {
            Ok(ready) if ready == "ready" => Ok(pytorch),
            _ => bail!("`{python}` has no torch; HEADLIGHT_PYTHON names a Python that has"),
        }
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("the PyTorch process ended");
        }
        Ok(line.trim().to_owned())
    }

    /// The version of torch.
    ///
    /// # Errors
    /// When the process is gone.
    pub(crate) fn version(&mut self) -> anyhow::Result<String> {
        writeln!(self.requests, "version")?;
        self.line()
    }

    /// Asks for `what` times `number` (see `worker.py`) and waits for the milliseconds.
    ///
    /// # Errors
    /// When the process is gone.
    pub(crate) fn milliseconds(&mut self, what: &str, number: usize) -> anyhow::Result<f64> {
        writeln!(self.requests, "{what} {number}")?;
        Ok(self.line()?.parse()?)
    }
}

impl Drop for PyTorch {
    fn drop(&mut self) {
        // Nothing is lost with it, and a bench that ends early should leave no process behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
