"""The work of this benchmark in JAX, compiled by XLA: prints one JSON object, kind of work -> median seconds.

Needs `pip install jax optax`. Sizes, batch and optimizers are those of PaperModel.swift and Work.swift; weights and
events are random. Arrays are [features, events]. A spline's bin is chosen by comparisons and sums over all bins, which
XLA fuses, and work over many events goes through pieces that stay in the cache.
"""

import argparse
import json
import os
import statistics
import time

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repeats", type=int, default=5)
parser.add_argument("--least", type=float, default=0.0, help="seconds of every measurement")
parser.add_argument("--batch", type=int, default=1024)
parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
parser.add_argument("--only", default="base-step,residual-step,fit-step,profile-step,scan-point,sample")
options = parser.parse_args()
# XLA takes as many threads as it may use processors, and looks when it starts.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import optax  # noqa: E402

random = np.random.default_rng(0)
CLASSES = NUISANCES = 2
EDGE, LIMIT, PIECE = 5.0, float(-np.log(1e-3)), 1024


def network(context, hidden, outputs, order=(0, 1)):
    """Weights and masks of a masked network with two features; inputs are features, then context."""
    second = order[1]
    rank = np.zeros(2, int)
    rank[second] = 1
    # Degree of what a unit may see: context 0, the first feature of the order 1; nobody sees the last.
    below = np.concatenate([1 + rank, np.zeros(context, int)])
    layers = []
    for width in [*hidden, 2 * outputs]:
        is_output = len(layers) == len(hidden)
        degrees = np.repeat(rank, outputs) if is_output else np.arange(width) % 2
        mask = (below[None] <= degrees[:, None]).astype(np.float32)
        weight = random.uniform(-1, 1, mask.shape).astype(np.float32) / np.sqrt(mask.shape[1]).astype(np.float32)
        layers.append((weight, np.zeros((width, 1), np.float32), mask))
        below = degrees
    return [(jnp.asarray(w), jnp.asarray(b)) for w, b, _ in layers], [m for _, _, m in layers]


def apply(weights, masks, value, activation):
    for index, ((w, b), mask) in enumerate(zip(weights, masks)):
        value = (w * mask) @ (activation(value) if index else value) + b
    return value


def bin_of(raw, x, bins, inverse):
    """Edges, sizes and slopes of the bin of each x: raw is [2, 3 bins - 1, events]."""
    clip = jnp.concatenate([jnp.full(2 * bins, LIMIT / 2), jnp.full(bins - 1, LIMIT)])[None, :, None]
    raw = raw / (1 + jnp.abs(raw / clip))
    widths = 2 * EDGE * jax.nn.softmax(raw[:, :bins], axis=1)
    heights = 2 * EDGE * jax.nn.softmax(raw[:, bins : 2 * bins], axis=1)
    ends = jnp.cumsum(jax.lax.stop_gradient(heights if inverse else widths), axis=1) - EDGE
    k = jnp.sum(ends[:, :-1] <= x[:, None], axis=1, keepdims=True)
    number = jnp.arange(bins)[None, :, None]
    before, here = (number < k).astype(x.dtype), (number == k).astype(x.dtype)
    slopes = raw[:, 2 * bins :]
    left = jnp.exp(jnp.sum(slopes * here[:, 1:], axis=1))
    right = jnp.exp(jnp.sum(slopes * here[:, :-1], axis=1))
    pick = lambda a, b: jnp.sum(a * b, axis=1)
    return (pick(widths, before) - EDGE, pick(heights, before) - EDGE, pick(widths, here), pick(heights, here), left,
            right)


def spline(raw, x, bins):
    inside = (x > -EDGE) & (x <= EDGE)
    safe = jnp.where(inside, x, 0.0)
    x0, y0, w, h, d0, d1 = bin_of(raw, safe, bins, False)
    s, t = h / w, (safe - x0) / w
    q = t * (1 - t)
    bottom = s + (d0 + d1 - 2 * s) * q
    y = y0 + h * (s * t * t + d0 * q) / bottom
    slope = s * s * (d1 * t * t + 2 * s * q + d0 * (1 - t) ** 2) / (bottom * bottom)
    return jnp.where(inside, y, x), jnp.sum(jnp.where(inside, jnp.log(slope), 0.0), axis=0)


def inverse_spline(raw, y, bins):
    inside = (y > -EDGE) & (y <= EDGE)
    safe = jnp.where(inside, y, 0.0)
    x0, y0, w, h, d0, d1 = bin_of(raw, safe, bins, True)
    s, r = h / w, safe - y0
    bend = d0 + d1 - 2 * s
    a, b, c = h * (s - d0) + r * bend, h * d0 - r * bend, -s * r
    return jnp.where(inside, x0 + w * 2 * c / (-b - jnp.sqrt(b * b - 4 * a * c)), y)


def make_flow(context, transforms, bins, hidden, descending=False):
    """(weights, forward, inverse) of autoregressive spline transforms of alternating order."""
    made = [network(context, hidden, 3 * bins - 1, (1, 0) if (i % 2 == 1) != descending else (0, 1))
            for i in range(transforms)]
    masks = [m for _, m in made]

    def forward(weights, v, context):
        total = 0.0
        for w, m in zip(weights, masks):
            raw = apply(w, m, jnp.concatenate([v, context]), jax.nn.relu).reshape(2, 3 * bins - 1, -1)
            v, log_det = spline(raw, v, bins)
            total = total + log_det
        return v, total

    def inverse(weights, v, context):
        for w, m in reversed(list(zip(weights, masks))):
            found = jnp.zeros_like(v)
            for _ in range(2):
                raw = apply(w, m, jnp.concatenate([found, context]), jax.nn.relu).reshape(2, 3 * bins - 1, -1)
                found = inverse_spline(raw, v, bins)
            v = found
        return v

    return [w for w, _ in made], forward, inverse


def make_residual(layers, context, hidden, scale=1.0):
    made = [[network(context, hidden, 4) for _ in range(NUISANCES)] for _ in range(layers)]
    masks = made[0][0][1]

    def forward(weights, v, context, nu):
        total = 0.0
        for index, layer in enumerate(weights):
            v = v[::-1] if index else v
            sums = 0.0
            for w, u in zip(layer, nu / scale):
                c = apply(w, masks, jnp.concatenate([v, context]), jax.nn.elu).reshape(2, 2, 2, -1)
                sums = sums + (c[:, :, 0] + 0.01 * c[:, :, 1] * u) * u
            v, total = v * jnp.exp(sums[:, 0]) + sums[:, 1], total + jnp.sum(sums[:, 0], axis=0)
        return (v[::-1] if layers % 2 == 0 else v), total

    return [[w for w, _ in layer] for layer in made], forward


kin_w, kin, kin_inverse = make_flow(CLASSES, 2, 20, [128] * 3)
score_w, score, score_inverse = make_flow(CLASSES + 2, 3, 20, [128] * 3)
transfer_w, transfer, transfer_inverse = make_flow(CLASSES + 2, 2, 16, [256, 256], descending=True)
kin_residual_w, kin_residual = make_residual(1, CLASSES, [128, 128])
score_residual_w, score_residual = make_residual(2, CLASSES + 2, [128] * 3)
profile_w, profile = make_residual(3, CLASSES + 2, [256, 256], 0.015)
FROZEN = dict(kin=kin_w, score=score_w, kin_residual=kin_residual_w, score_residual=score_residual_w)


def normal(z):
    return -0.5 * jnp.sum(z * z, axis=0) - jnp.log(2 * jnp.pi)


def mixture(frozen, t, x, y, nu, psi=None):
    events = x.shape[1]
    one_hot = jnp.repeat(jnp.eye(CLASSES), events, axis=1)
    x, y, nu = (jnp.concatenate([v] * CLASSES, axis=1) for v in (x, y, nu))
    context = jnp.concatenate([one_hot, x])
    moved, total = kin_residual(frozen["kin_residual"], x, one_hot, nu)
    z, log_det = kin(frozen["kin"], moved, one_hot)
    total = total + log_det + normal(z)
    if psi is not None:
        y, log_det = profile(psi, y, context, nu)
        total = total + log_det
    y, log_det = transfer(t, y, context)
    moved, residual_log_det = score_residual(frozen["score_residual"], y, context, nu)
    z, base_log_det = score(frozen["score"], moved, context)
    total = total + log_det + residual_log_det + base_log_det + normal(z)
    return jax.nn.logsumexp(total.reshape(CLASSES, events), axis=0)


def draw(key, count):
    keys = jax.random.split(key, 3)
    classes = jax.nn.one_hot(jax.random.randint(keys[0], (count,), 0, CLASSES), CLASSES, axis=0)
    return jnp.concatenate([classes, jax.random.normal(keys[1], (2, count))]), jax.random.normal(keys[2], (2, count))


def in_pieces(function, piece, *arrays):
    """The sum of function over pieces of the events."""
    split = [a.reshape(a.shape[0], -1, piece).swapaxes(0, 1) for a in arrays]
    shape = jax.eval_shape(function, *[s[0] for s in split])
    zero = jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), shape)
    return jax.lax.scan(lambda sum, part: (jax.tree.map(jnp.add, sum, function(*part)), None), zero, tuple(split))[0]


def training(start, gradient, optimizer, *data):
    def step(weights, state, key, *data):
        key, use = jax.random.split(key)
        change, state = optimizer.update(gradient(weights, use, *data), state, weights)
        return optax.apply_updates(weights, change), state, key

    carried = [start, optimizer.init(start), jax.random.key(1)]
    compiled = jax.jit(step).lower(*carried, *data).compile()

    def run():
        carried[:] = compiled(*carried, *data)
        jax.block_until_ready(carried[0])

    return run, 1


def constant(function, share, *data):
    compiled = jax.jit(function).lower(*data).compile()
    return lambda: jax.block_until_ready(compiled(*data)), share


adamw = optax.adamw(1e-4, weight_decay=0.01)


def base_step(batch):
    def loss(weights, key):
        context, y = draw(key, batch)
        z, log_det = score(weights, y, context)
        return -jnp.mean(normal(z) + log_det)

    return training(score_w, jax.grad(loss), adamw)


def residual_step(batch):
    def loss(weights, key, frozen):
        context, y = draw(key, batch)
        nu = jax.random.normal(jax.random.fold_in(key, 1), (NUISANCES, batch))
        moved, log_det = score_residual(weights, y, context, nu)
        z, base_log_det = score(frozen, moved, context)
        return -jnp.mean(normal(z) + log_det + base_log_det)

    return training(score_residual_w, jax.grad(loss), adamw, score_w)


def events(count):
    return [jnp.asarray(random.normal(size=(2, count)), jnp.float32) for _ in range(2)]


def fit_step(batch):
    def loss(weights, key, frozen, x, y):
        nu = jnp.broadcast_to(weights["nu"], (NUISANCES, batch))
        return -jnp.mean(mixture(frozen, weights["t"], x, y, nu))

    start = dict(t=transfer_w, nu=jnp.array([[0.5], [-0.5]]))
    return training(start, jax.grad(loss), optax.radam(1e-4), FROZEN, *events(batch))


def profile_step(batch, nodes=36):
    places = jnp.asarray(0.3 * random.uniform(-1, 1, (NUISANCES, nodes)), jnp.float32)

    def gradient(psi, key, frozen, t, x, y):
        def loss(psi, x, y):
            nu = jnp.tile(places, (1, x.shape[1]))
            x, y = jnp.repeat(x, nodes, axis=1), jnp.repeat(y, nodes, axis=1)
            return -jnp.sum(mixture(frozen, t, x, y, nu, psi)) / (batch * nodes)

        return in_pieces(lambda x, y: jax.grad(loss)(psi, x, y), 32, x, y)

    return training(profile_w, gradient, adamw, FROZEN, transfer_w, *events(batch))


def scan_point(batch, count=20 * 1024):
    def point(frozen, t, x, y):
        def piece(x, y):
            nu = jnp.broadcast_to(jnp.array([[0.5], [-0.5]]), x.shape)
            return jnp.sum(mixture(frozen, t, x, y, nu))

        return in_pieces(piece, PIECE, x, y)

    return constant(point, count, FROZEN, transfer_w, *events(count))


def sample(batch, count=100 * 1024):
    def piece(frozen, t, key):
        context, y = draw(key, PIECE)
        x = kin_inverse(frozen["kin"], context[CLASSES:], context[:CLASSES])
        context = jnp.concatenate([context[:CLASSES], x])
        return x, transfer_inverse(t, score_inverse(frozen["score"], y, context), context)

    keys = jax.random.split(jax.random.key(2), count // PIECE)
    return constant(lambda frozen, t, keys: jax.lax.map(lambda k: piece(frozen, t, k), keys), count, FROZEN, transfer_w, keys)


clock = time.perf_counter if options.clock == "wall" else time.process_time
result = {}
for name in options.only.split(","):
    run, share = globals()[name.replace("-", "_")](options.batch)
    run()
    # Long enough to be warm.
    begin = time.perf_counter()
    while time.perf_counter() - begin < 0.3:
        run()
    times = []
    while len(times) < options.repeats or sum(times) < options.least:
        start = clock()
        run()
        times.append(clock() - start)
    result[name] = statistics.median(times) / share
print(json.dumps(result))
