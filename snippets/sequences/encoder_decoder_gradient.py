import numpy as np
import torch

from mlnotes.sequences import encoder_decoder as by_hand
from mlnotes.sequences import language_model
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy

torch.manual_seed(0)
model = Seq2Seq(c_source=7, c_target=7, d=3, h=5).double()
X, lengths = torch.tensor([[3, 4, 5], [4, 3, 0]]), torch.tensor([3, 2])
Y = torch.tensor([[5, 4, 3, 2], [3, 4, 2, 0]])
mask = Y != 0
Y_in = shift_right(Y, sos=1)
masked_cross_entropy(model(X, lengths, Y_in), Y, mask).backward()


def weights(embedding, gru):
    W, U, b, b_h = (p.detach().numpy() for p in gru.parameters())
    return embedding.weight.detach().numpy(), W, U, b + b_h


encoder = weights(model.source, model.encoder)
decoder = *weights(model.target, model.decoder), model.scores.weight.detach().numpy()
a = model.scores.bias.detach().numpy()
X, lengths, Y, Y_in, mask = (A.numpy() for A in (X, lengths, Y, Y_in, mask))

state = by_hand.encode(X, lengths, *encoder)
s = by_hand.decode(Y_in, state, *decoder, a)
ds = language_model.masked_cross_entropy_backward(1.0, s, Y, mask)
dstate, *of_decoder = by_hand.decode_backward(ds, Y_in, state, *decoder)
of_encoder = by_hand.encode_backward(dstate, X, lengths, *encoder)

for name, ours, part in (
    ("encoder, dW", of_encoder[1], model.encoder.weight_ih_l0),
    ("decoder, dW", of_decoder[1], model.decoder.weight_ih_l0),
):
    print(name, ours.shape, np.allclose(ours, part.grad.numpy()))
