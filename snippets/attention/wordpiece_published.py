from mlnotes.attention.wordpiece import WordPiece

tokens = "[UNK] un runn want ##want ##ed ##ing ##aff ##able , john johan ##son ' s"
pieces = WordPiece(tokens.split())
for text in ["unaffable", "UNwantéd,running", "unwantedX running", "John Johanson's,"]:
    print(f"{text:17} →", *pieces.tokenize(text))

ids = pieces("UNwantéd, running")
print(ids, "→", pieces.decode(ids))
