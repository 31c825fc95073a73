import unicodedata

from mlnotes.sequences.vocabulary import tokenize

for text in ["한국어 café", "2022년 12월 7일, 수요일", "Don't! It’s 3.14."]:
    print(*tokenize(text))

composed = "café"
decomposed = unicodedata.normalize("NFD", composed)
print("look alike, lengths:", len(composed), len(decomposed))
print("equal strings:", composed == decomposed)
print("equal tokens: ", tokenize(composed) == tokenize(decomposed))
