from PIL import Image

from mlnotes.training.data_loading import collate

blue = Image.new("RGBA", (1, 1), (0, 0, 255, 51))
red = Image.new("RGBA", (1, 1), (255, 0, 0, 255))
for name, picture in {
    "over white": blue,
    "over red, then white": Image.alpha_composite(red, blue),
    "over nothing, then white": Image.alpha_composite(Image.new("RGBA", (1, 1)), blue),
}.items():
    X, _ = collate([(picture, 0)])
    print(f"{name}: {X[0, :, 0, 0].round(2)}")
