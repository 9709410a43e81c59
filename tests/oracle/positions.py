"""How a token knows its position: what is added to the embedding, and what distance does to queries, keys and scores.

Where there are more keys than queries the extra ones are earlier, so the last query meets the last key: the distance
i − j between query i and key j counts from there.
"""

import math

import torch

SHAW_REACH = 16
BUCKETS, FARTHEST = 32, 128


def waves(positions, width):
    """Vaswani et al. 2017, section 3.5: even dimensions a sine, odd ones the cosine of the same angle."""
    dimension = torch.arange(width)[None, :]
    angle = positions.double()[:, None] / 10000.0 ** ((dimension - dimension % 2) / width)
    return torch.where(dimension % 2 == 0, angle.sin(), angle.cos())


def sinusoidal(length, width, dtype):
    return waves(torch.arange(length), width).to(dtype)


def distances(queries, keys):
    """i − j for every pair, `[query, key]`."""
    return torch.arange(queries)[:, None] + keys - queries - torch.arange(keys)[None, :]


def rotate(x):
    """Su et al. 2021, section 3.4.2, with dimension i and i + w/2 as the two of a plane, as `rotate_half` pairs them."""
    length, width = x.shape[-2:]
    angle = torch.arange(length).double()[:, None] * 10000.0 ** (-2.0 * torch.arange(width // 2).double() / width)
    # The rotation of a plane is the product with a complex number of length 1.
    first, second = x.unflatten(-1, (2, width // 2)).unbind(-2)
    turned = torch.complex(first, second) * torch.polar(torch.ones_like(angle), angle).to(torch.complex(first, second).dtype)
    return torch.cat([turned.real, turned.imag], dim=-1)


def shaw_vectors(table, queries, keys):
    """Shaw et al. 2018, section 3.2: the vector of j − i, clipped, for every pair: `[query, key, width]`."""
    return table[(-distances(queries, keys)).clamp(-SHAW_REACH, SHAW_REACH) + SHAW_REACH]


def xl_waves(queries, keys, width):
    """Dai et al. 2019, section 3.3: a wave for every distance there is, the farthest key of the last query first and that
    of the first query last, `[distance, width]`; and which of them each pair has, `[query, key]`."""
    every = torch.arange(keys - 1, -queries, -1)
    return waves(every, width), keys - 1 - distances(queries, keys)


def t5_bucket(distance, both_ways):
    """Raffel et al. 2020, section 2.1: a bucket for each near distance, and wider ones on a logarithmic scale beyond."""
    count = BUCKETS // 2 if both_ways else BUCKETS
    first = torch.where(distance < 0, count, 0) if both_ways else torch.zeros_like(distance)
    far = distance.abs() if both_ways else distance.clamp(min=0)
    exact = count // 2
    share = torch.log(far.clamp(min=1).double() / exact) / math.log(FARTHEST / exact)
    beyond = (exact + (share * (count - exact)).floor().long()).clamp(max=count - 1)
    return first + torch.where(far < exact, far, beyond)


def alibi_slopes(heads):
    """Press et al. 2022, section 3: a geometric sequence that starts at 2^(−8/heads) with that ratio."""
    return 2.0 ** (-8.0 * torch.arange(1, heads + 1).double() / heads)


def biased(parameters, record, look, at, scaled):
    """Adds what the distance is worth, where the position scheme says so."""
    between = distances(*scaled.shape[-2:])
    if look.position == "t5":
        table = parameters[look.outside + "W_bias"]
        worth = table[t5_bucket(between, look.stack == "encoder")].permute(2, 0, 1)
        bias = record(at + "bias", worth.expand_as(scaled).clone())
    elif look.position == "alibi":
        worth = -alibi_slopes(look.heads)[:, None, None] * between.abs()
        bias = record.given(at + "bias", worth.expand_as(scaled), scaled)
    else:
        return scaled
    return record(at + "biased", scaled + bias)
