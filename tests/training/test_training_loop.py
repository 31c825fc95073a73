"""What docs/training/training-loop.md says of the loop and of resuming."""

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.training.adaptive_rates_torch import Adam
from mlnotes.training.dropout_torch import Dropout
from mlnotes.training.schedules import cosine_schedule
from mlnotes.training.training_loop import train
from mlnotes.training.training_loop_torch import train as train_torch

X = np.random.default_rng(1).normal(size=(40, 5))
Y = np.sin(X @ np.random.default_rng(2).normal(size=5))


def rate(t):
    return cosine_schedule(t, 0.1, 40)


def squared_error(theta, rng):
    """Loss and gradient of a linear model on eight samples drawn with replacement."""
    rows = rng.integers(0, len(X), 8)
    error = X[rows] @ theta - Y[rows]
    return (error**2).mean(), 2 * X[rows].T @ error / len(rows)


def parts(device="cpu", seed=3):
    """Model with dropout, optimiser with momenta, and a source of batches."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), Dropout(0.3), nn.Linear(7, 1))
    model.to(device, torch.float64)
    optimizer = Adam(model.parameters(), lr=0.1)
    return model, optimizer, torch.Generator().manual_seed(seed)


def batch_loss(model, generator):
    (weight, *_) = model.parameters()
    rows = torch.randint(len(X), (8,), generator=generator).numpy()
    inputs = torch.tensor(X[rows]).to(weight)
    return (model(inputs)[:, 0] - torch.tensor(Y[rows]).to(weight)).square().mean()


def run(steps, device="cpu", **settings):
    """Train new objects, clipped and with a schedule; return losses and weights."""
    model, optimizer, generator = parts(device)
    losses = train_torch(
        model, batch_loss, optimizer, steps, generator, rate, 0.5, **settings
    )
    return losses, [p.detach().clone() for p in model.parameters()]


def test_numpy_and_torch_give_the_same_curve():
    def whole(theta, _):
        error = X @ theta - Y
        return (error**2).mean(), 2 * X.T @ error / len(X)

    torch.manual_seed(0)
    model = nn.Linear(5, 1, bias=False).double()
    theta = model.weight.detach().numpy()[0].copy()
    by_hand, losses = train(theta, whole, 40, np.random.default_rng(0), rate, 0.05)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    with_torch = train_torch(
        model,
        lambda model, _: (
            (model(torch.tensor(X))[:, 0] - torch.tensor(Y)).square().mean()
        ),
        optimizer,
        40,
        torch.Generator(),
        rate,
        0.05,
    )
    np.testing.assert_allclose(with_torch, losses, rtol=1e-4)
    np.testing.assert_allclose(
        model.weight.detach().numpy()[0], by_hand, rtol=1e-3, atol=1e-4
    )
    assert losses[-1] < losses[0] - 0.1


def test_interrupted_and_resumed_is_the_same_curve_bit_for_bit_in_numpy(tmp_path):
    start, file = np.zeros(5), tmp_path / "run.npz"
    whole = train(start, squared_error, 40, np.random.default_rng(4), rate, 0.5)
    unclipped = train(start, squared_error, 40, np.random.default_rng(4), rate)
    assert unclipped[1] != whole[1]
    train(start, squared_error, 17, np.random.default_rng(4), rate, 0.5, file)
    other = np.random.default_rng(99)  # its state comes from the file
    theta, losses = train(np.ones(5), squared_error, 40, other, rate, 0.5, file)
    assert losses == whole[1]
    np.testing.assert_array_equal(theta, whole[0])
    np.testing.assert_array_equal(start, 0)


def test_interrupted_and_resumed_is_the_same_curve_bit_for_bit(tmp_path, device):
    whole, weights = run(40, device)
    run(17, device, checkpoint=tmp_path / "run.pt")
    torch.manual_seed(99)  # dropout's randomness comes from the file
    losses, resumed = run(40, device, checkpoint=tmp_path / "run.pt")
    assert losses == whole
    for ours, wanted in zip(resumed, weights, strict=True):
        assert torch.equal(ours, wanted)
    assert all(p.device.type == device.type for p in resumed)


def test_weights_alone_do_not_resume_the_run():
    whole, _ = run(40)
    model, optimizer, generator = parts()
    first = train_torch(model, batch_loss, optimizer, 17, generator, rate, 0.5)
    fresh = Adam(model.parameters(), lr=0.1)  # its running means start from 0 again
    later = train_torch(model, batch_loss, fresh, 23, generator, rate, 0.5)
    assert first == whole[:17]
    assert later[0] == whole[17]  # the weights are right,
    assert later[1] != whole[18]  # the first step from them is not


def test_a_run_that_is_killed_goes_on_from_the_last_checkpoint(tmp_path):
    whole, _ = run(40)
    taken = []

    def power_cut(model, generator):
        if len(taken) == 23:
            raise KeyboardInterrupt
        taken.append(1)
        return batch_loss(model, generator)

    file = tmp_path / "run.pt"
    model, optimizer, generator = parts()
    with pytest.raises(KeyboardInterrupt):
        train_torch(model, power_cut, optimizer, 40, generator, rate, 0.5, file, 5)
    assert len(torch.load(file)["losses"]) == 20
    assert run(40, checkpoint=file)[0] == whole


@pytest.mark.parametrize("save", ["numpy", "torch"])
def test_a_write_that_fails_leaves_the_old_checkpoint(tmp_path, monkeypatch, save):
    file = tmp_path / "run"

    def go_on(steps):
        if save == "torch":
            return run(steps, checkpoint=file)[0]
        rng = np.random.default_rng(4)
        return train(np.zeros(5), squared_error, steps, rng, rate, 0.5, file)[1]

    before = go_on(10)

    def disk_full(opened, **arrays):
        opened.write(b"half of it")
        raise OSError("no space left on device")

    def torch_disk_full(state, path):
        path.write_bytes(b"half of it")
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np, "savez", disk_full)
        patched.setattr(torch, "save", torch_disk_full)
        with pytest.raises(OSError, match="no space"):
            go_on(20)
    assert go_on(10) == before


def test_a_finished_run_is_loaded_and_not_trained_again(tmp_path):
    done = run(10, checkpoint=tmp_path / "run.pt")
    again = run(10, checkpoint=tmp_path / "run.pt")
    assert again[0] == done[0]
    assert all(map(torch.equal, again[1], done[1]))
    assert run(10, checkpoint=tmp_path / "other.pt", every=1)[0] == done[0]
    with pytest.raises(ValueError, match=r"expected .* steps >= 10, .* got 100 and 9"):
        run(9, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match=r"expected every >= 1 .* got 0 and 5"):
        run(5, every=0)
    with pytest.raises(ValueError, match=r"expected every >= 1 .* got 0 and 5"):
        train(X[0], squared_error, 5, np.random.default_rng(0), rate, every=0)


def test_a_loss_that_is_no_number_stops_the_run_before_the_step():
    model, optimizer, generator = parts()
    before = copy.deepcopy(model.state_dict())

    def broken(model, generator):
        return batch_loss(model, generator) * math.nan

    with pytest.raises(ValueError, match=r"expected a finite loss, got nan at step 0"):
        train_torch(model, broken, optimizer, 3, generator)
    assert all(torch.equal(p, before[name]) for name, p in model.state_dict().items())
    with pytest.raises(ValueError, match=r"expected a finite loss, got inf at step 0"):
        train(
            X[0], lambda theta, _: (math.inf, theta), 3, np.random.default_rng(), rate
        )


def test_rate_progress_and_mode_in_every_step():
    model, optimizer, generator = parts()
    seen, shown = [], []

    def watched(model, generator):
        seen.append((optimizer.param_groups[0]["lr"], model.training))
        return batch_loss(model, generator)

    def bar(steps):
        for step in steps:
            shown.append(step)
            yield step

    model.eval()
    train_torch(model, watched, optimizer, 4, generator, rate, progress=bar)
    assert seen == [(rate(t), True) for t in range(4)]
    assert shown == [0, 1, 2, 3]
    optimizer.param_groups[0]["lr"] = 0.01
    train_torch(model, watched, optimizer, 1, generator)
    assert seen[-1] == (0.01, True)  # without a schedule the rate is the optimiser's


def test_clipping_bounds_the_length_of_a_step_of_sgd():
    for max_norm, longest in ((0.01, 0.01), (None, math.inf)):
        model, _, generator = parts()
        before = [p.detach().clone() for p in model.parameters()]
        sgd = torch.optim.SGD(model.parameters(), lr=1.0)
        train_torch(model, batch_loss, sgd, 1, generator, max_norm=max_norm)
        moved = [a - b for a, b in zip(model.parameters(), before, strict=True)]
        length = nn.utils.get_total_norm(moved).item()
        assert 0.0099 < length <= longest * (1 + 1e-9)
