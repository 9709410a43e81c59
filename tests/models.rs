//! The models inside the binary are as good as their recipes say, on what they have not seen.

use headlight::model::Model;
use headlight::model::embedded;
use headlight::model::generate::{Choose, Generator};
use headlight::tape::{Kernel, Matrix, Name, Part, Site, Spare, Stack, Tape};
use headlight::train::{Dates, Judge, Pairs, Score};
use headlight::transformer::{Input, record};

const KERNEL: Kernel = Kernel { portable: true, wide: true };

/// The share of held-out spellings that a model writes exactly right.
fn right(name: &str) -> f64 {
    let Model { config, parameters, tokenizer, .. } = Model::open(name).expect("an embedded model");
    let encoded = |(written, iso): &(String, String)| (tokenizer.encode(written), tokenizer.encode(iso));
    let judge = Judge::Pairs(Dates.held_out(9, 200).iter().map(encoded).collect());
    match judge.score(&config, &parameters, tokenizer.end_of_text(), usize::MAX) {
        Some(Score::ExactMatch { right, of }) => right as f64 / of as f64,
        other => panic!("{name} was judged by {other:?}"),
    }
}

#[test]
fn dates_are_right_where_there_is_attention_and_seldom_where_there_is_none() {
    for name in embedded::names()
        .filter(|name| name.starts_with("twin") || ["dates", "gru-additive", "gru-general"].contains(name))
    {
        let share = right(name);
        assert!(share >= 0.98, "{name}: {share}");
    }
    let share = right("gru-none");
    assert!(share < 0.5, "{share}");
}

/// The mean weight that a head gives to the key that `of` names, over queries that have one.
fn weight_on(pattern: &Matrix, head: usize, of: impl Fn(usize) -> Option<usize>) -> f32 {
    let tokens = pattern.nrows();
    let weights: Vec<f32> =
        (0..tokens).filter_map(|query| of(query).map(|key| pattern[(key, head * tokens + query)])).collect();
    weights.iter().sum::<f32>() / weights.len() as f32
}

#[test]
fn repeat_has_a_head_that_looks_back_one_token_and_one_that_looks_after_the_same_token() {
    let Model { config, parameters, tokenizer, .. } = Model::open("repeat").expect("an embedded model");
    let stretch = "kqwzrbmtxd";
    let text = tokenizer.encode(&stretch.repeat(2));
    let mut tape = Tape::new(parameters.clone(), Vec::new(), KERNEL, Spare::default());
    record(&mut tape, &config, &Input::one(text.clone()));
    let strongest = |layer, of: &dyn Fn(usize) -> Option<usize>| {
        let site = Site::layer(Stack::Decoder, layer, Part::Attention, Name::Pattern);
        let pattern = tape.value(tape.find(site).expect("a pattern"));
        (0..config.heads).map(|head| weight_on(pattern, head, of)).fold(0.0, f32::max)
    };
    let before = strongest(0, &|query| query.checked_sub(1));
    let after_the_same = strongest(1, &|query| (query >= stretch.len()).then(|| query + 1 - stretch.len()));
    assert!(before > 0.6, "{before}");
    assert!(after_the_same > 0.6, "{after_the_same}");

    let generator = Generator { config: &config, parameters: &parameters, kernel: KERNEL, end: None };
    let written = generator.extend(&tokenizer.encode("kqwzrbmtxdk"), 9, Choose::Likeliest);
    assert_eq!(tokenizer.decode(&written), "qwzrbmtxd");
}
