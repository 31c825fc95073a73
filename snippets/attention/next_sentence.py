import numpy as np

from mlnotes.attention.next_sentence import next_sentence_pairs, sentence_order_pairs

documents = [
    ["A stove is lit.", "It warms the room.", "Ash is left."],
    ["Boats leave at six.", "They fish all day.", "At dusk they return."],
    ["Snow falls."],
]
for make in (next_sentence_pairs, sentence_order_pairs):
    print(make.__name__)
    for a, b, label in make(documents, np.random.default_rng(5)):
        print(f"  {label}  {a} {b}")
