"""The statements of docs/networks/perceptron.md (net-1, net-2)."""

import itertools

import numpy as np
import pytest
import torch

from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import train_softmax_classifier
from mlnotes.networks import perceptron as by_hand
from mlnotes.networks import perceptron_torch as with_torch

POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
XOR = np.array([-1.0, 1.0, 1.0, -1.0])
ZERO = np.zeros(())
POINTS.flags.writeable = XOR.flags.writeable = ZERO.flags.writeable = False


def separable(X, y):
    """Ask SciPy's linear programme for w, b with y (wᵀx + b) ≥ 1."""
    from scipy.optimize import linprog  # here: machines with a GPU have no SciPy

    A = -y[:, np.newaxis] * np.column_stack([X, np.ones(len(X))])
    found = linprog(np.zeros(A.shape[1]), A, -np.ones(len(X)), bounds=(None, None))
    assert found.status in (0, 2)  # solved, or infeasible
    return found.status == 0


def all_borders():
    """List borders in all directions and places around the four points."""
    angles, b = np.linspace(0, 2 * np.pi, 721), np.linspace(-2, 2, 201)
    W = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.repeat(W, len(b), axis=0), np.tile(b, len(W))


def digit_pair(first, second):
    from sklearn.datasets import load_digits

    X, digit = load_digits(return_X_y=True)
    chosen = np.isin(digit, (first, second))
    return X[chosen], np.where(digit[chosen] == second, 1.0, -1.0)


def separable_set(rng, n, d):
    """Random samples of all scales on two sides of a random border, and the border."""
    w, b = rng.normal(size=d), rng.normal()
    X = rng.lognormal() * rng.normal(size=(n, d)) + rng.normal(size=d)
    s = X @ w + b
    kept = abs(s) > 0.1 * np.linalg.norm(w)
    return X[kept], np.sign(s[kept]), w, np.array(b)


def test_the_four_inequalities_of_xor_contradict_and_any_three_do_not():
    assert not separable(POINTS, XOR)
    for left_out in range(4):
        assert separable(np.delete(POINTS, left_out, 0), np.delete(XOR, left_out))


def test_no_border_is_right_for_more_than_three_of_the_four_xor_points():
    f = by_hand.perceptron(POINTS, *all_borders())
    assert (f.T == XOR).sum(axis=1).max() == 3


def test_fourteen_of_the_sixteen_functions_of_two_bits_are_separable():
    found = set(map(tuple, by_hand.perceptron(POINTS, *all_borders()).T.tolist()))
    assert len(found) == 14
    for table in itertools.product((-1.0, 1.0), repeat=4):
        y = np.array(table)
        _, _, mistakes = by_hand.train_perceptron(POINTS, y, np.zeros(2), ZERO, 30)
        assert separable(POINTS, y) == (table in found) == (mistakes[-1] == 0)
        assert (table in found) == (abs(y @ XOR) < 4)  # all but XOR and its opposite


def test_pictures_with_one_bar_have_the_template_of_pictures_with_none_or_both():
    X = np.zeros((4, 5, 5))  # none, left, right, both
    X[[1, 3], :, 1] = X[[2, 3], :, 3] = 1
    X = X.reshape(4, 25)
    np.testing.assert_array_equal(X[XOR > 0].mean(axis=0), X[XOR < 0].mean(axis=0))
    assert not separable(X, XOR)


def test_two_rows_decide_by_their_difference(rng):
    X, W, b = rng.normal(size=(97, 5)), rng.normal(size=(2, 5)), rng.normal(size=2)
    second = linear_scores(X, W, b).argmax(axis=1) == 1
    f = by_hand.perceptron(X, W[1:] - W[:1], b[1:] - b[:1])
    np.testing.assert_array_equal(f[:, 0] > 0, second)


def test_classes_with_the_same_mean_are_never_separable(rng):
    y = np.repeat([-1.0, 1.0], 7)
    X = rng.normal(size=(14, 17))  # more dimensions than samples
    assert separable(X, y)
    X[:7] += X[7:].mean(axis=0) - X[:7].mean(axis=0)
    assert not separable(X, y)


def test_one_border_between_even_and_odd_digits_is_worse_than_ten_templates(rng):
    from sklearn.datasets import load_digits

    X, digit = load_digits(return_X_y=True)
    X, order = X / 16, np.stack([rng.permutation(1000) for _ in range(20)])
    right = {}
    for c in (2, 10):
        y, start = digit[:1000] % c, (np.zeros((c, 64)), np.zeros(c))
        W, b, _ = train_softmax_classifier(X[:1000], y, *start, order, 50, 1.0)
        answer = linear_scores(X[1000:], W, b).argmax(axis=1) % 2
        right[c] = (answer == digit[1000:] % 2).mean()
    assert right[2] < 0.91 < 0.95 < right[10]


def test_step_answers_plus_one_at_zero_and_nan_at_nan_unlike_sign():
    s = np.array([-2.0, -5e-324, -0.0, 0.0, 3.0, np.nan])
    expected = np.array([-1, -1, 1, 1, 1, np.nan])
    np.testing.assert_array_equal(by_hand.step(s), expected)
    np.testing.assert_array_equal(with_torch.step(torch.tensor(s)).numpy(), expected)
    assert np.sign(s[3]) == torch.sign(torch.tensor(s))[3] == 0
    assert torch.sign(torch.tensor(s))[5] == 0


def test_several_perceptrons_are_single_ones_side_by_side(rng):
    X, W, b = rng.normal(size=(7, 2)), rng.normal(size=(3, 2)), rng.normal(size=3)
    f = by_hand.perceptron(X, W, b)
    for i, k in itertools.product(range(7), range(3)):
        s = W[k, 0] * X[i, 0] + W[k, 1] * X[i, 1] + b[k]
        assert f[i, k] == (1 if s >= 0 else -1)


def test_three_perceptrons_solve_xor():
    W1, b1 = np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-0.5, 1.5])
    H = by_hand.perceptron(POINTS, W1, b1)
    np.testing.assert_array_equal(H.T, [[-1, 1, 1, 1], [1, 1, 1, -1]])  # OR, NAND
    f = by_hand.perceptron(H, np.ones((1, 2)), np.array([-1.0]))
    np.testing.assert_array_equal(f[:, 0], XOR)


def test_rule_is_a_step_against_the_subgradient_of_max_0_minus_ys(rng):
    X, y = rng.normal(size=(23, 5)), rng.choice([-1.0, 1.0], size=23)
    w, b = rng.normal(size=5), np.array(rng.normal())
    ours = by_hand.train_perceptron(X, y, w, b, 3)
    w, b = (torch.tensor(start, requires_grad=True) for start in (w, b))
    count = 0
    for x, label in zip(torch.tensor(X).repeat(3, 1), y.tolist() * 3, strict=True):
        loss = torch.relu(-label * (w @ x + b))
        dw, db = torch.autograd.grad(loss, (w, b))
        w, b = w - dw, b - db
        count += loss.item() > 0
    np.testing.assert_allclose([*ours[0], ours[1]], [*w.tolist(), b.item()], rtol=1e-9)
    assert ours[2].sum() == count


def test_an_update_raises_the_margin_by_the_squared_length_plus_one(rng):
    x, w, b = rng.normal(size=(1, 5)), rng.normal(size=5), np.array(rng.normal())
    y = -np.sign(x @ w + b)  # a mistake
    w_new, b_new, mistakes = by_hand.train_perceptron(x, y, w, b, 1)
    assert mistakes == [1]
    gain = y * (x @ w_new + b_new) - y * (x @ w + b)
    assert gain == pytest.approx((x**2).sum() + 1, rel=1e-9)


def test_mistakes_never_exceed_novikoffs_bound(rng):
    tightest = 0.0
    for n, d in list(itertools.product((2, 5, 23), (1, 2, 7))) * 10:
        X, y, w, b = separable_set(rng, n, d)
        if len(y) > 0:
            bound = by_hand.novikoff_bound(X, y, w, b)
            _, _, mistakes = by_hand.train_perceptron(X, y, np.zeros(d), ZERO, 100)
            assert mistakes.sum() <= bound < np.inf
            tightest = max(tightest, mistakes.sum() / bound)
    assert tightest > 0.2  # a bound a few times larger would not be the formula


def test_novikoffs_bound_is_the_square_of_radius_over_margin(rng):
    X, y, w, b = separable_set(rng, 23, 5)
    v, samples = np.append(w, b), np.column_stack([X, np.ones(len(X))])
    margin = abs(samples @ v).min() / np.linalg.norm(v)
    expected = (np.linalg.norm(samples, axis=1).max() / margin) ** 2
    for scale in (1, 7):
        bound = by_hand.novikoff_bound(X, y, scale * w, scale * b)
        assert bound == pytest.approx(expected, rel=1e-12)


def test_bound_is_infinite_unless_the_border_separates(device):
    X, y, w = np.array([[1.0, 0.0], [-2.0, 0.0]]), np.array([1.0, -1.0]), np.eye(2)[0]
    for b, expected in ((0.0, 5), (0.5, 25 / 9), (-1.0, np.inf), (3.0, np.inf)):
        arrays = X, y, w, np.array(b)
        tensors = (torch.tensor(array, device=device) for array in arrays)
        bounds = by_hand.novikoff_bound(*arrays), with_torch.novikoff_bound(*tensors)
        assert bounds[0].shape == bounds[1].shape == ()
        assert [float(bound) for bound in bounds] == pytest.approx([expected] * 2)


def test_it_converges_on_real_digits_and_then_stays():
    X, y = digit_pair(3, 8)
    w, b, mistakes = by_hand.train_perceptron(X, y, np.zeros(64), ZERO, 12)
    assert mistakes[0] > mistakes[-1] == 0
    assert (y * (X @ w + b) > 0).all()
    assert mistakes.sum() <= by_hand.novikoff_bound(X, y, w, b)
    w_later, b_later, _ = by_hand.train_perceptron(X, y, w, b, 3)
    assert [*w_later, b_later] == [*w, b]
    assert not np.shares_memory(w_later, w)  # a copy, even without a mistake


def test_on_xor_no_epoch_is_without_mistakes_and_the_weights_come_back(rng):
    for order in itertools.permutations(range(4)):
        X, y, states = POINTS[list(order)], XOR[list(order)], []
        w, b = np.rint(3 * rng.normal(size=2)), np.array(0.0)
        for _ in range(60):
            w, b, mistakes = by_hand.train_perceptron(X, y, w, b, 1)
            assert mistakes[0] > 0
            states.append((*w.tolist(), float(b)))
        assert states[-1] in states[:-1]  # a cycle: bounded, and without an end


def test_from_zero_the_learning_rate_changes_the_length_only(rng):
    X = rng.integers(-9, 10, size=(53, 5)).astype(float)  # whole numbers: exact
    y = np.where(X[:, 0] - 2 * X[:, 1] >= 3, 1.0, -1.0)
    w, b, mistakes = by_hand.train_perceptron(X, y, np.zeros(5), ZERO, 7)
    assert mistakes.sum() > 10
    for rate in (0.25, 8.0):
        w_rate, b_rate = np.zeros(5), 0.0
        for x, label in zip(np.tile(X, (7, 1)), np.tile(y, 7), strict=True):
            if label * (w_rate @ x + b_rate + 1e-9) < 0:  # a score of 0 counts as 1
                w_rate, b_rate = w_rate + rate * label * x, b_rate + rate * label
        assert [*w_rate, b_rate] == [*(rate * w), rate * b]


def test_scikit_learn_makes_the_same_steps_unless_a_score_is_zero(rng):
    from sklearn.linear_model import Perceptron

    X, y = digit_pair(1, 8)
    w, b = rng.normal(size=64), np.array(rng.normal())  # no score is exactly zero
    model = Perceptron(shuffle=False, eta0=1, max_iter=6, tol=None)
    model.fit(X, y, coef_init=w.copy(), intercept_init=b.copy())
    w, b, mistakes = by_hand.train_perceptron(X, y, w, b, 6)
    assert mistakes.min() > 0
    np.testing.assert_allclose([*model.coef_[0], *model.intercept_], [*w, b])
    # At score 0 the step answers 1: right for label 1, but scikit-learn updates.
    X, y = POINTS[[3, 0]], np.array([1.0, -1.0])
    model.set_params(max_iter=1).fit(X, y)
    assert model.coef_.tolist() == [[1, 1]]
    assert by_hand.train_perceptron(X, y, np.zeros(2), ZERO, 1)[0].tolist() == [0, 0]


def test_no_sample_no_epoch_and_other_labels_are_refused():
    for module, array in ((by_hand, np.array), (with_torch, torch.tensor)):
        X, y, w, b = array([[1.0, 2.0]]), array([1.0]), array([0.0, 0.0]), array(0.0)
        assert module.train_perceptron(X, y, w, b, 1)[2].tolist() == [0]
        with pytest.raises(ValueError, match="expected epochs >= 1, got 0"):
            module.train_perceptron(X, y, w, b, 0)
        with pytest.raises(ValueError, match="expected labels -1 and 1, got"):
            module.train_perceptron(X, 0 * y, w, b, 1)
        with pytest.raises(ValueError, match="n >= 1, got n = 0"):
            module.novikoff_bound(X[:0], y[:0], w, b)
