#!/usr/bin/env python3
"""Makes the golden numbers beside this file: small seeded networks and what PyTorch and zuko say of them.

Run by hand, in a virtual environment (never by the tests, which only read the files):

    python3 -m venv .venv && .venv/bin/pip install torch zuko==1.5.0 safetensors numpy
    .venv/bin/python Tests/FlowReferenceTests/Golden/make_golden.py

Made with PyTorch 2.15.0 and zuko 1.5.0 on a CPU. All weights are rounded to float32 and stored so; all outputs are
computed from those rounded weights in float64. Tensor names are zuko's: `transforms.I.hyper.N.weight`, `.bias`,
`.mask` (N counts activations too), `transforms.I.order`. Masks are 0/1 bytes.

Each file holds one model:

  flow2.safetensors      a zuko.flows.NSF, 2 features, 4 context, 2 transforms, 5 bins, hidden 10 and 10
  flow3.safetensors      the same, 3 features, 5 context, 3 transforms, 4 bins, unequal hidden sizes, and feature
                         orders [0, 1, 2], [2, 0, 1], [1, 2, 0]: the last two differ from their own inverses' reading
  transfer2.safetensors  two transforms with bins + 1 derivative parameters a feature, descending order first, as the
                         method's authors built the distribution-of-interest map
  residual2.safetensors  two residual layers, 2 features, 4 context, 2 nuisances, with the pair (0, 1)
  residual3.safetensors  three residual layers, 3 features, 5 context, 3 nuisances, with the pair (0, 2), unequal
                         hidden sizes, centers and scales that are not trivial
  mixture2.safetensors   two classes: kinematic flow and residual (context: class), score flow and residual (context:
                         class and x), transfer, amortized residual, yields with one normalization nuisance

Inputs and outputs, float64, rows are events:

  in.features, in.context, in.nu, in.z     three of the rows lie outside the splines' interval, in one or all features
  out.z, out.ladj, out.log_prob            a flow's forward pass; log_prob = log N(z; 0, 1) + ladj
  out.inverse                              the inverse applied to in.z
  grad.in.features, grad.in.context        of the sum of log_prob
  grad.in.nu, hessian.in.nu                the same per event: [events, K] and [events, K, K]
  grad.<tensor name>                       of the sum of log_prob, with respect to a weight (0 where masked) or bias;
                                           in the mixture only for `transfer` and `profile`, the parts that are fitted

A residual's log_prob is that of a standard normal at its nominal features, plus ladj.
"""
import math
from pathlib import Path

import torch
import zuko
from safetensors.torch import save_file
from torch import nn
from zuko.flows.autoregressive import MaskedAutoregressiveTransform
from zuko.nn import MaskedLinear, MaskedMLP
from zuko.transforms import ComposedTransform, MonotonicRQSTransform

HERE = Path(__file__).parent
DAMPING, PAIR_DAMPING = 0.1, 0.25


def log_normal(z):
    return (-0.5 * z**2 - 0.5 * math.log(2 * math.pi)).sum(-1)


class Flow(nn.Module):
    """Masked autoregressive spline transforms, the first one applied first."""

    def __init__(self, features, context, bins, hidden, orders, extra=-1):
        super().__init__()
        self.transforms = nn.ModuleList(
            MaskedAutoregressiveTransform(
                features, context, order=order, univariate=MonotonicRQSTransform,
                shapes=([bins], [bins], [bins + extra]), hidden_features=hidden,
            )
            for order in orders
        )

    def forward(self, v, context, nu=None):
        return ComposedTransform(*(t(context) for t in self.transforms)).call_and_ladj(v)

    def inverse(self, z, context, nu=None):
        for t in reversed(self.transforms):
            z = t(context).inv(z)
        return z


class Residual(nn.Module):
    """v -> v exp(s) + t; s and t are linear, damped quadratic and, for chosen pairs, bilinear in the nuisances."""

    def __init__(self, features, context, hidden, centers, scales, pairs):
        super().__init__()
        self.features = features

        def network(outputs):
            rows = torch.arange(features * outputs) // outputs
            adjacency = rows[:, None] > torch.arange(features)
            adjacency = torch.cat([adjacency, torch.ones(features * outputs, context, dtype=torch.bool)], 1)
            return MaskedMLP(adjacency, hidden, nn.ELU)

        self.nuisance_nets = nn.ModuleList(network(4) for _ in centers)
        self.cross_nets = nn.ModuleList(network(2) for _ in pairs)
        self.register_buffer("central_nuisance_values", torch.tensor(centers))
        self.register_buffer("nuisance_scales", torch.tensor(scales))
        self.register_buffer("cross_term_pairs", torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2))

    def coefficients(self, v, context, nu):
        u = (nu - self.central_nuisance_values) / self.nuisance_scales
        inputs = torch.cat([v, context], -1)
        s = t = torch.zeros_like(v)
        for k, net in enumerate(self.nuisance_nets):
            c = net(inputs).unflatten(-1, (self.features, 4))
            linear, square = u[:, k : k + 1], DAMPING * u[:, k : k + 1] ** 2
            s = s + c[..., 0] * linear + c[..., 1] * square
            t = t + c[..., 2] * linear + c[..., 3] * square
        for (k, l), net in zip(self.cross_term_pairs.tolist(), self.cross_nets):
            c = net(inputs).unflatten(-1, (self.features, 2))
            product = PAIR_DAMPING * u[:, k : k + 1] * u[:, l : l + 1]
            s = s + c[..., 0] * product
            t = t + c[..., 1] * product
        return s, t

    def forward(self, v, context, nu):
        s, t = self.coefficients(v, context, nu)
        return v * torch.exp(s) + t, s.sum(-1)

    def inverse(self, v0, context, nu):
        v = torch.zeros_like(v0)
        for _ in range(self.features):
            s, t = self.coefficients(v, context, nu)
            v = (v0 - t) * torch.exp(-s)
        return v


class Reversal(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("indices", torch.arange(features).flip(0))

    def forward(self, v, context, nu):
        return v[:, self.indices], 0.0

    def inverse(self, v, context, nu):
        return v[:, self.indices]


class Residuals(nn.Module):
    """Residual layers with reversals between them; an even number of layers ends with one more."""

    def __init__(self, layers, features, **kwargs):
        super().__init__()
        steps = []
        for index in range(layers):
            steps.append(Residual(features, **kwargs))
            if index < layers - 1 or layers % 2 == 0:
                steps.append(Reversal(features))
        self.transforms = nn.ModuleList(steps)

    def forward(self, v, context, nu):
        total = 0.0
        for step in self.transforms:
            v, ladj = step(v, context, nu)
            total = total + ladj
        return v, total

    def inverse(self, v, context, nu):
        for step in reversed(self.transforms):
            v = step.inverse(v, context, nu)
        return v


class Mixture(nn.Module):
    """log p(x, y | nu, theta) over two classes, as the method defines it."""

    def __init__(self):
        super().__init__()
        centers, scales, pairs = [0.0, 0.0], [1.0, 1.0], [(0, 1)]
        self.kin = Flow(2, 2, 4, (6, 6), [[0, 1], [1, 0]])
        self.score = Flow(2, 4, 4, (6, 6), [[0, 1], [1, 0]])
        self.kin_residual = Residuals(1, 2, context=2, hidden=(5, 4), centers=centers, scales=scales, pairs=pairs)
        self.score_residual = Residuals(2, 2, context=4, hidden=(5, 4), centers=centers, scales=scales, pairs=[])
        self.transfer = Flow(2, 4, 4, (6, 6), [[1, 0], [0, 1]], extra=1)
        self.profile = Residuals(
            3, 2, context=4, hidden=(5, 4), centers=[0.5, -0.5], scales=[0.5, 0.75], pairs=pairs)
        model = nn.Module()
        model.register_buffer("log_norm_factors", torch.tensor([5.0, 5.5]))
        model.register_buffer("lnN_constraints_factor_log", torch.tensor([math.log(1.05)]))
        model.register_buffer("lnN_mix_matrix", torch.tensor([[1.0], [-0.5]]))
        self.mixture_model = model

    def forward(self, x, y, nu, theta):
        model = self.mixture_model
        log_yield = model.log_norm_factors + (theta * model.lnN_constraints_factor_log) @ model.lnN_mix_matrix.T
        log_fraction = torch.log_softmax(log_yield, -1)
        terms = []
        for c in range(2):
            one_hot = nn.functional.one_hot(torch.full((len(x),), c), 2).to(x)
            context = torch.cat([one_hot, x], -1)
            x0, ladj_x = self.kin_residual(x, one_hot, nu)
            z_x, ladj_kin = self.kin(x0, one_hot)
            y1, ladj_p = self.profile(y, context, nu)
            y2, ladj_t = self.transfer(y1, context)
            y0, ladj_y = self.score_residual(y2, context, nu)
            z_y, ladj_score = self.score(y0, context)
            ladj = ladj_x + ladj_kin + ladj_p + ladj_t + ladj_y + ladj_score
            terms.append(log_fraction[:, c] + log_normal(z_x) + log_normal(z_y) + ladj)
        return torch.logsumexp(torch.stack(terms), 0)


def prepared(module):
    """Enlarges the flows' weights, so that the splines bend, and lessens the residuals', so that their response
    stays gentle; masks all weights, rounds them to float32 and widens them to float64."""
    with torch.no_grad():
        for child in module.modules():
            if isinstance(child, MaskedAutoregressiveTransform):
                for parameter in child.hyper.parameters():
                    parameter.mul_(2.0)
            elif isinstance(child, Residual):
                for net in (*child.nuisance_nets, *child.cross_nets):
                    net[-1].weight.mul_(0.25)
                    net[-1].bias.mul_(0.25)
            elif isinstance(child, MaskedLinear):
                child.weight.mul_(child.mask)
    return module.float().double()


def stored(module):
    """The module's own tensors: float32, integers as they are, masks as bytes."""
    result = {}
    for name, tensor in module.state_dict().items():
        if tensor.dtype == torch.bool:
            tensor = tensor.to(torch.uint8)
        elif tensor.is_floating_point():
            assert torch.equal(tensor.float().double(), tensor), name
            tensor = tensor.float()
        result[name] = tensor.contiguous()
    return result


def parameter_gradients(module, total, prefixes=("",)):
    chosen = [pair for pair in module.named_parameters() if pair[0].startswith(prefixes)]
    names, parameters = zip(*chosen)
    gradients = torch.autograd.grad(total, parameters, retain_graph=True)
    return {f"grad.{name}": gradient for name, gradient in zip(names, gradients)}


def nuisance_derivatives(log_prob, nu):
    """Gradient and Hessian in nu of each event's log_prob: events do not see each other's nu."""
    (gradient,) = torch.autograd.grad(log_prob.sum(), nu, create_graph=True)
    rows = [torch.autograd.grad(gradient[:, k].sum(), nu, retain_graph=True)[0] for k in range(nu.shape[1])]
    return gradient, torch.stack(rows, 1)


def events(rows, features, generator):
    """Normal features, somewhat wide; the last three rows reach beyond the splines' interval."""
    v = 1.5 * torch.randn(rows, features, generator=generator, dtype=torch.float64)
    v[-1], v[-2, 0], v[-3, -1] = 6.25, -5.5, 7.0
    return v


def write(name, tensors, note):
    tensors = {key: value.detach().contiguous() for key, value in tensors.items()}
    # One entry only: the writer puts several in an order that changes from run to run.
    provenance = f"{note}; make_golden.py with PyTorch {torch.__version__}, zuko {zuko.__version__}"
    path = HERE / f"{name}.safetensors"
    save_file(tensors, path, {"provenance": provenance})
    path.chmod(0o644)
    print(name, path.stat().st_size, "bytes; log_prob", tensors["out.log_prob"].numpy().round(2))


def write_map(name, module, features, context, nuisances, note, rows=12):
    generator = torch.Generator().manual_seed(len(name) + features)
    module = prepared(module)
    v = events(rows, features, generator).requires_grad_()
    c = torch.randn(rows, context, generator=generator, dtype=torch.float64).requires_grad_()
    nu = None
    if nuisances:
        nu = torch.randn(rows, nuisances, generator=generator, dtype=torch.float64).requires_grad_()
    z_in = events(rows, features, generator)

    inverse = module.inverse(z_in, c, nu)
    assert (module(inverse, c, nu)[0] - z_in).abs().max() < 1e-9, "the inverse does not undo the map"
    z, ladj = module(v, c, nu)
    log_prob = log_normal(z) + ladj
    total = log_prob.sum()
    tensors = stored(module) | {
        "in.features": v, "in.context": c, "in.z": z_in,
        "out.z": z, "out.ladj": ladj, "out.log_prob": log_prob, "out.inverse": inverse,
    }
    tensors |= parameter_gradients(module, total)
    tensors["grad.in.features"], tensors["grad.in.context"] = torch.autograd.grad(total, (v, c), retain_graph=True)
    if nuisances:
        tensors["in.nu"] = nu
        tensors["grad.in.nu"], tensors["hessian.in.nu"] = nuisance_derivatives(log_prob, nu)
    write(name, tensors, note)


def write_mixture(rows=12):
    generator = torch.Generator().manual_seed(7)
    module = prepared(Mixture())
    x, y = events(rows, 2, generator), events(rows, 2, generator)
    nu = torch.randn(rows, 2, generator=generator, dtype=torch.float64).requires_grad_()
    theta = torch.randn(rows, 1, generator=generator, dtype=torch.float64).requires_grad_()
    log_prob = module(x, y, nu, theta)
    tensors = stored(module) | {"in.x": x, "in.y": y, "in.nu": nu, "in.theta": theta, "out.log_prob": log_prob}
    tensors["grad.in.nu"], tensors["hessian.in.nu"] = nuisance_derivatives(log_prob, nu)
    (tensors["grad.in.theta"],) = torch.autograd.grad(log_prob.sum(), theta, retain_graph=True)
    tensors |= parameter_gradients(module, log_prob.sum(), ("transfer.", "profile."))
    write("mixture2", tensors, f"mixture; damping {DAMPING}, pair damping {PAIR_DAMPING}")


def main():
    torch.manual_seed(20260301)
    torch.set_num_threads(1)
    write_map("flow2", Flow(2, 4, 5, (10, 10), [[0, 1], [1, 0]]), 2, 4, 0, "flow")
    write_map("flow3", Flow(3, 5, 4, (10, 12, 7), [[0, 1, 2], [2, 0, 1], [1, 2, 0]]), 3, 5, 0, "flow")
    write_map("transfer2", Flow(2, 4, 5, (8, 8), [[1, 0], [0, 1]], extra=1), 2, 4, 0, "bins + 1 derivatives")
    note = f"residual; damping {DAMPING}, pair damping {PAIR_DAMPING}"
    write_map(
        "residual2",
        Residuals(2, 2, context=4, hidden=(8, 8), centers=[0.0, 0.0], scales=[1.0, 1.0], pairs=[(0, 1)]),
        2, 4, 2, note)
    write_map(
        "residual3",
        Residuals(
            3, 3, context=5, hidden=(6, 5), centers=[0.25, -0.5, 0.0], scales=[1.0, 0.5, 2.0],
            pairs=[(0, 2)]),
        3, 5, 3, note)
    write_mixture()


if __name__ == "__main__":
    main()
