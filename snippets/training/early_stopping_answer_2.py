from mlnotes.training.early_stopping import EarlyStopping

losses = [1.0, 0.96, 0.92, 0.88, 0.84, 0.80]
for patience in (2, 3):
    stopping = EarlyStopping(patience, min_delta=0.1)
    for loss in losses:
        if stopping.update(loss, None):
            break
    print(f"patience {patience}: best {stopping.best_epoch}, last {stopping.epoch}")
