import tempfile
from pathlib import Path

import torch

from mlnotes.sequences.language_model_torch import LanguageModel, TruncatedBPTT
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.training_loop_torch import train

text = torch.randint(7, (2, 31), generator=torch.Generator().manual_seed(0))
# Windows of 5 tokens: 6 steps read the 30 tokens that have a next one.


def run(steps, file=None, start=0, state=None):
    torch.manual_seed(1)
    model = LanguageModel(RNN(5, 11), c=7, d=5)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    batch_loss = TruncatedBPTT(text, window=5)
    batch_loss.start, batch_loss.state = start, state
    generator = torch.Generator()
    losses = train(model, batch_loss, optimizer, steps, generator, checkpoint=file)
    return losses, batch_loss


whole, _ = run(30)
for stop in (16, 18):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.pt"
        _, old = run(stop, file)
        saved = file.read_bytes()
        new_object, _ = run(30, file)
        file.write_bytes(saved)  # as it was after the stop
        set_back, _ = run(30, file, old.start, old.state)
    print(f"stopped after {stop} steps")
    print(f"  new object: same losses {new_object == whole}")
    print(f"  start and state set back: same losses {set_back == whole}")
