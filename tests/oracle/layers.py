"""The layers of an encoder and of a decoder, with and without cross-attention."""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F

from attention import Look, attention
from mixing import convolution, fixed, recurrent
from positions import sinusoidal
from record import affine


@dataclass
class Stack:
    """What the layers of one stack share in a pass."""

    name: str
    # How many tokens of each sequence are real.
    lengths: list
    # What the encoder made of the source, and how many of its tokens are real.
    encoded: tuple = None
    # The states of the tokens before, by site.
    memory: dict = field(default_factory=dict)

    @property
    def outside(self):
        return "encoder." if self.name == "encoder" else ""


def norm(config, parameters, site, x):
    if config["norm"] == "none":
        return x.clone()
    shape, gain = (x.shape[-1],), parameters[site + ".gain"]
    if config["norm"] == "rms":
        return F.rms_norm(x, shape, gain, config["epsilon"])
    return F.layer_norm(x, shape, gain, parameters[site + ".bias"], config["epsilon"])


def feed_forward(config, parameters, record, at, x):
    pre = record(at + "pre", affine(parameters, at, "W_in", "b_in", x))
    post = record(at + "post", F.gelu(pre, approximate="tanh") if config["activation"] == "gelu" else F.relu(pre))
    return record(at + "out", affine(parameters, at, "W_out", "b_out", post))


def with_memory(config, parameters, record, stack, at, x):
    """What can be attended to: the tokens of the segments before, then the layer's own (Dai et al. 2019, section 3.2)."""
    if at + "memory" not in stack.memory:
        return x, 0
    memory = record.given(at + "memory", stack.memory[at + "memory"], x)
    # Before the layer the memory is treated as its own tokens are.
    normed = memory.clone() if config["norm"] == "post" else norm(config, parameters, at + "ln1", memory)
    normed = record(at + "memory_ln1", normed)
    return record(at + "attn.context", torch.cat([normed, x], dim=1)), memory.shape[1]


def mix(config, parameters, record, stack, at, x):
    """What carries information from token to token."""
    causal = config["causal"] and stack.name == "decoder"
    if config["mixing"] == "fixed":
        return fixed(parameters, record, at + "mix.", x, causal)
    if config["mixing"] == "convolution":
        return convolution(parameters, record, at + "conv.", x, config["taps"])
    if config["mixing"] == "recurrent":
        return recurrent(parameters, record, at + "gru.", x)
    context, before = with_memory(config, parameters, record, stack, at, x)
    lengths = [length + before for length in stack.lengths]
    look = Look(stack.name, config["heads"], causal, lengths, config["position"])
    return attention(config, parameters, record, look, at + "attn.", x, context)


def layer(config, parameters, record, stack, number, x):
    at = f"{stack.name}.{number}."
    record.alias(at + "resid_pre", x)

    def around(name, into, sum_name, function):
        """A sub-layer with its norm and its residual sum."""
        post = config["norm"] == "post"
        out = function(into if post else record(at + name, norm(config, parameters, at + name, into)))
        total = record(at + sum_name, into + out if config["residual"] else out.clone())
        return record(at + name, norm(config, parameters, at + name, total)) if post else total

    x = around("ln1", x, "resid_mid", lambda x: mix(config, parameters, record, stack, at, x))
    if stack.encoded:
        states, lengths = stack.encoded
        look = Look(stack.name, config["heads"], False, lengths)
        cross = lambda x: attention(config, parameters, record, look, at + "cross.", x, states)
        x = around("ln_cross", x, "resid_cross", cross)
    return around("ln2", x, "resid_post", lambda x: feed_forward(config, parameters, record, at + "mlp.", x))


def words(parameters, record, stack, tokens):
    return record(stack.outside + "embed", F.embedding(tokens, parameters["W_E"]))


def embedding(config, parameters, record, stack, tokens):
    sequences, length = tokens.shape
    embed = words(parameters, record, stack, tokens)
    if config["position"] == "learned":
        table = parameters[stack.outside + "W_pos"][:length]
    elif config["position"] == "sinusoidal":
        # A leaf that wants its gradient, as every recorded value does.
        table = sinusoidal(length, config["width"], embed.dtype).requires_grad_(embed.requires_grad)
    else:
        return embed.clone()
    return embed + record(stack.outside + "pos", table.expand(sequences, length, -1).clone())


def layers(config, parameters, record, stack, count, tokens):
    """All layers of a stack, and the norm behind the last."""
    x = record(f"{stack.name}.0.resid_pre", embedding(config, parameters, record, stack, tokens))
    for number in range(count):
        x = layer(config, parameters, record, stack, number, x)
    if config["norm"] == "post":
        return x
    return record(stack.outside + "final.ln", norm(config, parameters, stack.outside + "final.ln", x))
