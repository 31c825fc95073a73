"""docs/attention/transformer-training.md: what training shows (task: warm_up.py)."""

import pytest
import torch
from torch.nn import functional

from mlnotes.attention.transformer_training import best_gap
from tests.attention.warm_up import C, N, Reader, T, final_losses, train_many


@pytest.fixture(autouse=True)
def one_thread():
    """Small arrays: more threads only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_post_norm_at_a_large_rate_learns_only_with_a_warm_up():
    """Measured on 8 seeds, rate 0.02: 1.48 to 1.62 without (guessing: 1.61), 0.01 to
    0.93 with a warm-up of 50 steps, 0.05 to 1.43 with one of 10."""
    seeds = range(3)
    settings = [(seed, 0.02, warmup) for warmup in (0, 50) for seed in seeds]
    without, with_it = final_losses(False, settings).reshape(2, 3)
    assert without.min() > 1.35
    assert with_it.max() < 1.2
    assert with_it.median() < 0.9


def test_pre_norm_learns_at_the_same_rate_without_a_warm_up():
    """Measured on 8 seeds: 0.00 to 0.21."""
    assert final_losses(True, [(seed, 0.02, 0) for seed in range(2)]).max() < 0.5


def test_smoothing_worsens_perplexity_and_fixes_the_gap_but_not_the_accuracy():
    """Measured on 6 seeds: perplexity 1.002 to 1.054 and 1.086 to 1.094, accuracy
    0.986 to 1 and 1, gap 6.9 to 8.1 and 3.82 to 3.86 (best: 3.83)."""
    X = torch.randint(C, (500, T), generator=torch.Generator().manual_seed(99))
    settings, y = [(seed, 0.01, 0) for seed in range(2)], X.flip(1)
    for smoothing in (0.0, 0.1):
        _, scores_of_all = train_many(True, settings, 120, smoothing)
        for s in scores_of_all(X):
            perplexity = functional.cross_entropy(s.mT, y).exp().item()
            accuracy = (s.argmax(dim=-1) == y).float().mean().item()
            right, others = s.gather(2, y[..., None]), s.sum(dim=2, keepdim=True)
            gap = (right - (others - right) / (C - 1)).mean().item()
            assert accuracy > 0.95
            if smoothing:
                assert 1.08 < perplexity < 1.2  # 1/(0.9 + 0.1/5) = 1.087
                assert gap == pytest.approx(best_gap(C, smoothing), abs=0.3)
            else:
                assert perplexity < 1.08
                assert gap > 5


def first_step(layers, norm_first, seed):
    """Change of the scores by Adam's first step, rate 0.001, relative to their size."""
    model, generator = Reader(seed, norm_first, layers), torch.Generator()
    generator.manual_seed(seed)
    X, others = torch.randint(C, (2, N, T), generator=generator)
    before = model(others).detach()
    functional.cross_entropy(model(X).mT, X.flip(1)).backward()
    torch.optim.Adam(model.parameters(), 0.001).step()
    change = (model(others).detach() - before).square().mean().sqrt()
    return (change / before.std()).item()


def test_adams_first_step_changes_more_the_more_layers_and_more_in_post_norm():
    """Rate 0.001. Measured on 5 seeds, 2 and 8 layers: post 0.08 to 0.23, 0.76 to 1.3;
    pre 0.07 to 0.14, 0.25 to 0.45."""
    post, pre = (
        torch.tensor([[first_step(L, order, s) for s in range(3)] for L in (2, 8)])
        for order in (False, True)
    )
    assert (post[1].mean() / post[0].mean()) > 2.5
    assert (pre[1].mean() / pre[0].mean()) > 1.7
    assert post[1].mean() > 1.4 * pre[1].mean()
