from mlnotes.networks.autograd import Variable

a, b = Variable(2.0), Variable(3.0)
m = a * b
s = m + a
L = s**2
L.backward()

print("value:", L.data)
nodes = {"L": L, "s": s, "m": m, "b": b, "a": a}
print(*(f"d{name} = {node.grad:.0f}" for name, node in nodes.items()))
