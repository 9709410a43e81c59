use super::*;
use crate::app::plan::Plan;
use crate::app::tests::record;
use crate::app::{Effect, Looked, command, looked, surveyed, update, wanted};
use crate::model::{Model, Tokenizer};
use crate::tape::{Kernel, Spare};
use crate::transformer::Config;

/// A text of so many tokens that a pattern of it is surveyed.
const TOKENS: usize = 560;

/// Such a text, and a model that reads it.
fn subject() -> (Plan, Arc<Model>) {
    let text = "a rose is a rose ".repeat(TOKENS);
    let tokenizer = Tokenizer::train([&text[..60]], 280).expect("a vocabulary");
    let config = Config { context: TOKENS, width: 8, heads: 2, layers: 1, hidden: 8, ..Config::default() };
    let model = Arc::new(Model::seeded("long", config, tokenizer, 1).expect("a model"));
    (Plan { model: "long".to_owned(), text, ..Plan::default() }, model)
}

/// A stage on such a text, with what there was before the queries were changed.
pub(crate) fn long() -> Stage {
    let (plan, model) = subject();
    let mut stage = Stage::new(record(&plan, model.clone()).expect("records"));
    assert_eq!(stage.pass.tokens.len(), TOKENS);
    let mut desk = Desk::default();
    let poke = command::parse("patch decoder.0.attn.q times -9").expect("a command");
    for effect in update(&mut stage, &mut desk, poke) {
        if let Effect::Record { generation, plan } = effect {
            let _ = stage.receive(generation, Ok(record(&plan, model.clone()).expect("records")));
        }
    }
    stage.plan.cursor.site = "decoder.0.attn.pattern".parse().expect("a site");
    stage
}

/// Makes the surveys that are asked for; how many.
pub(crate) fn survey(stage: &mut Stage, desk: &mut Desk) -> usize {
    let effects = wanted(stage, desk);
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::Survey(all) => Some(all),
        _ => None,
    });
    let made: Vec<Survey> = asked
        .into_iter()
        .flatten()
        .filter_map(|of| {
            let (pass, minus) = of.passes(stage)?;
            Survey::new(of, pass, minus.map(AsRef::as_ref))
        })
        .collect();
    let count = made.len();
    for made in made {
        surveyed(stage, desk, Ok(made));
    }
    count
}

#[test]
fn a_survey_has_the_numbers_of_the_whole() {
    let stage = long();
    let mut checked = 0;
    for version in [Version::A, Version::Difference] {
        for (pooling, normalised, sink_hidden) in [
            (Pooling::Max, false, false),
            (Pooling::Max, true, true),
            (Pooling::Mean, false, true),
            (Pooling::Mean, true, false),
        ] {
            let site = stage.plan.cursor.site;
            let (generation, head, gradient) = (stage.arrived(), 1, false);
            let of = SurveyOf { generation, version, site, head, gradient, sink_hidden, normalised, pooling };
            let (pass, minus) = of.passes(&stage).expect("it is large");
            assert_eq!(minus.is_some(), version == Version::Difference);
            let minus = minus.map(AsRef::as_ref);
            let map = of.map(pass, minus).expect("it is in memory");
            let survey = Survey::new(of, pass, minus).expect("it is in memory");
            assert_eq!((survey.end, &survey.row_ends), (map.end(), &map.row_ends()));
            assert_eq!(survey.row_reaches, survey.row_ends, "what a mask hides in both does not count");
            assert!(survey.has(2, 4) && !survey.has(1, 2) && !survey.has(4, 3), "two neighbours share a cell");
            let (rows, columns) = (runs(TOKENS, 14), runs(TOKENS, 22));
            let ends = if normalised { Ends::Rows(&survey.row_ends) } else { Ends::One };
            let whole = map.pooled(&rows, &columns, pooling, ends);
            for (i, j) in (0..rows.len()).flat_map(|i| (0..columns.len()).map(move |j| (i, j))) {
                let (found, expected) = (survey.pooled(&rows[i], &columns[j]), whole.of(i..i + 1, j..j + 1));
                let near = found.zip(expected).is_none_or(|(a, b)| match pooling {
                    Pooling::Max => a.abs() == b.abs(),
                    Pooling::Mean => (a - b).abs() < 1e-5,
                });
                assert!(found.is_some() == expected.is_some() && near, "{of:?} {i} {j}: {found:?} for {expected:?}");
                checked += usize::from(found.is_some());
            }
        }
    }
    assert!(checked > 1000);
}

#[test]
fn what_maps_show_of_large_values_is_surveyed_once() {
    let (mut stage, mut desk) = (long(), Desk::default());
    assert_eq!(survey(&mut stage, &mut desk), 1);
    assert_eq!(wanted(&mut stage, &desk), [], "it is there");
    for (line, count) in [
        ("move up", 0),
        ("head 1", 1),
        ("head 0", 0),
        ("go decoder.0.attn.q", 0),
        ("go decoder.0.attn.masked", 1),
        ("normalise on", 1),
        ("sink hide", 1),
        ("pane-side difference", 1),
        ("normalise off; sink show; pane-side a", 0),
        ("panes \"row(1 steps, 1 cell)\"", 0),
    ] {
        for command in command::parse_all(line).expect("commands") {
            update(&mut stage, &mut desk, command);
        }
        // What the command asked for is on its way: here it is made.
        stage.surveys.forget_what_was_asked();
        assert_eq!(survey(&mut stage, &mut desk), count, "{line}");
    }
}

#[test]
fn a_survey_waits_for_what_its_mask_says() {
    let (plan, model) = subject();
    let record = |most| {
        let kernel = Kernel { portable: true, wide: false };
        Pass::record_within(&plan, model.clone(), kernel, Spare::default(), None, most).expect("records")
    };
    let most = record(usize::MAX).tape.whole_bytes() * 9 / 10;
    let [pattern, masked]: [Site; 2] =
        ["pattern", "masked"].map(|name| format!("decoder.0.attn.{name}").parse().expect("a site"));
    let (mut stage, mut desk) = (Stage::new(record(most)), Desk::default());
    assert!(stage.pass.value(pattern).is_some() && stage.pass.value(masked).is_none(), "it has let go of the scores");
    let mut does = |stage: &mut Stage, line: &str| {
        let commands = command::parse_all(line).expect("commands");
        commands.into_iter().flat_map(|command| update(stage, &mut desk, command)).collect::<Vec<Effect>>()
    };
    let effects = does(&mut stage, "pool mean; go decoder.0.attn.pattern");
    let [Effect::Look { generation, layers }] = &effects[..] else { panic!("only a look is asked for: {effects:?}") };
    let closer = Looked::at(*generation, layers.clone(), &stage.pass, None);
    let forgetful = stage.pass.clone();
    let effects = looked(&mut stage, &desk, closer);
    let [Effect::Survey(asked)] = &effects[..] else { panic!("now it can be surveyed: {effects:?}") };
    let (pass, minus) = asked[0].passes(&stage).expect("it is large");
    let survey = Survey::new(asked[0], pass, minus.map(AsRef::as_ref)).expect("it is in memory");
    let weight = |query, key| pass.shown(pattern, 0).expect("is recorded").value(query, key);
    let seen = (weight(2, 2) + weight(3, 2) + weight(3, 3)) / 3.0;
    assert!(survey.pooled(&(2..4), &(2..4)).is_some_and(|mean| (mean - seen).abs() < 1e-6), "three of four count");
    assert_eq!(survey.pooled(&(2..4), &(4..6)), None, "all four are hidden");

    let of = SurveyOf { version: Version::Difference, ..asked[0] };
    stage.before = Some(forgetful);
    assert!(of.passes(&stage).is_none(), "what it is held against has let go of its scores");
    stage.before = Some(stage.pass.clone());
    assert!(of.passes(&stage).is_some());
}

/// A table of more numbers than a key waits for: 65 537 positions of 64 each.
#[test]
fn no_key_waits_for_the_strongest_of_very_many_numbers() {
    let tokenizer = Tokenizer::train(["a rose is a rose"], 258).expect("a vocabulary");
    let config = Config { context: (1 << 16) + 1, width: 64, heads: 1, layers: 1, hidden: 8, ..Config::default() };
    let model = Arc::new(Model::seeded("long", config, tokenizer, 1).expect("a model"));
    let plan = Plan { model: "long".to_owned(), text: "a rose".to_owned(), ..Plan::default() };
    let (mut stage, mut desk) = (Stage::new(record(&plan, model).expect("records")), Desk::default());
    let does = |stage: &mut Stage, desk: &mut Desk, line: &str| {
        for command in command::parse_all(line).expect("commands") {
            update(stage, desk, command);
        }
        desk.notice.as_ref().map_or_else(String::new, ToString::to_string)
    };
    let said = does(&mut stage, &mut desk, "focus matrix; pin W_pos; strongest 1");
    assert_eq!(said, "`W_pos` is being computed: it has too many numbers to find the strongest at once");
    stage.surveys.forget_what_was_asked();
    assert_eq!(survey(&mut stage, &mut desk), 1);
    assert!(does(&mut stage, &mut desk, "strongest 1").starts_with("1st of 100: "));
    stage.surveys = Surveys::default();
    let said = does(&mut stage, &mut desk, "panes cell; focus cell; pin W_pos; strongest 1");
    assert!(said.contains("focus a `matrix` pane"), "{said}");
}

#[test]
fn a_survey_that_is_wanted_no_more_changes_nothing() {
    let (mut stage, mut desk) = (long(), Desk::default());
    let Some(Effect::Survey(asked)) = wanted(&mut stage, &desk).into_iter().next() else { panic!("one is asked for") };
    assert_eq!(wanted(&mut stage, &desk), [], "it is on its way");
    let (pass, minus) = asked[0].passes(&stage).expect("it is large");
    let made = Survey::new(asked[0], pass, minus.map(AsRef::as_ref)).expect("it is in memory");
    update(&mut stage, &mut desk, command::parse("head 1").expect("a command"));
    surveyed(&mut stage, &mut desk, Ok(made));
    assert!(stage.surveys.find(&asked[0]).is_none());
    surveyed(&mut stage, &mut desk, Err((asked[0], Notice::Failed("no".to_owned()))));
    assert!(desk.notice.is_none() && !stage.surveys.has_failed(&asked[0]), "nobody looks at that head any more");
}

#[test]
fn a_grain_brings_any_axis_onto_a_screen() {
    assert_eq!([0, 1, 512, 513, 1024, 3072, 50_257].map(grain), [1, 1, 1, 2, 2, 8, 128]);
}
