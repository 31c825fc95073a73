"""The statements of docs/networks/net.md (net-7)."""

import io
import math
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from mlnotes.linear.cross_entropy import cross_entropy
from mlnotes.networks import net as by_hand
from mlnotes.networks import net_torch as with_torch
from mlnotes.networks.net_torch import Net

WIDTHS = [784, 128, 64, 10]


@pytest.fixture
def network():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Net()


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    X = torch.rand(16, 784, generator=generator)
    return X, torch.randint(10, (16,), generator=generator)


def test_the_network_of_the_notes_has_109_386_parameters(network):
    in_the_module = sum(parameter.numel() for parameter in network.parameters())
    assert by_hand.parameter_count(WIDTHS) == 109_386
    assert with_torch.parameter_count(WIDTHS) == 109_386
    assert in_the_module == 109_386
    assert 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10 == 109_386


@pytest.mark.parametrize("widths", [[7, 5], [2, 3, 5, 7, 11], [1, 1], [5, 3, 5]])
def test_formula_and_layers_count_the_same_parameters(widths):
    layers = [nn.Linear(i, o) for i, o in pairwise(widths)]
    counted = sum(p.numel() for layer in layers for p in layer.parameters())
    assert by_hand.parameter_count(widths) == counted
    assert with_torch.parameter_count(widths) == counted


@pytest.mark.parametrize("module", [by_hand, with_torch])
@pytest.mark.parametrize("widths", [[], [7], [7, 0], [-1, 3]])
def test_a_chain_without_layers_or_widths_is_refused(module, widths):
    with pytest.raises(ValueError, match="expected two or more widths >= 1, got"):
        module.parameter_count(widths)


def test_counting_on_the_meta_device_allocates_nothing():
    """A hundred million million weights would be 400 TB, if they were stored."""
    assert with_torch.parameter_count([10**7, 10**7]) == (10**7 + 1) * 10**7


def test_the_first_layer_holds_92_percent_of_the_parameters(network):
    first = sum(parameter.numel() for parameter in network.fc1.parameters())
    assert first == by_hand.parameter_count(WIDTHS[:2]) == 100_480
    assert round(100 * first / by_hand.parameter_count(WIDTHS), 1) == 91.9


def test_layers_have_the_names_shapes_and_order_of_the_notes(network):
    assert [(name, tuple(p.shape)) for name, p in network.named_parameters()] == [
        ("fc1.weight", (128, 784)),
        ("fc1.bias", (128,)),
        ("fc2.weight", (64, 128)),
        ("fc2.bias", (64,)),
        ("classifier.weight", (10, 64)),
        ("classifier.bias", (10,)),
    ]


def test_module_function_and_numpy_give_the_same_scores(network, batch):
    X, _ = batch
    network, X = network.double(), X.double()
    weights = list(network.parameters())
    s = network(X).detach().numpy()
    assert s.shape == (16, 10)
    arrays = [parameter.detach().numpy() for parameter in weights]
    np.testing.assert_allclose(by_hand.net(X.numpy(), *arrays), s, rtol=1e-7)
    torch.testing.assert_close(with_torch.net(X, *weights), network(X))


def test_the_module_is_three_linear_layers_with_relu_between_them(network, batch):
    X, _ = batch
    chain = nn.Sequential(
        network.fc1, nn.ReLU(), network.fc2, nn.ReLU(), network.classifier
    )
    torch.testing.assert_close(network(X), chain(X), rtol=0, atol=0)
    assert (network(X) < 0).any()  # scores: no ReLU and no softmax at the end
    assert not torch.allclose(network(X).sum(dim=1), torch.ones(16))


def test_a_listing_that_mixes_tabs_and_spaces_does_not_compile():
    same_column = "class Net:\n\tdef one(self): ...\n        def two(self): ...\n"
    with pytest.raises(TabError, match="inconsistent use of tabs and spaces"):
        compile(same_column, "listing", "exec")
    other_column = "class Net:\n\t\tdef one(self):\n            return 1\n"
    with pytest.raises(IndentationError):
        compile(other_column, "listing", "exec")
    compile(same_column.replace("\t", 8 * " "), "listing", "exec")


def test_the_reshape_of_the_notes_turns_4_wrong_pictures_into_2_samples(network):
    cut = torch.zeros(4, 28, 14)
    assert network(cut.reshape(-1, 784)).shape == (2, 10)
    for wrong in (cut, torch.zeros(4, 28, 28), torch.zeros(784), torch.zeros(4, 783)):
        with pytest.raises(ValueError, match=r"expected X of shape \(n, 784\), got"):
            network(wrong)
    assert network(torch.zeros(4, 28, 28).flatten(start_dim=1)).shape == (4, 10)
    with pytest.raises(ValueError, match="got"):
        network(cut.flatten(start_dim=1))


def test_layers_before_the_constructor_of_the_parent_are_refused():
    class Forgotten(nn.Module):
        def __init__(self):
            self.fc1 = nn.Linear(3, 2)

    with pytest.raises(AttributeError, match=r"before Module\.__init__\(\) call"):
        Forgotten()


def test_layers_in_a_plain_list_are_no_parameters():
    class Hidden(nn.Module):
        def __init__(self, container):
            super().__init__()
            self.layers = container([nn.Linear(3, 2), nn.Linear(2, 5)])

    assert len(list(Hidden(list).parameters())) == 0
    assert len(list(Hidden(nn.ModuleList).parameters())) == 4


def test_a_softmax_before_the_cross_entropy_keeps_the_loss_above_1_46():
    """A certain and right prediction has loss 0; through a second softmax 1.46."""
    s, y = torch.zeros(1, 10, dtype=torch.float64), torch.tensor([3])
    s[0, 3] = 1000
    assert F.cross_entropy(s, y) == 0
    twice = F.cross_entropy(torch.softmax(s, dim=1), y).item()
    assert twice == pytest.approx(math.log(math.e + 9) - 1, rel=1e-12)
    assert round(twice, 2) == 1.46
    assert cross_entropy(s.numpy(), y.numpy()) == 0


def test_a_second_softmax_takes_the_gradient_of_a_certain_and_wrong_answer():
    s, y = torch.zeros(1, 10, dtype=torch.float64), torch.tensor([4])
    s[0, 3] = 1000
    s.requires_grad_()
    (once,) = torch.autograd.grad(F.cross_entropy(s, y), s)
    assert once[0, [3, 4]].tolist() == [1, -1]
    (twice,) = torch.autograd.grad(F.cross_entropy(torch.softmax(s, dim=1), y), s)
    assert twice.abs().max() == 0


def test_saved_weights_give_the_same_scores_and_nothing_but_weights_is_loaded(
    network, batch, device
):
    X, _ = batch
    memory = io.BytesIO()
    torch.save(network.state_dict(), memory)
    memory.seek(0)
    other = Net().to(device)
    assert not torch.equal(other(X.to(device)).cpu(), network(X))
    state = torch.load(memory, weights_only=True, map_location=device)
    other.load_state_dict(state)
    assert {p.device.type for p in other.parameters()} == {device.type}
    torch.testing.assert_close(other(X.to(device)).cpu(), network(X))
    memory = io.BytesIO()
    torch.save(network, memory)  # the whole object: its class would run on loading
    memory.seek(0)
    with pytest.raises(Exception, match="Weights only load failed"):
        torch.load(memory, weights_only=True)
    with pytest.raises(RuntimeError, match="Missing key"):
        other.load_state_dict({"fc1.weight": network.fc1.weight})


def test_arrays_of_the_weights_share_memory_unless_they_are_copied(network):
    with pytest.raises(RuntimeError, match="requires grad"):
        network.fc1.bias.numpy()
    shared = network.fc1.bias.detach().numpy()
    copied = shared.copy()
    shared += 1
    np.testing.assert_array_equal(network.fc1.bias.detach().numpy(), copied + 1)


def test_train_and_eval_differ_for_dropout_and_not_for_this_network(network, batch):
    X, _ = batch
    assert network.training
    torch.testing.assert_close(network.train()(X), network.eval()(X), rtol=0, atol=0)
    assert not network.training
    drop = nn.Dropout(0.5)
    assert (drop.train()(X) == 0).any()
    torch.testing.assert_close(drop.eval()(X), X)


def test_one_step_of_gradient_descent_lowers_the_loss(network, batch, device):
    network, (X, y) = network.to(device), (part.to(device) for part in batch)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    before = F.cross_entropy(network(X), y)
    assert before.item() == pytest.approx(math.log(10), abs=0.1)  # nothing learnt yet
    optimizer.zero_grad()
    before.backward()
    gradients = [parameter.grad.clone() for parameter in network.parameters()]
    assert all((gradient != 0).any() for gradient in gradients)
    optimizer.step()
    assert F.cross_entropy(network(X), y) < before
    F.cross_entropy(network(X), y).backward()  # without zero_grad: they add up
    assert not torch.allclose(network.fc1.weight.grad, gradients[0])
    optimizer.zero_grad()
    assert network.fc1.weight.grad is None


@pytest.mark.parametrize(
    ("module", "ones"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_weights_that_do_not_fit_are_refused(module, ones):
    fitting = [ones(s) for s in [(2, 7), (5, 7), (5,), (3, 5), (3,), (11, 3), (11,)]]
    assert tuple(module.net(*fitting).shape) == (2, 11)
    for position in range(7):
        wrong = list(fitting)
        wrong[position] = ones(tuple(length + 1 for length in fitting[position].shape))
        with pytest.raises(ValueError, match=r"expected shapes X \(n, d\).* got"):
            module.net(*wrong)
