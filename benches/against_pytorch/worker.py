"""PyTorch's side of `cargo bench --bench against_pytorch`: does what the bench asks for, one line a request.

    version          of torch
    forward TOKENS   one pass at GPT-2-small's shape with every intermediate stored   -> milliseconds
    train STEPS      training steps of the small model, Adam                          -> milliseconds a step

PyTorch is given its fast paths: Q, K and V as one product, no gradient bookkeeping forward, fused Adam, fused attention in
training (where nothing asks for the weights), data drawn outside the clock.
"""

import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

THREADS = 2


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp_in, self.mlp_out = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def split(self, x):
        """Q, K, V as `[sequence, head, token, width]`."""
        sequences, tokens, width = x.shape
        heads = self.qkv(x).view(sequences, tokens, 3, self.heads, width // self.heads)
        return heads.permute(2, 0, 3, 1, 4).unbind(0)

    def recorded(self, x, hidden, stored):
        """The block with every stage of attention made and kept, as the tape does."""
        first = self.ln1(x)
        q, k, v = self.split(first)
        scores = q @ k.transpose(-1, -2)
        scaled = scores * (1.0 / math.sqrt(q.shape[-1]))
        masked = scaled.masked_fill(hidden, -math.inf)
        pattern = F.softmax(masked, dim=-1)
        z = pattern @ v
        concat = z.transpose(1, 2).reshape(x.shape)
        out = self.out(concat)
        middle = x + out
        second = self.ln2(middle)
        pre = self.mlp_in(second)
        post = F.gelu(pre, approximate="tanh")
        mlp = self.mlp_out(post)
        after = middle + mlp
        stored += [first, q, k, v, scores, scaled, masked, pattern, z, concat, out, middle, second, pre, post, mlp, after]
        return after

    def forward(self, x):
        q, k, v = self.split(self.ln1(x))
        z = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(z.transpose(1, 2).reshape(x.shape))
        return x + self.mlp_out(F.gelu(self.mlp_in(self.ln2(x)), approximate="tanh"))


class Decoder(nn.Module):
    def __init__(self, vocabulary, context, width, heads, layers, hidden):
        super().__init__()
        self.words, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, hidden) for _ in range(layers))
        self.ln = nn.LayerNorm(width)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def embed(self, tokens):
        words = self.words(tokens)
        positions = self.positions.weight[: tokens.shape[1]].expand_as(words)
        return words, positions, words + positions

    def recorded(self, tokens):
        words, positions, x = self.embed(tokens)
        stored = [words, positions, x]
        length = tokens.shape[1]
        hidden = torch.ones(length, length, dtype=torch.bool).triu(1)
        for block in self.blocks:
            x = block.recorded(x, hidden, stored)
        final = self.ln(x)
        logits = F.linear(final, self.words.weight)
        probabilities = F.softmax(logits, dim=-1)
        return stored + [final, logits, probabilities]

    def forward(self, tokens):
        _, _, x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return F.linear(self.ln(x), self.words.weight)


class Forward:
    """GPT-2-small's shape; what a pass stored is freed before the next, so that its memory serves again."""

    def __init__(self):
        self.model = Decoder(vocabulary=50257, context=1024, width=768, heads=12, layers=12, hidden=3072)

    @torch.inference_mode()
    def milliseconds(self, tokens):
        ids = (torch.arange(tokens)[None] * 7919 + 13) % 50257
        start = time.perf_counter()
        stored = self.model.recorded(ids)
        elapsed = time.perf_counter() - start
        del stored
        return elapsed * 1e3


class Train:
    """2 layers, d 64, 4 heads, 32 tokens, batch 16; every target is the token before."""

    BATCH, TOKENS, VOCABULARY = 16, 32, 64

    def __init__(self):
        self.model = Decoder(vocabulary=self.VOCABULARY, context=self.TOKENS, width=64, heads=4, layers=2, hidden=256)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3, fused=True)

    def milliseconds(self, steps):
        drawn = torch.randint(self.VOCABULARY, (steps, self.BATCH, self.TOKENS))
        targets = drawn.roll(1, dims=2)
        start = time.perf_counter()
        for batch, target in zip(drawn, targets):
            loss = F.cross_entropy(self.model(batch).flatten(0, 1), target.flatten())
            self.adam.zero_grad(set_to_none=True)
            loss.backward()
            self.adam.step()
        loss.item()
        return (time.perf_counter() - start) * 1e3 / steps


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    made = {}
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "version":
            print(torch.__version__, flush=True)
            continue
        name, number = line.split()
        kind = {"forward": Forward, "train": Train}[name]
        if kind not in made:
            made[kind] = kind()
        print(made[kind].milliseconds(int(number)), flush=True)


if __name__ == "__main__":
    main()
