//! A shown matrix as a map draws it: a value, or what differs between two, without what a mask hides and what is left out.
//!
//! A frame may need every number of it: where a ramp ends, or one number for each of many cells. All loops go along
//! storage, a line at a time, so that a million numbers take about a millisecond.

use std::ops::Range;

use super::{Pooling, Shown};

/// Largest numbers are sought so many at a time.
const LANES: usize = 16;

/// What a hidden number is read as.
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
    /// A column that does not count.
    pub left_out: Option<usize>,
}

/// The magnitudes at which ramps end.
#[derive(Clone, Copy, Debug)]
pub enum Ends<'a> {
    /// All at one.
    One(f32),
    /// That of each row at its own.
    Rows(&'a [f32]),
}

impl<'a> Mapped<'a> {
    /// A map of a value. What is laid out otherwise neither differs from it nor hides it.
    pub fn new(
        shown: Shown<'a>,
        minus: Option<Shown<'a>>,
        masked: Option<Shown<'a>>,
        left_out: Option<usize>,
    ) -> Mapped<'a> {
        let alike = |other: &Shown| {
            let lengths = |shown: &Shown| (shown.rows.length, shown.columns.length, shown.straight);
            lengths(other) == lengths(&shown)
        };
        Mapped { shown, minus: minus.filter(alike), masked: masked.filter(alike), left_out }
    }

    /// The number in a cell. Where a mask hides it in both of two passes nothing differs.
    pub fn value(&self, row: usize, column: usize) -> f32 {
        let value = self.shown.value(row, column);
        self.minus.as_ref().map_or(value, |minus| difference(value, minus.value(row, column)))
    }

    /// Whether a mask hides a cell.
    pub fn is_hidden(&self, row: usize, column: usize) -> bool {
        self.masked.as_ref().unwrap_or(&self.shown).value(row, column) == HIDDEN
    }

    /// The largest finite magnitude that counts; 0 where none does.
    pub fn end(&self) -> f32 {
        let (lines, along) = self.lines();
        let mut read = Vec::new();
        (0..lines).fold(0.0, |most, line| largest(self.read(line, 0..along, &mut read)).max(most))
    }

    /// The same of one row.
    pub fn row_end(&self, row: usize) -> f32 {
        largest(self.read_row(row, &mut Vec::new()))
    }

    /// The same of every row.
    pub fn row_ends(&self) -> Vec<f32> {
        let (lines, along) = self.lines();
        let mut read = Vec::new();
        if !self.shown.straight {
            return (0..lines).map(|line| largest(self.read(line, 0..along, &mut read))).collect();
        }
        let mut ends = vec![0.0; along];
        for line in 0..lines {
            for (end, x) in ends.iter_mut().zip(self.read(line, 0..along, &mut read)) {
                let size = size(*x);
                *end = if size > *end { size } else { *end };
            }
        }
        ends
    }

    /// The numbers of a row, −∞ where they do not count.
    pub fn read_row<'b>(&self, row: usize, into: &'b mut Vec<f32>) -> &'b [f32] {
        if !self.shown.straight {
            return self.read(row, 0..self.shown.columns.length, into);
        }
        into.clear();
        into.extend((0..self.shown.columns.length).map(|column| {
            let counts = Some(column) != self.left_out && !self.is_hidden(row, column);
            if counts { self.value(row, column) } else { HIDDEN }
        }));
        into
    }

    /// One number for the cells of some rows and some columns each, as a share of where the ramps of its rows end: row by
    /// row, and nothing where no cell counts. Neither rows nor columns overlap, and both ascend.
    pub fn pooled(
        &self,
        rows: &[Range<usize>],
        columns: &[Range<usize>],
        pooling: Pooling,
        ends: Ends,
    ) -> Vec<Option<f32>> {
        let straight = self.shown.straight;
        let (across, along) = if straight { (columns, rows) } else { (rows, columns) };
        let (Some(first), Some(last)) = (along.first(), along.last()) else { return Vec::new() };
        let part = first.start..last.end;
        let (mut read, mut tally) = (Vec::new(), Tally::new(part.len(), pooling));
        let mut all = vec![None; rows.len() * columns.len()];
        for (i, block) in across.iter().enumerate() {
            tally.clear();
            for line in block.clone() {
                self.read(line, part.clone(), &mut read);
                match ends {
                    Ends::One(_) => {}
                    Ends::Rows(ends) if straight => {
                        read.iter_mut().zip(&ends[part.clone()]).for_each(|(x, end)| *x = share(*x, *end));
                    }
                    Ends::Rows(ends) => read.iter_mut().for_each(|x| *x = share(*x, ends[line])),
                }
                tally.add(&read);
            }
            for (j, cells) in along.iter().enumerate() {
                let (row, column) = if straight { (j, i) } else { (i, j) };
                let pooled = tally.of(cells.start - part.start..cells.end - part.start);
                all[row * columns.len() + column] = match ends {
                    Ends::One(end) => pooled.map(|x| share(x, end)),
                    Ends::Rows(_) => pooled,
                };
            }
        }
        all
    }

    /// How many lines there are in storage, and how long they are.
    fn lines(&self) -> (usize, usize) {
        let (rows, columns) = (self.shown.rows.length, self.shown.columns.length);
        if self.shown.straight { (columns, rows) } else { (rows, columns) }
    }

    /// A part of the numbers of a line, −∞ where they do not count.
    fn read<'b>(&self, line: usize, part: Range<usize>, into: &'b mut Vec<f32>) -> &'b [f32] {
        into.clear();
        let own = self.shown.line(line, part.clone());
        match &self.minus {
            Some(minus) => {
                let theirs = minus.line(line, part.clone());
                into.extend(own.iter().zip(theirs).map(|(ours, theirs)| difference(*ours, *theirs)));
            }
            None => into.extend_from_slice(own),
        }
        // A value that hides itself is read as hidden already, a difference is not.
        let own_mask = self.minus.map(|_| &self.shown);
        if let Some(mask) = self.masked.as_ref().or(own_mask) {
            for (x, score) in into.iter_mut().zip(mask.line(line, part.clone())) {
                *x = if *score == HIDDEN { HIDDEN } else { *x };
            }
        }
        match self.left_out {
            Some(column) if self.shown.straight && line == column => into.fill(HIDDEN),
            Some(column) if !self.shown.straight && part.contains(&column) => into[column - part.start] = HIDDEN,
            _ => {}
        }
        into
    }
}

/// What became of a number, less what it was.
fn difference(now: f32, before: f32) -> f32 {
    if now == before { 0.0 } else { now - before }
}

/// A number as a share of where a ramp ends.
fn share(x: f32, end: f32) -> f32 {
    match x {
        HIDDEN => HIDDEN,
        x if end > 0.0 => x / end,
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

    fn add(&mut self, line: &[f32]) {
        let places = self.numbers.iter_mut().zip(&mut self.counts).zip(line);
        match self.pooling {
            Pooling::Max => places.for_each(|((number, count), x)| {
                let counts = *x != HIDDEN;
                let x = if counts { *x } else { 0.0 };
                *number = further(*number, x);
                *count += f32::from(u8::from(counts));
            }),
            Pooling::Mean => places.for_each(|((number, count), x)| {
                let counts = *x != HIDDEN;
                *number += if counts { *x } else { 0.0 };
                *count += f32::from(u8::from(counts));
            }),
        }
    }

    /// What stands for some neighbouring places.
    fn of(&self, places: Range<usize>) -> Option<f32> {
        let (numbers, counts) = (&self.numbers[places.clone()], &self.counts[places]);
        let count: f32 = counts.iter().sum();
        let number = match self.pooling {
            Pooling::Max => numbers.iter().copied().fold(0.0, further),
            Pooling::Mean => numbers.iter().sum::<f32>() / count,
        };
        (count > 0.0).then_some(number)
    }
}

/// The one further from zero. What is no number is seen as such.
fn further(a: f32, b: f32) -> f32 {
    if b.abs() > a.abs() || b.is_nan() { b } else { a }
}

#[cfg(test)]
mod tests;
