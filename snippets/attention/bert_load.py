import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining, load_hf_state_dict

c, d, d_ff, max_len = 30, 12, 48, 16
layer, head = "bert.encoder.layer.0", "cls.predictions.transform"
shapes = {f"{layer}.attention.self.{n}": (d, d) for n in ("query", "key", "value")}
for name in (f"{layer}.attention.output", "bert.pooler", head):
    shapes[f"{name}.dense"] = (d, d)
for name in ("bert.embeddings", f"{layer}.attention.output", f"{layer}.output", head):
    shapes[f"{name}.LayerNorm"] = (d,)
shapes[f"{layer}.intermediate.dense"] = (d_ff, d)
shapes[f"{layer}.output.dense"] = (d, d_ff)
shapes["cls.seq_relationship"] = (2, d)
theirs = {}  # what a file of Hugging Face's holds, here with random numbers
for name, shape in shapes.items():
    theirs[f"{name}.weight"] = torch.randn(shape)
    theirs[f"{name}.bias"] = torch.randn(shape[0])
for name, rows in (("word", c), ("position", max_len), ("token_type", 2)):
    theirs[f"bert.embeddings.{name}_embeddings.weight"] = torch.randn(rows, d)
theirs["cls.predictions.bias"] = torch.randn(c)

model = BertForPreTraining(Bert(c, d, 3, d_ff, layers=1, max_len=max_len))
load_hf_state_dict(model, theirs)
W = model.bert.encoder.layers[0].self_attn.in_proj_weight
print(len(theirs), "arrays in", len(model.state_dict()), tuple(W.shape))
print("keys:", torch.equal(W[d : 2 * d], theirs[f"{layer}.attention.self.key.weight"]))
try:
    load_hf_state_dict(model, theirs | {"bert.pooler.dense.bias": torch.ones(5)})
except ValueError as error:
    print(error)
