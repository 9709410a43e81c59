//! Parameters as a safetensors file: tensors under their site names, row-major.
//!
//! | parameter | in the file | our storage (column-major) |
//! |---|---|---|
//! | a weight, `decoder.0.attn.W_Q` | `[out, in]` | `[out, in]`, so the bytes are turned |
//! | a table, `W_E` | `[word, width]` | `[width, word]`, the same bytes |
//! | a gain or bias | `[n]` | `[n, 1]`, the same bytes |

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensorError, SafeTensors};

use crate::tape::{Axes, Matrix, Parameters, Shape, Site};

/// How many bits a number takes in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Half the size; about three decimal digits, as much as a trained model needs.
    F16,
    /// What training computes with; a checkpoint that goes on exactly where it stopped.
    F32,
}

/// Why parameters could not be read or written.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum WeightsError {
    /// Truncated, or something else altogether.
    #[error("{file} is no complete safetensors file ({reason}): copy or download it again")]
    NotSafetensors {
        /// The file.
        file: String,
        /// What the safetensors crate says.
        reason: String,
    },
    /// The configuration needs a tensor that is not there.
    #[error(
        "{file} has no tensor `{tensor}` {expected:?}, which its config.json asks for: they are of different models"
    )]
    Missing {
        /// The file.
        file: String,
        /// The tensor that was looked for.
        tensor: Site,
        /// Its shape.
        expected: Vec<usize>,
    },
    /// A tensor that the configuration has no use for.
    #[error(
        "{file} has a tensor `{tensor}` {found:?}, which its config.json knows nothing of: they are of different models"
    )]
    Extra {
        /// The file.
        file: String,
        /// The tensor's name.
        tensor: String,
        /// Its shape.
        found: Vec<usize>,
    },
    /// A tensor of another shape.
    #[error(
        "{file}: tensor `{tensor}` is {found:?}, but its config.json makes it {expected:?}: they are of different models"
    )]
    Shape {
        /// The file.
        file: String,
        /// The tensor.
        tensor: Site,
        /// The shape in the file.
        found: Vec<usize>,
        /// The shape that the configuration gives.
        expected: Vec<usize>,
    },
    /// Numbers of a type that weights don't come in.
    #[error("{file}: tensor `{tensor}` {shape:?} holds {found} numbers: save it as F16, BF16 or F32")]
    Type {
        /// The file.
        file: String,
        /// The tensor.
        tensor: Site,
        /// Its shape.
        shape: Vec<usize>,
        /// The type in the file.
        found: Dtype,
    },
    /// Infinities or NaN: training went wrong, or a value is too large for F16.
    #[error(
        "{file}: tensor `{tensor}` {shape:?} holds {value} at place {place}: take an earlier checkpoint, or save as F32"
    )]
    NotFinite {
        /// The file.
        file: String,
        /// The tensor.
        tensor: Site,
        /// Its shape.
        shape: Vec<usize>,
        /// The value that is no number.
        value: f32,
        /// Where, in the order of the file.
        place: usize,
    },
}

/// Reads parameters out of the bytes of a safetensors file; `file` is what an error calls it. Every one of `expected`
/// (from [`Config::parameters`](crate::transformer::Config::parameters), shapes as in storage) must be there, of its
/// shape and finite, and no other tensor.
///
/// # Errors
/// When the file is truncated or none, or a tensor is missing, unknown, of another shape or type, or not finite.
pub fn read(bytes: &[u8], expected: &[(Site, Shape)], file: &str) -> Result<Parameters, WeightsError> {
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|reason| WeightsError::NotSafetensors { file: file.to_owned(), reason: reason.to_string() })?;
    let read_one = |&(site, shape): &(Site, Shape)| {
        let view = tensors.tensor(&site.to_string()).map_err(|_| WeightsError::Missing {
            file: file.to_owned(),
            tensor: site,
            expected: file_shape(site, shape),
        })?;
        Ok((site, tensor(&view, site, shape, file)?))
    };
    let parameters = expected.iter().map(read_one).collect::<Result<Vec<_>, WeightsError>>()?;
    // All that is expected is there, so only a longer list has something else.
    let known = |name: &str| expected.iter().any(|(site, _)| site.to_string() == name);
    if tensors.len() > expected.len()
        && let Some((name, view)) = tensors.iter().find(|(name, _)| !known(name))
    {
        let (tensor, found) = (name.to_owned(), view.shape().to_vec());
        return Err(WeightsError::Extra { file: file.to_owned(), tensor, found });
    }
    Ok(Parameters::new(parameters))
}

/// The bytes of a safetensors file with these parameters; `file` is what an error calls it.
///
/// # Errors
/// When a value is not finite or, as F16, too large.
pub fn write(parameters: &Parameters, precision: Precision, file: &str) -> Result<Vec<u8>, WeightsError> {
    let mut tensors = Vec::with_capacity(parameters.len());
    for (site, value) in parameters.iter() {
        let shape = file_shape(site, value.shape());
        let numbers = in_file_order(site, value);
        let kept = |x: f32| match precision {
            Precision::F16 => f16::from_f32(x).to_f32(),
            Precision::F32 => x,
        };
        if let Some(place) = numbers.iter().position(|&x| !kept(x).is_finite()) {
            let value = numbers[place];
            return Err(WeightsError::NotFinite { file: file.to_owned(), tensor: site, shape, value, place });
        }
        let (dtype, bytes) = match precision {
            Precision::F16 => (Dtype::F16, numbers.iter().flat_map(|&x| f16::from_f32(x).to_le_bytes()).collect()),
            Precision::F32 => (Dtype::F32, numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>()),
        };
        tensors.push((site.to_string(), dtype, shape, bytes));
    }
    let broken =
        |reason: SafeTensorError| WeightsError::NotSafetensors { file: file.to_owned(), reason: reason.to_string() };
    let views = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| Ok((name, TensorView::new(*dtype, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, SafeTensorError>>()
        .map_err(broken)?;
    safetensors::serialize(views, None).map_err(broken)
}

/// One tensor of a file as a parameter.
fn tensor(view: &TensorView, site: Site, shape: Shape, file: &str) -> Result<Matrix, WeightsError> {
    let (expected, found) = (file_shape(site, shape), view.shape().to_vec());
    if found != expected {
        return Err(WeightsError::Shape { file: file.to_owned(), tensor: site, found, expected });
    }
    let halves = || view.data().chunks_exact(2).map(|b| [b[0], b[1]]);
    let numbers: Vec<f32> = match view.dtype() {
        // Whole slices are converted by the processor's own instruction, where it has one.
        Dtype::F16 => halves().map(f16::from_le_bytes).collect::<Vec<f16>>().to_f32_vec(),
        Dtype::BF16 => halves().map(bf16::from_le_bytes).collect::<Vec<bf16>>().to_f32_vec(),
        Dtype::F32 => view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
        found => {
            return Err(WeightsError::Type { file: file.to_owned(), tensor: site, shape: expected, found });
        }
    };
    if let Some(place) = numbers.iter().position(|x| !x.is_finite()) {
        let value = numbers[place];
        return Err(WeightsError::NotFinite { file: file.to_owned(), tensor: site, shape: expected, value, place });
    }
    Ok(match site.axes() {
        Axes::Weight => Matrix::from_row_slice(shape.0, shape.1, &numbers),
        _ => Matrix::from_vec(shape.0, shape.1, numbers),
    })
}

/// The shape of a parameter in the file, given the one in storage.
fn file_shape(site: Site, (rows, columns): Shape) -> Vec<usize> {
    match site.axes() {
        Axes::Weight => vec![rows, columns],
        Axes::Vector => vec![rows],
        Axes::Scalar => vec![],
        _ => vec![columns, rows],
    }
}

fn in_file_order(site: Site, value: &Matrix) -> Vec<f32> {
    match site.axes() {
        Axes::Weight => value.transpose().as_slice().to_vec(),
        _ => value.as_slice().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::TensorView;

    use super::*;
    use crate::tape::{Name, Part, Stack};

    fn weight() -> Site {
        Site::layer(Stack::Decoder, 0, Part::Attention, Name::WQ)
    }

    fn expected() -> Vec<(Site, Shape)> {
        vec![(weight(), (2, 3)), (Site::model(Name::WE), (2, 4)), (Site::model(Name::FinalGain), (2, 1))]
    }

    fn parameters() -> Parameters {
        let fill = |(site, (rows, columns)): (Site, Shape)| {
            (site, Matrix::from_fn(rows, columns, |row, column| row as f32 * 10.0 + column as f32 + 0.1))
        };
        Parameters::new(expected().into_iter().map(fill))
    }

    fn message(bytes: &[u8], expected: &[(Site, Shape)]) -> String {
        read(bytes, expected, "m.safetensors").expect_err("fails").to_string()
    }

    #[test]
    fn comes_back_and_lies_as_it_says() {
        let bytes = write(&parameters(), Precision::F32, "m").expect("writes");
        let read = read(&bytes, &expected(), "m").expect("reads");
        assert!(read.iter().eq(parameters().iter()));
        let file = SafeTensors::deserialize(&bytes).expect("a file");
        let w = file.tensor("decoder.0.attn.W_Q").expect("is there");
        let second = f32::from_le_bytes(w.data()[4..8].try_into().expect("four bytes"));
        assert_eq!((w.shape(), second), (&[2, 3][..], 1.1), "row-major [out, in]");
        assert_eq!(file.tensor("W_E").expect("is there").shape(), [4, 2]);
        assert_eq!(file.tensor("final.ln.gain").expect("is there").shape(), [2]);
    }

    #[test]
    fn half_precision_is_close() {
        let bytes = write(&parameters(), Precision::F16, "m").expect("writes");
        let read = read(&bytes, &expected(), "m").expect("reads");
        for ((_, half), (_, full)) in read.iter().zip(parameters().iter()) {
            assert!((half - full).amax() <= full.amax() / 2048.0);
        }
    }

    #[test]
    fn errors_name_the_tensor_and_both_shapes() {
        let bytes = write(&parameters(), Precision::F32, "m").expect("writes");
        assert!(message(&bytes[..bytes.len() - 1], &expected()).contains("m.safetensors is no complete safetensors"));
        assert!(message(b"hello there, nothing here", &expected()).contains("no complete safetensors"));
        assert!(message(b"", &expected()).contains("no complete safetensors"));
        let mut other = expected();
        other[0].1 = (3, 2);
        let wrong = message(&bytes, &other);
        assert!(wrong.contains("`decoder.0.attn.W_Q` is [2, 3]") && wrong.contains("[3, 2]"), "{wrong}");
        other[0] = (Site::model(Name::FinalBias), (2, 1));
        assert!(message(&bytes, &other).contains("has no tensor `final.ln.bias` [2]"));
        assert!(message(&bytes, &expected()[1..]).contains("a tensor `decoder.0.attn.W_Q` [2, 3]"));
    }

    #[test]
    fn refuses_what_is_no_number() {
        let site = Site::model(Name::FinalGain);
        let broken = |x: f32| Parameters::new([(site, Matrix::from_vec(2, 1, vec![1.0, x]))]);
        assert!(write(&broken(f32::NAN), Precision::F32, "m").is_err());
        assert!(write(&broken(1e6), Precision::F16, "m").expect_err("too large").to_string().contains("place 1"));
        assert!(write(&broken(1e6), Precision::F32, "m").is_ok());
        let nan = [1.0f32.to_le_bytes(), f32::NAN.to_le_bytes()].concat();
        let file = |dtype, data| {
            let view = TensorView::new(dtype, vec![2], data).expect("a tensor");
            safetensors::serialize([("final.ln.gain", view)], None).expect("a file")
        };
        let one = [(site, (2, 1))];
        assert!(message(&file(Dtype::F32, &nan), &one).contains("holds NaN at place 1"));
        assert!(message(&file(Dtype::I32, &nan), &one).contains("I32"));
    }
}
