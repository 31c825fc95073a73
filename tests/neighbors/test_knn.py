"""The statements of docs/neighbors/knn.md (nn-1)."""

from unittest.mock import Mock

import numpy as np
import pytest
import torch

from mlnotes.neighbors import distances_torch
from mlnotes.neighbors import knn as by_hand
from mlnotes.neighbors import knn_torch as with_torch
from mlnotes.neighbors.distances import l1_distances, l2_distances


@pytest.fixture(scope="module")
def digits():
    """Even samples to train on, odd ones to test on: (X, y, Z, answers)."""
    from sklearn.datasets import load_digits  # here: not on machines with a GPU

    pixels, labels = load_digits(return_X_y=True)
    return pixels[::2], labels[::2], pixels[1::2], labels[1::2]


def distance_evaluations(n, m, d=3):
    """Count the distances that knn_predict asks for."""
    rng = np.random.default_rng(0)
    X, y, Z = rng.normal(size=(n, d)), rng.integers(2, size=n), rng.normal(size=(m, d))
    spy = Mock(wraps=l2_distances)
    by_hand.knn_predict(Z, X, y, 1, spy)
    return sum(len(call.args[0]) * len(call.args[1]) for call in spy.call_args_list)


@pytest.mark.parametrize("n", [101, 211, 997])
def test_testing_costs_n_distances_per_test_sample_and_training_none(n):
    assert distance_evaluations(n, m=1) == n
    assert distance_evaluations(n, m=7) == 7 * n
    assert distance_evaluations(n, m=0) == 0


@pytest.mark.parametrize("k", [1, 3, 5, 31])
def test_predictions_on_real_digits_equal_scikit_learn(digits, k):
    from sklearn.neighbors import KNeighborsClassifier

    X, y, Z, _ = digits
    oracle = KNeighborsClassifier(k, algorithm="brute").fit(X, y)
    D = np.sort(l2_distances(Z, X), axis=1)
    untied = D[:, k - 1] < D[:, k]  # scikit-learn promises no order of equally far rows
    assert untied.mean() > 0.95
    np.testing.assert_array_equal(
        by_hand.knn_predict(Z[untied], X, y, k), oracle.predict(Z[untied])
    )


@pytest.mark.parametrize("k", [1, 3, 5])
def test_with_l1_predictions_on_real_digits_equal_scikit_learn(digits, k):
    from sklearn.neighbors import KNeighborsClassifier

    X, y, Z, _ = digits
    oracle = KNeighborsClassifier(k, p=1, algorithm="brute").fit(X, y)
    D = np.sort(l1_distances(Z, X), axis=1)
    untied = D[:, k - 1] < D[:, k]
    assert untied.mean() > 0.8  # integer pixels tie often in L1
    predicted = by_hand.knn_predict(Z[untied], X, y, k, l1_distances)
    np.testing.assert_array_equal(predicted, oracle.predict(Z[untied]))
    assert (predicted != by_hand.knn_predict(Z[untied], X, y, k)).any()


def test_numpy_and_torch_agree_with_l1(rng, device):
    Z, X, y = (
        rng.normal(size=(7, 5)),
        rng.normal(size=(31, 5)),
        rng.integers(3, size=31),
    )
    wanted = by_hand.knn_predict(Z, X, y, 3, l1_distances)
    tensors = (torch.tensor(array, device=device) for array in (Z, X, y))
    predicted = with_torch.knn_predict(*tensors, 3, distances_torch.l1_distances)
    np.testing.assert_array_equal(predicted.cpu().numpy(), wanted)


def test_one_nearest_neighbour_is_right_on_more_than_98_percent_of_digits(digits):
    X, y, Z, answers = digits
    assert (by_hand.knn_predict(Z, X, y, 1) == answers).mean() > 0.98


def test_one_neighbour_makes_no_training_error_and_all_neighbours_one_answer(digits):
    X, y, _, _ = digits
    X, y = X[:101], y[:101]
    np.testing.assert_array_equal(by_hand.knn_predict(X, X, y, 1), y)
    largest_class = np.bincount(y).argmax()
    np.testing.assert_array_equal(by_hand.knn_predict(X, X, y, 101), largest_class)


def test_neighbours_equal_a_plain_sort(rng):
    Z, X = rng.normal(size=(1051, 2)), rng.normal(size=(1009, 2))
    nearest = by_hand.nearest_neighbors(Z, X, 3)
    for i in (0, 1038, 1039, 1050):
        by_distance = sorted(range(1009), key=lambda j: np.linalg.norm(Z[i] - X[j]))
        assert nearest[i].tolist() == by_distance[:3]
    with_tensors = with_torch.nearest_neighbors(torch.tensor(Z), torch.tensor(X), 3)
    np.testing.assert_array_equal(with_tensors.numpy(), nearest)


def test_only_n_distances_are_in_memory_or_a_million_with_torch(rng):
    n, m = 2**12, 1031
    X, Z = rng.normal(size=(n, 1)), rng.normal(size=(m, 1))
    tensors = torch.tensor(Z), torch.tensor(X)
    for module, args, rows in (
        (by_hand, (Z, X), m * [1]),
        (with_torch, tensors, 4 * [256] + [7]),
    ):
        spy = Mock(wraps=module.l2_distances)
        module.nearest_neighbors(*args, 1, spy)
        assert [len(call.args[0]) for call in spy.call_args_list] == rows


def test_equally_far_rows_are_taken_in_the_order_of_their_index(device):
    circle = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]
    X = np.array([[2.0, 0.0], *11 * circle, [0.5, 0.0]])
    for module, convert in (
        (by_hand, np.asarray),
        (with_torch, lambda a: torch.tensor(a, device=device)),
    ):
        origin, rows = convert(np.zeros((1, 2))), convert(X)
        nearest = module.nearest_neighbors(origin, rows, 46)
        assert nearest.tolist() == [[45, *range(1, 45), 0]]
        nearest = module.nearest_neighbors(origin, rows, 5)
        assert nearest.tolist() == [[45, 1, 2, 3, 4]]


def test_tied_votes_go_to_the_smallest_label(device):
    votes = np.array([[4, 1, 1, 4], [3, 0, 2, 1], [2, 2, 0, 2], [5, 5, 4, 4]])
    for found in (
        by_hand.majority_vote(votes),
        with_torch.majority_vote(torch.tensor(votes, device=device)),
    ):
        assert found.tolist() == [1, 0, 2, 4]


def test_torch_predictions_equal_numpy_predictions(rng, device):
    X, y = rng.integers(17, size=(997, 64)).astype(float), rng.integers(10, size=997)
    Z = rng.integers(17, size=(211, 64)).astype(float)
    for k in (1, 4):
        found = with_torch.knn_predict(
            torch.tensor(Z, device=device),
            torch.tensor(X, device=device),
            torch.tensor(y, device=device),
            k,
        )
        assert found.device.type == device.type
        expected = by_hand.knn_predict(Z, X, y, k)
        np.testing.assert_array_equal(found.cpu().numpy(), expected)


def test_labels_keep_their_dtype_and_no_test_sample_gets_no_label():
    X, y = np.eye(3), np.array([2, 0, 1], dtype=np.int16)
    predicted = by_hand.knn_predict(X[1:], X, y, 1)
    assert predicted.tolist() == [0, 1]
    assert predicted.dtype == np.int16
    tensors = torch.tensor(X), torch.tensor(y)
    predicted = with_torch.knn_predict(tensors[0][1:], *tensors, 1)
    assert predicted.tolist() == [0, 1]
    assert predicted.dtype == torch.int16
    assert by_hand.knn_predict(X[:0], X, y, 1).shape == (0,)
    assert with_torch.knn_predict(tensors[0][:0], *tensors, 1).shape == (0,)


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_bad_input_is_refused(module):
    convert = np.asarray if module is by_hand else torch.tensor
    X, y = convert(np.eye(3)), convert(np.array([0, 1, 1]))
    for k in (0, 4):
        with pytest.raises(ValueError, match=rf"expected k in .* n = 3, got {k}"):
            module.knn_predict(X, X, y, k)
    with pytest.raises(ValueError, match=r"expected y of shape .*3.*, got .*2"):
        module.knn_predict(X, X, y[:2], 1)
    for bad in (np.nan, np.inf):
        for Z, train in ((X + bad, X), (X, X + bad)):
            with pytest.raises(ValueError, match="expected finite Z and X, got"):
                module.nearest_neighbors(Z, train, 1)
    with pytest.raises(ValueError, match=r"expected votes .* k >= 1, got \(3, 0\)"):
        module.majority_vote(convert(np.zeros((3, 0), dtype=int)))
    with pytest.raises(ValueError, match=r"expected votes of shape .* got \(3,\)"):
        module.majority_vote(y)
    for votes in (np.array([[0, -1]]), np.array([[0.0, 1.0]]), np.array([[True]])):
        with pytest.raises(ValueError, match="expected integer labels >= 0, got"):
            module.majority_vote(convert(votes))
