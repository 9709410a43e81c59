"""The models in PyTorch: every value recorded under the name the tape gives it.

This is the oracle: written from the papers with PyTorch's own layer norm, GELU, softmax and cross-entropy, and
differentiated by autograd. `make_fixtures.py` stores what it says beside the Rust tests; `compare_trace.py` holds a
`headlight trace` file against it.

Layout: a state is `[sequence, token, width]`, a head's state `[sequence, head, token, width]`, scores
`[sequence, head, query, key]`, a weight `[out, in]`, `W_E` `[word, width]`, `W_pos` `[position, width]`.
"""

import torch
import torch.nn.functional as F

from attention import attention, hidden_keys, wave
from derived import derive
from recurrent import mix, sequence_to_sequence

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


DEFAULTS = {
    "architecture": "decoder", "encoder_layers": 0, "score": "dot", "padding": True, "masking": {}, "memory": 0,
    "segment": 0, "projections": "separate", "mixing": "attention", "taps": 3, "cross_attention": True,
}


def norm(config, parameters, site, x):
    if config["norm"] == "none":
        return x.clone()
    if config["norm"] == "rms":
        return F.rms_norm(x, (x.shape[-1],), parameters[site + ".gain"], config.get("epsilon", EPSILON))
    gain, bias = parameters[site + ".gain"], parameters[site + ".bias"]
    return F.layer_norm(x, (x.shape[-1],), gain, bias, config.get("epsilon", EPSILON))


def feed_forward(config, parameters, record, at, x):
    pre = record(at + "pre", F.linear(x, parameters[at + "W_in"], parameters[at + "b_in"]))
    post = record(at + "post", F.gelu(pre, approximate="tanh") if config["activation"] == "gelu" else F.relu(pre))
    return record(at + "out", F.linear(post, parameters[at + "W_out"], parameters[at + "b_out"]))


class Stack:
    """What the layers of one stack share."""

    def __init__(self, config, name, lengths, length, encoded=None, encoded_lengths=None, memory=None):
        self.name, self.encoded, self.memory = name, encoded, memory
        self.causal = config["causal"] and name == "decoder"
        real = lambda lengths, length, count: lengths if lengths and config["padding"] else [length] * count
        self.lengths, self.length = (lambda count: real(lengths, length, count)), length
        if encoded is not None:
            self.encoded_lengths = real(encoded_lengths, encoded.shape[1], encoded.shape[0])


def mixed(config, parameters, record, stack, at, layer, x):
    if config["mixing"] != "attention":
        return mix(config, parameters, record, at, x, stack.causal)
    context, before = x, 0
    if stack.memory is not None:
        memory = record(at + "memory", stack.memory[layer])
        memory = record(at + "memory_ln1", memory.clone() if config["norm"] == "post"
                        else norm(config, parameters, at + "ln1", memory))
        context, before = record(at + "attn.context", torch.cat([memory, x], dim=1)), memory.shape[1]
    lengths = [before + length for length in stack.lengths(x.shape[0])]
    hidden = hidden_keys(stack.causal, x.shape[1], context.shape[1], lengths)
    position = config["position"]
    return attention(config, parameters, record, at + "attn.", x, context, hidden, stack.name, position)


def block(config, parameters, record, stack, layer, x):
    at = f"{stack.name}.{layer}."
    plus = (lambda stream, added: stream + added) if config["residual"] else (lambda stream, added: added.clone())
    post = config["norm"] == "post"
    named = lambda name, x: record(at + name, norm(config, parameters, at + name, x))
    before = lambda name, x: x if post else named(name, x)
    after = lambda name, x: named(name, x) if post else x
    record.alias(at + "resid_pre", x)

    out = mixed(config, parameters, record, stack, at, layer, before("ln1", x))
    middle = after("ln1", record(at + "resid_mid", plus(x, out)))
    if stack.encoded is not None:
        q, encoded = before("ln_cross", middle), stack.encoded
        hidden = hidden_keys(False, q.shape[1], encoded.shape[1], stack.encoded_lengths)
        out = attention(config, parameters, record, at + "cross.", q, encoded, hidden, stack.name, "none")
        middle = after("ln_cross", record(at + "resid_cross", plus(middle, out)))
    out = feed_forward(config, parameters, record, at + "mlp.", before("ln2", middle))
    return after("ln2", record(at + "resid_post", plus(middle, out)))


def embedding(config, parameters, record, prefix, tokens):
    sequences, length = tokens.shape
    words = record(prefix + "embed", F.embedding(tokens, parameters["W_E"]))
    if config["position"] == "learned":
        table = parameters[prefix + "W_pos"][:length]
    elif config["position"] == "sinusoidal":
        # A leaf that wants its gradient, as every recorded value does.
        table = wave(torch.arange(length), config["width"]).to(words.dtype).requires_grad_(words.requires_grad)
    else:
        return words.clone()
    return words + record(prefix + "pos", table.expand(sequences, length, -1).clone())


def layers(config, parameters, record, stack, count, tokens):
    prefix = "encoder." if stack.name == "encoder" else ""
    x = record(f"{stack.name}.0.resid_pre", embedding(config, parameters, record, prefix, tokens))
    for layer in range(count):
        x = block(config, parameters, record, stack, layer, x)
    if config["norm"] != "post":
        x = record(prefix + "final.ln", norm(config, parameters, prefix + "final.ln", x))
    return x


def decoder(config, parameters, tokens, lengths=None, changes=None, temperature=1.0, source=None, source_lengths=None,
            memory=None, derived=False):
    """Logits and probabilities of `tokens` `[sequence, token]`, and what is `derived` from the pass; returns the record of
    every site."""
    config = DEFAULTS | config
    record = Record(changes)
    length = tokens.shape[1]
    kind = config["architecture"]
    if kind == "recurrent":
        sequence_to_sequence(config, parameters, record, tokens, source, source_lengths)
    else:
        encoded = None
        if kind == "encoder-decoder":
            stack = Stack(config, "encoder", source_lengths, source.shape[1])
            encoded = layers(config, parameters, record, stack, config["encoder_layers"], source)
        name = "encoder" if kind == "encoder" else "decoder"
        stack = Stack(config, name, lengths, length, encoded, source_lengths, memory)
        x = layers(config, parameters, record, stack, config["layers"], tokens)
        unembedding = parameters["W_E"] if config["tied"] else parameters["W_U"]
        record("logits", F.linear(x, unembedding))
    logits = record.sites["logits"]
    if temperature != 1.0:
        logits = record("tempered", logits / temperature)
    record("probs", F.softmax(logits, dim=-1))
    if derived:
        derive(config, parameters, record, norm)
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


def as_traced(site, value, sequences):
    """As a trace file holds it: without the sequence axis when there is one sequence. Distances have no such axis."""
    value = value.detach()
    shared = site.endswith((".distance", ".r"))
    return value[0] if sequences == 1 and value.dim() > 0 and not shared else value
