//! The lab on 1,024 tokens in 12 layers of 12 heads, 768 wide, of which not everything stays in memory; untrained.

use std::sync::Arc;

use headlight::app::seek;
use headlight::model::{Model, Tokenizer};
use headlight::tape::Kernel;
use headlight::transformer::Config;
use headlight::ui::Capability;
use ratatui::layout::Rect;

use super::{Hands, SIZE, Session, TEXT};

/// Columns and rows of a large screen.
const LARGE: Rect = Rect::new(0, 0, 200, 60);

/// The cursor over a map, heads, and steps of one layer.
const MOVING: [&str; 7] = [
    "go decoder.5.attn.pattern",
    "move left",
    "move up 9",
    "move right 3",
    "head next",
    "go decoder.5.attn.scores",
    "head 0",
];

/// A map of three million numbers.
const WIDE: [&str; 3] = ["go decoder.5.mlp.pre", "move left 100", "move up 9"];

/// What is looked at: its name, the commands that bring it about, and those after each of which a frame is drawn.
const VIEWS: [(&str, &str, &[&str]); 14] = [
    ("compare, of one plan", "layout compare", &MOVING),
    ("residual", "layout residual", &MOVING),
    ("lecture", "layout lecture", &MOVING),
    ("explore, sink hidden", "layout explore; sink hide", &MOVING),
    ("explore, normalised", "sink show; normalise on", &MOVING),
    ("explore, whole maps", "normalise off; magnify all", &MOVING),
    ("matrix, whole, of a mean", "sink hide; normalise on; pool mean; zoom on", &MOVING),
    ("matrix, whole, wide", "sink show; pool max", &WIDE),
    ("matrix, strongest", "normalise off", &["strongest next", "go decoder.5.mlp.pre", "go decoder.5.attn.pattern"]),
    ("matrix, W_E", "zoom off; magnify fit; pin W_E 0", &MOVING),
    ("residual stream", "unpin; panes \"row(1 residual)\"", &MOVING),
    ("flow", "panes \"row(1 flow)\"", &MOVING),
    ("flow, all queries", "flow-queries all; flow-heads all", &MOVING),
    (
        "scores",
        "flow-queries one; flow-heads one; panes \"row(1 scores)\"",
        &["move up 9", "move right", "scores-show"],
    ),
];

/// What is looked at where two plans are compared.
const BESIDE: [(&str, &str, &[&str]); 5] = [
    ("compare, of two plans", "layout compare", &MOVING),
    ("compare, whole maps", "magnify all; focus matrix-3; magnify all; sink hide", &MOVING),
    ("matrix, B - A, whole", "zoom on; normalise on", &MOVING),
    ("matrix, B - A, strongest", "", &["strongest next", "strongest back"]),
    (
        "scores, B - A",
        "zoom off; panes \"row(1 scores)\"; pane-side difference",
        &["move up 9", "move right", "scores-show"],
    ),
];

/// Hands every session over as soon as it is drawn.
pub(crate) fn long(capability: Capability, mut hand_over: impl FnMut(Rect, Session)) {
    let model = random(12);
    let mut hands = long_text(&model, capability);
    let often = |commands: &[&'static str], times: usize| -> Vec<&str> { commands.repeat(times) };
    hand_over(SIZE, Session { name: "stepping", frames: hands.command(&often(&["next"], 200)) });
    let moving = ["go decoder.5.attn.pattern", "move left", "move up 9", "move right 3"];
    hand_over(SIZE, Session { name: "moving", frames: hands.command(&often(&moving, 50)) });
    hand_over(
        SIZE,
        Session { name: "heads", frames: hands.command(&often(&["head next", "head next", "head 0"], 50)) },
    );
    hand_over(
        SIZE,
        Session { name: "layers", frames: hands.command(&often(&["layer next", "layer next", "layer 0"], 12)) },
    );
    hands.prepare("go decoder.5.attn.pattern");
    views(&mut hands, &VIEWS, &mut hand_over);
    hands.prepare("compare scale off");
    views(&mut hands, &BESIDE, &mut hand_over);
    drop(hands);
    // Of twelve layers there is no room for every gradient.
    let model = random(1);
    let mut hands = long_text(&model, capability);
    hands.prepare("gradient on; go decoder.0.attn.pattern; panes \"row(1 gradients)\"");
    let moving: &[&str] =
        &["move left", "move up 9", "head next", "magnify all", "normalise on", "magnify fit", "head 0"];
    views(&mut hands, &[("gradients, one layer", "", moving)], &mut hand_over);
}

/// Every view on a screen of each size.
fn views(hands: &mut Hands, views: &[(&'static str, &str, &[&str])], hand_over: &mut impl FnMut(Rect, Session)) {
    for (name, prepare, commands) in views {
        hands.prepare(prepare);
        for size in [SIZE, LARGE] {
            hands.size = size;
            // The first time a layer may have to be computed.
            hands.prepare(&commands.join("; "));
            hand_over(size, Session { name, frames: hands.command(&commands.repeat(6)) });
        }
    }
}

fn random(layers: usize) -> Arc<Model> {
    let tokenizer = Tokenizer::train([TEXT], 300).expect("a vocabulary");
    let config = Config { context: 1024, width: 768, heads: 12, layers, hidden: 3072, ..Config::default() };
    Arc::new(Model::seeded("long", config, tokenizer, 1).expect("a model"))
}

fn long_text(model: &Arc<Model>, capability: Capability) -> Hands<'_> {
    let kernel = Kernel { portable: false, wide: true };
    let mut hands = Hands::at(model, capability, kernel, TEXT.repeat(400));
    assert_eq!(hands.stage.pass.tokens.len(), 1024);
    let sought = seek(&mut hands.stage, &hands.desk);
    sought.map(|effect| hands.perform(effect));
    hands
}
