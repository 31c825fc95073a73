"""A small Transformer, and a batch for it."""

import torch

from mlnotes.attention.transformer_torch import Transformer

SIZES = {"c_source": 11, "c_target": 13, "d": 12, "h": 3, "d_ff": 17, "layers": 2}


def make(norm_first=False, dtype=torch.float64, **options):
    """Make a model whose biases and norms are not at their first values."""
    torch.manual_seed(0)
    model = Transformer(**SIZES, norm_first=norm_first, **options).to(dtype)
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, dtype=dtype)
    return model.eval()


def make_batch():
    """Sources of 7, 4 and 1 real tokens, and five inputs of the decoder."""
    generator = torch.Generator().manual_seed(0)
    X = torch.randint(0, 11, (3, 7), generator=generator)
    Y_in = torch.randint(0, 13, (3, 5), generator=generator)
    return X, torch.tensor([7, 4, 1]), Y_in


def to_arrays(model):
    """Weights of a model by name."""
    return {name: value.numpy() for name, value in model.state_dict().items()}
