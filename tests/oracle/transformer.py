"""The decoder in PyTorch: every value recorded under the name the tape gives it.

This is the oracle: written from the papers with PyTorch's own layer norm, GELU, softmax and cross-entropy, and
differentiated by autograd. `make_fixtures.py` stores what it says beside the Rust tests; `compare_trace.py` holds a
`headlight trace` file against it.

Layout: a state is `[sequence, token, width]`, a head's state `[sequence, head, token, width]`, scores
`[sequence, head, query, key]`, a weight `[out, in]`, `W_E` `[word, width]`, `W_pos` `[position, width]`.
"""

import math

import torch
import torch.nn.functional as F

EPSILON = 1e-5


class Record:
    """Values by site name, in the order they were made, each keeping its gradient.

    `changes` maps a site to a function of its value: the changed value takes over the name, and what it replaced stays
    at `SITE.before`, as a patch does on the tape.
    """

    def __init__(self, changes=None):
        self.sites = {}
        self.changes = changes or {}

    def __call__(self, site, value):
        if site in self.changes:
            before = self.keep(site + ".before", value)
            value = self.changes[site](before)
        return self.keep(site, value)

    def keep(self, site, value):
        # A site must be a tensor of its own: a second name for one tensor would share its gradient.
        if any(value is other for other in self.sites.values()):
            value = value.clone()
        if value.requires_grad:
            value.retain_grad()
        self.sites[site] = value
        return value

    def alias(self, site, value):
        """A second name for one value, as the stream between two layers has."""
        self.sites[site] = value
        return value


def sinusoidal(length, width, dtype):
    """Vaswani et al. 2017, section 3.5: even dimensions a sine, odd ones the cosine of the same angle."""
    position = torch.arange(length, dtype=torch.float64)[:, None]
    dimension = torch.arange(width)[None, :]
    angle = position / 10000.0 ** ((dimension - dimension % 2) / width)
    return torch.where(dimension % 2 == 0, angle.sin(), angle.cos()).to(dtype)


def hidden_keys(config, length, lengths):
    """True where a query may not look, `[sequence, 1, query, key]`: later tokens, and padding beyond a sequence's length."""
    key = torch.arange(length)
    hidden = torch.zeros(len(lengths), 1, length, length, dtype=torch.bool)
    if config["causal"]:
        hidden |= key[None, None, None, :] > key[None, None, :, None]
    return hidden | (key[None, None, None, :] >= torch.tensor(lengths)[:, None, None, None])


def softmax(masked):
    """Over the keys; a query that may look nowhere gives every key the weight 0."""
    nowhere = (masked == -math.inf).all(dim=-1, keepdim=True)
    return F.softmax(masked.masked_fill(nowhere, 0.0), dim=-1).masked_fill(nowhere, 0.0)


def norm(config, parameters, site, x):
    if config["norm"] == "none":
        return x.clone()
    gain, bias = parameters[site + ".gain"], parameters[site + ".bias"]
    return F.layer_norm(x, (x.shape[-1],), gain, bias, config.get("epsilon", EPSILON))


def attention(config, parameters, record, layer, x, hidden):
    at = f"decoder.{layer}.attn."
    sequences, length, width = x.shape
    heads = config["heads"]

    def project(name):
        y = F.linear(x, parameters[at + "W_" + name.upper()], parameters[at + "b_" + name.upper()])
        return record(at + name, y.view(sequences, length, heads, width // heads).transpose(1, 2))

    q, k, v = project("q"), project("k"), project("v")
    scores = record(at + "scores", q @ k.transpose(-1, -2))
    scaled = record(at + "scaled", scores / math.sqrt(width // heads) if config["scale"] else scores.clone())
    masked = record(at + "masked", scaled.masked_fill(hidden, -math.inf))
    pattern = record(at + "pattern", softmax(masked))
    z = record(at + "z", pattern @ v)
    concat = record(at + "concat", z.transpose(1, 2).reshape(sequences, length, width))
    return record(at + "out", F.linear(concat, parameters[at + "W_O"], parameters[at + "b_O"]))


def feed_forward(config, parameters, record, layer, x):
    at = f"decoder.{layer}.mlp."
    pre = record(at + "pre", F.linear(x, parameters[at + "W_in"], parameters[at + "b_in"]))
    post = record(at + "post", F.gelu(pre, approximate="tanh") if config["activation"] == "gelu" else F.relu(pre))
    return record(at + "out", F.linear(post, parameters[at + "W_out"], parameters[at + "b_out"]))


def block(config, parameters, record, layer, x, hidden):
    at = f"decoder.{layer}."
    plus = (lambda stream, added: stream + added) if config["residual"] else (lambda stream, added: added.clone())
    record.alias(at + "resid_pre", x)
    if config["norm"] == "post":
        out = attention(config, parameters, record, layer, x, hidden)
        middle = record(at + "resid_mid", plus(x, out))
        first = record(at + "ln1", norm(config, parameters, at + "ln1", middle))
        out = feed_forward(config, parameters, record, layer, first)
        post = record(at + "resid_post", plus(first, out))
        return record(at + "ln2", norm(config, parameters, at + "ln2", post))
    first = record(at + "ln1", norm(config, parameters, at + "ln1", x))
    middle = record(at + "resid_mid", plus(x, attention(config, parameters, record, layer, first, hidden)))
    second = record(at + "ln2", norm(config, parameters, at + "ln2", middle))
    return record(at + "resid_post", plus(middle, feed_forward(config, parameters, record, layer, second)))


def embedding(config, parameters, record, tokens):
    sequences, length = tokens.shape
    words = record("embed", F.embedding(tokens, parameters["W_E"]))
    if config["position"] == "none":
        return words.clone()
    if config["position"] == "learned":
        table = parameters["W_pos"][:length]
    else:
        # A leaf that wants its gradient, as every recorded value does.
        table = sinusoidal(length, config["width"], words.dtype).requires_grad_(words.requires_grad)
    return words + record("pos", table.expand(sequences, length, -1).clone())


def decoder(config, parameters, tokens, lengths=None, changes=None, temperature=1.0):
    """Logits and probabilities of `tokens` `[sequence, token]`; returns the record of every site."""
    record = Record(changes)
    sequences, length = tokens.shape
    hidden = hidden_keys(config, length, lengths or [length] * sequences)
    x = record("decoder.0.resid_pre", embedding(config, parameters, record, tokens))
    for layer in range(config["layers"]):
        x = block(config, parameters, record, layer, x, hidden)
    if config["norm"] != "post":
        x = record("final.ln", norm(config, parameters, "final.ln", x))
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


def as_traced(value, sequences):
    """As a trace file holds it: without the sequence axis when there is one sequence."""
    value = value.detach()
    return value[0] if sequences == 1 and value.dim() > 0 else value
