"""Time of the code of chapter 6 against PyTorch's, on one thread.

A ratio above 1 means that ours is slower. All times are forward and backward pass.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from benchmarks.timing import best_time, compare, compare_dtypes
from mlnotes.sequences import (
    gru_torch,
    language_model,
    language_model_torch,
    lstm,
    lstm_torch,
    reset_after_gru,
    rnn,
    rnn_torch,
    word_embeddings,
)

# Sequences, time steps, width of an input, hidden units, words of the vocabulary.
N, T, D, H, C = 32, 50, 64, 64, 1000


def _by_hand(kind: str, X: np.ndarray, weights: list[np.ndarray]) -> Callable[[], list]:
    """Forward and backward pass of a layer in NumPy; dL/dH is 1 throughout."""
    W, U, b, b_h = weights
    h0 = np.zeros((len(X), H), X.dtype)
    upstream = np.ones((*X.shape[:2], H), X.dtype)

    def run_rnn() -> list:
        rnn.rnn(X, h0, W, U, b + b_h)
        return list(rnn.rnn_backward(upstream, X, h0, W, U, b + b_h))

    def run_lstm() -> list:
        lstm.lstm(X, h0, h0, W, U, b + b_h)
        zero = np.zeros_like(upstream)  # the loss does not see the cell states
        return list(lstm.lstm_backward(upstream, zero, X, h0, h0, W, U, b + b_h))

    def run_gru() -> list:
        reset_after_gru.reset_after_gru(X, h0, W, U, b, b_h)
        backward = reset_after_gru.reset_after_gru_backward
        return list(backward(upstream, X, h0, W, U, b, b_h))

    return {"RNN": run_rnn, "LSTM": run_lstm, "GRU": run_gru}[kind]


def compare_layer(kind: str, dtype: type) -> None:
    """Print the time of torch.nn's layer, and of ours in NumPy and as a module."""
    ours = {"RNN": rnn_torch.RNN, "LSTM": lstm_torch.LSTM, "GRU": gru_torch.GRU}[kind]
    X = np.random.default_rng(0).normal(size=(N, T, D)).astype(dtype)
    X_torch = torch.tensor(X, requires_grad=True)
    reference = getattr(torch.nn, kind)(D, H, batch_first=True).to(X_torch.dtype)
    module = ours(D, H).to(X_torch.dtype)
    module.load_state_dict(reference.state_dict())

    def run(layer: torch.nn.Module) -> tuple[torch.Tensor, ...]:
        leaves = [X_torch, *layer.parameters()]
        return torch.autograd.grad(layer(X_torch)[0].sum(), leaves)

    by_hand = _by_hand(kind, X, [w.detach().numpy() for w in reference.parameters()])
    wanted = run(reference)[0]
    for result in (torch.tensor(by_hand()[0]), run(module)[0]):
        torch.testing.assert_close(result, wanted, rtol=1e-3, atol=1e-4)
    theirs = best_time(lambda: run(reference))
    ratios = best_time(by_hand) / theirs, best_time(lambda: run(module)) / theirs
    tqdm.write(
        f"{f'{kind} {np.dtype(dtype)}':<18}{theirs * 1e6:10.0f} µs"
        f"{ratios[0]:10.2f}{ratios[1]:10.2f}"
    )


def compare_embedding(dtype: type) -> None:
    """Look up N × T tokens, and add up the gradients of equal ones."""
    rng = np.random.default_rng(0)
    ids = rng.integers(0, C, (N, T))
    E, dY = rng.normal(size=(C, D)).astype(dtype), np.ones((N, T, D), dtype)
    ids_torch, dY_torch = torch.tensor(ids), torch.tensor(dY)
    E_torch = torch.tensor(E, requires_grad=True)
    compare(
        f"embedding {np.dtype(dtype)}",
        lambda: (
            word_embeddings.embedding(ids, E),
            word_embeddings.embedding_backward(dY, ids, E),
        ),
        lambda: torch.autograd.grad(F.embedding(ids_torch, E_torch), E_torch, dY_torch),
    )


def _padded_scores(dtype: type) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, labels and mask of N sentences of T/2 to T words."""
    rng = np.random.default_rng(0)
    s, y = rng.normal(size=(N, T, C)).astype(dtype), rng.integers(0, C, (N, T))
    lengths = rng.integers(T // 2, T + 1, N)
    return s, y, np.arange(T) < lengths[:, np.newaxis]


def compare_loss(dtype: type) -> None:
    """Masked cross entropy against torch's, which ignores the label −100."""
    s, y, mask = _padded_scores(dtype)
    s_torch = torch.tensor(s, requires_grad=True)
    y_torch, mask_torch = torch.tensor(y), torch.tensor(mask)
    ignoring = torch.tensor(np.where(mask, y, -100)).ravel()

    def with_torch() -> tuple[torch.Tensor, ...]:
        loss = F.cross_entropy(s_torch.flatten(0, 1), ignoring)
        return torch.autograd.grad(loss, s_torch)

    def with_ours() -> tuple[torch.Tensor, ...]:
        loss = language_model_torch.masked_cross_entropy(s_torch, y_torch, mask_torch)
        return torch.autograd.grad(loss, s_torch)

    torch.testing.assert_close(with_ours(), with_torch())
    compare(
        f"masked_cross_entropy {np.dtype(dtype)}",
        lambda: (
            language_model.masked_cross_entropy(s, y, mask),
            language_model.masked_cross_entropy_backward(1.0, s, y, mask),
        ),
        with_torch,
    )
    ratio = best_time(with_ours) / best_time(with_torch)
    tqdm.write(f"{'':<4}our PyTorch against torch's: ratio {ratio:.2f}")


def compare_packed(dtype: type) -> None:
    """Masked padding against packed sequences, both with torch.nn.LSTM."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, T + 1, N)
    X_torch = torch.tensor(rng.normal(size=(N, T, D)).astype(dtype))
    lengths_torch = torch.tensor(lengths)
    mask = torch.arange(T) < lengths_torch[:, None]
    layer = torch.nn.LSTM(D, H, batch_first=True).to(X_torch.dtype)
    parameters = list(layer.parameters())

    def masked() -> tuple[torch.Tensor, ...]:
        loss = (layer(X_torch)[0] * mask[:, :, None]).sum()
        return torch.autograd.grad(loss, parameters)

    def packed() -> tuple[torch.Tensor, ...]:
        sequence = torch.nn.utils.rnn.pack_padded_sequence(
            X_torch, lengths_torch, batch_first=True, enforce_sorted=False
        )
        return torch.autograd.grad(layer(sequence)[0].data.sum(), parameters)

    torch.testing.assert_close(masked(), packed(), rtol=1e-3, atol=1e-3)
    ratio = best_time(packed) / best_time(masked)
    real = lengths.mean() / T
    tqdm.write(
        f"packed {np.dtype(dtype)}: {ratio:.2f} of the time of masked, "
        f"{real:.2f} of the places are real"
    )


if __name__ == "__main__":
    print(f"{N} sequences of {T} steps, d = {D}, h = {H}, c = {C}, on one thread")
    print(f"{'layer':<18}{'torch.nn':>13}{'NumPy ×':>10}{'module ×':>10}")
    compare_dtypes(*(partial(compare_layer, kind) for kind in ("RNN", "LSTM", "GRU")))
    compare_dtypes(compare_embedding, compare_loss, compare_packed)
