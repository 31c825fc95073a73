"""Loading in other processes: docs/training/data-loading.md (tr-21)."""

import multiprocessing
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from mlnotes.training import data_loading_torch as with_torch

FORK = "fork" in multiprocessing.get_all_start_methods()


@pytest.fixture
def image():
    return pytest.importorskip("PIL.Image")  # not on machines with a GPU


class Drawn(Dataset):
    """Greys from a generator that the data set holds, labels from PyTorch's."""

    def __init__(self, image):
        self.image, self.rng = image, np.random.default_rng(0)

    def __len__(self):
        return 8

    def __getitem__(self, index):
        grey = int(self.rng.integers(256))
        return self.image.new("L", (7, 5), grey), torch.randint(2**30, ())


@pytest.mark.skipif(not FORK, reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_workers_give_the_same_batches_and_share_a_copied_generator(image):
    options = {"batch_size": 4, "collate_fn": with_torch.collate}
    workers = {"num_workers": 2, "multiprocessing_context": "fork"}
    samples = [(image.new("L", (7, 5), label), label) for label in range(11)]
    pairs = zip(
        DataLoader(samples, **options),
        DataLoader(samples, **options, **workers),
        strict=True,
    )
    assert all(torch.equal(X, Z) and torch.equal(y, z) for (X, y), (Z, z) in pairs)
    loader = DataLoader(Drawn(image), **options, **workers)
    (first, y), (second, z) = loader  # a batch from each worker
    assert torch.equal(first, second)
    later, w = next(iter(loader))  # and the next epoch the same
    assert torch.equal(later, first)
    assert len({*y.tolist(), *z.tolist(), *w.tolist()}) == 12  # PyTorch's own differ


def test_both_modules_are_imported_without_pillow():
    code = "import sys; sys.modules['PIL'] = None; "
    code += "import mlnotes.training.data_loading_torch"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_collate_can_be_sent_to_another_process_and_a_lambda_cannot():
    assert pickle.loads(pickle.dumps(with_torch.collate)) is with_torch.collate
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(lambda samples: with_torch.collate(samples))
