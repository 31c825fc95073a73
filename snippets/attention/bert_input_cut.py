from mlnotes.attention.bert_input import join_pair

CLS, SEP = 2, 3
a, b = list(range(11, 20)), list(range(21, 24))  # nine tokens and three
for max_len in (15, 12, 9, 8):
    ids, segments = join_pair(a, b, CLS, SEP, max_len)
    print(max_len, ids, "kept:", segments.count(0) - 2, segments.count(1) - 1)
