import torch

from mlnotes.attention.additive_attention_torch import additive_scores
from mlnotes.attention.dot_product_torch import dot_product_scores


def largest_kept(scores, *shapes):
    """Numbers in the largest tensor that autograd keeps for the backward pass."""
    sizes = []

    def note(tensor):
        sizes.append(tensor.numel())
        return tensor

    leaves = [torch.randn(shape, requires_grad=True) for shape in shapes]
    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        return scores(*leaves).numel(), max(sizes)


t, s, d, units = 50, 60, 64, 64
weights = (units, d), (units, d), (units,)
for name, result in {
    "dot product": largest_kept(dot_product_scores, (t, d), (s, d)),
    "additive": largest_kept(additive_scores, (t, d), (s, d), *weights),
}.items():
    print(f"{name:11} scores {result[0]}, largest tensor kept {result[1]:6}")
