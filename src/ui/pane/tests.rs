use std::sync::Arc;

use super::*;
use crate::app::{Desk, Language, Pass, Plan, Settings, Stage};
use crate::model::{Model, Tokenizer};
use crate::tape::{Kernel, Spare, Stack};
use crate::transformer::{Architecture, Config, Mixing, Norm, Position as Positions};
use crate::ui::Capability;
use crate::ui::capability::ColourDepth;

pub(in crate::ui) const TEXT: &str = "It is a truth universally acknowledged, that a single man";

/// A stage on a tiny model without training.
pub(in crate::ui) fn stage() -> Stage {
    stage_with(Settings::default())
}

pub(in crate::ui) fn stage_with(settings: Settings) -> Stage {
    stage_of(tiny(), TEXT, settings)
}

/// A translation by the embedded model.
pub(in crate::ui) fn translation() -> Stage {
    let model = Arc::new(Model::open("dates").expect("it is embedded"));
    stage_of(model, "the 3rd of March 2017", Settings::default())
}

/// A stage on a text in a model, of one bit pattern on every machine.
pub(in crate::ui) fn stage_of(model: Arc<Model>, text: &str, settings: Settings) -> Stage {
    let plan = Plan { model: model.name.clone(), text: text.to_owned(), settings, ..Plan::default() };
    let kernel = Kernel { portable: true, wide: false };
    Stage::new(Pass::record(&plan, model, kernel, Spare::default()).expect("the model plays"))
}

pub(in crate::ui) fn tiny() -> Arc<Model> {
    tiny_of(2, Tokenizer::train([TEXT], 300).expect("a tokenizer"))
}

/// A tiny model of so many layers that knows these words.
pub(in crate::ui) fn tiny_of(layers: usize, tokenizer: Tokenizer) -> Arc<Model> {
    let config = Config { width: 16, layers, hidden: 32, ..Config::default() };
    Arc::new(Model::seeded("tiny", config, tokenizer, 7).expect("a model"))
}

fn draw(stage: &Stage, pane: PaneId, depth: ColourDepth, width: u16, height: u16) -> Vec<String> {
    let capability = Capability { colour: depth, ..Capability::FULL };
    let desk = Desk::default();
    let view = View::new(stage, &desk, &capability);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width + 4, height + 4));
    let area = Rect::new(2, 2, width, height);
    render(&view, pane, area, &mut buffer);
    for position in buffer.area.positions() {
        let drawn = buffer[position].symbol() != " ";
        assert!(!drawn || area.contains(position), "{pane:?} draws at {position} outside {area}");
    }
    let row = |y| (area.x..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (area.y..area.bottom()).map(row).collect()
}

#[test]
fn every_pane_stays_inside_whatever_it_shows() {
    let off = [("0.1".parse().expect("a head"))].into();
    let settings = [
        Settings::default(),
        Settings { norm: Some(Norm::Post), causal: Some(false), ..Settings::default() },
        Settings {
            norm: Some(Norm::None),
            residual: Some(false),
            scale: Some(false),
            heads_off: off,
            ..Settings::default()
        },
    ];
    for settings in settings {
        let mut stage = stage_with(settings);
        for (i, site) in stage.pass.sites().enumerate().collect::<Vec<_>>() {
            stage.plan.cursor.site = site;
            // What shows the value itself is drawn for every one, the rest for some.
            let of_value = [PaneKind::Matrix, PaneKind::Cell, PaneKind::Lesson];
            for kind in PaneKind::ALL.into_iter().filter(|kind| i % 8 == 0 || of_value.contains(kind)) {
                let pane = kind.first();
                for (width, height) in [(1, 1), (3, 9), (14, 3), (40, 16)] {
                    draw(&stage, pane, ColourDepth::True, width, height);
                }
                draw(&stage, pane, ColourDepth::None, 30, 8);
            }
        }
    }
}

/// A model of this make with random weights, small enough to draw all of it.
fn made(config: &Config) -> Arc<Model> {
    let tokenizer = Tokenizer::train([TEXT], 300).expect("a tokenizer");
    let config = Config { context: 32, width: 16, hidden: 24, ..config.clone() };
    Arc::new(Model::seeded("made", config, tokenizer, 3).expect("a model"))
}

/// A stage for every kind of model and input.
fn every_kind() -> Vec<(&'static str, Stage)> {
    let both = Config { architecture: Architecture::EncoderDecoder, encoder_layers: 1, ..Config::default() };
    let gru = Config { architecture: Architecture::Recurrent, position: Positions::None, ..Config::default() };
    let xl = Settings { position: Some(Positions::Xl), segment: Some(3), memory: Some(2), ..Settings::default() };
    let padded = || Settings { pad: 2, ..Settings::default() };
    let target = || Settings { target: Some("a man".to_owned()), pad: 1, ..Settings::default() };
    let text = "It is a truth";
    let encoder = || made(&Config { architecture: Architecture::Encoder, causal: false, ..Config::default() });
    let decoder = || made(&Config::default());
    let recurrent = |cross_attention| made(&Config { cross_attention, ..gru.clone() });
    let mixing = |mixing| Settings { mixing: Some(mixing), ..Settings::default() };
    vec![
        ("encoder", stage_of(encoder(), text, Settings::default())),
        ("padded encoder", stage_of(encoder(), text, padded())),
        ("padded decoder", stage_of(decoder(), text, padded())),
        ("encoder and decoder", stage_of(made(&both), text, target())),
        ("recurrent with attention", stage_of(recurrent(true), text, target())),
        ("recurrent without", stage_of(recurrent(false), text, target())),
        ("segments with memory", stage_of(decoder(), text, xl)),
        ("fixed mixing", stage_of(decoder(), text, mixing(Mixing::Fixed))),
        ("convolution", stage_of(decoder(), text, mixing(Mixing::Convolution))),
        ("recurrent mixing", stage_of(decoder(), text, mixing(Mixing::Recurrent))),
        ("one token", stage_of(decoder(), "I", Settings::default())),
    ]
}

/// Every pane at some steps of every kind of model, and at more of them the value itself.
#[test]
fn every_pane_stays_inside_with_every_kind_of_model() {
    for (kind_of_model, mut stage) in every_kind() {
        for (i, site) in stage.pass.sites().enumerate().collect::<Vec<_>>() {
            stage.plan.cursor.site = site;
            for kind in PaneKind::ALL.into_iter().filter(|kind| i % 24 == 0 || i % 4 == 0 && *kind == PaneKind::Matrix)
            {
                for (width, height, depth) in
                    [(5, 3, ColourDepth::True), (33, 12, ColourDepth::Ansi16), (64, 20, ColourDepth::None)]
                {
                    let drawn = draw(&stage, kind.first(), depth, width, height);
                    let says = drawn.iter().any(|row| !row.is_empty());
                    // An untaught lab has neither a training nor a lesson beside every step; all else says something.
                    assert!(says || height < 12, "{kind_of_model}, {site}: {kind:?} is empty");
                }
            }
        }
    }
}

/// Of a long pass the worker has yet to compute what one looks at.
#[test]
fn every_pane_waits_for_what_is_not_in_memory() {
    let mut stage = stage();
    let kernel = Kernel { portable: true, wide: false };
    let within = |most| Pass::record_within(&stage.plan, tiny(), kernel, Spare::default(), None, most).ok();
    let whole = stage.pass.tape.whole_bytes();
    let least = (0..whole).step_by(whole / 100).find_map(within).expect("some size is enough");
    assert!(!least.holds(Stack::Decoder, 1));
    let layers = (0..2).map(|layer| (Stack::Decoder, layer)).collect();
    let all = least.look(&layers);
    stage.pass = Arc::new(least);
    for site in all.sites().collect::<Vec<_>>() {
        stage.plan.cursor.site = site;
        for kind in PaneKind::ALL {
            draw(&stage, kind.first(), ColourDepth::True, 40, 16);
        }
        let drawn = draw(&stage, PaneKind::Matrix.first(), ColourDepth::True, 60, 16).concat();
        assert_eq!(drawn.contains("computing …"), stage.pass.value(site).is_none(), "{site}: {drawn}");
    }
}

#[test]
fn the_matrix_says_its_axes_its_range_and_what_is_masked() {
    let stage = stage();
    let capability = Capability::FULL;
    let desk = Desk::default();
    let view = View::new(&stage, &desk, &capability);
    assert_eq!(title(&view, PaneKind::Matrix.first()), "pattern · block 0 · head 0");
    assert_eq!(note(&view, PaneKind::Matrix.first()), "query ↓  key →");
    let drawn = draw(&stage, PaneKind::Matrix.first(), ColourDepth::None, 100, 40);
    let tokens = stage.pass.tokens.len();
    let legend = drawn.iter().rfind(|row| !row.is_empty()).expect("a legend");
    assert!(
        legend.contains("≥ 0.") && legend.contains("· masked") && legend.ends_with(&format!("{tokens} × {tokens}")),
        "{legend}"
    );
}

#[test]
fn a_matrix_of_cross_attention_says_so_and_which_text_is_which() {
    let mut stage = translation();
    let mut frame = |site: &str| {
        stage.plan.cursor.site = site.parse().expect("a site");
        let (desk, capability) = (Desk::default(), Capability::FULL);
        let view = View::new(&stage, &desk, &capability);
        [title(&view, PaneKind::Matrix.first()), note(&view, PaneKind::Matrix.first())]
    };
    assert_eq!(frame("decoder.1.cross.pattern"), ["cross.pattern · head 1.0", "target ↓  source →"]);
    assert_eq!(frame("decoder.1.cross.k"), ["cross.k · head 1.0", "token ↓  dimension →"]);
    assert_eq!(frame("decoder.1.cross.out"), ["cross.out · decoder 1", "token ↓  dimension →"]);
    assert_eq!(frame("decoder.1.attn.pattern"), ["pattern · decoder 1 · head 0", "query ↓  key →"]);
    assert_eq!(frame("encoder.0.attn.pattern"), ["pattern · encoder 0 · head 0", "query ↓  key →"]);
}

#[test]
fn the_end_of_a_text_has_a_name_and_a_byte_is_a_number() {
    let mut stage = translation();
    stage.plan.cursor.site = "probs".parse().expect("a site");
    let drawn = draw(&stage, PaneKind::Output.first(), ColourDepth::True, 60, 4);
    let likeliest = drawn.iter().find(|row| row.contains("1.00")).expect("it is sure");
    assert!(likeliest.starts_with("⟨end⟩") && !drawn.concat().contains("<|"), "{drawn:#?}");
    let shown = stage.shown().expect("it is recorded");
    let end = stage.pass.model.tokenizer.end_of_text().expect("it has one");
    assert_eq!(shown.column_label(end as usize, Language::default()), "⟨end⟩", "the matrix and the pane agree");
    let byte = (0..stage.pass.config.vocabulary as u32)
        .find(|token| stage.pass.model.tokenizer.bytes(&[*token]) == [0xE4])
        .expect("every byte is an entry");
    assert_eq!(shown.column_label(byte as usize, Language::default()), "⟨E4⟩");
}

#[test]
fn a_click_on_a_thumbnail_selects_its_head() {
    let stage = stage();
    let (desk, capability) = (Desk::default(), Capability::FULL);
    let view = View::new(&stage, &desk, &capability);
    let area = Rect::new(0, 0, 90, 20);
    let commands: Vec<Command> =
        area.positions().filter_map(|at| command_at(&view, PaneKind::Heads.first(), area, at)).collect();
    for line in ["head 0.3", "head 1.0", "go decoder.1.rollout"] {
        assert!(commands.iter().any(|command| command.to_string() == line), "no click sends `{line}`");
    }
}

#[test]
fn the_next_token_in_the_text_is_listed_and_marked() {
    let mut stage = stage();
    stage.plan.cursor.token = Some(0);
    stage.plan.cursor.site = "probs".parse().expect("a site");
    let drawn = draw(&stage, PaneKind::Output.first(), ColourDepth::True, 60, 5);
    let next = &stage.pass.pieces[1].text;
    assert!(drawn.iter().any(|row| row.starts_with(next.as_str())), "{drawn:#?}");
}

#[test]
fn what_the_residual_pane_says_is_what_was_recorded() {
    let mut stage = stage();
    stage.plan.cursor.site = "decoder.1.ln2".parse().expect("a site");
    let drawn = draw(&stage, PaneKind::Residual.first(), ColourDepth::True, 60, 8);
    let middle = stage.pass.value("decoder.1.resid_mid".parse().expect("a site")).expect("it is recorded");
    let last = middle.column(middle.ncols() - 1);
    let length = crate::ui::widget::number(last.norm(), 6);
    assert!(drawn[0].ends_with(&length) && drawn[1].ends_with(&length), "{drawn:#?}");
    // σ falls short of 1 by ε: vectors of a model without training are short.
    assert!(drawn.iter().any(|row| row.starts_with("after") && row.contains("0.99")), "{drawn:#?}");
}

#[test]
fn gradients_say_of_what_and_by_what_and_how_to_choose() {
    let mut stage = stage();
    let asked = draw(&stage, PaneKind::Gradients.first(), ColourDepth::None, 80, 4).join(" ");
    assert!(asked.contains("no output is chosen yet: `gradient`"), "{asked}");
    let plan = Plan { gradient: Some(crate::app::Gradient::default()), ..stage.plan.clone() };
    let kernel = Kernel { portable: true, wide: false };
    stage = Stage::new(Pass::record(&plan, tiny(), kernel, Spare::default()).expect("the model plays"));
    let (capability, desk) = (Capability::FULL, Desk::default());
    let view = View::new(&stage, &desk, &capability);
    let title = title(&view, PaneKind::Gradients.first());
    assert!(title.starts_with("∂ logit “") && title.ends_with("/ ∂ pattern · block 0 · head 0"), "{title}");
    // What a wide cell says is what the pass has, signed, where the value itself is a weight.
    let view = view.of(PaneKind::Gradients.first());
    let shown = view.shown().expect("a gradient");
    assert!(shown.signed && shown.range().0 < 0.0);
    stage.plan.cursor.site = "logits".parse().expect("a site");
    let drawn = draw(&stage, PaneKind::Gradients.first(), ColourDepth::None, 80, 24);
    assert!(drawn.iter().any(|row| row.contains('+')), "the logit itself moves by one");
}

mod difference;
