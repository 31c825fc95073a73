from mlnotes.networks.autograd import Graph, Variable

x, y = Variable(2.0), Variable(3.0)
L = (x + y) * x
L.backward()
print("operations:", *Graph(L).operations)
print("value and gradients:", L.data, x.grad, y.grad)
