"""What every public function of mlnotes keeps to, NumPy and PyTorch alike.

A function joins by being public: its docstring says which arguments it takes.
"""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from tests.contract import (
    SIZES,
    Parameter,
    complete_sizes,
    flatten,
    make,
    other_public_callables,
    parameters,
    public_functions,
    section,
    to_torch,
)

FUNCTIONS = public_functions()
# Function and check that do not go together, each with its reason.
EXEMPT: dict[tuple[str, str], str] = {}

FLOATS = ("float16", "float32", "float64")  # bfloat16 too in PyTorch


def is_torch(name: str) -> bool:
    return name.split(".")[-2].endswith("_torch")


def twin(name: str) -> str:
    """Full name of the PyTorch function beside a NumPy function."""
    module, function = name.rsplit(".", 1)
    return f"{module}_torch.{function}"


def cases(check: str, **needs: bool) -> pytest.MarkDecorator:
    """Parametrise over all functions that have what a check needs."""
    names = [name for name in FUNCTIONS if (name, check) not in EXEMPT]
    if needs.get("float_array"):
        names = [
            n for n in names if any(p.is_float_array for p in parameters(FUNCTIONS[n]))
        ]
    if needs.get("array"):
        names = [n for n in names if any(p.array for p in parameters(FUNCTIONS[n]))]
    if needs.get("torch_alone"):
        names = [n for n in names if is_torch(n)]
    return pytest.mark.parametrize("name", names)


def attempt(
    function: Callable[..., Any], arguments: dict[str, Any]
) -> tuple[Any, str | None]:
    """Call a function; return its result, or the message of its ValueError."""
    try:
        return function(**arguments), None
    except ValueError as error:
        return None, str(error)


def floats(name: str, result: object) -> list[tuple[Parameter, object]]:
    """Pair what a function returned with its documentation, floating point only."""
    results = result if isinstance(result, tuple) else (result,)
    documented = section(FUNCTIONS[name], "Returns")
    assert len(documented) == len(results), "document every returned value"
    return [
        (parameter, value)
        for parameter, value in zip(documented, results, strict=True)
        if parameter.is_float_array
    ]


def test_there_are_functions_and_every_exemption_names_one():
    assert len(FUNCTIONS) > 20
    assert {name for name, _ in EXEMPT} <= set(FUNCTIONS)


def test_nothing_public_escapes_the_suite():
    assert not other_public_callables(), "teach tests/contract.py about them"


@cases("documented")
def test_returns_what_its_docstring_says(name):
    function = FUNCTIONS[name]
    sizes = complete_sizes(function, SIZES)
    result = function(**make(function))
    results = result if isinstance(result, tuple) else (result,)
    documented = section(function, "Returns")
    assert len(documented) == len(results), "document every returned value"
    for parameter, value in zip(documented, results, strict=True):
        parameter.check(function)
        if parameter.array:
            assert tuple(value.shape) == parameter.shape(sizes), parameter.name
            holder = torch.Tensor if is_torch(name) else np.ndarray | np.generic
            assert isinstance(value, holder), parameter.name
        for array in flatten(value):
            assert np.isfinite(array).all(), parameter.name


@pytest.mark.parametrize("dtype", FLOATS)
@cases("dtype", float_array=True)
def test_keeps_the_dtype(name, dtype):
    keeps_the_dtype(name, dtype)


@cases("dtype", float_array=True, torch_alone=True)
def test_keeps_bfloat16(name):
    keeps_the_dtype(name, "bfloat16")


def keeps_the_dtype(name: str, dtype: str) -> None:
    function = FUNCTIONS[name]
    result, refusal = attempt(function, make(function, dtype=dtype))
    if refusal:  # half precision is not for everything
        assert dtype.endswith("float16"), refusal
        assert re.search(rf"expected.*float.*got.*{dtype}", refusal), refusal
        return
    for parameter, value in floats(name, result):
        assert str(value.dtype).removeprefix("torch.") == dtype, parameter.name


@cases("unchanged", array=True)
def test_never_modifies_its_inputs(name):
    function = FUNCTIONS[name]
    arguments = make(function)  # NumPy arrays among them are read-only
    before = [
        flatten(value)[0].copy() for value in arguments.values() if is_array(value)
    ]
    _, refusal = attempt(function, arguments)
    assert not refusal, f"{name} modifies an input: {refusal}"
    after = [flatten(value)[0] for value in arguments.values() if is_array(value)]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new, err_msg=f"{name} modifies an input")


def is_array(value: object) -> bool:
    return isinstance(value, np.ndarray | torch.Tensor)


@cases("strides", array=True)
def test_does_not_care_how_memory_is_laid_out(name):
    function = FUNCTIONS[name]
    expected = flatten(function(**make(function)))
    spread = {
        key: spread_out(value) if is_array(value) else value
        for key, value in make(function).items()
    }
    for result, wanted in zip(flatten(function(**spread)), expected, strict=True):
        np.testing.assert_allclose(result, wanted, rtol=1e-12, atol=1e-12)


def spread_out(value):
    """Copy a value into every second place of a larger one, axes in reversed order."""
    if value.ndim == 0:
        return value
    shape = tuple(2 * length for length in reversed(value.shape))
    empty = value.new_zeros(shape) if is_tensor(value) else np.zeros(shape, value.dtype)
    view = empty[(slice(None, None, 2),) * value.ndim]
    view = view.permute(*reversed(range(value.ndim))) if is_tensor(value) else view.T
    view[...] = value
    return view


def is_tensor(value: object) -> bool:
    return isinstance(value, torch.Tensor)


@cases("seed")
def test_same_seed_same_result(name):
    function = FUNCTIONS[name]
    runs = [flatten(function(**make(function, seed=3))) for _ in range(2)]
    for first, second in zip(*runs, strict=True):
        np.testing.assert_array_equal(first, second)


@cases("nan", float_array=True)
def test_nan_is_refused_or_stays_visible(name):
    function = FUNCTIONS[name]
    for parameter in parameters(function):
        if not parameter.is_float_array:
            continue
        arguments = make(function)
        value = arguments[parameter.name]
        poisoned = value.clone() if is_tensor(value) else value.copy()
        poisoned[(0,) * poisoned.ndim] = float("nan")
        result, refusal = attempt(function, arguments | {parameter.name: poisoned})
        if not refusal:
            assert any(np.isnan(a).any() for a in flatten(result)), parameter.name


@pytest.mark.parametrize("axis", ["n", "m"])
@cases("empty", array=True)
def test_nothing_in_gives_nothing_out_or_is_refused(name, axis):
    function = FUNCTIONS[name]
    sizes = SIZES | {axis: 0}
    result, refusal = attempt(function, make(function, sizes=sizes))
    if refusal:
        assert "expected" in refusal
        return
    results = result if isinstance(result, tuple) else (result,)
    for parameter, value in zip(section(function, "Returns"), results, strict=True):
        if parameter.array:
            shape = parameter.shape(complete_sizes(function, sizes))
            assert tuple(value.shape) == shape, parameter.name
        for array in flatten(value):
            assert np.isfinite(array).all(), parameter.name


@pytest.mark.parametrize("constant", [False, True])
@cases("one", array=True)
def test_axes_of_length_one_and_ties_are_no_trouble(name, constant):
    function = FUNCTIONS[name]
    for sizes in (dict.fromkeys(SIZES, 1), SIZES):
        arguments = make(function, sizes=sizes, constant=constant)
        result, refusal = attempt(function, arguments)
        if refusal:
            assert "expected" in refusal
            continue
        for array in flatten(result):
            assert not np.isnan(array).any()


@cases("shape", array=True)
def test_a_wrong_shape_is_refused_with_a_clear_message(name):
    function = FUNCTIONS[name]
    for parameter_name, value in wrong_shapes(name):
        _, refusal = attempt(function, make(function) | {parameter_name: value})
        took = f"{name} took {parameter_name} of shape {tuple(value.shape)}"
        assert refusal, f"{took}: raise ValueError('expected …, got …')"
        clear = re.search(r"expected(.|\n)*got", refusal)
        assert clear, f"{took} and said: {refusal} (say 'expected …, got …')"


def wrong_shapes(name: str) -> Iterator[tuple[str, Any]]:
    """Make one array at a time wrong: an axis too many, one too long, one of length 1.

    Only an axis that another argument shares has a length that can be wrong.
    """
    asked = parameters(FUNCTIONS[name])
    for parameter in (p for p in asked if p.array):
        value = make(FUNCTIONS[name])[parameter.name]
        if "..." not in parameter.axes:
            yield parameter.name, value[None]
            yield parameter.name, value[..., None]
        others = [p for p in asked if p is not parameter]
        for position, axis in enumerate(parameter.axes):
            if any(axis in (*other.axes, other.name) for other in others):
                yield parameter.name, longer(value, position)
                yield parameter.name, first_alone(value, position)


def longer(value, axis):
    """Repeat the last entry along one axis, so that it is longer by one."""
    last = value[(slice(None),) * axis + (slice(-1, None),)]
    join = torch.cat if is_tensor(value) else np.concatenate
    return join([value, last], axis)


def first_alone(value, axis):
    """Keep one entry along an axis: the length that NumPy broadcasts."""
    return value[(slice(None),) * axis + (slice(1),)]


def needs_generator(name: str) -> bool:
    return any(p.spec.endswith("Generator") for p in parameters(FUNCTIONS[name]))


TWINS = [name for name in FUNCTIONS if twin(name) in FUNCTIONS]


@pytest.mark.parametrize("name", TWINS)
def test_numpy_and_torch_take_the_same_arguments(name):
    by_hand = list(inspect.signature(FUNCTIONS[name]).parameters)
    with_torch = list(inspect.signature(FUNCTIONS[twin(name)]).parameters)
    # Each library's own name for its source of randomness.
    assert [{"rng": "generator"}.get(p, p) for p in by_hand] == with_torch


@pytest.mark.parametrize("name", [name for name in TWINS if not needs_generator(name)])
def test_numpy_and_torch_agree(name, device):
    arguments = make(FUNCTIONS[name])
    by_hand = FUNCTIONS[name](**arguments)
    with_torch = FUNCTIONS[twin(name)](**to_torch(arguments, device))
    for wanted, result in zip(flatten(by_hand), flatten(with_torch), strict=True):
        np.testing.assert_allclose(result, wanted, rtol=1e-7, atol=1e-12)
    results = with_torch if isinstance(with_torch, tuple) else (with_torch,)
    for result in filter(is_tensor, results):
        assert result.device.type == device.type


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n.endswith("_backward")])
def test_gradients_by_hand_equal_autograd(name):
    """The forward function's twin is differentiated; names tell what belongs where."""
    forward = FUNCTIONS[twin(name.removesuffix("_backward"))]
    inputs = to_torch(make(FUNCTIONS[name.removesuffix("_backward")]))
    known = dict(inputs)
    for value in (v for v in inputs.values() if is_tensor(v) and v.is_floating_point()):
        value.requires_grad_()
    output = forward(**inputs)
    known[section(forward, "Returns")[0].name] = output
    upstream = (
        torch.ones_like(output).cumsum(dim=0) if output.ndim else torch.tensor(3.0)
    )
    upstream = upstream.to(output.dtype)

    _, *asked = parameters(FUNCTIONS[name])
    arguments = [flatten(known[p.name])[0] for p in asked]
    by_hand = flatten(FUNCTIONS[name](upstream.numpy(), *arguments))
    for parameter, result in zip(
        section(FUNCTIONS[name], "Returns"), by_hand, strict=True
    ):
        differentiated = inputs[re.sub("^d", "", parameter.name)]
        (wanted,) = torch.autograd.grad(
            output, differentiated, upstream, retain_graph=True
        )
        np.testing.assert_allclose(result, wanted.numpy(), rtol=1e-7, atol=1e-12)


def test_every_function_stands_beside_its_twin():
    for name in FUNCTIONS:
        if is_torch(name):
            assert name.replace("_torch.", ".") in FUNCTIONS, (
                f"{name} has no NumPy twin"
            )
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
