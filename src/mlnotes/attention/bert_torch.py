"""BERT in PyTorch: a bidirectional encoder with two heads for pre-training."""

# --8<-- [start:imports]
from collections.abc import Mapping

import torch
from torch import nn
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.transformer_encoder_torch import Encoder


# --8<-- [start:bert]
class Bert(nn.Module):
    """Encoder of joined sentences: ``c`` tokens, width ``d``, ``h`` heads, ``layers``."""

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
        second, ``mask`` (n, t) is True at real tokens.
        """
        t = X.shape[1]
        if t > self.positions.num_embeddings:
            most = self.positions.num_embeddings
            raise ValueError(f"expected at most {most} tokens, got {t}")
        E = self.tokens(X) + self.positions.weight[:t] + self.segments(segments)
        pairs = mask[:, None].expand(-1, t, -1)
        H = self.encoder(self.dropout(self.norm(E)), pairs)
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
        not. The embeddings serve again as the weights of the tokens' scores.
        """
        H, pooled = self.bert(X, segments, mask)
        U = self.norm(functional.gelu(self.transform(H)))
        s = functional.linear(U, self.bert.tokens.weight, self.bias)
        return s, self.next_sentence(pooled)


# --8<-- [end:bert_for_pretraining]


# --8<-- [start:load_hf_state_dict]
def load_hf_state_dict(
    model: BertForPreTraining, state_dict: Mapping[str, torch.Tensor]
) -> None:
    """Copy the weights of a ``transformers.BertForPreTraining`` into ``model``."""
    names = {
        "tokens.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "segments.weight": "embeddings.token_type_embeddings.weight",
    }
    parts = {
        "norm": "embeddings.LayerNorm",
        "pooler": "pooler.dense",
    }
    for i in range(len(model.bert.encoder.layers)):
        ours, theirs = f"encoder.layers.{i}", f"encoder.layer.{i}"
        parts[f"{ours}.self_attn.out_proj"] = f"{theirs}.attention.output.dense"
        parts[f"{ours}.norm1"] = f"{theirs}.attention.output.LayerNorm"
        parts[f"{ours}.linear1"] = f"{theirs}.intermediate.dense"
        parts[f"{ours}.linear2"] = f"{theirs}.output.dense"
        parts[f"{ours}.norm2"] = f"{theirs}.output.LayerNorm"
    for ours, theirs in parts.items():
        for kind in ("weight", "bias"):
            names[f"{ours}.{kind}"] = f"{theirs}.{kind}"
    wanted = {f"bert.{ours}": state_dict[f"bert.{n}"] for ours, n in names.items()}
    for i in range(len(model.bert.encoder.layers)):
        theirs = f"bert.encoder.layer.{i}.attention.self"
        for kind in ("weight", "bias"):
            wanted[f"bert.encoder.layers.{i}.self_attn.in_proj_{kind}"] = torch.cat(
                [state_dict[f"{theirs}.{n}.{kind}"] for n in ("query", "key", "value")]
            )
    heads = {
        "transform": "cls.predictions.transform.dense",
        "norm": "cls.predictions.transform.LayerNorm",
        "next_sentence": "cls.seq_relationship",
    }
    for ours, theirs in heads.items():
        for kind in ("weight", "bias"):
            wanted[f"{ours}.{kind}"] = state_dict[f"{theirs}.{kind}"]
    wanted["bias"] = state_dict["cls.predictions.bias"]
    model.load_state_dict(wanted)


# --8<-- [end:load_hf_state_dict]
