//! `headlight trace`: every recorded value in a file.

use std::fs;

use super::support::{headlight, on_model};
use super::{done, json, refused, values};

#[test]
fn a_trace_holds_every_value_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let [first, again] = ["first", "again"].map(|name| {
        let path = folder.path().join(name).display().to_string();
        done(on_model(&["trace", "the cat sat", "-o", &path, "--kernel", "portable"]));
        fs::read(&path).unwrap()
    });
    assert_eq!(first, again, "the same pass, the same bytes");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");

    let file = safetensors::SafeTensors::deserialize(&first).expect("a safetensors file");
    let (_, header) = safetensors::SafeTensors::read_metadata(&first).expect("a header");
    let metadata = header.metadata().as_ref().expect("metadata");
    let tokens: Vec<u32> = serde_json::from_str(&metadata["tokens"]).expect("token numbers");
    let pieces: Vec<String> = serde_json::from_str(&metadata["pieces"]).expect("pieces");
    let n = tokens.len();
    assert_eq!(pieces.len(), n);
    for (site, shape) in [
        ("embed", vec![n, 24]),
        ("decoder.0.attn.q", vec![3, n, 8]),
        ("decoder.1.attn.masked", vec![3, n, n]),
        ("decoder.1.resid_pre", vec![n, 24]),
        ("decoder.1.mlp.post", vec![n, 32]),
    ] {
        assert_eq!(file.tensor(site).expect(site).shape(), shape, "{site}");
    }
    let floats = |site: &str| -> Vec<f32> {
        let bytes = file.tensor(site).expect(site).data().chunks_exact(4);
        bytes.map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    };
    assert_eq!(floats("decoder.0.attn.masked")[1], f32::NEG_INFINITY);
    assert_eq!(floats("decoder.1.resid_pre"), floats("decoder.0.resid_post"), "a value under both of its names");
    let q = floats("decoder.0.attn.q");
    let shown = json(&["show", "the cat sat", "--site", "decoder.0.attn.q", "--head", "2", "--kernel", "portable"]);
    let shown: Vec<f32> = values(&shown).concat().into_iter().map(|x| x as f32).collect();
    assert_eq!(q[2 * n * 8..], shown, "head by head, as `show` prints it");
}

#[test]
fn a_trace_of_a_translation_holds_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace").display().to_string();
    done(headlight(["trace", "3 March 2017", "--model", "dates", "-o", &path, "--kernel", "portable"]));
    let bytes = fs::read(&path).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).expect("a header");
    let metadata = header.metadata().as_ref().expect("metadata");
    let numbers = |key: &str| -> Vec<u32> { serde_json::from_str(&metadata[key]).expect(key) };
    let pieces = |key: &str| -> Vec<String> { serde_json::from_str(&metadata[key]).expect(key) };
    let tokenizer = headlight::model::Model::open("dates").expect("is there").tokenizer;
    assert_eq!(numbers("source"), tokenizer.encode("3 March 2017"));
    assert_eq!(pieces("source_pieces").concat(), "3March␣2017");
    assert_eq!(pieces("pieces")[1..].concat(), "2017-03-03", "after the token that begins every output");
    let (n, m) = (numbers("tokens").len(), numbers("source").len());
    let shape = |site: &str| file.tensor(site).expect(site).shape().to_vec();
    let heads = shape("decoder.0.cross.pattern")[0];
    assert_eq!(shape("decoder.0.cross.pattern"), [heads, n, m], "[head, query, key]");
    assert_eq!(shape("encoder.embed")[0], m);
    assert_eq!(shape("embed")[0], n);
}

#[test]
fn a_trace_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("not").join("there").display().to_string();
    refused(&on_model(&["trace", "the cat", "-o", &nowhere]), &["cannot write", &nowhere]);
    let taken = folder.path().display().to_string();
    refused(&on_model(&["trace", "the cat", "-o", &taken]), &["cannot write"]);
    refused(&on_model(&["trace", "the cat"]), &["--output"]);
}
