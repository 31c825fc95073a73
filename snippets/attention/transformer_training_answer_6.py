import math

for beta2 in (0.98, 0.999):
    print(beta2, math.ceil(math.log(1 / 4) / math.log(beta2)))
