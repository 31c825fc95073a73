import numpy as np

from mlnotes.sequences.n_grams import (
    InterpolatedModel,
    NGramModel,
    interpolation_weights,
    perplexity,
    token_probabilities,
)

TEXT = """the rain fell on the roof all night
in the morning the garden was green and wet
a bird sat on the roof and sang in the rain
the old cat slept near the door until noon
at noon the sun came out and the roof was dry
the bird flew from the roof to the garden
and the cat ran out of the door into the sun"""
HELD_OUT = """the cat sat near the roof in the morning
the bird sang all night and the cat was wet"""

models = [NGramModel(TEXT.splitlines(), order, k=0.01) for order in range(1, 6)]
for name, text in (("training", TEXT), ("held-out", HELD_OUT)):
    P = [token_probabilities(model, text.splitlines()) for model in models]
    weights = interpolation_weights(np.stack(P, axis=1), steps=200)
    print(f"best for {name} text:", weights.round(2))

mixture = InterpolatedModel(models, weights)
for model in (*models, mixture):
    loss = -np.log(token_probabilities(model, HELD_OUT.splitlines())).mean()
    name = f"order {model.order}" if model in models else "mixture"
    print(f"{name}: held-out perplexity {perplexity(loss):.2f}")
print("after an unseen history:", mixture.probabilities("zzzz").sum().round(9))
