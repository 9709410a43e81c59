//! Every architecture learns every task that it fits: a few steps at a size that takes no time, and the loss has fallen.

use std::sync::Arc;

use headlight::train::corpus::Corpus;
use headlight::train::{Dates, Lesson, Letters, Order, PairsLesson, Recipe, Repeat, Run, RunError, Schedule};
use headlight::transformer::{Architecture, Config, Mixing, Norm, Position, Projections, Score};

const STEPS: usize = 40;

fn letters(order: Order) -> PairsLesson {
    PairsLesson(Arc::new(Letters { order, longest: 3 }))
}

fn begin(config: Config, lesson: &dyn Lesson) -> Result<Run, RunError> {
    let schedule = Schedule { steps: STEPS, rate: 1e-2, warm_up: 4, final_share: 0.1, clip: 1.0, weight_decay: 0.0 };
    Run::begin(Recipe { config, schedule, batch: 16, seed: 2 }, lesson)
}

/// The mean losses of the first and the last tenth of a run.
fn losses(config: Config, lesson: &dyn Lesson) -> (f32, f32) {
    let mut run = begin(config, lesson).expect("it fits");
    let losses: Vec<f32> = (0..STEPS).map(|_| run.step().expect("a step").loss).collect();
    let mean = |some: &[f32]| some.iter().sum::<f32>() / some.len() as f32;
    (mean(&losses[..4]), mean(&losses[STEPS - 4..]))
}

fn learns(name: &str, config: &Config, lesson: &dyn Lesson) {
    let (first, last) = losses(config.clone(), lesson);
    assert!(last < 0.9 * first, "{name}: {first} to {last}");
}

fn small() -> Config {
    Config { width: 16, heads: 2, layers: 1, hidden: 32, context: 12, ..Config::default() }
}

fn both() -> Config {
    Config { architecture: Architecture::EncoderDecoder, encoder_layers: 1, ..small() }
}

fn encoder() -> Config {
    Config { architecture: Architecture::Encoder, ..small() }
}

fn recurrent(cross_attention: bool, score: Score) -> Config {
    let (architecture, position) = (Architecture::Recurrent, Position::None);
    Config { architecture, position, score, cross_attention, scale: false, ..small() }
}

#[test]
fn every_architecture_learns_letters() {
    let mut all =
        vec![("encoder", encoder()), ("encoder-decoder", both()), ("no attention", recurrent(false, Score::Dot))];
    all.extend(Score::ALL.iter().map(|score| (score.name(), recurrent(true, *score))));
    all.extend(Mixing::ALL.iter().map(|mixing| (mixing.name(), Config { mixing: *mixing, ..small() })));
    for (name, config) in all {
        for order in [Order::Kept, Order::Reversed, Order::Sorted] {
            learns(name, &config, &letters(order));
        }
    }
}

#[test]
fn every_setting_of_attention_learns() {
    let repeat = Repeat::of_length(12);
    for position in Position::ALL {
        learns(position.name(), &Config { position: *position, ..small() }, &repeat);
        if *position != Position::Xl {
            learns(position.name(), &Config { position: *position, ..both() }, &letters(Order::Reversed));
        }
    }
    for score in Score::ALL {
        for scale in [false, true] {
            learns(score.name(), &Config { score: *score, scale, ..both() }, &letters(Order::Kept));
        }
    }
    for projections in Projections::ALL {
        learns(projections.name(), &Config { projections: *projections, ..both() }, &letters(Order::Kept));
    }
    for norm in Norm::ALL {
        learns(norm.name(), &Config { norm: *norm, ..both() }, &letters(Order::Kept));
    }
    learns("dropout", &Config { dropout: 0.1, ..both() }, &letters(Order::Kept));
    let remembering = Config { position: Position::Xl, segment: 4, memory: 4, ..small() };
    learns("memory", &remembering, &repeat);
}

#[test]
fn dates_are_learned_by_what_reads_and_writes() {
    let dates = PairsLesson(Arc::new(Dates));
    for (name, config) in [("both", both()), ("additive", recurrent(true, Score::Additive)), ("decoder", small())] {
        learns(name, &Config { vocabulary: 560, context: 48, ..config }, &dates);
    }
}

#[test]
fn what_does_not_fit_is_refused_with_what_would() {
    let refused = |config: Config, lesson: &dyn Lesson| match begin(config, lesson) {
        Ok(_) => panic!("it was not refused"),
        Err(error) => error.to_string(),
    };
    let dates = PairsLesson(Arc::new(Dates));
    let sentence = refused(Config { vocabulary: 560, context: 48, ..encoder() }, &dates);
    assert!(sentence.contains("dates") && sentence.contains("encoder-decoder"), "{sentence}");
    for config in [encoder(), both(), recurrent(true, Score::Dot)] {
        let sentence = refused(config, &Repeat::of_length(12));
        assert!(sentence.contains("repeat") && sentence.contains("decoder"), "{sentence}");
    }
    let sentence = refused(small(), &Repeat::of_length(7));
    assert!(sentence.contains("--context 8"), "{sentence}");
    let text = Corpus { training: vec!["the cat sat on the mat ".repeat(9)], held_out: String::new() };
    let sentence = refused(encoder(), &text);
    assert!(sentence.contains("decoder"), "{sentence}");
    let sentence = refused(Config { context: 5, ..small() }, &letters(Order::Kept));
    assert!(sentence.contains("--context 7"), "{sentence}");
}
