import numpy as np
from PIL import Image

from mlnotes.training.data_loading import collate

picture = Image.new("RGBA", (3, 1))
picture.putdata([(200, 0, 0, 255), (200, 0, 0, 51), (200, 0, 0, 0)])
print('convert("RGB"):', np.asarray(picture.convert("RGB"))[0].tolist())
X, _ = collate([(picture, 0)])
print("over white:    ", (X[0, :, 0].T * 255).round().astype(int).tolist())
