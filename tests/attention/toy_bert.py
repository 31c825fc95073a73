"""A small BERT, one of Hugging Face's of the same sizes, and rows for both."""

import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining

SIZES = {"c": 23, "d": 14, "h": 2, "d_ff": 17, "layers": 2, "max_len": 13}


def make(dtype=torch.float64, dropout=0.0, **sizes):
    """Make a model whose weights, biases and norms are far from their first values."""
    torch.manual_seed(0)
    model = BertForPreTraining(Bert(**SIZES | sizes, dropout=dropout))
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.randn(parameter.shape)
    return model.to(dtype).eval()


def make_rows():
    """Rows of 11, 7 and 1 real tokens, two segments; id 0 is padding alone."""
    generator = torch.Generator().manual_seed(0)
    X = torch.randint(1, 23, (3, 11), generator=generator)
    mask = torch.arange(11) < torch.tensor([11, 7, 1])[:, None]
    segments = (torch.arange(11) >= torch.tensor([4, 5, 11])[:, None]) & mask
    return torch.where(mask, X, 0), segments.long(), mask


def make_theirs(dtype=torch.float64, **options):
    """Make a random ``transformers.BertForPreTraining``, biases and norms included."""
    from transformers import BertConfig
    from transformers import BertForPreTraining as TheirBert

    torch.manual_seed(1)
    sizes = {"vocab_size": 23, "hidden_size": 14, "num_attention_heads": 2}
    sizes |= {"intermediate_size": 17, "num_hidden_layers": 2}
    sizes |= {"max_position_embeddings": 13}
    model = TheirBert(BertConfig(**sizes | options))
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.randn(parameter.shape)
    return model.to(dtype).eval()


def run_theirs(model, X, segments, mask):
    """Scores of tokens, scores of pairs, and states of all layers."""
    out = model(
        input_ids=X,
        token_type_ids=segments,
        attention_mask=mask.long(),
        output_hidden_states=True,
    )
    return out.prediction_logits, out.seq_relationship_logits, out.hidden_states


def to_arrays(model):
    """Weights of a model by name."""
    return {name: value.numpy() for name, value in model.state_dict().items()}
