import torch

from mlnotes.sequences.batching_torch import collate_batch


def notes_row(ids: list[int], max_len: int) -> torch.Tensor:
    """Pad as the notes do."""
    row = torch.tensor(ids, dtype=torch.int64)
    return torch.cat([row, torch.zeros(max_len - len(ids))])


print("dtype:", notes_row([5, 3], 4).dtype)
large = 16_777_217  # 2**24 + 1
print("id", large, "becomes", notes_row([large], 2).long()[0].item())

two, three = notes_row([5, 3], 4), notes_row([5, 3, 0], 4)  # 0: a real token
print("two and three tokens alike:", torch.equal(two, three))

_, X, lengths = collate_batch([(0, [5, 3]), (0, [5, 3, 0]), (0, [large])], 4)
print(*X.tolist(), sep="\n")
print("lengths:", lengths.tolist())
