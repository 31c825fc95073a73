import numpy as np

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.autograd import Graph, Variable

u = Variable(np.array([-2.0, 0.0, 3.0]))
p = sigmoid(u.data)
own = Variable(p, (u,), (lambda g: sigmoid_backward(g, p),), "sigmoid")
own.sum().backward()
by_rule = u.grad

u.grad = None
composed = 1 / (1 + (-u).exp())
composed.sum().backward()
print("equal:", np.allclose(by_rule, u.grad))
print("own:     ", *Graph(own).operations)
print("composed:", *Graph(composed).operations)
