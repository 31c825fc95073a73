import numpy as np

from mlnotes.networks.autograd import Variable

for in_place in (False, True):
    w = Variable(np.array([3.0]))
    square = w * w
    if in_place:
        w.data -= 1  # the array that the pullback kept
    else:
        w.data = w.data - 1  # a new one
    square.backward()
    print(f"in place {in_place}: gradient {w.grad[0]}")
