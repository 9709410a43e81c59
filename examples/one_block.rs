//! The library without a screen: record one block, print each step, patch it, take a gradient.
//!
//! ```text
//! cargo run --example one_block
//! ```

use std::sync::Arc;

use headlight::tape::{Change, Gradients, Kernel, Matrix, Name, Part, Patch, Site, Spare, Stack, Tape, TapeError};
use headlight::transformer::{Activation, Config, Input, Norm, Position, decoder, loss};

fn main() -> Result<(), TapeError> {
    let config = Config {
        vocabulary: 10,
        context: 8,
        width: 4,
        heads: 2,
        layers: 1,
        hidden: 8,
        position: Position::Sinusoidal,
        norm: Norm::Pre,
        activation: Activation::Relu,
        tied: true,
        dropout: 0.0,
        scale: true,
        causal: true,
        residual: true,
        epsilon: 1e-5,
        ..Config::default()
    };
    // A fresh model's weights are small and its pattern nearly even; larger ones give numbers worth looking at.
    let mut parameters = config.random(1);
    parameters.iter_mut().filter(|(_, m)| m.ncols() > 1).for_each(|(_, m)| *m *= 25.0);
    let parameters = Arc::new(parameters);
    let input = Input::one([3, 1, 4, 1]);
    let targets: Arc<[u32]> = Arc::new([1, 4, 1, 5]);

    // A pass is recorded first and computed when it is played; everything stays.
    let record = |patches| -> Result<_, TapeError> {
        let mut tape = Tape::new(parameters.clone(), patches, Kernel::default(), Spare::default());
        let logits = decoder(&mut tape, &config, &input);
        let loss = loss(&mut tape, logits, targets.clone(), 0.25);
        tape.play(|_| true)?;
        Ok((tape, loss))
    };
    let (tape, from) = record(Vec::new())?;
    for v in tape.vars().filter(|v| tape.node(*v).op().is_some()) {
        let site = tape.node(v).site;
        println!("{site} = {}", site.formula());
        print(tape.value(v));
    }

    // Every number can say how it was made.
    let pattern = Site::layer(Stack::Decoder, 0, Part::Attention, Name::Pattern);
    if let Some(cell) = tape.find(pattern).and_then(|v| tape.cell(v, 1, 2)) {
        println!("head 0, query 2, key 1: {cell:?}\n");
    }

    // A poke is a patch at a name: what head 1 found is taken away, and everything after it follows.
    let z = Site::layer(Stack::Decoder, 0, Part::Attention, Name::Z);
    let off = Patch { site: z, rows: 2..4, columns: 0..4, change: Change::Scale(0.0) };
    let (without, after) = record(vec![off])?;
    println!("loss {:.6}, without head 1 {:.6}\n", tape.value(from)[0], without.value(after)[0]);

    // A gradient is the tape run backwards.
    let mut gradients = Gradients::default();
    tape.backward(from, &mut gradients);
    for site in [pattern, Site::layer(Stack::Decoder, 0, Part::Attention, Name::WQ)] {
        if let Some(gradient) = tape.find(site).and_then(|v| gradients.of(&tape, v)) {
            println!("d loss / d {site}");
            print(gradient);
        }
    }
    Ok(())
}

/// One token, query or output a line: the columns of the storage.
fn print(value: &Matrix) {
    for column in value.column_iter() {
        let numbers: Vec<String> = column.iter().map(|x| format!("{x:8.4}")).collect();
        println!("  {}", numbers.join(" "));
    }
    println!();
}
