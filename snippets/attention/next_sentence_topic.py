from pydoc_data.topics import topics

import numpy as np

from mlnotes.attention.next_sentence import (
    next_sentence_pairs,
    sentence_order_pairs,
    split_documents,
    split_sentences,
    topic_overlap,
    word_weights,
)
from mlnotes.sequences.vocabulary import tokenize

documents = []  # Python's help texts: a topic is a document
for text in topics.values():
    sentences = [tokenize(sentence) for sentence in split_sentences(text)]
    words = [[w for w in sentence if w[0].isalpha()] for sentence in sentences]
    documents.append([sentence for sentence in words if len(sentence) > 3])
documents = [document for document in documents if document]

rng = np.random.default_rng(0)
train, test = split_documents(documents, 0.3, rng)
weights = word_weights(sentence for document in train for sentence in document)
for make in (next_sentence_pairs, sentence_order_pairs):
    scores, labels = [], []
    for pairs in (make(train, rng), make(test, rng)):
        scores.append(np.array([topic_overlap(a, b, weights) for a, b, _ in pairs]))
        labels.append(np.array([label for *_, label in pairs]))
    thresholds = np.unique(scores[0])
    right = [((scores[0] < x) == labels[0]).mean() for x in thresholds]
    threshold = thresholds[np.argmax(right)]
    accuracy = ((scores[1] < threshold) == labels[1]).mean()
    print(make.__name__)
    print("  right: above 0.56:", accuracy > 0.56, " above 0.65:", accuracy > 0.65)
