"""Wrong modules: parts that are not noted or noted twice, paths that are lost, modes that do not arrive."""


### MUTANT setattr_notes_nothing: all attributes are plain ones
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    object.__setattr__(self, name, value)


### MUTANT setattr_notes_plain_tensors: every tensor becomes a parameter
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if isinstance(value, kind) or (table is self._parameters and isinstance(value, Tensor)):
            self._forget(name, table)
            table[name] = value
            break
        if name in table:
            check_kind(self, name, value, kind)
            table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT setattr_makes_buffers: a plain tensor is noted as a buffer
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if isinstance(value, kind):
            self._forget(name, table)
            table[name] = value
            break
        if name in table:
            check_kind(self, name, value, kind)
            table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT setattr_leaves_the_old_entry: a name that becomes a Parameter stays among the modules, too
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if kind is not Tensor and isinstance(value, kind):
            table[name] = value
            break
        if name in table:
            check_kind(self, name, value, kind)
            table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT setattr_ignores_what_is_there: a plain value takes a part's place and leaves the old one in the table
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if kind is not Tensor and isinstance(value, kind):
            self._forget(name, table)
            table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT setattr_takes_any_kind: a number may stand in a Parameter's place
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if (kind is not Tensor and isinstance(value, kind)) or name in table:
            self._forget(name, table)
            table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT setattr_only_notes: what is noted is no attribute
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if kind is not Tensor and isinstance(value, kind):
            self._forget(name, table)
            table[name] = value
            return
        if name in table:
            check_kind(self, name, value, kind)
            table[name] = value
            return
    object.__setattr__(self, name, value)


### MUTANT setattr_forgets_everywhere: a part that is set again moves to the end
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if kind is not Tensor and isinstance(value, kind):
            self._forget(name)
            table[name] = value
            break
        if name in table:
            check_kind(self, name, value, kind)
            table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT setattr_without_modules: only parameters are noted
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    if isinstance(value, Parameter) or name in self._parameters:
        check_kind(self, name, value, Parameter)
        self._forget(name, self._parameters)
        self._parameters[name] = value
    object.__setattr__(self, name, value)


### MUTANT setattr_none_leaves: None takes the name out of its table
### REPLACES nn/module.py Module.__setattr__
def __setattr__(self, name, value):
    for table, kind in self._tables():
        if kind is not Tensor and isinstance(value, kind):
            self._forget(name, table)
            table[name] = value
            break
        if name in table:
            check_kind(self, name, value, kind)
            if value is None:
                del table[name]
            else:
                table[name] = value
            break
    object.__setattr__(self, name, value)


### MUTANT named_shared_twice: a shared parameter is named at each of its places
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for path, module in modules:
        for name, parameter in module._parameters.items():
            if parameter is not None:
                yield joined(path, name), parameter


### MUTANT named_always_once: remove_duplicate=False is ignored
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for path, module in modules:
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_by_equality: parameters of equal numbers are taken for one
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = []
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for path, module in modules:
        for name, parameter in module._parameters.items():
            if parameter is None:
                continue
            if remove_duplicate:
                if any(other.shape == parameter.shape and bool((other == parameter).all()) for other in seen):
                    continue
                seen.append(parameter)
            yield joined(path, name), parameter


### MUTANT named_without_path: a parameter inside has its own name only
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for _, module in modules:
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield name, parameter


### MUTANT named_prefix_lost: the prefix that is asked for does not stand in front
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = self.named_modules("", remove_duplicate) if recurse else [("", self)]
    for path, module in modules:
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_always_recurses: recurse=False is ignored
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    for path, module in self.named_modules(prefix, remove_duplicate):
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_children_only: grandchildren are left out
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    inside = [(joined(prefix, name), child) for name, child in self.named_children()] if recurse else []
    for path, module in [(prefix, self), *inside]:
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_children_first: what is inside comes before a module's own parameters
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = list(self.named_modules(prefix, remove_duplicate)) if recurse else [(prefix, self)]
    for path, module in [*modules[1:], modules[0]]:
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_sorted: names come in the order of the alphabet
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for path, module in modules:
        for name, parameter in sorted(module._parameters.items()):
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_with_none: a name that stands for None is named, too
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for path, module in modules:
        for name, parameter in module._parameters.items():
            if parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield joined(path, name), parameter


### MUTANT named_with_a_dot: a name without a path begins with a dot
### REPLACES nn/module.py Module.named_parameters
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
    seen = set()
    modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
    for path, module in modules:
        for name, parameter in module._parameters.items():
            if parameter is not None and parameter not in seen:
                if remove_duplicate:
                    seen.add(parameter)
                yield path + "." + name, parameter


### MUTANT train_here_only: modules inside stay in their mode
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    self.training = mode
    return self


### MUTANT train_without_grandchildren: the mode goes one step down only
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    self.training = mode
    for child in self.children():
        child.training = mode
    return self


### MUTANT train_gives_nothing: no chain of calls is possible
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    self.training = mode
    for child in self.children():
        child.train(mode)


### MUTANT train_always: the mode is ignored, so that eval trains
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    self.training = True
    for child in self.children():
        child.train(mode)
    return self


### MUTANT train_children_always: modules inside are put into training mode, whatever was asked for
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    self.training = mode
    for child in self.children():
        child.train()
    return self


### MUTANT train_not_itself: the module's own mode is forgotten
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    for child in self.children():
        child.train(mode)
        child.training = mode
    return self


### MUTANT train_the_first_child: the loop ends after one module
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    self.training = mode
    for child in self.children():
        child.train(mode)
        break
    return self


### MUTANT train_only_if_changed: a module that is in this mode already does not tell those inside
### REPLACES nn/module.py Module.train
def train(self, mode=True):
    if self.training != mode:
        self.training = mode
        for child in self.children():
            child.train(mode)
    return self


### MUTANT sequential_without_the_last: the last module is left out
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    for module in list(self)[:-1]:
        x = module(x)
    return x


### MUTANT sequential_all_of_x: every module gets the input
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    y = x
    for module in self:
        y = module(x)
    return y


### MUTANT sequential_backwards: the last module comes first
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    for module in reversed(list(self)):
        x = module(x)
    return x


### MUTANT sequential_returns_early: only the first module is called
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    for module in self:
        return module(x)
    return x


### MUTANT sequential_forwards: forward is called instead of the module, so that hooks are passed by
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    for module in self:
        x = module.forward(x)
    return x


### MUTANT sequential_nothing_of_nothing: without modules the answer is None
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    result = None
    for module in self:
        x = result = module(x)
    return result


### MUTANT sequential_by_number: modules are looked up under the names "0", "1", ...
### REPLACES nn/containers.py Sequential.forward
def forward(self, x):
    for place in range(len(self)):
        x = self._modules[str(place)](x)
    return x
