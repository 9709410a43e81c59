//! What checks read of a pass: its values as people see them, and whether numbers are near.

use std::sync::Arc;

use super::lab;
use crate::app::Pass;
use crate::tape::Site;

/// A recorded value of a head, a row for each token or query, as people see it.
pub(super) fn rows(pass: &Pass, name: &str, head: usize) -> Vec<Vec<f32>> {
    let site: Site = name.parse().expect("a site");
    let shown = pass.shown(site, head).unwrap_or_else(|notice| panic!("{name}: {notice}"));
    (0..shown.rows.length).map(|row| shown.row(row).collect()).collect()
}

pub(super) fn of(pass: &Pass, name: &str) -> Vec<Vec<f32>> {
    rows(pass, &format!("decoder.0.{name}"), 0)
}

pub(super) fn has(pass: &Pass, name: &str) -> bool {
    name.parse().is_ok_and(|site: Site| pass.tape.find(site).is_some())
}

/// The same lab after another line.
pub(super) fn after(line: &str) -> Arc<Pass> {
    lab(line).stage.pass.clone()
}

/// Which tokens' rows of a value differ from those of another pass, bit by bit.
pub(super) fn moved(pass: &Pass, other: &Pass, name: &str) -> Vec<usize> {
    let (ours, theirs) = (of(pass, name), of(other, name));
    (0..ours.len()).filter(|token| ours[*token] != theirs[*token]).collect()
}

pub(super) fn is_near(a: f32, b: f32) -> bool {
    (a - b).abs() <= 1e-5 * (1.0 + a.abs().max(b.abs()))
}

pub(super) fn are_near(a: &[Vec<f32>], b: &[Vec<f32>]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_near(*a, *b)))
}

pub(super) fn map(a: &[Vec<f32>], f: impl Fn(f32) -> f32) -> Vec<Vec<f32>> {
    a.iter().map(|row| row.iter().map(|x| f(*x)).collect()).collect()
}

pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
