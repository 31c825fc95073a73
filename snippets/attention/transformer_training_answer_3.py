from mlnotes.attention.transformer_training import noam_schedule

for d, warmup in ((512, 4000), (1024, 4000), (1024, 2000), (32, 30)):
    print(d, warmup, f"{noam_schedule(warmup - 1, d, warmup):.1e}")
