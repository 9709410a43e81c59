//! Every experiment, at a size that takes no time: it ends, it decides, and its numbers have their form.

use std::sync::atomic::{AtomicUsize, Ordering};

use headlight::experiment::{Choice, Outcome, Progress, Stopped, TABLE, Unwatched, Verdict, find};

/// Settings that make an experiment tiny.
fn tiny(id: &str) -> &'static [&'static str] {
    match id {
        "A1" => &["steps=4", "longest=3", "width=8", "swaps=2", "seeds=2"],
        "A3" => &["steps=4", "longest=3", "beyond=4", "width=8", "tried=3", "seeds=2"],
        "A4" | "T5" => &["steps=4", "longest=3", "width=8", "seeds=2"],
        "A5" => &["steps=3", "tokens=8", "width=8", "shift=2", "segment=4", "layers=2", "seeds=2"],
        "A6" => &["tokens=8", "padding=3", "seeds=2"],
        "A7" => &["tokens=6", "width=8", "seeds=2"],
        "T1" => &["layers=2", "width=16", "tokens=5", "draws=30"],
        "T2" => &["tokens=3", "seeds=1"],
        "T3" => &["tokens=64", "width=8", "repetitions=1", "steps=3", "few=16", "seeds=2"],
        "T4" => &["text=4", "source=3", "seeds=1"],
        "T6" => &["tokens=64", "width=16", "repetitions=1", "steps=3", "seeds=2"],
        "T7" => &["largest=64", "queries=24", "seeds=2", "trained=4", "steps=3", "trainings=2"],
        "T8" => &["size=4096", "queries=8"],
        "T9" => &["depth=6", "width=8", "tokens=5", "seeds=1", "trained=2", "steps=3", "trainings=2"],
        _ => &[],
    }
}

fn choice(id: &str) -> Choice {
    let settings = tiny(id).iter().map(ToString::to_string).collect();
    Choice { quick: true, seed: 3, settings }
}

fn run(id: &str) -> Outcome {
    let experiment = find(id).expect("an experiment");
    experiment.ready(&choice(id)).expect("settings fit").run(&|| 0.0, &Unwatched).expect("an outcome")
}

#[test]
fn every_experiment_ends_and_says_so_in_the_agreed_form() {
    for experiment in TABLE {
        let outcome = run(experiment.id);
        let json: serde_json::Value = serde_json::to_value(&outcome).expect("JSON");
        let keys: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut expected = ["id", "question", "claim", "parameters", "table", "verdict", "criterion", "seconds"];
        expected.sort_unstable();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, expected, "{}", experiment.id);
        let columns = json["table"]["columns"].as_array().expect("columns").len();
        let rows = json["table"]["rows"].as_array().expect("rows");
        assert!(!rows.is_empty(), "{}", experiment.id);
        for row in rows {
            let cells = row.as_array().expect("a row");
            assert_eq!(cells.len(), columns);
            assert!(cells.iter().all(|cell| cell.is_number() || cell.is_string()), "{row}");
        }
        for parameter in experiment.parameters() {
            assert!(json["parameters"][parameter.name].is_number(), "{}", parameter.name);
        }
        assert_eq!((&json["parameters"]["seed"], &json["parameters"]["quick"]), (&3.into(), &true.into()));
        assert_eq!(json["verdict"], outcome.verdict.to_string());
    }
}

#[test]
fn the_same_seed_finds_the_same() {
    // T3 and T6 measure time.
    for experiment in TABLE.iter().filter(|experiment| !["T3", "T6"].contains(&experiment.id)) {
        let (a, b) = (run(experiment.id), run(experiment.id));
        assert_eq!((a.table, a.verdict), (b.table, b.verdict), "{}", experiment.id);
    }
}

#[test]
fn plain_truths_hold_at_any_size() {
    for (id, holds) in
        [("A7", true), ("T1", true), ("T2", true), ("T4", true), ("A2", false), ("A6", false), ("T8", false)]
    {
        let verdict = run(id).verdict;
        assert_eq!(verdict == Verdict::Holds, holds, "{id} {verdict}");
        assert!(holds || matches!(verdict, Verdict::HoldsWhen(_)), "{id} {verdict}");
    }
}

/// Stops an experiment when it first says how far it is.
struct Impatient(AtomicUsize);

impl Progress for Impatient {
    fn at(&self, share: f64, _doing: &str) {
        assert!((0.0..=1.0).contains(&share));
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

#[test]
fn an_experiment_can_be_stopped() {
    for experiment in TABLE {
        let ready = experiment.ready(&choice(experiment.id)).expect("settings fit");
        let stopped = ready.run(&|| 0.0, &Impatient(AtomicUsize::new(0)));
        let heard = matches!(stopped, Err(Stopped::Cancelled));
        // Two reports and no more: an experiment of one step has ended by then.
        assert!(heard || experiment.id == "T2", "{} went on", experiment.id);
    }
}

#[test]
fn parameters_are_within_their_own_ranges() {
    for experiment in TABLE {
        for parameter in experiment.parameters() {
            let (least, most) = parameter.range;
            for value in [parameter.usual, parameter.quick] {
                assert!((least..=most).contains(&value), "{} {}", experiment.id, parameter.name);
                assert!(parameter.step == 0.0 || value % parameter.step == 0.0);
            }
        }
    }
}
