"""Held-out perplexity of RNN and LSTM language models that train for minutes.

The text and its parts are those of the figures of chapter 6: the mixture of n-grams
of order 1 to 6 is printed for comparison, and behind each held-out perplexity that of
the held-out sentences which are no near copy of one in the training part.
"""

import math

import numpy as np
import torch
from tqdm import tqdm

from figures.sequences.language_model import _loss, _table
from figures.sequences.n_grams import _parts, _perplexity, _without_near_copies
from mlnotes.sequences.language_model_torch import LanguageModel
from mlnotes.sequences.lstm_torch import LSTM
from mlnotes.sequences.n_grams import (
    InterpolatedModel,
    NGramModel,
    interpolation_weights,
    token_probabilities,
)
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.training_loop_torch import train

STEPS, EVERY, H, RATE = 1500, 500, 128, 5e-3


def main() -> None:
    """Print held-out perplexity by training step."""
    torch.set_num_threads(1)
    text, weights_text, held_out, tokens = _parts()
    models = [NGramModel(text, order, 0.01, tokens) for order in range(1, 7)]
    P = np.stack([token_probabilities(m, weights_text) for m in models], axis=1)
    mixture = InterpolatedModel(models, interpolation_weights(P, 50))
    texts = held_out, _without_near_copies(held_out, text)
    both = ", ".join(f"{_perplexity(mixture, unseen):.2f}" for unseen in texts)
    print(f"mixture of order 1 to 6: held out {both}")
    X, y, mask = _table(text, tokens)
    tables = [_table(unseen, tokens) for unseen in texts]

    def batch_loss(model: torch.nn.Module, generator: torch.Generator) -> torch.Tensor:
        rows = torch.randint(len(X), (16,), generator=generator)
        return _loss(model, X[rows], y[rows], mask[rows])

    for cell in (RNN, LSTM):
        torch.manual_seed(0)
        model = LanguageModel(cell(16, H), c=len(tokens) + 1, d=16)
        optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
        generator = torch.Generator().manual_seed(0)
        for done in range(0, STEPS, EVERY):
            losses = train(
                model,
                batch_loss,
                optimizer,
                EVERY,
                generator,
                schedule=lambda t, done=done: (
                    RATE * (1 + math.cos(math.pi * (done + t) / STEPS)) / 2
                ),
                max_norm=1.0,
                progress=lambda steps: tqdm(steps, delay=2, disable=None),
            )
            with torch.no_grad():
                values = [_loss(model, *table).exp().item() for table in tables]
            both = ", ".join(f"{value:.2f}" for value in values)
            training = math.exp(np.mean(losses[-20:]))
            tqdm.write(
                f"{cell.__name__}, {done + EVERY} steps: held out {both}, "
                f"training {training:.2f}"
            )


if __name__ == "__main__":
    main()
