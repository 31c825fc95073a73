"""Chapter 4: convolutional neural networks."""
