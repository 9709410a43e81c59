"""Values by site name, and what every file here says about them.

Layout: a state is `[sequence, token, width]`, a head's state `[sequence, head, token, width]`, scores
`[sequence, head, query, key]`, a weight `[out, in]`, a table `[entry, width]`; what belongs to distances
`[distance, width]` or `[head, distance, width]`, the same for every sequence.
"""

import torch

# The fields of a configuration that a file may leave out.
DEFAULTS = {
    "scale": True, "causal": True, "residual": True, "epsilon": 1e-5, "architecture": "decoder", "encoder_layers": 0,
    "score": "dot", "padding": True, "masking": {}, "memory": 0, "segment": 0, "projections": "separate",
    "mixing": "attention", "taps": 3, "cross_attention": True,
}
MASKING = {"value": "infinite", "how": "added", "half": False}


def complete(config):
    """A configuration with every field."""
    config = DEFAULTS | config
    return config | {"masking": MASKING | config["masking"]}


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

    def given(self, site, value, like):
        """A value that nothing computes: a leaf, which wants its gradient as every recorded value does."""
        return self(site, value.to(like.dtype).contiguous().clone().requires_grad_(like.requires_grad))

    def alias(self, site, value):
        """A second name for one value, as the stream between two layers has."""
        self.sites[site] = value
        return value


def as_traced(site, value, sequences):
    """As a trace file holds it: without the sequence axis when there is one sequence."""
    value = value.detach()
    has_sequences = value.dim() > 0 and site.rsplit(".", 1)[-1] not in ("distance", "r")
    return value[0] if sequences == 1 and has_sequences else value


class StraightThrough(torch.autograd.Function):
    """A value as it came out in less precision; the derivative is that of the exact one."""

    @staticmethod
    def forward(context, exact, rounded):
        return rounded.clone()

    @staticmethod
    def backward(context, gradient):
        return gradient, None


def affine(parameters, at, weight, bias, x):
    return torch.nn.functional.linear(x, parameters[at + weight], parameters[at + bias])
