import numpy as np

from mlnotes.networks.autograd import Graph, Variable


def multiplications(product):
    inner = product.parents[-1].data.shape[0]
    return product.data.size * inner


rng = np.random.default_rng(0)
weights = [Variable(rng.normal(size=s)) for s in [(128, 784), (64, 128), (10, 64)]]
hidden = rng.normal(size=(1, 784))  # one sample, a constant
for W in weights:
    hidden = (hidden @ W.T).relu()

products = [node for node in Graph(hidden).nodes if node.operation == "mm"]
forward = sum(multiplications(node) for node in products)
backward = sum(multiplications(node) * len(node.parents) for node in products)
count = sum(W.data.size for W in weights)
print(f"weights: {count:,}")
print(f"forward: {forward:,}")
print(f"backward, all gradients: {backward:,}")
