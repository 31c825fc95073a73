"""Read a public function's docstring and make arguments for it.

The grammar of a parameter is ``name : kind, shape (n, d)``; docs/about/contributing.md
lists the kinds. Every axis letter gets its own prime, so a swapped axis cannot pass.
"""

import functools
import importlib
import inspect
import math
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np
import pytest
import torch

import mlnotes
from tests.exemptions import EXEMPT

# The letters of docs/notation.md, and the sides of a picture.
SIZES = {"m": 2, "c": 3, "d": 5, "n": 7, "height": 11, "width": 13}
SIZES |= {"k": 17, "b": 19, "t": 23, "s": 29, "h": 31}
SIZES |= {"d_k": 37, "d_v": 41, "d_q": 43, "d_ff": 47}
SIZES |= {"channels": 3, "filters": 17, "kernel_height": 2, "kernel_width": 5}
LEADING = (7,)  # stands for `...`
ARRAY = re.compile(
    r"(?P<kind>float|int|bool|image|probability|one-hot) (?P<holder>array|tensor)"
    r"(?: in (?P<values>[\[{(][^\])}]*[\])}]))?, shape \((?P<axes>.*)\)$"
)
SCALAR = re.compile(
    r"(?P<kind>float|int) in [\[(](?P<low>[^,]+), (?P<high>[^\])]+)[\])]$"
)
LIST = re.compile(
    r"list of int in [\[(](?P<low>[^,]+), (?P<high>[^\])]+)[\])], "
    r"length (?P<length>\w+)$"
)
# Weights that every time step, or every head, multiplies with: large ones would enlarge
# all rounding.
RECURRENT = re.compile(
    r"float (array|tensor), shape \((\d ?\* ?)?(h, h|h \* d_k, h \* d_k)\)$"
)
OTHER = re.compile(r"(numpy\.random|torch)\.Generator$|callable \(.*\) -> \(.*\)$")
PICTURES = re.compile(r"list of \(PIL\.Image\.Image, int\), length (?P<length>\w+)$")
SENTENCES = re.compile(
    r"list of (?P<label>\(int, )?list of int\)?, length (?P<length>\w+)$"
)


@dataclass
class Parameter:
    """One documented parameter or return value."""

    name: str
    spec: str
    array: re.Match[str] | None = field(init=False)
    scalar: re.Match[str] | None = field(init=False)

    def __post_init__(self) -> None:
        self.array = ARRAY.match(self.spec)
        self.scalar = SCALAR.match(self.spec)

    def check(self, function: Callable[..., Any]) -> None:
        """Refuse what is not in the grammar, so that nothing goes unchecked."""
        spec, where = self.spec.removesuffix(", optional"), function.__qualname__
        kinds = (ARRAY, SCALAR, LIST, OTHER, PICTURES, SENTENCES)
        known = any(kind.match(spec) for kind in kinds)
        assert known, (
            f"{where}: `{self.name} : {spec}` is no kind of parameter that "
            "docs/about/contributing.md lists"
        )
        for letter in re.findall(r"\b[a-z]\b", ",".join(self.axes)):
            assert letter in {*SIZES, *inspect.signature(function).parameters}, (
                f"{where}: {self.name} has an axis {letter}, which docs/notation.md "
                "does not name"
            )

    @property
    def is_float_array(self) -> bool:
        return self.array is not None and self.array["kind"] not in ("int", "bool")

    @functools.cached_property
    def axes(self) -> list[str]:
        """Axis expressions; `...` included."""
        if self.array is None:
            return []
        return [axis.strip() for axis in self.array["axes"].split(",") if axis.strip()]

    def shape(self, sizes: dict[str, int]) -> tuple[int, ...]:
        shape: tuple[int, ...] = ()
        for axis in self.axes:
            shape += LEADING if axis == "..." else (evaluate(axis, sizes),)
        return shape


@functools.cache
def compiled(expression: str) -> CodeType:
    return compile(expression.replace("^", "**").strip(), expression, "eval")


def evaluate(expression: str, sizes: dict[str, Any]) -> Any:
    """Evaluate a length or a bound such as ``d + 1``."""
    return eval(compiled(expression), {"inf": math.inf, **sizes})


@functools.cache
def section(function: Callable[..., Any], title: str) -> list[Parameter]:
    """Parse one section of a NumPy docstring."""
    text = inspect.getdoc(function) or ""
    match = re.search(
        rf"^{title}\n-+\n(.*?)(?=\n\n\w[^\n]*\n-+\n|\Z)", text, re.S | re.M
    )
    if match is None:
        return []
    entries = re.findall(r"^(\w+) : (.+)$", match[1], re.M)
    return [Parameter(name, spec) for name, spec in entries]


def public_callables() -> dict[str, Callable[..., Any]]:
    """Find everything public and callable in the package by its full name."""
    return {
        f"{info.name}.{name}": value
        for info in pkgutil.walk_packages(mlnotes.__path__, "mlnotes.")
        for name, value in vars(importlib.import_module(info.name)).items()
        if callable(value)
        and getattr(value, "__module__", None) == info.name
        and not name.startswith("_")
    }


def is_module(value: object) -> bool:
    """Tell PyTorch modules that can be made without arguments from everything else."""
    if not (inspect.isclass(value) and issubclass(value, torch.nn.Module)):
        return False
    asked = inspect.signature(value).parameters.values()
    return all(parameter.default is not parameter.empty for parameter in asked)


def as_function(module: type[torch.nn.Module]) -> Callable[..., Any]:
    """Make a function of a module: fresh weights of one seed in its input's dtype."""

    @functools.wraps(module.forward)
    def forward(**arguments: Any) -> Any:
        (tensor, *_) = filter(is_tensor, arguments.values())
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return module().to(tensor.device, tensor.dtype)(**arguments)

    _, *inputs = inspect.signature(module.forward).parameters.values()
    forward.__signature__ = inspect.Signature(inputs)
    return forward


def public_functions() -> dict[str, Callable[..., Any]]:
    """Find every public function, and every PyTorch module as its forward function.

    Left out is what takes or holds things that no docstring of one call can describe.
    """
    return {
        name: as_function(value) if is_module(value) else value
        for name, value in public_callables().items()
        if (inspect.isfunction(value) or is_module(value))
        and (name, "suite") not in EXEMPT
    }


@functools.cache
def parameters(function: Callable[..., Any]) -> list[Parameter]:
    """Documented parameters that have no default."""
    signature = inspect.signature(function).parameters
    documented = section(function, "Parameters")
    assert [p.name for p in documented] == list(signature), "document every parameter"
    for parameter in documented:
        parameter.check(function)
    return [p for p in documented if not p.spec.endswith(", optional")]


def complete_sizes(
    function: Callable[..., Any], sizes: dict[str, int]
) -> dict[str, int]:
    """Add the value of every scalar parameter, which may also be an axis."""
    sizes = dict(sizes)
    for parameter in parameters(function):
        if parameter.scalar and parameter.scalar["kind"] == "int":
            low = evaluate(parameter.scalar["low"], sizes)
            high = evaluate(parameter.scalar["high"], sizes)
            sizes[parameter.name] = min(low + 1, high)
    for parameter in parameters(function):
        for axis in parameter.axes:
            if axis.isidentifier():
                sizes.setdefault(axis, 17)
    for side in ("height", "width"):
        kernel = sizes.get("size", sizes[f"kernel_{side}"])
        sizes[f"out_{side}"] = (sizes[side] - kernel) // sizes.get("stride", 1) + 1
    sizes["places"] = sizes["out_height"] * sizes["out_width"]
    sizes["window"] = math.prod(
        sizes[axis] for axis in ("channels", "kernel_height", "kernel_width")
    )
    return sizes


def make(
    function: Callable[..., Any],
    *,
    sizes: dict[str, int] = SIZES,
    dtype: str = "float64",
    constant: bool = False,
    seed: int = 0,
) -> dict[str, Any]:
    """Make read-only arguments for a function, as its docstring asks."""
    rng = np.random.default_rng(seed)
    sizes = complete_sizes(function, sizes)
    arguments: dict[str, Any] = {}
    holder = "array"
    for parameter in parameters(function):
        if parameter.array:
            holder = parameter.array["holder"]
            value = _array(parameter, sizes, rng, dtype, constant)
            arguments[parameter.name] = value
        else:
            arguments[parameter.name] = _other(parameter, sizes, seed)
    if holder == "array":
        return arguments
    tensors = to_torch(arguments)
    if dtype == "bfloat16":
        for name, value in tensors.items():
            if isinstance(value, torch.Tensor) and value.is_floating_point():
                tensors[name] = value.bfloat16()
    return tensors


def _array(
    parameter: Parameter,
    sizes: dict[str, int],
    rng: np.random.Generator,
    dtype: str,
    constant: bool,
) -> np.ndarray:
    assert parameter.array is not None
    shape, kind = parameter.shape(sizes), parameter.array["kind"]
    values = parameter.array["values"]
    value: np.ndarray
    if kind == "bool":
        value = np.ones(shape, bool) if constant else rng.random(shape) < 0.5
    elif kind == "int":
        assert values is not None, f"{parameter.name}: say which integers"
        low, high = (evaluate(v, sizes) for v in values[1:-1].split(","))
        value = rng.integers(low, max(high, low + 1), shape)
        value = np.full(shape, low) if constant else value
    elif values == "{-1, 1}":
        value = np.ones(shape) if constant else rng.choice([-1.0, 1.0], shape)
    elif values == "[0, inf)":
        drawn = np.asarray(np.abs(rng.normal(size=shape)))  # of shape (): an array too
        value = np.full(shape, 0.5) if constant else drawn
    elif kind == "one-hot":
        rows = rng.integers(0, shape[-1], shape[:-1])
        value = np.eye(shape[-1])[np.zeros_like(rows) if constant else rows]
    elif kind == "image":
        value = np.full(shape, 0.5) if constant else rng.uniform(0, 1, shape)
    elif kind == "probability":
        value = np.ones(shape) if constant else rng.uniform(0.1, 1, shape)
        value /= value.sum(axis=-1, keepdims=True)
    else:
        value = np.full(shape, 0.5) if constant else rng.normal(size=shape)
        if RECURRENT.match(parameter.spec):
            value /= shape[1] if constant else math.sqrt(shape[1])
    if parameter.is_float_array:
        value = value.astype("float32" if dtype == "bfloat16" else dtype)
    value.setflags(write=False)
    return value


def _other(parameter: Parameter, sizes: dict[str, int], seed: int) -> Any:
    if parameter.scalar:
        if parameter.scalar["kind"] == "int":
            return sizes[parameter.name]
        low, high = (evaluate(parameter.scalar[end], sizes) for end in ("low", "high"))
        return (low + high) / 2 if math.isfinite(high) else low + 0.5
    if numbers := LIST.match(parameter.spec):
        low, high = (evaluate(numbers[end], sizes) for end in ("low", "high"))
        length = evaluate(numbers["length"], sizes)
        return np.random.default_rng(seed).integers(low, high, length).tolist()
    if pictures := PICTURES.match(parameter.spec):
        return _pictures(evaluate(pictures["length"], sizes), sizes, seed)
    if sentences := SENTENCES.match(parameter.spec):
        return _sentences(sentences, sizes, seed)
    if parameter.spec == "numpy.random.Generator":
        return np.random.default_rng(seed)
    if parameter.spec == "torch.Generator":
        return torch.Generator().manual_seed(seed)
    return lambda value: value


def _pictures(number: int, sizes: dict[str, int], seed: int) -> list[tuple[Any, int]]:
    """Make RGB pictures with labels; Pillow is not everywhere (``make test-gpu``)."""
    image = pytest.importorskip("PIL.Image")
    rng = np.random.default_rng(seed)
    shape = (number, sizes["height"], sizes["width"], 3)
    pixels = rng.integers(0, 256, shape, dtype=np.uint8)
    labels = rng.integers(0, sizes["c"], number).tolist()
    pictures = [image.fromarray(values) for values in pixels]
    return list(zip(pictures, labels, strict=True))


def _sentences(asked: re.Match[str], sizes: dict[str, int], seed: int) -> list[Any]:
    """Make sentences of one to `t` words, as numbers below `c`."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, sizes["t"] + 1, evaluate(asked["length"], sizes))
    sentences = [rng.integers(0, sizes["c"], length).tolist() for length in lengths]
    if asked["label"]:
        return [(int(rng.integers(2)), sentence) for sentence in sentences]
    return sentences


def attempt(
    function: Callable[..., Any], arguments: dict[str, Any]
) -> tuple[Any, str | None]:
    """Call a function; return its result, or the message of its ValueError."""
    try:
        return function(**arguments), None
    except ValueError as error:
        return None, str(error)


def to_torch(
    arguments: dict[str, Any], device: torch.device | str = "cpu"
) -> dict[str, Any]:
    """Turn the arrays among the arguments into tensors of the same dtype."""
    return {
        name: torch.tensor(value, device=device)
        if isinstance(value, np.ndarray)
        else value
        for name, value in arguments.items()
    }


def flatten(result: Any) -> list[np.ndarray]:
    """List everything that a function returned as arrays."""
    if isinstance(result, tuple):
        return [array for part in result for array in flatten(part)]
    if isinstance(result, torch.Tensor):
        result = result.detach().cpu()
        wide = result.double() if result.is_floating_point() else result
        return [wide.numpy()]
    return [np.asarray(result)]


def is_array(value: object) -> bool:
    """Tell arrays and tensors from other arguments."""
    return isinstance(value, np.ndarray | torch.Tensor)


def is_tensor(value: object) -> bool:
    """Tell tensors from arrays."""
    return isinstance(value, torch.Tensor)


def is_torch(name: str) -> bool:
    """Tell PyTorch functions from NumPy ones by their full name."""
    return name.split(".")[-2].endswith("_torch")


def twin(name: str) -> str:
    """Full name of the PyTorch function beside a NumPy function."""
    module, function = name.rsplit(".", 1)
    return f"{module}_torch.{function}"


FUNCTIONS = public_functions()
# Classes, and functions that no docstring of one call can describe.
OTHERS = set(public_callables()) - set(FUNCTIONS)
