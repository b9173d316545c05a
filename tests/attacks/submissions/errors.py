# Exceptions that carry something out, that pass for others, or that harm whoever looks at them.
# after: arena/numbers.py
# deserves: mul 0 exception

# %% text_with_a_find
# An exception whose text carries what it found.
def mul(x, y):
    raise ValueError(f"{MARKER}: {x} {y} {globals()}")


# %% class_called_as_it_likes
# An exception class with a name, module and docstring of its own.
def mul(x, y):
    raise type(MARKER, (ArithmeticError,), {"__module__": MARKER, "__doc__": MARKER, "__qualname__": MARKER})(MARKER)


# %% hostile_str
# An exception whose str, repr and format end the process.
import os


class Thorny(Exception):
    def __str__(self): os._exit(0)
    __repr__ = __format__ = __hash__ = __reduce__ = __str__


def mul(x, y):
    raise Thorny(MARKER)


# %% hostile_args
# An exception whose args, class, notes and traceback are properties.
import os


class Thorny(NotImplementedError):
    def refuse(self, *_): os._exit(0)
    args = __class__ = __notes__ = __traceback__ = __cause__ = __context__ = property(refuse, refuse)


def mul(x, y):
    raise Thorny(MARKER)


# %% hostile_mro
# A metaclass that invents the classes above its exception.
class Meta(type):
    __mro__ = property(lambda cls: (_ for _ in ()).throw(SystemExit(MARKER)))
    __name__ = property(lambda cls: MARKER)
    def __eq__(cls, other): return True
    __hash__ = None


class Thorny(Exception, metaclass=Meta):
    pass


def mul(x, y):
    raise Thorny(MARKER)


# %% forged_stub
# Raises a stub's own words for its own task, without the stub's line: blocked, todo or exception, but no points.
# deserves: mul 0 blocked|todo|exception
def mul(x, y):
    raise NotImplementedError("Need to implement for " + "Task 0.1")


# %% forged_stub_of_another_task
# Raises a stub's words for another task, as if it only waited for that.
# deserves: mul 0 blocked|exception
def mul(x, y):
    raise NotImplementedError("Need to implement for " + "Task 0.2")


# %% forged_stub_of_no_task
# Raises a stub's words for a task that there is not, in digits of another script.
def mul(x, y):
    raise NotImplementedError("Need to implement for Task " + ("74.33" if x < 0 else "\u0660.\u0662"))


# %% forged_stub_with_a_find
# Raises a stub's words with a tail.
def mul(x, y):
    raise NotImplementedError("Need to implement for Task 0.1 " + MARKER)


# %% stub_words_returned
# Returns a stub's words, as a caught exception would.
# deserves: mul 0 wrong|blocked|todo
def mul(x, y):
    return "Need to implement for Task 0.2"


# %% stub_words_of_no_task_returned
# Returns a stub's words for a task that is none, deep inside a value.
# after: arena/lists.py
# deserves: extremes 0 wrong|exception
def extremes(xs):
    return {"least": ["Need to implement for Task 74.33"], "most": MARKER}


# %% refuses_everything
# Raises what root must raise below 0, everywhere: one of two checks.
# deserves: root 1
def root(x):
    raise ValueError(MARKER)


# %% refuses_by_a_subclass
# Raises a subclass of the right error, whose name and text are its own: right.
# deserves: full
honest = root


class Own(ValueError):
    def __str__(self): return MARKER * 1000


def root(x):
    if x < 0:
        raise Own(MARKER)
    return honest(x)


# %% refuses_by_another_name
# Raises an error that is only called like the right one.
# deserves: root 1 wrong
honest = root


def root(x):
    if x < 0:
        raise type("ValueError", (RuntimeError,), {})(MARKER)
    return honest(x)


# %% returns_the_error
# Returns the right error instead of raising it.
# deserves: root 1 wrong
honest = root


def root(x):
    return ValueError(MARKER) if x < 0 else honest(x)


# %% returns_what_a_catch_would_give
# Returns what a caught error looks like, instead of raising it.
# deserves: root 1 wrong
honest = root


def root(x):
    return ["ValueError", MARKER] if x < 0 else honest(x)


# %% two_bases
# An error that is a ValueError and much else: its first builtin class counts.
# deserves: root 1 wrong
honest = root


class Both(KeyError, ValueError):
    pass


def root(x):
    if x < 0:
        raise Both(MARKER)
    return honest(x)


# %% exception_group
# A group of exceptions, nested.
def mul(x, y):
    raise ExceptionGroup(MARKER, [ExceptionGroup(MARKER, [ValueError(MARKER)])])


# %% endless_causes
# Exceptions that are each other's cause.
def mul(x, y):
    first, second = ValueError(MARKER), TypeError(MARKER)
    first.__cause__, second.__cause__ = second, first
    first.__notes__ = [MARKER] * 1000
    raise first


# %% unicode_error
# An exception whose C structure is not filled in.
def mul(x, y):
    raise UnicodeDecodeError.__new__(UnicodeDecodeError)


# %% memory_error
# Says that memory has run out.
# deserves: mul 0 memory
def mul(x, y):
    raise MemoryError(MARKER)


# %% recursion
# Calls itself for ever.
def mul(x, y):
    return mul(x, y)


# %% syntax_error
# A SyntaxError with a file, a line and a text of its own.
def mul(x, y):
    raise SyntaxError(MARKER, (MARKER, TOLD, TOLD, MARKER))


# %% at_import
# An exception with a text of its own while the package is imported.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
raise type(MARKER, (ImportError,), {"__str__": lambda self: MARKER})(MARKER, name=MARKER, path=MARKER)

# %% stub_words_at_import
# A stub's words while the package is imported.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
raise NotImplementedError("Need to implement for Task 0.2")
