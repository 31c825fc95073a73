"""Time of the code of chapter 7 against PyTorch's, on one thread.

A ratio above 1 means that ours is slower.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from benchmarks.timing import best_time, compare, compare_dtypes
from mlnotes.attention import scaled_dot_product, scaled_dot_product_torch
from mlnotes.attention.cached_decoding_torch import cached_step, first_cache
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.decoding_torch import beam_search, greedy_decode

# Sequences, places, width, heads, units, layers, tokens of the vocabulary.
N, T, D, H, D_FF, LAYERS, C = 16, 64, 128, 4, 512, 2, 100


def _report(name: str, ours: float, theirs: float) -> None:
    """Print two times in seconds and their ratio."""
    times = f"{ours * 1e3:9.2f} ms {theirs * 1e3:9.2f} ms"
    tqdm.write(f"{name:<38}{times}   ratio {ours / theirs:.2f}")


class _Reference(nn.Module):
    """``torch.nn.Transformer`` between the embeddings and scores of ours."""

    def __init__(self, ours: Transformer, norm_first: bool) -> None:
        super().__init__()
        self.ours = ours
        options = {"dropout": 0.0, "batch_first": True, "norm_first": norm_first}
        encoder = nn.TransformerEncoderLayer(D, H, D_FF, **options)
        decoder = nn.TransformerDecoderLayer(D, H, D_FF, **options)
        # The paper's post-norm has no further norm at the end of a stack.
        self.body = nn.Transformer(
            D,
            H,
            custom_encoder=nn.TransformerEncoder(
                encoder, LAYERS, ours.encoder.norm, enable_nested_tensor=False
            ),
            custom_decoder=nn.TransformerDecoder(decoder, LAYERS, ours.decoder.norm),
            batch_first=True,
        )
        self.body.encoder.layers.load_state_dict(ours.encoder.layers.state_dict())
        self.body.decoder.layers.load_state_dict(ours.decoder.layers.state_dict())
        self.causal = nn.Transformer.generate_square_subsequent_mask(T)

    def forward(
        self, X: torch.Tensor, lengths: torch.Tensor, Y_in: torch.Tensor
    ) -> torch.Tensor:
        """Scores as ours, from the same weights."""
        ours = self.ours
        padding = torch.arange(X.shape[1]) >= lengths[:, None]
        H = self.body(
            ours.embed(X, ours.source),
            ours.embed(Y_in, ours.target),
            tgt_mask=self.causal,
            src_key_padding_mask=padding,
            memory_key_padding_mask=padding,
            tgt_is_causal=True,
        )
        return ours.scores(H)


def _training_step(model: nn.Module, inputs: tuple[torch.Tensor, ...]) -> Callable:
    """Forward pass, backward pass and a step of Adam."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-9)
    target = torch.zeros(N * T, dtype=torch.long)

    def step() -> float:
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(*inputs).flatten(0, 1), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def compare_training(norm_first: bool, padded: bool) -> None:
    """Time a training step of both Transformers, with equal losses."""
    torch.manual_seed(0)
    ours = Transformer(C, C, D, H, D_FF, LAYERS, norm_first=norm_first)
    X, Y_in = torch.randint(C, (N, T)), torch.randint(C, (N, T))
    lengths = torch.randint(T // 2, T + 1, (N,)) if padded else torch.full((N,), T)
    reference = _Reference(ours, norm_first)
    inputs = X, lengths, Y_in
    torch.testing.assert_close(ours(*inputs), reference(*inputs), rtol=1e-4, atol=1e-4)
    runs = [_training_step(model, inputs) for model in (ours, reference)]
    name = f"{'pre' if norm_first else 'post'}-norm, {'padded' if padded else 'full'}"
    _report(f"training step, {name}", *map(best_time, runs))


def compare_attention(dtype: type) -> None:
    """Scaled dot-product attention, forward and backward, in NumPy and PyTorch."""
    rng = np.random.default_rng(0)
    Q, K, V, dY = (rng.normal(size=(N, T, D)).astype(dtype) for _ in range(4))
    leaves = [torch.tensor(a, requires_grad=True) for a in (Q, K, V)]
    Q_torch, K_torch, V_torch = leaves
    upstream = torch.tensor(dY)

    def by_hand() -> tuple[np.ndarray, ...]:
        scaled_dot_product.scaled_dot_product_attention(Q, K, V, None)
        backward = scaled_dot_product.scaled_dot_product_attention_backward
        return backward(dY, Q, K, V, None)

    def with_torch() -> tuple[torch.Tensor, ...]:
        Y = scaled_dot_product_torch.fused_attention(Q_torch, K_torch, V_torch, None)
        return torch.autograd.grad(Y, leaves, upstream)

    for ours, theirs in zip(by_hand(), with_torch(), strict=True):
        torch.testing.assert_close(torch.tensor(ours), theirs, rtol=1e-3, atol=1e-4)
    compare(f"attention {np.dtype(dtype)}", by_hand, with_torch)


def compare_kernel(t: int) -> None:
    """The fused kernel against the formula, forward and backward."""
    leaves = [torch.randn(4, t, 32, requires_grad=True) for _ in range(3)]

    def run(function: Callable[..., torch.Tensor]) -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(function(*leaves, None).sum(), leaves)

    fused = scaled_dot_product_torch.fused_attention
    formula = scaled_dot_product_torch.scaled_dot_product_attention
    times = [best_time(partial(run, function)) for function in (fused, formula)]
    _report(f"fused kernel against formula, t = {t}", *times)


def compare_multi_head() -> None:
    """The module against ``torch.nn``'s, forward and backward."""
    theirs, ours = (
        nn.MultiheadAttention(D, H, batch_first=True),
        MultiHeadAttention(D, H),
    )
    ours.load_state_dict(theirs.state_dict())
    X = torch.randn(N, T, D, requires_grad=True)

    def run_theirs() -> tuple[torch.Tensor, ...]:
        Y, _ = theirs(X, X, X, need_weights=False)
        return torch.autograd.grad(Y.sum(), [X, *theirs.parameters()])

    def run_ours() -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(ours(X, X).sum(), [X, *ours.parameters()])

    torch.testing.assert_close(run_ours()[0], run_theirs()[0], rtol=1e-3, atol=1e-4)
    _report("multi-head attention", best_time(run_ours), best_time(run_theirs))


def compare_decoding(t: int) -> None:
    """Decoding with a cache against decoding without, t tokens, equal results."""
    torch.manual_seed(0)
    model = Transformer(C, C, D, H, D_FF, LAYERS).eval().requires_grad_(False)
    eos = C - 1
    model.scores.bias[eos] = -1e9  # nothing ends early
    X, lengths = torch.randint(C, (4, T)), torch.full((4,), T)

    def greedy(step: Any, first: Any) -> torch.Tensor:
        return greedy_decode(step, first(X, lengths), 0, eos, t)[0]

    def beam(step: Any, first: Any) -> Any:
        state = first(X[:1], lengths[:1])
        return beam_search(step, state, 0, eos, t, width=4)[0][0]

    cached = partial(cached_step, model), partial(first_cache, model)
    plain = model.step, model.encode
    assert torch.equal(greedy(*cached), greedy(*plain))
    assert beam(*cached) == beam(*plain)
    for name, decode in (("greedy", greedy), ("beam of 4", beam)):
        times = [best_time(partial(decode, *both)) for both in (cached, plain)]
        _report(f"{name}, {t} tokens, with a cache", *times)


def main() -> None:
    """Run all comparisons."""
    print(
        f"n {N}, t {T}, d {D}, h {H}, d_ff {D_FF}, {LAYERS} layers; ours, then theirs"
    )
    runs: list[Callable[[], None]] = [
        partial(compare_training, norm_first, padded)
        for norm_first in (False, True)
        for padded in (False, True)
    ]
    runs += [partial(compare_kernel, t) for t in (64, 512)]
    runs += [compare_multi_head, *(partial(compare_decoding, t) for t in (16, 64))]
    for run in tqdm(runs, delay=2, disable=None, leave=False):
        run()
    compare_dtypes(compare_attention)


if __name__ == "__main__":
    main()
