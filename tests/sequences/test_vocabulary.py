"""The statements of docs/sequences/vocabulary.md (seq-17)."""

import json
import random
import unicodedata
from collections import Counter
from pydoc_data.topics import topics

import numpy as np
import pytest
import torch

from mlnotes.sequences import vocabulary, vocabulary_torch
from mlnotes.sequences.vocabulary import Vocab, build_vocab, tokenize

CATS = [["the", "cat", "sat"], ["the", "cat", "ran"], ["a", "dog", "ran", "home"]]


def train_and_held_out():
    """Words of four fifths of Python's help texts, and of every fifth one."""
    texts = [tokenize(topics[name]) for name in sorted(topics)]
    texts = [[token for token in text if token[0].isalpha()] for text in texts]
    return [t for i, t in enumerate(texts) if i % 5], texts[::5]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello World!", ["hello", "world", "!"]),
        ("Don't!  It’s 3.14.", ["don't", "!", "it's", "3.14", "."]),
        ("the dogs' 'bone'", ["the", "dogs", "'", "'", "bone", "'"]),
        ("x² ½", ["x²", "½"]),
        ("1,000 x2 snake_case", ["1,000", "x", "2", "snake", "_", "case"]),
        ("Well...\n\tno?!", ["well", ".", ".", ".", "no", "?", "!"]),
        (
            "2022년 12월 7일, 수요일",
            ["2022", "년", "12", "월", "7", "일", ",", "수요일"],
        ),
        ("Straße ÉTÉ 猫です 🙂", ["straße", "été", "猫です", "🙂"]),
        ("<unk> e-mail", ["<", "unk", ">", "e", "-", "mail"]),
        ("हिन्दी 我喜欢猫", ["ह", "ि", "न", "्", "द", "ी", "我喜欢猫"]),  # a limit
        ("", []),
        (" \n\t\u00a0", []),
    ],
)
def test_words_numbers_and_punctuation_are_tokens_of_their_own(text, tokens):
    assert tokenize(text) == tokens


def test_no_character_is_lost_but_white_space():
    code = random.Random(0)
    for text in [*list(topics.values())[:20], "x²½Ⅷ ة ก ा हिन्दी \u200b\x1f\x00"]:
        letters = "".join(code.sample(text, len(text)))
        wanted = unicodedata.normalize("NFC", letters.lower()).replace("’", "'")
        assert "".join(tokenize(letters)) == "".join(wanted.split())


@pytest.mark.parametrize("text", ["한국어 수요일", "café Zoë", "ÅNGSTRÖM", "Việt Nam"])
def test_composed_and_decomposed_letters_give_the_same_tokens(text):
    composed, decomposed = (unicodedata.normalize(f, text) for f in ("NFC", "NFD"))
    assert composed != decomposed
    assert tokenize(composed) == tokenize(decomposed)
    assert len(tokenize(text)) == len(text.split())


def test_only_strings_are_tokenized():
    for wrong in (None, b"bytes", ["a", "b"]):
        with pytest.raises(ValueError, match=r"expected a string, got \w+"):
            tokenize(wrong)


def test_specials_come_first_then_falling_frequency_then_the_alphabet():
    vocab = build_vocab(CATS)
    wanted = "<pad> <unk> cat ran the a dog home sat"
    assert vocab.tokens == tuple(wanted.split())
    assert (vocab["<pad>"], vocab["<unk>"], vocab["cat"], len(vocab)) == (0, 1, 2, 9)
    other = build_vocab(CATS, specials=["<unk>", "<SOS>", "<EOS>"])
    assert other.tokens[:4] == ("<unk>", "<SOS>", "<EOS>", "cat")


def test_numbers_and_order_agree_with_scikit_learn():
    text = pytest.importorskip("sklearn.feature_extraction.text")
    sentences, _ = train_and_held_out()
    counter = text.CountVectorizer(analyzer=lambda tokens: tokens)
    counts = np.asarray(counter.fit_transform(sentences).sum(axis=0)).ravel()
    names = counter.get_feature_names_out()  # alphabetical
    wanted = names[np.argsort(-counts, kind="stable")].tolist()
    vocab = build_vocab(sentences, specials=())
    assert list(vocab.tokens) == wanted
    ids = [i for tokens in sentences for i in vocab(tokens)]
    ours = vocabulary.token_counts(np.array(ids), len(vocab))
    np.testing.assert_array_equal(ours, np.sort(counts)[::-1])


def test_the_order_of_the_sentences_does_not_matter():
    sentences, _ = train_and_held_out()
    shuffled = random.Random(1).sample(sentences, len(sentences))
    assert build_vocab(sentences).tokens == build_vocab(shuffled).tokens


@pytest.mark.parametrize("least", [1, 2, 3, 4])
def test_tokens_rarer_than_the_minimum_get_no_id(least):
    counts = Counter(token for tokens in CATS for token in tokens)
    vocab = build_vocab(CATS, min_frequency=least)
    assert set(vocab.tokens[2:]) == {t for t, n in counts.items() if n >= least}


def test_an_iterator_is_read_once_and_one_sentence_at_a_time():
    read = []

    def sentences():
        for words in CATS:
            read.append("next")
            yield (read.append(word) or word for word in words)  # generators, too

    iterator = sentences()
    assert build_vocab(iterator).tokens == build_vocab(CATS).tokens
    assert read == [event for words in CATS for event in ("next", *words)]
    assert list(iterator) == []
    assert build_vocab(iterator).tokens == ("<pad>", "<unk>")  # it is used up


def test_known_sentences_come_back_from_their_ids():
    sentences, _ = train_and_held_out()
    vocab = build_vocab(sentences)
    for tokens in sentences[:20]:
        ids = vocab(tokens)
        assert vocab.decode(ids) == tokens
        assert vocab.decode(np.array(ids)) == vocab.decode(torch.tensor(ids)) == tokens
    assert vocab(vocab.tokens) == list(range(len(vocab)))
    assert vocab([]) == vocab.decode([]) == []


def test_unknown_tokens_get_the_id_of_unk():
    vocab = build_vocab(CATS, specials=("<pad>", "<SOS>", "<unk>"))
    assert vocab(["the", "zebra", "sat"]) == [5, 2, 9]
    assert vocab["zebra"] == vocab["<unk>"] == 2
    assert vocab.decode(vocab(["the", "zebra"])) == ["the", "<unk>"]
    assert ("zebra" in vocab, "cat" in vocab, 3 in vocab) == (False, True, False)


def test_without_unk_unknown_tokens_are_refused():
    vocab = build_vocab([list("abba")], specials=("<pad>",))
    assert vocab(["a", "b"]) == [1, 2]
    assert vocab.unknown is None
    with pytest.raises(ValueError, match="expected one of 3 tokens, got 'c'"):
        vocab(["c"])


def test_special_tokens_in_the_text_are_not_listed_twice():
    vocab = build_vocab([["<unk>", "<unk>", "cat"], ["<pad>"]])
    assert vocab.tokens == ("<pad>", "<unk>", "cat")
    assert "<unk>" not in tokenize("<unk>")  # a text cannot write a special


def test_with_an_empty_string_as_special_unknown_words_vanish_from_the_text():
    """The notes' specials=[""]: encoded as wanted, but what is decoded has gaps."""
    nameless = ["", *build_vocab(CATS, specials=()).tokens]
    vocab = Vocab(nameless, unknown="")
    assert vocab(["the", "zebra", "sat"]) == [3, 0, 7]
    assert " ".join(vocab.decode([3, 0, 7])) == "the  sat"
    named = build_vocab(CATS, specials=["<unk>"])
    assert vocab.tokens[1:] == named.tokens[1:]
    assert " ".join(named.decode([3, 0, 7])) == "the <unk> sat"


def test_the_tokens_are_all_that_must_be_saved():
    vocab = build_vocab([tokenize("한국어 café don't"), *CATS])
    loaded = Vocab(json.loads(json.dumps(vocab.tokens)), vocab.unknown)
    assert loaded.tokens == vocab.tokens
    assert loaded(["café", "zebra"]) == vocab(["café", "zebra"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Vocab(["<unk>", "a", "a"]), r"expected each token once, got \['a'\]"),
        (lambda: Vocab(["a", "b"]), "expected '<unk>' among the tokens, got none"),
        (lambda: Vocab("abc", None), "expected a list of strings, got 'abc'"),
        (lambda: Vocab(["a", 3], None), "expected a list of strings, got .*3"),
        (lambda: build_vocab(["the cat"]), "expected a list of strings, got 'the cat'"),
        (lambda: build_vocab(CATS, min_frequency=0), "expected min_frequency >= 1"),
        (lambda: build_vocab(CATS, specials="<unk>"), "expected a list of strings"),
        (lambda: build_vocab(CATS, specials=["x", "x"]), "expected each token once"),
        (lambda: build_vocab(CATS)("cat"), "expected a list of strings, got 'cat'"),
        (lambda: build_vocab(CATS)[0], "expected one of 9 tokens, got 0"),
        (lambda: build_vocab(CATS).decode([0, 9, -1]), r"0 to 8, got \[9, -1\]"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("module", [vocabulary, vocabulary_torch])
def test_counts_have_a_place_for_every_token_and_refuse_other_ids(module):
    make = np.array if module is vocabulary else torch.tensor
    assert module.token_counts(make([4, 0, 4]), 7).tolist() == [1, 0, 0, 0, 2, 0, 0]
    assert str(module.token_counts(make([0]), 2).dtype).endswith("int64")
    small = np.uint8 if module is vocabulary else torch.uint8
    assert module.token_counts(make([200, 7], dtype=small), 300)[[7, 200]].sum() == 2
    for wrong in ([3], [-1]):
        with pytest.raises(ValueError, match="expected ids from 0 to 2, got"):
            module.token_counts(make(wrong), 3)
    for wrong in ([1.0], [True], [[1]]):
        with pytest.raises(ValueError, match=r"expected integer ids of shape \(n,\)"):
            module.token_counts(make(wrong), 3)
    with pytest.raises(ValueError, match="c >= 1, got"):
        module.token_counts(make([1]), 0)
