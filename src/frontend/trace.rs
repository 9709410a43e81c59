//! `headlight trace`: every recorded value of a pass in a safetensors file, under its site's name.
//!
//! Values lie as they leave the program: scores `[head, query, key]`, queries, keys, values and their mixtures
//! `[head, token, width]`, states `[token, width]`, logits `[token, word]`. −∞ is the float −∞. The metadata holds, as
//! JSON, `tokens` (their numbers), `pieces` (as people read them) and `config` (settings applied), and `plan`, `model`;
//! of a model that reads a source also its `source` (numbers) and `source_pieces`.

use std::collections::BTreeMap;
use std::sync::Arc;

use safetensors::tensor::{Dtype, TensorView};

use crate::app::{Notice, Pass};
use crate::model::{Piece, file};
use crate::tape::Site;

use super::cli;
use super::errors::bad_input;
use super::subject;

/// Records a pass and writes it.
pub(super) fn run(arguments: cli::Trace) -> anyhow::Result<()> {
    let pass = subject::pass(arguments.subject)?;
    let file = file(&pass)?;
    let path = &arguments.output;
    file::replace(path, &file).map_err(|reason| {
        bad_input(format!("cannot write {}: {reason}; name a file in a folder that you can write to", path.display()))
    })
}

/// The bytes of the file. The same pass gives the same bytes.
fn file(pass: &Arc<Pass>) -> anyhow::Result<Vec<u8>> {
    let mut tensors = Vec::new();
    let mut holding = pass.clone();
    for site in pass.sites() {
        // Layer by layer: of a long pass not everything is in memory at once.
        holding = subject::holding(holding, site);
        tensors.push(tensor(&holding, site)?);
    }
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    with_metadata(&safetensors::serialize(views, None)?, &metadata(pass)?)
}

/// One value: its name, its shape, and its numbers row by row, head by head where it has heads.
fn tensor(pass: &Pass, site: Site) -> Result<(String, Vec<usize>, Vec<u8>), Notice> {
    let first = pass.shown(site, 0)?;
    let heads = first.head.map(|_| pass.heads(site));
    let shape = heads.into_iter().chain([first.rows.length, first.columns.length]).collect();
    let mut bytes = Vec::new();
    for head in 0..heads.unwrap_or(1) {
        let block = pass.shown(site, head)?;
        bytes.extend(
            (0..block.rows.length).flat_map(|row| block.row(row).flat_map(f32::to_le_bytes).collect::<Vec<_>>()),
        );
    }
    Ok((site.to_string(), shape, bytes))
}

fn metadata(pass: &Pass) -> anyhow::Result<BTreeMap<&'static str, String>> {
    let mut metadata = BTreeMap::from([
        ("tokens", serde_json::to_string(&pass.tokens)?),
        ("pieces", pieces(&pass.pieces)?),
        ("config", serde_json::to_string(&pass.config)?),
        ("model", pass.model.name.clone()),
        ("plan", pass.plan.to_string()),
    ]);
    if pass.config.has_source() {
        metadata.insert("source", serde_json::to_string(&pass.source_tokens)?);
        metadata.insert("source_pieces", pieces(&pass.source)?);
    }
    Ok(metadata)
}

/// Tokens as people read them, in JSON.
fn pieces(pieces: &[Piece]) -> serde_json::Result<String> {
    serde_json::to_string(&pieces.iter().map(|piece| &piece.text).collect::<Vec<_>>())
}

/// Puts metadata into the header of a safetensors file. The crate takes it from a hash map, whose order is another
/// in every run.
fn with_metadata(file: &[u8], metadata: &BTreeMap<&str, String>) -> anyhow::Result<Vec<u8>> {
    const LENGTH: usize = size_of::<u64>();
    let (header_length, _) = safetensors::SafeTensors::read_metadata(file)?;
    let (header, data) = file[LENGTH..].split_at(header_length);
    let tensors = std::str::from_utf8(header)?.trim_end().trim_start_matches('{');
    let mut header = format!("{{\"__metadata__\":{},{tensors}", serde_json::to_string(metadata)?);
    header.push_str(&" ".repeat(header.len().next_multiple_of(LENGTH) - header.len()));
    Ok([&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat())
}
