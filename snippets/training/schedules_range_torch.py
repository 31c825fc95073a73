import torch
from sklearn.datasets import load_digits

from mlnotes.networks.multilayer_perceptron_torch import init_mlp
from mlnotes.training.schedules_torch import range_test, suggested_rate

device = "cuda" if torch.cuda.is_available() else "cpu"
data, target = load_digits(return_X_y=True)
X = torch.tensor(data[:1000] / 16, dtype=torch.float32, device=device)
y = torch.tensor(target[:1000], device=device)
X = X - X.mean(dim=0)
generator = torch.Generator(device).manual_seed(0)
weights = init_mlp(64, 32, 10, generator)
shuffled = torch.rand(100, 1000, generator=generator, device=device).argsort(dim=1)
rates, losses = range_test(X, y, *weights, shuffled[:, :32], 1e-3, 100.0)
print("stopped after 60 steps or more:", int(losses.isfinite().sum()) >= 60)
rate = suggested_rate(rates, losses).item()
print("suggested rate between 0.3 and 3:", 0.3 < rate < 3)
