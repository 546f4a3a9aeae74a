"""The modules whose state dictionaries `fiducial import` reads and `fiducial export --zuko` writes.

A base flow is zuko's own NSF. The residual and the distribution of interest are built here as the published code of
the method builds them, so that `load_state_dict(strict=True)` can hold names and shapes against ours. An affine
transform in front (standardized features) is ours.
"""
import math

import torch
import zuko
from torch import nn
from zuko.flows.autoregressive import MaskedAutoregressiveTransform
from zuko.lazy import UnconditionalTransform
from zuko.nn import MaskedMLP
from zuko.transforms import ComposedTransform, MonotonicRQSTransform


def log_normal(z):
    return (-0.5 * z**2 - 0.5 * math.log(2 * math.pi)).sum(-1)


def standardize(mean, scale):
    """v -> (v - mean) / scale, as a transform of torch."""
    return torch.distributions.AffineTransform(mean, scale, event_dim=1).inv


class Standardizing(nn.Module):
    """The affine map of standardized features among residual layers; tensors `_0` (means) and `_1` (scales)."""

    def __init__(self, features):
        super().__init__()
        self.register_buffer("_0", torch.zeros(features))
        self.register_buffer("_1", torch.ones(features))

    def forward(self, v, context=None, nu=None):
        return (v - self._0) / self._1, -self._1.log().sum().expand(len(v))


class Residual(nn.Module):
    """v -> v exp(s) + t; s and t are linear, damped quadratic and, for chosen pairs, bilinear in the nuisances."""

    def __init__(self, features, context, nuisances, hidden, pairs=(), pair_hidden=(), damping=0.01,
                 pair_damping=0.01, activation=nn.ELU):
        super().__init__()
        self.features, self.damping, self.pair_damping = features, damping, pair_damping

        def network(outputs, sizes):
            rows = torch.arange(features * outputs) // outputs
            adjacency = rows[:, None] > torch.arange(features)
            adjacency = torch.cat([adjacency, torch.ones(features * outputs, context, dtype=torch.bool)], 1)
            return MaskedMLP(adjacency, sizes, activation)

        self.nuisance_nets = nn.ModuleList(network(4, sizes) for sizes in hidden)
        self.register_buffer("central_nuisance_values", torch.zeros(nuisances))
        self.register_buffer("nuisance_scales", torch.ones(nuisances))
        self.register_buffer("cross_term_pairs", torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2))
        self.cross_nets = nn.ModuleList(network(2, sizes) for sizes in pair_hidden)

    def forward(self, v, context, nu):
        u = (nu - self.central_nuisance_values) / self.nuisance_scales
        inputs = torch.cat([v, context], -1)
        s = t = torch.zeros_like(v)
        for k, net in enumerate(self.nuisance_nets):
            c = net(inputs).unflatten(-1, (self.features, 4))
            linear, square = u[:, k : k + 1], self.damping * u[:, k : k + 1] ** 2
            s = s + c[..., 0] * linear + c[..., 1] * square
            t = t + c[..., 2] * linear + c[..., 3] * square
        for (k, l), net in zip(self.cross_term_pairs.tolist(), self.cross_nets):
            c = net(inputs).unflatten(-1, (self.features, 2))
            product = self.pair_damping * u[:, k : k + 1] * u[:, l : l + 1]
            s = s + c[..., 0] * product
            t = t + c[..., 1] * product
        return v * torch.exp(s) + t, s.sum(-1)


class Permutation(nn.Module):
    def __init__(self, indices):
        super().__init__()
        indices = torch.as_tensor(indices)
        self.register_buffer("indices", indices)
        self.register_buffer("inv_indices", torch.argsort(indices))

    def forward(self, v, context, nu):
        return v[:, self.indices], torch.zeros(len(v), dtype=v.dtype)


class ResidualDensity(nn.Module):
    """Residual layers and permutations in front of a base flow: p(v | context, nu)."""

    def __init__(self, steps, nuisances, base):
        super().__init__()
        self.transforms = nn.ModuleList(steps)
        self.base_model = base
        self.register_buffer("central_nuisance_values", torch.zeros(nuisances))
        self.register_buffer("nuisance_scales", torch.ones(nuisances))

    def log_prob(self, v, context, nu):
        total = 0.0
        for step in self.transforms:
            v, ladj = step(v, context, nu)
            total = total + ladj
        return self.base_model(context).log_prob(v) + total


class SplineMap(nn.Module):
    """A map of events to events made of splines, as a distribution of interest is."""

    def __init__(self, features, context, bins, hidden, orders, extra=1):
        super().__init__()
        self.transforms = nn.ModuleList(
            MaskedAutoregressiveTransform(
                features, context, order=order, univariate=MonotonicRQSTransform,
                shapes=([bins], [bins], [bins + extra]), hidden_features=hidden)
            for order in orders)

    def forward(self, v, context):
        return ComposedTransform(*(t(context) for t in self.transforms)).call_and_ladj(v)


class Transfer(nn.Module):
    def __init__(self, **kwargs):
        super().__init__()
        self.T = SplineMap(**kwargs)


class FittedTransfer(nn.Module):
    """T as a global fit leaves it: `transfer_model.T…`, and the nuisances fitted with it if there are any."""

    def __init__(self, nuisances=0, **kwargs):
        super().__init__()
        self.transfer_model = Transfer(**kwargs)
        if nuisances:
            self.mixture_model = nn.Module()
            self.mixture_model.register_buffer("m_vector", torch.zeros(nuisances))

    def forward(self, v, context):
        return self.transfer_model.T(v, context)


def standardized(flow, features):
    """A zuko flow behind an affine transform of its own, at index 0."""
    front = UnconditionalTransform(standardize, torch.zeros(features), torch.ones(features), buffer=True)
    return zuko.lazy.Flow([front, *flow.transform.transforms], flow.base)
