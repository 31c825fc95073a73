"""Chapter 6: sequences, word embeddings and recurrent networks."""
