//! The probability of each word as it is listed: as it is, or as it differs from that in the other of two passes.

use ratatui::style::Style;

use crate::tape::Site;
use crate::ui::theme::Role;
use crate::ui::view::View;
use crate::ui::widget::number;

/// The probability of each word after the selected token, and in the pass that it is held against.
pub(super) struct Numbers<'a> {
    ours: &'a [f32],
    minus: Option<&'a [f32]>,
}

impl<'a> Numbers<'a> {
    /// Nothing where they are not there, or where there is nothing of the same length to differ from.
    pub(super) fn new(view: &View<'a>, site: Site) -> Option<Numbers<'a>> {
        let ours = super::column(view.pass(), site, view.token())?;
        let minus = view.minus.and_then(|pass| super::column(pass, site, view.token()));
        let fits = view.minus.is_none() || minus.is_some_and(|minus| minus.len() == ours.len());
        fits.then_some(Numbers { ours, minus })
    }

    /// Whether they are what differs.
    pub(super) fn is_difference(&self) -> bool {
        self.minus.is_some()
    }

    /// The number of a word.
    pub(super) fn of(&self, word: usize) -> f32 {
        self.ours[word] - self.minus.map_or(0.0, |minus| minus[word])
    }

    /// Two decimals, or how small it is where those would say nothing; a difference in so many columns.
    pub(super) fn said(&self, word: usize, columns: usize) -> String {
        let p = self.of(word);
        match self.minus {
            Some(_) if p.abs() >= 0.005 => format!("{p:+.2}").replace('-', "−"),
            Some(_) => number(p, columns),
            None if p >= 0.005 => number::share(p),
            None => number(p, 5),
        }
    }

    /// How what says a number looks that is such a share of the largest.
    pub(super) fn style(&self, view: &View, share: f32, is_next: bool) -> Style {
        match self.minus {
            // Far enough from nothing to be seen, however small.
            Some(_) => Style::new().fg(view.theme.signed(share.signum() * (0.4 + 0.6 * share.abs())).colour),
            None => view.style(if is_next { Role::Accent } else { Role::First }),
        }
    }

    /// The words with the largest numbers, however many words there are in one look at each; the first of equals first.
    pub(super) fn likeliest(&self, count: usize) -> Vec<usize> {
        likeliest((0..self.ours.len()).map(|word| self.of(word).abs()), count)
    }

    /// The words with the largest numbers, and the one that does come next in the last row where it is not among them.
    pub(super) fn listed(&self, actual: Option<usize>, rows: usize) -> Vec<usize> {
        listed(&|word| self.of(word).abs(), self.ours.len(), actual, rows)
    }
}

/// Where the largest of some numbers are, the first of equals first.
fn likeliest(sizes: impl Iterator<Item = f32>, count: usize) -> Vec<usize> {
    let mut best: Vec<(usize, f32)> = Vec::with_capacity(count + 1);
    for (word, size) in sizes.enumerate() {
        let place = best.partition_point(|(_, known)| *known >= size);
        if place < count {
            best.insert(place, (word, size));
            best.truncate(count);
        }
    }
    best.into_iter().map(|(word, _)| word).collect()
}

fn listed(size: &dyn Fn(usize) -> f32, words: usize, actual: Option<usize>, rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..words).collect();
    let larger = |a: &usize, b: &usize| size(*b).total_cmp(&size(*a)).then(a.cmp(b));
    if rows < order.len() {
        // A vocabulary is long and the pane short: only what it lists is put in order.
        order.select_nth_unstable_by(rows, larger);
        order.truncate(rows);
    }
    order.sort_unstable_by(larger);
    if let (Some(actual), Some(last)) = (actual, order.len().checked_sub(1))
        && !order.contains(&actual)
        && last > 0
    {
        order[last] = actual;
    }
    order
}

#[cfg(test)]
mod tests {
    fn listed(p: &[f32], actual: Option<usize>, rows: usize) -> Vec<usize> {
        super::listed(&|word| p[word], p.len(), actual, rows)
    }

    #[test]
    fn the_likeliest_are_in_order() {
        let likeliest = |p: &[f32], count| super::likeliest(p.iter().copied(), count);
        assert_eq!(likeliest(&[0.1, 0.5, 0.1, 0.3], 3), [1, 3, 0]);
        assert_eq!(likeliest(&[0.1], 3), [0]);
        assert_eq!(likeliest(&[0.1, 0.2], 0), [0; 0]);
    }

    #[test]
    fn the_likeliest_come_first_and_the_next_word_is_always_there() {
        let p = [0.1, 0.4, 0.05, 0.4, 0.05];
        assert_eq!(listed(&p, None, 3), [1, 3, 0]);
        assert_eq!(listed(&p, Some(4), 3), [1, 3, 4]);
        assert_eq!(listed(&p, Some(0), 3), [1, 3, 0]);
        assert_eq!(listed(&p, Some(4), 1), [1]);
        assert_eq!(listed(&p, Some(4), 0), [0; 0]);
        assert_eq!(listed(&[], None, 4), [0; 0]);
    }
}
