//! What LayerNorm does to a token's vector: its mean, its deviation and how its entries are spread, before and after.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{at, said, token, vector, widest};
use crate::app::step::SubLayer;
use crate::app::words::Word;
use crate::tape::{Name, Part, Site};
use crate::transformer::Norm;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, put, put_right};

/// Half the width of a distribution, in standard deviations.
const SPREAD: f32 = 3.0;

/// The LayerNorm of the sub-layer that the cursor is in.
fn norm_site(view: &View) -> Site {
    let config = &view.pass().config;
    let stack = view.block().0;
    let first = SubLayer::Embedding(stack);
    let sub_layer = view.pass().steps.get(view.place.step).map_or(first, |step| step.sub_layer);
    let last = config.layers_of(stack).saturating_sub(1);
    match sub_layer {
        SubLayer::Embedding(_) => at(view, 0, Part::Stream, Name::Ln1),
        SubLayer::Attention(_, layer) => at(view, layer, Part::Stream, Name::Ln1),
        SubLayer::Cross(layer) => at(view, layer, Part::Stream, Name::LnCross),
        SubLayer::Mlp(_, layer) => at(view, layer, Part::Stream, Name::Ln2),
        SubLayer::Output(_) if config.norm == Norm::Post => at(view, last, Part::Stream, Name::Ln2),
        SubLayer::Output(_) => Site::outside(stack, Name::FinalLn),
    }
}

/// Mean, deviation and distribution of a token's vector before and after a LayerNorm.
pub(super) fn render(view: &View, places: [Rect; 2], buffer: &mut Buffer) {
    let norm = norm_site(view);
    let tape = &view.pass().tape;
    let Some(var) = tape.find(norm) else { return };
    let before = tape.node(var).inputs.first().map_or(norm, |input| tape.node(*input).site);
    let words = [Word::BeforeNorm, Word::AfterNorm].map(|word| said(view, word));
    let label = widest(&words);
    let rows = [(words[0], before, Role::Second), (words[1], norm, Role::Third)];
    for ((word, site, role), area) in rows.into_iter().zip(places) {
        if area.is_empty() {
            return;
        }
        let ahead = view.is_ahead(site);
        let look = |role| view.style(if ahead { Role::Ahead } else { role });
        let y = area.height - 1;
        put(buffer, area, (0, y), word, view.style(Role::Quiet));
        if view.is_off(norm) && site == norm {
            put(buffer, area, (label + 2, y), view.say(Word::PassesOn), view.style(Role::Warning));
            return;
        }
        let Some(vector) = vector(view, site, token(view)) else { continue };
        let (mean, deviation) = moments(&vector);
        let mut column = label + 2;
        for (symbol, value) in [("μ", mean), ("σ", deviation)] {
            put(buffer, area, (column, y), symbol, look(Role::Quiet));
            put_right(buffer, area, (column + 1, column + 8, y), &two_decimals(value), look(role));
            column += 10;
        }
        let place = Rect { x: area.x + column, width: area.width.saturating_sub(column), ..area };
        let range = (mean - SPREAD * deviation, mean + SPREAD * deviation);
        let bins = usize::from(place.width.min(25));
        let shares = bar::histogram(vector.iter().copied(), range, bins);
        let style: Style = look(role);
        bar::columns(buffer, place, shares.into_iter().map(|share| (share, style)));
    }
}

/// μ and σ.
fn moments(vector: &[f32]) -> (f32, f32) {
    let count = vector.len().max(1) as f32;
    let mean = vector.iter().sum::<f32>() / count;
    let variance = vector.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
    (mean, variance.sqrt())
}

fn two_decimals(value: f32) -> String {
    let text = format!("{value:.2}");
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        "0.00".to_owned()
    } else {
        text.replace('-', "−")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_whole_vector() {
        assert_eq!(moments(&[1.0, 3.0]), (2.0, 1.0));
        assert_eq!(moments(&[]), (0.0, 0.0));
    }

    #[test]
    fn no_zero_has_a_sign() {
        assert_eq!(two_decimals(-0.001), "0.00");
        assert_eq!(two_decimals(-1.5), "−1.50");
    }
}
