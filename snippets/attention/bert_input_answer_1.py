from mlnotes.attention.bert_input import join_pair

a, b = list(range(10, 17)), list(range(20, 24))
for max_len in (14, 11, 10):
    ids, segments = join_pair(a, b, 2, 3, max_len)
    print(max_len, ids, segments)
