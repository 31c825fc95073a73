from PIL import Image

from mlnotes.training.data_loading import collate

samples = [(Image.new("RGB", (224, 224)), 0)] * 8
X, y = collate(samples)
print(f"8 pictures: {X.nbytes / 2**20:.1f} MiB, labels {y.nbytes} bytes")
print(f"256 pictures: {X.nbytes * 32 / 2**20:.0f} MiB, as uint8 a quarter of it")
