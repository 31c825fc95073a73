"""Fixtures that every test may use; NumPy, PyTorch and pytest are enough for them."""

from typing import Any

import numpy as np
import pytest
import torch


def turn(nodeid: str) -> int:
    """Tell what runs first: tests of the site, since the build takes longest.

    Last come the tests in the browser, which wait for the site: first those of several
    pages, then every page, so that the workers end together.
    """
    if nodeid.startswith("tests/site/browser/"):
        return 3 if nodeid.startswith("tests/site/browser/pages/") else 2
    return 0 if nodeid.startswith("tests/site/") else 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a file in one worker: what they share is made once.

    All of tests/site is one unit but for the browser. Of the tests that visit every
    page, those of a page are one unit: it is opened once for them. The mark
    ``xdist_group`` is for this, but pytest-xdist 3.8 loses it with pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            page = test[test.index("[") :] if "[" in test else test
            return ("site", file, file, page)[turn(nodeid)]

    config.option.loadscopereorder = False  # the order is that of the collection
    return ByFile(config, log)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(
    params=[
        "cpu",
        pytest.param(
            "cuda",
            marks=pytest.mark.skipif(
                not torch.cuda.is_available(), reason="no CUDA device on this machine"
            ),
        ),
    ]
)
def device(request: pytest.FixtureRequest) -> torch.device:
    return torch.device(request.param)
