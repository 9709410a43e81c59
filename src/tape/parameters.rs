//! Named weights.

use super::{Matrix, Site};

/// The parameters of a model, sorted by site. Every tape over the model shares them; an optimiser writes through
/// `Arc::make_mut`.
#[derive(Clone, Default, Debug)]
pub struct Parameters {
    sites: Vec<Site>,
    values: Vec<Matrix>,
}

impl Parameters {
    /// Parameters by name; of two of one name the later is kept.
    pub fn new(named: impl IntoIterator<Item = (Site, Matrix)>) -> Parameters {
        let sorted: std::collections::BTreeMap<Site, Matrix> = named.into_iter().collect();
        let (sites, values) = sorted.into_iter().unzip();
        Parameters { sites, values }
    }

    /// The parameter of this name.
    pub fn get(&self, site: Site) -> Option<&Matrix> {
        self.index(site).map(|i| &self.values[i])
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (Site, &Matrix)> {
        self.sites.iter().copied().zip(&self.values)
    }

    /// Names and values to change, sorted by name.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Site, &mut Matrix)> {
        self.sites.iter().copied().zip(&mut self.values)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// How many numbers they hold together.
    pub fn count(&self) -> usize {
        self.values.iter().map(Matrix::len).sum()
    }

    /// The position of a parameter among the sorted; gradients lie in the same order.
    pub fn index(&self, site: Site) -> Option<usize> {
        self.sites.binary_search(&site).ok()
    }

    pub(super) fn at(&self, index: usize) -> &Matrix {
        &self.values[index]
    }
}
