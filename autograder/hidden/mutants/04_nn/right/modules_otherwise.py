"""Right modules: recursion in the place of a walk, dicts in the place of sets, loops in the place of folds."""


### RIGHT modules_case_by_case: a ladder of cases instead of a loop over tables
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    if isinstance(value, Parameter):
        self._forget(name, self._parameters)
        self._parameters[name] = value
    elif name in self._parameters:
        check_kind(self, name, value, Parameter)
        self._parameters[name] = value
    elif isinstance(value, Module):
        self._forget(name, self._modules)
        self._modules[name] = value
    elif name in self._modules:
        check_kind(self, name, value, Tree)
        self._modules[name] = value
    elif name in self._buffers:
        check_kind(self, name, value, Tensor)
        self._buffers[name] = value
    object.__setattr__(self, name, value)


### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    found = []
    for path, module in self.named_modules(prefix, remove_duplicate) if recurse else ((prefix, self),):
        found += [(joined(path, name), p) for name, p in module._parameters.items() if p is not None]
    if remove_duplicate:
        first = {}
        for name, p in found:
            first.setdefault(id(p), (name, p))
        found = list(first.values())
    return iter(found)


### REPLACES nn/module.py Module.train
def train(self, mode=True):
    for module in self.modules():
        module.training = mode
    return self


### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    from functools import reduce

    return reduce(lambda value, module: module(value), self, x)


### RIGHT modules_by_recursion: each module asks those inside it
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    parts = [(table, kind) for table, kind in self._tables() if kind is not Tensor]
    for table, kind in parts:
        if isinstance(value, kind):
            for other, _ in self._tables():
                if other is not table:
                    other.pop(name, None)
            self._not_persistent.discard(name)
            table[name] = value
            return object.__setattr__(self, name, value)
        if name in table:
            break
    for table, kind in self._tables():
        if name in table:
            check_kind(self, name, value, kind)
            table.update({name: value})
    return object.__setattr__(self, name, value)


### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen, visited = set(), set()

    def walk(module, path):
        if remove_duplicate and id(module) in visited:
            return
        visited.add(id(module))
        for name, p in module._parameters.items():
            if p is None or (remove_duplicate and id(p) in seen):
                continue
            seen.add(id(p))
            yield joined(path, name), p
        if recurse:
            for name, child in module._modules.items():
                if child is not None:
                    yield from walk(child, joined(path, name))

    yield from walk(self, prefix)


### REPLACES nn/module.py Module.train
def train(self, mode=True):
    [child.train(mode) for child in self._modules.values() if child is not None]
    object.__setattr__(self, "training", mode)
    return self


### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    values = [x]
    for module in self._modules.values():
        values.append(module(values.pop()))
    return values[0]
