//! Pokes at what is looked at, spelled out: the cell at the cursor, a key that is hidden, a sub-layer, a token.

use crate::app::command::Command;
use crate::app::cursor::Axis;
use crate::app::notice::Notice;
use crate::app::pass::Pass;
use crate::app::plan::Plan;
use crate::app::poke::{Act, Block, Poke};
use crate::app::stage::Stage;
use crate::app::step::SubLayer;
use crate::app::subject::seen;
use crate::tape::{Name, Part, Site};

/// A change to the cell at the cursor.
pub(super) fn at_cursor(stage: &Stage, pass: &Pass, act: Act) -> Result<Command, Notice> {
    let place = pass.place(&stage.plan.cursor);
    let shown = pass.shown(place.site, place.head)?;
    let block = Block { row: Some(place.row), column: Some(place.column), head: shown.head };
    // What a patch replaced is no place for another.
    Ok(Command::Patch(Poke { site: Site { before: false, ..place.site }, act, block }))
}

/// A key is hidden from a query by a masked score of −∞; one that is hidden so is shown again.
pub(super) fn hidden(stage: &Stage, plan: &Plan, pass: &Pass, cell: Option<(usize, usize)>) -> Result<Command, Notice> {
    let place = pass.place(&stage.plan.cursor);
    let shown = pass.shown(place.site, place.head)?;
    let attends = matches!(place.site.part, Part::Attention | Part::Cross);
    if shown.columns.axis != Axis::Key || !attends {
        return Err(Notice::NothingToHide);
    }
    let site = Site { name: Name::Masked, before: false, ..place.site };
    let (row, column) = cell.unwrap_or((place.row, place.column));
    let masked = pass.shown(site, place.head)?;
    if row >= masked.rows.length || column >= masked.columns.length {
        let (rows, columns) = (masked.rows.length, masked.columns.length);
        return Err(Notice::NoCell { row, column, rows, columns });
    }
    let block = Block { row: Some(row), column: Some(column), head: masked.head };
    let hides = Poke { site, act: Act::Set(f32::NEG_INFINITY), block };
    if !plan.pokes.contains(&hides) {
        return Ok(Command::Patch(hides));
    }
    Ok(Command::Unpatch(Some(site), block))
}

/// The sub-layer that is meant: the one looked at, unless another is asked for.
pub(super) fn sub_layer(stage: &Stage, pass: &Pass, asked: Option<Site>) -> Result<Command, Notice> {
    let here = || {
        let step = pass.steps.get(pass.step_of(stage.plan.cursor.site))?;
        let (stack, layer) = step.sub_layer.block()?;
        let part = match step.sub_layer {
            SubLayer::Cross(_) => Part::Cross,
            SubLayer::Mlp(..) => Part::Mlp,
            _ => Part::Attention,
        };
        Some(Site::layer(stack, layer, part, Name::AttnOut))
    };
    let site = asked.or_else(here).ok_or(Notice::NoSubLayerHere)?;
    pass.find(site)?;
    Ok(Command::SubLayerToggle(Some(site)))
}

/// The text with another piece in the place of a token that is shown. The tokenizer may split it anew. Of a character that
/// is several tokens none can be replaced without the others: all of them are.
pub(super) fn token(plan: &Plan, pass: &Pass, token: usize, text: &str) -> Result<Command, Notice> {
    let tokenizer = &pass.model.tokenizer;
    let tokens = tokenizer.encode(&plan.text);
    let config = plan.settings.applied(&pass.model.config);
    let seen = seen(tokens.len(), plan.settings.pad, &config);
    if token >= seen.len() {
        return Err(Notice::NoPlace { axis: Axis::Token, place: token, count: seen.len() });
    }
    let mut ends = vec![0];
    ends.extend(tokens.iter().scan(0, |end, token| {
        *end += tokenizer.bytes(&[*token]).len();
        Some(*end)
    }));
    let bytes = tokenizer.bytes(&tokens);
    let begins = |at: &&usize| bytes.get(**at).is_none_or(|byte| byte & 0xC0 != 0x80); // UTF-8: 10xxxxxx goes on
    let place = seen.start + token;
    let from = ends[..=place].iter().rev().find(begins).copied().unwrap_or(0);
    let to = ends[place + 1..].iter().find(begins).copied().unwrap_or(bytes.len());
    let all = [&bytes[..from], text.as_bytes(), &bytes[to..]].concat();
    Ok(Command::Text(String::from_utf8_lossy(&all).into_owned()))
}
