from mlnotes.attention.wordpiece import WordPiece

tokens = "[UNK] re rea ##write ##w ##d ##a ##ad ##able ##b read ##er"
pieces = WordPiece(tokens.split())
for word in ["readable", "reader", "rewrite", "reread"]:
    print(word, "→", *pieces.pieces(word))
