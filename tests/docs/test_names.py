"""The names on docs/names.md exist, and what is said to load does load."""

import inspect
import re
from importlib import import_module
from typing import Any

import pytest
import torch

from site_tools.blocks import ROOT

PAGE = (ROOT / "docs" / "names.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Cells of the table below a heading."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def find(name: str) -> Any:
    module, attribute = name.rsplit(".", 1)
    return getattr(import_module(module), attribute)


MODULES = {ours: theirs for ours, _, theirs in table("Modules")}
# Arguments for both; the others take the same ones.
ARGUMENTS = {"Dropout": (0.1,), "BatchNorm": (5,), "LayerNorm": (5,)}
ARGUMENTS |= {"EncoderLayer": (12, 3, 20), "DecoderLayer": (12, 3, 20)}
ARGUMENTS |= {"MultiHeadAttention": (12, 3)}


@pytest.mark.parametrize("ours", MODULES)
def test_modules_have_the_parameters_of_pytorchs(ours):
    (path,), (theirs,) = names(ours), names(MODULES[ours])
    name = path.rsplit(".", 1)[1]
    if name in ("Encoder", "Decoder"):
        layer = getattr(torch.nn, f"Transformer{name}Layer")
        stack = {"Encoder": {"enable_nested_tensor": False}}.get(name, {})
        reference = find(theirs)(layer(12, 3, 20), 2, **stack)
        mine = find(f"mlnotes.{path}")(2, 12, 3, 20)
    else:
        arguments = ARGUMENTS.get(name, (5, 7))
        reference = find(theirs)(*arguments)
        mine = find(f"mlnotes.{path}")(*arguments)
    mine.load_state_dict(reference.state_dict())
    reference.load_state_dict(mine.state_dict())
    for key, value in reference.state_dict().items():
        assert torch.equal(mine.state_dict()[key], value)


def test_every_module_of_pytorch_that_ours_rebuild_is_listed():
    listed = {names(cell)[0] for cell in MODULES.values()}
    assert "torch.nn.Transformer" not in listed
    assert len(listed) == len(MODULES) == 11


@pytest.mark.parametrize("row", table("Functions"), ids=lambda row: row[0])
def test_functions_exist_on_both_sides(row):
    ours, _, theirs = row
    assert callable(find(f"mlnotes.{names(ours)[0]}"))
    if theirs == "none":
        return
    for name in names(theirs):
        if name.startswith("torch."):
            holder, attribute = name.rsplit(".", 1)
            where = find(holder) if holder.count(".") > 1 else torch
            assert callable(getattr(where, attribute))


def test_sizes_are_arguments_of_these_names():
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertSelfAttention

    config = BertConfig(hidden_size=12, num_attention_heads=3)
    given = inspect.signature(torch.nn.Transformer).parameters
    attention = torch.nn.MultiheadAttention(12, 3)
    for ours, _, theirs, hugging_face in table("Sizes and switches"):
        for name in names(theirs):
            assert name in given or hasattr(attention, name), ours
        for name in names(hugging_face):
            assert hasattr(config, name) or hasattr(BertSelfAttention(config), name)
    assert config.layer_norm_eps == 1e-12
    assert given["layer_norm_eps"].default == 1e-5


def test_parameters_of_a_layer_have_these_names():
    from transformers import BertConfig, BertModel

    sizes = {"hidden_size": 12, "num_attention_heads": 3, "intermediate_size": 20}
    theirs = BertModel(BertConfig(num_hidden_layers=1, vocab_size=7, **sizes))
    ours = find("mlnotes.attention.transformer_decoder_torch.DecoderLayer")(12, 3, 20)
    states = ours.state_dict(), theirs.encoder.layer[0].state_dict()
    for row in table("Parameters of a layer"):
        for cell, state in zip(row[1:], states, strict=True):
            for name in names(cell):
                assert any(key.startswith(name) for key in state), name


def test_masks_are_arguments_of_these_names():
    from transformers import BertModel

    for where, arguments, _ in table("Masks"):
        if where == "ours":
            continue  # checked in use by tests/attention/test_masks_pytorch.py
        called = find(*names(where)) if names(where) else BertModel
        known = (
            [*inspect.signature(called.forward).parameters]
            if (inspect.isclass(called))
            else re.findall(r"\w+", called.__doc__)
        )
        for name in names(arguments):
            assert any(argument.endswith(name) for argument in known), (where, name)
