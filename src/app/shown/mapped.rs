//! A shown matrix as a map draws it: a value, or what differs between two, without what a mask hides and what is left out.
//!
//! A frame may need every number of it: where a ramp ends, or one number for each of many cells. All loops go along
//! storage, a line at a time, so that a million numbers take about a millisecond.

use std::ops::Range;

use super::{Pooling, Shown, further};
use crate::app::cursor::Axis;

/// Largest numbers are sought so many at a time.
const LANES: usize = 16;

/// What scores are where a mask hides them.
const HIDDEN: f32 = f32::NEG_INFINITY;

/// A shown matrix as a map draws it.
#[derive(Clone, Copy)]
pub struct Mapped<'a> {
    /// The value.
    pub shown: Shown<'a>,
    /// What it is held against, laid out alike, where the difference is shown.
    pub minus: Option<Shown<'a>>,
    /// The scores, laid out alike, that say with −∞ what a mask hides; without, the value says so itself.
    pub masked: Option<Shown<'a>>,
    /// The same of what it is held against.
    pub masked_minus: Option<Shown<'a>>,
    /// A column that does not count.
    pub left_out: Option<usize>,
}

/// Whether numbers are pooled as they are, or as shares of where the ramps of their rows end.
#[derive(Clone, Copy, Debug)]
pub enum Ends<'a> {
    /// As they are: all rows have one ramp.
    One,
    /// As shares of these magnitudes, one for each row.
    Rows(&'a [f32]),
}

/// A part of a row or a column.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Line {
    /// Its numbers; of those that do not count −∞.
    pub numbers: Vec<f32>,
    /// 1 for each that counts, and 0 for others: of a difference −∞ counts, where a mask takes away what there was.
    pub counts: Vec<f32>,
}

impl Line {
    fn clear(&mut self) {
        self.numbers.clear();
        self.counts.clear();
    }

    /// Leaves a number out.
    fn leave_out(&mut self, place: usize) {
        (self.numbers[place], self.counts[place]) = (f32::NEG_INFINITY, 0.0);
    }
}

/// What stands for the numbers of many cells each, row by row.
#[derive(Clone, PartialEq, Debug)]
pub struct Cells {
    pooling: Pooling,
    /// How many there are in a row.
    columns: usize,
    /// The number furthest from zero, or the sum, of each.
    numbers: Vec<f32>,
    /// How many numbers count in each.
    counts: Vec<f32>,
}

impl Cells {
    /// What stands for the numbers of some rows and columns of cells; nothing where none counts.
    pub fn of(&self, rows: Range<usize>, columns: Range<usize>) -> Option<f32> {
        let (mut number, mut count) = (0.0_f32, 0.0_f32);
        for row in rows {
            let these = row * self.columns + columns.start..row * self.columns + columns.end;
            let (numbers, counts) = (&self.numbers[these.clone()], &self.counts[these]);
            (number, count) = joined(self.pooling, (number, count), (numbers, counts));
        }
        pooled(self.pooling, number, count)
    }
}

/// Adds some neighbours to what there is of others.
fn joined(pooling: Pooling, (number, count): (f32, f32), (numbers, counts): (&[f32], &[f32])) -> (f32, f32) {
    let number = match pooling {
        Pooling::Max => numbers.iter().copied().fold(number, further),
        Pooling::Mean => number + numbers.iter().sum::<f32>(),
    };
    (number, count + counts.iter().sum::<f32>())
}

/// What stands for so many numbers.
fn pooled(pooling: Pooling, number: f32, count: f32) -> Option<f32> {
    let number = if pooling == Pooling::Mean { number / count } else { number };
    (count > 0.0).then_some(number)
}

impl<'a> Mapped<'a> {
    /// A map of a value. What is laid out otherwise neither differs from it nor hides it. `masked` are the scores of either
    /// of two passes.
    pub fn new(
        shown: Shown<'a>,
        minus: Option<Shown<'a>>,
        [masked, masked_minus]: [Option<Shown<'a>>; 2],
        left_out: Option<usize>,
    ) -> Mapped<'a> {
        let alike = |other: &Shown| {
            let lengths = |shown: &Shown| (shown.rows.length, shown.columns.length, shown.straight);
            lengths(other) == lengths(&shown)
        };
        let [minus, masked, masked_minus] = [minus, masked, masked_minus].map(|other| other.filter(alike));
        Mapped { shown, minus, masked, masked_minus, left_out }
    }

    /// The number in a cell. Where a mask hides it in both of two passes nothing differs.
    pub fn value(&self, row: usize, column: usize) -> f32 {
        let value = self.shown.value(row, column);
        self.minus.as_ref().map_or(value, |minus| difference(value, minus.value(row, column)))
    }

    /// Whether a mask hides a cell: of two passes in both, for what a mask takes away is a difference.
    pub fn is_hidden(&self, row: usize, column: usize) -> bool {
        let hides_itself = self.minus.is_none() && self.shown.value(row, column) == HIDDEN;
        hides_itself || self.masks().all(|mask| mask.value(row, column) == HIDDEN)
    }

    /// What says with −∞ what is hidden: of the value, and of what it is held against.
    fn masks(&self) -> impl Iterator<Item = &Shown<'a>> {
        let minus = self.minus.as_ref().map(|minus| self.masked_minus.as_ref().unwrap_or(minus));
        std::iter::once(self.masked.as_ref().unwrap_or(&self.shown)).chain(minus)
    }

    /// The largest finite magnitude that counts; 0 where none does.
    pub fn end(&self) -> f32 {
        self.part_end(0..self.shown.rows.length, 0..self.shown.columns.length)
    }

    /// The same of one row.
    pub fn row_end(&self, row: usize) -> f32 {
        largest(&self.read_row(row, &mut Line::default()).numbers)
    }

    /// The same of every row.
    pub fn row_ends(&self) -> Vec<f32> {
        let (lines, along) = self.lines();
        let mut read = Line::default();
        if !self.shown.straight {
            return (0..lines).map(|line| largest(&self.read(line, 0..along, &mut read).numbers)).collect();
        }
        let mut ends = vec![0.0; along];
        for line in 0..lines {
            for (end, x) in ends.iter_mut().zip(&self.read(line, 0..along, &mut read).numbers) {
                let size = size(*x);
                *end = if size > *end { size } else { *end };
            }
        }
        ends
    }

    /// The same of every row, whose largest finite magnitudes are known, with those that no ramp reaches: what a mask takes
    /// away or gives back is infinitely much.
    pub fn row_reaches(&self, ends: &[f32]) -> Vec<f32> {
        let mut reaches = ends.to_vec();
        // Only scores are ever hidden, and only a difference of them counts where one is.
        if self.minus.is_some() && self.masked.is_none() && self.shown.columns.axis == Axis::Key {
            let mut read = Line::default();
            for (row, reach) in reaches.iter_mut().enumerate() {
                let Line { numbers, counts } = self.read_row(row, &mut read);
                if numbers.iter().zip(counts).any(|(x, counts)| *counts > 0.0 && x.is_infinite()) {
                    *reach = f32::INFINITY;
                }
            }
        }
        reaches
    }

    /// A row.
    pub fn read_row<'b>(&self, row: usize, into: &'b mut Line) -> &'b Line {
        if !self.shown.straight {
            return self.read(row, 0..self.shown.columns.length, into);
        }
        into.clear();
        for column in 0..self.shown.columns.length {
            into.numbers.push(self.value(row, column));
            into.counts.push(1.0);
            if Some(column) == self.left_out || self.is_hidden(row, column) {
                into.leave_out(column);
            }
        }
        into
    }

    /// One number for the numbers of some rows and some columns each. Neither rows nor columns overlap, and both ascend.
    pub fn pooled(&self, rows: &[Range<usize>], columns: &[Range<usize>], pooling: Pooling, ends: Ends) -> Cells {
        let straight = self.shown.straight;
        let size = rows.len() * columns.len();
        let mut cells = Cells { pooling, columns: columns.len(), numbers: vec![0.0; size], counts: vec![0.0; size] };
        let (across, along) = if straight { (columns, rows) } else { (rows, columns) };
        let (Some(first), Some(last)) = (along.first(), along.last()) else { return cells };
        let part = first.start..last.end;
        let (mut read, mut tally) = (Line::default(), Tally::new(part.len(), pooling));
        for (i, block) in across.iter().enumerate() {
            tally.clear();
            for line in block.clone() {
                self.read(line, part.clone(), &mut read);
                match ends {
                    Ends::One => {}
                    Ends::Rows(ends) if straight => {
                        read.numbers.iter_mut().zip(&ends[part.clone()]).for_each(|(x, end)| *x = share(*x, *end));
                    }
                    Ends::Rows(ends) => read.numbers.iter_mut().for_each(|x| *x = share(*x, ends[line])),
                }
                tally.add(&read);
            }
            for (j, these) in along.iter().enumerate() {
                let (row, column) = if straight { (j, i) } else { (i, j) };
                let cell = row * columns.len() + column;
                let these = these.start - part.start..these.end - part.start;
                let all = (&tally.numbers[these.clone()], &tally.counts[these]);
                (cells.numbers[cell], cells.counts[cell]) = joined(pooling, (0.0, 0.0), all);
            }
        }
        cells
    }

    /// The largest finite magnitude of some rows and columns that counts.
    pub fn part_end(&self, rows: Range<usize>, columns: Range<usize>) -> f32 {
        let (across, along) = if self.shown.straight { (columns, rows) } else { (rows, columns) };
        let mut read = Line::default();
        across.fold(0.0, |most, line| largest(&self.read(line, along.clone(), &mut read).numbers).max(most))
    }

    /// How many lines there are in storage, and how long they are.
    fn lines(&self) -> (usize, usize) {
        let (rows, columns) = (self.shown.rows.length, self.shown.columns.length);
        if self.shown.straight { (columns, rows) } else { (rows, columns) }
    }

    /// A part of a line of storage.
    fn read<'b>(&self, line: usize, part: Range<usize>, into: &'b mut Line) -> &'b Line {
        into.clear();
        let Line { numbers, counts } = &mut *into;
        let own = self.shown.line(line, part.clone());
        let seen = |score: &f32| *score != HIDDEN;
        let counted = |counts: bool| f32::from(u8::from(counts));
        if let Some(minus) = &self.minus {
            let theirs = minus.line(line, part.clone());
            numbers.extend(own.iter().zip(theirs).map(|(ours, theirs)| difference(*ours, *theirs)));
        } else {
            numbers.extend_from_slice(own);
        }
        let mut masks = self.masks().map(|mask| mask.line(line, part.clone()));
        match (masks.next(), masks.next()) {
            (Some(now), Some(before)) => {
                let either = now.iter().zip(before).map(|(now, before)| seen(now) || seen(before));
                counts.extend(either.map(counted));
            }
            (Some(scores), None) if self.masked.is_some() => {
                counts.extend(own.iter().zip(scores).map(|(own, score)| counted(seen(own) && seen(score))));
            }
            _ => counts.extend(own.iter().map(|own| counted(seen(own)))),
        }
        for (x, counts) in numbers.iter_mut().zip(counts.iter()) {
            *x = if *counts > 0.0 { *x } else { f32::NEG_INFINITY };
        }
        match self.left_out {
            Some(column) if self.shown.straight && line == column => {
                (0..part.len()).for_each(|place| into.leave_out(place));
            }
            Some(column) if !self.shown.straight && part.contains(&column) => into.leave_out(column - part.start),
            _ => {}
        }
        into
    }
}

/// What became of a number, less what it was.
fn difference(now: f32, before: f32) -> f32 {
    if now == before { 0.0 } else { now - before }
}

/// A number as a share of where a ramp ends. What is infinite stays so.
pub fn share(x: f32, end: f32) -> f32 {
    match x {
        x if end > 0.0 => x / end,
        x if x.is_infinite() => x,
        x => x * 0.0,
    }
}

/// The magnitude of a finite number; 0 of others, which do not count.
fn size(x: f32) -> f32 {
    let size = x.abs();
    if size < f32::INFINITY { size } else { 0.0 }
}

/// The largest magnitude of some numbers.
fn largest(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let mut chunks = values.chunks_exact(LANES);
    let mut widen = |lane: usize, x: f32| {
        let size = size(x);
        lanes[lane] = if size > lanes[lane] { size } else { lanes[lane] };
    };
    for chunk in &mut chunks {
        for (lane, x) in chunk.iter().enumerate() {
            widen(lane, *x);
        }
    }
    for (lane, x) in chunks.remainder().iter().enumerate() {
        widen(lane, *x);
    }
    lanes.into_iter().fold(0.0, f32::max)
}

/// What has come together of several lines, place by place.
struct Tally {
    pooling: Pooling,
    /// The number furthest from zero, or the sum.
    numbers: Vec<f32>,
    /// How many count.
    counts: Vec<f32>,
}

impl Tally {
    fn new(length: usize, pooling: Pooling) -> Tally {
        Tally { pooling, numbers: vec![0.0; length], counts: vec![0.0; length] }
    }

    fn clear(&mut self) {
        self.numbers.fill(0.0);
        self.counts.fill(0.0);
    }

    fn add(&mut self, line: &Line) {
        let places = self.numbers.iter_mut().zip(&mut self.counts);
        let places = places.zip(line.numbers.iter().zip(&line.counts));
        match self.pooling {
            Pooling::Max => places.for_each(|((number, count), (x, counts))| {
                let x = if *counts > 0.0 { *x } else { 0.0 };
                *number = further(*number, x);
                *count += *counts;
            }),
            Pooling::Mean => places.for_each(|((number, count), (x, counts))| {
                *number += if *counts > 0.0 { *x } else { 0.0 };
                *count += *counts;
            }),
        }
    }
}

#[cfg(test)]
mod tests;
