from mlnotes.convolution.output_size import conv_multiplications, conv_parameters
from mlnotes.convolution.receptive_field import receptive_field

C = 64
three = 3 * conv_parameters(C, C, 3, 3)
one = conv_parameters(C, C, 7, 7)
print("fields:", receptive_field([3, 3, 3], [1, 1, 1]), receptive_field([7], [1]))
print("parameters:", three, "against", one)
print("weights over C²:", (three - 3 * C) / C**2, (one - C) / C**2)
stacked = 3 * conv_multiplications(C, 56, 56, C, 3, padding=1)
at_once = conv_multiplications(C, 56, 56, C, 7, padding=3)
print("multiplications:", round(stacked / at_once, 3), "=", round(27 / 49, 3))
