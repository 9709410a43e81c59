"""What is derived from a pass in PyTorch: patterns over all heads, attention rollout, logit lenses.

Patterns are `[sequence, head, query, key]`; without the head axis `[sequence, query, key]`. Written from the papers.
"""

import torch
import torch.nn.functional as F

LENS_BYTES = 64 << 20


def over_heads(record, at):
    """Mean and maximum over the heads of one attention; gives back the mean, or nothing where there is no attention."""
    pattern = record.sites.get(at + "pattern")
    if pattern is None:
        return None
    record(at + "pattern_max", pattern.amax(dim=1))
    return record(at + "pattern_mean", pattern.mean(dim=1))


def rollouts(record, stack, layers):
    """Abnar and Zuidema 2020, section 3: half attention, half the residual connection, multiplied over the layers."""
    rolled = None
    for layer in range(layers):
        mean = over_heads(record, f"{stack}.{layer}.attn.")
        over_heads(record, f"{stack}.{layer}.cross.")
        if mean is not None and mean.shape[1] == mean.shape[2]:
            kept = (mean + torch.eye(mean.shape[1], dtype=mean.dtype)) / 2
            rolled = record(f"{stack}.{layer}.rollout", kept if rolled is None else kept @ rolled)


def lenses(config, parameters, record, stack, layers, norm):
    """nostalgebraist 2020: the last norm and the unembedding, on what every layer leaves."""
    prefix, post = "encoder." if stack == "encoder" else "", config["norm"] == "post"
    streams = [f"{stack}.{layer}.{'ln2' if post else 'resid_post'}" for layer in range(layers)]
    if streams[0] not in record.sites:
        return
    unembedding = parameters["W_E"] if config["tied"] else parameters["W_U"]
    tokens, width = record.sites[streams[0]].shape[1:]
    if 4 * layers * tokens * (width + 2 * unembedding.shape[0]) > LENS_BYTES:
        return
    for layer, stream in enumerate(streams):
        x = record.sites[stream]
        if not post:
            x = record(f"{stack}.{layer}.lens_ln", norm(config, parameters, prefix + "final.ln", x))
        logits = record(f"{stack}.{layer}.lens_logits", F.linear(x, unembedding))
        record(f"{stack}.{layer}.lens", F.softmax(logits, dim=-1))


def derive(config, parameters, record, norm):
    kind = config["architecture"]
    stacks = [] if kind in ["decoder", "encoder"] else [("encoder", config["encoder_layers"] or config["layers"])]
    stacks.append(("encoder" if kind == "encoder" else "decoder", config["layers"]))
    for stack, layers in stacks:
        rollouts(record, stack, layers)
    lenses(config, parameters, record, *stacks[-1], norm)
