"""docs/attention/bert.md: what is refused, rows without tokens, no row at all."""

import numpy as np
import pytest
import torch

from mlnotes.attention.bert import bert, bert_for_pretraining, count_parameters
from mlnotes.attention.bert_torch import Bert, BertForPreTraining
from tests.attention.toy_bert import make, make_rows, to_arrays


@pytest.fixture
def rows():
    return [tensor.numpy() for tensor in make_rows()]


def test_missing_and_extra_weights_and_wrong_shapes_are_refused(rows):
    weights = to_arrays(make())
    for name, value in weights.items():
        lacking = {key: w for key, w in weights.items() if key != name}
        with pytest.raises(ValueError, match=r"expected tokens \(c|missing.*"):
            bert_for_pretraining(*rows, lacking, 2)
        for wrong in (value[None], value[..., :-1]):
            with pytest.raises(ValueError, match=r"expected.*got"):
                bert_for_pretraining(*rows, weights | {name: wrong}, 2)
    lacking = {n: w for n, w in weights.items() if n != "next_sentence.bias"}
    with pytest.raises(ValueError, match=r"missing \['next_sentence.bias'\], extra"):
        bert_for_pretraining(*rows, lacking, 2)
    with pytest.raises(ValueError, match=r"missing \[\], extra \['more'\]"):
        bert_for_pretraining(*rows, weights | {"more": np.ones(2)}, 2)
    with pytest.raises(ValueError, match=r"expected norm.bias \(14,\), got \(3,\)"):
        bert_for_pretraining(*rows, weights | {"norm.bias": np.ones(3)}, 2)
    for function, other in ((bert, make()), (bert_for_pretraining, make().bert)):
        with pytest.raises(ValueError, match=r"expected tokens \(c, d\)"):
            function(*rows, to_arrays(other), 2)


def test_other_dtypes_and_heads_that_do_not_divide_the_width_are_refused(rows):
    weights = to_arrays(make())
    mixed = weights | {"bias": weights["bias"].astype("float32")}
    whole = {name: value.astype(int) for name, value in weights.items()}
    for wrong in (mixed, whole):
        with pytest.raises(ValueError, match=r"one floating dtype, got \["):
            bert_for_pretraining(*rows, wrong, 2)
    for h in (0, 3):
        with pytest.raises(ValueError, match=rf"h = {h} divides, got 14"):
            bert_for_pretraining(*rows, weights, h)


def test_longer_rows_than_there_are_places_are_refused(rows):
    model = make(max_len=10)
    with pytest.raises(ValueError, match="expected 1 to at most 10 tokens, got 11"):
        model(*make_rows())
    with pytest.raises(ValueError, match="expected 1 to at most 10 tokens, got 11"):
        bert_for_pretraining(*rows, to_arrays(model), 2)


def test_a_row_may_be_as_long_as_there_are_places(rows):
    model = make(max_len=11)
    s, _ = model(*make_rows())
    by_hand, _ = bert_for_pretraining(*rows, to_arrays(model), 2)
    np.testing.assert_allclose(by_hand, s.detach(), rtol=0, atol=1e-10)


def test_sizes_below_one_are_refused():
    sizes = {"c": 7, "d": 6, "h": 2, "d_ff": 5, "layers": 1, "max_len": 3}
    for name in sizes:
        with pytest.raises(ValueError, match=r"expected .*got"):
            Bert(**sizes | {name: 0})
        if name != "h":
            counted = {key: value for key, value in sizes.items() if key != "h"}
            with pytest.raises(ValueError, match=r"expected c, d, .* >= 1, got"):
                count_parameters(**counted | {name: 0})


def test_no_row_gives_no_scores(rows):
    model = make()
    s, s_next = model(*(tensor[:0] for tensor in make_rows()))
    assert (s.shape, s_next.shape) == ((0, 11, 23), (0, 2))
    none = [array[:0] for array in rows]
    s, s_next = bert_for_pretraining(*none, to_arrays(model), 2)
    assert (s.shape, s_next.shape) == ((0, 11, 23), (0, 2))


def test_a_row_of_padding_alone_is_finite(rows):
    model = make()
    X, segments, mask = make_rows()
    mask[1] = False
    results = model(X, segments, mask)
    arrays = [X.numpy(), segments.numpy(), mask.numpy()]
    by_hand = bert_for_pretraining(*arrays, to_arrays(model), 2)
    for one, two in zip(by_hand, results, strict=True):
        assert two.isfinite().all()
        np.testing.assert_allclose(one, two.detach(), rtol=0, atol=1e-10)


def test_inputs_and_weights_are_not_changed(rows):
    weights = to_arrays(make())
    before = {name: value.copy() for name, value in weights.items()}
    copies = [array.copy() for array in rows]
    for array in (*rows, *weights.values()):
        array.flags.writeable = False
    bert_for_pretraining(*rows, weights, 2)
    assert all(np.array_equal(weights[name], before[name]) for name in weights)
    assert all(map(np.array_equal, rows, copies))


def test_weights_start_small_and_biases_at_zero():
    """Deviation 0.02; the heads' too."""
    torch.manual_seed(0)
    model = BertForPreTraining(Bert(500, 60, 2, 70, 2))
    for name, parameter in model.named_parameters():
        if parameter.ndim > 1 and parameter.numel() > 3000:
            assert parameter.std().item() == pytest.approx(0.02, rel=0.1), name
        elif name.endswith("bias"):
            assert not parameter.any()
        elif parameter.ndim == 1:
            assert (parameter == 1).all()


BAD = [
    ({"X": lambda x: x[0]}, r"expected X, segments and a bool mask, all \(n, t\), got"),
    ({"segments": lambda x: x[:2]}, "expected X, segments and a bool mask"),
    ({"mask": lambda x: x[:, :4]}, "expected X, segments and a bool mask"),
    ({"mask": lambda x: x * 1}, "mask.*int64"),
    ({"X": lambda x: x * 1.0}, "expected .*ids.* got .*float32"),
    ({"X": lambda x: x + 20}, r"expected ids in \[0, 23\), got"),
    ({"X": lambda x: x - 1}, r"expected ids in \[0, 23\), got"),
    ({"segments": lambda x: x + 1}, r"expected ids in \[0, 2\), got 1 to 2"),
    (dict.fromkeys(("X", "segments", "mask"), lambda x: x[:, :0]), "at most 13.*got 0"),
]


@pytest.mark.parametrize(("changes", "match"), BAD)
def test_rows_that_do_not_fit_are_refused(changes, match):
    model, rows = make(), dict(zip(("X", "segments", "mask"), make_rows(), strict=True))
    rows |= {name: change(rows[name]) for name, change in changes.items()}
    for module in (model, model.bert):
        with pytest.raises(ValueError, match=match):
            module(*rows.values())
    for function, module in (
        (bert, model.bert),
        (bert_for_pretraining, model),
    ):
        with pytest.raises(ValueError, match=match):
            function(*(row.numpy() for row in rows.values()), to_arrays(module), 2)
