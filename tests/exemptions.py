"""Functions and checks of the contract that do not go together, with the reason."""

EXEMPT: dict[tuple[str, str], str] = {
    **dict.fromkeys(
        [
            ("mlnotes.networks.autograd.Graph", "class"),
            ("mlnotes.networks.autograd.Node", "class"),
            ("mlnotes.networks.autograd.Variable", "class"),
            ("mlnotes.networks.autograd_torch.Graph", "class"),
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
    ("mlnotes.training.early_stopping.EarlyStopping", "class"): (
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
    ("mlnotes.training.batch_normalization_torch.BatchNorm", "class"): (
        "holds running statistics and needs d: "
        "tests/training/test_batch_normalization_module.py"
    ),
    ("mlnotes.training.layer_normalization_torch.LayerNorm", "class"): (
        "needs the number of features: tests/training/test_layer_normalization.py"
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.momentum_torch.Momentum", "class"),
            ("mlnotes.training.momentum_torch.Nesterov", "class"),
            ("mlnotes.training.sgd_problems_torch.SGD", "class"),
        ],
        "an optimiser holds a state: tests/training/test_optimizer_classes.py",
    ),
    **dict.fromkeys(
        [
            ("mlnotes.training.adaptive_rates_torch.Adagrad", "class"),
            ("mlnotes.training.adaptive_rates_torch.Adam", "class"),
            ("mlnotes.training.adaptive_rates_torch.AdamW", "class"),
            ("mlnotes.training.adaptive_rates_torch.RMSprop", "class"),
        ],
        "an optimiser: tests/training/test_optimizer_classes.py",
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
}
