"""From scores to weights: which keys are hidden, with what, and the softmax."""

import math

import torch
import torch.nn.functional as F

from record import StraightThrough

VALUES = {"infinite": -math.inf, "billion": -1e9, "thousand": -1e3}


def hidden_keys(config, queries, keys, causal, lengths):
    """True where a query may not look, `[sequence, 1, query, key]`: later tokens, and padding beyond a sequence's length.

    Keys beyond the number of queries are earlier ones (a memory), so that the last query meets the last key.
    """
    query, key = torch.arange(queries)[:, None], torch.arange(keys)[None, :]
    hidden = torch.zeros(len(lengths), 1, queries, keys, dtype=torch.bool)
    if causal:
        hidden |= key > query + keys - queries
    if config["padding"]:
        hidden |= key >= torch.tensor(lengths)[:, None, None, None]
    return hidden


def half(x):
    """Rounded to 16 bits, as arithmetic in them would leave it."""
    return StraightThrough.apply(x, x.detach().half().to(x.dtype))


def mask(masking, x, hidden):
    """The scores with the mask's value added to hidden cells, or in their place.

    A finite sum is rounded to 32 bits (or 16): there 10⁹ absorbs a score, which in 64 bits would survive it.
    """
    value = VALUES[masking["value"]]
    if masking["half"]:
        x, value = half(x), torch.tensor(value).half().item()
    if masking["how"] == "after":
        return x.clone()
    if masking["how"] == "filled" or math.isinf(value):
        return x.masked_fill(hidden, value)
    seen = x.detach().float() + value
    seen = seen.half() if masking["half"] else seen
    return torch.where(hidden, StraightThrough.apply(x, seen.to(x.dtype)), x)


def softmax(masked):
    """Over the keys; a query that may look nowhere gives every key the weight 0."""
    nowhere = (masked == -math.inf).all(dim=-1, keepdim=True)
    return F.softmax(masked.masked_fill(nowhere, 0.0), dim=-1).masked_fill(nowhere, 0.0)


def weigh(config, record, at, scores, hidden):
    """The weights of every query."""
    masking = config["masking"]
    masked = record(at + "masked", mask(masking, scores, hidden))
    weights = softmax(masked)
    weights = half(weights) if masking["half"] else weights
    if masking["how"] == "after":
        weights = record(at + "unmasked", weights).masked_fill(hidden, 0.0)
    return record(at + "pattern", weights)
