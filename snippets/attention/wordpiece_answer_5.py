import unicodedata

from mlnotes.attention.wordpiece import WordPiece, train_wordpiece

syllables = {"한국": 9, "한국어": 4, "국어": 3}
letters = {unicodedata.normalize("NFD", word): n for word, n in syllables.items()}
for counts in (syllables, letters):
    tokens = train_wordpiece(counts, 60)
    known = [word for word in letters if WordPiece(tokens).tokenize(word) != ["[UNK]"]]
    print(len(known), "of 3 words known to tokenize")
