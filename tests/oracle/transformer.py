"""Every model of the lab in PyTorch: every value recorded under the name the tape gives it.

This is the oracle: written from the papers with PyTorch's own norms, GELU, softmax and cross-entropy, and differentiated by
autograd. `make_fixtures.py` stores what it says beside the Rust tests; `compare_trace.py` holds a `headlight trace` file
against it.

    record ── masks ── positions ── scores ── attention ─┐
                                             mixing ─────┴─ layers ── recurrent ── transformer
"""

import torch
import torch.nn.functional as F

from layers import Stack, layers
from record import Record, complete
from recurrent import sequence_to_sequence


def run(config, parameters, tokens, lengths=None, source=None, source_lengths=None, memory=None, changes=None,
        temperature=1.0):
    """Logits and probabilities of `tokens` `[sequence, token]`, reading `source` where the model has one beside its text
    and `memory` (states by site) where it has one; returns the record of every site."""
    config, record = complete(config), Record(changes)
    every = lambda tokens, lengths: lengths or [tokens.shape[1]] * len(tokens)
    lengths = every(tokens, lengths)
    if source is not None:
        source_lengths = every(source, source_lengths)

    if config["architecture"] == "recurrent":
        x = sequence_to_sequence(config, parameters, record, tokens, source, source_lengths)
    elif config["architecture"] == "encoder":
        x = layers(config, parameters, record, Stack("encoder", lengths), config["layers"], tokens)
    else:
        stack = Stack("decoder", lengths, memory=memory or {})
        if config["architecture"] == "encoder-decoder":
            encoder = Stack("encoder", source_lengths)
            encoded = layers(config, parameters, record, encoder, config["encoder_layers"], source)
            stack.encoded = encoded, source_lengths
        x = layers(config, parameters, record, stack, config["layers"], tokens)

    unembedding = parameters["W_E"] if config["tied"] else parameters["W_U"]
    logits = record("logits", F.linear(x, unembedding))
    if temperature != 1.0:
        logits = record("tempered", logits / temperature)
    record("probs", F.softmax(logits, dim=-1))
    return record


def add_loss(record, targets):
    """Mean cross-entropy over the targets `[sequence, token]`; a target of -1 is left out."""
    logits = record.sites["logits"]
    return record("loss", F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1))


def heads_off(pairs):
    """The changes at `attn.z` that switch heads off, given as (layer, head)."""

    def without(heads):
        def change(z):
            kept = torch.ones(z.shape[1], 1, 1, dtype=z.dtype)
            kept[heads] = 0.0
            return z * kept

        return change

    return {f"decoder.{layer}.attn.z": without([head for other, head in pairs if other == layer]) for layer, _ in pairs}
