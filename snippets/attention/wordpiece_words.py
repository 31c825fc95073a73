import unicodedata

from mlnotes.attention.wordpiece import basic_tokenize

for text in [
    "The CAFÉ isn't closed!",
    "我喜欢猫 and 東京タワー",
    "x\u200b_1 = 3.14 €",
    "[SEP]",
]:
    print(*basic_tokenize(text), sep=" | ")

(korean,) = basic_tokenize("한국어")
print(
    "letters:", len(korean), "- syllables:", len(unicodedata.normalize("NFC", korean))
)
