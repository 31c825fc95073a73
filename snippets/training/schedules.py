from mlnotes.training.schedules import (
    cosine_schedule,
    exponential_schedule,
    inverse_schedule,
    step_schedule,
    warmup_cosine_schedule,
)

print("step      0    10    50    99")
for name, schedule in (
    ("step", lambda t: step_schedule(t, 0.8, period=40, decay=0.1)),
    ("exp.", lambda t: exponential_schedule(t, 0.8, decay=0.95)),
    ("1/t", lambda t: inverse_schedule(t, 0.8, period=10)),
    ("cosine", lambda t: cosine_schedule(t, 0.8, steps=100)),
    ("warm-up", lambda t: warmup_cosine_schedule(t, 0.8, warmup=20, steps=100)),
):
    rates = " ".join(f"{schedule(t):5.3f}" for t in (0, 10, 50, 99))
    print(f"{name:7} {rates}")
