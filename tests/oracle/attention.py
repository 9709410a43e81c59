"""Attention in PyTorch, with every score, mask, position scheme and kind of projection.

Scores are `[sequence, head, query, key]`, a head's state `[sequence, head, token, width]`. Written from the papers.
"""

import math

import torch
import torch.nn.functional as F

SHAW_REACH = 16
MASK_VALUES = {"infinite": -math.inf, "billion": -1e9, "thousand": -1e3}


class Half(torch.autograd.Function):
    """Rounds to 16-bit floating point; the gradient passes through."""

    @staticmethod
    def forward(_, x):
        return x.half().to(x.dtype)

    @staticmethod
    def backward(_, gradient):
        return gradient


def softmax(masked):
    """Over the keys; a query that may look nowhere gives every key the weight 0."""
    nowhere = (masked == -math.inf).all(dim=-1, keepdim=True)
    return F.softmax(masked.masked_fill(nowhere, 0.0), dim=-1).masked_fill(nowhere, 0.0)


def hidden_keys(causal, queries, keys, lengths):
    """True where a query may not look, `[sequence, 1, query, key]`: later tokens, and padding beyond a sequence's length.
    Extra keys are earlier ones."""
    key = torch.arange(keys)
    hidden = torch.zeros(len(lengths), 1, queries, keys, dtype=torch.bool)
    if causal:
        hidden |= key[None, None, None, :] > key[None, None, -queries:, None] if queries else hidden
    return hidden | (key[None, None, None, :] >= torch.tensor(lengths)[:, None, None, None])


def offsets(queries, keys):
    """j - i for every query and key, `[query, key]`."""
    return torch.arange(keys)[None, :] - torch.arange(keys - queries, keys)[:, None]


def wave(position, width):
    """Sines in even dimensions and cosines in odd ones, of positions of any shape: `[..., width]`."""
    dimension = torch.arange(width)
    angle = position.double()[..., None] / 10000.0 ** ((dimension - dimension % 2) / width)
    return torch.where(dimension % 2 == 0, angle.sin(), angle.cos())


def rotate(x):
    """Su et al. 2021, in halves: dimension i with i + width / 2."""
    length, width = x.shape[-2:]
    frequency = 10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angle = torch.arange(length, dtype=torch.float64)[:, None] * torch.cat([frequency, frequency])
    turned = torch.cat([-x[..., width // 2:], x[..., : width // 2]], dim=-1)
    return x * angle.cos().to(x.dtype) + turned * angle.sin().to(x.dtype)


def t5_bucket(offset, both_ways):
    """Raffel et al. 2020, section 2.1: 32 buckets up to a distance of 128."""
    buckets = 32
    first = torch.zeros_like(offset)
    if both_ways:
        buckets //= 2
        first = (offset > 0).long() * buckets
        far = offset.abs()
    else:
        far = (-offset).clamp(min=0)
    exact = buckets // 2
    share = (far.double().clamp(min=1) / exact).log() / math.log(128 / exact)
    later = (exact + (share * (buckets - exact)).long()).clamp(max=buckets - 1)
    return first + torch.where(far < exact, far, later)


def split(x, heads):
    sequences, length, width = x.shape
    return x.view(sequences, length, heads, width // heads).transpose(1, 2)


def project(config, parameters, record, at, x, context):
    def affine(name, weight, of):
        y = F.linear(of, parameters[at + "W_" + weight], parameters[at + "b_" + weight])
        return record(at + name, split(y, config["heads"]))

    kind = config["projections"]
    if kind == "identity":
        return [record(at + name, split(of, config["heads"])) for name, of in [("q", x), ("k", context), ("v", context)]]
    q = affine("q", "Q", x)
    k = affine("k", "Q" if kind == "tied-qk" else "K", context)
    v = record(at + "v", k.clone()) if kind == "tied-kv" else affine("v", "V", context)
    return q, k, v


def fit(config, parameters, record, at, out, q, k):
    """How well query and key fit by what they are."""
    heads, width = q.shape[1], q.shape[3]
    of_heads = lambda name: parameters[at + name].view(heads, -1, width)
    if config["score"] == "general":
        k = record(at + "k_mapped", torch.einsum("how,bhkw->bhko", of_heads("W_score"), k))
    if config["score"] != "additive":
        return record(at + out, q @ k.transpose(-1, -2))
    q = record(at + "q_mapped", torch.einsum("how,bhqw->bhqo", of_heads("W_score_q"), q))
    k = record(at + "k_mapped", torch.einsum("how,bhkw->bhko", of_heads("W_score_k"), k))
    v = parameters[at + "v_score"].view(heads, width)
    return record(at + out, ((q[:, :, :, None] + k[:, :, None]).tanh() * v[None, :, None, None]).sum(-1))


def score(config, parameters, record, at, position, q, k):
    queries, keys = q.shape[2], k.shape[2]
    if position == "rope":
        q, k = record(at + "q_rotated", rotate(q)), record(at + "k_rotated", rotate(k))
    if position == "shaw":
        content = fit(config, parameters, record, at, "content", q, k)
        entry = offsets(queries, keys).clamp(-SHAW_REACH, SHAW_REACH) + SHAW_REACH
        relative = torch.einsum("bhqw,qkw->bhqk", q, parameters[at + "W_K_relative"][entry])
        return record(at + "scores", content + record(at + "relative", relative))
    if position == "xl":
        heads, width = q.shape[1], q.shape[3]
        # From the farthest key before the last query on.
        distance = torch.arange(keys - 1, -queries, -1)
        distance = record(at + "distance", wave(distance, heads * width).to(q.dtype).requires_grad_())
        r = F.linear(distance, parameters[at + "W_R"]).view(-1, heads, width).transpose(0, 1)
        r = record(at + "r", r)
        bias = lambda name: parameters[at + name].view(heads, 1, width)
        q_content = record(at + "q_content", q + bias("b_content"))
        q_position = record(at + "q_position", q + bias("b_position"))
        content = fit(config, parameters, record, at, "content", q_content, k)
        entry = offsets(queries, keys) + keys - 1
        relative = record(at + "relative", torch.einsum("bhqw,hqkw->bhqk", q_position, r[:, entry]))
        return record(at + "scores", content + relative)
    return fit(config, parameters, record, at, "scores", q, k)


def bias(parameters, record, at, stack, position, scaled):
    heads, queries, keys = scaled.shape[1:]
    if position == "t5":
        table = parameters[("encoder." if stack == "encoder" else "") + "W_bias"]
        bucket = t5_bucket(offsets(queries, keys), stack == "encoder")
        worth = table[bucket].permute(2, 0, 1).expand(scaled.shape)
    elif position == "alibi":
        slope = 2.0 ** (-8.0 * torch.arange(1, heads + 1, dtype=torch.float64) / heads)
        worth = (-slope[:, None, None] * offsets(queries, keys).abs()).to(scaled.dtype).expand(scaled.shape)
        worth = worth.clone().requires_grad_()
    else:
        return scaled
    return record(at + "biased", scaled + record(at + "bias", worth.clone() if position == "t5" else worth))


def weigh(config, record, at, scores, hidden):
    masking = {"value": "infinite", "how": "added", "half": False} | config["masking"]
    value = MASK_VALUES[masking["value"]]
    half = Half.apply if masking["half"] else lambda x: x
    scores = half(scores)
    if masking["how"] == "after":
        masked = record(at + "masked", scores.clone())
        unmasked = record(at + "unmasked", half(softmax(masked)))
        return record(at + "pattern", unmasked.masked_fill(hidden, 0.0))
    value = half(torch.tensor(value, dtype=scores.dtype))
    filled = masking["how"] == "filled" or value == -math.inf
    masked = scores.masked_fill(hidden, value.item()) if filled else torch.where(hidden, half(scores + value), scores)
    return record(at + "pattern", half(softmax(record(at + "masked", masked))))


def gather(parameters, record, at, position, pattern, v):
    if position != "shaw":
        return record(at + "z", pattern @ v)
    content = record(at + "z_content", pattern @ v)
    entry = offsets(*pattern.shape[-2:]).clamp(-SHAW_REACH, SHAW_REACH) + SHAW_REACH
    relative = torch.einsum("bhqk,qkw->bhqw", pattern, parameters[at + "W_V_relative"][entry])
    return record(at + "z", content + record(at + "z_relative", relative))


def attention(config, parameters, record, at, x, context, hidden, stack, position):
    """From the tokens of `x` to those of `context`; `at` is the sites' prefix."""
    q, k, v = project(config, parameters, record, at, x, context)
    scores = score(config, parameters, record, at, position, q, k)
    scaled = record(at + "scaled", scores / math.sqrt(q.shape[-1]) if config["scale"] else scores.clone())
    biased = bias(parameters, record, at, stack, position, scaled)
    pattern = weigh(config, record, at, biased, hidden)
    z = gather(parameters, record, at, position, pattern, v)
    concat = record(at + "concat", z.transpose(1, 2).reshape(x.shape))
    return record(at + "out", F.linear(concat, parameters[at + "W_O"], parameters[at + "b_O"]))
