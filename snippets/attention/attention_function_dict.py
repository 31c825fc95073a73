import numpy as np

from mlnotes.attention.attention_function import attend

table = {"red": 10.0, "green": 20.0, "blue": 40.0}
K = np.eye(3)  # one key a word
V = np.array([[value] for value in table.values()])
queries = {
    "green": K[1],
    "red or blue": (K[0] + K[2]) / 2,
    "teal": 0.2 * K[1] + 0.3 * K[2],
    "unknown": np.zeros(3),
}
for word, q in queries.items():
    sharp = attend(60 * q[None] @ K.T, V, None)[0, 0]
    soft = attend(6 * q[None] @ K.T, V, None)[0, 0]
    found = str(table.get(word))
    print(f"{word:11} dict {found:4}  factor 60: {sharp:.2f}, 6: {soft:.2f}")
