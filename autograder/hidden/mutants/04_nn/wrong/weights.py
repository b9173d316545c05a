"""Wrong first weights: fans mixed up, roots forgotten, places of a kernel ignored."""


### MUTANT fans_swapped: fan_out comes first
### REPLACES nn/init.py fans
def fans(tensor):
    places = math.prod(tensor.shape[2:])
    return tensor.shape[0] * places, tensor.shape[1] * places


### MUTANT fans_without_places: a kernel counts as one place
### REPLACES nn/init.py fans
def fans(tensor):
    return tensor.shape[1], tensor.shape[0]


### MUTANT fans_of_one_axis: of a kernel's axes only the first one counts
### REPLACES nn/init.py fans
def fans(tensor):
    places = tensor.shape[2] if tensor.ndim > 2 else 1
    return tensor.shape[1] * places, tensor.shape[0] * places


### MUTANT fans_places_for_inputs: only fan_in counts the places
### REPLACES nn/init.py fans
def fans(tensor):
    return tensor.shape[1] * math.prod(tensor.shape[2:]), tensor.shape[0]


### MUTANT fans_add_places: the sides of a kernel are added up
### REPLACES nn/init.py fans
def fans(tensor):
    places = sum(tensor.shape[2:]) or 1
    return tensor.shape[1] * places, tensor.shape[0] * places


### MUTANT xavier_fan_in_only: the outputs are left out
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * math.sqrt(3.0 / fans(tensor)[0])
    return uniform_(tensor, -reach, reach, generator)


### MUTANT xavier_without_root: the reach is 6 / (fan_in + fan_out)
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * 6.0 / sum(fans(tensor))
    return uniform_(tensor, -reach, reach, generator)


### MUTANT xavier_deviation_as_reach: the standard deviation is taken for the reach
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * math.sqrt(2.0 / sum(fans(tensor)))
    return uniform_(tensor, -reach, reach, generator)


### MUTANT xavier_one_sided: no number is below 0
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    return uniform_(tensor, 0.0, gain * math.sqrt(6.0 / sum(fans(tensor))), generator)


### MUTANT xavier_without_gain: the gain is ignored
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = math.sqrt(6.0 / sum(fans(tensor)))
    return uniform_(tensor, -reach, reach, generator)


### MUTANT xavier_gain_under_the_root: the gain counts with its root only
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = math.sqrt(gain * 6.0 / sum(fans(tensor)))
    return uniform_(tensor, -reach, reach, generator)


### MUTANT xavier_of_shapes: the places of a kernel are ignored
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * math.sqrt(6.0 / (tensor.shape[0] + tensor.shape[1]))
    return uniform_(tensor, -reach, reach, generator)


### MUTANT xavier_own_generator: the generator that is handed in is not used
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * math.sqrt(6.0 / sum(fans(tensor)))
    return uniform_(tensor, -reach, reach)


### MUTANT xavier_in_a_copy: another tensor is filled
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * math.sqrt(6.0 / sum(fans(tensor)))
    return uniform_(tensor.detach().clone(), -reach, reach, generator)


### MUTANT xavier_gives_nothing: the tensor is filled, but not given back
### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    reach = gain * math.sqrt(6.0 / sum(fans(tensor)))
    uniform_(tensor, -reach, reach, generator)


### MUTANT kaiming_without_root: the deviation is the gain over the fan
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / chosen_fan(tensor, mode), generator)


### MUTANT kaiming_without_gain: the bend is ignored
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, 1.0 / math.sqrt(chosen_fan(tensor, mode)), generator)


### MUTANT kaiming_always_relu: the gain is the root of 2, whatever follows
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, math.sqrt(2.0 / chosen_fan(tensor, mode)), generator)


### MUTANT kaiming_slope_ignored: the slope of leaky_relu is 0.01, whatever was said
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, calculate_gain(nonlinearity) / math.sqrt(chosen_fan(tensor, mode)), generator)


### MUTANT kaiming_always_fan_in: the mode is ignored
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fans(tensor)[0]), generator)


### MUTANT kaiming_the_other_fan: the modes are mixed up
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    fan = fans(tensor)[mode == "fan_in"]
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


### MUTANT kaiming_uniform: the numbers are even, not normal
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return kaiming_uniform_(tensor, a, mode, nonlinearity, generator)


### MUTANT kaiming_of_shapes: the places of a kernel are ignored
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    fan = tensor.shape[mode == "fan_in"]
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


### MUTANT kaiming_variance_as_deviation: the variance is handed over where the deviation is wanted
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) ** 2 / chosen_fan(tensor, mode), generator)


### MUTANT kaiming_own_generator: the generator that is handed in is not used
### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(chosen_fan(tensor, mode)))
