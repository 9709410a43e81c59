"""What reads tokens one after another, or by place: a gated recurrent unit, a convolution, a fixed mix of positions."""

import torch
import torch.nn.functional as F

from attention import fit, hidden_keys, weigh


def gru(parameters, record, at, x, start, lengths=None):
    """The equations of torch.nn.GRU, step by step, so that the gates can be recorded. Past its length a sequence's state
    stays: there z is 1, r and n are 0. Returns the states `[sequence, token, width]`."""
    said = record(at + "input", F.linear(x, parameters[at + "W_x"], parameters[at + "b_x"]))
    h, all_steps = start, []
    for place in range(x.shape[1]):
        of_token = said[:, place].chunk(3, dim=-1)
        of_state = F.linear(h, parameters[at + "W_h"], parameters[at + "b_h"]).chunk(3, dim=-1)
        r, z = (of_token[0] + of_state[0]).sigmoid(), (of_token[1] + of_state[1]).sigmoid()
        n = (of_token[2] + r * of_state[2]).tanh()
        after = (1 - z) * n + z * h
        if lengths:
            real = place < torch.tensor(lengths)[:, None]
            r, n = r.masked_fill(~real, 0.0), n.masked_fill(~real, 0.0)
            z, after = z.masked_fill(~real, 1.0), torch.where(real, after, h)
        h = after
        all_steps.append(torch.cat([r, z, n, h], dim=-1))
    recorded = record(at + "recorded", torch.stack(all_steps, dim=1))
    width = start.shape[-1]
    record(at + "gates", recorded[..., : 3 * width])
    return record(at + "state", recorded[..., 3 * width:])


def zeros(record, at, x, width):
    """The state before the first token, which wants its gradient as every recorded value does."""
    return record(at + "start", torch.zeros(x.shape[0], width, dtype=x.dtype).requires_grad_())


def sequence_to_sequence(config, parameters, record, tokens, source, source_lengths):
    """Cho et al. 2014 with the attention of Luong et al. 2015, or none. Records up to the logits."""
    sequences, length = tokens.shape
    lengths = source_lengths or [source.shape[1]] * sequences
    layers = config["layers"]
    encoded = record("encoder.embed", F.embedding(source, parameters["W_E"]))
    lasts = []
    for layer in range(layers):
        at = f"encoder.{layer}.gru."
        encoded = gru(parameters, record, at, encoded, zeros(record, at, encoded, config["width"]), source_lengths)
        at_end = encoded[torch.arange(sequences), torch.tensor(lengths) - 1]
        lasts.append(record(at + "last", at_end))
    x = record("embed", F.embedding(tokens, parameters["W_E"]))
    for layer in range(layers):
        x = gru(parameters, record, f"decoder.{layer}.gru.", x, lasts[layer])

    at = f"decoder.{layers - 1}.cross."
    joined = x
    if config["cross_attention"]:
        q, k, v = (record(at + name, of.unsqueeze(1)) for name, of in [("q", x), ("k", encoded), ("v", encoded)])
        scores = fit(config, parameters, record, at, "scores", q, k)
        scaled = record(at + "scaled", scores / config["width"] ** 0.5 if config["scale"] else scores.clone())
        hidden = hidden_keys(False, length, source.shape[1], lengths if config["padding"] else [source.shape[1]] * sequences)
        pattern = weigh(config, record, at, scaled, hidden)
        z = record(at + "z", pattern @ v)
        joined = record(at + "concat", torch.cat([z.squeeze(1), x], dim=-1))
    out = record(at + "out", F.linear(joined, parameters[at + "W_O"], parameters[at + "b_O"]))
    attentional = record("attentional", out.tanh())
    record("logits", F.linear(attentional, parameters["W_E" if config["tied"] else "W_U"]))


def mix(config, parameters, record, at, x, causal):
    """What stands in attention's place in a layer; `at` is the layer's prefix. Returns what it adds."""
    kind = config["mixing"]
    if kind == "convolution":
        at, taps = at + "conv.", config["taps"]
        padded = F.pad(x, (0, 0, taps - 1, 0))
        length = x.shape[1]
        window = torch.cat([padded[:, taps - 1 - tap: taps - 1 - tap + length] for tap in range(taps)], dim=-1)
        record(at + "window", window)
        window = record.sites[at + "window"]
        return record(at + "out", F.linear(window, parameters[at + "W_conv"], parameters[at + "b_conv"]))
    if kind == "fixed":
        at, length = at + "mix.", x.shape[1]
        weights = parameters[at + "W_mix"][:length, :length]
        mixed = record(at + "mixed", torch.einsum("pq,bqw->bpw", weights.tril() if causal else weights, x))
    else:
        at = at + "gru."
        mixed = gru(parameters, record, at, x, zeros(record, at, x, x.shape[-1]))
    return record(at + "out", F.linear(mixed, parameters[at + "W_O"], parameters[at + "b_O"]))
