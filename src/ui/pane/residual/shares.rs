//! What attention and the MLP add to a token's vector, as shares of its length.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{at, length, said, token, vector};
use crate::app::words::Word;
use crate::tape::{Name, Part, Site};
use crate::transformer::{Mixing, Norm};
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::{bar, number, put, put_right};

/// Draws a bar for each, behind labels of so many columns.
pub(super) fn render(view: &View, label: u16, places: [Rect; 2], buffer: &mut Buffer) {
    let both = contributions(view).map(|(word, added, to)| (word, added, share_of(view, added, to)));
    // Both bars have one measure: all of ‖x‖, or more where more was added.
    let full = both.iter().filter_map(|(_, _, share)| *share).filter(|share| share.is_finite()).fold(1.0, f32::max);
    for (((word, added, share), role), area) in both.into_iter().zip([Role::Accent, Role::First]).zip(places) {
        contribution(view, (said(view, word), label), added, share.map(|share| (share, full)), role, area, buffer);
    }
}

/// What attention and the MLP of the layer add, and the vectors they are added to.
fn contributions(view: &View) -> [(Word, Site, Site); 2] {
    let layer = view.layer();
    let config = &view.pass().config;
    let middle = match (config.norm == Norm::Post, config.has_cross(view.block().0)) {
        (true, false) => Name::Ln1,
        (true, true) => Name::LnCross,
        (false, false) => Name::ResidMid,
        (false, true) => Name::ResidCross,
    };
    let mixing = match config.mixing {
        Mixing::Attention => Part::Attention,
        Mixing::Fixed => Part::Mixing,
        Mixing::Convolution => Part::Convolution,
        Mixing::Recurrent => Part::Recurrent,
    };
    [
        (Word::AttentionAdded, at(view, layer, mixing, Name::AttnOut), at(view, layer, Part::Stream, Name::ResidPre)),
        (Word::MlpAdded, at(view, layer, Part::Mlp, Name::AttnOut), at(view, layer, Part::Stream, middle)),
    ]
}

/// The length of what is added as a share of the length of what it is added to.
fn share_of(view: &View, added: Site, to: Site) -> Option<f32> {
    let lengths = vector(view, added, token(view)).zip(vector(view, to, token(view)));
    let share = lengths.map(|(added, to)| length(&added) / length(&to));
    // Of a difference nothing may be left to compare with.
    share.filter(|share| share.is_finite())
}

/// One sub-layer's share of ‖x‖ as a bar, given the share that fills it.
fn contribution(
    view: &View,
    (name, label): (&str, u16),
    added: Site,
    share: Option<(f32, f32)>,
    role: Role,
    area: Rect,
    buffer: &mut Buffer,
) {
    if area.is_empty() {
        return;
    }
    let ahead = view.is_ahead(added);
    let look = |role| view.style(if ahead { Role::Ahead } else { role });
    put(buffer, area, (0, 0), name, view.style(Role::Quiet));
    let Some((share, full)) = share else { return };
    let note = if ahead { view.say(Word::Ahead) } else { said(view, Word::OfLength) };
    let text = format!("{} {note}", number::share(share));
    let from = put_right(
        buffer,
        area,
        (label + 1, area.width, 0),
        &text,
        view.style(if ahead { Role::Quiet } else { Role::Text }),
    );
    let place = Rect { x: area.x + label + 1, width: from.saturating_sub(label + 2), ..area };
    bar::across(buffer, place, share / full, look(role));
}
