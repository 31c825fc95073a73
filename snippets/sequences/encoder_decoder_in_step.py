import datetime
import itertools

import numpy as np

from mlnotes.sequences.encoder_decoder import causal_bound

X = np.array(list(itertools.product("abc", repeat=4)))  # all 81 strings
X = (X == "b") + 2 * (X == "c")  # as numbers
print("abca -> acba", causal_bound(X, X[:, ::-1]).round(2), sep="\n")

first = datetime.date(1980, 1, 1)
days = [first + datetime.timedelta(days=i) for i in range(14_610)]  # until 2019
X = np.array([[int(digit) for digit in f"{day:%d%m%Y}"] for day in days])
Y = np.array([[int(digit) for digit in f"{day:%Y%m%d}"] for day in days])
print("07122022 -> 20221207", causal_bound(X, Y).round(2), sep="\n")
