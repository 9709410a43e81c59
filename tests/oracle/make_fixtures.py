"""Writes tests/fixtures: one safetensors file a case, and the weights they share. Run with `python make_fixtures.py`, or
with the names of the cases to write.

A case file holds every site's value under its name, its gradient under `grad:SITE`, the gradient of every parameter under
`grad:PARAMETER`, what a model is given to remember under `memory:SITE`, and under the metadata key `case` a JSON object of
`config`, `tokens` and `targets` (flat; a target of -1 is left out of the loss), `sequences`, `lengths`, `source` (flat, or
null), `source_lengths`, and `heads_off` (`[layer, head]` pairs). Weights are f32; the pass through them is f64.
"""

import json
import pathlib
import sys
import zlib

import torch
from safetensors.torch import save_file

from cases import BASE, CASES, FIRST, READS
from masks import softmax
from parameters import Shared, draw_first
from record import as_traced, complete
from transformer import add_loss, heads_off, run

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"


class Case:
    """What a model is, what it reads, and what it should say."""

    def __init__(self, differs, generator):
        reads = READS | {name: value for name, value in differs.items() if name in READS}
        self.config = BASE | {name: value for name, value in differs.items() if name not in READS}
        self.lengths, self.source_lengths, self.off = reads["lengths"], reads["source_lengths"], reads["heads_off"]
        self.sequences = len(self.lengths or self.source_lengths or [None] * reads["sequences"])

        words = lambda length: torch.randint(self.config["vocabulary"], (self.sequences, length), generator=generator)
        self.tokens, self.targets = words(reads["length"]), words(reads["length"])
        self.source = words(reads["source"]) if reads["source"] else None
        if not reads["predicts_padding"]:
            for sequence, real in enumerate(self.lengths or []):
                self.targets[sequence, real:] = -1
        # f32 numbers in f64, as the weights are.
        memory = lambda: torch.randn(self.sequences, reads["remembered"], self.config["width"], generator=generator).double()
        layers = range(self.config["layers"]) if reads["remembered"] else []
        self.memory = {f"decoder.{layer}.memory": memory() for layer in layers}

    def metadata(self):
        source = None if self.source is None else self.source.flatten().tolist()
        return {"config": self.config, "tokens": self.tokens.flatten().tolist(),
                "targets": self.targets.flatten().tolist(), "sequences": self.sequences, "lengths": self.lengths,
                "heads_off": self.off, "source": source, "source_lengths": self.source_lengths}


def record_case(case, weights):
    """Every tensor of a case's file."""
    parameters = {site: weight.double().requires_grad_() for site, weight in weights.items()}
    record = run(case.config, parameters, case.tokens, case.lengths, case.source, case.source_lengths, case.memory,
                 heads_off(case.off))
    add_loss(record, case.targets).backward()
    hold_rounding(case, record)

    traced = lambda site, value: as_traced(site, value, case.sequences)
    tensors = {site: traced(site, value) for site, value in record.sites.items()}
    tensors |= {"grad:" + site: traced(site, value.grad) for site, value in record.sites.items() if value.grad is not None}
    tensors |= {"grad:" + site: value.grad for site, value in parameters.items()}
    return tensors | {"memory:" + site: traced(site, value) for site, value in case.memory.items()}


def hold_rounding(case, record):
    """Where numbers are rounded to 16 bits, none may stand so close to the middle of two that f32 could round it the other
    way."""
    if not complete(case.config)["masking"]["half"]:
        return
    for site, value in record.sites.items():
        weights = lambda: softmax(value.detach())
        exact = {"scaled": value.detach, "masked": weights}.get(site.rsplit(".", 1)[-1], lambda: None)()
        if exact is not None:
            up, down = (exact * (1 + sign * 1e-6) for sign in [1, -1])
            assert torch.equal(up.half(), down.half()), f"{site} depends on rounding: draw another"


def of_its_own(name, differs):
    """A generator that no other case changes."""
    return torch.Generator().manual_seed(zlib.crc32(name.encode()) + differs.get("draw", READS["draw"]))


def main():
    wanted = sys.argv[1:] or [*FIRST, *CASES]
    FIXTURES.mkdir(exist_ok=True)
    generator = torch.Generator().manual_seed(20170612)
    shared = Shared(draw_first(BASE, generator))
    cases = {name: Case(differs, generator) for name, differs in FIRST.items()}
    cases |= {name: Case(differs, of_its_own(name, differs)) for name, differs in CASES.items()}
    for name, case in cases.items():
        weights = shared.of(case.config)
        if name in wanted:
            tensors = {site: value.float().contiguous().clone() for site, value in record_case(case, weights).items()}
            save_file(tensors, FIXTURES / f"{name}.safetensors", {"case": json.dumps(case.metadata())})
    save_file(shared.tensors, FIXTURES / "parameters.safetensors")


if __name__ == "__main__":
    main()
