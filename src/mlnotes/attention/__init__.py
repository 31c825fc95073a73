"""Chapter 7: attention, Transformers and BERT."""
