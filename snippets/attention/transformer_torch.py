import torch

from mlnotes.attention.transformer_torch import Transformer

torch.manual_seed(0)
ours = Transformer(11, 13, d=8, h=2, d_ff=32, layers=2).double()
theirs = torch.nn.Transformer(8, 2, 2, 2, 32, dropout=0, batch_first=True).double()
theirs.encoder.norm = theirs.decoder.norm = None  # the paper has no norm there
layers = {n: w for n, w in ours.state_dict().items() if n.startswith(("enc", "dec"))}
theirs.load_state_dict(layers)

X, lengths = torch.randint(11, (2, 5)), torch.tensor([5, 2])
Y_in = torch.randint(13, (2, 4))
padding = torch.arange(5) >= lengths[:, None]  # True: leave out
H = theirs(
    ours.embed(X, ours.source),
    ours.embed(Y_in, ours.target),
    tgt_mask=torch.ones(4, 4, dtype=torch.bool).triu(1),
    src_key_padding_mask=padding,
    memory_key_padding_mask=padding,
)
same = torch.allclose(ours.scores(H), ours(X, lengths, Y_in), rtol=0, atol=1e-10)
print("layers as in nn.Transformer:", same)

log_p, state = ours(X, lengths, Y_in).log_softmax(dim=2), ours.encode(X, lengths)
for j in range(4):
    step, state = ours.step(Y_in[:, j], state)
    print(f"step {j} as in one pass:", torch.allclose(step, log_p[:, j], atol=1e-12))
