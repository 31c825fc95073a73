import numpy as np

from mlnotes.linear.margin_losses import log_loss
from mlnotes.linear.softmax import log_softmax

s = np.array([-3.0, 0.5, 5.0])
two_scores = np.stack([np.zeros(3), s], axis=1)
print(log_loss(s, np.ones(3)).round(6))
print(-log_softmax(two_scores)[:, 1].round(6))
