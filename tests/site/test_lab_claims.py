"""What the prose of labs 5 to 8 says holds for the numbers printed beside it.

The numbers are those of the built site, so another machine or another version of a
library that turns a claim wrong turns this red.
"""

import json
import math
import re
from itertools import pairwise

import pytest


def printed(site, lab):
    """All that a lab prints, as lines."""
    notebook = json.loads((site / "labs" / f"{lab}.ipynb").read_text(encoding="utf-8"))
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", ())]
    texts = ["".join(out["text"]) for out in outputs if out["output_type"] == "stream"]
    return "\n".join(texts).splitlines()


def rows(lines, start, count, pattern=r"\d+(?:\.\d+)?"):
    """Numbers of the rows below a line that begins with ``start``, by their name."""
    first = next(i for i, line in enumerate(lines) if line.startswith(start)) + 1
    table = {}
    for line in lines[first : first + count]:
        name = re.split(r"  +", line.strip())[0]
        numbers = re.findall(pattern, line[len(name) :])
        table[name] = [float(number) for number in numbers]
    return table


@pytest.fixture(scope="module")
def memory(site):
    return printed(site, "lab-5-memory")


@pytest.fixture(scope="module")
def dates(site):
    return printed(site, "lab-6-dates")


@pytest.fixture(scope="module")
def bert(site):
    return printed(site, "lab-8-bert")


@pytest.fixture(scope="module")
def attention(site):
    return printed(site, "lab-7-attention")


def test_the_rnn_fails_with_every_rate_and_open_gates_do_not(memory):
    by_rate = rows(memory, "learning rate", 4)
    assert max(by_rate["RNN"]) < 45
    assert max(by_rate["GRU"]) > 97
    assert max(by_rate["LSTM, forget bias 2"]) > 97
    assert by_rate["LSTM, forget bias 2"][0] > by_rate["LSTM"][0] + 20
    start = next(i for i, line in enumerate(memory) if line.startswith("best rate,"))
    curves = rows(memory[start:], "distance", 4)  # means (and worst seeds)
    mean = {name: numbers[0::2] for name, numbers in curves.items()}
    worst = {name: numbers[1::2] for name, numbers in curves.items()}
    assert mean["RNN"][1] < 45
    assert abs(mean["RNN"][1] - mean["RNN"][4]) < 15
    for name in ("GRU", "LSTM, forget bias 2"):
        assert min(worst[name][:3]) > 95
        assert mean[name][4] < mean[name][2]
    assert mean["GRU"][4] < 90
    assert mean["LSTM, forget bias 2"][4] > mean["GRU"][4]
    assert worst["LSTM"][2] < 80
    assert mean["LSTM"][2] > mean["RNN"][2] + 15


def test_counting_names_languages_better_than_a_recurrent_network(memory):
    table = rows(memory, "accuracy in percent", 8)
    readers = [table["GRU, seed 0"], table["GRU, seed 1"]]
    for column in (1, 2):
        best = max(reader[column] for reader in readers)
        assert min(table["naive Bayes"][column], table["softmax"][column]) > best
        assert min(reader[column] for reader in readers) > 2 * 10
    for name in ("GRU, seed 0", "GRU, seed 1", "naive Bayes", "softmax"):
        training, test, own = table[name]
        assert training < table["best possible"][0]
        assert test < table["best possible"][1] - 10
        assert own > test + 10
    line = next(line for line in memory if line.startswith("errors on es, it, pt"))
    assert int(line.split()[-2]) > 40


def test_what_best_possible_means(memory):
    """As many right answers as there are different names, by another count."""
    from babel import Locale

    counts = next(line for line in memory if line.startswith("names in 1, 2"))
    sizes = [int(number) for number in re.findall(r"\d+", counts.split(":")[1])]
    codes = ["de", "es", "fi", "fr", "hu", "it", "nl", "pl", "pt", "tr"]
    names = [Locale(code).territories for code in codes]
    left_out = ["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]
    listed = [
        name
        for language in names
        for code, name in language.items()
        if len(code) == 2 and code in names[0] and code not in left_out
    ]
    assert sum(k * size for k, size in enumerate(sizes, 1)) == len(listed)
    assert sum(sizes) == len(set(listed))
    training = next(line for line in memory if line.startswith("training: "))
    test = next(line for line in memory if line.startswith("test: "))
    totals = [int(line.split()[1]) for line in (training, test)]
    assert sum(totals) == len(listed)
    best = [
        float(line.split()[-2])
        for line in memory
        if line.startswith("  best possible accuracy")
    ]
    right = sum(share * total / 100 for share, total in zip(best, totals, strict=True))
    assert right == pytest.approx(len(set(listed)), abs=2)


def after(lines, start):
    """Numbers that follow the beginning of a line."""
    line = next(line for line in lines if line.startswith(start))
    return [
        float(number) for number in re.findall(r"\d+(?:\.\d+)?", line[len(start) :])
    ]


def test_dates_are_translated_and_errors_are_in_the_day(dates):
    assert after(dates, "exact, dates without words:")[0] > 75
    year, month, day = after(dates, "to ISO:")
    assert day < min(year, month)
    assert year > 95
    start = next(i for i, line in enumerate(dates) if line.startswith("12/7/22"))
    forms = [float(line.split()[-2]) for line in dates[start : start + 13]]
    assert min(forms) > 60


def test_no_search_finds_what_the_state_does_not_hold(dates):
    greedy, beam = after(dates, "exact of 200, greedy:")
    assert abs(greedy - beam) <= 8
    less, wrong = after(dates, "right one less probable than the beam's wrong one:")
    assert less >= 0.9 * wrong > 0


def test_words_fade_the_date_slowly_and_a_second_date_ends_it(dates):
    start = next(
        i for i, line in enumerate(dates) if line.startswith("one date, words")
    )
    block = dates[start:]
    words, characters = (after(block, s) for s in ("one date, words", "  characters"))
    exact = after(block, "  exact, percent")
    assert words == [0, 2, 4, 8, 16, 32, 64]
    assert exact[3] > exact[0] - 8
    assert exact[4] > exact[0] - 20
    assert exact[6] < exact[4] - 15
    rest = dates[
        next(i for i, li in enumerate(dates) if li.startswith("dates in a row")) :
    ]
    assert after(rest, "  exact, percent")[1:] == [0, 0]
    assert after(rest, "  characters")[1] < characters[3]
    assert after(dates, "2 dates: as many in the answer")[0] < 5


def test_padding_that_is_read_ruins_answers(dates):
    own, row = after(dates, "own lengths")[0], after(dates, "length of the row")[0]
    assert row < own / 2


MODELS = ("RNN", "RNN with attention", "Transformer")  # of lab 7


def test_attention_translates_two_dates_and_one_vector_none(attention):
    one, two, three = (rows(attention, f"{k} in the source", 3) for k in (1, 2, 3))
    assert one["RNN"][0] < 25
    assert two["RNN"][0] <= 3
    assert one["RNN with attention"][0] > 75
    assert two["RNN with attention"][0] > 55
    _, _, first, second = two["RNN with attention"]
    assert abs(first - second) < 15
    assert one["Transformer"][0] > 85
    assert one["Transformer"][0] > one["RNN with attention"][0] - 4
    assert two["Transformer"][0] < two["RNN with attention"][0]
    assert 25 < two["Transformer"][0] < one["Transformer"][0] - 5
    for name in MODELS:
        assert three[name][:2] == [0, 0]
    for name in MODELS[1:]:
        assert three[name][2] > 70


def test_the_models_have_the_parameters_that_the_prose_counts(attention):
    count = {
        name: int(re.sub(r"\D", "", line))
        for name in MODELS
        for line in attention
        if re.fullmatch(rf"{name} +\d+ parameters", line)
    }
    assert count["RNN with attention"] - count["RNN"] == 1088
    assert after(attention, "more than 30:")[0] > 25
    assert 0.5 < after(attention, "more than 50:")[0] < 1.5


def test_words_harm_the_transformer_and_hardly_the_rnn_with_attention(attention):
    for dates in (1, 2):
        table = rows(attention, f"dates: {dates}, words around", 4)
        none, *_, sixteen = table["RNN with attention"]
        assert sixteen > none - 25
        curve = table["Transformer"]
        assert curve[3] < curve[0] - 8  # four words
        assert curve[5] < curve[0] / 2
        assert curve[5] < sixteen - 25
        if dates == 1:
            assert table["characters"][3] < 40


def test_words_before_the_date_are_what_harms(attention):
    table = rows(attention, "exact, percent: 8 words", 3)
    behind, before = table["Transformer"]
    assert behind > 75
    assert before < 30
    assert min(table["RNN with attention"]) > 65


def test_the_weights_lie_on_the_part_that_is_written(attention):
    start = next(
        i for i, line in enumerate(attention) if line.startswith("weight, percent, on")
    )
    for line in attention[start + 1 : start + 5]:
        weight = [float(number) for number in re.findall(r"\d+", line)]
        assert weight["second date" in line] > 80
    start += 1 + next(
        i
        for i, line in enumerate(attention[start + 1 :])
        if line.startswith("weight, percent, on")
    )
    for line in attention[start + 1 : start + 7]:
        weight = [float(number) for number in re.findall(r"\d+", line)]
        part = ("weekday", "day", "month", "year").index(line.split()[-6])
        assert weight[part] == max(weight)
        assert weight[0] < 25


def test_masked_words_stay_on_a_plateau_and_then_leave_it(bert):
    start = next(i for i, li in enumerate(bert) if li.startswith("steps   masked"))
    table = [[float(x) for x in line.split()] for line in bert[start + 1 :][:9]]
    held = {step: loss for step, _, loss, _, _ in table}
    assert max(held) == 2400
    frequencies, last = after(bert, "loss, frequencies")
    assert held[600] > frequencies - 0.6  # the plateau
    assert held[600] - held[1800] > 2 * (held[300] - held[600])
    assert held[2400] == last < frequencies - 1.5
    for _, seen, other, pairs, other_pairs in table[-1:]:
        assert seen < other
        assert max(pairs, other_pairs) < math.log(2) - 0.05


def test_one_head_looks_left_and_the_other_right(bert):
    lines = [line for line in bert if re.match(r"(un)?trained +head \d ", line)]
    numbers = [[float(x) for x in re.findall(r"\d\.\d+", line)] for line in lines]
    assert len(numbers) == 4
    assert max(max(weights) for weights in numbers[:2]) < 0.1
    peaks = {weights.index(max(weights)) - 3: max(weights) for weights in numbers[2:]}
    assert set(peaks) == {-1, 1}
    assert min(peaks.values()) > 0.33


def test_a_small_bert_equals_counting_and_is_better_where_nothing_was_counted(bert):
    right = rows(bert, "masked words,", 4)
    counted = right["by both neighbours"][0]
    assert right["most frequent token"][0] < counted
    assert abs(right["BERT in miniature"][0] - counted) < 6
    assert right["on training sentences"][0] > right["BERT in miniature"][0]
    new = rows(bert, "  of these, neighbours that never met", 2)
    assert new["BERT in miniature"][0] > new["by the left one"][0] + 3
    pairs = rows(bert, "next sentence,", 4)
    assert abs(pairs["guessing"][0] - 50) < 1
    assert 60 < pairs["BERT in miniature"][0] < 75
    assert abs(pairs["BERT in miniature"][0] - pairs["words in common"][0]) < 10


def test_hidden_words_that_are_found_and_that_are_not(bert):
    best = {}
    for text, line in pairwise(bert):
        if "[MASK]" in text and line.startswith("    "):
            best[text.split("  ")[0]] = line.split()[0::2]
    assert len(best) == 8

    def found(start):
        return next(
            set(words) for text, words in best.items() if text.startswith(start)
        )

    assert found("The number of") & {"samples", "features", "classes"}
    assert "number" in found("The [MASK] of features")
    assert "between" in found("The distance")
    assert found("The [MASK] matrix") & {"covariance", "distance", "gram", "kernel"}
    assert found("A linear") & {"model", "classifier"}
    assert "component" not in found("Principal")
    assert "rate" not in found("The learning")


def test_pre_training_saves_labels(bert):
    table = rows(bert, "labels of each kind", 3)
    mean = {name: numbers[0::3] for name, numbers in table.items()}
    for tuned, scratch, counted in zip(
        mean["fine-tuned"], mean["from scratch"], mean["bag of words"], strict=True
    ):
        assert tuned > max(scratch, counted)
    assert mean["fine-tuned"][2] > mean["fine-tuned"][0]
    assert sum(mean["bag of words"]) > sum(mean["from scratch"])
    assert max(mean["fine-tuned"]) < 85
    assert abs(mean["fine-tuned"][1] - mean["bag of words"][2]) < 5


def test_how_much_smaller_the_miniature_is(bert):
    sizes = rows(bert, f"{'':25}   BERT base", 3, r"\d[\d.e+]*")
    ratios = [numbers[-1] for numbers in sizes.values()]
    assert ratios[0] == pytest.approx(1000, rel=0.05)
    assert min(ratios[1:]) > 25_000
