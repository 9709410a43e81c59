"""The fixtures: what each differs in from `BASE`, and what it reads."""

# No two extents are equal, so that a transposed or misread axis cannot pass.
BASE = {
    "vocabulary": 11, "context": 9, "width": 12, "heads": 3, "layers": 2, "hidden": 20,
    "position": "learned", "norm": "pre", "activation": "gelu", "tied": True, "dropout": 0.0,
    "scale": True, "causal": True, "residual": True, "epsilon": 1e-5,
}
# What a case says that is no field of a configuration, and what it means when it does not: how many tokens a sequence and a
# source have, how many of them are real in each sequence, how many a memory has, which (layer, head) pairs are off,
# whether padding is predicted too, and which draw of the words is taken.
READS = {
    "length": 5, "lengths": None, "source": 0, "source_lengths": None, "sequences": 1, "remembered": 0, "heads_off": [],
    "predicts_padding": False, "draw": 0,
}

# Drawn one after another, in this order.
PADDED = {"length": 5, "lengths": [5, 2, 4], "layers": 1}
FIRST = {f"{norm}-{activation}": {"norm": norm, "activation": activation, "layers": layers}
         for norm in ["pre", "post", "none"] for activation, layers in [("gelu", 2), ("relu", 1)]}
FIRST |= {
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
FIRST = {name: {"length": 7} | differs for name, differs in FIRST.items()}

# Drawn each by itself, and as plain around what it shows as it can be.
ONE = {"layers": 1, "norm": "none", "position": "none"}
CASES = {f"score-{score}": ONE | {"score": score} for score in ["general", "additive"]}
CASES["score-dot"] = ONE | {"scale": False}

# The second sequence is nothing but padding, and its rows are asked for: each kind of mask means something else there.
HIDDEN = ONE | {"length": 3, "lengths": [2, 0], "predicts_padding": True}
for value, how in [("thousand", "added"), ("thousand", "filled"), ("billion", "added"), ("billion", "filled"),
                   ("infinite", "filled")]:
    CASES[f"mask-{value}-{how}"] = HIDDEN | {"masking": {"value": value, "how": how, "half": False}}
CASES["mask-after"] = HIDDEN | {"masking": {"value": "infinite", "how": "after", "half": False}}
for value, draw in [("thousand", 0), ("billion", 1)]:
    CASES[f"mask-{value}-added-half"] = HIDDEN | {"masking": {"value": value, "how": "added", "half": True}, "draw": draw}
# Two short sequences, so that what depends on a token's place in its own sequence shows.
TWO = ONE | {"length": 3, "lengths": [3, 2]}
CASES["padding-off"] = TWO | {"padding": False}

CASES |= {
    # Longer than Shaw's reach of 16.
    "position-shaw": ONE | {"position": "shaw", "heads": 2, "context": 19, "length": 18},
    "position-t5": TWO | {"position": "t5"},
    "position-alibi": TWO | {"position": "alibi"},
    "position-rope": TWO | {"position": "rope"},
    "position-xl": ONE | {"position": "xl"},
    "position-xl-memory": {"norm": "post", "position": "xl", "context": 10, "segment": 6, "memory": 4, "length": 6,
                           "remembered": 4},
    "position-xl-memory-padded": TWO | {"position": "xl", "norm": "rms", "segment": 3, "memory": 4, "remembered": 4},
    "projections-tied-kv": ONE | {"projections": "tied-kv"},
    "projections-tied-qk": ONE | {"projections": "tied-qk"},
    "projections-identity": ONE | {"projections": "identity"},
    "norm-rms": ONE | {"norm": "rms"},
    "heads-one": ONE | {"heads": 1},
    "heads-width": ONE | {"heads": 12},
    "mixing-fixed": ONE | {"mixing": "fixed", "sequences": 2},
    "mixing-convolution": ONE | {"mixing": "convolution", "sequences": 2},
    "mixing-recurrent": ONE | {"mixing": "recurrent", "sequences": 2, "length": 3},
}

ENCODER = {"architecture": "encoder", "layers": 1}
BOTH = {"architecture": "encoder-decoder", "layers": 1, "encoder_layers": 1, "source": 5, "length": 2}
CASES |= {
    "encoder": ENCODER | {"length": 3, "lengths": [3, 2]},
    # Longer than the buckets that T5 gives to one distance each.
    "encoder-t5": ENCODER | {"norm": "none", "position": "t5", "context": 13, "length": 10},
    "encoder-decoder": BOTH | {"encoder_layers": 2, "source": 7},
    "encoder-decoder-post": BOTH | {"norm": "post"},
    "encoder-decoder-rms-additive": BOTH | {"norm": "rms", "position": "sinusoidal", "score": "additive"},
    "encoder-decoder-padded": BOTH | {"norm": "none", "lengths": [2, 1], "source_lengths": [3, 5]},
    "score-additive-cross": BOTH | {"norm": "none", "position": "none", "score": "additive", "source_lengths": [4]},
}

RECURRENT = {"architecture": "recurrent", "layers": 1, "position": "none", "source": 5, "length": 2}
CASES |= {
    "recurrent-none": RECURRENT | {"cross_attention": False},
    "recurrent-additive": RECURRENT | {"score": "additive"},
    "recurrent-general": RECURRENT | {"score": "general", "layers": 2},
    "recurrent-dot": RECURRENT | {"scale": False},
    "recurrent-padded": RECURRENT | {"lengths": [2, 1], "source_lengths": [3, 5]},
}
