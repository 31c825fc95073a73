"""NumPy by hand and PyTorch side by side: same arguments, same values, same gradients.

Functions and arguments come from tests/contract.py, as in tests/test_contract.py.
"""

import inspect
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

from tests.contract import (
    FUNCTIONS,
    SIZES,
    attempt,
    flatten,
    is_array,
    is_tensor,
    is_torch,
    make,
    parameters,
    section,
    to_torch,
    twin,
)
from tests.exemptions import EXEMPT


def needs_generator(name: str) -> bool:
    return any(p.spec.endswith("Generator") for p in parameters(FUNCTIONS[name]))


TWINS = [name for name in FUNCTIONS if twin(name) in FUNCTIONS]


@pytest.mark.parametrize("name", TWINS)
def test_numpy_and_torch_take_the_same_arguments(name):
    by_hand, with_torch = (
        inspect.signature(FUNCTIONS[f]).parameters for f in (name, twin(name))
    )
    # Each library's own name for its source of randomness.
    assert [{"rng": "generator"}.get(p, p) for p in by_hand] == list(with_torch)
    for ours, theirs in zip(by_hand.values(), with_torch.values(), strict=True):
        same = callable(ours.default) or ours.default == theirs.default
        assert same, f"{name}: {ours.name} has two defaults"


@pytest.mark.parametrize("name", [name for name in TWINS if not needs_generator(name)])
def test_numpy_and_torch_agree(name, device):
    arguments = make(FUNCTIONS[name])
    by_hand = FUNCTIONS[name](**arguments)
    with_torch = FUNCTIONS[twin(name)](**to_torch(arguments, device))
    for wanted, result in zip(flatten(by_hand), flatten(with_torch), strict=True):
        np.testing.assert_allclose(result, wanted, rtol=1e-7, atol=1e-12)
    results = with_torch if isinstance(with_torch, tuple) else (with_torch,)
    if any(is_array(value) for value in arguments.values()):
        for result in filter(is_tensor, results):
            assert result.device.type == device.type


@pytest.mark.parametrize("name", [name for name in TWINS if not needs_generator(name)])
def test_numpy_and_torch_take_and_refuse_the_same_extremes(name):
    """No sample, and one of everything: a single pixel, a filter with one weight."""
    for sizes in (SIZES | {"n": 0}, dict.fromkeys(SIZES, 1)):
        arguments = make(FUNCTIONS[name], sizes=sizes)
        by_hand, refusal = attempt(FUNCTIONS[name], arguments)
        with_torch, also = attempt(FUNCTIONS[twin(name)], to_torch(arguments))
        assert bool(refusal) == bool(also), f"{sizes}: {refusal}, PyTorch: {also}"
        if not refusal:
            pairs = zip(flatten(by_hand), flatten(with_torch), strict=True)
            for wanted, result in pairs:
                np.testing.assert_allclose(result, wanted, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n.endswith("_backward")])
def test_gradients_by_hand_equal_autograd(name):
    """The forward function's twin is differentiated; names tell what belongs where."""
    forward = FUNCTIONS[twin(name.removesuffix("_backward"))]
    inputs = to_torch(make(FUNCTIONS[name.removesuffix("_backward")]))
    known = dict(inputs)
    for value in (v for v in inputs.values() if is_tensor(v) and v.is_floating_point()):
        value.requires_grad_()
    result = forward(**inputs)
    outputs = result if isinstance(result, tuple) else (result,)
    returned = section(forward, "Returns")
    known |= {p.name: value for p, value in zip(returned, outputs, strict=True)}
    upstreams = [
        torch.linspace(1, 2, y.numel()).to(y).reshape(y.shape) for y in outputs
    ]

    asked = parameters(FUNCTIONS[name])[len(outputs) :]
    values = [known[p.name] for p in asked]
    arguments = [flatten(v)[0] if is_tensor(v) else v for v in values]
    upstream_arrays = [upstream.numpy() for upstream in upstreams]
    by_hand = flatten(FUNCTIONS[name](*upstream_arrays, *arguments))
    for parameter, result in zip(
        section(FUNCTIONS[name], "Returns"), by_hand, strict=True
    ):
        differentiated = inputs[re.sub("^d", "", parameter.name)]
        (wanted,) = torch.autograd.grad(
            outputs, differentiated, upstreams, retain_graph=True
        )
        np.testing.assert_allclose(result, wanted.numpy(), rtol=1e-7, atol=1e-12)


def test_every_function_stands_beside_its_twin():
    for name in FUNCTIONS:
        if is_torch(name):
            by_hand = name.replace("_torch.", ".") in FUNCTIONS
            assert by_hand or (name, "twin") in EXEMPT, f"{name} has no NumPy twin"
            continue
        if (
            any(p.array for p in parameters(FUNCTIONS[name]))
            and "_backward" not in name
        ):
            assert twin(name) in FUNCTIONS or (name, "twin") in EXEMPT, name


def test_numpy_modules_work_without_torch():
    modules = sorted({n.rsplit(".", 1)[0] for n in FUNCTIONS if not is_torch(n)})
    code = "\n".join(
        ["import sys", "sys.modules['torch'] = None", *(f"import {m}" for m in modules)]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
