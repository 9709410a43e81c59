//! The hints that stand first in the key line: what can be done with the pane that has the keys.

use super::{Hint, bound};
use crate::app::command::{Command, Direction, Rewind};
use crate::app::pane_look::Look;
use crate::app::pane_tree::PaneKind;
use crate::app::words::Word;
use crate::ui::view::View;

/// Commands that share a hint, and what they do together.
type Wanted = (Vec<Command>, Word);

/// The hints of the focused pane, the most important first, and the one for differences where there are any.
pub(super) fn hints(view: &View) -> Vec<Hint> {
    let stage = view.stage;
    let differs = stage.plan.beside.is_some() || stage.before.is_some();
    let difference = differs.then(|| (vec![Command::Side(None)], Word::KeyDifference));
    let wanted = difference.into_iter().chain(of(view.desk.focus.kind));
    wanted.map(|(commands, word)| bound(view, &commands, word)).collect()
}

/// What is done with a kind of pane and not with most others.
fn of(kind: PaneKind) -> Vec<Wanted> {
    let look = |look: Look, word: Word| (vec![Command::Look(look)], word);
    let begin = |line: &str, word: Word| (vec![Command::Palette(line.to_owned())], word);
    match kind {
        PaneKind::Cell => vec![begin("poke set ", Word::KeyPoke), (vec![Command::Hide(None)], Word::KeyHide)],
        PaneKind::Tokens => vec![(vec![Command::Edit], Word::KeyEdit), begin("token ", Word::KeyToken)],
        PaneKind::Flow => vec![
            begin("flow-threshold ", Word::KeyThreshold),
            look(Look::FlowHeads(None), Word::KeyFlowHeads),
            look(Look::FlowQueries(None), Word::KeyFlowQueries),
        ],
        PaneKind::Scores => vec![look(Look::Scores(None), Word::KeyScores)],
        PaneKind::Heads => vec![(vec![Command::HeadToggle(None)], Word::KeyHeadToggle)],
        PaneKind::Residual => {
            vec![(vec![Command::Residual(None)], Word::KeyResidual), (vec![Command::Norm(None)], Word::KeyNorm)]
        }
        PaneKind::Output => vec![(vec![Command::Edit], Word::KeyEdit)],
        PaneKind::Training => vec![
            (vec![Command::TrainRun(None)], Word::KeyTrainRun),
            (vec![Command::TrainStep(1)], Word::KeyTrainStep),
            (vec![Command::TrainRewind(Rewind::Back)], Word::KeyTrainBack),
        ],
        PaneKind::Lesson => {
            vec![([Direction::Down, Direction::Up].map(|way| Command::Scroll(way, 1)).to_vec(), Word::KeyScroll)]
        }
        // The keys of everywhere are theirs.
        PaneKind::Matrix | PaneKind::Gradients | PaneKind::Steps => Vec::new(),
    }
}
