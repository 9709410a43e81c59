//! One file of `tests/fixtures`: what `PyTorch` says a pass is. Written by `make_fixtures.py`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use headlight::tape::{Axes, Matrix, Name, Parameters, Part, Shape, Site};
use headlight::transformer::Config;
use safetensors::SafeTensors;
use serde::Deserialize;

/// A value as it leaves the program: row-major.
pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// What the metadata of a file says was run.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) config: Config,
    pub(crate) tokens: Vec<u32>,
    /// -1 where nothing is predicted.
    pub(crate) targets: Vec<i64>,
    pub(crate) sequences: usize,
    pub(crate) lengths: Option<Vec<usize>>,
    /// What an encoder reads, for every sequence.
    #[serde(default)]
    pub(crate) source: Option<Vec<u32>>,
    #[serde(default)]
    pub(crate) source_lengths: Option<Vec<usize>>,
    /// The states of the tokens before, for each layer.
    #[serde(skip)]
    pub(crate) memory: Option<Arc<[Matrix]>>,
    /// Whether what is derived from the pass is recorded too.
    #[serde(default)]
    pub(crate) derived: bool,
    /// `[layer, head]` pairs.
    pub(crate) heads_off: Vec<(usize, usize)>,
    /// The seed of dropout; no fixture has one, since PyTorch draws others.
    #[serde(skip)]
    pub(crate) training: Option<u64>,
}

/// A case with everything `PyTorch` recorded.
pub(crate) struct Fixture {
    pub(crate) case: Case,
    pub(crate) parameters: Arc<Parameters>,
    /// Every value, by site.
    pub(crate) values: BTreeMap<Site, Tensor>,
    /// The gradient of every value and parameter that the loss depends on, by site.
    pub(crate) gradients: BTreeMap<Site, Tensor>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The names of the committed cases.
pub(crate) fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).expect("tests/fixtures");
    let stem = |file: PathBuf| file.file_stem().expect("a file").to_string_lossy().into_owned();
    let mut names: Vec<_> = files.map(|file| stem(file.expect("a file").path())).collect();
    names.retain(|name| name != "parameters");
    names.sort();
    names
}

/// Every tensor of a file by its name, and its metadata.
fn read(name: &str) -> (BTreeMap<String, Tensor>, Option<Case>) {
    let bytes = std::fs::read(folder().join(name).with_extension("safetensors")).expect("a fixture");
    let file = SafeTensors::deserialize(&bytes).expect("safetensors");
    let tensor = |view: safetensors::tensor::TensorView<'_>| {
        let values = view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Tensor { shape: view.shape().to_vec(), values }
    };
    let tensors = file.iter().map(|(name, view)| (name.to_owned(), tensor(view))).collect();
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("a header");
    let case = header
        .metadata()
        .as_ref()
        .and_then(|all| all.get("case"))
        .map(|case| serde_json::from_str(case).expect("a case"));
    (tensors, case)
}

impl Fixture {
    pub(crate) fn load(name: &str) -> Fixture {
        let (mut tensors, case) = read(name);
        let mut case = case.expect("the metadata says what was run");
        let own: BTreeMap<String, Tensor> = tensors
            .extract_if(.., |name, _| name.starts_with("parameter:"))
            .map(|(name, tensor)| (name["parameter:".len()..].to_owned(), tensor))
            .collect();
        let weights = if own.is_empty() { read("parameters").0 } else { own };
        let parameters = Arc::new(parameters(&case.config, &weights));
        case.memory = memory(&case, &tensors);
        let (mut values, mut gradients) = (BTreeMap::new(), BTreeMap::new());
        for (name, tensor) in tensors {
            let (name, into) = match name.strip_prefix("grad:") {
                Some(name) => (name, &mut gradients),
                None => (name.as_str(), &mut values),
            };
            into.insert(name.parse().expect("a site"), tensor);
        }
        Fixture { case, parameters, values, gradients }
    }
}

/// Of the weights of a file those that `config` lists.
fn parameters(config: &Config, weights: &BTreeMap<String, Tensor>) -> Parameters {
    let list = config.parameters().into_iter();
    Parameters::new(list.map(|(site, shape)| (site, stored(site, shape, &weights[&site.to_string()]))))
}

/// What a case remembers: it is given, not computed, so that it is among the values.
fn memory(case: &Case, tensors: &BTreeMap<String, Tensor>) -> Option<Arc<[Matrix]>> {
    let of_layer = |layer: usize| {
        let states = tensors.get(&format!("decoder.{layer}.memory"))?;
        let width = case.config.width;
        Some(Matrix::from_column_slice(width, states.values.len() / width, &states.values))
    };
    (0..case.config.layers).map(of_layer).collect()
}

/// A parameter as the tape stores it.
fn stored(site: Site, shape: Shape, tensor: &Tensor) -> Matrix {
    let (rows, columns) = shape;
    assert_eq!(rows * columns, tensor.values.len(), "{site}");
    match site.axes() {
        Axes::Weight => Matrix::from_row_slice(rows, columns, &tensor.values),
        _ => Matrix::from_column_slice(rows, columns, &tensor.values),
    }
}

/// A value or gradient of the tape as it leaves the program, row-major, heads and sequences as outer axes.
pub(crate) fn traced(case: &Case, site: Site, value: &Matrix) -> Tensor {
    let heads = if site.part == Part::Cross { case.config.cross_heads() } else { case.config.heads };
    let sequences =
        if matches!(site.axes(), Axes::DistanceWidth | Axes::HeadDistanceWidth) { 1 } else { case.sequences };
    let (rows, columns) = value.shape();
    let tokens = columns / sequences;
    let width = rows / heads;
    let bytes = || value.as_slice().to_vec();
    let outer = |shape: &[usize]| if sequences == 1 { shape.to_vec() } else { [&[sequences], shape].concat() };
    let (shape, values) = match site.axes() {
        // One column a sequence.
        _ if matches!(site.name, Name::Start | Name::Last) => {
            (if sequences == 1 { vec![rows] } else { vec![sequences, rows] }, bytes())
        }
        Axes::TokenWidth | Axes::TokenWord | Axes::DistanceWidth | Axes::QueryKey => (outer(&[tokens, rows]), bytes()),
        Axes::HeadQueryKey => (outer(&[heads, tokens / heads, rows]), bytes()),
        Axes::HeadTokenWidth | Axes::HeadDistanceWidth => {
            (outer(&[heads, tokens, width]), by_head(value, sequences, heads))
        }
        Axes::Weight => (vec![rows, columns], value.transpose().as_slice().to_vec()),
        Axes::Table => (vec![columns, rows], bytes()),
        Axes::Vector => (vec![rows], bytes()),
        Axes::Scalar => (vec![], bytes()),
    };
    Tensor { shape, values }
}

/// `[head × width, token]` in columns as `[sequence, head, token, width]` in rows.
fn by_head(value: &Matrix, sequences: usize, heads: usize) -> Vec<f32> {
    let (tokens, width) = (value.ncols() / sequences, value.nrows() / heads);
    let mut out = Vec::with_capacity(value.len());
    for sequence in 0..sequences {
        for head in 0..heads {
            for token in 0..tokens {
                out.extend(value.view((head * width, sequence * tokens + token), (width, 1)).iter());
            }
        }
    }
    out
}
