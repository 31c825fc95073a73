import numpy as np

from mlnotes.training.momentum import momentum_step, velocity_step

one = np.ones(1)  # the gradient is 1 everywhere
for name, step in (("notes", velocity_step), ("PyTorch", momentum_step)):
    theta, v, moves = np.zeros(1), np.zeros(1), []
    for t in range(100):
        learning_rate = 0.1 if t < 80 else 0.01
        new, v = step(theta, one, v, learning_rate, rho=0.9)
        moves.append((new - theta).item())
        theta = new
    print(f"{name}: steps 1, 2 and 80: {moves[0]:.2f}, {moves[1]:.2f}, {moves[79]:.2f}")
    print(f"  after the cut: {moves[80]:.2f}, {moves[81]:.2f}, {moves[99]:.2f}")
