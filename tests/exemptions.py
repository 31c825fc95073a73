"""Functions and checks of the contract that do not go together, with the reason."""

EXEMPT: dict[tuple[str, str], str] = {
    **dict.fromkeys(
        [
            ("mlnotes.networks.autograd.Graph", "suite"),
            ("mlnotes.networks.autograd.Node", "suite"),
            ("mlnotes.networks.autograd.Variable", "suite"),
            ("mlnotes.networks.autograd_torch.Graph", "suite"),
        ],
        "records a computation: tests/networks/test_autograd.py",
    ),
    **{
        (f"mlnotes.networks.{module}.novikoff_bound", check): (
            "infinite unless the border separates the samples, and a random one does "
            "not: tests/networks/test_perceptron.py"
        )
        for module in ("perceptron", "perceptron_torch")
        for check in ("documented", "empty")
    },
    **dict.fromkeys(
        [
            ("mlnotes.convolution.convolutional_layer.im2col_backward", "nan"),
            ("mlnotes.convolution.pooling.avg_pool2d_backward", "nan"),
            ("mlnotes.convolution.pooling.global_avg_pool2d_backward", "nan"),
        ],
        "a linear function of X: the gradient needs the shape of X, not its values",
    ),
    ("mlnotes.training.early_stopping.EarlyStopping", "suite"): (
        "counts epochs; serves both libraries: tests/training/test_early_stopping.py"
    ),
    ("mlnotes.networks.net_torch.Net", "twin"): (
        "a module holds its weights; its NumPy twin is the function `net`, which takes "
        "them as arguments: tests/networks/test_net.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.dropout.dropout_mask", "nan"),
            ("mlnotes.training.dropout_torch.dropout_mask", "nan"),
        ],
        "the mask takes the shape and the dtype of X, not its values",
    ),
    ("mlnotes.training.dropout_torch.Dropout", "twin"): (
        "a module holds its mode; by hand `dropout` is called in training and left out "
        "at test time: tests/training/test_dropout.py"
    ),
    ("mlnotes.training.batch_normalization_torch.BatchNorm", "suite"): (
        "holds running statistics and needs d: "
        "tests/training/test_batch_normalization_module.py"
    ),
    ("mlnotes.training.layer_normalization_torch.LayerNorm", "suite"): (
        "needs the number of features: tests/training/test_layer_normalization.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.momentum_torch.Momentum", "suite"),
            ("mlnotes.training.momentum_torch.Nesterov", "suite"),
            ("mlnotes.training.sgd_problems_torch.SGD", "suite"),
        ],
        "an optimiser holds a state: tests/training/test_optimizer_classes.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.adaptive_rates_torch.Adagrad", "suite"),
            ("mlnotes.training.adaptive_rates_torch.Adam", "suite"),
            ("mlnotes.training.adaptive_rates_torch.AdamW", "suite"),
            ("mlnotes.training.adaptive_rates_torch.RMSprop", "suite"),
        ],
        "an optimiser: tests/training/test_optimizer_classes.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.training_loop.train", "suite"),
            ("mlnotes.training.training_loop_torch.train", "suite"),
        ],
        "takes a model and a file: tests/training/test_training_loop.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.newton.ravine_hessian", "nan"),
            ("mlnotes.training.newton.saddle_hessian", "nan"),
            ("mlnotes.training.newton_torch.ravine_hessian", "nan"),
            ("mlnotes.training.newton_torch.saddle_hessian", "nan"),
        ],
        "a curvature that does not depend on the coordinate that is not a number",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.initialization_torch.activations_by_depth", "strides"),
            ("mlnotes.training.initialization_torch.deep_loss", "strides"),
            ("mlnotes.training.initialization_torch.gradients_by_depth", "strides"),
        ],
        "17 layers of tanh with large weights enlarge the rounding of another order of "
        "summation: tests/training/test_initialization.py takes three of small ones",
    ),
    ("mlnotes.sequences.rnn_torch.RNN", "suite"): (
        "needs its widths and holds weights: tests/sequences/test_rnn.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.sequences.batching.pack", "documented"),
            ("mlnotes.sequences.batching.pack", "empty"),
            ("mlnotes.sequences.batching_torch.pack", "documented"),
            ("mlnotes.sequences.batching_torch.pack", "empty"),
        ],
        "as many rows as the lengths add up to: tests/sequences/test_batching.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.sequences.batching.unpack", "suite"),
            ("mlnotes.sequences.batching_torch.unpack", "suite"),
        ],
        "takes as many rows as the lengths add up to: tests/sequences/test_batching.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.sequences.batching.last_state", "nan"),
            ("mlnotes.sequences.batching.last_state_backward", "nan"),
            ("mlnotes.sequences.batching_torch.last_state", "nan"),
        ],
        "what stands at other places, as padding does, must not matter",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.sequences.vocabulary.Vocab", "suite"),
            ("mlnotes.sequences.vocabulary.build_vocab", "suite"),
            ("mlnotes.sequences.vocabulary.tokenize", "suite"),
        ],
        "text for both libraries: tests/sequences/test_vocabulary.py",
    ),
    **dict.fromkeys(
        [
            (f"mlnotes.sequences.{module}.{function}", "suite")
            for module in ("decoding", "decoding_torch")
            for function in ("beam_search", "greedy_decode", "select")
        ],
        "takes a model and its state: tests/sequences/test_decoding.py",
    ),
    ("mlnotes.sequences.encoder_decoder_torch.Seq2Seq", "suite"): (
        "needs its sizes: tests/sequences/test_encoder_decoder.py"
    ),
    **{
        (f"mlnotes.sequences.language_model_torch.{name}", "suite"): (
            "takes or holds a model: tests/sequences/test_language_model_module.py"
        )
        for name in ("LanguageModel", "TruncatedBPTT", "detach", "sample")
    },
    **dict.fromkeys(
        [
            ("mlnotes.sequences.language_model.masked_cross_entropy", "nan"),
            ("mlnotes.sequences.language_model.masked_cross_entropy_backward", "nan"),
            ("mlnotes.sequences.language_model_torch.masked_cross_entropy", "nan"),
        ],
        "what stands at padding does not count: tests/sequences/test_language_model.py",
    ),
    **{
        (f"mlnotes.sequences.n_grams.{name}", "suite"): (
            "text for both libraries: tests/sequences/test_n_grams.py"
        )
        for name in (
            "InterpolatedModel",
            "NGramModel",
            "ngrams",
            "sample_sentence",
            "token_probabilities",
        )
    },
    **dict.fromkeys(
        [
            ("mlnotes.sequences.word_embeddings.skipgram_pairs", "documented"),
            ("mlnotes.sequences.word_embeddings_torch.skipgram_pairs", "documented"),
        ],
        "the number of pairs depends on the lengths of all sentences: "
        "tests/sequences/test_word_embeddings.py",
    ),
    ("mlnotes.sequences.word_embeddings.embedding_backward", "nan"): (
        "a linear function of E: the gradient needs the shape of E, not its values"
    ),
    ("mlnotes.sequences.word_embeddings_torch.SkipGram", "suite"): (
        "needs the sizes of its tables: tests/sequences/test_word_embeddings.py"
    ),
    ("mlnotes.sequences.lstm_torch.LSTM", "suite"): (
        "needs its widths and holds weights: tests/sequences/test_lstm.py"
    ),
    ("mlnotes.sequences.gru_torch.GRU", "suite"): (
        "needs its widths and holds weights: tests/sequences/test_gru_module.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.masked_language_model.mask_each", "documented"),
            ("mlnotes.attention.masked_language_model.mask_each", "empty"),
            ("mlnotes.attention.masked_language_model_torch.mask_each", "documented"),
            ("mlnotes.attention.masked_language_model_torch.mask_each", "empty"),
        ],
        "as many copies as there are candidates: "
        "tests/attention/test_masked_language_model.py",
    ),
    ("mlnotes.attention.masked_language_model.agreement_sentences", "suite"): (
        "returns text: tests/attention/test_masked_language_model_proofs.py"
    ),
    ("mlnotes.attention.masked_language_model_torch.TokenScorer", "suite"): (
        "needs its sizes: tests/attention/test_masked_language_model_trained.py"
    ),
    **{
        (f"mlnotes.attention.next_sentence.{name}", "suite"): (
            "takes text: tests/attention/test_next_sentence.py"
        )
        for name in (
            "next_sentence_pairs",
            "sentence_order_pairs",
            "split_documents",
            "split_sentences",
            "topic_overlap",
            "word_weights",
        )
    },
    **dict.fromkeys(
        [
            ("mlnotes.attention.next_sentence.pretraining_loss", "nan"),
            ("mlnotes.attention.next_sentence.pretraining_loss_backward", "nan"),
            ("mlnotes.attention.next_sentence_torch.pretraining_loss", "nan"),
        ],
        "what stands where nothing is predicted does not count: "
        "tests/attention/test_next_sentence_loss.py",
    ),
    **{
        (f"mlnotes.attention.wordpiece.{name}", "suite"): (
            "text for both libraries: tests/attention/test_wordpiece.py"
        )
        for name in ("WordPiece", "basic_tokenize", "train_wordpiece")
    },
    **dict.fromkeys(
        [
            ("mlnotes.attention.wordpiece.merge_gains", "suite"),
            ("mlnotes.attention.wordpiece_torch.merge_gains", "suite"),
        ],
        "counts of one text, in keeping: tests/attention/test_wordpiece_scores.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.bert_input.collate_pairs", "suite"),
            ("mlnotes.attention.bert_input_torch.collate_pairs", "suite"),
        ],
        "takes rows with their segments: tests/attention/test_bert_input.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.bert_input.sum_embeddings_backward", "nan"),
        ],
        "linear functions of the tables: the gradient needs shapes, not values",
    ),
    ("mlnotes.attention.masks_torch.causal_mask", "suite"): (
        "takes a device: tests/attention/test_masks.py"
    ),
    ("mlnotes.attention.scaled_dot_product_torch.fused_attention", "twin"): (
        "PyTorch's kernel for scaled_dot_product_attention: "
        "tests/attention/test_scaled_dot_product.py"
    ),
    ("mlnotes.attention.multi_head_attention_torch.MultiHeadAttention", "suite"): (
        "needs its sizes and holds weights: "
        "tests/attention/test_multi_head_attention_module.py"
    ),
    ("mlnotes.attention.positional_encoding.add_positions_backward", "nan"): (
        "a sum: the gradient needs the shapes of X and P, not their values"
    ),
    **{
        (f"mlnotes.attention.positional_encoding_torch.{name}", "suite"): (
            "takes a device: tests/attention/test_positional_encoding.py"
        )
        for name in ("shift_matrix", "sinusoidal_encoding")
    },
    ("mlnotes.attention.attention_maps_torch.record_attention", "suite"): (
        "takes a model: tests/attention/test_attention_maps.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.transformer_encoder.encoder", "suite"),
            ("mlnotes.attention.transformer_encoder.encoder_layer", "suite"),
            ("mlnotes.attention.transformer_encoder_torch.Encoder", "suite"),
            ("mlnotes.attention.transformer_encoder_torch.EncoderLayer", "suite"),
        ],
        "takes or holds weights by name: tests/attention/test_transformer_encoder.py",
    ),
    ("mlnotes.attention.transformer_encoder_torch.gradient_sizes", "suite"): (
        "takes a model: tests/attention/test_transformer_encoder_start.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.transformer_decoder.decoder", "suite"),
            ("mlnotes.attention.transformer_decoder.decoder_layer", "suite"),
            ("mlnotes.attention.transformer_decoder_torch.Decoder", "suite"),
            ("mlnotes.attention.transformer_decoder_torch.DecoderLayer", "suite"),
        ],
        "takes or holds weights by name: tests/attention/test_transformer_decoder.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.transformer.check_weights", "suite"),
            ("mlnotes.attention.transformer.load_weights", "suite"),
            ("mlnotes.attention.transformer.save_weights", "suite"),
            ("mlnotes.attention.transformer.transformer", "suite"),
            ("mlnotes.attention.transformer.weight_shapes", "suite"),
        ],
        "takes or returns weights by name: tests/attention/test_transformer_weights.py",
    ),
    ("mlnotes.attention.transformer.embed", "twin"): (
        "in PyTorch a method of the module: tests/attention/test_transformer.py"
    ),
    ("mlnotes.attention.transformer_torch.Transformer", "suite"): (
        "needs its sizes and holds weights: tests/attention/test_transformer.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.attention.transformer_training.label_smoothing_loss", "nan"),
            (
                "mlnotes.attention.transformer_training_torch.label_smoothing_loss",
                "nan",
            ),
        ],
        "what stands at padding does not count: "
        "tests/attention/test_transformer_training.py",
    ),
    **{
        (f"mlnotes.attention.{module}.{name}", "suite"): (
            "takes a model or no array: "
            f"tests/attention/test_{module.removesuffix('_torch')}.py"
        )
        for module, names in {
            "attention_seq2seq_torch": ["AttentionSeq2Seq"],
            "bert": ["bert", "bert_for_pretraining", "bert_shapes", "count_parameters"],
            "bert_torch": ["Bert", "BertForPreTraining", "load_hf_state_dict"],
            "cached_decoding_torch": ["first_cache", "cached_step"],
            "cached_decoding": ["decoding_multiplications"],
        }.items()
        for name in names
    },
}
