import numpy as np

from mlnotes.sequences.gradient_flow import spectral_radius, step_jacobian

W_hh = 10 * np.array([[1.0, -1.0], [1.0, -1.0]])
print("squared:", (W_hh @ W_hh).tolist())
h_new = np.array([[0.0, 1.0]])
J = step_jacobian(h_new, W_hh)[0]
print("Jacobian:", (J + 0).tolist())
print("its radius:", round(float(spectral_radius(J)), 3))
