//! Train a small language model on a text file and let it write.
//!
//! ```text
//! cargo run --release --example train_text -- README.md
//! ```

use std::path::PathBuf;

use headlight::tape::{Kernel, Spare, Tape};
use headlight::train::corpus::Corpus;
use headlight::train::{Recipe, Run, Schedule};
use headlight::transformer::{Activation, Config, Input, Norm, Position, decoder};

fn main() -> anyhow::Result<()> {
    let file = std::env::args().nth(1).map_or_else(|| PathBuf::from("README.md"), PathBuf::from);
    let corpus = Corpus::read(&[file], 500)?;
    let config = Config {
        vocabulary: 512,
        context: 32,
        width: 64,
        heads: 4,
        layers: 2,
        hidden: 256,
        position: Position::Learned,
        norm: Norm::Pre,
        activation: Activation::Gelu,
        tied: true,
        dropout: 0.1,
        scale: true,
        causal: true,
        residual: true,
        epsilon: 1e-5,
        ..Config::default()
    };
    let schedule = Schedule { steps: 300, rate: 3e-3, warm_up: 30, final_share: 0.1, clip: 1.0, weight_decay: 0.1 };
    let mut run = Run::begin(Recipe { config, schedule, batch: 16, seed: 1 }, &corpus)?;
    while !run.finished() {
        let report = run.step()?;
        if report.step % 50 == 0 {
            let held_out = run.score(usize::MAX).map(|score| score.to_string()).unwrap_or_default();
            println!("step {}: loss {:.3}, held out {held_out}", report.step, report.loss);
        }
    }

    // Greedy continuation: the whole text so far goes through the model for every new token.
    let model = run.model("example");
    let mut tokens = model.tokenizer.encode("cargo");
    for _ in 0..20 {
        let context = &tokens[tokens.len().saturating_sub(model.config.context)..];
        let mut tape = Tape::new(model.parameters.clone(), Vec::new(), Kernel::default(), Spare::default());
        let logits = decoder(&mut tape, &model.config, &Input::one(context));
        tape.check()?;
        let last = tape.value(logits).column(context.len() - 1);
        tokens.push(last.imax() as u32);
    }
    println!("{}", model.tokenizer.decode(&tokens));
    Ok(())
}
