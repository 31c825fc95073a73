from mlnotes.training.early_stopping import EarlyStopping

losses = [2.0, 1.5, 1.6, 1.4, 1.45, 1.41, 1.42, 1.2]
for patience in (1, 2, 3, 4):
    stopping = EarlyStopping(patience)
    for loss in losses:
        if stopping.update(loss, None):
            break
    print(f"patience {patience}: epoch {stopping.best_epoch} of {stopping.epoch}")
