"""What can stand in attention's place: a fully connected layer over positions, a convolution, a recurrent network.

A convolution and a GRU are recorded step by step, and held against PyTorch's own.
"""

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from record import affine


def fixed(parameters, record, at, x, causal):
    """A weight for every pair of positions, whatever stands there; a shorter text uses the first of them."""
    length = x.shape[1]
    weights = parameters[at + "W_mix"][:length, :length]
    mixed = record(at + "mixed", (weights.tril() if causal else weights) @ x)
    return record(at + "out", affine(parameters, at, "W_O", "b_O", mixed))


def convolution(parameters, record, at, x, taps):
    """Each token and those before it, through one map: W_conv has its own token's columns first."""
    before = [F.pad(x, (0, 0, back, 0))[:, : x.shape[1]] for back in range(taps)]
    window = record(at + "window", torch.cat(before, dim=-1))
    out = record(at + "out", affine(parameters, at, "W_conv", "b_conv", window))
    kernel = parameters[at + "W_conv"].unflatten(1, (taps, -1)).flip(1).transpose(1, 2)
    padded = F.pad(x.transpose(1, 2), (taps - 1, 0))
    torch.testing.assert_close(out, F.conv1d(padded, kernel, parameters[at + "b_conv"]).transpose(1, 2))
    return out


def recurrent(parameters, record, at, x):
    state = gru(parameters, record, at, x, zero_start(record, at, x), [x.shape[1]] * x.shape[0])
    return record(at + "out", affine(parameters, at, "W_O", "b_O", state))


def zero_start(record, at, x):
    """The state before the first token, `[sequence, 1, width]`."""
    return record.given(at + "start", torch.zeros(x.shape[0], 1, x.shape[2]), x)


def gru(parameters, record, at, x, start, lengths):
    """The states of a GRU (Cho et al. 2014, in the form of `torch.nn.GRU`); past its length a sequence's state stays."""
    given = record(at + "input", affine(parameters, at, "W_x", "b_x", x))
    state, steps = start[:, 0], []
    for token in range(x.shape[1]):
        x_r, x_z, x_n = given[:, token].chunk(3, dim=-1)
        h_r, h_z, h_n = affine(parameters, at, "W_h", "b_h", state).chunk(3, dim=-1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        # Padding keeps the state: the gate that keeps it is 1, the others are 0.
        real = (token < torch.tensor(lengths))[:, None]
        r, z, n = torch.where(real, r, 0.0), torch.where(real, z, 1.0), torch.where(real, n, 0.0)
        state = (1 - z) * n + z * state
        steps.append(torch.cat([r, z, n, state], dim=-1))
    # What is read of a step is a copy of what the next one reads, so that only the reader's gradient is recorded.
    recorded = record(at + "recorded", torch.stack(steps, dim=1))
    width = x.shape[2]
    record(at + "gates", recorded[..., : 3 * width].clone())
    states = record(at + "state", recorded[..., 3 * width :].clone())
    hold_against_torch(parameters, at, x, start, lengths, states)
    return states


def hold_against_torch(parameters, at, x, start, lengths, states):
    width = x.shape[2]
    module = torch.nn.GRU(width, width, batch_first=True, dtype=x.dtype)
    named = {"weight_ih_l0": "W_x", "weight_hh_l0": "W_h", "bias_ih_l0": "b_x", "bias_hh_l0": "b_h"}
    module.load_state_dict({theirs: parameters[at + ours].detach() for theirs, ours in named.items()})
    with torch.no_grad():
        packed = pack_padded_sequence(x.detach(), torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        theirs, last = module(packed, start.detach().transpose(0, 1).contiguous())
        theirs, _ = pad_packed_sequence(theirs, batch_first=True, total_length=x.shape[1])
    for sequence, length in enumerate(lengths):
        torch.testing.assert_close(states[sequence, :length], theirs[sequence, :length])
        torch.testing.assert_close(states[sequence, -1], last[0, sequence])
