"""The statements of docs/attention/wordpiece.md: cutting words, equal to BERT's."""

import random
import unicodedata
from collections import Counter
from pydoc_data.topics import topics

import numpy as np
import pytest

from mlnotes.attention.wordpiece import WordPiece, basic_tokenize, train_wordpiece
from mlnotes.sequences.vocabulary import Vocab

# Vocabulary and examples of the tests that BERT's authors published with their code.
PUBLISHED = "[UNK] [CLS] [SEP] want ##want ##ed wa un runn ##ing , ##aff ##able"
PUBLISHED = [*PUBLISHED.split(), "john", "johan", "##son", "'", "s"]
TEXTS = [
    "",
    " \n\t\u00a0\u2028\u3000",
    "The cat isn't here -- it's 3.14 or 1,000 (x_1 = y^2 + z$)!?",
    "Café naïve Ångström ÉTÉ İstanbul Straße ẞ Việt Nam ﬁancé",
    "cafe\u0301 a\u0323\u0301b",
    "我喜欢猫 ah博推zz 東京タワー 2022년 12월 7일, 한국어 ひらがな ㍿ 豈",
    "emoji 🙂👍🏽 👩‍👩‍👧 ☃️ ‼ © ® ½ x² €5 £3 °C → ≤",
    "a\x00b\x07c\x1f \x7f\x85d \u200bzero\u200dwidth\ufeff \ufffd soft\u00adhyphen",
    "مرحبا بالعالم हिन्दी भाषा עִבְרִית ไทย Ελλάδα РОССИЯ ё й",
    "\u201cquoted\u201d \u2018single\u2019 \u2014 dash\u2026 ¿qué? ¡sí! «oui» 「はい」",
    f"{'a' * 100} {'a' * 101} {'é' * 100} {'e' * 150}",
    "tab\there\r\nnew line\x0bvertical\x0cfeed ##able # ## a##b unaffable",
    "ǅ ΐ ﷺ ﬃ Ⅷ ㎏ K Ω 1⁄2 ١٢٣ 𝔘𝔫𝔦 😀\u0301 e\u0301\u0302\u0303",
]


def counted(names):
    """Count the words of Python's help texts."""
    return Counter(word for name in names for word in basic_tokenize(topics[name]))


@pytest.fixture(scope="module")
def pieces():
    """Learn 900 tokens from an eighth of the help texts, and letters of TEXTS."""
    letters = {x for text in TEXTS for word in basic_tokenize(text) for x in word}
    counts = counted(sorted(topics)[::8]) + Counter(sorted(letters)[::2])
    return WordPiece(train_wordpiece(counts, 900))


@pytest.fixture(scope="module")
def reference(pieces, tmp_path_factory):
    """Make a BertTokenizer from a vocabulary file, without any download."""
    from transformers import BertTokenizer

    folder = tmp_path_factory.mktemp("bert")
    lines = "".join(f"{token}\n" for token in pieces.vocab.tokens)
    (folder / "vocab.txt").write_text(lines, encoding="utf-8")
    return BertTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_and_ids_equal_those_of_transformers(text, pieces, reference):
    assert pieces.tokenize(text) == reference.tokenize(text)
    assert pieces(text) == reference.encode(text, add_special_tokens=False)


def test_pieces_of_real_prose_and_of_random_letters_equal_those_of_transformers(
    pieces, reference
):
    code = random.Random(0)
    everything = "".join(TEXTS)
    mixed = ["".join(code.choices(everything, k=60)) for _ in range(300)]
    mixed = [text.replace("Σ", "") for text in mixed]
    for text in [*(topics[name] for name in sorted(topics)[1::8]), *mixed]:
        assert pieces.tokenize(text) == reference.tokenize(text)


def characters(condition):
    """List texts, each with a thousand characters between letters."""
    allowed = [chr(code) for code in range(0x30000) if condition(chr(code))]
    parts = [allowed[i : i + 1000] for i in range(0, len(allowed), 1000)]
    return ["\n".join(f"A{character}b" for character in part) for part in parts]


def test_words_equal_those_of_the_original_code_on_every_character():
    """Both read Python's table of Unicode; unassigned characters stay here."""
    from transformers.models.bert.tokenization_bert_legacy import BasicTokenizer

    theirs, category = BasicTokenizer(), unicodedata.category
    for text in characters(lambda x: category(x) not in ("Cn", "Cs")):
        assert basic_tokenize(text) == theirs.tokenize(text)
    for text in [*TEXTS, "ΣΑΣ ΟΔΟΣ, ΣΑΣ."]:
        assert basic_tokenize(text) == theirs.tokenize(text)
    assert basic_tokenize("a\u0378b") == [
        "a\u0378b"
    ]  # unassigned: a new emoji, perhaps


def test_words_equal_those_of_the_rust_library_on_all_old_characters():
    """Its table of Unicode is older than Python's, so old characters are compared."""
    from tokenizers import normalizers, pre_tokenizers

    clean, split = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    category, old = unicodedata.category, unicodedata.ucd_3_2_0.category
    for text in characters(lambda x: category(x) == old(x) not in ("Cn", "Cs")):
        words = [word for word, _ in split.pre_tokenize_str(clean.normalize_str(text))]
        assert basic_tokenize(text) == words


def test_two_known_differences_from_the_rust_library():
    """The final sigma of Greek, and 256 ideographs that are not set apart."""
    from tokenizers import normalizers

    clean = normalizers.BertNormalizer().normalize_str
    assert basic_tokenize("ΣΑΣ") == ["σας"]
    assert clean("ΣΑΣ") == "σασ"
    ideographs = [chr(code) for code in range(0x2B820, 0x2B930)]
    assert all(basic_tokenize(f"a{x}b") == ["a", x, "b"] for x in ideographs)
    assert sum(clean(f"a{x}b") == f"a{x}b" for x in ideographs) == 256


def test_a_text_cannot_write_a_special(pieces, reference):
    assert reference.tokenize("[SEP]") == ["[SEP]"]
    assert basic_tokenize("[SEP]") == ["[", "sep", "]"]
    assert "[SEP]" not in pieces.tokenize("[SEP] [MASK]")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("unaffable", ["un", "##aff", "##able"]),
        ("unwanted running", ["un", "##want", "##ed", "runn", "##ing"]),
        ("unwantedX running", ["[UNK]", "runn", "##ing"]),
        ("UNwant\u00e9d,running", ["un", "##want", "##ed", ",", "runn", "##ing"]),
        ("John Johanson's,", ["john", "johan", "##son", "'", "s", ","]),
    ],
)
def test_published_examples_of_pieces(text, tokens):
    published = WordPiece(PUBLISHED)
    assert published.tokenize(text) == tokens
    if text.startswith("UN"):
        assert published(text) == [7, 4, 5, 10, 8, 9]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \tHeLLo!how  \n Are yoU?  ", ["hello", "!", "how", "are", "you", "?"]),
        ("H\u00e9llo", ["hello"]),
        ("ah\u535a\u63a8zz", ["ah", "\u535a", "\u63a8", "zz"]),
        ("John Johanson's,", ["john", "johanson", "'", "s", ","]),
        ("Café!年", ["cafe", "!", "年"]),
    ],
)
def test_published_examples_of_words(text, words):
    assert basic_tokenize(text) == words


def test_korean_syllables_fall_apart_into_letters_and_come_back_by_nfc(pieces):
    (word,) = basic_tokenize("한국어")
    assert len(word) == 8
    assert unicodedata.normalize("NFC", word) == "한국어"


def test_the_longest_piece_comes_first_even_if_the_rest_cannot_be_built():
    assert WordPiece(["[UNK]", "a", "ab", "##b", "##bc"]).pieces("abc") == ["[UNK]"]
    wide = WordPiece(["[UNK]", "a", "ab", "##b", "##bcd", "##c", "##d"])
    assert wide.pieces("abcd") == ["ab", "##c", "##d"]  # a ##bcd would be shorter
    assert wide.pieces("b") == ["[UNK]"]  # ##b does not start a word


def test_a_word_is_unknown_as_a_whole_or_not_at_all(pieces):
    for text in TEXTS:
        for word in basic_tokenize(text):
            cut = pieces.pieces(word)
            whole = cut[0] + "".join(piece[2:] for piece in cut[1:])
            assert cut == ["[UNK]"] or whole == word


def test_words_of_more_than_a_hundred_letters_are_unknown():
    letters = WordPiece(["[UNK]", "a", "##a"])
    assert letters.pieces("a" * 100) == ["a"] + ["##a"] * 99
    assert letters.pieces("a" * 101) == ["[UNK]"]
    assert WordPiece(["[UNK]", "a", "##a"], max_letters=3).pieces("aaaa") == ["[UNK]"]
    assert letters.pieces("") == []


@pytest.mark.parametrize("length", [1, 2, 7, 100])
def test_the_look_ups_of_a_word_are_bounded_and_single_letters_reach_the_bound(length):
    asked = []

    class Asked(Vocab):
        def __contains__(self, token):
            asked.append(token)
            return super().__contains__(token)

    letters = WordPiece(["[UNK]", "a", "##a"])
    letters.vocab = Asked(letters.vocab.tokens, unknown="[UNK]")
    assert len(letters.pieces("a" * length)) == length
    assert len(asked) == length * (length + 1) // 2


def test_ids_are_those_of_the_vocabulary_and_come_back_as_words(pieces):
    text = "The value of a name, and its call."
    ids = pieces(text)
    assert isinstance(pieces.vocab, Vocab)
    assert ids == pieces.vocab(pieces.tokenize(text))
    assert pieces.decode(ids) == "the value of a name , and its call ."
    assert pieces.decode(np.array(ids)) == pieces.decode(ids)
    assert pieces.decode([]) == ""


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: basic_tokenize(b"bytes"), "expected a string, got bytes"),
        (lambda: WordPiece(["a"]), r"expected '\[UNK\]' among the tokens, got none"),
        (lambda: WordPiece(["[UNK]"], 0), "expected max_letters >= 1, got 0"),
        (lambda: WordPiece(["[UNK]"])(None), "expected a string, got NoneType"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
