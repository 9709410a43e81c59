"""The recurrent encoder and decoder (Cho et al. 2014), with Luong et al. 2015's attention between them, or none."""

import torch

from attention import Look, attend
from layers import Stack, words
from mixing import gru, zero_start
from record import affine


def sequence_to_sequence(config, parameters, record, tokens, source, source_lengths):
    """The last vectors, to be held against the vocabulary."""
    x, lasts = words(parameters, record, Stack("encoder", source_lengths), source), []
    for number in range(config["layers"]):
        at = f"encoder.{number}.gru."
        x = gru(parameters, record, at, x, zero_start(record, at, x), source_lengths)
        last = torch.stack([states[length - 1 : length] for states, length in zip(x, source_lengths)])
        lasts.append(record(at + "last", last))
    encoded = x

    x = words(parameters, record, Stack("decoder", None), tokens)
    for number, last in enumerate(lasts):
        x = gru(parameters, record, f"decoder.{number}.gru.", x, last, [tokens.shape[1]] * len(tokens))

    at = f"decoder.{config['layers'] - 1}.cross."
    if config["cross_attention"]:
        # One head as wide as the state, and no projections.
        q = record(at + "q", x[:, None].clone())
        k, v = (record(at + name, encoded[:, None].clone()) for name in "kv")
        z = attend(config, parameters, record, Look("decoder", 1, False, source_lengths), at, q, k, v)
        x = record(at + "concat", torch.cat([z[:, 0], x], dim=-1))
    out = record(at + "out", affine(parameters, at, "W_O", "b_O", x))
    return record("attentional", torch.tanh(out))
