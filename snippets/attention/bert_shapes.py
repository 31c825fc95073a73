import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining

n, t, c = 2, 7, 30
torch.manual_seed(0)
bert = Bert(c, d=12, h=3, d_ff=48, layers=2, max_len=16, dropout=0.0)
model = BertForPreTraining(bert)
X, segments = torch.randint(c, (n, t)), torch.tensor([[0, 0, 0, 0, 1, 1, 1]] * n)
mask = torch.arange(t) < torch.tensor([[7], [5]])


def show(name, tensor):
    print(f"{name:27}", tuple(tensor.shape))


show("tokens X, segments, mask", X)
places = bert.positions.weight[:t]
Y = bert.norm(bert.tokens(X) + places + bert.segments(segments))
show("sum of three vectors, norm", Y)
pairs = mask[:, None].expand(n, t, t)
show("who looks at whom", pairs)
layer = bert.encoder.layers[0]
show("queries, keys and values", layer.self_attn.queries(Y))
show("attention weights", layer.self_attn.weights(Y, Y, pairs))
show("feed-forward, inside", layer.linear1(Y))
H = bert.encoder(Y, pairs)
show("encoder, H", H)
U = model.norm(torch.nn.functional.gelu(model.transform(H)))
show("head of the tokens, U", U)
s = U @ bert.tokens.weight.T + model.bias
show("scores of the tokens, s", s)
pooled = torch.tanh(bert.pooler(H[:, 0]))
show("pooled vector", pooled)
s_next = model.next_sentence(pooled)
show("scores of the pair, s_next", s_next)
same = map(torch.allclose, model(X, segments, mask), (s, s_next))
print("as forward:", all(same))
