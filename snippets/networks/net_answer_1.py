from mlnotes.networks.net import parameter_count

for h in (119, 120):
    count = parameter_count([784, h, h, 10])
    print(f"h = {h}: {count}, formula {h * h + 796 * h + 10}")
print("Net:", parameter_count([784, 128, 64, 10]))
