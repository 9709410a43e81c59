//! What a tape promises: patches, aliases, recomputation to the bit, bounded memory, errors that name sites and shapes.

use std::sync::Arc;

use headlight::tape::{
    Arithmetic, Change, Kernel, Matrix, Name, Parameters, Part, Patch, Site, Spare, Stack, Tape, TapeError, Var,
};
use headlight::transformer::{Config, Input, decoder, loss};

fn config() -> Config {
    Config { vocabulary: 12, context: 9, width: 12, heads: 3, layers: 3, hidden: 20, dropout: 0.2, ..Config::default() }
}

fn site(text: &str) -> Site {
    text.parse().unwrap()
}

fn patch(at: &str, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>, change: Change) -> Patch {
    Patch { site: site(at), rows, columns, change }
}

/// Larger than those of a fresh model, so that every operation bends what goes through it.
fn parameters() -> Arc<Parameters> {
    let mut parameters = config().random(3);
    parameters.iter_mut().filter(|(_, m)| m.ncols() > 1).for_each(|(_, m)| *m *= 15.0);
    Arc::new(parameters)
}

/// A pass over seven tokens, twice, in training so that dropout is there too.
fn record(patches: Vec<Patch>, kernel: Kernel) -> (Tape, Var) {
    let tokens: Arc<[u32]> = (0..14u32).map(|i| i * 5 % 12).collect();
    let targets = tokens.iter().map(|t| (t + 1) % 12).collect();
    let mut tape = Tape::new(parameters(), patches, kernel, Spare::default());
    let input = Input { tokens, sequences: 2, lengths: None, training: Some(4), source: None, memory: None };
    let logits = decoder(&mut tape, &config(), &input);
    let loss = loss(&mut tape, logits, targets, 1.0 / 14.0);
    (tape, loss)
}

fn played(patches: Vec<Patch>) -> (Tape, Var) {
    let (mut tape, loss) = record(patches, Kernel::default());
    tape.play(|_| true).unwrap();
    (tape, loss)
}

fn value<'a>(tape: &'a Tape, at: &str) -> &'a Matrix {
    tape.value(tape.find(site(at)).unwrap_or_else(|| panic!("no {at}")))
}

#[test]
fn recording_computes_nothing_and_looking_computes_what_it_needs() {
    let (tape, _) = record(Vec::new(), Kernel::default());
    assert_eq!(tape.bytes(), 0);
    assert!(tape.vars().filter(|v| tape.node(*v).op().is_some()).all(|v| tape.ready(v).is_none()));
    let pattern = tape.find(site("decoder.0.attn.pattern")).unwrap();
    tape.value(pattern);
    assert!(tape.ready(pattern).is_some());
    assert!(tape.ready(tape.find(site("decoder.0.attn.z")).unwrap()).is_none());
}

#[test]
fn what_was_forgotten_comes_back_bit_for_bit() {
    for kernel in [false, true].map(|portable| Kernel { portable, wide: true }) {
        let (mut whole, _) = record(Vec::new(), kernel);
        whole.play(|_| true).unwrap();
        let (mut lean, _) = record(Vec::new(), kernel);
        lean.play(|node| node.site.name == Name::ResidPost).unwrap();
        assert!(lean.bytes() * 10 < whole.bytes());
        assert_eq!(whole.bytes(), whole.whole_bytes());
        for v in whole.vars() {
            assert_eq!(whole.value(v), lean.value(v), "{}", whole.node(v).site);
        }
    }
}

#[test]
fn an_excerpt_shares_what_it_keeps_and_computes_into_itself() {
    let (whole, _) = played(Vec::new());
    let stream = |name| matches!(name, Name::ResidPost | Name::ResidMid | Name::ResidPre);
    let excerpt = whole.excerpt(|node| stream(node.site.name));
    let kept = excerpt.bytes();
    let post = site("decoder.1.resid_post");
    let shared = |tape: &Tape| std::ptr::from_ref(tape.value(tape.find(post).unwrap()));
    assert_eq!(shared(&whole), shared(&excerpt));
    assert_eq!(value(&whole, "decoder.1.attn.pattern"), value(&excerpt, "decoder.1.attn.pattern"));
    assert!(excerpt.bytes() > kept && excerpt.bytes() < whole.bytes());
    assert_eq!(whole.excerpt(|node| stream(node.site.name)).bytes(), kept);
}

#[test]
fn buffers_serve_the_next_pass_without_leaving_a_trace() {
    let (first, _) = played(Vec::new());
    let logits = value(&first, "logits").clone();
    let parameters = first.parameters().clone();
    let tokens: Arc<[u32]> = (0..14u32).map(|i| i * 5 % 12).collect();
    let mut tape = Tape::new(parameters, Vec::new(), Kernel::default(), first.recycle());
    decoder(
        &mut tape,
        &config(),
        &Input { tokens, sequences: 2, lengths: None, training: Some(4), source: None, memory: None },
    );
    tape.play(|_| true).unwrap();
    assert_eq!(value(&tape, "logits"), &logits);
}

#[test]
fn a_patch_takes_over_the_name_and_keeps_what_it_replaced() {
    let (plain, _) = played(Vec::new());
    let (patched, _) = played(vec![
        patch("decoder.1.attn.pattern", 2..3, 5..6, Change::Set(0.5)),
        patch("decoder.1.attn.pattern", 0..1, 0..42, Change::Scale(0.0)),
        patch("decoder.2.attn.z", 4..8, 0..14, Change::Scale(0.0)),
        patch("decoder.0.attn.b_Q", 0..2, 0..1, Change::Add(1.0)),
    ]);
    let pattern = value(&patched, "decoder.1.attn.pattern");
    assert_eq!(pattern[(2, 5)], 0.5);
    assert!(pattern.row(0).iter().all(|weight| *weight == 0.0));
    assert_eq!(value(&patched, "decoder.2.attn.z").rows(4, 4).amax(), 0.0);
    assert!(value(&patched, "decoder.2.attn.z.before").rows(4, 4).amax() > 0.0);
    assert_eq!(value(&patched, "decoder.0.attn.b_Q")[0], 1.0);
    assert_eq!(value(&plain, "decoder.0.attn.k"), value(&patched, "decoder.0.attn.k"));
    assert_ne!(value(&plain, "decoder.0.attn.q"), value(&patched, "decoder.0.attn.q"));
    assert_ne!(value(&plain, "logits"), value(&patched, "logits"));
}

#[test]
fn a_value_from_another_tape_replaces_one() {
    let (other, _) = played(vec![patch("decoder.0.attn.z", 0..12, 0..14, Change::Scale(0.0))]);
    let taken = Arc::new(value(&other, "decoder.1.resid_post").clone());
    let (tape, _) = played(vec![patch("decoder.1.resid_post", 0..12, 0..14, Change::Replace(taken.clone()))]);
    assert_eq!(value(&tape, "decoder.1.resid_post"), &*taken);
    assert_eq!(value(&tape, "logits"), value(&other, "logits"));
}

#[test]
fn a_block_becomes_a_copy_of_other_cells_of_its_value() {
    let (plain, _) = played(Vec::new());
    let upstream = patch("decoder.0.resid_pre", 0..12, 2..3, Change::Add(1.0));
    let copy = patch("decoder.1.attn.q", 0..4, 5..7, Change::Copy(0..4, 2..3));
    let (patched, _) = played(vec![upstream, copy]);
    let q = value(&patched, "decoder.1.attn.q");
    for column in [5, 6] {
        assert_eq!(q.view((0, column), (4, 1)), q.view((0, 2), (4, 1)));
        assert_ne!(q.view((4, column), (4, 1)), q.view((4, 2), (4, 1)), "outside the block nothing is copied");
    }
    assert_ne!(q.column(2), value(&plain, "decoder.1.attn.q").column(2), "what is copied is what this pass has");
}

#[test]
fn a_patch_at_an_alias_changes_what_follows_and_not_what_came_before() {
    let at = patch("decoder.2.resid_pre", 0..12, 3..4, Change::Set(0.0));
    let (plain, _) = played(Vec::new());
    let (patched, _) = played(vec![at]);
    assert_eq!(value(&plain, "decoder.1.resid_post"), value(&patched, "decoder.1.resid_post"));
    assert_eq!(value(&patched, "decoder.2.resid_pre").column(3).amax(), 0.0);
    assert_eq!(value(&patched, "decoder.2.resid_pre.before"), value(&plain, "decoder.2.resid_pre"));
    assert_ne!(value(&plain, "logits"), value(&patched, "logits"));
}

#[test]
fn a_cell_says_how_it_was_made_with_its_operands() {
    let (tape, _) = played(Vec::new());
    for v in tape.vars() {
        let value = tape.value(v);
        for (row, column) in [(0, 0), (value.nrows() - 1, value.ncols() - 1), (value.nrows() / 2, value.ncols() / 2)] {
            let cell = tape.cell(v, row, column).unwrap();
            let site = tape.node(v).site;
            assert_eq!(cell.result().to_bits(), value[(row, column)].to_bits(), "{site}");
            if let Arithmetic::Product { left, right, bias, y } = cell {
                let sum = left.iter().zip(&right).map(|(a, b)| a * b).sum::<f32>() + bias.unwrap_or(0.0);
                assert!((sum - y).abs() <= 1e-5 * y.abs().max(1.0), "{site}: {sum} for {y}");
            }
        }
        assert!(tape.cell(v, value.nrows(), 0).is_none());
    }
}

#[test]
fn what_does_not_fit_names_its_sites_and_shapes() {
    let parameters = parameters();
    let mut tape = Tape::new(parameters.clone(), Vec::new(), Kernel::default(), Spare::default());
    let mlp = |name| Site::layer(Stack::Decoder, 0, Part::Mlp, name);
    let (w, table) = (tape.parameter(mlp(Name::WIn)), tape.parameter(Site::model(Name::WE)));
    let b = tape.parameter(mlp(Name::BIn));
    let wrong = tape.affine(mlp(Name::Pre), table, w, b);
    tape.add(mlp(Name::Post), wrong, w);
    assert_eq!(
        tape.play(|_| true).unwrap_err().to_string(),
        "decoder.0.mlp.pre: an affine map does not fit W_E 12 × 12, decoder.0.mlp.W_in 20 × 12, decoder.0.mlp.b_in 20 × 1"
    );
    let mut tape = Tape::new(parameters, Vec::new(), Kernel::default(), Spare::default());
    tape.parameter(Site::model(Name::WU));
    assert_eq!(tape.check(), Err(TapeError::NoParameter { site: site("W_U") }));
    for (at, sentence) in [
        (
            patch("decoder.0.ln1", 0..13, 0..1, Change::Set(0.0)),
            "decoder.0.ln1 is 12 × 14: a patch of rows 0..13, columns 0..1 does not fit",
        ),
        (patch("decoder.3.ln1", 0..1, 0..1, Change::Set(0.0)), "the pass records no decoder.3.ln1 to patch"),
    ] {
        let (mut tape, _) = record(vec![at], Kernel::default());
        assert_eq!(tape.play(|_| true).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn the_portable_kernel_gives_the_same_bits_wide_and_narrow() {
    let of = |wide| {
        let (mut tape, loss) = record(Vec::new(), Kernel { portable: true, wide });
        tape.play(|_| true).unwrap();
        let bits: Vec<u32> = value(&tape, "logits").iter().map(|x| x.to_bits()).collect();
        (bits, tape.value(loss)[0].to_bits())
    };
    assert_eq!(of(true), of(false));
}
