"""Chapter 3: neural networks and backpropagation."""
