import torch

from mlnotes.neighbors.distances_torch import l2
from mlnotes.neighbors.pixel_distance_torch import darken, occlude, shift

device = "cuda" if torch.cuda.is_available() else "cpu"
column = torch.arange(12, device=device, dtype=torch.float64)
image = (0.5 + 0.4 * torch.sin(column)).expand(9, 12)

shifted = shift(image, 0, 1)
distance = l2(image, shifted)
dark = darken(image, (distance / torch.linalg.vector_norm(image)).item())
black_patch = l2(image, occlude(image, 7, 10, 1.0))
occluded = occlude(image, 7, 10, (distance / black_patch).item())
for copy in (dark, occluded):
    print("equally far:", torch.allclose(l2(image, copy), distance))
