"""docs/attention/bert.md: sizes and defaults beside those of ``transformers``."""

import pytest
import torch
from torch.nn import functional

from mlnotes.attention.bert import count_parameters
from tests.attention.toy_bert import SIZES, make, make_rows, make_theirs, run_theirs


@pytest.mark.parametrize("large", [False, True])
def test_sizes_and_defaults_are_those_of_hugging_face(large):
    """Base and large part by part; epsilon, GELU, deviation 0.02, the tied table."""
    from transformers import BertConfig
    from transformers import BertForPreTraining as TheirBert

    sizes = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16}
    config = BertConfig(**sizes | {"intermediate_size": 4096} if large else {})
    with torch.device("meta"):
        theirs = TheirBert(config)
    size = {name: p.numel() for name, p in theirs.named_parameters()}
    c, d, d_ff = config.vocab_size, config.hidden_size, config.intermediate_size
    layers, max_len = config.num_hidden_layers, config.max_position_embeddings
    counts = count_parameters(c, d, d_ff, layers, max_len)
    parts = ("bert.emb", "bert.enc", "bert.pooler", "cls.predictions", "cls.seq")
    for start, count in zip(parts, counts.values(), strict=True):
        assert sum(size[name] for name in size if name.startswith(start)) == count
    assert config.num_attention_heads == (16 if large else 12)
    assert (config.layer_norm_eps, config.hidden_act) == (1e-12, "gelu")
    assert (config.initializer_range, config.hidden_dropout_prob) == (0.02, 0.1)
    assert config.tie_word_embeddings
    predictions, words = theirs.cls.predictions, theirs.bert.embeddings.word_embeddings
    assert predictions.decoder.weight is words.weight
    u = torch.linspace(-5, 5, 101, dtype=torch.float64)
    act = theirs.bert.encoder.layer[0].intermediate.intermediate_act_fn
    torch.testing.assert_close(act(u), functional.gelu(u), rtol=0, atol=1e-12)


def test_dropout_differs_inside_the_feed_forward_network_alone():
    """Calls in a pass: on the embeddings, then twice a layer; ours three times."""
    counts = []
    for model, run in ((make(dropout=0.1), None), (make_theirs(), run_theirs)):
        calls = []
        parts = [
            (name, part) for name, part in model.named_modules() if "self" not in name
        ]
        for _, part in parts:
            if isinstance(part, torch.nn.Dropout):
                assert part.p == 0.1
                part.register_forward_hook(lambda *a, calls=calls: calls.append(a[0]))
        run(model, *make_rows()) if run else model(*make_rows())
        counts.append(len(calls))
    assert counts == [1 + 2 * 3, 1 + 2 * 2]
    ours = [layer.self_attn.dropout for layer in make(dropout=0.1).bert.encoder.layers]
    theirs = [layer.attention.self.dropout.p for layer in model.bert.encoder.layer]
    assert ours == theirs == [0.1, 0.1]


def test_answers_of_the_exercises_about_hugging_face():
    """Segments left out are zeros; the head for stretches has 2d + 2 parameters."""
    from transformers import BertForQuestionAnswering

    theirs, (X, segments, mask) = make_theirs(), make_rows()
    left_out = theirs(input_ids=X, attention_mask=mask.long()).prediction_logits
    s, *_ = run_theirs(theirs, X, 0 * segments, mask)
    torch.testing.assert_close(left_out, s, rtol=0, atol=1e-12)
    head = BertForQuestionAnswering(theirs.config).qa_outputs
    assert sum(p.numel() for p in head.parameters()) == 2 * SIZES["d"] + 2
