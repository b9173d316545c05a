"""Wrong recording: no_grad, apply, chain_rule."""

### MUTANT no_grad_enter_goes_on: remembers, and forgets to stop
### REPLACES autograd/engine.py no_grad.__enter__
def __enter__(self):
    self.before = Mode.recording


### MUTANT no_grad_enter_assumes: takes it that calls were being recorded
### REPLACES autograd/engine.py no_grad.__enter__
def __enter__(self):
    self.before = True
    Mode.recording = False


### MUTANT no_grad_enter_shares: remembers on the class, so the inner block overwrites what the outer one remembered
### REPLACES autograd/engine.py no_grad.__enter__
def __enter__(self):
    no_grad.before = Mode.recording
    Mode.recording = False


### MUTANT no_grad_enter_remembers_late: stops first and remembers that
### REPLACES autograd/engine.py no_grad.__enter__
def __enter__(self):
    Mode.recording = False
    self.before = Mode.recording


### MUTANT no_grad_exit_always_on: forgets that an outer block may be open
### REPLACES autograd/engine.py no_grad.__exit__
def __exit__(self, *error):
    Mode.recording = True


### MUTANT no_grad_exit_swallows: returns True, which makes every error disappear
### REPLACES autograd/engine.py no_grad.__exit__
def __exit__(self, *error):
    Mode.recording = self.before
    return True


### MUTANT no_grad_exit_not_after_errors: puts recording back only when all went well
### REPLACES autograd/engine.py no_grad.__exit__
def __exit__(self, *error):
    if error[0] is None:
        Mode.recording = self.before


### MUTANT apply_always_records: also where no input requires a gradient
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs], **parameters))
    if Mode.recording:
        result.node = node
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_ignores_no_grad: records although recording is off
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs], **parameters))
    if any(x.requires_grad for x in inputs):
        result.node = node
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_drops_keywords: keyword arguments do not reach forward
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs]))
    if Mode.recording and any(x.requires_grad for x in inputs):
        result.node = node
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_forgets_requires_grad: the result has a node and requires no gradient
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs], **parameters))
    if Mode.recording and any(x.requires_grad for x in inputs):
        result.node = node
    return result


### MUTANT apply_asks_the_first_input: a gradient for the second alone is lost
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs], **parameters))
    if Mode.recording and inputs[0].requires_grad:
        result.node = node
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_asks_all_inputs: one constant stops the gradient
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs], **parameters))
    if Mode.recording and all(x.requires_grad for x in inputs):
        result.node = node
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_differentiates_comparisons: every recorded result requires a gradient
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, inputs)
    result = type(inputs[0])(cls.forward(node, *[x.value for x in inputs], **parameters))
    if Mode.recording and any(x.requires_grad for x in inputs):
        result.node = node
        result.requires_grad = True
    return result


### MUTANT apply_two_contexts: forward saves in one Node, the result gets another
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    result = type(inputs[0])(cls.forward(Node(cls, inputs), *[x.value for x in inputs], **parameters))
    if Mode.recording and any(x.requires_grad for x in inputs):
        result.node = Node(cls, inputs)
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_remembers_values: the node holds the inputs' values, not the inputs
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    values = [x.value for x in inputs]
    node = Node(cls, values)
    result = type(inputs[0])(cls.forward(node, *values, **parameters))
    if Mode.recording and any(x.requires_grad for x in inputs):
        result.node = node
        result.requires_grad = cls.differentiable
    return result


### MUTANT apply_gives_the_value: forgets to wrap the result
### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    return cls.forward(Node(cls, inputs), *[x.value for x in inputs], **parameters)


### MUTANT chain_rule_keeps_constants: they get a gradient too
### REPLACES autograd/engine.py chain_rule
def chain_rule(node, d_output):
    gradients = node.function.backward(node, d_output)
    if not isinstance(gradients, tuple):
        gradients = (gradients,)
    return list(zip(node.inputs, gradients, strict=True))


### MUTANT chain_rule_not_strict: missing gradients are not noticed
### REPLACES autograd/engine.py chain_rule
def chain_rule(node, d_output):
    gradients = node.function.backward(node, d_output)
    if not isinstance(gradients, tuple):
        gradients = (gradients,)
    return [(x, d) for x, d in zip(node.inputs, gradients) if x.requires_grad]


### MUTANT chain_rule_needs_a_tuple: a bare gradient is an error
### REPLACES autograd/engine.py chain_rule
def chain_rule(node, d_output):
    gradients = node.function.backward(node, d_output)
    return [(x, d) for x, d in zip(node.inputs, gradients, strict=True) if x.requires_grad]


### MUTANT chain_rule_merges: an input that occurs twice keeps its last gradient
### REPLACES autograd/engine.py chain_rule
def chain_rule(node, d_output):
    gradients = node.function.backward(node, d_output)
    if not isinstance(gradients, tuple):
        gradients = (gradients,)
    return list({x: d for x, d in zip(node.inputs, gradients, strict=True) if x.requires_grad}.items())


### MUTANT chain_rule_starts_anew: hands 1.0 to backward in place of the gradient
### REPLACES autograd/engine.py chain_rule
def chain_rule(node, d_output):
    gradients = node.function.backward(node, 1.0)
    if not isinstance(gradients, tuple):
        gradients = (gradients,)
    return [(x, d) for x, d in zip(node.inputs, gradients, strict=True) if x.requires_grad]
