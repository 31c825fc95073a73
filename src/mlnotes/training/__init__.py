"""Chapter 5: training neural networks."""
