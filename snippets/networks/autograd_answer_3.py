from mlnotes.networks.autograd import Graph, Variable


def visits_along_every_path(node):
    return 1 + sum(visits_along_every_path(parent) for parent in node.parents)


for k in (1, 15):
    x = result = Variable(1.0)
    for _ in range(k):
        result = result + result
    result.backward()
    once = len(Graph(result).nodes)
    every = visits_along_every_path(result)
    print(f"k = {k}: gradient {x.grad:.0f}, visits {once} or {every}")
