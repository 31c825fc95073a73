from mlnotes.training.early_stopping import EarlyStopping

stopping = EarlyStopping(patience=3)
for loss in [3.0, 2.0, 2.1, 2.2, 1.0, 1.1, 1.2, 1.3, 0.5]:
    stop = stopping.update(loss, weights=[f"weights of epoch {stopping.epoch + 1}"])
    waited = stopping.epoch - stopping.best_epoch
    print(f"epoch {stopping.epoch}: loss {loss}, best {stopping.best_loss}, {waited}")
    if stop:
        break
print("restored:", stopping.best_weights())
