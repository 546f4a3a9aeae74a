"""The work of this benchmark in PyTorch and zuko: prints one JSON object, kind of work -> median seconds.

Needs `pip install torch zuko`. Sizes, batch and optimizers are those of PaperModel.swift and Work.swift; weights and
events are random, as the time does not depend on them.
"""

import argparse
import json
import statistics
import time

import torch
import zuko

CLASSES = FEATURES = NUISANCES = 2
CONTEXT = CLASSES + FEATURES


def base(context, transforms):
    return zuko.flows.NSF(FEATURES, context, transforms=transforms, bins=20, hidden_features=[128] * 3)


def transfer():
    """T: two spline transforms, the first of them descending."""
    univariate = zuko.transforms.MonotonicRQSTransform
    return zuko.lazy.LazyComposedTransform(*[
        zuko.flows.autoregressive.MaskedAutoregressiveTransform(
            FEATURES, CONTEXT, order=torch.tensor(order), univariate=univariate, shapes=[(16,), (16,), (15,)],
            hidden_features=[256, 256])
        for order in ([1, 0], [0, 1])
    ])


class Layer(torch.nn.Module):
    """v exp(s) + t, both polynomials of second order in the nuisances, a masked network for each nuisance."""

    def __init__(self, context, hidden, scale):
        super().__init__()
        # Four outputs a feature: linear and quadratic, of s and of t; the second feature's see the first.
        sees = torch.zeros(4 * FEATURES, FEATURES + context, dtype=torch.bool)
        sees[:, FEATURES:] = True
        for feature in range(FEATURES):
            sees[4 * feature : 4 * feature + 4, :feature] = True
        self.networks = torch.nn.ModuleList(
            [zuko.nn.MaskedMLP(sees, hidden, activation=torch.nn.ELU) for _ in range(NUISANCES)])
        self.scale = scale

    def forward(self, v, context, nu):
        inputs = torch.cat([v, context], dim=-1)
        sums = 0
        for network, u in zip(self.networks, (nu / self.scale).unbind(-1)):
            linear_s, quadratic_s, linear_t, quadratic_t = network(inputs).reshape(-1, FEATURES, 4).unbind(-1)
            u = u[:, None]
            s, t = (linear_s + 0.01 * quadratic_s * u) * u, (linear_t + 0.01 * quadratic_t * u) * u
            sums = sums + torch.stack([s, t])
        return v * sums[0].exp() + sums[1], sums[0].sum(-1)


class Residual(torch.nn.Module):
    def __init__(self, layers, context, hidden, scale=1.0):
        super().__init__()
        self.layers = torch.nn.ModuleList([Layer(context, hidden, scale) for _ in range(layers)])

    def forward(self, v, context, nu):
        total = 0
        for index, layer in enumerate(self.layers):
            v, log_det = layer(v.flip(-1) if index else v, context, nu)
            total = total + log_det
        return (v.flip(-1) if len(self.layers) % 2 == 0 else v), total


class Densities(torch.nn.Module):
    """The frozen mixture of classes, and its log density with maps of y in front."""

    def __init__(self):
        super().__init__()
        self.kinematics, self.score = base(CLASSES, 2), base(CONTEXT, 3)
        self.kinematic_residual = Residual(1, CLASSES, [128, 128])
        self.score_residual = Residual(2, CONTEXT, [128] * 3)
        self.requires_grad_(False)

    def forward(self, x, y, nu, transfer, profile=None):
        events = len(x)
        one_hot = torch.repeat_interleave(torch.eye(CLASSES), events, dim=0)
        x, y, nu = x.repeat(CLASSES, 1), y.repeat(CLASSES, 1), nu.repeat(CLASSES, 1)
        context = torch.cat([one_hot, x], dim=-1)
        nominal, total = self.kinematic_residual(x, one_hot, nu)
        total = total + self.kinematics(one_hot).log_prob(nominal)
        if profile is not None:
            y, log_det = profile(y, context, nu)
            total = total + log_det
        y, log_det = transfer(context).call_and_ladj(y)
        nominal, residual_log_det = self.score_residual(y, context, nu)
        total = total + log_det + residual_log_det + self.score(context).log_prob(nominal)
        return torch.logsumexp(total.reshape(CLASSES, events), dim=0)


def events_with_context(batch):
    classes = torch.nn.functional.one_hot(torch.randint(CLASSES, (batch,)), CLASSES).float()
    return torch.cat([classes, torch.randn(batch, FEATURES)], dim=-1), torch.randn(batch, FEATURES)


def steps(parameters, loss, optimizer=torch.optim.AdamW):
    optimizer = optimizer(parameters, lr=1e-4)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step


def base_step(batch):
    flow = base(CONTEXT, 3)

    def loss():
        context, y = events_with_context(batch)
        return -flow(context).log_prob(y).mean()

    return steps(flow.parameters(), loss), 1


def residual_step(batch):
    flow, residual = base(CONTEXT, 3).requires_grad_(False), Residual(2, CONTEXT, [128] * 3)

    def loss():
        context, y = events_with_context(batch)
        nominal, log_det = residual(y, context, torch.randn(batch, NUISANCES))
        return -(flow(context).log_prob(nominal) + log_det).mean()

    return steps(residual.parameters(), loss), 1


def fit_step(batch):
    densities, t, nu = Densities(), transfer(), torch.nn.Parameter(torch.tensor([0.5, -0.5]))
    x, y = torch.randn(batch, FEATURES), torch.randn(batch, FEATURES)
    return steps([*t.parameters(), nu], lambda: -densities(x, y, nu.expand(batch, -1), t).mean(), torch.optim.RAdam), 1


def profile_step(batch, nodes=36):
    densities, t = Densities(), transfer().requires_grad_(False)
    residual = Residual(3, CONTEXT, [256, 256], scale=0.015)
    x, y = torch.randn(batch, FEATURES), torch.randn(batch, FEATURES)
    places = 0.3 * (2 * torch.rand(nodes, NUISANCES) - 1)

    def loss():
        each = [v.repeat_interleave(nodes, dim=0) for v in (x, y)]
        return -densities(*each, places.repeat(batch, 1), t, residual).mean()

    return steps(residual.parameters(), loss), 1


def scan_point(batch, events=20_000):
    densities, t = Densities(), transfer()
    x, y, nu = torch.randn(events, FEATURES), torch.randn(events, FEATURES), torch.tensor([0.5, -0.5])

    def point():
        with torch.no_grad():
            for a, b in zip(x.split(10_000), y.split(10_000)):
                densities(a, b, nu.expand(len(a), -1), t).sum()

    return point, events


def sample(batch, events=100_000, part=20_000):
    densities, t = Densities(), transfer()

    def draw():
        with torch.no_grad():
            for _ in range(events // part):
                context, _ = events_with_context(part)
                classes = context[:, :CLASSES]
                x = densities.kinematics(classes).transform.inv(torch.randn(part, FEATURES))
                context = torch.cat([classes, x], dim=-1)
                t(context).inv(densities.score(context).transform.inv(torch.randn(part, FEATURES)))

    return draw, events


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--least", type=float, default=0.0, help="seconds of every measurement")
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--only", default="base-step,residual-step,fit-step,profile-step,scan-point,sample")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    clock = time.perf_counter if options.clock == "wall" else time.process_time
    result = {}
    for name in options.only.split(","):
        work, share = globals()[name.replace("-", "_")](options.batch)
        # Once, and until it is warm.
        begin = time.perf_counter()
        while time.perf_counter() - begin < 0.3:
            work()
        times = []
        while len(times) < options.repeats or sum(times) < options.least:
            start = clock()
            work()
            times.append(clock() - start)
        result[name] = statistics.median(times) / share
    print(json.dumps(result))


if __name__ == "__main__":
    main()
