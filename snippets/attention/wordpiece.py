import textwrap
from collections import Counter

from mlnotes.attention.wordpiece import WordPiece, basic_tokenize, train_wordpiece

TEXT = """The teacher teaches, the learner learns, and the reader reads. A good teacher
reads what learners read, a good learner teaches the teacher, and reading is learning.
Teaching, learning and reading: teachers, learners and readers teach, learn and read.
"""
counts = Counter(basic_tokenize(TEXT))
tokens = train_wordpiece(counts, 65)
merged = [token for token in tokens[5:] if len(token.removeprefix("##")) > 1]
print("specials:", *tokens[:5])
print("letters: ", len(tokens) - 5 - len(merged))
print("merged:  ", textwrap.fill(" ".join(merged), 50, subsequent_indent=10 * " "))

pieces = WordPiece(tokens)
for text in ["The reader teaches.", "Unread ladders", "A zebra reads"]:
    print(*pieces.tokenize(text), pieces(text))
