//! A7: attention beside a fully connected layer over positions: permuted, lengthened, with constant queries and keys.

use std::sync::Arc;

use crate::tape::{Matrix, Name, Parameters, Site};
use crate::transformer::{Config, Input};

use super::sheet::{attn, blank, config, difference, given, parameters, pass, set, size, value};
use super::statistics::largest;
use super::table::row;
use super::{Bars, Bench, Draw, Findings, Method, Parameter, Plot, Stopped, Table, Verdict};

pub(super) const METHOD: Method = Method {
    criterion: "Holds if a permutation of the tokens permutes attention's output to 1e-4 of its size and changes the fully \
                connected layer's by more than a hundredth of its size; attention takes twice as many tokens and the other \
                does not; with constant queries all rows of the pattern agree to 1e-6, with constant keys every row is \
                uniform to 1e-6, and with neither two rows differ by more than a hundredth. Each in every repetition.",
    parameters: &[
        Parameter::count("tokens", "tokens of the input", (24, 12), (2, 512)),
        Parameter::multiple("width", "numbers in a token's vector", (64, 32), (4, 512), 4),
        Parameter::count("seeds", "repetitions; the worst counts", (10, 3), (1, 1000)),
    ],
    run,
};

/// What one repetition measures, or the worst of several: what tells most against the claim.
struct Measured {
    /// Change of the output beside its permuted self, as a share of its size: attention, fully connected.
    equivariance: [f64; 2],
    /// Whether twice as many tokens fit: attention, fully connected.
    longer: [bool; 2],
    /// The largest difference between two rows of the pattern: as it is, and with constant queries.
    rows: [f64; 2],
    /// The largest distance of a weight from 1 / tokens, with constant keys.
    uniform: f64,
}

/// Every token mixed with every other by fixed weights, `[token, token]`: X Wᵀ for `[width, token]`.
fn connected(w: &Matrix, x: &Matrix) -> Result<Matrix, Stopped> {
    let mut tape = blank();
    let weights = given(&mut tape, Name::WO, w);
    let turned = given(&mut tape, Name::Z, &x.transpose());
    let bias = given(&mut tape, Name::BO, &Matrix::zeros(w.nrows(), 1));
    let out = tape.affine(attn(Name::AttnOut), weights, turned, bias);
    tape.check()?;
    Ok(tape.value(out).transpose())
}

/// The columns of a matrix in another order.
fn permuted(x: &Matrix, order: &[usize]) -> Matrix {
    Matrix::from_fn(x.nrows(), order.len(), |row, column| x[(row, order[column])])
}

/// The same parameters with one map constant: whatever the token, the result is its bias.
fn constant(drawn: &Parameters, draw: &mut Draw, [w, b]: [Name; 2], width: usize) -> Arc<Parameters> {
    let mut changed = drawn.clone();
    set(&mut changed, attn(w), Matrix::zeros(width, width));
    set(&mut changed, attn(b), draw.matrix(width, 1, 1.0));
    Arc::new(changed)
}

/// The largest difference between the rows of any head's pattern `[key, head × query]`.
fn rows_apart(pattern: &Matrix, heads: usize) -> f64 {
    let queries = pattern.ncols() / heads;
    let apart = (0..pattern.ncols()).map(|column| {
        let first = column / queries * queries;
        largest((0..pattern.nrows()).map(|key| f64::from((pattern[(key, column)] - pattern[(key, first)]).abs())))
    });
    largest(apart)
}

fn measure(config: &Config, tokens: usize, draw: &mut Draw) -> Result<Measured, Stopped> {
    let drawn = parameters(config, draw);
    let shared = Arc::new(drawn.clone());
    let order = draw.permutation(tokens);
    let input = |order: &[usize]| Input::one(order.iter().map(|i| *i as u32).collect::<Vec<_>>());
    let plain_order: Vec<usize> = (0..tokens).collect();
    let plain = pass(config, &shared, &input(&plain_order), Vec::new())?;
    let mixed = pass(config, &shared, &input(&order), Vec::new())?;
    let twice = pass(config, &shared, &input(&[&plain_order[..], &order].concat()), Vec::new());

    let out = value(&plain, attn(Name::AttnOut));
    let attention = difference(value(&mixed, attn(Name::AttnOut)), &permuted(out, &order)) / size(out);

    let x = shared.get(Site::model(Name::WE)).expect("a model has words");
    let w = draw.matrix(tokens, tokens, 1.0 / (tokens as f64).sqrt());
    let out = connected(&w, x)?;
    let fixed = difference(&connected(&w, &permuted(x, &order))?, &permuted(&out, &order)) / size(&out);
    let wider = connected(&w, &permuted(x, &[&plain_order[..], &order].concat()));

    let pattern = |changed: &Arc<Parameters>| {
        pass(config, changed, &input(&plain_order), Vec::new()).map(|tape| value(&tape, attn(Name::Pattern)).clone())
    };
    let queries = pattern(&constant(&drawn, draw, [Name::WQ, Name::BQ], config.width))?;
    let keys = pattern(&constant(&drawn, draw, [Name::WK, Name::BK], config.width))?;
    Ok(Measured {
        equivariance: [attention, fixed],
        longer: [twice.is_ok(), wider.is_ok()],
        rows: [rows_apart(value(&plain, attn(Name::Pattern)), config.heads), rows_apart(&queries, config.heads)],
        uniform: largest(keys.iter().map(|p| f64::from((p - 1.0 / tokens as f32).abs()))),
    })
}

fn run(bench: &Bench) -> Result<Findings, Stopped> {
    let (tokens, width, seeds) = (bench.count("tokens"), bench.count("width"), bench.count("seeds"));
    let config = config(tokens, width, 4, 1);
    let mut all = Vec::new();
    for seed in 0..seeds {
        bench.step(seed, seeds, "permute, lengthen, hold constant")?;
        all.push(measure(&config, tokens, &mut bench.draw(seed))?);
    }
    let worst = worst(&all);
    let Measured { equivariance: [attention, connected], longer, rows: [apart, held], uniform } = worst;

    let mut table = Table::new(["measured", "attention", "fully connected"]);
    row!(table, "change of the output beside its permuted self, share of its size", attention, connected);
    row!(table, "twice as many tokens fit", longer[0], longer[1]);
    row!(table, "largest difference between two rows of the pattern", apart, "–");
    row!(table, "the same with constant queries", held, "–");
    row!(table, "largest distance from uniform with constant keys", uniform, "–");
    let notes =
        vec!["A query alone chooses nothing: with constant keys every row is uniform, whatever its query.".to_owned()];
    Ok(Findings { table, plots: plots(&worst), notes, verdict: verdict(&worst) })
}

fn worst(all: &[Measured]) -> Measured {
    let most = |of: fn(&Measured) -> f64| largest(all.iter().map(of));
    let least = |of: fn(&Measured) -> f64| -largest(all.iter().map(|m| -of(m)));
    Measured {
        equivariance: [most(|m| m.equivariance[0]), least(|m| m.equivariance[1])],
        longer: [all.iter().all(|m| m.longer[0]), all.iter().any(|m| m.longer[1])],
        rows: [least(|m| m.rows[0]), most(|m| m.rows[1])],
        uniform: most(|m| m.uniform),
    }
}

fn plots(m: &Measured) -> Vec<Plot> {
    let bars = |title: &str, bars: &[(&str, f64)]| {
        let bars = bars.iter().map(|(name, x)| ((*name).to_owned(), *x)).collect();
        Plot::Bars(Bars { title: title.to_owned(), bars })
    };
    let [attention, connected] = m.equivariance;
    vec![
        bars(
            "change of the output beside its permuted self, share of its size",
            &[("attention", attention), ("fully connected", connected)],
        ),
        bars(
            "largest difference between two rows of the pattern; with constant keys, from uniform",
            &[("queries and keys", m.rows[0]), ("constant queries", m.rows[1]), ("constant keys", m.uniform)],
        ),
    ]
}

/// From the worst of every measure.
fn verdict(m: &Measured) -> Verdict {
    let permutes = m.equivariance[0] <= 1e-4 && m.equivariance[1] > 0.01;
    let asks = m.rows[0] > 0.01 && m.rows[1] <= 1e-6 && m.uniform <= 1e-6;
    if permutes && m.longer == [true, false] && asks { Verdict::Holds } else { Verdict::DoesNotHold }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Measured {
        Measured { equivariance: [1e-7, 1.5], longer: [true, false], rows: [0.4, 0.0], uniform: 1e-8 }
    }

    #[test]
    fn it_holds_up_to_every_bound() {
        for m in [
            plain(),
            Measured { equivariance: [1e-4, 0.011], ..plain() },
            Measured { rows: [0.011, 1e-6], ..plain() },
            Measured { uniform: 1e-6, ..plain() },
        ] {
            assert_eq!(verdict(&m), Verdict::Holds);
        }
    }

    #[test]
    fn one_measure_against_it_is_enough() {
        let against = [
            Measured { equivariance: [1.1e-4, 1.5], ..plain() },
            Measured { equivariance: [f64::NAN, 1.5], ..plain() },
            Measured { equivariance: [1e-7, 0.01], ..plain() },
            Measured { longer: [false, false], ..plain() },
            Measured { longer: [true, true], ..plain() },
            Measured { rows: [0.01, 0.0], ..plain() },
            Measured { rows: [0.4, 1.1e-6], ..plain() },
            Measured { uniform: 1.1e-6, ..plain() },
        ];
        for (case, m) in against.into_iter().enumerate() {
            assert_eq!(verdict(&m), Verdict::DoesNotHold, "case {case}");
            // And in one repetition of several.
            assert_eq!(verdict(&worst(&[plain(), m])), Verdict::DoesNotHold, "case {case}");
        }
    }
}
