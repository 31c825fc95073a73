"""The statements of docs/linear/stochastic-gradient-descent.md (lin-14)."""

import itertools

import numpy as np
import pytest
import torch

from mlnotes.linear import stochastic_gradient_descent as by_hand
from mlnotes.linear import stochastic_gradient_descent_torch as with_torch
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.linear.scores import linear_scores, linear_scores_backward


def gradient(X, y, W, b):
    """Gradient of the mean cross entropy, all parameters in one vector."""
    ds = cross_entropy_backward(1.0, linear_scores(X, W, b), y)
    _, dW, db = linear_scores_backward(ds, X, W)
    return np.append(dW, db)


@pytest.fixture
def problem(rng):
    X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
    return X, y, rng.normal(size=(3, 5)), rng.normal(size=3)


@pytest.fixture
def G(problem):
    """Gradient of each sample's loss."""
    X, y, W, b = problem
    return np.stack([gradient(X[i : i + 1], y[i : i + 1], W, b) for i in range(7)])


@pytest.fixture(scope="module")
def digits():
    datasets = pytest.importorskip("sklearn.datasets")
    data = datasets.load_digits()
    X, y = data.data / 16, data.target
    return X[:1400], y[:1400], X[1400:], y[1400:]


@pytest.mark.parametrize("batch_size", range(1, 8))
def test_mean_over_all_subsets_is_exactly_the_full_gradient(problem, batch_size):
    X, y, W, b = problem
    subsets = map(list, itertools.combinations(range(7), batch_size))
    gradients = [gradient(X[batch], y[batch], W, b) for batch in subsets]
    np.testing.assert_allclose(
        np.mean(gradients, axis=0), gradient(X, y, W, b), rtol=1e-9, atol=1e-14
    )


@pytest.mark.parametrize("batch_size", range(1, 8))
def test_variance_over_all_subsets_is_exactly_the_formula(G, batch_size):
    subsets = map(list, itertools.combinations(range(7), batch_size))
    means = np.stack([G[batch].mean(axis=0) for batch in subsets])
    variance = by_hand.minibatch_variance(G, batch_size)
    np.testing.assert_allclose(variance, means.var(axis=0), rtol=1e-9, atol=1e-30)


def test_with_replacement_the_factor_of_the_finite_population_is_missing(G):
    means = np.stack([G[[i, j]].mean(axis=0) for i in range(7) for j in range(7)])
    np.testing.assert_allclose(means.var(axis=0), G.var(axis=0) / 2, rtol=1e-9)
    without = by_hand.minibatch_variance(G, 2)
    np.testing.assert_allclose(means.var(axis=0) * 5 / 6, without, rtol=1e-9)


def test_variance_falls_as_one_over_the_batch_size(rng):
    G = rng.normal(size=(100_000, 2))
    small, large = (by_hand.minibatch_variance(G, size) for size in (10, 100))
    np.testing.assert_allclose(small / large, 10, rtol=1e-2)
    assert by_hand.minibatch_variance(G, len(G)).tolist() == [0, 0]


def test_torch_finds_the_same_variance(G, device):
    G_torch = torch.tensor(G, device=device)
    for batch_size in (1, 3, 7):
        variance = with_torch.minibatch_variance(G_torch, batch_size)
        assert variance.device == G_torch.device
        np.testing.assert_allclose(
            variance.cpu().numpy(), by_hand.minibatch_variance(G, batch_size), rtol=1e-7
        )


def test_random_batches_agree_with_the_full_gradient_within_their_error(G, rng):
    draws, size = 20_000, 3
    means = np.stack(
        [G[rng.choice(7, size, replace=False)].mean(axis=0) for _ in range(draws)]
    )
    error = np.sqrt(by_hand.minibatch_variance(G, size) / draws)
    assert (abs(means.mean(axis=0) - G.mean(axis=0)) < 5 * error).all()
    biased = G[:size].mean(axis=0)  # a fixed subset is not a random one
    assert (abs(biased - G.mean(axis=0)) > 5 * error).any()


def test_every_epoch_visits_every_sample_once_in_a_new_order(rng):
    order = by_hand.shuffled_order(11, 5, rng)
    assert order.shape == (5, 11)
    np.testing.assert_array_equal(np.sort(order, axis=1), [range(11)] * 5)
    assert len({tuple(row) for row in order}) == 5
    generator = torch.Generator().manual_seed(0)
    order = with_torch.shuffled_order(11, 5, generator)
    assert order.dtype == torch.int64
    np.testing.assert_array_equal(order.sort(dim=1).values, [range(11)] * 5)
    assert len({tuple(row) for row in order.tolist()}) == 5


def test_first_batch_of_an_epoch_is_every_subset_equally_often(rng):
    firsts = by_hand.shuffled_order(4, 12_000, rng)[:, :2]
    subsets, counts = np.unique(np.sort(firsts, axis=1), axis=0, return_counts=True)
    assert len(subsets) == 6
    assert (abs(counts - 2000) < 5 * np.sqrt(2000)).all()


def test_generator_on_a_device_gives_an_order_on_that_device(device):
    generator = torch.Generator(device=device).manual_seed(3)
    order = with_torch.shuffled_order(7, 2, generator)
    assert order.device.type == device.type


def test_training_with_full_batches_is_gradient_descent(problem):
    X, y, W, b = problem
    order = np.tile(np.arange(7), (13, 1))
    W_new, b_new, losses = by_hand.train_softmax_classifier(X, y, W, b, order, 7, 0.3)
    path = gradient_descent(
        lambda theta: gradient(X, y, theta[:15].reshape(3, 5), theta[15:]),
        np.append(W, b),
        0.3,
        13,
    )
    np.testing.assert_allclose(np.append(W_new, b_new), path[-1], rtol=1e-9)
    assert losses.shape == (13, 1)
    assert losses[0, 0] == cross_entropy(linear_scores(X, W, b), y)


def test_batches_follow_the_order_and_the_last_one_may_be_smaller(problem):
    X, y, W, b = problem
    order = np.array([[6, 0, 3, 5, 1, 2, 4]])
    W_new, b_new, losses = by_hand.train_softmax_classifier(X, y, W, b, order, 3, 0.5)
    wanted = []
    for batch in ([6, 0, 3], [5, 1, 2], [4]):
        wanted.append(cross_entropy(linear_scores(X[batch], W, b), y[batch]))
        step = 0.5 * gradient(X[batch], y[batch], W, b)
        W, b = W - step[:15].reshape(3, 5), b - step[15:]
    np.testing.assert_allclose(losses, [wanted], rtol=1e-12)
    np.testing.assert_allclose(W_new, W, rtol=1e-12)
    np.testing.assert_allclose(b_new, b, rtol=1e-12)


@pytest.mark.parametrize("batch_size", [1, 3, 7])
def test_torch_takes_the_same_steps_for_the_same_order(
    problem, rng, device, batch_size
):
    order = by_hand.shuffled_order(7, 5, rng)
    arrays = (*problem, order)
    by_numpy = by_hand.train_softmax_classifier(*arrays, batch_size, 0.5)
    tensors = [torch.tensor(value, device=device) for value in arrays]
    by_torch = with_torch.train_softmax_classifier(*tensors, batch_size, 0.5)
    for mine, its in zip(by_numpy, by_torch, strict=True):
        assert its.device == tensors[0].device
        assert not its.requires_grad
        np.testing.assert_allclose(its.cpu().numpy(), mine, rtol=1e-7, atol=1e-12)
    np.testing.assert_array_equal(tensors[2].cpu().numpy(), problem[2])


def test_torch_takes_the_steps_of_torch_optim_sgd(problem):
    X, y, W, b = (torch.tensor(value) for value in problem)
    order = torch.tensor([[6, 0, 3, 5, 1, 2, 4], [2, 1, 0, 6, 5, 4, 3]])
    W_new, b_new, _ = with_torch.train_softmax_classifier(X, y, W, b, order, 3, 0.5)
    W, b = W.requires_grad_(), b.requires_grad_()
    optimizer = torch.optim.SGD([W, b], lr=0.5)
    for batch in [part for epoch in order for part in epoch.split(3)]:
        optimizer.zero_grad()
        scores = torch.nn.functional.linear(X[batch], W, b)
        torch.nn.functional.cross_entropy(scores, y[batch]).backward()
        optimizer.step()
    torch.testing.assert_close(W_new, W.detach())
    torch.testing.assert_close(b_new, b.detach())


def test_classifier_learns_real_digits_as_well_as_scikit_learn(digits, rng):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y, X_test, y_test = digits
    W, b = np.zeros((10, 64)), np.zeros(10)
    order = by_hand.shuffled_order(len(X), 20, rng)
    W, b, losses = by_hand.train_softmax_classifier(X, y, W, b, order, 32, 0.5)
    assert losses[0, 0] == pytest.approx(np.log(10), rel=1e-12)
    assert losses[-1].mean() < 0.15
    accuracy = (linear_scores(X_test, W, b).argmax(axis=1) == y_test).mean()
    oracle = linear_model.LogisticRegression(max_iter=500).fit(X, y)
    assert accuracy > 0.9
    assert accuracy >= oracle.score(X_test, y_test) - 0.02


def test_one_epoch_of_small_batches_beats_one_of_the_full_batch(digits, rng):
    X, y, _, _ = digits
    W, b = np.zeros((10, 64)), np.zeros(10)
    order = by_hand.shuffled_order(len(X), 1, rng)
    ends = []
    for batch_size in (32, len(X)):  # both evaluate every sample's gradient once
        W_new, b_new, _ = by_hand.train_softmax_classifier(
            X, y, W, b, order, batch_size, 0.5
        )
        ends.append(cross_entropy(linear_scores(X, W_new, b_new), y))
    assert ends[0] < 0.8
    assert ends[1] > 2


def test_a_constant_rate_leaves_noise_and_a_rate_of_one_over_t_removes_it(rng):
    x = rng.choice([-1.0, 1.0], 200_000)  # J(θ) = E ½(θ − x)², minimum 0, σ² = 1
    for rate in (0.5, 0.1):
        theta, path = 0.0, []
        for value in x[:50_000]:
            theta -= rate * (theta - value)
            path.append(theta)
        assert np.var(path[100:]) == pytest.approx(rate / (2 - rate), rel=0.1)
    theta = 0.0
    for t, value in enumerate(x, start=1):
        theta -= (theta - value) / t
    assert theta == pytest.approx(x.mean(), abs=1e-12)


MODULES = pytest.mark.parametrize(
    ("module", "make"), [(by_hand, np.array), (with_torch, torch.tensor)]
)


@MODULES
def test_training_refuses_what_does_not_fit(module, make, problem):
    X, y, W, b = (make(value) for value in problem)
    order = make([[0, 1, 2, 3, 4, 5, 6]])
    for arguments, message in (
        ((X, y, W, b, order, 0, 0.1), r"expected batch_size in \[1, 7\], got 0"),
        ((X, y, W, b, order, 8, 0.1), r"expected batch_size in \[1, 7\], got 8"),
        ((X, y, W, b, order, 3, 0.0), "expected a finite learning_rate > 0, got 0.0"),
        ((X, y, W, b, order[:0], 3, 0.1), r"epochs >= 1, got \(0, 7\)"),
        ((X, y, W, b, order[:, 1:], 3, 0.1), r"shape \(epochs, 7\).*got \(1, 6\)"),
        ((X, y, W, b, order - 1, 3, 0.1), r"expected indices in \[0, 7\), got -1 to 5"),
        ((X, y, W, b, order + 1, 3, 0.1), r"expected indices in \[0, 7\), got 1 to 7"),
        ((X, y[1:], W, b, order, 3, 0.1), r"expected X .*, got \(7, 5\) and \(6,\)"),
        ((X, y + 3, W, b, order, 3, 0.1), r"expected .*labels in \[0, 3\), got"),
    ):
        with pytest.raises(ValueError, match=message):
            module.train_softmax_classifier(*arguments)


@MODULES
def test_variance_and_order_refuse_what_they_cannot_answer(module, make, rng):
    one, two = make([[1.0]]), make([[1.0], [2.0]])
    for G, size in ((one, 1), (two, 0), (two, 3), (two[0], 1)):
        with pytest.raises(ValueError, match=r"expected G of shape \(n, d\).*got"):
            module.minibatch_variance(G, size)
    source = rng if module is by_hand else torch.Generator()
    for n, epochs in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="expected n >= 1 and epochs >= 1, got"):
            module.shuffled_order(n, epochs, source)
