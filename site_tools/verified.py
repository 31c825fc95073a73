"""With what all tests last passed: ``python -m site_tools.verified``.

The last step of `make test`, which is only reached when everything before it passed.
With the argument ``gpu`` it is the last step of `make test-gpu`: that record is
committed, so that a site built elsewhere can show it.
"""

import json
import platform
import sys
from datetime import date
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / ".cache" / "verified.json"
GPU_RECORD = ROOT / "tests" / "verified_gpu.json"


class Record(TypedDict):
    """When and with what the tests passed."""

    date: str
    python: str
    numpy: str
    torch: str
    platform: str
    device: str


def today(gpu: bool) -> Record:
    """Describe this machine, as the tests have just seen it."""
    import numpy
    import torch

    device = "CPU"
    if torch.cuda.is_available():
        name = torch.cuda.get_device_name()
        device = name if gpu else f"CPU and {name}"
    elif gpu:
        raise SystemExit("make: no CUDA device, so no test ran on a GPU")
    return Record(
        date=date.today().isoformat(),
        python=platform.python_version(),
        numpy=numpy.__version__,
        torch=torch.__version__.split("+")[0],
        platform=f"{platform.system()} {platform.machine()}",
        device=device,
    )


def read(path: Path) -> Record | None:
    """Return a record, or nothing where none was written."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def main() -> None:
    """Write the record of the tests that have just passed."""
    gpu = sys.argv[1:] == ["gpu"]
    path = GPU_RECORD if gpu else RECORD
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(today(gpu), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
