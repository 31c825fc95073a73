"""The statements of docs/sequences/word-embeddings.md (seq-2)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import sigmoid, softmax
from mlnotes.sequences import word_embeddings as by_hand
from mlnotes.sequences import word_embeddings_torch as with_torch


@pytest.fixture
def problem(rng):
    """Pairs with equal ones among them, negatives, V and U: n = 7, k = 2, c = 11."""
    pairs, negatives = rng.integers(0, 11, (7, 2)), rng.integers(0, 11, (7, 2))
    pairs[3], negatives[4], negatives[5, 1] = pairs[2], 6, pairs[5, 1]
    arrays = pairs, negatives, rng.normal(size=(11, 5)), rng.normal(size=(11, 5))
    for array in arrays:
        array.flags.writeable = False
    return arrays


def test_embedding_is_the_product_of_one_hot_rows_with_the_table(rng):
    ids, E = rng.integers(0, 11, (3, 7)), rng.normal(size=(11, 5))
    Y = by_hand.embedding(ids, E)
    np.testing.assert_allclose(Y, np.eye(11)[ids] @ E, rtol=1e-12)
    layer = torch.nn.Embedding.from_pretrained(torch.tensor(E))
    np.testing.assert_array_equal(Y, layer(torch.tensor(ids)).numpy())
    Y[:] = 0
    assert E.all(), "the rows are copied"


def test_gradients_of_a_repeated_token_add_up():
    dY = np.array([[[1.0, 2.0], [10.0, 20.0]], [[100.0, 200.0], [1000.0, 2000.0]]])
    dE = by_hand.embedding_backward(dY, np.array([[2, 0], [2, 2]]), np.zeros((4, 2)))
    assert dE.tolist() == [[10, 20], [0, 0], [1101, 2202], [0, 0]]


@pytest.mark.parametrize("module", [by_hand, with_torch])
@pytest.mark.parametrize("window", [1, 2, 5])
def test_pairs_stop_at_the_borders_of_each_sentence(module, window):
    sentences = [[3, 1, 4, 1, 5], [9], [], [2, 6, 5, 3, 5, 8, 9, 7], [4, 4]]
    expected = [
        [sentence[t], sentence[t + j]]
        for sentence in sentences
        for t in range(len(sentence))
        for j in range(-window, window + 1)
        if j != 0 and 0 <= t + j < len(sentence)
    ]
    assert module.skipgram_pairs(sentences, window).tolist() == expected


@pytest.mark.parametrize("module", [by_hand, with_torch])
@pytest.mark.parametrize("sentences", [[], [[]], [[5]], [[5], [6]]])
def test_one_word_and_no_word_give_no_pair(module, sentences):
    assert tuple(module.skipgram_pairs(sentences, 2).shape) == (0, 2)


@pytest.mark.parametrize(("t", "window"), [(2, 2), (5, 2), (11, 3), (4, 1)])
def test_a_sentence_of_t_words_gives_2mt_minus_m_times_m_plus_1_pairs(t, window):
    pairs = by_hand.skipgram_pairs([list(range(t))], window)
    assert len(pairs) == 2 * window * t - window * (window + 1)
    assert {*map(tuple, pairs)} == {*map(tuple, pairs[:, ::-1])}, "symmetric"


def test_the_loss_is_minus_the_mean_log_of_the_likelihood(rng):
    sentence, m = [3, 1, 4, 1, 0, 2], 2
    V, U = rng.normal(size=(2, 5, 3))
    likelihood, n = 1.0, 0
    for t in range(6):
        for j in range(-m, m + 1):
            if j != 0 and 0 <= t + j < 6:
                p = softmax(U @ V[sentence[t]])
                likelihood, n = likelihood * p[sentence[t + j]], n + 1
    loss = by_hand.skipgram_loss(by_hand.skipgram_pairs([sentence], m), V, U)
    assert math.exp(-n * loss) == pytest.approx(likelihood, rel=1e-10)


def test_losses_of_equal_scores_are_log_c_and_k_plus_1_times_log_2(problem):
    pairs, negatives, V, _ = problem
    U = np.zeros_like(V)
    loss = by_hand.negative_sampling_loss(pairs, negatives, V, U)
    assert by_hand.skipgram_loss(pairs, V, U) == pytest.approx(math.log(11), rel=1e-12)
    assert loss == pytest.approx(3 * math.log(2), rel=1e-12)


def test_negative_sampling_is_1_plus_k_log_losses(problem):
    pairs, negatives, V, U = problem
    losses = [
        -np.log(sigmoid(U[o] @ V[w])) - np.log(1 - sigmoid(U[drawn] @ V[w])).sum()
        for (w, o), drawn in zip(pairs, negatives, strict=True)
    ]
    loss = by_hand.negative_sampling_loss(pairs, negatives, V, U)
    assert loss == pytest.approx(np.mean(losses), rel=1e-12)


@pytest.mark.parametrize("name", ["skipgram_loss", "negative_sampling_loss"])
def test_gradients_equal_finite_differences_and_autograd(problem, name):
    *ids, V, U = problem
    ids = ids if name == "negative_sampling_loss" else ids[:1]
    loss, step = getattr(by_hand, name), 1e-6
    gradients = getattr(by_hand, f"{name}_backward")(0.7, *ids, V, U)
    tables = [torch.tensor(table, requires_grad=True) for table in (V, U)]
    (0.7 * getattr(with_torch, name)(*map(torch.tensor, ids), *tables)).backward()
    for number, gradient in enumerate(gradients):
        grad = tables[number].grad.numpy()
        np.testing.assert_allclose(gradient, grad, rtol=1e-7, atol=1e-12)
        for row, column in ((int(ids[0][2, number]), 4), (6, 0)):
            up, down = [V.copy(), U.copy()], [V.copy(), U.copy()]
            up[number][row, column] += step
            down[number][row, column] -= step
            slope = 0.7 * (loss(*ids, *up) - loss(*ids, *down)) / (2 * step)
            assert slope == pytest.approx(gradient[row, column], rel=1e-6, abs=1e-9)


def test_gradient_for_one_pair_is_expected_context_minus_context(problem):
    _, _, V, U = problem
    dV, dU = by_hand.skipgram_loss_backward(1.0, np.array([[2, 7]]), V, U)
    p = softmax(U @ V[2])
    np.testing.assert_allclose(dV[2], p @ U - U[7], rtol=1e-12)
    np.testing.assert_allclose(dU, np.outer(p - np.eye(11)[7], V[2]), rtol=1e-12)


def test_softmax_moves_all_context_vectors_and_sampling_at_most_1_plus_k(problem):
    _, _, V, U = problem
    pair, negatives = np.array([[2, 7]]), np.array([[4, 0, 4]])
    _, dU = by_hand.skipgram_loss_backward(1.0, pair, V, U)
    assert dU.any(axis=1).all()
    _, dU = by_hand.negative_sampling_loss_backward(1.0, pair, negatives, V, U)
    assert np.flatnonzero(dU.any(axis=1)).tolist() == [0, 4, 7]


def test_a_negative_that_is_the_context_takes_part_of_the_push_back(problem):
    _, _, V, U = problem
    pair, drawn = np.array([[2, 7]]), np.array([[7]])
    _, dU = by_hand.negative_sampling_loss_backward(1.0, pair, drawn, V, U)
    np.testing.assert_allclose(dU[7], (2 * sigmoid(U[7] @ V[2]) - 1) * V[2], rtol=1e-12)


def test_huge_scores_give_finite_losses_and_gradients():
    V, U = np.array([[1000.0], [-1000.0], [0.0]]), np.ones((3, 1))
    pairs, negatives = np.array([[0, 1], [1, 2]]), np.array([[2], [0]])
    loss = by_hand.negative_sampling_loss(pairs, negatives, V, U)
    assert loss == 1000, "the negative of the first, the context of the second pair"
    dV, _ = by_hand.negative_sampling_loss_backward(1.0, pairs, negatives, V, U)
    assert dV.ravel().tolist() == [0.5, -0.5, 0]


@pytest.mark.parametrize("name", ["skipgram_loss", "negative_sampling_loss"])
def test_single_coordinates_mean_nothing_as_any_basis_gives_the_same_loss(
    problem, rng, name
):
    *ids, V, U = problem
    ids = ids if name == "negative_sampling_loss" else ids[:1]
    A = rng.normal(size=(5, 5))
    loss = getattr(by_hand, name)
    other = loss(*ids, V @ A, U @ np.linalg.inv(A).T)
    assert other == pytest.approx(loss(*ids, V, U), rel=1e-9)
    _, cosines = by_hand.nearest(np.arange(11), V, 10)
    assert not np.allclose(by_hand.nearest(np.arange(11), V @ A, 10)[1], cosines)
    Q, _ = np.linalg.qr(A)
    turned = by_hand.nearest(np.arange(11), V @ Q, 10)[1]
    np.testing.assert_allclose(turned, cosines, rtol=1e-9, atol=1e-12)


def test_the_module_starts_at_the_loss_of_equal_scores_and_follows_our_gradients():
    torch.manual_seed(0)
    model = with_torch.SkipGram(11, 5).double()
    assert -1 / 10 < model.V.min() < -0.09, "uniform in ±1/(2 d)"
    assert 0.09 < model.V.max() < 1 / 10
    assert not model.U.any()
    model.U.data = torch.randn(11, 5, dtype=torch.float64)
    pairs, negatives = torch.tensor([[2, 7], [2, 3]]), torch.tensor([[4], [0]])
    before = [model.V.detach().clone(), model.U.detach().clone()]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(pairs, negatives).backward()
    optimizer.step()
    ours = by_hand.negative_sampling_loss_backward(
        1.0, pairs.numpy(), negatives.numpy(), *(table.numpy() for table in before)
    )
    for table, old, gradient in zip(model.parameters(), before, ours, strict=True):
        expected = old.numpy() - 0.1 * gradient
        np.testing.assert_allclose(table.detach().numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    E = torch.tensor([[1.0, 0.0], [2.0, 2.0], [0.0, 3.0]], dtype=dtype, device=device)
    ids = torch.tensor([[0, 2]], device=device)
    Y = with_torch.embedding(ids, E)
    losses = (
        with_torch.skipgram_loss(ids, E, 0 * E),
        with_torch.negative_sampling_loss(ids, ids[:, :1], E, 0 * E),
    )
    _, cosines = with_torch.nearest(ids[0], E, 1)
    for result in (Y, cosines, *losses):
        assert result.dtype == dtype
        assert result.device == E.device
    assert Y.tolist() == [[[1, 0], [0, 3]]]
    assert [loss.item() for loss in losses] == pytest.approx(
        [math.log(3), 2 * math.log(2)], rel=1e-2
    )


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.array), (with_torch, torch.tensor)]
)
def test_what_does_not_fit_is_refused(module, array):
    E, ids = array([[1.0, 2.0], [3.0, 4.0]]), array([[0, 1]])
    for wrong in (array([[0, 2]]), array([[-1, 0]]), array([[0.0, 1.0]])):
        with pytest.raises(ValueError, match=r"expected .*ids.* got"):
            module.embedding(wrong, E)
        with pytest.raises(ValueError, match=r"expected .*ids.* got"):
            module.negative_sampling_loss(ids, wrong[:1], E, E)
    for pairs in (ids[:0], array([[0, 1, 1]])):
        with pytest.raises(ValueError, match=r"expected shapes pairs \(n, 2\).* got"):
            module.skipgram_loss(pairs, E, E)
    with pytest.raises(ValueError, match=r"expected negatives \(1, k\), got"):
        module.negative_sampling_loss(ids, array([[0], [1]]), E, E)
    for sentences, window in (([[0, 1]], 0), ([[0, -1]], 1), ([[0.0, 1.0]], 1)):
        with pytest.raises(ValueError, match="expected ids >= 0, window >= 1"):
            module.skipgram_pairs(sentences, window)
    for counts, power in (
        (array([0, 0]), 0.75),
        (array([1, -1]), 0.75),
        (array([1.0, 2.0]), 0.75),
        (array([[1]]), 0.75),
        (array([1]), 2),
    ):
        with pytest.raises(ValueError, match="expected counts"):
            module.noise_distribution(counts, power)
    for table, k in ((0 * E, 1), (E * array(np.inf), 1), (E, 2), (E, 0)):
        with pytest.raises(ValueError, match=r"expected k in \[1, 2\), lengths > 0"):
            module.nearest(array([0]), table, k)


def test_backward_refuses_an_upstream_gradient_that_does_not_fit(problem):
    pairs, negatives, V, U = problem
    with pytest.raises(ValueError, match=r"expected dL of shape \(\), got"):
        by_hand.negative_sampling_loss_backward(np.ones(1), pairs, negatives, V, U)
    with pytest.raises(ValueError, match=r"expected dL of shape \(\), got"):
        by_hand.skipgram_loss_backward(np.ones(1), pairs, V, U)
    with pytest.raises(ValueError, match=r"expected dY of shape \(7, 2, 5\), got"):
        by_hand.embedding_backward(np.ones((7, 2, 3)), pairs, V)
