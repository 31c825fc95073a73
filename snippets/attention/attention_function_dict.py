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
print("word        dict    60     6")
for word, q in queries.items():
    scores = q[None] @ K.T
    sharp, soft = (attend(factor * scores, V, None)[0, 0] for factor in (60, 6))
    print(f"{word:11} {table.get(word)!s:4} {sharp:5.2f} {soft:5.2f}")
