"""Writes tests/fixtures: one safetensors file a case, and the weights they share. Run with `python make_fixtures.py`, or with
the names of those newer cases that shall be written: they depend on nothing but their own name.

A case file holds every site's value under its name, its gradient under `grad:SITE`, the gradient of every parameter under
`grad:PARAMETER`; the newer cases have weights of their own under `parameter:SITE`. The metadata key `case` holds a JSON
object of `config`, `tokens` and `targets` (flat; a target of -1 is left out of the loss), `sequences`, `lengths`,
`source` and its lengths, and `heads_off` (`[layer, head]` pairs). Weights are f32; the pass through them is f64.
"""

import json
import pathlib
import sys
import zlib

import torch
from safetensors.torch import save_file

from transformer import DEFAULTS, add_loss, as_traced, decoder, heads_off

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"

# No two extents are equal, so that a transposed or misread axis cannot pass.
BASE = {
    "vocabulary": 11, "context": 9, "width": 12, "heads": 3, "layers": 2, "hidden": 20,
    "position": "learned", "norm": "pre", "activation": "gelu", "tied": True, "dropout": 0.0,
    "scale": True, "causal": True, "residual": True, "epsilon": 1e-5,
}
LENGTH = 7
PADDED = {"length": 5, "lengths": [5, 2, 4], "layers": 1}

CASES = {f"{norm}-{activation}": {"norm": norm, "activation": activation, "layers": layers}
         for norm in ["pre", "post", "none"] for activation, layers in [("gelu", 2), ("relu", 1)]}
CASES |= {
    "scale-off": {"layers": 1, "scale": False},
    "mask-off": {"layers": 1, "causal": False},
    "residual-off": {"layers": 1, "residual": False},
    "residual-off-post": {"layers": 1, "residual": False, "norm": "post"},
    "sinusoidal": {"layers": 1, "position": "sinusoidal"},
    "no-position": {"layers": 1, "position": "none"},
    "untied": {"layers": 1, "tied": False},
    "heads-off": {"layers": 1, "heads_off": [[0, 0], [0, 2]]},
    "padding": PADDED,
    "padding-mask-off": PADDED | {"causal": False},
    "padding-nothing": PADDED | {"lengths": [3, 0], "length": 3},
}


PAIR = {"architecture": "encoder-decoder", "encoder_layers": 1, "layers": 1, "source_length": 6, "length": 4}
PADDED_PAIR = PAIR | {"lengths": [4, 2, 3], "source_lengths": [6, 3, 1]}
RECURRENT = {"architecture": "recurrent", "position": "none", "norm": "none", "layers": 1, "source_length": 6, "length": 4}


def one(**differs):
    return {"layers": 1, "length": 5} | differs


def masked(value, how, half=False):
    return PADDED | {"masking": {"value": value, "how": how, "half": half}, "f32": True}


# Small around what they show, so that there can be several sequences and long ones; no two extents are equal here either.
SMALL = {"vocabulary": 7, "width": 8, "heads": 2, "hidden": 6, "layers": 1, "norm": "none", "position": "none"}
# The last sequence is nothing but padding, and its rows are asked for: there each kind of mask means something else.
NOTHING = SMALL | {"length": 5, "lengths": [5, 3, 0], "predicts_padding": True}
SEVERAL = SMALL | {"length": 5, "lengths": [5, 2, 3]}

MORE = {f"mask-{value}-{how}": masked(value, how)
        for value in ["billion", "thousand"] for how in ["added", "filled"]}
MORE |= {
    "mask-infinite-filled": masked("infinite", "filled"),
    "mask-after": masked("infinite", "after"),
    "mask-billion-half": masked("billion", "added", True),
    "mask-thousand-half": masked("thousand", "added", True),
    "mask-thousand-added-nothing": masked("thousand", "added") | NOTHING,
    "mask-thousand-filled-nothing": masked("thousand", "filled") | NOTHING,
    "mask-billion-added-nothing": masked("billion", "added") | NOTHING,
    "mask-nothing-half": masked("billion", "added", True) | NOTHING,
    "mask-after-nothing": masked("infinite", "after") | NOTHING,
    "padding-off": PADDED | {"padding": False},
    "score-general": one(score="general"),
    "score-additive": one(score="additive"),
    "score-additive-scaled": one(score="additive", scale=True, heads=4),
    "heads-one": one(heads=1),
    "heads-width": one(heads=12),
    "projections-tied-kv": one(projections="tied-kv"),
    "projections-tied-qk": one(projections="tied-qk"),
    "projections-identity": one(projections="identity"),
    "norm-rms": one(norm="rms"),
    "position-shaw": one(position="shaw"),
    "position-t5": one(position="t5"),
    "position-alibi": one(position="alibi"),
    "position-rope": one(position="rope", heads=2),
    "position-xl": one(position="xl"),
    "position-shaw-general": one(position="shaw", score="general"),
    "position-shaw-several": SEVERAL | {"position": "shaw"},
    "position-t5-several": SEVERAL | {"position": "t5"},
    "position-alibi-several": SEVERAL | {"position": "alibi"},
    "position-rope-several": SEVERAL | {"position": "rope"},
    # Farther than Shaw's reach of 16, and than the distances that have a bucket of T5's of their own.
    "position-shaw-far": SMALL | {"position": "shaw", "context": 19, "length": 18},
    "position-t5-far": SMALL | {"position": "t5", "context": 19, "length": 18},
    "position-xl-memory": one(position="xl", memory=3, segment=5, layers=2),
    "position-xl-memory-padded": PADDED | {"position": "xl", "memory": 3, "segment": 5},
    "position-t5-memory-post": one(position="t5", memory=3, segment=5, norm="post"),
    "encoder": one(architecture="encoder", layers=2),
    "encoder-t5": one(architecture="encoder", position="t5"),
    "encoder-t5-far": SMALL | {"architecture": "encoder", "position": "t5", "context": 13, "length": 12},
    "encoder-padded": PADDED | {"architecture": "encoder"},
    "encoder-decoder": PAIR,
    "encoder-decoder-post": PAIR | {"norm": "post"},
    "encoder-decoder-rms-additive": PAIR | {"norm": "rms", "score": "additive", "position": "sinusoidal"},
    "encoder-decoder-padded": PADDED_PAIR,
    "encoder-decoder-rope-tied": PAIR | {"position": "rope", "heads": 2, "projections": "tied-kv"},
    "encoder-decoder-deeper": PAIR | SMALL | {"encoder_layers": 2, "length": 3},
    "recurrent-none": RECURRENT | {"cross_attention": False},
    "recurrent-additive": RECURRENT | {"score": "additive"},
    "recurrent-general": RECURRENT | {"score": "general", "scale": False},
    "recurrent-dot-two-layers": RECURRENT | {"layers": 2, "scale": False},
    "recurrent-padded": RECURRENT | {"score": "additive", "lengths": [4, 2, 3], "source_lengths": [6, 3, 1]},
    "mixing-fixed": one(mixing="fixed"),
    "mixing-fixed-both-ways": one(mixing="fixed", causal=False),
    "mixing-fixed-several": SEVERAL | {"mixing": "fixed"},
    "mixing-convolution": PADDED | {"mixing": "convolution", "lengths": None, "sequences": 2},
    "mixing-recurrent": PADDED | {"mixing": "recurrent", "lengths": None, "sequences": 2},
    "derived": one(layers=3, derived=True),
    "derived-post": one(layers=2, norm="post", tied=False, derived=True),
    "derived-encoder": one(architecture="encoder", layers=2, norm="rms", derived=True),
    "derived-encoder-decoder": PAIR | {"encoder_layers": 2, "layers": 2, "derived": True},
    "derived-memory": one(position="xl", memory=3, segment=5, derived=True),
    "derived-recurrent": RECURRENT | {"derived": True},
}


def parameter_shapes(config):
    width, hidden = config["width"], config["hidden"]
    shapes = {"W_E": (config["vocabulary"], width), "W_U": (config["vocabulary"], width)}
    shapes["W_pos"] = (config["context"], width)
    norms = ["final.ln"]
    for layer in range(config["layers"]):
        at = f"decoder.{layer}."
        for name in "QKVO":
            shapes |= {f"{at}attn.W_{name}": (width, width), f"{at}attn.b_{name}": (width,)}
        shapes |= {at + "mlp.W_in": (hidden, width), at + "mlp.b_in": (hidden,)}
        shapes |= {at + "mlp.W_out": (width, hidden), at + "mlp.b_out": (width,)}
        norms += [at + "ln1", at + "ln2"]
    for name in norms:
        shapes |= {name + ".gain": (width,), name + ".bias": (width,)}
    return shapes


def draw_parameters(config, generator):
    """Gains are not 1 and biases not 0, so that a forgotten one shows."""
    drawn = {}
    for site, shape in parameter_shapes(config).items():
        deviation = 0.5 if site.startswith("W_") else 0.3
        drawn[site] = torch.randn(shape, generator=generator) * deviation + site.endswith(".gain")
    return drawn


def is_used(site, config):
    """Whether the model of this config has the parameter."""
    if site.startswith("decoder.") and int(site.split(".")[1]) >= config["layers"]:
        return False
    if site == "W_U":
        return not config["tied"]
    if site == "W_pos":
        return config["position"] == "learned"
    if site.startswith("final.ln"):
        return config["norm"] == "pre"
    return config["norm"] != "none" or ".ln" not in site


def attention_shapes(config, at, position):
    width, head = config["width"], config["width"] // config["heads"]
    kept = {"separate": "QKV", "tied-kv": "QK", "tied-qk": "QV", "identity": ""}[config["projections"]]
    shapes = {}
    for name in kept + "O":
        shapes |= {f"{at}W_{name}": (width, width), f"{at}b_{name}": (width,)}
    shapes |= score_shapes(config, at, head)
    if position == "shaw":
        shapes |= {at + "W_K_relative": (33, head), at + "W_V_relative": (33, head)}
    if position == "xl":
        shapes |= {at + "W_R": (width, width), at + "b_content": (width,), at + "b_position": (width,)}
    return shapes


def score_shapes(config, at, head):
    width = config["width"]
    if config["score"] == "general":
        return {at + "W_score": (width, head)}
    if config["score"] == "additive":
        return {at + "W_score_q": (width, head), at + "W_score_k": (width, head), at + "v_score": (width,)}
    return {}


def gru_shapes(config, at):
    width = config["width"]
    return {at + "W_x": (3 * width, width), at + "b_x": (3 * width,), at + "W_h": (3 * width, width), at + "b_h": (3 * width,)}


def norm_shapes(config, site):
    names = {"pre": ["gain", "bias"], "post": ["gain", "bias"], "rms": ["gain"], "none": []}[config["norm"]]
    return {f"{site}.{name}": (config["width"],) for name in names}


def layer_shapes(config, stack, layer):
    width, hidden, at = config["width"], config["hidden"], f"{stack}.{layer}."
    out = lambda part: {at + part + "W_O": (width, width), at + part + "b_O": (width,)}
    shapes = {
        "attention": lambda: attention_shapes(config, at + "attn.", config["position"]),
        "fixed": lambda: {at + "mix.W_mix": (config["context"], config["context"])} | out("mix."),
        "convolution": lambda: {at + "conv.W_conv": (width, config["taps"] * width), at + "conv.b_conv": (width,)},
        "recurrent": lambda: gru_shapes(config, at + "gru.") | out("gru."),
    }[config["mixing"]]()
    shapes |= {at + "mlp.W_in": (hidden, width), at + "mlp.b_in": (hidden,)}
    shapes |= {at + "mlp.W_out": (width, hidden), at + "mlp.b_out": (width,)}
    shapes |= norm_shapes(config, at + "ln1") | norm_shapes(config, at + "ln2")
    if stack == "decoder" and config["architecture"] == "encoder-decoder":
        shapes |= attention_shapes(config, at + "cross.", "none") | norm_shapes(config, at + "ln_cross")
    return shapes


def all_shapes(config):
    """Every parameter of a config."""
    width, kind = config["width"], config["architecture"]
    stacks = {"decoder": [("decoder", config["layers"])], "encoder": [("encoder", config["layers"])],
              "encoder-decoder": [("encoder", config["encoder_layers"]), ("decoder", config["layers"])],
              "recurrent": [("encoder", config["layers"]), ("decoder", config["layers"])]}[kind]
    shapes = {"W_E": (config["vocabulary"], width)}
    for stack, layers in stacks:
        prefix = "encoder." if stack == "encoder" else ""
        if config["position"] == "learned":
            shapes[prefix + "W_pos"] = (config["context"], width)
        if config["position"] == "t5":
            shapes[prefix + "W_bias"] = (32, config["heads"])
        for layer in range(layers):
            shapes |= gru_shapes(config, f"{stack}.{layer}.gru.") if kind == "recurrent" else layer_shapes(config, stack, layer)
        if kind != "recurrent" and config["norm"] in ["pre", "rms"]:
            shapes |= norm_shapes(config, prefix + "final.ln")
    if kind == "recurrent":
        at = f"decoder.{config['layers'] - 1}.cross."
        inputs = 2 * width if config["cross_attention"] else width
        shapes |= {at + "W_O": (width, inputs), at + "b_O": (width,)}
        if config["cross_attention"]:
            shapes |= score_shapes(config, at, width)
    if not config["tied"]:
        shapes["W_U"] = (config["vocabulary"], width)
    return shapes


def make_case(name, differs, weights, generator):
    """A case; without shared weights it draws its own and keeps them under `parameter:SITE`."""
    differs = dict(differs)
    length, lengths = differs.pop("length", LENGTH), differs.pop("lengths", None)
    off = differs.pop("heads_off", [])
    source_length, source_lengths = differs.pop("source_length", None), differs.pop("source_lengths", None)
    sequences = len(lengths) if lengths else differs.pop("sequences", 1)
    dtype = torch.float32 if differs.pop("f32", False) else torch.float64
    predicts_padding, derived = differs.pop("predicts_padding", False), differs.pop("derived", False)
    config = BASE | differs
    tensors = {}

    draw = lambda length: torch.randint(config["vocabulary"], (sequences, length), generator=generator)
    tokens, targets = draw(length), draw(length)
    for sequence, real in enumerate([] if predicts_padding else lengths or []):
        targets[sequence, real:] = -1
    source = draw(source_length) if source_length else None

    if weights is None:
        drawn = {site: torch.randn(shape, generator=generator) * 0.4 + site.endswith(".gain")
                 for site, shape in all_shapes(DEFAULTS | config).items()}
        tensors |= {"parameter:" + site: value for site, value in drawn.items()}
    else:
        drawn = {site: w for site, w in weights.items() if is_used(site, config)}
    parameters = {site: w.to(dtype).requires_grad_() for site, w in drawn.items()}
    memory = None
    if config.get("memory"):
        shape = (sequences, config["memory"], config["width"])
        states = [torch.randn(shape, generator=generator) for _ in range(config["layers"])]
        memory = [state.to(dtype).requires_grad_() for state in states]
    record = decoder(config, parameters, tokens, lengths, heads_off(off), 1.0, source, source_lengths, memory,
                     derived)
    add_loss(record, targets).backward()

    tensors |= {site: as_traced(site, value, sequences) for site, value in record.sites.items()}
    tensors |= {"grad:" + site: as_traced(site, value.grad, sequences)
                for site, value in record.sites.items() if value.grad is not None}
    tensors |= {"grad:" + site: value.grad for site, value in parameters.items() if value.grad is not None}
    case = {"config": config, "tokens": tokens.flatten().tolist(), "targets": targets.flatten().tolist(),
            "sequences": sequences, "lengths": lengths, "heads_off": off, "derived": derived,
            "source": None if source is None else source.flatten().tolist(), "source_lengths": source_lengths}
    save_file({site: value.float().contiguous().clone() for site, value in tensors.items()},
              FIXTURES / f"{name}.safetensors", {"case": json.dumps(case)})


def main():
    FIXTURES.mkdir(exist_ok=True)
    for name in sys.argv[1:]:
        make_more(name)
    if len(sys.argv) == 1:
        make_all()


def make_more(name):
    # A generator of its own each, so that a new case leaves the others as they are.
    make_case(name, MORE[name], None, torch.Generator().manual_seed(zlib.crc32(name.encode())))


def make_all():
    generator = torch.Generator().manual_seed(20170612)
    weights = draw_parameters(BASE, generator)
    save_file(weights, FIXTURES / "parameters.safetensors")
    for name, differs in CASES.items():
        make_case(name, differs, weights, generator)
    for name in MORE:
        make_more(name)


if __name__ == "__main__":
    main()
