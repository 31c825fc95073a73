"""Course notes on machine learning as tested code: NumPy by hand, PyTorch beside it."""
