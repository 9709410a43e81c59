//! `headlight show`: one recorded matrix, and what was done to the model before.

use serde_json::Value;

use super::support::{headlight, on_model};
use super::{PATTERN, done, json, refused, values};

#[test]
fn a_pattern_is_causal_and_its_rows_sum_to_one() {
    let matrix = json(&[&PATTERN[..], &["--head", "1"]].concat());
    assert_eq!((&matrix["model"], &matrix["site"], &matrix["head"]), (&"tiny".into(), &PATTERN[3].into(), &1.into()));
    assert_eq!((&matrix["rows"]["axis"], &matrix["columns"]["axis"]), (&"query".into(), &"key".into()));
    assert_eq!(matrix["rows"]["labels"], matrix["columns"]["labels"]);
    let values = values(&matrix);
    assert_eq!(values.len(), matrix["rows"]["labels"].as_array().expect("labels").len());
    for (query, row) in values.iter().enumerate() {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{row:?}");
        assert!(row[query + 1..].iter().all(|weight| *weight == 0.0), "{row:?}");
    }
}

#[test]
fn the_embedded_model_needs_no_file() {
    let show = ["show", "--site", "decoder.0.attn.pattern", "--head", "1", "--format", "json"];
    let matrix: Value = serde_json::from_str(&done(headlight(show))).expect("JSON");
    assert_eq!(matrix["model"], "austen");
    let values = values(&matrix);
    for (query, row) in values.iter().enumerate() {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{row:?}");
        assert!(row[query + 1..].iter().all(|weight| *weight == 0.0), "{row:?}");
    }
    let labels = matrix["rows"]["labels"].as_array().expect("labels");
    assert_eq!((values.len(), labels[0].as_str()), (labels.len(), Some("It")));
}

#[test]
fn masked_scores_are_minus_infinity_by_name() {
    let text = done(on_model(&["show", "the cat", "--site", "decoder.1.attn.masked", "--format", "json"]));
    assert!(text.contains("\"-inf\""), "{text}");
    let matrix: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(matrix["values"][0][1], "-inf");
    assert!(matrix["values"][1][0].is_number());
}

#[test]
fn a_value_without_heads_has_none() {
    let matrix = json(&["show", "the cat", "--site", "decoder.1.resid_post"]);
    assert_eq!(matrix["head"], Value::Null);
    assert_eq!((&matrix["rows"]["axis"], &matrix["columns"]["axis"]), (&"token".into(), &"dimension".into()));
    assert_eq!(values(&matrix)[0].len(), 24);
}

#[test]
fn parameters_can_be_shown_too() {
    let matrix = json(&["show", "the cat", "--site", "decoder.0.attn.W_Q"]);
    assert_eq!((&matrix["rows"]["axis"], &matrix["columns"]["axis"]), (&"out".into(), &"in".into()));
}

#[test]
fn csv_has_a_header_and_a_line_a_row() {
    let text = done(on_model(&["show", "a, \"b\"", "--site", "embed", "--format", "csv"]));
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(lines[0].starts_with("token\\dimension,0,1,2,"), "{}", lines[0]);
    assert!(lines.iter().any(|line| line.starts_with("\",\",")), "a comma is quoted: {text}");
    assert!(lines.iter().all(|line| line.matches(',').count() >= 24), "{text}");
}

#[test]
fn what_is_no_terminal_gets_no_escapes() {
    let plain = done(on_model(&PATTERN));
    assert!(plain.starts_with("decoder.0.attn.pattern · head 0 · query ↓ key →\n"), "{plain}");
    let shades = done(on_model(&[&PATTERN[..], &["--format", "heatmap"]].concat()));
    for text in [&plain, &shades] {
        assert!(!text.contains('\x1b'), "{text}");
    }
    assert!(shades.contains('█'), "{shades}");
    let coloured = done(on_model(&[&PATTERN[..], &["--format", "heatmap", "--color", "truecolor"]].concat()));
    assert!(coloured.contains("\x1b[48;2;"), "{coloured}");
}

#[test]
fn every_door_can_be_poked() {
    let see = |commands: &[&str]| {
        let pokes = commands.iter().flat_map(|command| ["--do", command]);
        values(&json(&PATTERN.into_iter().chain(pokes).collect::<Vec<_>>()))
    };
    let plain = see(&[]);
    assert_eq!(plain[0][1], 0.0);
    let unmasked = see(&["mask none"]);
    assert!(unmasked[0][1] > 0.0);
    assert_eq!(see(&["mask none", "mask causal"]), plain);
    assert_ne!(see(&["mask none; scale off"]), unmasked);
    assert_eq!(see(&["mask none", "undo"]), plain);
    let plan = ["--plan", "mask none; text \"the cat sat\""];
    let by_plan = json(&[&["show", "--site", PATTERN[3]][..], &plan].concat());
    assert_eq!(values(&by_plan), unmasked);
    let off = json(&["show", "the cat", "--site", "decoder.1.attn.z", "--head", "2", "--do", "head off 1.2"]);
    assert!(values(&off).iter().flatten().all(|x| *x == 0.0));
}

#[test]
fn a_gradient_is_printed_as_the_value_that_it_belongs_to() {
    let ask = |more: &[&str]| {
        let value = ["show", "the cat sat", "--site", "decoder.0.attn.z", "--head", "1"];
        json(&[&value[..], more].concat())
    };
    let (value, gradient) = (ask(&[]), ask(&["--gradient"]));
    assert_eq!((&value["rows"], &value["columns"]), (&gradient["rows"], &gradient["columns"]));
    assert_ne!(value["values"], gradient["values"]);
    assert_eq!(value["gradient_of"], Value::Null);
    let word = gradient["gradient_of"]["word"].as_u64().expect("the likeliest word");
    let token = gradient["gradient_of"]["token"].as_u64().expect("the last token");
    let again = ask(&["--gradient", "--do", &format!("gradient {token} {word}")]);
    assert_eq!(again, gradient);
    let first = ask(&["--gradient", "--do", "gradient 0"]);
    assert!(values(&first)[1..].iter().flatten().all(|x| *x == 0.0), "what comes later cannot matter");
    refused(
        &on_model(&["show", "the cat", "--site", "embed", "--gradient", "--do", "gradient 99"]),
        &["there is no token 99"],
    );
}

#[test]
fn portable_arithmetic_is_close_to_the_fast() {
    let logits = ["show", "the cat sat", "--site", "logits"];
    let (fast, portable) = (json(&logits), json(&[&logits[..], &["--kernel", "portable"]].concat()));
    for (a, b) in values(&fast).iter().flatten().zip(values(&portable).iter().flatten()) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
}
