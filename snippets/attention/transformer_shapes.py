import torch

from mlnotes.attention.transformer_torch import Transformer

n, s, t = 2, 5, 3
torch.manual_seed(0)
model = Transformer(c_source=11, c_target=13, d=8, h=2, d_ff=32, layers=1)
X, lengths = torch.randint(11, (n, s)), torch.tensor([5, 2])
Y_in = torch.randint(13, (n, t))


def show(name, tensor):
    print(f"{name:27}", tuple(tensor.shape))


show("source tokens X", X)
show("embeddings plus places", model.embed(X, model.source))
Z, mask = model.encode(X, lengths)
show("encoder, Z", Z)
show("mask of real source tokens", mask)
show("target tokens Y_in", Y_in)
H = model.embed(Y_in, model.target)
show("embeddings plus places", H)
layer = model.decoder.layers[0]
show("self-attention, Q, K and V", layer.self_attn.queries(H))
show("self-attention, weights", layer.self_attn.weights(H, H))
show("source attention, Q", layer.multihead_attn.queries(H))
show("source attention, K and V", layer.multihead_attn.keys_values(Z)[0])
show("source attention, weights", layer.multihead_attn.weights(H, Z))
show("inside the feed-forward", layer.linear1(H))
H = model.decoder(H, Z, mask)
show("decoder", H)
show("linear layer, scores", model.scores(H))
p = model.scores(H).softmax(dim=-1)
show("softmax, probabilities", p)
print("each sums to one:", torch.allclose(p.sum(dim=-1), torch.ones(n, t)))
