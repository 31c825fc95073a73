from mlnotes.networks.autograd import Variable

a, b = Variable(2.0), Variable(3.0)
product = a * b
total = product + a
L = total**2
L.backward()

print("value:", L.data)
for name, node in {"L": L, "add": total, "mul": product, "a": a, "b": b}.items():
    print(f"gradient with respect to {name}: {node.grad}")
