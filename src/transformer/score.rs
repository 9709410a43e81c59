//! How well a query fits a key.

use std::sync::Arc;

use crate::tape::op::{Relative, Rotation};
use crate::tape::{Heads, Name, Site, Tape, Var};

use super::Config;
use super::attention::Look;
use super::choice::{Position, Score};
use super::position::{distances, shaw_entries};

/// Records the scores of every query and key in every head, before any scaling: `[key, head × query]`.
pub(super) fn score(
    tape: &mut Tape,
    config: &Config,
    look: &Look,
    at: impl Fn(Name) -> Site + Copy,
    q: Var,
    k: Var,
) -> Var {
    match look.position {
        Position::Rope => {
            let rotation = Rotation { heads: look.heads, sequences: look.sequences, first: 0, base: Config::ROPE_BASE };
            let q = tape.rotate(at(Name::QRotated), q, rotation);
            let k = tape.rotate(at(Name::KRotated), k, rotation);
            fit(tape, config.score, look.heads(), at, Name::Scores, q, k)
        }
        Position::Shaw => {
            let content = fit(tape, config.score, look.heads(), at, Name::Content, q, k);
            let (queries, keys) = look.sides(tape, q, k);
            let table = tape.parameter(at(Name::WKRelative));
            let relative = Relative { entries: shaw_entries(queries, keys), queries, keys };
            let relative = tape.relative_compare(at(Name::Relative), table, q, look.heads(), relative);
            tape.add(at(Name::Scores), content, relative)
        }
        Position::Xl => by_distance(tape, config, look, at, q, k),
        _ => fit(tape, config.score, look.heads(), at, Name::Scores, q, k),
    }
}

/// (q + u)·k + (q + v)·W_R r(i − j) (Dai et al. 2019, §3.3).
fn by_distance(tape: &mut Tape, config: &Config, look: &Look, at: impl Fn(Name) -> Site + Copy, q: Var, k: Var) -> Var {
    let (queries, keys) = look.sides(tape, q, k);
    let distance = tape.given(at(Name::Distance), distances(config.width, queries, keys)); // [width, distance]
    let w = tape.parameter(at(Name::WR));
    let r = tape.product(at(Name::R), w, distance); //                                        [head × width, distance]
    let u = tape.parameter(at(Name::BContent));
    let q_content = tape.add_vector(at(Name::QContent), q, u);
    let v = tape.parameter(at(Name::BPosition));
    let q_position = tape.add_vector(at(Name::QPosition), q, v);
    let content = fit(tape, config.score, look.heads(), at, Name::Content, q_content, k);
    let entries: Arc<[u32]> = (0..(queries + keys).saturating_sub(1) as u32).collect();
    let relative = Relative { entries, queries, keys };
    let relative = tape.relative_compare(at(Name::Relative), r, q_position, look.heads(), relative);
    tape.add(at(Name::Scores), content, relative)
}

/// Records how well queries and keys fit by one score, of content alone and before any scaling: `[key, head × query]`.
/// What the score needs beside them are parameters at `at`: `W_score`; or `W_score_q`, `W_score_k` and `v_score`.
pub fn fit(
    tape: &mut Tape,
    score: Score,
    heads: Heads,
    at: impl Fn(Name) -> Site + Copy,
    out: Name,
    q: Var,
    k: Var,
) -> Var {
    match score {
        Score::Dot => tape.compare(at(out), k, q, heads),
        Score::General => {
            let w = tape.parameter(at(Name::WScore));
            let k = tape.head_map(at(Name::KMapped), w, k, heads.keys);
            tape.compare(at(out), k, q, heads)
        }
        Score::Additive => {
            let w = tape.parameter(at(Name::WScoreQ));
            let q = tape.head_map(at(Name::QMapped), w, q, heads.queries);
            let w = tape.parameter(at(Name::WScoreK));
            let k = tape.head_map(at(Name::KMapped), w, k, heads.keys);
            let v = tape.parameter(at(Name::VScore));
            tape.compare_additive(at(out), k, q, v, heads)
        }
    }
}
