"""The statements of docs/training/preprocessing.md (tr-7)."""

from itertools import product

import numpy as np
import pytest
import torch

from mlnotes.neighbors.knn import knn_predict
from mlnotes.training import preprocessing as by_hand
from mlnotes.training import preprocessing_torch as with_torch


@pytest.fixture(scope="module")
def wine():
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_wine(return_X_y=True)


@pytest.fixture(scope="module")
def digits():
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_digits(return_X_y=True)


def test_the_training_set_gets_mean_0_and_deviation_1_the_test_set_nearly(wine, rng):
    X = wine[0][rng.permutation(178)]
    statistics = by_hand.standardize_statistics(X[:100])
    train = by_hand.standardize(X[:100], *statistics)
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(train.std(axis=0), 1, rtol=1e-13)
    test = by_hand.standardize(X[100:], *statistics)
    assert 0.05 < np.abs(test.mean(axis=0)).max() < 0.6
    assert not np.allclose(test.std(axis=0), 1, atol=0.01)


def test_values_equal_the_two_lines_of_the_notes(rng):
    X = rng.normal(3, 5, size=(11, 7))
    ours = by_hand.standardize(X, *by_hand.standardize_statistics(X))
    X -= np.mean(X, axis=0)
    X /= np.std(X, axis=0)
    np.testing.assert_allclose(ours, X, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_statistics_and_result_equal_those_of_scikit_learn(wine, digits, dtype):
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    for X in (wine[0].astype(dtype), digits[0].astype(dtype)):
        scaler = preprocessing.StandardScaler().fit(X[:100])
        mean, std = by_hand.standardize_statistics(X[:100])
        rtol = 1e-5 if dtype == "float32" else 1e-12
        np.testing.assert_allclose(mean, scaler.mean_, rtol=rtol, atol=rtol)
        np.testing.assert_allclose(std, scaler.scale_, rtol=rtol)
        ours = by_hand.standardize(X[100:], mean, std)
        np.testing.assert_allclose(
            ours, scaler.transform(X[100:]), rtol=rtol, atol=1e-4
        )


def test_a_constant_feature_becomes_zero_and_nothing_is_divided_by_zero(rng):
    X = rng.normal(size=(11, 3))
    X[:, 1] = 0.1
    mean, std = by_hand.standardize_statistics(X)
    assert std[1] == 1
    X_new = by_hand.standardize(X, mean, std)
    np.testing.assert_array_equal(X_new[:, 1], 0)
    with pytest.raises(ValueError, match="expected std > 0, got 0"):
        by_hand.standardize(X, mean, np.array([1.0, 0.0, 1.0]))


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        *product([np.float16], [0.0, 0.1, 0.7, 1e-30, 1e4 / 3, 6e4]),
        *product([np.float32, np.float64], [0.0, 0.1, 0.7, 1e-30, 1e4 / 3, 1e6]),
    ],
)
@pytest.mark.parametrize("n", [1, 3, 1000])
def test_a_constant_in_float32_is_found_where_the_naive_deviation_is_not_zero(
    value, dtype, n
):
    X = np.full((n, 2), value, dtype=dtype)
    for module, array in ((by_hand, X), (with_torch, torch.tensor(X))):
        mean, std = module.standardize_statistics(array)
        assert std.tolist() == [1, 1]
        assert not module.standardize(array, mean, std).any()


def test_the_naive_deviation_of_constants_is_tiny_and_not_zero():
    X = np.full((1000, 1), 0.1, dtype=np.float32)
    X = np.hstack([X, X])  # two features: NumPy adds them up row by row
    naive = X.std(axis=0)
    assert (naive > 0).all()
    assert (np.abs((X - X.mean(axis=0)) / naive) > 0.9).all(), "rounding made a feature"


def test_a_feature_of_rounding_errors_counts_as_constant_and_a_small_one_does_not():
    odd = np.arange(100) % 2
    for dtype in (np.float32, np.float64):
        third, eps = dtype(1 / 3), np.finfo(dtype).eps
        X = np.column_stack(
            [third * (1 + 2 * eps * odd), third * (1 + 100 * eps * odd), 1e-7 * odd]
        ).astype(dtype)
        for module, array in ((by_hand, X), (with_torch, torch.tensor(X))):
            mean, std = module.standardize_statistics(array)
            assert (std[0], std[1] < 1, std[2] < 1) == (1, True, True)
            X_new = np.asarray(module.standardize(array, mean, std))
            assert np.abs(X_new[:, 0]).max() < 1e-5
            np.testing.assert_allclose(np.abs(X_new[:, 2]), 1, rtol=1e-3)


def test_a_deviation_below_the_smallest_number_of_float16_is_replaced():
    X = np.array([[0.0], [6e-8]], dtype=np.float16)
    for module, array in ((by_hand, X), (with_torch, torch.tensor(X))):
        assert module.standardize_statistics(array)[1].tolist() == [1]


def test_leaked_statistics_let_a_test_sample_change_the_training_features():
    train = np.array([[1.0], [2.0], [3.0], [4.0]])
    honest, leaked = [], []
    for value in (2.0, 50.0):
        both = np.vstack([train, [[value]]])
        statistics = by_hand.standardize_statistics(train)
        honest.append(by_hand.standardize(train, *statistics))
        leaked.append(by_hand.standardize(train, *by_hand.standardize_statistics(both)))
    np.testing.assert_array_equal(*honest)
    assert np.abs(leaked[0] - leaked[1]).max() > 1


def leaked_gain(X, y, per_class, by_means, seed):
    """Right labels with statistics of all digits, minus those of honest ones."""
    order = np.random.default_rng(seed).permutation(len(X))
    train = np.concatenate([order[y[order] == k][:per_class] for k in range(10)])
    test = order[~np.isin(order, train)][:500]
    right = []
    for source in (train, np.concatenate([train, test])):
        statistics = by_hand.standardize_statistics(X[source])
        known, labels = by_hand.standardize(X[train], *statistics), y[train]
        if by_means:
            known = known.reshape(10, per_class, -1).mean(axis=1)
            labels = np.arange(10)
        Z = by_hand.standardize(X[test], *statistics)
        right.append((knn_predict(Z, known, labels, 1) == y[test]).mean())
    return right[1] - right[0]


def test_the_leak_moves_the_measured_accuracy_up_or_down(digits):
    """Over 200 splits: +2.4 and −1.9 points, standard error 0.2 each."""
    up = [leaked_gain(*digits, 2, False, seed) for seed in range(40)]
    down = [leaked_gain(*digits, 5, True, seed) for seed in range(40)]
    assert np.mean(up) > 0.005
    assert np.mean(down) < -0.005


@pytest.mark.parametrize("kind", ["few", "one class"])
def test_a_test_set_with_statistics_of_its_own_is_misread(wine, kind):
    X, y = wine
    order = np.random.default_rng(0).permutation(178)
    train, test = order[:100], order[100:]
    statistics = by_hand.standardize_statistics(X[train])
    test = test[:1] if kind == "few" else test[y[test] == 0]
    own = by_hand.standardize(X[test], *by_hand.standardize_statistics(X[test]))
    known = by_hand.standardize(X[train], *statistics)
    honest = knn_predict(by_hand.standardize(X[test], *statistics), known, y[train], 5)
    assert (honest == y[test]).mean() > 0.9
    if kind == "few":
        assert not own.any(), "a single sample becomes all zeros"
    else:
        assert (knn_predict(own, known, y[train], 5) == y[test]).mean() < 0.6


def test_hessian_is_the_second_derivative_of_the_mean_squared_error(rng):
    X, y = rng.normal(size=(11, 5)), torch.tensor(rng.normal(size=11))
    samples = torch.tensor(X)
    wanted = torch.autograd.functional.hessian(
        lambda w: ((samples @ w - y) ** 2).mean() / 2,
        torch.tensor(rng.normal(size=5)),
    )
    H = by_hand.least_squares_hessian(X)
    np.testing.assert_allclose(H, wanted.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.tensor([[1.0, 2.0], [3.0, 2.0]], dtype=dtype, device=device)
    mean, std = with_torch.standardize_statistics(X)
    X_new, H = with_torch.standardize(X, mean, std), with_torch.least_squares_hessian(X)
    for result in (mean, std, X_new, H):
        assert (result.dtype, result.device) == (dtype, X.device)
    assert (mean.tolist(), std.tolist()) == ([2, 2], [1, 1])
    assert X_new.tolist() == [[-1, 0], [1, 0]]
    assert H.tolist() == [[5, 4], [4, 4]]


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_wrong_shapes_and_types_are_refused(module, array):
    counts = np.ones((3, 2), int) if array is np.ones else torch.ones(3, 2).int()
    for X in (array(3), array((0, 3)), array((3, 2, 2)), counts):
        with pytest.raises(ValueError, match=r"expected a float X of shape .* got"):
            module.standardize_statistics(X)
    for X in (array(3), array((0, 3))):
        with pytest.raises(ValueError, match=r"expected X of shape \(n, d\).* got"):
            module.least_squares_hessian(X)
    X, row = array((3, 2)), array(2)
    for arguments in ((X, row[:1], row), (X, row, X[:1]), (X[0], row, row)):
        with pytest.raises(ValueError, match=r"expected shapes X \(n, d\), mean.* got"):
            module.standardize(*arguments)
    for std in (0 * row, -row):
        with pytest.raises(ValueError, match="expected std > 0, got"):
            module.standardize(X, row, std)


def test_the_lines_of_the_notes_refuse_integers_and_torch_divides_by_n_minus_1(rng):
    counts = rng.integers(0, 255, size=(11, 3))
    with pytest.raises(TypeError, match="Cannot cast"):
        counts -= np.mean(counts, axis=0)
    X = torch.tensor(rng.normal(size=(11, 3)))
    _, std = with_torch.standardize_statistics(X)
    torch.testing.assert_close(X.std(dim=0), std * (11 / 10) ** 0.5)


def test_half_precision_holds_deviations_whose_squares_it_cannot_hold(rng):
    X = (300 * rng.normal(size=(500, 3)) + 100).astype(np.float16)
    wanted = by_hand.standardize_statistics(X.astype(np.float64))
    for module, array in ((by_hand, X), (with_torch, torch.tensor(X))):
        for part, exact in zip(
            module.standardize_statistics(array), wanted, strict=True
        ):
            np.testing.assert_allclose(np.asarray(part), exact, rtol=1e-3)
