"""The statements of docs/linear/cross-entropy.md (lin-7, lin-10)."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.linear import cross_entropy as by_hand
from mlnotes.linear import cross_entropy_torch as with_torch
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.linear.softmax import softmax, softmax_backward


@pytest.fixture
def s(rng):
    return rng.normal(scale=3, size=(7, 3))


@pytest.fixture
def y(rng):
    return rng.integers(0, 3, 7)


def central_differences(f, x, step=1e-6):
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        moved = np.zeros_like(x)
        moved[i] = step
        gradient[i] = (f(x + moved) - f(x - moved)) / (2 * step)
    return gradient


def test_the_loop_of_scores_loss_gradient_update_lowers_the_loss(rng, y):
    X, W, b = rng.normal(size=(7, 5)), np.zeros((3, 5)), np.zeros(3)
    losses = []
    for _ in range(20):
        s = linear_scores(X, W, b)
        losses.append(by_hand.cross_entropy(s, y))
        ds = by_hand.cross_entropy_backward(1.0, s, y)
        _, dW, db = linear_scores_backward(ds, X, W)
        W, b = W - 0.3 * dW, b - 0.3 * db
    assert losses[0] == pytest.approx(np.log(3), rel=1e-12)
    assert (np.diff(losses) < 0).all()


def test_double_sum_over_one_hot_targets_equals_the_log_of_the_right_class(s, y):
    p, T = softmax(s), np.eye(3)[y]
    double_sum = by_hand.cross_entropy_one_hot(p, T)
    assert double_sum == pytest.approx(by_hand.cross_entropy_labels(p, y), rel=1e-12)
    # The correction: the dot product of each row of probabilities with its target.
    dots = np.array([p_i @ t_i for p_i, t_i in zip(p, T, strict=True)])
    assert double_sum == pytest.approx(-np.log(dots).mean(), rel=1e-12)
    # The common mistake: an element-wise product, whose zeros have the logarithm −∞.
    with np.errstate(divide="ignore"):
        assert np.log(p * T).sum() == -np.inf


def test_cross_entropy_equals_torch_and_scikit_learn(s, y):
    metrics = pytest.importorskip("sklearn.metrics")
    wanted = F.cross_entropy(torch.tensor(s), torch.tensor(y)).item()
    assert by_hand.cross_entropy(s, y) == pytest.approx(wanted, rel=1e-7)
    p = softmax(s)
    log_loss = metrics.log_loss(y, p, labels=[0, 1, 2])
    assert by_hand.cross_entropy_labels(p, y) == pytest.approx(log_loss, rel=1e-7)
    assert by_hand.cross_entropy_labels(p, y) == pytest.approx(wanted, rel=1e-7)


def test_soft_targets_equal_torch(s, rng):
    T = rng.dirichlet(np.ones(3), size=7)
    wanted = F.cross_entropy(torch.tensor(s), torch.tensor(T)).item()
    found = by_hand.cross_entropy_one_hot(softmax(s), T)
    assert found == pytest.approx(wanted, rel=1e-7)


def test_gradient_is_p_minus_t_over_n_and_equals_autograd(s, y):
    ds = by_hand.cross_entropy_backward(1.0, s, y)
    np.testing.assert_allclose(ds, (softmax(s) - np.eye(3)[y]) / 7, rtol=1e-12)
    s_torch = torch.tensor(s, requires_grad=True)
    with_torch.cross_entropy(s_torch, torch.tensor(y)).backward()
    np.testing.assert_allclose(ds, s_torch.grad.numpy(), rtol=1e-7)
    np.testing.assert_allclose(ds.sum(axis=1), 0, atol=1e-15)


def test_gradient_equals_finite_differences_and_scales_with_upstream(s, y):
    numeric = central_differences(lambda x: by_hand.cross_entropy(x, y), s)
    ds = by_hand.cross_entropy_backward(1.0, s, y)
    np.testing.assert_allclose(ds, numeric, atol=1e-9)
    half = by_hand.cross_entropy_backward(np.array(0.5), s, y)
    np.testing.assert_allclose(half, ds / 2, rtol=1e-12)


def test_gradient_equals_the_chain_rule_through_the_softmax(s, y):
    p, T = softmax(s), np.eye(3)[y]
    through_p = softmax_backward(-T / p / 7, p)
    ds = by_hand.cross_entropy_backward(1.0, s, y)
    np.testing.assert_allclose(ds, through_p, rtol=1e-9, atol=1e-15)


def test_gradients_of_weights_and_bias_equal_autograd(rng, y):
    X, W, b = rng.normal(size=(7, 5)), rng.normal(size=(3, 5)), rng.normal(size=3)
    ds = by_hand.cross_entropy_backward(1.0, linear_scores(X, W, b), y)
    _, dW, db = linear_scores_backward(ds, X, W)
    W_torch, b_torch = (torch.tensor(a, requires_grad=True) for a in (W, b))
    F.cross_entropy(
        F.linear(torch.tensor(X), W_torch, b_torch), torch.tensor(y)
    ).backward()
    np.testing.assert_allclose(dW, W_torch.grad.numpy(), rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(db, b_torch.grad.numpy(), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_huge_scores_give_a_finite_loss_and_gradient(dtype):
    s = np.array([[0, 30_000], [30_000, 0]], dtype=dtype)
    y = np.array([0, 0])
    loss = by_hand.cross_entropy(s, y)
    assert loss.dtype == dtype
    assert loss == 15_000
    ds = by_hand.cross_entropy_backward(1.0, s, y)
    assert ds.dtype == dtype
    np.testing.assert_array_equal(ds, [[-0.5, 0.5], [0, 0]])
    # The probability has rounded to zero, so its logarithm is lost.
    assert by_hand.cross_entropy_labels(softmax(s), y) == np.inf
    assert (
        by_hand.cross_entropy_one_hot(softmax(s), np.eye(2, dtype=dtype)[y]) == np.inf
    )


def test_zero_times_log_zero_is_zero():
    p = np.array([[1.0, 0.0], [0.25, 0.75]])
    loss = by_hand.cross_entropy_one_hot(p, np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert loss == pytest.approx(-np.log(0.75) / 2, rel=1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_torch_functions_keep_device_and_dtype_and_agree(device, dtype):
    s = torch.tensor([[0.0, 2.0, -1.0], [1.0, 0.5, 0.0]], dtype=dtype, device=device)
    y = torch.tensor([1, 0], device=device)
    T = torch.eye(3, dtype=dtype, device=device)[y]
    p = torch.softmax(s, dim=1)
    losses = [
        with_torch.cross_entropy(s, y),
        with_torch.cross_entropy_labels(p, y),
        with_torch.cross_entropy_one_hot(p, T),
    ]
    wanted = F.cross_entropy(s.double(), y)
    tolerance = {torch.float32: 1.3e-6, torch.float16: 1e-3, torch.bfloat16: 1.6e-2}
    for loss in losses:
        assert loss.dtype == dtype
        assert loss.device == s.device
        assert abs(loss.double() - wanted) <= tolerance[dtype] * wanted


def call_both(name, *arguments):
    """Yield both versions of a function, each ready to be called."""
    tensors = [torch.tensor(value) for value in arguments]
    yield lambda: getattr(by_hand, name)(*arguments)
    yield lambda: getattr(with_torch, name)(*tensors)


@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_labels"])
@pytest.mark.parametrize(
    "labels", [[-1, 0], [0, 3], [0.0, 1.0]], ids=["negative", "too large", "float"]
)
def test_labels_that_are_no_class_are_refused(name, labels):
    p = np.full((2, 3), 1 / 3)
    for call in call_both(name, p, np.array(labels)):
        with pytest.raises(ValueError, match=r"expected .*labels in \[0, 3\), got"):
            call()


def test_the_mean_of_no_samples_is_refused():
    none, no_labels = np.zeros((0, 3)), np.zeros(0, dtype=int)
    calls = [
        *call_both("cross_entropy", none, no_labels),
        *call_both("cross_entropy_labels", none, no_labels),
        *call_both("cross_entropy_one_hot", none, none),
        lambda: by_hand.cross_entropy_backward(1.0, none, no_labels),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"expected .*n >= 1.*, got \(0, 3\)"):
            call()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[2.0, -1.0]], r"entries in \[0, 1\], got -1.0 to 2.0"),
        ([[0.5, 0.4]], r"rows of p that sum to 1, got 0.9"),
        ([[np.nan, 0.5]], r"entries in \[0, 1\], got nan"),
        (np.zeros((1, 0)), r"c >= 1, got \(1, 0\)"),
    ],
    ids=["scores", "too little", "NaN", "no class"],
)
def test_rows_that_are_no_distribution_are_refused(rows, message):
    p = np.array(rows)
    T = np.eye(2)[:1] if p.shape[1] else p
    for call in call_both("cross_entropy_one_hot", p, T):
        with pytest.raises(ValueError, match=f"expected .*{message}"):
            call()


def test_backward_refuses_an_upstream_gradient_that_is_no_number(s, y):
    with pytest.raises(ValueError, match=r"expected dL of shape \(\), got \(7,\)"):
        by_hand.cross_entropy_backward(np.ones(7), s, y)
