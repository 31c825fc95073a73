"""What every public function of mlnotes keeps to, NumPy and PyTorch alike.

A function joins by being public: its docstring says which arguments it takes.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from tests.contract import (
    FUNCTIONS,
    OTHERS,
    SIZES,
    Parameter,
    attempt,
    complete_sizes,
    flatten,
    is_array,
    is_tensor,
    is_torch,
    make,
    parameters,
    section,
)
from tests.exemptions import EXEMPT


def names(check: str, *, array: bool = False, float_array: bool = False) -> list[str]:
    """Name the functions that have what a check needs and are not exempt from it."""
    return [
        name
        for name, function in FUNCTIONS.items()
        if (name, check) not in EXEMPT
        and (not array or any(p.array for p in parameters(function)))
        and (not float_array or any(p.is_float_array for p in parameters(function)))
    ]


def cases(check: str, **needs: bool) -> pytest.MarkDecorator:
    """Parametrise over all functions that have what a check needs."""
    return pytest.mark.parametrize("name", names(check, **needs))


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
    assert {name for name, _ in EXEMPT} <= {*FUNCTIONS, *OTHERS}


def test_nothing_public_escapes_the_suite():
    escaped = [name for name in OTHERS if (name, "suite") not in EXEMPT]
    assert not escaped, "teach tests/contract.py about them"


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


FLOATS = ("float16", "float32", "float64")


@cases("dtype", float_array=True)
def test_keeps_the_dtype(name):
    function = FUNCTIONS[name]
    for dtype in (*FLOATS, *(["bfloat16"] if is_torch(name) else [])):
        result, refusal = attempt(function, make(function, dtype=dtype))
        if refusal:  # half precision is not for everything
            assert dtype.endswith("float16"), refusal
            assert re.search(rf"expected.*float.*got.*{dtype}", refusal), refusal
            continue
        for parameter, value in floats(name, result):
            kept = str(value.dtype).removeprefix("torch.") == dtype
            assert kept, f"{parameter.name} is {value.dtype}, given {dtype}"


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


@cases("empty", array=True)
def test_nothing_in_gives_nothing_out_or_is_refused(name):
    function = FUNCTIONS[name]
    for axis in ("n", "m"):
        sizes = SIZES | {axis: 0}
        result, refusal = attempt(function, make(function, sizes=sizes))
        if refusal:
            assert "expected" in refusal
            continue
        results = result if isinstance(result, tuple) else (result,)
        for parameter, value in zip(section(function, "Returns"), results, strict=True):
            case = f"{parameter.name}, no {axis}"
            if parameter.array:
                shape = parameter.shape(complete_sizes(function, sizes))
                assert tuple(value.shape) == shape, case
            for array in flatten(value):
                assert np.isfinite(array).all(), case


@cases("one", array=True)
def test_axes_of_length_one_and_ties_are_no_trouble(name):
    function = FUNCTIONS[name]
    for sizes in (dict.fromkeys(SIZES, 1), SIZES):
        for constant in (False, True):
            arguments = make(function, sizes=sizes, constant=constant)
            result, refusal = attempt(function, arguments)
            if refusal:
                assert "expected" in refusal
                continue
            for array in flatten(result):
                assert not np.isnan(array).any(), (sizes, constant)


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
