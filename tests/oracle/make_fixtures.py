"""Writes tests/fixtures: one safetensors file a case, and the weights they share. Run with `python make_fixtures.py`.

A case file holds every site's value under its name, its gradient under `grad:SITE`, the gradient of every parameter under
`grad:PARAMETER`, and under the metadata key `case` a JSON object of `config`, `tokens` and `targets` (flat; a target of
-1 is left out of the loss), `sequences`, `lengths` and `heads_off` (`[layer, head]` pairs). Weights are f32; the pass through them is f64.
"""

import json
import pathlib

import torch
from safetensors.torch import save_file

from transformer import add_loss, as_traced, decoder, heads_off

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


def make_case(name, differs, weights, generator):
    differs = dict(differs)
    length, lengths = differs.pop("length", LENGTH), differs.pop("lengths", None)
    off = differs.pop("heads_off", [])
    config = BASE | differs
    sequences = len(lengths) if lengths else 1

    draw = lambda: torch.randint(config["vocabulary"], (sequences, length), generator=generator)
    tokens, targets = draw(), draw()
    for sequence, real in enumerate(lengths or []):
        targets[sequence, real:] = -1

    parameters = {site: w.double().requires_grad_() for site, w in weights.items() if is_used(site, config)}
    record = decoder(config, parameters, tokens, lengths, heads_off(off))
    add_loss(record, targets).backward()

    tensors = {site: as_traced(value, sequences) for site, value in record.sites.items()}
    tensors |= {"grad:" + site: as_traced(value.grad, sequences)
                for site, value in record.sites.items() if value.grad is not None}
    tensors |= {"grad:" + site: value.grad for site, value in parameters.items()}
    case = {"config": config, "tokens": tokens.flatten().tolist(), "targets": targets.flatten().tolist(),
            "sequences": sequences, "lengths": lengths, "heads_off": off}
    save_file({site: value.float().contiguous().clone() for site, value in tensors.items()},
              FIXTURES / f"{name}.safetensors", {"case": json.dumps(case)})


def main():
    FIXTURES.mkdir(exist_ok=True)
    generator = torch.Generator().manual_seed(20170612)
    weights = draw_parameters(BASE, generator)
    save_file(weights, FIXTURES / "parameters.safetensors")
    for name, differs in CASES.items():
        make_case(name, differs, weights, generator)


if __name__ == "__main__":
    main()
