"""Holds a trace file against the same weights run in PyTorch: `compare_trace.py MODEL_DIR TRACE.safetensors`.

MODEL_DIR holds `config.json` and `model.safetensors`; the trace is what `headlight trace "..." -o TRACE.safetensors` wrote.
A model that reads a source needs its ids under the metadata key `source`. What the model was not trained with, such as the
table of a position scheme it was switched to, is taken from the trace.

PyTorch runs in f64. Every site must agree within 1e-4 of the largest value of its tensor, and both sides must have the same
sites. Prints the worst site of every name; exits with 1 when anything differs.
"""

import argparse
import json
import math
import pathlib
import re
import sys

import torch
from safetensors import safe_open

from transformer import as_traced, decoder, heads_off

TOLERANCE = 1e-4
PARAMETER = re.compile(r"(^|\.)(W_\w+|b_\w+|v_score|ln\w*\.(gain|bias))$")


def load(path):
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}


def token_ids(metadata, key="tokens"):
    """The ids, whether `tokens` is a list of ids or of objects or an object with `ids`; nothing where there are none."""
    tokens = json.loads(metadata.get(key, "[]"))
    tokens = tokens["ids"] if isinstance(tokens, dict) else tokens
    return [token["id"] if isinstance(token, dict) else token for token in tokens]


def difference(theirs, ours):
    """max|difference| over max|value|; infinite where the shapes or the infinities are not the same."""
    ours, theirs = ours.double(), theirs.double()
    if ours.shape != theirs.shape or not torch.equal(ours.isinf(), theirs.isinf()) or ours.isnan().any():
        return math.inf
    finite = ~theirs.isinf()
    if not torch.equal(ours[~finite], theirs[~finite]):
        return math.inf
    if not finite.any():
        return 0.0
    largest = theirs[finite].abs().max().item()
    return (ours[finite] - theirs[finite]).abs().max().item() / max(largest, 1e-30)


def plan_of(metadata):
    """What the plan changes besides the configuration: the (layer, head) pairs that are off, and the temperature."""
    commands = re.sub(r'"(\\.|[^"\\])*"', "", metadata.get("plan", ""))
    off = [(int(layer), int(head)) for layer, head in re.findall(r"\bhead-off (\d+)\.(\d+)", commands)]
    temperature = re.search(r"\btemperature ([0-9.]+)", commands)
    return off, float(temperature[1]) if temperature else 1.0


def remembered(config, trace):
    """What each layer was given to remember, which is in the trace itself; nothing where there is no memory."""
    sites = [f"decoder.{layer}.memory" for layer in range(config["layers"])]
    return [trace[site][None].double() for site in sites] if all(site in trace for site in sites) else None


def run(config, weights, metadata, memory):
    parameters = {site: weight.double() for site, weight in weights.items()}
    ids, source = ([token_ids(metadata, key)] for key in ["tokens", "source"])
    source = torch.tensor(source) if source[0] else None
    off, temperature = plan_of(metadata)
    with torch.no_grad():
        record = decoder(config, parameters, torch.tensor(ids), None, heads_off(off), temperature, source, None, memory,
                         derived=True)
    return {site: as_traced(site, value, 1) for site, value in record.sites.items()} | parameters


def compare(model, trace):
    """Prints how each site of a trace agrees; gives back whether all do."""
    weights, _ = load(model / "model.safetensors")
    trace, metadata = load(trace)
    config = json.loads((model / "config.json").read_text()) | json.loads(metadata.get("config", "{}"))
    weights |= {site: value for site, value in trace.items() if site not in weights and PARAMETER.search(site)}
    theirs = run(config, weights, metadata, remembered(config, trace))

    unknown = sorted(set(trace) - set(theirs))
    missing = sorted(site for site in set(theirs) - set(trace) if site not in weights)
    for site in missing:
        print(f"missing in the trace: {site}")
    for site in unknown:
        print(f"not known to PyTorch: {site}")

    worst = {}
    for site in sorted(set(trace) & set(theirs)):
        name = re.sub(r"\.\d+\.", ".L.", site)
        worst[name] = max(worst.get(name, (0.0, site)), (difference(theirs[site], trace[site]), site))
    for name, (error, site) in sorted(worst.items(), key=lambda item: -item[1][0]):
        print(f"{error:.1e}  {name:32} worst at {site}{'' if error <= TOLERANCE else '  DIFFERS'}")
    agrees = not missing and not unknown and all(error <= TOLERANCE for error, _ in worst.values())
    print(f"{len(trace)} sites: {'within 1e-4 of PyTorch' if agrees else 'they differ'}")
    return agrees


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("trace", type=pathlib.Path)
    arguments = parser.parse_args()
    sys.exit(0 if compare(arguments.model, arguments.trace) else 1)


if __name__ == "__main__":
    main()
