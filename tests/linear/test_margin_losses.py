"""The statements of docs/linear/margin-losses.md (lin-8, lin-9)."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.linear import margin_losses as by_hand
from mlnotes.linear import margin_losses_torch as with_torch
from mlnotes.linear.softmax import sigmoid

NAMES = ["zero_one_loss", "log_loss", "exponential_loss", "hinge_loss"]
SURROGATES = NAMES[1:]


def of_margin(name, m):
    """Loss at the margins m: a score m with label 1."""
    return getattr(by_hand, name)(m, np.ones_like(m))


@pytest.fixture
def samples(rng):
    s, y = 3 * rng.normal(size=23), rng.choice([-1.0, 1.0], size=23)
    s.flags.writeable = y.flags.writeable = False
    return s, y


def test_mean_losses_equal_scikit_learn(samples):
    import sklearn.metrics  # here: machines with a GPU have no scikit-learn

    s, y = samples
    expected = {
        "zero_one_loss": sklearn.metrics.zero_one_loss(y, np.sign(s)),
        "log_loss": sklearn.metrics.log_loss(y, sigmoid(s)),
        "hinge_loss": sklearn.metrics.hinge_loss(y, s),
    }
    for name, value in expected.items():
        assert getattr(by_hand, name)(s, y).mean() == pytest.approx(value, rel=1e-12)


def test_losses_equal_torch_oracles(samples):
    s, y = samples
    m = torch.tensor(y * s)
    expected = {
        "log_loss": F.soft_margin_loss(
            torch.tensor(s), torch.tensor(y), reduction="none"
        ),
        "exponential_loss": (-m).exp(),
        "hinge_loss": F.hinge_embedding_loss(m, -torch.ones(23), reduction="none"),
    }
    for name, values in expected.items():
        loss = getattr(by_hand, name)(s, y)
        np.testing.assert_allclose(loss, values.numpy(), rtol=1e-7, atol=1e-15)
    softplus = F.softplus(-m).numpy()
    np.testing.assert_allclose(by_hand.log_loss(s, y), softplus, rtol=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_losses_depend_on_the_margin_only(samples, name):
    s, y = samples
    loss = getattr(by_hand, name)
    np.testing.assert_array_equal(loss(s, y), loss(-s, -y))
    np.testing.assert_array_equal(loss(s, y), of_margin(name, y * s))


def test_losses_at_margin_zero_and_one():
    m = np.array([0.0, 1.0])
    np.testing.assert_array_equal(of_margin("zero_one_loss", m), [1, 0])
    np.testing.assert_array_equal(of_margin("hinge_loss", m), [1, 0])
    np.testing.assert_allclose(of_margin("exponential_loss", m), [1, 1 / np.e])
    log_loss = of_margin("log_loss", m)
    np.testing.assert_allclose(log_loss, [np.log(2), np.log1p(1 / np.e)])


def test_hinge_exponential_and_base_2_log_loss_bound_the_0_1_loss():
    m = np.linspace(-5, 5, 1001)
    zero_one = of_margin("zero_one_loss", m)
    assert (of_margin("hinge_loss", m) >= zero_one).all()
    assert (of_margin("exponential_loss", m) >= zero_one).all()
    assert (of_margin("log_loss", m) / np.log(2) >= zero_one).all()
    below = of_margin("log_loss", m) < zero_one  # the natural log loss is no bound
    np.testing.assert_array_equal(below, (m > -np.log(np.e - 1)) & (m <= 0))


def test_log_exponential_and_hinge_loss_are_convex_and_the_0_1_loss_is_not(rng):
    left, right = 4 * rng.normal(size=(2, 1009))
    for name in SURROGATES:
        chord = (of_margin(name, left) + of_margin(name, right)) / 2
        assert (of_margin(name, (left + right) / 2) <= chord * (1 + 1e-12)).all()
    middle = of_margin("zero_one_loss", np.array([-3.0, -1.0, 1.0]))
    assert middle[1] > (middle[0] + middle[2]) / 2


def test_log_loss_is_minus_the_log_probability_of_the_label(samples):
    s, y = samples
    p = np.where(y == 1, sigmoid(s), 1 - sigmoid(s))
    np.testing.assert_allclose(by_hand.log_loss(s, y), -np.log(p), rtol=1e-12)


@pytest.mark.parametrize("p", [0.1, 0.3, 0.8])
def test_best_score_tells_the_probability_for_log_and_exponential_but_not_hinge(p):
    s = np.linspace(-4, 4, 80_001)
    y = np.ones_like(s)
    best = {}
    for name in SURROGATES:
        loss = getattr(by_hand, name)
        best[name] = s[(p * loss(s, y) + (1 - p) * loss(s, -y)).argmin()]
    log_odds = np.log(p / (1 - p))
    assert best["log_loss"] == pytest.approx(log_odds, abs=1e-4)
    assert sigmoid(best["log_loss"]) == pytest.approx(p, abs=1e-4)
    assert best["exponential_loss"] == pytest.approx(log_odds / 2, abs=1e-4)
    assert best["hinge_loss"] == pytest.approx(np.sign(p - 0.5), abs=1e-4)


@pytest.mark.parametrize("name", SURROGATES)
def test_backward_equals_autograd(samples, rng, name):
    s, y = samples
    dl = rng.normal(size=23)
    s_torch = torch.tensor(s, requires_grad=True)
    getattr(with_torch, name)(s_torch, torch.tensor(y)).backward(torch.tensor(dl))
    ds = getattr(by_hand, f"{name}_backward")(dl, s, y)
    np.testing.assert_allclose(ds, s_torch.grad.numpy(), rtol=1e-7, atol=1e-15)


def test_hinge_has_no_derivative_at_margin_1():
    step = 1e-6
    below, at, above = of_margin("hinge_loss", np.array([1 - step, 1, 1 + step]))
    assert (at - below) / step == pytest.approx(-1, rel=1e-7)
    assert (above - at) / step == 0


@pytest.mark.parametrize("y", [-1.0, 1.0])
def test_hinge_backward_returns_a_subgradient_everywhere(y):
    """A subgradient g at s: ℓ(t) >= ℓ(s) + g (t − s) for every t."""
    s = np.array([-3, -1, 0, 1, 2], dtype=float)
    labels = np.full_like(s, y)
    loss = by_hand.hinge_loss(s, labels)
    g = by_hand.hinge_loss_backward(np.ones_like(s), s, labels)
    assert g[s == y] == 0
    for t in np.linspace(-5, 5, 101):
        assert (by_hand.hinge_loss(t + 0 * s, labels) >= loss + g * (t - s)).all()


@pytest.mark.parametrize(
    ("g", "holds"), [(-1, 1), (-0.5, 1), (0, 1), (-1.1, 0), (0.1, 0)]
)
def test_subgradients_at_margin_1_are_the_numbers_from_minus_1_to_0(g, holds):
    t = np.linspace(-5, 5, 101)
    assert (of_margin("hinge_loss", t) >= g * (t - 1)).all() == holds


def test_pytorch_gives_three_subgradients_of_the_hinge_at_margin_1(device):
    zero = torch.zeros(1, device=device)
    for hinge, expected in (
        (lambda m: torch.relu(1 - m), 0),
        (lambda m: torch.clamp(1 - m, min=0), -1),
        (lambda m: torch.maximum(1 - m, zero), -0.5),
        (lambda m: with_torch.hinge_loss(m, zero + 1), 0),
    ):
        m = torch.ones(1, device=device, requires_grad=True)
        hinge(m).sum().backward()
        assert m.grad.item() == expected


def test_0_1_loss_has_no_slope_to_descend(samples):
    s, y = samples
    change = by_hand.zero_one_loss(s + 1e-6, y) - by_hand.zero_one_loss(s - 1e-6, y)
    np.testing.assert_array_equal(change, 0)
    s_torch = torch.tensor(s, requires_grad=True)
    assert not with_torch.zero_one_loss(s_torch, torch.tensor(y)).requires_grad


def test_hinge_ignores_samples_beyond_margin_1_and_the_others_do_not():
    m = np.linspace(1, 30, 59)
    ones = np.ones_like(m)
    assert (by_hand.hinge_loss_backward(ones, m, ones) == 0).all()
    assert (by_hand.log_loss_backward(ones, m, ones) < 0).all()
    assert (by_hand.exponential_loss_backward(ones, m, ones) < 0).all()


def test_pull_of_an_outlier_is_at_most_1_except_for_the_exponential_loss():
    m = np.array([-5.0, -20.0, -80.0])
    ones = np.ones_like(m)
    assert (by_hand.hinge_loss_backward(ones, m, ones) == -1).all()
    pull = by_hand.log_loss_backward(ones, m, ones)
    assert ((pull >= -1) & (pull < -0.99)).all()
    assert (by_hand.exponential_loss_backward(ones, m, ones) < -100).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_huge_margins_give_the_rounded_loss_and_no_warning(dtype):
    m = np.array([-60_000, -1000, 1000, 60_000], dtype=dtype)
    ones = np.ones_like(m)
    log_loss = of_margin("log_loss", m)
    assert log_loss.dtype == dtype
    np.testing.assert_array_equal(log_loss, np.maximum(-m, 0))
    slope = by_hand.log_loss_backward(ones, m, ones)
    np.testing.assert_array_equal(slope, [-1, -1, 0, 0])
    exponential = of_margin("exponential_loss", m)
    np.testing.assert_array_equal(exponential, [np.inf, np.inf, 0, 0])
    slope = by_hand.exponential_loss_backward(ones, m, ones)
    np.testing.assert_array_equal(slope, [-np.inf, -np.inf, 0, 0])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_torch_losses_keep_device_and_dtype_on_huge_margins(device, dtype):
    s = torch.tensor([1024.0, -1024.0, 0.5], dtype=dtype, device=device)
    y = torch.tensor([-1.0, -1.0, 1.0], dtype=dtype, device=device)
    expected = {"zero_one_loss": [1, 0], "hinge_loss": [1025, 0]}
    expected |= {"log_loss": [1024, 0], "exponential_loss": [torch.inf, 0]}
    for name, values in expected.items():
        loss = getattr(with_torch, name)(s, y)
        assert loss.dtype == dtype
        assert loss.device == s.device
        assert loss[:2].tolist() == pytest.approx(values, rel=1.6e-2)


def test_soft_margin_loss_of_torch_overflows_where_ours_does_not():
    s, y = torch.tensor([-100.0]), torch.ones(1)
    assert F.soft_margin_loss(s, y).item() == torch.inf
    assert with_torch.log_loss(s, y).item() == 100


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.array), (with_torch, torch.tensor)]
)
def test_bad_scores_and_labels_are_refused(module, array, name):
    loss = getattr(module, name)
    with pytest.raises(ValueError, match=r"expected s and y of shape \(n,\), got"):
        loss(array([1.0, 2.0]), array([1.0]))
    with pytest.raises(ValueError, match="expected labels -1 and 1, got"):
        loss(array([1.0, 2.0]), array([0.0, 1.0]))
    with pytest.raises(ValueError, match="expected scores that are numbers, got NaN"):
        loss(array([1.0, float("nan")]), array([1.0, 1.0]))


@pytest.mark.parametrize("name", SURROGATES)
def test_backward_refuses_a_gradient_of_another_shape(samples, name):
    with pytest.raises(ValueError, match=r"expected dl of s's shape \(23,\), got"):
        getattr(by_hand, f"{name}_backward")(np.ones((23, 1)), *samples)
