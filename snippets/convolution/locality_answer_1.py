from mlnotes.convolution.locality import (
    dense_parameters,
    local_parameters,
    shared_parameters,
)

for count in (dense_parameters, local_parameters, shared_parameters):
    print(count.__name__, count(32, 32, 1, 6, 5))
