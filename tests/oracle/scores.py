"""How well a query fits a key, before any scaling."""

import torch

from positions import rotate, shaw_vectors, xl_waves


def by_head(weight, x):
    """Every head's states through its own map; the heads' maps stand below one another, `[head × out, in]`."""
    heads, width = x.shape[1], x.shape[-1]
    return torch.einsum("hoi,shti->shto", weight.view(heads, -1, width), x)


def fit(config, parameters, record, at, name, q, k):
    """The score of content: dot, Luong et al. 2015's general, or Bahdanau et al. 2015's additive."""
    if config["score"] == "general":
        k = record(at + "k_mapped", by_head(parameters[at + "W_score"], k))
    if config["score"] == "additive":
        q = record(at + "q_mapped", by_head(parameters[at + "W_score_q"], q))
        k = record(at + "k_mapped", by_head(parameters[at + "W_score_k"], k))
        v = parameters[at + "v_score"].view(q.shape[1], 1, 1, -1)
        return record(at + name, (v * torch.tanh(q[:, :, :, None] + k[:, :, None])).sum(dim=-1))
    return record(at + name, q @ k.transpose(-1, -2))


def score(config, parameters, record, look, at, q, k):
    """The score of content and position."""
    if look.position == "shaw":
        content = fit(config, parameters, record, at, "content", q, k)
        vectors = shaw_vectors(parameters[at + "W_K_relative"], q.shape[-2], k.shape[-2])
        relative = record(at + "relative", torch.einsum("shqw,qkw->shqk", q, vectors))
        return record(at + "scores", content + relative)
    if look.position == "xl":
        return xl(config, parameters, record, at, q, k)
    if look.position == "rope":
        q, k = record(at + "q_rotated", rotate(q)), record(at + "k_rotated", rotate(k))
    return fit(config, parameters, record, at, "scores", q, k)


def xl(config, parameters, record, at, q, k):
    """(q + u)·k + (q + v)·W_R r(i − j): Dai et al. 2019, section 3.3, with a u, a v and a W_R in every layer."""
    heads, (queries, width) = q.shape[1], q.shape[-2:]
    every, which = xl_waves(queries, k.shape[-2], heads * width)
    distance = record.given(at + "distance", every, q)
    r = record(at + "r", (distance @ parameters[at + "W_R"].T).unflatten(-1, (heads, width)).transpose(0, 1))
    u, v = (parameters[at + name].view(heads, 1, width) for name in ["b_content", "b_position"])
    q_content, q_position = record(at + "q_content", q + u), record(at + "q_position", q + v)
    content = fit(config, parameters, record, at, "content", q_content, k)
    relative = record(at + "relative", torch.einsum("shqw,hqkw->shqk", q_position, r[:, which]))
    return record(at + "scores", content + relative)
