"""docs/attention/transformer.md: the forward pass in NumPy, weights from a file."""

import numpy as np
import pytest
import torch

from mlnotes.attention.transformer import (
    check_weights,
    load_weights,
    save_weights,
    transformer,
    weight_shapes,
)
from tests.attention.toy_transformer import make, make_batch, to_arrays

ORDERS = pytest.mark.parametrize("norm_first", [False, True])


@pytest.fixture
def batch():
    return make_batch()


@ORDERS
def test_numpy_with_weights_from_a_file_equals_pytorch(norm_first, batch, tmp_path):
    model = make(norm_first)
    save_weights(tmp_path / "model.npz", to_arrays(model))
    weights = load_weights(tmp_path / "model.npz")
    arrays = [tensor.numpy() for tensor in batch]
    s = transformer(*arrays, weights, 3, norm_first)
    wanted = model(*batch).detach().numpy()
    assert s.dtype == np.float64
    np.testing.assert_allclose(s, wanted, rtol=0, atol=1e-10)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_dtype_of_the_weights_is_kept(dtype, batch, tmp_path):
    model = make(dtype=dtype)
    save_weights(str(tmp_path / "model.npz"), to_arrays(model))
    weights = load_weights(str(tmp_path / "model.npz"))
    s = transformer(*(tensor.numpy() for tensor in batch), weights, 3)
    assert torch.from_numpy(s).dtype == dtype
    wide = make(dtype=dtype).double()(*batch).detach().numpy()
    tolerance = {torch.float32: 1e-5, torch.float16: 3e-2}[dtype]
    np.testing.assert_allclose(s, wide, rtol=0, atol=tolerance)


@ORDERS
def test_names_and_shapes_are_those_of_the_state_dict(norm_first):
    weights = to_arrays(make(norm_first))
    shapes = weight_shapes(11, 13, 12, 17, 2, norm_first)
    assert {name: value.shape for name, value in weights.items()} == shapes
    check_weights(weights, 3, norm_first)


def test_missing_and_extra_weights_and_wrong_shapes_are_refused(batch):
    weights, arrays = to_arrays(make()), [tensor.numpy() for tensor in batch]
    for name, value in weights.items():
        lacking = {key: w for key, w in weights.items() if key != name}
        with pytest.raises(ValueError, match=rf"expected.*{name}.*got|missing.*{name}"):
            transformer(*arrays, lacking, 3)
        longer = np.concatenate([value, value[:1]])
        for wrong in (value[None], value[..., :-1], longer, value[:-1]):
            if name == "source.weight" and wrong.shape[1:] == (12,):
                continue  # another vocabulary
            with pytest.raises(ValueError, match=r"expected.*got.*\("):
                transformer(*arrays, weights | {name: wrong}, 3)
    with pytest.raises(ValueError, match=r"expected.*extra \['decoder.norm.bias'\]"):
        transformer(*arrays, weights | {"decoder.norm.bias": np.ones(12)}, 3)
    with pytest.raises(ValueError, match=r"missing \['decoder.norm.bias', "):
        transformer(*arrays, weights, 3, norm_first=True)


def test_other_dtypes_and_heads_that_do_not_divide_the_width_are_refused(batch):
    weights, arrays = to_arrays(make()), [tensor.numpy() for tensor in batch]
    mixed = weights | {"scores.bias": weights["scores.bias"].astype("float32")}
    with pytest.raises(ValueError, match=r"one floating dtype, got \['float32', 'flo"):
        transformer(*arrays, mixed, 3)
    whole = {name: value.astype(int) for name, value in weights.items()}
    with pytest.raises(ValueError, match=r"floating dtype, got \['int64'\]"):
        transformer(*arrays, whole, 3)
    for h in (0, 5):
        with pytest.raises(ValueError, match=rf"h = {h} divides, got 12"):
            transformer(*arrays, weights, h)


def test_a_wrong_number_of_heads_that_divides_the_width_goes_unnoticed(batch):
    """The shapes do not tell h: it must be stored beside the weights."""
    weights, arrays = to_arrays(make()), [tensor.numpy() for tensor in batch]
    right, wrong = (transformer(*arrays, weights, h) for h in (3, 4))
    assert right.shape == wrong.shape
    assert np.abs(right - wrong).max() > 0.01


def test_files_without_the_ending_and_what_is_no_array_is_not_written(tmp_path):
    weights = to_arrays(make())
    with pytest.raises(ValueError, match=r"ends in \.npz, got"):
        save_weights(tmp_path / "model.bin", weights)
    for value in (torch.ones(2), np.ones(2, int), np.array([None]), [1.0]):
        with pytest.raises(ValueError, match=r"expected x as a floating.*got"):
            save_weights(tmp_path / "model.npz", {"x": value})
    assert list(tmp_path.iterdir()) == []


def test_python_objects_in_a_file_are_refused(tmp_path):
    """Unpickling them could run any code."""
    np.savez(tmp_path / "model.npz", **{"source.weight": np.array([{}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        load_weights(tmp_path / "model.npz")


def test_weights_go_back_into_pytorch(batch, tmp_path):
    model = make()
    save_weights(tmp_path / "model.npz", to_arrays(model))
    weights = load_weights(tmp_path / "model.npz")
    tensors = {name: torch.from_numpy(value) for name, value in weights.items()}
    other = make()
    torch.nn.init.zeros_(other.scores.weight)
    other.load_state_dict(tensors)
    assert torch.equal(other(*batch), model(*batch))


def test_no_sentence_gives_no_scores():
    weights = to_arrays(make())
    X, lengths = np.zeros((0, 4), int), np.zeros(0, int)
    assert transformer(X, lengths, X, weights, 3).shape == (0, 4, 13)
    model = make()
    empty = torch.zeros(0, 4, dtype=torch.int64)
    assert model(empty, empty[:, 0], empty).shape == (0, 4, 13)
