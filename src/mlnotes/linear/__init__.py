"""Chapter 2: linear classifiers."""
