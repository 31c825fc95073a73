from mlnotes.attention.attention_seq2seq_torch import AttentionSeq2Seq
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq

for Model in (Seq2Seq, AttentionSeq2Seq):
    model = Model(c_source=40, c_target=30, d=32, h=256)
    print(f"{Model.__name__:17}", sum(p.numel() for p in model.parameters()))
print("more:", 30 * 256)
