"""docs/attention/bert.md: weights of Hugging Face's ``BertForPreTraining``."""

import copy

import pytest
import torch

from mlnotes.attention.bert_torch import load_hf_state_dict
from tests.attention.toy_bert import SIZES, make, make_rows, make_theirs, run_theirs

WORDS = "bert.embeddings.word_embeddings.weight"
PLACES = "bert.embeddings.position_ids"
TIES = ("cls.predictions.decoder.weight", "cls.predictions.decoder.bias")


def load(theirs, dtype=torch.float64):
    ours = make(dtype)
    load_hf_state_dict(ours, theirs.state_dict())
    return ours


def hidden_states(model, X, segments, mask):
    """Collect the input of the encoder and the output of each layer."""
    states = []
    bert = model.bert
    hooks = [bert.norm.register_forward_hook(lambda *a: states.append(a[2]))]
    hooks += [
        layer.register_forward_hook(lambda *a: states.append(a[2]))
        for layer in bert.encoder.layers
    ]
    s, s_next = model(X, segments, mask)
    for hook in hooks:
        hook.remove()
    return s, s_next, states


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float64, 1e-10), (torch.float32, 1e-5)]
)
def test_all_outputs_agree_with_hugging_face(dtype, tolerance, attention):
    """Scores of tokens and pairs, and all states, at real places; to 1e-5 or 1e-10."""
    theirs = make_theirs(dtype, attn_implementation=attention)
    rows = make_rows()
    s, s_next, states = hidden_states(load(theirs, dtype), *rows)
    s_hf, s_next_hf, states_hf = run_theirs(theirs, *rows)
    real = rows[2]
    assert len(states) == len(states_hf) == 3
    assert s.dtype == dtype
    assert s[real].std() > 0.5  # outputs far from equal
    for one, two in [(s, s_hf), *zip(states, states_hf, strict=True)]:
        torch.testing.assert_close(one[real], two[real], rtol=0, atol=tolerance)
    torch.testing.assert_close(s_next, s_next_hf, rtol=0, atol=tolerance)


def test_a_model_of_masked_words_alone_has_no_pooler_and_is_refused(tmp_path):
    """``from_pretrained`` makes a pooler up, and returns a model in eval mode."""
    from transformers import BertForMaskedLM
    from transformers import BertForPreTraining as TheirBert

    alone = BertForMaskedLM(make_theirs().config)
    assert alone.training
    state = alone.state_dict()
    assert not any("pooler" in name for name in state)
    refused(state, r"missing \['bert.pooler.dense.bias', 'bert.pooler.dense.weight'")
    alone.save_pretrained(tmp_path)
    filled = TheirBert.from_pretrained(tmp_path)
    assert filled.bert.pooler.dense.weight.any()
    assert not filled.training


def test_gradients_agree_with_hugging_face():
    """By all parameters: their gradients, named by them, load into our names."""
    theirs, rows = make_theirs(), make_rows()
    ours, wanted = load(theirs), make()
    for run in (ours, lambda *rows: run_theirs(theirs, *rows)):
        s, s_next, *_ = run(*rows)
        loss = s[rows[2]].sin().sum() + s_next.sin().sum()
        loss.backward()
    gradients = {name: p.grad for name, p in theirs.named_parameters()}
    load_hf_state_dict(wanted, gradients)
    by_name = dict(wanted.named_parameters())
    for name, parameter in ours.named_parameters():
        torch.testing.assert_close(
            parameter.grad, by_name[name].data, rtol=1e-8, atol=1e-9
        )


def to_hf(ours):
    """Write our weights under Hugging Face's names: an independent converter."""
    changes = [("self_attn.out_proj", "attention.output.dense")]
    changes += [("norm1", "attention.output.LayerNorm"), ("norm2", "output.LayerNorm")]
    changes += [("linear1", "intermediate.dense"), ("linear2", "output.dense")]
    changes += [("bert.norm", "bert.embeddings.LayerNorm"), ("layers", "layer")]
    changes += [("bert.tokens", WORDS.removesuffix(".weight"))]
    changes += [("bert.positions", "bert.embeddings.position_embeddings")]
    changes += [("bert.segments", "bert.embeddings.token_type_embeddings")]
    changes += [("bert.pooler", "bert.pooler.dense")]
    heads = {"next_sentence": "cls.seq_relationship", "bias": "cls.predictions.bias"}
    heads |= {"transform": "cls.predictions.transform.dense"}
    heads |= {"norm": "cls.predictions.transform.LayerNorm"}
    state = {}
    for name, value in ours.state_dict().items():
        first, _, last = name.partition(".")
        if first in heads:
            state[f"{heads[first]}.{last}".rstrip(".")] = value
            continue
        for old, new in changes:
            name = name.replace(old, new)
        if "in_proj_" in name:
            below, kind = name.split("self_attn.in_proj_")
            parts = ("query", "key", "value")
            for part, third in zip(parts, value.chunk(3), strict=True):
                state[f"{below}attention.self.{part}.{kind}"] = third
        else:
            state[name] = value
    return state | {TIES[0]: state[WORDS], TIES[1]: state["cls.predictions.bias"]}


def test_our_weights_load_into_hugging_face_and_back():
    ours, theirs, rows = make(), make_theirs(), make_rows()
    theirs.load_state_dict(to_hf(ours))
    s, s_next, _ = run_theirs(theirs, *rows)
    wanted = ours(*rows)
    torch.testing.assert_close(s[rows[2]], wanted[0][rows[2]], rtol=0, atol=1e-10)
    torch.testing.assert_close(s_next, wanted[1], rtol=0, atol=1e-10)
    again = load(theirs)
    for name, value in ours.state_dict().items():
        assert torch.equal(value, again.state_dict()[name]), name


def test_tied_weights_and_numbers_of_places_may_be_there_or_not():
    theirs = make_theirs()
    state = theirs.state_dict()
    assert all(name in state for name in TIES)
    less = {name: value for name, value in state.items() if name not in TIES}
    more = state | {PLACES: torch.arange(13)[None]}
    models = [make() for _ in range(3)]
    for model, variant in zip(models, (state, less, more), strict=True):
        load_hf_state_dict(model, variant)
    first = models[0].state_dict()
    for model in models[1:]:
        for name, value in model.state_dict().items():
            assert torch.equal(value, first[name]), name


def test_old_names_of_the_norms_are_read():
    """Files of the first versions say gamma and beta."""
    state = make_theirs().state_dict()
    old = {
        name.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"): w
        for name, w in state.items()
    }
    assert sum("gamma" in name for name in old) == 6
    one, two = make(), make()
    load_hf_state_dict(one, state)
    load_hf_state_dict(two, old)
    for name, value in one.state_dict().items():
        assert torch.equal(value, two.state_dict()[name]), name
    both = state | {"bert.embeddings.LayerNorm.gamma": torch.ones(14)}
    with pytest.raises(ValueError, match="weight or gamma, got both"):
        load_hf_state_dict(two, both)


def refused(state, match):
    """The model says what is wrong and stays as it was."""
    model = make()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ValueError, match=match):
        load_hf_state_dict(model, state)
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name


def test_what_is_missing_too_much_or_of_another_shape_is_named_and_nothing_loads():
    state = make_theirs().state_dict()
    for name in state.keys() - set(TIES):
        lacking = {key: value for key, value in state.items() if key != name}
        refused(lacking, rf"missing \['{name}'\], extra \[\]")
        longer = torch.cat([state[name], state[name][:1]])
        same = {TIES[0]: longer} if name == WORDS else {}
        same |= {TIES[1]: longer} if name == "cls.predictions.bias" else {}
        refused(state | {name: longer} | same, rf"expected floating {name} .* got")
    refused(state | {"bert.extra": torch.ones(3)}, r"missing \[\], extra \['bert.extra")
    query, key = (
        f"bert.encoder.layer.0.attention.self.{n}.bias" for n in ("query", "key")
    )
    uneven = {query: torch.ones(15), key: torch.ones(13)}  # 28 together, as they should
    refused(state | uneven, rf"expected floating {query} \(14,\), got .*\(15,\)")
    whole = {name: value.long() for name, value in state.items()}
    refused(whole, r"expected floating .*got torch.int64")


def test_another_depth_and_a_model_without_heads_are_refused():
    deeper = make_theirs(num_hidden_layers=3).state_dict()
    refused(deeper, r"extra \['bert.encoder.layer.2.attention.output.LayerNorm.bias'")
    theirs = make_theirs().state_dict()
    alone = {n.removeprefix("bert."): w for n, w in theirs.items() if "cls" not in n}
    refused(alone, r"missing \['bert.embeddings.LayerNorm.bias', .*'cls.seq_rel")
    without = {n: w for n, w in theirs.items() if "pooler" not in n}
    refused(
        without, r"missing \['bert.pooler.dense.bias', 'bert.pooler.dense.weight'\]"
    )


def test_untied_scores_and_other_places_are_refused():
    state = make_theirs().state_dict()
    for name in TIES:
        refused(state | {name: state[name] + 1}, f"expected {name} equal to .*, got")
    refused(state | {PLACES: torch.arange(1, 14)}, "expected position_ids 0, 1, 2")


def test_heads_of_another_number_go_unnoticed():
    """The shapes do not tell h: it has to come from the configuration."""
    theirs, rows = make_theirs(), make_rows()
    right, wrong = load(theirs), make(h=7)
    load_hf_state_dict(wrong, theirs.state_dict())
    assert SIZES["h"] == 2
    assert (right(*rows)[0] - wrong(*rows)[0])[rows[2]].abs().max() > 0.01


def test_weights_are_copied_and_take_the_dtype_of_the_model():
    theirs = make_theirs(torch.float32)
    ours = load(theirs)
    assert ours.bias.dtype == torch.float64
    theirs.cls.predictions.bias.data += 1
    assert not torch.equal(ours.bias.float(), theirs.cls.predictions.bias)


def test_hugging_face_gives_the_row_of_padding_no_gradient_from_the_input():
    """Only if id 0 stands at a real place; from the scores it gets one."""
    theirs, (X, segments, mask) = make_theirs(), make_rows()
    X[0, 3] = 0
    ours = load(theirs)
    _, s_next = ours(X, segments, mask)
    (dE,) = torch.autograd.grad(s_next.sin().sum(), ours.bert.tokens.weight)
    _, s_next, _ = run_theirs(theirs, X, segments, mask)
    table = theirs.bert.embeddings.word_embeddings.weight
    (dE_hf,) = torch.autograd.grad(s_next.sin().sum(), table)
    torch.testing.assert_close(dE[1:], dE_hf[1:], rtol=1e-8, atol=1e-9)
    assert dE[0].abs().max() > 1e-3
    assert (dE_hf[0] == 0).all()
