from mlnotes.convolution.output_size import ignored_pixels, output_size

side, kernel = 8, 3
for stride in (1, 2, 3):
    places = [list(range(i, i + kernel)) for i in range(0, side, stride)]
    places = [place for place in places if place[-1] < side]
    assert len(places) == output_size(side, kernel, stride)
    print(f"S = {stride}: {len(places)} places, last {places[-1]}", end=", ")
    print("ignored", ignored_pixels(side, kernel, stride))
