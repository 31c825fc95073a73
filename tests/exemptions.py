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
    ("mlnotes.networks.net_torch.Net", "twin"): (
        "a module holds its weights; its NumPy twin is the function `net`, which takes "
        "them as arguments: tests/networks/test_net.py"
    ),
}
