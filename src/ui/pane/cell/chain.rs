//! The operations that made one number, walked back while each works on one cell alone.
//!
//! ```text
//!   q · k ──▸ ÷ √d ──▸ + mask ──▸ softmax
//!   a sum      x · f     x or −∞     e^x / Σ e^x      the same row and column in all of them
//! ```

use crate::tape::{Arithmetic, Name, Part, Site, Tape, Var};

/// One operation on the way to a number.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Link {
    /// What was recorded.
    pub var: Var,
    /// Its name.
    pub site: Site,
    /// How the cell was made.
    pub arithmetic: Arithmetic,
}

/// Everything that happened to the cell (storage `row`, `column`) of the value at `site`, first to last, and beyond it
/// what still follows in the same place: scores are on their way to a weight. Links after the last one of `site`
/// itself are ahead. Empty where something is not ready.
pub(super) fn chain(tape: &Tape, site: Site, row: usize, column: usize) -> Vec<Link> {
    let here = tape.find(site);
    let whole = walk(tape, tape.find(destination(site)).or(here), row, column);
    // On its way the number may have met another, such as a bias: then it is followed no farther than here.
    if whole.iter().any(|link| Some(link.var) == here) { whole } else { walk(tape, here, row, column) }
}

/// The links that end at a value.
fn walk(tape: &Tape, end: Option<Var>, row: usize, column: usize) -> Vec<Link> {
    let mut links = Vec::new();
    let mut next = end;
    let mut cell = (row, column);
    while let Some(var) = next {
        let Some(arithmetic) = tape.cell(var, cell.0, cell.1) else { break };
        let node = tape.node(var);
        let input = comes_from(&arithmetic, &mut cell);
        next = input.and_then(|input| node.inputs.get(input).copied());
        links.push(Link { var, site: node.site, arithmetic });
    }
    links.reverse();
    links
}

/// How many links of a chain belong to `site` or to what came before it; the others are ahead of it.
pub(super) fn reached(tape: &Tape, links: &[Link], site: Site) -> usize {
    let here = tape.find(site);
    links.iter().position(|link| Some(link.var) == here).map_or(links.len(), |last| last + 1)
}

/// Where the cells of a site are on their way to without meeting others.
fn destination(site: Site) -> Site {
    let name = match (site.part, site.name) {
        (Part::Attention | Part::Cross, Name::Scores | Name::Scaled | Name::Biased | Name::Masked | Name::Unmasked) => {
            Name::Pattern
        }
        (Part::Mlp, Name::Pre) => Name::Post,
        (Part::Stream, Name::Logits | Name::Tempered) => Name::Probs,
        (Part::Stream, Name::LensLogits) => Name::Lens,
        (_, name) => name,
    };
    Site { name, before: false, ..site }
}

/// The input that an operation made its cell of, where that is one cell alone; `cell` becomes the cell there. Most read
/// the same cell of their first input.
fn comes_from(arithmetic: &Arithmetic, cell: &mut (usize, usize)) -> Option<usize> {
    if let Arithmetic::Moved { input, from, .. } = arithmetic {
        *cell = *from;
        return Some(*input);
    }
    let goes_on = matches!(
        arithmetic,
        Arithmetic::Scale { .. }
            | Arithmetic::Mask { .. }
            | Arithmetic::Softmax { .. }
            | Arithmetic::Copy { .. }
            | Arithmetic::Activation { .. }
            | Arithmetic::Gate { .. }
            | Arithmetic::Dropout { .. }
            | Arithmetic::Patch { .. }
    );
    goes_on.then_some(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tape::{Change, Kernel, Matrix, Patch, Spare, Stack};
    use crate::transformer::{Config, Input, Norm, decoder, probabilities};

    fn tape(config: &Config, patches: Vec<Patch>) -> Tape {
        let kernel = Kernel { portable: true, wide: false };
        let mut tape = Tape::new(Arc::new(config.random(1)), patches, kernel, Spare::default());
        let logits = decoder(&mut tape, config, &Input::one(vec![1, 2, 3, 4, 5]));
        probabilities(&mut tape, logits, 0.5);
        tape.play(|_| true).expect("the tiny model plays");
        tape
    }

    fn config() -> Config {
        Config { vocabulary: 11, context: 8, width: 8, heads: 2, layers: 2, hidden: 12, ..Config::default() }
    }

    fn names(links: &[Link]) -> Vec<String> {
        links.iter().map(|link| link.site.to_string()).collect()
    }

    #[test]
    fn a_score_is_followed_to_its_weight() {
        let tape = tape(&config(), Vec::new());
        let site = "decoder.1.attn.scaled".parse().expect("a site");
        let links = chain(&tape, site, 2, 5 + 3);
        let expected = ["scores", "scaled", "masked", "pattern"].map(|name| format!("decoder.1.attn.{name}"));
        assert_eq!(names(&links), expected);
        assert_eq!(reached(&tape, &links, site), 2);
        for pair in links.windows(2) {
            let (Arithmetic::Scale { x, .. } | Arithmetic::Mask { x, .. } | Arithmetic::Softmax { x, .. }) =
                pair[1].arithmetic
            else {
                unreachable!("a score is scaled, masked and turned into a weight")
            };
            assert_eq!(x.to_bits(), pair[0].arithmetic.result().to_bits());
        }
    }

    #[test]
    fn a_patch_shows_what_it_replaced() {
        let site = "decoder.0.attn.pattern".parse().expect("a site");
        let patch = Patch { site, rows: 0..1, columns: 0..1, change: Change::Set(0.25) };
        let tape = tape(&config(), vec![patch]);
        let links = chain(&tape, site, 0, 0);
        assert_eq!(links.last().map(|link| &link.arithmetic), Some(&Arithmetic::Patch { before: 1.0, y: 0.25 }));
        assert_eq!(reached(&tape, &links, site), 5);
        let before = site.replaced();
        assert_eq!(reached(&tape, &chain(&tape, before, 0, 0), before), 4);
    }

    #[test]
    fn every_cell_of_a_pass_has_a_chain() {
        for norm in [Norm::Pre, Norm::Post, Norm::None] {
            let tape = tape(&Config { norm, residual: norm != Norm::Post, ..config() }, Vec::new());
            for var in tape.vars() {
                let (rows, columns) = tape.shape(var);
                let links = chain(&tape, tape.node(var).site, rows - 1, columns - 1);
                assert!(!links.is_empty(), "{}", tape.node(var).site);
                assert!(reached(&tape, &links, tape.node(var).site) >= 1);
            }
        }
        let site = "logits".parse().expect("a site");
        assert_eq!(names(&chain(&tape(&config(), Vec::new()), site, 0, 0)), ["logits", "tempered", "probs"]);
    }

    #[test]
    fn a_number_that_was_moved_is_followed_to_where_it_stood() {
        let kernel = Kernel { portable: true, wide: false };
        let mut tape = Tape::new(Arc::default(), Vec::new(), kernel, Spare::default());
        let site = |name| Site::layer(Stack::Decoder, 0, Part::Attention, name);
        let given = tape.given(site(Name::Q), Matrix::from_fn(2, 5, |row, column| (10 * row + column) as f32));
        let scaled = tape.scale(site(Name::K), given, 2.0);
        let stacked = tape.stack(site(Name::V), given, scaled);
        tape.rows(site(Name::Z), stacked, 1..4);
        tape.play(|_| true).expect("the shapes fit");
        let links = chain(&tape, site(Name::Z), 2, 4);
        assert_eq!(names(&links), ["q", "k", "v", "z"].map(|name| format!("decoder.0.attn.{name}")));
        assert_eq!(links[0].arithmetic, Arithmetic::Given { y: 14.0 });
        assert_eq!(links[3].arithmetic, Arithmetic::Moved { input: 0, from: (3, 4), y: 28.0 });
    }

    #[test]
    fn outside_the_value_there_is_none() {
        let tape = tape(&config(), Vec::new());
        assert_eq!(chain(&tape, "decoder.0.ln1".parse().expect("a site"), 8, 0), []);
    }
}
