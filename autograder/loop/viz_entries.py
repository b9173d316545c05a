"""The pictures of the gallery: which assignment brings them, what they show, and the code that draws each."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import indent

IMPORTS = "import numpy as np\nimport tinytorch as tt\nfrom tinytorch import viz"


@dataclass(frozen=True)
class Entry:
    """One picture: the last line of `code` draws it, with functions of viz that `needs` names."""

    layer: int
    title: str
    sentence: str
    needs: tuple[str, ...]
    code: str


NETWORK = """\
tt.manual_seed(0)
points, sides = tt.data.moons(200)
points, labels = tt.tensor(points), (tt.tensor(sides) > 0).long()
nn, loss = tt.nn, tt.nn.CrossEntropyLoss()
hidden = nn.Linear(16, 16)
net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), hidden, nn.Tanh(), nn.Linear(16, 2))
adam = tt.optim.Adam(net.parameters(), lr=0.01)
pairs = tt.data.TensorDataset(points, labels)
loader = tt.data.DataLoader(pairs, batch_size=20, shuffle=True)"""
TRAINED = f"{NETWORK}\ntt.training.fit(net, loader, loss, adam, epochs=50, progress=False)"
ENTRIES = (
    Entry(
        0,
        "Curves",
        "Numbers that change, each curve with a colour and dashes of its own.",
        ("curves",),
        """\
slow, fast = [0.95**k for k in range(30)], [0.8**k for k in range(30)]
viz.curves({"rate 0.05": slow, "rate 0.2": fast}, title="Two rates", x="step")""",
    ),
    Entry(
        1,
        "A computation graph",
        "What was computed from what, with values and gradients.",
        ("graph",),
        """\
a, b, c = (tt.Scalar(v, requires_grad=True) for v in (2.0, -3.0, 10.0))
viz.graph((a * b + c) * a, names=dict(a=a, b=b, c=c), gradients=True)""",
    ),
    Entry(
        1,
        "Backward, step by step",
        "How the gradient goes back, one call after the other.",
        ("backward_steps",),
        """\
a, b, c = (tt.Scalar(v, requires_grad=True) for v in (2.0, -3.0, 10.0))
viz.backward_steps((a * b + c) * a, names=dict(a=a, b=b, c=c))""",
    ),
    Entry(
        2,
        "Memory: one storage, many views",
        "A transpose and a part read the same numbers, with other strides and another offset.",
        ("layout",),
        """\
x = tt.arange(12).reshape(3, 4)
viz.layout(x, x.T, x[:, 1:3], names=["x", "x.T", "x[:, 1:3]"])""",
    ),
    Entry(
        2,
        "Broadcasting",
        "A column and a row meet: stride 0 repeats each along the other's axis.",
        ("broadcast",),
        """\
viz.broadcast(tt.arange(3).reshape(3, 1), tt.arange(4))""",
    ),
    Entry(
        2,
        "Heat map",
        "Numbers as colours: two colours where some are negative.",
        ("heatmap",),
        """\
x, y = tt.linspace(-3, 3, 13), tt.linspace(-2, 2, 7).reshape(7, 1)
viz.heatmap(x * (-(x * x + y * y) / 2).exp(), title="x exp(-(x*x + y*y) / 2)")""",
    ),
    Entry(
        2,
        "Attention",
        "Where each word looks: a row of weights that sum to 1, one map for each head.",
        ("attention",),
        """\
tt.manual_seed(1)
words = "the cat sat on the mat".split()
scores = 2 * tt.randn(2, 6, 6)
future = tt.ones(6, 6).triu(1) == 1
viz.attention(scores.masked_fill(future, -np.inf).softmax(-1), words)""",
    ),
    Entry(
        2,
        "The causal mask",
        "A position may look at itself and at what came before.",
        ("causal_mask",),
        """\
viz.causal_mask(6, "the cat sat on the mat".split())""",
    ),
    Entry(
        2,
        "A convolution as a matrix product",
        "Each window of the image becomes a row.",
        ("im2col",),
        """\
viz.im2col(tt.arange(16).reshape(4, 4), 3)""",
    ),
    Entry(
        2,
        "Gates over time",
        "What an LSTM lets in, keeps and gives out at each step: the mean of its units, and each of them.",
        ("gates",),
        """\
t = tt.linspace(0, 6, 12).reshape(12, 1) + tt.arange(4) / 2
keep, write, show = (3 - t).sigmoid(), (t - 2).sigmoid(), (2 * t.sin()).sigmoid()
tokens = "a new street ,".split() * 3
viz.gates(input=write, forget=keep, output=show, cell=(t / 2).sin(), tokens=tokens)""",
    ),
    Entry(
        3,
        "A matrix product by tiles",
        "One block of threads goes along the inner axis, a tile at a time, and adds up its part of C.",
        ("matmul_tiles",),
        """\
viz.matmul_tiles(5, 4, 6, tile=2, block=(1, 1))""",
    ),
    Entry(
        3,
        "Ragged edges",
        "Where no side is a multiple of the tile, threads beyond the edge copy a 0.",
        ("matmul_tiles",),
        """\
viz.matmul_tiles(3, 5, 4, tile=2)""",
    ),
    Entry(
        3,
        "Threads of a sum",
        "Your block_sum on 12 numbers: which thread reads and writes what, from barrier to barrier.",
        ("kernel",),
        """\
viz.kernel("block_sum")""",
    ),
    Entry(
        3,
        "Threads of a matrix product",
        "Your matmul_kernel: each number of slow memory is copied by one thread of a block, and read by many.",
        ("kernel",),
        """\
viz.kernel("matmul_kernel")""",
    ),
    Entry(
        3,
        "A race",
        "A barrier is missing: thread 0 reads what thread 4 writes, and nothing says who comes first.",
        ("kernel",),
        """\
from numba import cuda, float32

def half_sum(out, a):
    shared = cuda.shared.array(8, float32)
    t = cuda.threadIdx.x
    shared[t] = a[t]
    if t < 4:
        shared[t] += shared[t + 4]
        out[t] = shared[t]

viz.kernel(half_sum, (np.zeros(4), np.arange(8.0)), grid=1, block=8)""",
    ),
    Entry(
        4,
        "The graph of a network",
        "A layer is one box; its parameters have their names.",
        ("graph",),
        """\
tt.manual_seed(0)
net = tt.nn.Sequential(tt.nn.Linear(2, 8), tt.nn.ReLU(), tt.nn.Linear(8, 2))
viz.graph(tt.nn.CrossEntropyLoss()(net(tt.ones(1, 2)), tt.tensor([1])), model=net)""",
    ),
    Entry(
        4,
        "What a network answers where",
        "The plane in the colour of the class that the network finds, and the data in it.",
        ("decision_boundary",),
        TRAINED
        + """
viz.decision_boundary(net, points, labels)""",
    ),
    Entry(
        4,
        "A decision boundary while it is learned",
        "The same, every ten epochs and at the end.",
        ("boundary_steps",),
        NETWORK
        + """
film = viz.boundary_steps(net, points, labels, every=10)
tt.training.fit(net, loader, loss, adam, epochs=50, log=film, progress=False)
film.animation()""",
    ),
    Entry(
        4,
        "Gradients, layer by layer",
        "Where gradients fade or grow on their way back.",
        ("gradient_flow",),
        NETWORK
        + """
loss(net(points), labels).backward()
viz.gradient_flow(net)""",
    ),
    Entry(
        4,
        "How weights are spread",
        "A histogram of every parameter.",
        ("histograms",),
        TRAINED
        + """
viz.histograms(net, title="Weights")""",
    ),
    Entry(
        4,
        "How activations are spread",
        "What comes out of each layer, for the same inputs.",
        ("activations", "histograms"),
        NETWORK
        + """
viz.histograms(viz.activations(net, points), title="Activations")""",
    ),
    Entry(
        4,
        "Learning rates",
        "Schedules of the learning rate, before a step is taken.",
        ("schedule",),
        """\
def adam():
    return tt.optim.Adam([tt.nn.Parameter(tt.zeros(1))], lr=0.1)

schedules = tt.optim.lr_scheduler
cosine = schedules.CosineAnnealingLR(adam(), 100)
warm = schedules.WarmupCosineLR(adam(), 20, 100)
viz.schedule({"cosine": cosine, "warm-up, then cosine": warm}, 100)""",
    ),
    Entry(
        4,
        "Curves of two runs",
        "What fit() returned, or the logs that it wrote: the loss, epoch by epoch.",
        ("curves",),
        f"""\
runs = {{}}
for rate in (0.001, 0.03):
{indent(NETWORK, "    ")}
    adam.param_groups[0]["lr"] = rate
    runs[f"rate {{rate}}"] = tt.training.fit(net, loader, loss, adam, epochs=20, progress=False)
viz.curves(runs)""",
    ),
)
