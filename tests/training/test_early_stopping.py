"""The statements of docs/training/early-stopping.md (tr-13)."""

import copy
import math

import numpy as np
import pytest
import torch

from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training import early_stopping as by_hand
from mlnotes.training import early_stopping_torch as with_torch
from mlnotes.training.early_stopping import EarlyStopping
from mlnotes.training.penalties import ridge

BUMP = [3.0, 2.0, 2.1, 2.2, 1.0, 1.1, 1.2, 1.3, 0.5]


def follow(losses, patience, min_delta=0.0):
    stopping = EarlyStopping(patience, min_delta)
    for epoch, loss in enumerate(losses, 1):
        if stopping.update(loss, [epoch]):
            break
    return stopping


@pytest.mark.parametrize(
    ("patience", "best", "last"), [(1, 2, 3), (2, 2, 4), (3, 5, 8), (4, 9, 9)]
)
def test_it_stops_after_patience_epochs_in_a_row_without_improvement(
    patience, best, last
):
    stopping = follow(BUMP, patience)
    assert (stopping.best_epoch, stopping.epoch) == (best, last)
    assert stopping.stopped == (last < len(BUMP))
    assert stopping.best_loss == BUMP[best - 1]
    assert stopping.best_weights() == [best]


def test_an_improvement_resets_the_patience():
    assert not follow([3, 4, 2, 3, 1, 2], 2).stopped


def test_an_equal_loss_is_no_improvement():
    assert follow([1.0, 1.0, 1.0], 2).best_epoch == 1


@pytest.mark.parametrize(("min_delta", "best"), [(0.24, 3), (0.25, 1), (0.3, 1)])
def test_an_improvement_must_exceed_min_delta(min_delta, best):
    assert follow([1.0, 0.9, 0.75], 2, min_delta).best_epoch == best


def test_small_improvements_add_up_against_the_last_one_that_counted():
    stopping = follow([1.0, 0.96, 0.92, 0.88], 3, 0.1)
    assert (stopping.best_epoch, stopping.stopped) == (4, False)
    assert follow([1.0, 0.96, 0.92], 2, 0.1).best_epoch == 1


def test_the_kept_loss_is_at_most_min_delta_above_the_smallest(rng):
    for min_delta in (0.0, 0.1, 0.5):
        losses = rng.normal(size=60).cumsum() / 10
        stopping = follow(losses, 20, min_delta)
        smallest = losses[: stopping.epoch].min()
        assert smallest <= stopping.best_loss <= smallest + min_delta


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_is_refused_and_changes_nothing(loss):
    stopping = EarlyStopping(1)
    stopping.update(1.0, "best")
    with pytest.raises(ValueError, match="expected one finite validation loss, got"):
        stopping.update(loss, "other")
    assert (stopping.epoch, stopping.best_weights()) == (1, "best")
    assert not stopping.stopped


def test_losses_of_several_samples_bad_settings_and_calls_out_of_order_are_refused():
    with pytest.raises(ValueError, match="expected one finite validation loss, got"):
        EarlyStopping(1).update(np.ones(1), [])
    for patience in (0, -1, 1.5, True, "3"):
        with pytest.raises(ValueError, match=r"expected an integer patience >= 1, got"):
            EarlyStopping(patience)
    assert EarlyStopping(np.int64(2)).patience == 2
    for min_delta in (-0.1, math.nan, math.inf):
        with pytest.raises(ValueError, match=r"expected a finite min_delta >= 0, got"):
            EarlyStopping(1, min_delta)
    with pytest.raises(ValueError, match="expected an epoch before its weights, got"):
        EarlyStopping(1).best_weights()
    stopping = follow([1, 2], 1)
    with pytest.raises(ValueError, match="expected no epoch after the stop at 2, got"):
        stopping.update(0.5, [])
    assert stopping.epoch == 2


def test_the_best_weights_are_copies_on_the_way_in_and_out():
    W = {"W": np.ones(3), "layers": [np.zeros(2)]}
    stopping = EarlyStopping(5)
    stopping.update(1.0, W)
    W["W"] -= 1
    W["layers"][0] += 1
    kept = stopping.best_weights()
    assert kept["W"].tolist() == [1, 1, 1]
    assert kept["layers"][0].tolist() == [0, 0]
    kept["W"] += 5
    assert stopping.best_weights()["W"].tolist() == [1, 1, 1]


def test_a_state_dict_is_kept_on_its_device_and_restored_with_its_buffers(device):
    """``state_dict()`` itself is a reference: the optimiser changes it in place."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        net = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5))
    net, X = net.to(device), torch.ones(7, 3, device=device).cumsum(dim=0)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    stopping, reference = EarlyStopping(3), net.state_dict()
    before = copy.deepcopy(net.state_dict())
    stopping.update(torch.tensor(1.0, device=device), net.state_dict())
    net(X).square().sum().backward()
    optimizer.step()
    assert not torch.equal(reference["0.weight"], before["0.weight"])
    best = stopping.best_weights()
    assert best["1.running_mean"].device.type == device.type
    assert not torch.equal(best["1.running_mean"], net[1].running_mean)
    net.load_state_dict(best)
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name])


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_training_without_an_epoch_is_refused_and_settings_reach_the_class(module, rng):
    X, y, order = rng.normal(size=(5, 2)), np.array([0, 1, 0, 1, 0]), np.arange(5)[None]
    data = [X, y, X, y, *init_mlp(2, 3, 2, rng), order]
    if module is with_torch:
        data = [torch.tensor(part) for part in data]
    train = module.train_with_early_stopping
    with pytest.raises(ValueError, match=r"expected order .* got \(0, 5\)"):
        train(*data[:-1], data[-1][:0], 5, 0.1, 1)
    with pytest.raises(ValueError, match="expected an integer patience"):
        train(*data, 5, 0.1, 0)
    assert train(*data, 5, 0.1, 3)[4:] == (1, 1)  # the order ends before the patience
    longer = data[-1].repeat(9, 1) if module is with_torch else data[-1].repeat(9, 0)
    assert train(*data[:-1], longer, 5, 1e-3, 2, min_delta=1.0)[4:] == (1, 3)


@pytest.mark.parametrize("steps", [3, 30, 300])
def test_on_a_quadratic_t_steps_act_like_lambda_one_over_alpha_t(steps):
    """Goodfellow et al. (2016), section 7.8; 1/(1 + x) − e⁻ˣ is 0.204 at most."""
    h, rate = np.geomspace(1e-6, 1, 50), 0.01
    X, target = np.diag(np.sqrt(h)), np.ones(50)
    path = gradient_descent(lambda w: h * (w - target), np.zeros(50), rate, steps)
    np.testing.assert_allclose(path[-1], 1 - (1 - rate * h) ** steps, atol=1e-12)
    penalised = ridge(X, X @ target, 1 / (rate * steps))
    np.testing.assert_allclose(penalised, h / (h + 1 / (rate * steps)), rtol=1e-9)
    assert abs(path[-1] - penalised).max() < 0.205
    small = h * rate * steps < 0.01
    np.testing.assert_allclose(path[-1][small], penalised[small], rtol=0.01)
