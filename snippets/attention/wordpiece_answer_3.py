from mlnotes.attention.wordpiece import WordPiece

print(*WordPiece(["[UNK]", "a", "ab", "##bc"]).pieces("abc"))
print(
    *WordPiece(["[UNK]", "a", "b", "c", "##a", "##b", "##c", "ab", "##bc"]).pieces(
        "abc"
    )
)
