"""Chapter 1: nearest neighbours."""
