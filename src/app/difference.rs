//! What differs between every pattern of two passes, small: made by the worker where somebody looks at it, so that drawing
//! holds no weight against another.

use super::pass::Pass;
use super::thumbnail::Thumbnails;
use crate::tape::{Axes, Matrix, Site};

/// What differs between the patterns of the passes that a stage has, and whether that is on its way.
#[derive(Default)]
pub struct Differences {
    /// The generation whose passes were asked for last.
    asked: Option<u64>,
    done: Option<(u64, Thumbnails)>,
    /// The generation of which it could not be made.
    failed: Option<u64>,
    /// The first and the last generation of the same passes with newer and newer weights.
    alike: Option<(u64, u64)>,
}

impl Differences {
    /// That of the passes that arrived with a generation.
    pub fn find(&self, generation: u64) -> Option<&Thumbnails> {
        self.done.as_ref().filter(|(of, _)| *of == generation).map(|(_, all)| all)
    }

    /// Whether it has to be asked for; from then on it is.
    pub(super) fn ask(&mut self, generation: u64) -> bool {
        let new = self.asked != Some(generation);
        self.asked = Some(generation);
        new
    }

    /// The passes of a generation have come again with newer weights, as another one: what there is of them can be looked at
    /// until it is made anew.
    pub(super) fn follow(&mut self, from: u64, to: u64) {
        let before = self.alike.filter(|(_, last)| *last == from);
        self.alike = Some((before.map_or(from, |(first, _)| first), to));
        if let Some((of, _)) = self.done.as_mut().filter(|(of, _)| *of == from) {
            *of = to;
        }
    }

    /// Whether it could not be made of the passes that arrived with a generation.
    pub fn has_failed(&self, generation: u64) -> bool {
        self.failed == Some(generation)
    }

    /// Takes in that it could not be made, if it was asked for last, and gives back whether it was.
    pub(super) fn fail(&mut self, generation: u64) -> bool {
        let asked = self.asked == Some(generation);
        if asked {
            self.failed = Some(generation);
        }
        asked
    }

    /// Takes in what was asked for last, or before that of the same passes with older weights: while a model learns the
    /// next weights are there before any difference is. Anything else is stale.
    pub(super) fn receive(&mut self, generation: u64, all: Thumbnails) {
        let alike = |generation: u64| self.alike.is_some_and(|(first, last)| (first..=last).contains(&generation));
        let newest = self.alike.filter(|_| alike(generation)).map_or(generation, |(_, last)| last);
        let is_of_these = self.asked.is_some_and(|asked| asked == generation || alike(asked) && alike(generation));
        if is_of_these {
            self.done = Some((newest, all));
        }
    }
}

impl Pass {
    /// What every pattern has more than the same one of another pass, as thumbnails. A pattern that the other pass lacks, or
    /// has in another shape, has none. Computes what of them is not in memory, one layer after the other.
    pub fn minus(&self, other: &Pass) -> Thumbnails {
        let mut all = Thumbnails::default();
        let sites: Vec<Site> = self.sites().filter(|site| Thumbnails::are_of(*site) && !site.before).collect();
        for site in sites {
            let heads = heads(self, site);
            with_value(self, site, &mut |ours| {
                with_value(other, site, &mut |theirs| {
                    if ours.shape() == theirs.shape() && heads == self::heads(other, site) {
                        all.add_difference(site, (ours, theirs), heads);
                    }
                });
            });
        }
        all
    }

    /// Whether a head of a pattern has other weights than in another pass on the same tokens.
    pub fn head_differs(&self, site: Site, head: usize, other: &Pass) -> bool {
        let same_input = self.tokens == other.tokens && self.source_tokens == other.source_tokens;
        let Some(ours) = self.thumbnails.get(site, head).filter(|_| same_input) else { return false };
        other.thumbnails.get(site, head).is_none_or(|theirs| ours.differs(theirs))
    }
}

/// How many heads stand side by side in a pattern.
fn heads(pass: &Pass, site: Site) -> usize {
    if site.axes() == Axes::HeadQueryKey { pass.heads(site) } else { 1 }
}

/// Hands a recorded value over. One that is not in memory is computed for that and let go.
fn with_value(pass: &Pass, site: Site, use_it: &mut dyn FnMut(&Matrix)) {
    let Some(var) = pass.tape.find(site) else { return };
    match pass.tape.ready(var) {
        Some(value) => use_it(value),
        None => use_it(pass.excerpt().value(var)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of other passes there is stays theirs.
    #[test]
    fn only_what_is_of_the_same_passes_goes_with_newer_weights() {
        let mut differences = Differences::default();
        assert!(differences.ask(3));
        differences.receive(3, Thumbnails::default());
        assert!(differences.ask(4), "a change has come");
        differences.follow(4, 5);
        assert!(differences.find(5).is_none(), "what differs is not there yet");
        assert!(differences.ask(5));
        differences.receive(5, Thumbnails::default());
        differences.follow(5, 6);
        assert!(differences.find(6).is_some() && differences.find(5).is_none());
    }

    #[test]
    fn what_comes_later_than_newer_weights_is_shown_until_there_is_better() {
        let mut differences = Differences::default();
        assert!(differences.ask(3));
        differences.follow(3, 4);
        assert!(differences.ask(4));
        differences.follow(4, 5);
        assert!(differences.ask(5));
        differences.receive(3, Thumbnails::default());
        assert!(differences.find(5).is_some());
        differences.follow(5, 6);
        assert!(differences.find(6).is_some());
        assert!(differences.ask(7), "a change has come");
        differences.receive(6, Thumbnails::default());
        assert!(differences.find(7).is_none(), "that was of other passes");
        differences.follow(7, 8);
        assert!(differences.ask(8));
        differences.receive(6, Thumbnails::default());
        assert!(differences.find(8).is_none());
        differences.receive(7, Thumbnails::default());
        assert!(differences.find(8).is_some());
    }
}
