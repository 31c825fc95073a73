# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     name: python3
#     display_name: Python 3
# ---

# %% [markdown]
# # Lab 1 · Digits: neighbours against softmax
#
# $x^2$ test

# %% alt="A line"
import matplotlib.pyplot as plt

plt.plot([1, 2, 3]);

# %%
print("hello")
