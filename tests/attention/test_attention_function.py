"""The statements of docs/attention/attention-function.md (att-2, att-3)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.attention import attention_function as by_hand
from mlnotes.attention import attention_function_torch as with_torch


@pytest.fixture
def problem(rng):
    """Scores, values: n = 2 sequences, t = 3 queries, s = 5 keys, d_v = 7."""
    e, V = rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 5, 7))
    for array in (e, V):
        array.flags.writeable = False
    return e, V


def test_attention_value_is_a_weighted_mean_with_softmax_weights(problem):
    e, V = problem
    Y = by_hand.attend(e, V, None)
    for n in range(2):
        for i in range(3):
            weights = [math.exp(score) for score in e[n, i]]
            total = sum(w * v for w, v in zip(weights, V[n], strict=True))
            np.testing.assert_allclose(Y[n, i], total / sum(weights), rtol=1e-12)


@pytest.mark.parametrize("masked", [False, True])
def test_attention_of_q_k_v_equals_pytorchs(device, masked):
    generator = torch.Generator().manual_seed(0)
    shapes = ((2, 3, 11), (2, 5, 11), (2, 5, 7))
    Q, K, V = (
        torch.randn(shape, generator=generator, dtype=torch.float64).to(device)
        for shape in shapes
    )
    mask = torch.rand(2, 3, 5, generator=generator).to(device) < 0.7
    tensors = [tensor.requires_grad_() for tensor in (Q, K, V)]
    mask = mask if masked else None
    ours = with_torch.attend(Q @ K.mT, V, mask)
    theirs = torch.nn.functional.scaled_dot_product_attention(
        Q, K, V, attn_mask=mask, scale=1.0
    )
    torch.testing.assert_close(ours, theirs)
    upstream = torch.randn(2, 3, 7, generator=generator).to(ours)
    for got, wanted in zip(
        torch.autograd.grad(ours, tensors, upstream),
        torch.autograd.grad(theirs, tensors, upstream),
        strict=True,
    ):
        torch.testing.assert_close(got, wanted)


def test_equal_scores_give_the_mean_of_the_values(problem):
    _, V = problem
    Y = by_hand.attend(np.full((2, 3, 5), 4.0), V, None)
    np.testing.assert_allclose(Y, np.repeat(V.mean(1, keepdims=True), 3, 1), rtol=1e-12)


def test_a_number_added_to_all_scores_of_a_query_changes_nothing(problem, rng):
    e, V = problem
    moved = e + rng.normal(scale=100, size=(2, 3, 1))
    np.testing.assert_allclose(
        by_hand.attend(moved, V, None), by_hand.attend(e, V, None), rtol=1e-9
    )


def test_an_orthonormal_table_with_large_scores_is_looked_up_like_a_dict(rng):
    table = {f"word {i}": value for i, value in enumerate(rng.normal(size=(5, 7)))}
    K, V = np.linalg.qr(rng.normal(size=(5, 5)))[0], np.stack(list(table.values()))
    Y = by_hand.attend(50 * K @ K.T, V, None)
    np.testing.assert_allclose(Y, list(table.values()), atol=1e-12)
    unknown = by_hand.attend(np.zeros((1, 5)), V, None)
    np.testing.assert_allclose(unknown, V.mean(0, keepdims=True), rtol=1e-12)


def test_every_value_lies_in_the_convex_hull_of_the_values(rng):
    from scipy.spatial import ConvexHull

    V = rng.normal(size=(11, 2))
    Y = by_hand.attend(rng.normal(scale=3, size=(500, 11)), V, None)
    sides = ConvexHull(V).equations  # side · (y, 1) <= 0 inside
    assert (Y @ sides[:, :2].T + sides[:, 2]).max() <= 1e-12
    assert (Y.max(0) <= V.max(0) + 1e-12).all()
    assert (Y.min(0) >= V.min(0) - 1e-12).all()


def test_every_mean_with_positive_weights_is_the_value_of_some_scores(rng):
    weights, V = rng.dirichlet(np.ones(5), size=3), rng.normal(size=(5, 7))
    Y = by_hand.attend(np.log(weights), V, None)
    np.testing.assert_allclose(Y, weights @ V, rtol=1e-9, atol=1e-12)


def test_keys_in_another_order_with_their_values_change_nothing(problem, rng):
    e, V = problem
    order, Y = rng.permutation(5), by_hand.attend(e, V, None)
    np.testing.assert_allclose(
        by_hand.attend(e[:, :, order], V[:, order], None), Y, rtol=1e-12
    )
    alone = by_hand.attend(e, V[:, order], None)
    assert abs(alone - Y).max() > 0.1, "values alone moved: another result"


def test_queries_in_another_order_give_the_same_values_in_that_order(problem):
    e, V = problem
    order = [2, 0, 1]
    np.testing.assert_allclose(
        by_hand.attend(e[:, order], V, None),
        by_hand.attend(e, V, None)[:, order],
        rtol=1e-12,
    )


def test_a_table_with_every_entry_twice_gives_the_same_values(problem):
    e, V = problem
    twice = np.tile(e, (1, 1, 2)), np.tile(V, (1, 2, 1))
    wanted = by_hand.attend(e, V, None)
    np.testing.assert_allclose(by_hand.attend(*twice, None), wanted, rtol=1e-12)


def test_a_softmax_over_the_queries_leaves_rows_that_do_not_sum_to_one(problem):
    wrong = torch.softmax(torch.tensor(problem[0]), dim=1)
    assert wrong.shape == problem[0].shape
    assert abs(wrong.sum(dim=-1) - 1).max() > 0.1


def test_one_key_is_all_that_any_query_gets(rng):
    V = rng.normal(size=(1, 7))
    Y = by_hand.attend(rng.normal(scale=9, size=(3, 1)), V, None)
    np.testing.assert_array_equal(Y, np.repeat(V, 3, axis=0))


@pytest.mark.parametrize("factor", [1, 3, 10, 30, 100])
def test_soft_look_up_is_as_near_to_the_hard_one_as_the_bound_says(problem, factor):
    e, V = problem
    hard = np.take_along_axis(V, e.argmax(axis=-1)[..., None], axis=1)
    distance = np.linalg.norm(by_hand.attend(factor * e, V, None) - hard, axis=-1)
    first, second = np.sort(e)[..., -1], np.sort(e)[..., -2]
    farthest = np.linalg.norm(V[:, None] - hard[:, :, None], axis=-1).max(axis=-1)
    bound = 4 * np.exp(-factor * (first - second)) * farthest
    assert (distance <= bound + 1e-12).all()


def test_ties_for_the_largest_score_share_the_weight_in_the_limit(rng):
    e = np.array([[0.0, 2, 1, -1, 1], [3, 0, 3, 1, -3]])
    V = rng.normal(size=(5, 7))
    Y = by_hand.attend(1e3 * e, V, None)
    np.testing.assert_allclose(Y, [V[1], (V[0] + V[2]) / 2], rtol=1e-12)


def test_large_factors_leave_no_gradient_for_the_scores(problem, rng):
    e, V = problem
    dY = rng.normal(size=(2, 3, 7))
    largest = [
        abs(by_hand.attend_backward(dY, c * e, V, None)[0]).max() for c in (1, 10, 1000)
    ]
    assert largest[0] > 0.1
    assert largest[2] < 1e-12


def test_gradient_of_a_score_is_weight_times_slope_towards_its_value(problem, rng):
    e, V = problem
    dY, Y = rng.normal(size=(2, 3, 7)), by_hand.attend(e, V, None)
    A = np.exp(e) / np.exp(e).sum(-1, keepdims=True)
    de, dV = by_hand.attend_backward(dY, e, V, None)
    towards = V[:, None] - Y[:, :, None]
    np.testing.assert_allclose(de, A * (dY[:, :, None] * towards).sum(-1), rtol=1e-9)
    np.testing.assert_allclose(de.sum(-1), 0, atol=1e-12)
    np.testing.assert_allclose(dV, np.einsum("nts,ntv->nsv", A, dY), rtol=1e-9)


def test_backward_equals_finite_differences(problem, rng):
    e, V = problem
    mask = rng.random(e.shape) < 0.6
    dY, step = rng.normal(size=(2, 3, 7)), 1e-6
    gradients = by_hand.attend_backward(dY, e, V, mask)
    for at, gradient in enumerate(gradients):
        slopes = np.zeros(gradient.shape)
        for place in np.ndindex(gradient.shape):
            ends = []
            for sign in (1, -1):
                moved = [e.copy(), V.copy()]
                moved[at][place] += sign * step
                ends.append((dY * by_hand.attend(*moved, mask)).sum())
            slopes[place] = (ends[0] - ends[1]) / (2 * step)
        np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-8)


def test_queries_and_keys_need_a_common_width_or_a_map_and_values_need_neither(rng):
    Q, K, V = rng.normal(size=(3, 2)), rng.normal(size=(5, 11)), rng.normal(size=(5, 7))
    with pytest.raises(ValueError, match=r"different from"):
        Q @ K.T
    W = rng.normal(size=(2, 11))
    assert by_hand.attend(Q @ W @ K.T, V, None).shape == (3, 7)
    with pytest.raises(ValueError, match="expected Q"):
        by_hand.gaussian_scores(Q, K, 1.0)
    with pytest.raises(ValueError, match=r"expected e \(\.\.\., t, s\)"):
        by_hand.attend(Q @ W @ K.T, V[:4], None)


@pytest.mark.parametrize("dtype", ["float16", "float32", "bfloat16"])
def test_torch_keeps_device_and_dtype(device, dtype):
    dtype = getattr(torch, dtype)
    e = torch.tensor([[0.0, 0.0], [0.0, 60.0]], dtype=dtype, device=device)
    V = torch.tensor([[1.0], [3.0]], dtype=dtype, device=device)
    Y = with_torch.attend(e, V, None)
    assert (Y.dtype, Y.device, Y.tolist()) == (dtype, e.device, [[2.0], [3.0]])


@pytest.mark.parametrize(
    ("module", "array", "half"),
    [(by_hand, np.ones, np.float16), (with_torch, torch.ones, torch.float16)],
)
def test_no_query_no_key_and_wrong_arguments(module, array, half):
    assert module.attend(array((0, 5)), array((5, 7)), None).shape == (0, 7)
    assert float(abs(module.attend(array((3, 0)), array((0, 7)), None)).sum()) == 0
    with pytest.raises(ValueError, match=r"expected e .* got"):
        module.attend(array((5,)), array((5, 7)), None)
    with pytest.raises(ValueError, match="expected e and V of one dtype, got"):
        module.attend(array((3, 5)), array((5, 7), dtype=half), None)
