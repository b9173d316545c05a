"""Arrays that copy too often or too rarely."""

### MUTANT contiguous_is_itself: never copies
### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    return self


### MUTANT contiguous_always_copies: a copy where none is needed
### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    return self.copy()


### MUTANT contiguous_other_way_round: copies what is contiguous
### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    return self.copy() if self.layout.is_contiguous else self


### MUTANT contiguous_renames: another layout over the same numbers moves none of them
### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    return self if self.layout.is_contiguous else self.view(Layout.contiguous(self.layout.shape))


### MUTANT array_reshape_always_copies: never a view
### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    return self.copy().view(Layout.contiguous(shape))


### MUTANT array_reshape_copies_what_is_not_contiguous: asks is_contiguous in the place of Layout.reshape
### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    return self.contiguous().view(Layout(shape, Layout.contiguous(shape).strides, self.contiguous().layout.offset))


### MUTANT array_reshape_views_only: has nothing to give where there is no view
### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    return self.view(self.layout.reshape(shape))


### MUTANT array_reshape_fresh_on_old_numbers: the backend's copy has the old shape
### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    layout = self.layout.reshape(shape)
    if layout is None:
        return Array.fresh(self.backend.copy(self, self.dtype), shape, self.backend)
    return self.view(layout)


### MUTANT array_reshape_forgets_the_offset: a fresh layout on an old buffer
### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    return self.contiguous().view(Layout.contiguous(shape))


### MUTANT array_reshape_keeps_the_layout: copies, and forgets the new shape
### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    layout = self.layout.reshape(shape)
    return self.contiguous() if layout is None else self.view(layout)
