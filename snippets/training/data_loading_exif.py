import io

import numpy as np
from PIL import Image, ImageOps

from mlnotes.training.data_loading import collate

file, exif = io.BytesIO(), Image.Exif()
exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees when showing
pixels = np.repeat(np.array([[0, 255]], dtype=np.uint8), 8, axis=1).repeat(8, axis=0)
Image.fromarray(pixels).save(file, "png", exif=exif)

picture = Image.open(file)
upright = ImageOps.exif_transpose(picture)
for name, shown in {"as stored": picture, "turned": upright}.items():
    X, _ = collate([(shown, 0)])
    print(f"{name}: {X.shape}, upper left {X[0, 0, 0, 0]:.0f}, ", end="")
    print(f"upper right {X[0, 0, 0, -1]:.0f}, lower left {X[0, 0, -1, 0]:.0f}")

deep = Image.fromarray(np.array([[0, 200, 1000, 65535]], dtype=np.uint16))
print("16 bit, as L:", deep.mode, np.asarray(deep.convert("L")).tolist())
scaled = np.rint(np.asarray(deep) / 65535 * 255).astype(np.uint8)
print("scaled first:", scaled.tolist())
