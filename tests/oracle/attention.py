"""Multi-head attention (Vaswani et al. 2017, section 3.2), with every score, mask, projection and position scheme."""

import math
from dataclasses import dataclass

import torch

from masks import hidden_keys, weigh
from positions import biased, shaw_vectors
from record import affine
from scores import score


@dataclass
class Look:
    """Who attends to whom: the stack that asks, how many heads it has, what its keys are."""

    stack: str
    heads: int
    causal: bool
    # How many keys of each sequence are real.
    lengths: list
    # Cross-attention knows no positions.
    position: str = "none"

    @property
    def outside(self):
        """The prefix of a site of the stack outside its layers."""
        return "encoder." if self.stack == "encoder" else ""


def project(config, parameters, record, look, at, x, context):
    """Queries of `x`, keys and values of `context`, each split into heads."""

    def heads(name, y):
        return record(at + name, y.unflatten(-1, (look.heads, -1)).transpose(1, 2))

    if config["projections"] == "identity":
        return heads("q", x.clone()), heads("k", context.clone()), heads("v", context.clone())
    key = "Q" if config["projections"] == "tied-qk" else "K"
    q = heads("q", affine(parameters, at, "W_Q", "b_Q", x))
    k = heads("k", affine(parameters, at, "W_" + key, "b_" + key, context))
    if config["projections"] == "tied-kv":
        return q, k, record(at + "v", k.clone())
    return q, k, heads("v", affine(parameters, at, "W_V", "b_V", context))


def attention(config, parameters, record, look, at, x, context):
    q, k, v = project(config, parameters, record, look, at, x, context)
    z = attend(config, parameters, record, look, at, q, k, v)
    concat = record(at + "concat", z.transpose(1, 2).flatten(2))
    return record(at + "out", affine(parameters, at, "W_O", "b_O", concat))


def attend(config, parameters, record, look, at, q, k, v):
    """Values gathered by weight; Shaw et al. 2018 gather a vector for the distance beside each."""
    queries, keys = q.shape[-2], k.shape[-2]
    scores = score(config, parameters, record, look, at, q, k)
    scaled = record(at + "scaled", scores / math.sqrt(q.shape[-1]) if config["scale"] else scores.clone())
    scaled = biased(parameters, record, look, at, scaled)
    pattern = weigh(config, record, at, scaled, hidden_keys(config, queries, keys, look.causal, look.lengths))
    if look.position != "shaw":
        return record(at + "z", pattern @ v)
    content = record(at + "z_content", pattern @ v)
    vectors = shaw_vectors(parameters[at + "W_V_relative"], queries, keys)
    relative = record(at + "z_relative", torch.einsum("shqk,qkw->shqw", pattern, vectors))
    return record(at + "z", content + relative)
