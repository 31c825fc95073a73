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
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows[2:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def find(name: str) -> Any:
    """Whatever has this name; PyTorch's are shortened as on the page."""
    name = re.sub("^F[.]", "torch.nn.functional.", re.sub("^nn[.]", "torch.nn.", name))
    if name.startswith("torch."):
        return eval(name, {"torch": torch})
    module, attribute = name.rsplit(".", 1)
    return getattr(import_module(module), attribute)


def our(cell: str, suffix: str = "") -> Any:
    """The class or function that a linked name means, from the module of its page."""
    name, chapter, page = re.fullmatch(
        r"\[`(\w+)`\]\((\w+)/([\w-]+)\.md\)", cell
    ).groups()
    stem = page.replace("-", "_")
    return find(f"mlnotes.{chapter}.{stem}{suffix}.{name}")


MODULES = {ours: theirs for ours, theirs, _ in table("Modules")}
# Arguments for both; the others take the same ones.
ARGUMENTS = {"Dropout": (0.1,), "BatchNorm": (5,), "LayerNorm": (5,)}
ARGUMENTS |= {"EncoderLayer": (12, 3, 20), "DecoderLayer": (12, 3, 20)}
ARGUMENTS |= {"MultiHeadAttention": (12, 3)}


@pytest.mark.parametrize("ours", MODULES)
def test_modules_have_the_parameters_of_pytorchs(ours):
    kind, (theirs,) = our(ours, "_torch"), names(MODULES[ours])
    name = kind.__name__
    if name in ("Encoder", "Decoder"):
        layer = getattr(torch.nn, f"Transformer{name}Layer")
        stack = {"Encoder": {"enable_nested_tensor": False}}.get(name, {})
        reference = find(theirs)(layer(12, 3, 20), 2, **stack)
        mine = kind(2, 12, 3, 20)
    else:
        arguments = ARGUMENTS.get(name, (5, 7))
        reference, mine = find(theirs)(*arguments), kind(*arguments)
    mine.load_state_dict(reference.state_dict())
    reference.load_state_dict(mine.state_dict())
    for key, value in reference.state_dict().items():
        assert torch.equal(mine.state_dict()[key], value)


def test_every_module_of_pytorch_that_ours_rebuild_is_listed():
    listed = {names(cell)[0] for cell in MODULES.values()}
    assert "nn.Transformer" not in listed
    assert len(listed) == len(MODULES) == 11


def test_a_whole_transformer_has_the_same_names_with_norms_first():
    theirs = torch.nn.Transformer(12, 2, 1, 1, 20, batch_first=True).state_dict()
    for norm_first in (True, False):
        ours = our("[`Transformer`](attention/transformer.md)", "_torch")(
            7, 7, 12, 3, 20, 1, norm_first=norm_first
        )
        coded = ("encoder.", "decoder.")
        inside = {n for n in ours.state_dict() if n.startswith(coded)}
        last = {n for n in theirs if ".norm." in n}
        assert len(last) == 4
        assert inside == (theirs.keys() if norm_first else theirs.keys() - last)


@pytest.mark.parametrize("ours", [o for o in MODULES if "sequences" in o or "att" in o])
def test_pytorchs_take_time_first_unless_told(ours):
    kind = find(names(MODULES[ours])[0])
    if kind in (torch.nn.TransformerEncoder, torch.nn.TransformerDecoder):
        return  # as their layers
    name = our(ours, "_torch").__name__
    assert (
        kind(*ARGUMENTS.get(name, (5, 7))).__dict__.get("batch_first", False) is False
    )
    assert kind(*ARGUMENTS.get(name, (5, 7)), batch_first=True)


@pytest.mark.parametrize("row", table("Functions"), ids=lambda row: row[0])
def test_functions_exist_on_both_sides(row):
    ours, theirs, _ = row
    assert callable(our(ours))
    assert callable(our(ours, "_torch"))
    for name in names(theirs):
        if name in ("linear1", "linear2"):
            assert hasattr(torch.nn.TransformerEncoderLayer(12, 3), name)
        else:
            assert callable(find(name))


def test_sizes_are_arguments_of_these_names():
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertSelfAttention

    config = BertConfig(hidden_size=12, num_attention_heads=3)
    given = inspect.signature(torch.nn.Transformer).parameters
    attention = torch.nn.MultiheadAttention(12, 3)
    mine = set()
    for page in ("Encoder", "EncoderLayer", "Transformer", "Bert"):
        stem = "transformer-encoder" if page.startswith("Enc") else page.lower()
        kind = our(f"[`{page}`](attention/{stem}.md)", "_torch")
        mine |= inspect.signature(kind).parameters.keys()
    for ours, _, theirs, hugging_face in table("Sizes and switches"):
        assert {*names(ours)} - {"d // h"} <= mine, ours
        for cell, where, parts in (
            (theirs, given, attention),
            (hugging_face, vars(config), BertSelfAttention(config)),
        ):
            for name in names(cell):
                inner = cell.startswith("none")
                assert hasattr(parts, name) if inner else name in where, name
    assert (
        attention.head_dim == BertSelfAttention(config).attention_head_size == 12 // 3
    )
    assert config.layer_norm_eps == 1e-12
    assert given["layer_norm_eps"].default == 1e-5
    assert given["norm_first"].default is False


ROWS = {"first": 0, "next": 1, "last": 2}


def test_parameters_of_a_layer_are_those_of_the_same_row():
    """Other numbers for each parameter; loaded, and compared by the table."""
    from transformers import BertConfig, BertForPreTraining

    sizes = {"hidden_size": 12, "num_attention_heads": 3, "intermediate_size": 20}
    sizes |= {"vocab_size": 7, "max_position_embeddings": 8}
    theirs = BertForPreTraining(BertConfig(num_hidden_layers=1, **sizes))
    for parameter in theirs.parameters():
        torch.nn.init.normal_(parameter)
    bert = import_module("mlnotes.attention.bert_torch")
    model = bert.BertForPreTraining(bert.Bert(7, 12, 3, 20, 1, 8))
    bert.load_hf_state_dict(model, theirs.state_dict())
    mine = model.bert.encoder.layers[0].state_dict()
    other, compared = theirs.bert.encoder.layer[0].state_dict(), set()
    for row in table("Parameters of a layer"):
        ours, their_names = names(row[1]), names(row[2])
        if row[2] == "none":
            layer = our("[`DecoderLayer`](attention/transformer-decoder.md)", "_torch")
            assert all(hasattr(layer(12, 3, 20), name) for name in ours)
            continue
        if row[0] == "LayerNorm":
            kinds = ("weight", "bias")
            ours = [f"{name}.{kind}" for name in ours for kind in kinds]
            their_names = [f"{name}.{kind}" for name in their_names for kind in kinds]
        third = [ROWS[word] for word in row[1].split() if word in ROWS]
        for place, name in enumerate(their_names):
            if ours[0].startswith("self_attn.in_proj"):
                part = third[0] if third else place
                wanted = mine[ours[0]][12 * part : 12 * (part + 1)]
            else:
                wanted = mine[ours[place]]
            assert torch.equal(other[name], wanted), name
            compared.add(name)
    assert compared == other.keys()


def test_masks_are_arguments_of_these_names():
    from transformers import BertModel

    for _, arguments, of in table("Masks"):
        if of == "ours":
            continue  # checked in use by tests/attention/test_masks_pytorch.py
        called = find(*names(of)) if names(of) else BertModel
        known = (
            [*inspect.signature(called.forward).parameters]
            if inspect.isclass(called)
            else re.findall(r"\w+", called.__doc__)
        )
        assert {*names(arguments)} <= {*known}, of


@pytest.mark.parametrize("row", table("Masks")[3:5], ids=lambda row: row[2])
def test_true_means_what_the_table_says(row):
    """The mask is True for the last key alone, then for all but the last."""
    torch.manual_seed(0)
    X, Z, other = (torch.randn(1, t, 12) for t in (4, 5, 1))
    options = {"dropout": 0.0, "batch_first": True}
    encoder = torch.nn.TransformerEncoderLayer(12, 3, 20, **options)
    decoder = torch.nn.TransformerDecoderLayer(12, 3, 20, **options)
    calls = {
        "src": (encoder, X),
        "tgt": (lambda Y, **masks: decoder(Y, Z, **masks), X),
        "memory": (lambda memory, **masks: decoder(X, memory, **masks), Z),
    }
    meaning, arguments, _ = row
    for name in names(arguments):
        call, keys = calls[name.split("_")[0]]
        changed = torch.cat([keys[:, :-1], other], dim=1)
        s = keys.shape[1]
        mask = (torch.arange(s) == s - 1).expand(1 if "key" in name else 4, s)
        for given, means in ((mask, meaning), (~mask, "not: " + meaning)):
            first, then = (call(k, **{name: given})[0, 0] for k in (keys, changed))
            looked = not torch.allclose(first, then)
            assert looked is (means in ("may be looked at", "not: is left out")), name
