"""Every optimiser of mlnotes against torch.optim: values, state, settings (tr-15 … 18).

The table of the classes is tests/training/optimizers.py.
"""

import copy
from typing import Any

import pytest
import torch

from mlnotes.training import sgd_problems_torch
from tests.contract import public_callables
from tests.training.optimizers import OTHER_METHODS, PAIRS, Pair, problem

pairs = pytest.mark.parametrize(
    "pair", PAIRS, ids=lambda pair: f"{pair.ours.__name__}-{pair.settings}"
)


def run(optimizer, loss, start: int, stop: int, scheduler: Any = None) -> None:
    for t in range(start, stop):
        optimizer.zero_grad()
        loss(t).backward()
        optimizer.step()
        if scheduler:
            scheduler.step()


def both(pair: Pair, **where: Any):
    """Two equal networks, one with our optimiser, one with torch's."""
    for cls, same in ((pair.ours, {}), (pair.theirs, pair.same)):
        network, loss = problem(**where)
        yield network, loss, cls(network.parameters(), **same, **pair.settings)


def assert_equal(ours: Any, theirs: Any, **tolerance: Any) -> None:
    """Compare state dictionaries with all their keys, lists and tensors."""
    assert type(ours) is type(theirs)
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys()
        for key in ours:
            assert_equal(ours[key], theirs[key], **tolerance)
    elif isinstance(ours, torch.Tensor):
        torch.testing.assert_close(ours, theirs, **tolerance)  # dtype and device too
    else:
        assert ours == theirs


def assert_networks_equal(first, second) -> None:
    assert_equal(first.state_dict(), second.state_dict(), rtol=1e-9, atol=1e-12)


@pairs
def test_500_steps_equal_those_of_torch_optim(pair, device):
    (network, loss, ours), (other, its_loss, theirs) = both(pair, device=device)
    before = loss(0).item()
    for start in range(0, 500, 100):
        run(ours, loss, start, start + 100)
        run(theirs, its_loss, start, start + 100)
        assert_networks_equal(network, other)
    assert loss(0) < 0.9 * before  # it trains


@pairs
def test_state_and_settings_have_the_names_and_values_of_torch_optim(pair, device):
    (_, loss, ours), (_, its_loss, theirs) = both(pair, device=device)
    assert_equal(ours.state_dict(), theirs.state_dict())  # before the first step
    run(ours, loss, 0, 7)
    run(theirs, its_loss, 0, 7)
    assert_equal(ours.state_dict(), theirs.state_dict(), rtol=1e-9, atol=1e-12)


@pairs
def test_defaults_are_those_of_torch_optim(pair):
    theta = [torch.ones(1, requires_grad=True)]
    momentum = {"momentum": 0.9} if "momentum" in pair.ours.ranges else {}
    theirs = pair.theirs(theta, **{**momentum, **pair.same})
    assert pair.ours(theta).defaults == theirs.defaults


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pairs
def test_parameters_and_state_keep_their_dtype(pair, dtype):
    (network, loss, ours), (other, its_loss, theirs) = both(pair, dtype=dtype)
    run(ours, loss, 0, 3)
    run(theirs, its_loss, 0, 3)
    near = {"rtol": 1e-5, "atol": 1e-6}
    near = near if dtype == torch.float32 else {"rtol": 5e-2, "atol": 2e-2}
    assert_equal(ours.state_dict(), theirs.state_dict(), **near)
    assert_equal(network.state_dict(), other.state_dict(), **near)


@pairs
def test_training_goes_on_from_a_state_of_the_other_class(pair):
    (network, loss, ours), (other, its_loss, theirs) = both(pair)
    run(ours, loss, 0, 50)
    run(theirs, its_loss, 0, 50)
    states = [copy.deepcopy(each.state_dict()) for each in (ours, theirs)]
    ours.load_state_dict(states[1])
    theirs.load_state_dict(states[0])
    run(ours, loss, 50, 100)
    run(theirs, its_loss, 50, 100)
    assert_networks_equal(network, other)
    copied = copy.deepcopy(ours)
    assert_equal(copied.state_dict(), ours.state_dict())


@pairs
def test_groups_have_their_own_settings(pair):
    networks = []
    for cls, same in ((pair.ours, {}), (pair.theirs, pair.same)):
        network, loss = problem()
        optimizer = cls([{"params": network[0].parameters()}], **same, **pair.settings)
        group = {"params": network[2].parameters(), "lr": 0.01, "weight_decay": 0.1}
        optimizer.add_param_group(group)
        run(optimizer, loss, 0, 50)
        networks.append(network)
    assert_networks_equal(*networks)


@pytest.mark.parametrize("kind", ["warm-up from zero", "steps", "one cycle"])
@pairs
def test_schedulers_of_torch_drive_it(pair, kind):
    networks = []
    for network, loss, optimizer in both(pair):
        schedulers = torch.optim.lr_scheduler
        if kind == "warm-up from zero":
            scheduler: Any = schedulers.LambdaLR(optimizer, lambda t: min(t / 10, 1))
        elif kind == "steps":
            scheduler = schedulers.StepLR(optimizer, 7, 0.5)
        else:  # turns the momentum, too, where there is one
            cycle = {"momentum", "betas"} & pair.settings.keys()
            scheduler = schedulers.OneCycleLR(
                optimizer, 0.1, total_steps=51, cycle_momentum=bool(cycle)
            )
        run(optimizer, loss, 0, 50, scheduler)
        networks.append(network)
    assert_networks_equal(*networks)


@pairs
def test_a_parameter_without_gradient_is_left_alone(pair):
    network, loss = problem()
    network[0].requires_grad_(False)
    before = copy.deepcopy(network.state_dict())
    optimizer = pair.ours(network.parameters(), **pair.settings)
    run(optimizer, loss, 0, 5)
    assert network[0].weight.equal(before["0.weight"])
    assert not network[2].weight.equal(before["2.weight"])
    theirs = pair.theirs(network.parameters(), **pair.same, **pair.settings)
    known = network[0].weight in optimizer.state  # Adagrad's is, from the beginning
    assert known == (network[0].weight in theirs.state)


@pairs
def test_step_works_in_place_and_leaves_the_gradient_as_it_is(pair):
    network, loss = problem()
    optimizer = pair.ours(network.parameters(), **pair.settings)
    run(optimizer, loss, 0, 2)
    places = [theta.data_ptr() for theta in network.parameters()]
    gradients = [theta.grad.clone() for theta in network.parameters()]
    optimizer.step()
    assert [theta.data_ptr() for theta in network.parameters()] == places
    for theta, gradient in zip(network.parameters(), gradients, strict=True):
        assert theta.grad.equal(gradient)
        assert theta.requires_grad
        assert theta.is_leaf


@pairs
def test_closure_is_called_once_with_gradients_and_its_loss_returned(pair):
    network, loss = problem()
    optimizer = pair.ours(network.parameters(), **pair.settings)
    calls = []

    def closure():
        optimizer.zero_grad()
        calls.append(loss(0))
        calls[-1].backward()
        return calls[-1]

    with torch.no_grad():
        assert optimizer.step(closure) is calls[0]
    assert len(calls) == 1
    assert optimizer.step() is None
    assert loss(0) < calls[0]


@pairs
def test_bad_settings_are_refused_everywhere(pair):
    theta = [torch.ones(3, requires_grad=True)]
    optimizer = pair.ours(theta, **pair.settings)
    for name, (low, high) in pair.ours.ranges.items():
        tuples = isinstance(optimizer.defaults[name], tuple)
        for bad in (low - 0.1, high, float("nan")):
            value = (0.5, bad) if tuples else bad
            message = f"expected {name} in .*, got"
            with pytest.raises(ValueError, match=message):
                pair.ours(theta, **{**pair.settings, name: value})
            group = {"params": [torch.ones(3)], name: value}
            with pytest.raises(ValueError, match=message):
                optimizer.add_param_group(group)
            state = copy.deepcopy(optimizer.state_dict())
            state["param_groups"][0][name] = value
            with pytest.raises(ValueError, match=message):
                optimizer.load_state_dict(state)
    assert len(optimizer.param_groups) == 1
    assert pair.ours.ranges.keys() >= pair.settings.keys()


@pytest.mark.parametrize(("cls", "settings"), OTHER_METHODS)
def test_a_state_of_another_method_is_refused(cls, settings):
    theirs = next(pair.theirs for pair in PAIRS if pair.ours is cls)
    state = theirs([torch.ones(3)], **settings).state_dict()
    with pytest.raises(ValueError, match=r"expected .*, got"):
        cls([torch.ones(3)]).load_state_dict(state)


@pairs
def test_sparse_gradients_are_refused(pair):
    embedding = torch.nn.Embedding(5, 3, sparse=True)
    embedding(torch.tensor([1])).sum().backward()
    with pytest.raises(ValueError, match="expected a dense gradient, got a sparse"):
        pair.ours(embedding.parameters(), **pair.settings).step()


def test_every_optimiser_is_in_the_table():
    found = {
        value
        for value in public_callables().values()
        if isinstance(value, type) and issubclass(value, torch.optim.Optimizer)
    }
    assert found == {pair.ours for pair in PAIRS}
    base = sgd_problems_torch._StepOptimizer([torch.ones(1)], lr=0.1, weight_decay=0)
    base.param_groups[0]["params"][0].grad = torch.ones(1)
    with pytest.raises(NotImplementedError):
        base.step()
