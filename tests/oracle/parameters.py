"""Which parameters a configuration has, and values for them that every fixture shares."""

import zlib

import torch

from positions import BUCKETS, SHAW_REACH
from record import complete


def shapes(config):
    """Every parameter's site and shape."""
    config = complete(config)
    width, vocabulary = config["width"], config["vocabulary"]
    found = {"W_E": (vocabulary, width)} | ({} if config["tied"] else {"W_U": (vocabulary, width)})
    if config["architecture"] == "recurrent":
        return found | recurrent_shapes(config)
    both = config["architecture"] == "encoder-decoder"
    stacks = {"encoder": config["encoder_layers"], "decoder": config["layers"]} if both else {config["architecture"]: config["layers"]}
    for stack, count in stacks.items():
        outside = "encoder." if stack == "encoder" else ""
        if config["position"] == "learned":
            found[outside + "W_pos"] = (config["context"], width)
        if config["position"] == "t5":
            found[outside + "W_bias"] = (BUCKETS, config["heads"])
        if config["norm"] != "post":
            found |= norm_shapes(config, outside + "final.ln")
        for layer in range(count):
            found |= layer_shapes(config, f"{stack}.{layer}.", both and stack == "decoder")
    return found


def affine_shapes(at, weight, bias, out, into):
    return {at + weight: (out, into), at + bias: (out,)}


def norm_shapes(config, site):
    if config["norm"] == "none":
        return {}
    gain = {site + ".gain": (config["width"],)}
    return gain if config["norm"] == "rms" else gain | {site + ".bias": (config["width"],)}


def layer_shapes(config, at, has_cross):
    width, hidden = config["width"], config["hidden"]
    found = mixing_shapes(config, at) | norm_shapes(config, at + "ln1") | norm_shapes(config, at + "ln2")
    if has_cross:
        found |= attention_shapes(config, at + "cross.", "none") | norm_shapes(config, at + "ln_cross")
    found |= affine_shapes(at + "mlp.", "W_in", "b_in", hidden, width)
    return found | affine_shapes(at + "mlp.", "W_out", "b_out", width, hidden)


def mixing_shapes(config, at):
    width = config["width"]
    if config["mixing"] == "fixed":
        weights = {at + "mix.W_mix": (config["context"], config["context"])}
        return weights | affine_shapes(at + "mix.", "W_O", "b_O", width, width)
    if config["mixing"] == "convolution":
        return affine_shapes(at + "conv.", "W_conv", "b_conv", width, config["taps"] * width)
    if config["mixing"] == "recurrent":
        return gru_shapes(config, at + "gru.") | affine_shapes(at + "gru.", "W_O", "b_O", width, width)
    return attention_shapes(config, at + "attn.", config["position"])


def attention_shapes(config, at, position):
    width, head_width = config["width"], config["width"] // config["heads"]
    projected = {"separate": "QKV", "tied-kv": "QK", "tied-qk": "QV", "identity": ""}[config["projections"]]
    found = {}
    for name in projected + "O":
        found |= affine_shapes(at, "W_" + name, "b_" + name, width, width)
    found |= score_shapes(config, at, head_width)
    if position == "shaw":
        found |= {at + name: (2 * SHAW_REACH + 1, head_width) for name in ["W_K_relative", "W_V_relative"]}
    if position == "xl":
        found |= {at + "W_R": (width, width), at + "b_content": (width,), at + "b_position": (width,)}
    return found


def score_shapes(config, at, head_width):
    maps = {"dot": [], "general": ["W_score"], "additive": ["W_score_q", "W_score_k"]}[config["score"]]
    found = {at + name: (config["width"], head_width) for name in maps}
    return found | ({at + "v_score": (config["width"],)} if config["score"] == "additive" else {})


def gru_shapes(config, at):
    width = config["width"]
    return affine_shapes(at, "W_x", "b_x", 3 * width, width) | affine_shapes(at, "W_h", "b_h", 3 * width, width)


def recurrent_shapes(config):
    width, found = config["width"], {}
    for stack in ["encoder", "decoder"]:
        for layer in range(config["layers"]):
            found |= gru_shapes(config, f"{stack}.{layer}.gru.")
    at = f"decoder.{config['layers'] - 1}.cross."
    found |= affine_shapes(at, "W_O", "b_O", width, width * (2 if config["cross_attention"] else 1))
    return found | (score_shapes(config, at, width) if config["cross_attention"] else {})


class Shared:
    """The values of parameters by site, drawn once. A site whose shape is not the same in every configuration has further
    values under `SITE ROWSxCOLUMNS`."""

    def __init__(self, drawn):
        self.tensors = dict(drawn)

    def of(self, config):
        return {site: self.one(site, shape) for site, shape in shapes(config).items()}

    def one(self, site, shape):
        key = site
        if key in self.tensors and self.tensors[key].shape != shape:
            key = f"{site} {'x'.join(map(str, shape))}"
        if key not in self.tensors:
            # Of its own name, so that no other parameter or case changes it.
            generator = torch.Generator().manual_seed(zlib.crc32(key.encode()))
            self.tensors[key] = draw(site, shape, generator)
        return self.tensors[key]


def draw(site, shape, generator):
    """Gains are not 1 and biases not 0, so that a forgotten one shows."""
    weight = "W_" in site or site.endswith("v_score")
    return torch.randn(shape, generator=generator) * (0.5 if weight else 0.3) + site.endswith(".gain")


def first_drawn(config):
    """The parameters of a decoder in the order in which they were first drawn; of these every weight inside a layer has
    the smaller deviation too."""
    width, hidden = config["width"], config["hidden"]
    found = {"W_E": (config["vocabulary"], width), "W_U": (config["vocabulary"], width)}
    found["W_pos"] = (config["context"], width)
    norms = ["final.ln"]
    for layer in range(config["layers"]):
        at = f"decoder.{layer}."
        for name in "QKVO":
            found |= affine_shapes(at + "attn.", "W_" + name, "b_" + name, width, width)
        found |= affine_shapes(at + "mlp.", "W_in", "b_in", hidden, width)
        found |= affine_shapes(at + "mlp.", "W_out", "b_out", width, hidden)
        norms += [at + "ln1", at + "ln2"]
    for name in norms:
        found |= {name + ".gain": (width,), name + ".bias": (width,)}
    return found


def draw_first(config, generator):
    drawn = {}
    for site, shape in first_drawn(config).items():
        deviation = 0.5 if site.startswith("W_") else 0.3
        drawn[site] = torch.randn(shape, generator=generator) * deviation + site.endswith(".gain")
    return drawn
