"""What docs/training/training-loop.md says of a checkpoint: each part, and its lack."""

import math
import pickle

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.sequences.language_model_torch import LanguageModel, TruncatedBPTT
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.adaptive_rates import adam_step
from mlnotes.training.adaptive_rates_torch import Adam
from mlnotes.training.dropout_torch import Dropout
from mlnotes.training.schedules import cosine_schedule
from mlnotes.training.training_loop import train
from mlnotes.training.training_loop_torch import train as train_torch

X = torch.randn(40, 5, generator=torch.Generator().manual_seed(1)).double()
Y = X.sin().sum(dim=1)


def run(steps, checkpoint=None):
    """Train a network with dropout; return losses and the rows of every batch."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), Dropout(0.3), nn.Linear(7, 1))
    model.double()
    batches = []

    def batch_loss(model, generator):
        rows = torch.randint(40, (8,), generator=generator)
        batches.append(rows.tolist())
        return (model(X[rows])[:, 0] - Y[rows]).square().mean()

    losses = train_torch(
        model,
        batch_loss,
        Adam(model.parameters(), lr=0.1),
        steps,
        torch.Generator().manual_seed(2),
        lambda t: cosine_schedule(t, 0.1, 40),
        checkpoint=checkpoint,
    )
    return losses, batches


@pytest.mark.parametrize("missing", ["optimizer", "generator", "global", "step"])
def test_each_part_of_the_file_is_needed(missing, tmp_path):
    """What is missing is as it was before the first step, in a file of zero steps."""
    whole, all_batches = run(40)
    run(17, tmp_path / "whole.pt")
    run(1, tmp_path / "early.pt")
    early = torch.load(tmp_path / "early.pt", weights_only=True)
    state = torch.load(tmp_path / "whole.pt", weights_only=True)
    if missing == "optimizer":
        state["optimizer"]["state"] = {}
    elif missing == "step":
        for moments in state["optimizer"]["state"].values():
            moments["step"] = torch.zeros_like(torch.as_tensor(moments["step"]))
    else:
        state["random"][missing] = early["random"][missing]
    torch.save(state, tmp_path / "lack.pt")
    losses, batches = run(40, tmp_path / "whole.pt")
    assert losses == whole
    assert batches == all_batches[17:]
    losses, batches = run(40, tmp_path / "lack.pt")
    assert losses[:17] == whole[:17]
    assert losses[19:] != whole[19:]
    if missing == "generator":
        assert batches == all_batches[1:24]  # they come again
    else:
        assert batches == all_batches[17:]


@pytest.mark.parametrize("stop", [16, 18])
def test_a_loss_with_a_state_of_its_own_resumes_only_where_it_starts_again(
    stop, tmp_path
):
    """A text of six windows: after 18 steps its end, after 16 its middle."""
    text = torch.randint(7, (2, 31), generator=torch.Generator().manual_seed(0))

    def run(steps, file=None, start=0, state=None):
        torch.manual_seed(1)
        model = LanguageModel(RNN(5, 11), c=7, d=5)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        batch_loss = TruncatedBPTT(text, window=5)
        batch_loss.start, batch_loss.state = start, state
        generator = torch.Generator()
        losses = train_torch(
            model, batch_loss, optimizer, steps, generator, checkpoint=file
        )
        return losses, batch_loss

    whole, _ = run(30)
    _, old = run(stop, tmp_path / "run.pt")
    assert old.start == 5 * (stop % 6)
    assert (old.state is None) == (stop == 18)
    saved = (tmp_path / "run.pt").read_bytes()
    assert (run(30, tmp_path / "run.pt")[0] == whole) == (stop == 18)
    (tmp_path / "run.pt").write_bytes(saved)
    assert run(30, tmp_path / "run.pt", old.start, old.state)[0] == whole


def test_a_numpy_run_that_is_killed_goes_on_from_the_last_checkpoint(tmp_path):
    def loss_and_gradient(theta, rng):
        taken.append(1)
        if len(taken) == stop:
            raise KeyboardInterrupt
        error = theta - rng.normal(size=3)
        return (error**2).mean(), error

    def go(steps, seed, file=None):
        rng = np.random.default_rng(seed)
        arguments = np.zeros(3), loss_and_gradient, steps, rng, lambda t: 0.1 / (t + 1)
        return train(*arguments, checkpoint=file, every=5)[1]

    taken, stop = [], 0
    whole = go(40, 0)
    taken, stop = [], 24
    with pytest.raises(KeyboardInterrupt):
        go(40, 0, tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as saved:
        assert len(saved["losses"]) == 20
    taken, stop = [], 0
    assert go(40, 99, tmp_path / "run.npz") == whole
    assert len(taken) == 20


def test_the_file_of_another_model_is_refused(tmp_path):
    def go(*layers):
        model = nn.Sequential(*layers).double()
        loss = (lambda model, _: model(X).square().mean()), Adam(model.parameters())
        train_torch(model, *loss, 2, torch.Generator(), checkpoint=tmp_path / "run.pt")

    go(nn.Linear(5, 1))
    with pytest.raises(RuntimeError, match="Missing key"):
        go(nn.Linear(5, 1), nn.PReLU())


def test_a_gradient_that_is_no_number_is_seen_when_clipped_or_one_step_later():
    def start():
        weight = nn.Linear(2, 1, bias=False)
        return weight, torch.optim.SGD(weight.parameters(), lr=1.0)

    def root_of_zero(model, _):  # 0, and its gradient is infinity times 0
        return (0 * model.weight).square().sum().sqrt()

    model, sgd = start()
    with pytest.raises(RuntimeError, match="non-finite"):
        train_torch(model, root_of_zero, sgd, 3, torch.Generator(), max_norm=1.0)
    assert model.weight.isfinite().all()
    with pytest.raises(ValueError, match="expected a finite loss, got nan at step 1"):
        train_torch(model, root_of_zero, sgd, 3, torch.Generator())

    def by_hand(theta, _):
        return float(theta.sum()), np.full(2, math.nan)

    arguments = np.ones(2), by_hand, 3, np.random.default_rng(0), lambda t: 0.1
    with pytest.raises(ValueError, match="expected a finite gradient, got"):
        train(*arguments, max_norm=1.0)
    with pytest.raises(ValueError, match="expected a finite loss, got nan at step 1"):
        train(*arguments)


class Stranger:
    """Pickled, it asks its reader to call a function."""

    def __reduce__(self):
        return print, ("read",)


def test_a_checkpoint_that_would_run_code_is_refused(tmp_path, capsys):
    torch.save({"model": Stranger()}, tmp_path / "run.pt")
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        run(3, tmp_path / "run.pt")
    objects = np.array([Stranger()], dtype=object)
    with (tmp_path / "run.npz").open("wb") as file:
        np.savez(file, theta=objects, allow_pickle=True)
    rng, file = np.random.default_rng(0), tmp_path / "run.npz"
    with pytest.raises(ValueError, match="allow_pickle=False"):
        train(np.ones(2), lambda *_: (0.0, 0), 3, rng, lambda t: 0.1, checkpoint=file)
    assert capsys.readouterr().out == ""


def test_without_the_count_of_steps_adam_takes_a_third_of_a_step(rng):
    theta, g, m, v = np.zeros(7), *rng.normal(size=(2, 7)), rng.uniform(1, 2, 7)
    lengths = [
        np.linalg.norm(adam_step(theta, g, m, v, t, 0.1)[0]) for t in (1, 100_000)
    ]
    assert lengths[0] / lengths[1] == pytest.approx(10 / math.sqrt(1000), rel=1e-6)
    assert round(10 / math.sqrt(1000), 2) == 0.32


@pytest.mark.parametrize("seed", range(2))
def test_a_new_optimiser_takes_longer_steps(seed):
    """Margin over 5 seeds: 4.4 times as long or more, and the loss 25 times smaller."""
    datasets = pytest.importorskip("sklearn.datasets")
    pixels, digits = datasets.load_digits(return_X_y=True)
    inputs = torch.tensor(pixels[:300] / 16, dtype=torch.float32)
    y = torch.tensor(digits[:300])

    def loss(model, _):
        return nn.functional.cross_entropy(model(inputs), y)

    last, moved = {}, {}
    for state in ("kept", "new"):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
        optimizer = Adam(model.parameters(), lr=0.02)
        train_torch(model, loss, optimizer, 60, torch.Generator())
        if state == "new":
            optimizer = Adam(model.parameters(), lr=0.02)
        moved[state] = 0.0
        for _ in range(60):
            before = nn.utils.parameters_to_vector(model.parameters()).detach()
            (last[state],) = train_torch(model, loss, optimizer, 1, torch.Generator())
            after = nn.utils.parameters_to_vector(model.parameters()).detach()
            moved[state] += (after - before).norm().item()
    assert moved["new"] > 2 * moved["kept"]
    assert last["new"] < last["kept"] / 5


def test_one_huge_gradient_shortens_adams_steps_and_clipping_keeps_it_out():
    """After 10^5 gradients of 1 one of 1000; its weight needs 1000 steps to fall to
    1/e. Step 0 is the large one's."""
    lengths = {}
    for limit in (math.inf, 1.0):
        theta, m, v = np.zeros(1), np.ones(1), np.ones(1)
        lengths[limit] = []
        for t in range(1200):
            g = np.array([min(1000.0 if t == 0 else 1.0, limit)])
            new, m, v = adam_step(theta, g, m, v, 100_000 + t, 1.0)
            lengths[limit].append(abs(new - theta).item())
            theta = new
    plain = lengths[math.inf]
    assert 3 < plain[0] < 3.2  # rates: no huge step
    assert max(plain[100:1000]) < 0.06  # and then short ones
    extra = [1 / plain[t] ** 2 - 1 for t in (199, 1199)]  # what the large one adds to v
    assert extra[1] / extra[0] == pytest.approx(math.exp(-1), rel=0.01)
    np.testing.assert_allclose(lengths[1.0], 1, rtol=1e-6)
