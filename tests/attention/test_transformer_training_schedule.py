"""The statements of docs/attention/transformer-training.md: schedule and Adam."""

import numpy as np
import pytest
import torch

from mlnotes.attention.transformer_training import noam_schedule
from mlnotes.training.adaptive_rates import adam_step
from mlnotes.training.schedules import warmup_cosine_schedule
from mlnotes.training.training_loop import clip_by_norm


@pytest.mark.parametrize(("d", "warmup"), [(512, 4000), (31, 7), (1, 1)])
def test_schedule_is_the_papers_with_its_steps_counted_from_1(d, warmup):
    for step in (1, 2, warmup - 1, warmup, warmup + 1, 10 * warmup):
        if step > 0:
            wanted = d**-0.5 * min(step**-0.5, step * warmup**-1.5)
            assert noam_schedule(step - 1, d, warmup) == pytest.approx(wanted)


@pytest.mark.parametrize(("d", "warmup"), [(512, 4000), (31, 7)])
def test_both_branches_meet_in_the_peak_at_the_end_of_the_warm_up(d, warmup):
    rates = [noam_schedule(t, d, warmup) for t in range(5 * warmup)]
    assert int(np.argmax(rates)) == warmup - 1
    assert max(rates) == pytest.approx((d * warmup) ** -0.5)
    rise = np.diff(rates[:warmup])
    np.testing.assert_allclose(rise, rates[0], rtol=1e-9)  # a line through 0
    assert (np.diff(rates[warmup - 1 :]) < 0).all()
    quarter = noam_schedule(4 * warmup - 1, d, warmup)
    assert quarter == pytest.approx(max(rates) / 2)  # four times the steps
    longer = [noam_schedule(t, d, 3 * warmup) for t in range(5 * warmup)]
    assert max(longer) == pytest.approx(max(rates) / 3**0.5)
    assert longer[3 * warmup - 1 :] == pytest.approx(rates[3 * warmup - 1 :])


def test_rise_is_that_of_chapter_5_with_the_same_peak():
    peak = (512 * 4000) ** -0.5
    assert peak == pytest.approx(7.0e-4, abs=2e-6)
    for t in range(0, 4000, 97):
        linear = warmup_cosine_schedule(t, peak, 4000, 100_000)
        assert noam_schedule(t, 512, 4000) == pytest.approx(linear)
    assert noam_schedule(99_999, 512, 4000) == pytest.approx(peak / 5)
    assert warmup_cosine_schedule(99_999, peak, 4000, 100_000) < peak / 1000


def test_as_a_factor_for_pytorchs_scheduler():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda t: noam_schedule(t, 512, 5)
    )
    for t in range(20):
        assert optimizer.param_groups[0]["lr"] == noam_schedule(t, 512, 5)
        optimizer.step()
        scheduler.step()


def test_an_impossible_schedule_is_refused():
    for bad in [(-1, 5, 5), (0, 0, 5), (0, 5, 0)]:
        with pytest.raises(ValueError, match="expected t >= 0, d >= 1, warmup >= 1"):
            noam_schedule(*bad)


def test_clipping_does_not_shorten_the_first_step_of_adam(rng):
    g = rng.normal(size=101)
    zero = np.zeros_like(g)
    steps = [
        adam_step(zero, clipped, zero, zero, 1, 0.01)[0]
        for clipped in (g, clip_by_norm(g, 0.1))
    ]
    for step in steps:
        np.testing.assert_allclose(step, -0.01 * np.sign(g), rtol=1e-3)


def test_adams_first_step_moves_a_unit_by_the_sum_of_its_inputs_absolute_values(rng):
    """u = w · x, gradient δx: the change is −α sign(δ) ‖x‖₁, near 0.8 α d."""
    for d in (31, 1009):
        x, delta = rng.normal(size=d), -3.0
        zero = np.zeros(d)
        dw, _, _ = adam_step(zero, delta * x, zero, zero, 1, 0.01)
        assert dw @ x == pytest.approx(0.01 * np.abs(x).sum(), rel=1e-5)
    assert dw @ x == pytest.approx(0.8 * 0.01 * 1009, rel=0.1)


@pytest.mark.parametrize(("beta2", "half"), [(0.98, 69), (0.999, 1386)])
def test_steps_until_the_divisor_of_adam_has_halved_behind_the_last_gradient(
    beta2, half
):
    v, steps = 1.0, 0
    while v > 1 / 4:
        v, steps = beta2 * v, steps + 1
    assert steps == half
