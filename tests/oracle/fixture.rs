//! One file of `tests/fixtures`: what `PyTorch` says a pass is. Written by `make_fixtures.py`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use headlight::tape::{Axes, Matrix, Name, Parameters, Part, Shape, Site, Stack};
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
    /// What the encoder reads, where there is one beside the decoder.
    #[serde(default)]
    pub(crate) source: Option<Vec<u32>>,
    #[serde(default)]
    pub(crate) source_lengths: Option<Vec<usize>>,
    /// The states of the tokens before, for each layer; tensors of the file.
    #[serde(skip)]
    pub(crate) memory: Option<Arc<[Matrix]>>,
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
        let (tensors, case) = read(name);
        let mut case = case.expect("the metadata says what was run");
        case.memory = memory(&case.config, &tensors);
        let parameters = Arc::new(parameters(&case.config));
        let (mut values, mut gradients) = (BTreeMap::new(), BTreeMap::new());
        for (name, tensor) in tensors.into_iter().filter(|(name, _)| !name.starts_with(MEMORY)) {
            let (name, into) = match name.strip_prefix("grad:") {
                Some(name) => (name, &mut gradients),
                None => (name.as_str(), &mut values),
            };
            into.insert(name.parse().expect("a site"), tensor);
        }
        Fixture { case, parameters, values, gradients }
    }
}

/// Before the site of a memory stands what the model is given for it.
const MEMORY: &str = "memory:";

/// What each layer is given to remember, in the columns of the tape; nothing where there is no memory.
fn memory(config: &Config, tensors: &BTreeMap<String, Tensor>) -> Option<Arc<[Matrix]>> {
    let layers = (0..config.layers).map(|layer| {
        let site = Site::layer(Stack::Decoder, layer, Part::Stream, Name::Memory);
        let given = tensors.get(&format!("{MEMORY}{site}"))?;
        Some(Matrix::from_column_slice(config.width, given.values.len() / config.width, &given.values))
    });
    layers.collect()
}

/// The weights that every case shares, those of them that `config` lists.
fn parameters(config: &Config) -> Parameters {
    let (shared, _) = read("parameters");
    let list = config.parameters().into_iter();
    Parameters::new(list.map(|(site, shape)| (site, stored(site, shape, shared_value(&shared, site, shape)))))
}

/// The value of a parameter. One whose shape depends on the configuration has further values, with their shape behind the
/// site.
fn shared_value(shared: &BTreeMap<String, Tensor>, site: Site, (rows, columns): Shape) -> &Tensor {
    let (rows, columns) = if site.axes() == Axes::Table { (columns, rows) } else { (rows, columns) };
    shared.get(&format!("{site} {rows}x{columns}")).unwrap_or_else(|| &shared[&site.to_string()])
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
    // Distances are the same for every sequence.
    let distances = matches!(site.axes(), Axes::DistanceWidth | Axes::HeadDistanceWidth);
    let sequences = if distances { 1 } else { case.sequences };
    let (rows, columns) = value.shape();
    let tokens = columns / sequences;
    let width = rows / heads;
    let bytes = || value.as_slice().to_vec();
    let outer = |shape: &[usize]| if sequences == 1 { shape.to_vec() } else { [&[sequences], shape].concat() };
    let (shape, values) = match site.axes() {
        Axes::TokenWidth | Axes::TokenWord | Axes::DistanceWidth => (outer(&[tokens, rows]), bytes()),
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
