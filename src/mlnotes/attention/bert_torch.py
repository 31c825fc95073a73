"""BERT in PyTorch: a bidirectional encoder with two heads for pre-training."""

# --8<-- [start:imports]
from collections.abc import Mapping

import torch
from torch import nn
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.bert_input_torch import sum_embeddings
from mlnotes.attention.transformer_encoder_torch import Encoder


# --8<-- [start:check_bert_rows]
def _check_bert_rows(
    X: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor, max_len: int
) -> None:
    """Refuse rows of other shapes, too long, without a token, or an integer mask."""
    shapes = [tuple(x.shape) for x in (X, segments, mask)]
    if X.ndim != 2 or len(set(shapes)) > 1 or mask.dtype != torch.bool:
        got = f"{shapes}, mask {mask.dtype}"
        raise ValueError(f"expected X, segments and a bool mask, all (n, t), got {got}")
    if not 1 <= X.shape[1] <= max_len:
        raise ValueError(f"expected 1 to at most {max_len} tokens, got {X.shape[1]}")


# --8<-- [end:check_bert_rows]


# --8<-- [start:bert]
class Bert(nn.Module):
    """Encoder of joined sentences: ``c`` tokens, width ``d``, ``h`` heads, ``layers``.

    The feed-forward networks have ``d_ff`` units, a row at most ``max_len`` tokens.
    Weights start as N(0, 0.02²), biases as 0, like those of ``transformers``. Source:
    Devlin et al. (2019), section 3.
    """

    def __init__(
        self,
        c: int,
        d: int,
        h: int,
        d_ff: int,
        layers: int,
        max_len: int = 512,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        if min(c, d_ff, max_len) < 1:
            got = (c, d_ff, max_len)
            raise ValueError(f"expected c, d_ff and max_len >= 1, got {got}")
        self.tokens = nn.Embedding(c, d)
        self.positions = nn.Embedding(max_len, d)
        self.segments = nn.Embedding(2, d)
        self.norm = nn.LayerNorm(d, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.encoder = Encoder(
            layers, d, h, d_ff, dropout, activation=functional.gelu, eps=1e-12
        )
        self.pooler = nn.Linear(d, d)
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(
        self, X: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """States H (n, t, d) of all tokens, and one vector (n, d) made of [CLS]'s.

        X (n, t) are tokens, ``segments`` (n, t) is 0 in the first sentence and 1 in the
        second, ``mask`` (n, t) is True at real tokens. Raises a ValueError if they have
        other shapes, dtypes or ids, or t is 0 or above ``max_len``.
        """
        _check_bert_rows(X, segments, mask, self.positions.num_embeddings)
        E, P, S = self.tokens.weight, self.positions.weight, self.segments.weight
        Y = self.norm(sum_embeddings(X, segments, E, P, S))
        pairs = mask[:, None].expand(-1, X.shape[1], -1)
        H = self.encoder(self.dropout(Y), pairs)
        return H, torch.tanh(self.pooler(H[:, 0]))


# --8<-- [end:bert]


# --8<-- [start:bert_for_pretraining]
class BertForPreTraining(nn.Module):
    """BERT with the head of masked language modelling and that of the next sentence."""

    def __init__(self, bert: Bert) -> None:
        super().__init__()
        c, d = bert.tokens.weight.shape
        self.bert = bert
        self.transform = nn.Linear(d, d)
        self.norm = nn.LayerNorm(d, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(c))
        self.next_sentence = nn.Linear(d, 2)
        for linear in (self.transform, self.next_sentence):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)

    def forward(
        self, X: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores (n, t, c) of the token at every place, and (n, 2) of the pair.

        Pair: class 0 means that the second sentence follows the first, 1 that it does
        not. The embeddings serve again as the weights of the tokens' scores. Takes and
        refuses what ``Bert`` does.
        """
        H, pooled = self.bert(X, segments, mask)
        U = self.norm(functional.gelu(self.transform(H)))
        s = functional.linear(U, self.bert.tokens.weight, self.bias)
        return s, self.next_sentence(pooled)


# --8<-- [end:bert_for_pretraining]


# --8<-- [start:hf_names]
def _hf_names(layers: int) -> dict[str, list[str]]:
    """Our names with Hugging Face's; three of them stand below one another."""
    embeddings, cls = "bert.embeddings", "cls.predictions"
    names = {
        "bert.tokens.weight": [f"{embeddings}.word_embeddings.weight"],
        "bert.positions.weight": [f"{embeddings}.position_embeddings.weight"],
        "bert.segments.weight": [f"{embeddings}.token_type_embeddings.weight"],
        "bias": [f"{cls}.bias"],
    }
    one = {"bert.norm": f"{embeddings}.LayerNorm", "bert.pooler": "bert.pooler.dense"}
    one |= {"transform": f"{cls}.transform.dense", "norm": f"{cls}.transform.LayerNorm"}
    one["next_sentence"] = "cls.seq_relationship"
    for i in range(layers):
        ours, theirs = f"bert.encoder.layers.{i}", f"bert.encoder.layer.{i}"
        one[f"{ours}.self_attn.out_proj"] = f"{theirs}.attention.output.dense"
        one[f"{ours}.norm1"] = f"{theirs}.attention.output.LayerNorm"
        one[f"{ours}.linear1"] = f"{theirs}.intermediate.dense"
        one[f"{ours}.linear2"] = f"{theirs}.output.dense"
        one[f"{ours}.norm2"] = f"{theirs}.output.LayerNorm"
        for kind in ("weight", "bias"):
            names[f"{ours}.self_attn.in_proj_{kind}"] = [
                f"{theirs}.attention.self.{part}.{kind}"
                for part in ("query", "key", "value")
            ]
    for kind in ("weight", "bias"):
        names |= {
            f"{ours}.{kind}": [f"{theirs}.{kind}"] for ours, theirs in one.items()
        }
    return names


# --8<-- [end:hf_names]


# --8<-- [start:without_copies]
def _without_copies(state_dict: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Old names made new; what says nothing new (ties, places' numbers) left out."""
    rest = {
        name.replace("Norm.gamma", "Norm.weight").replace("Norm.beta", "Norm.bias"): w
        for name, w in state_dict.items()
    }
    if len(rest) < len(state_dict):
        raise ValueError("expected norms with weight or gamma, got both")
    copies = {
        "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    }
    for copy, name in copies.items():
        value = rest.pop(copy, None)
        if value is not None and name in rest and not torch.equal(value, rest[name]):
            raise ValueError(f"expected {copy} equal to {name}, got other numbers")
    places = rest.pop("bert.embeddings.position_ids", None)
    if places is not None and places.flatten().tolist() != [*range(places.numel())]:
        raise ValueError(f"expected position_ids 0, 1, 2, …, got {places}")
    return rest


# --8<-- [end:without_copies]


# --8<-- [start:load_hf_state_dict]
def load_hf_state_dict(
    model: BertForPreTraining, state_dict: Mapping[str, torch.Tensor]
) -> None:
    """Copy the weights of a ``transformers.BertForPreTraining`` into ``model``.

    Parameters
    ----------
    model : BertForPreTraining
        Of the same sizes; it is changed only if everything fits.
    state_dict : dict of tensors
        What the state dict of the other model holds. The tied weights of its decoder
        and the numbers of the places may be there or not.

    Raises
    ------
    ValueError
        If a weight is missing, too much, of another shape or dtype, or not tied.
    """
    own = model.state_dict()
    names = _hf_names(len(model.bert.encoder.layers))
    found = _without_copies(state_dict)
    wanted = {name for parts in names.values() for name in parts}
    if wrong := sorted(found.keys() ^ wanted):
        missing = [name for name in wrong if name in wanted]
        extra = [name for name in wrong if name in found]
        raise ValueError(
            f"expected other weights, got missing {missing}, extra {extra}"
        )
    for ours, theirs in names.items():
        rows, *columns = own[ours].shape
        shape = (rows // len(theirs), *columns)
        for name in theirs:
            got = found[name]
            if tuple(got.shape) != shape or not got.is_floating_point():
                got = f"{got.dtype} {tuple(got.shape)}"
                raise ValueError(f"expected floating {name} {shape}, got {got}")
    joined = {
        o: torch.cat([found[name] for name in parts]) for o, parts in names.items()
    }
    model.load_state_dict(joined)


# --8<-- [end:load_hf_state_dict]
