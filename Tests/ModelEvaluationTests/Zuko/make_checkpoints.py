#!/usr/bin/env python3
"""Makes the checkpoints beside this file and what PyTorch and zuko say of them.

Run by hand, in a virtual environment (never by the tests, which only read the files):

    python3 -m venv .venv && .venv/bin/pip install torch zuko safetensors numpy
    .venv/bin/python Tests/ModelEvaluationTests/Zuko/make_checkpoints.py

Each NAME.safetensors is the state dictionary of a small seeded network, in float32, masks as bytes. What it says of
some random events stands in NAME.golden.safetensors, float64: `features`, `context`, `nuisances` and `log_prob` (for a
map of events to events `z` and `ladj`), computed in float64 from the rounded weights. Three of the events lie outside the splines' interval.

  one          one feature given two context inputs: networks without masks
  one-alone    one feature given nothing: no networks at all
  three        three features in random orders, hidden layers of unequal sizes
  five         five features, coupling: two groups of features, each blind to itself
  eight        eight features, a sparse graph of dependencies in place of an order
  made         four features, masks of random degrees as in Germain et al. 2015 (arXiv:1502.03509), ties and gaps
  response     three features, three nuisances: two residual layers whose networks differ in their hidden layers, a
               permutation between them that is no involution, a cross term; ELU and ReLU are the other way round
  transfer     a distribution of interest with derivatives at all knots, and the nuisances fitted with it
  affine       three features, affine transforms in place of splines (zuko.flows.MAF); ELU
  affine-alone one feature given nothing, affine: two numbers a transform
"""
from pathlib import Path

import torch
import zuko
from networks import FittedTransfer, Permutation, Residual, ResidualDensity
from safetensors.torch import save_file
from torch import nn
from zuko.nn import MaskedLinear

HERE = Path(__file__).parent
DAMPING, PAIR_DAMPING = 0.1, 0.25
ROWS = 16


def prepared(module, gain=1.5):
    """Weights that bend the splines, a gentle response, all rounded to float32 and widened to float64."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if "nuisance_nets" in name or "cross_nets" in name:
                parameter.mul_(0.7)
            elif "base." not in name:
                parameter.mul_(gain)
    return module.float().double()


def tensors(module):
    result = {}
    for name, tensor in module.state_dict().items():
        if tensor.dtype == torch.bool:
            tensor = tensor.to(torch.uint8)
        elif tensor.is_floating_point():
            tensor = tensor.float()
        result[name] = tensor.contiguous()
    return result


def write(name, module, golden):
    note = f"make_checkpoints.py with PyTorch {torch.__version__}, zuko {zuko.__version__}"
    for suffix, content in (("", tensors(module)), (".golden", {k: v.detach().contiguous() for k, v in golden.items()})):
        path = HERE / f"{name}{suffix}.safetensors"
        save_file(content, path, {"provenance": note})
        path.chmod(0o644)
        print(path.name, path.stat().st_size)
    print({k: v.detach().numpy().round(2)[:4].tolist() for k, v in golden.items() if k in ("log_prob", "ladj")})


def events(generator, features, context, nuisances=0):
    v = 1.5 * torch.randn(ROWS, features, generator=generator, dtype=torch.float64)
    v[-1], v[-2, 0], v[-3, -1] = 6.25, -5.5, 7.0
    result = {"features": v}
    for what, count in (("context", context), ("nuisances", nuisances)):
        if count:
            result[what] = torch.randn(ROWS, count, generator=generator, dtype=torch.float64)
    return {key: tensor.float().double() for key, tensor in result.items()}


def write_flow(name, flow, features, context):
    flow = prepared(flow)
    given = events(torch.Generator().manual_seed(len(name)), features, context)
    write(name, flow, given | {"log_prob": flow(given.get("context")).log_prob(given["features"])})


def with_random_degrees(flow, features):
    """Other masks: hidden degrees drawn at random, some of them seen by no output, some units that see nothing."""
    for transform in flow.transform.transforms:
        place = transform.order
        below = torch.cat([place + 1, torch.zeros(transform.hyper.in_features - features, dtype=torch.int64)])
        layers = [layer for layer in transform.hyper if isinstance(layer, MaskedLinear)]
        for layer in layers[:-1]:
            degrees = torch.randint(0, features + 1, (layer.out_features,))
            mask = degrees[:, None] >= below[None, :]
            # Sparser still: a fifth of the connections cut.
            layer.mask = mask & (torch.rand(mask.shape) > 0.2)
            below = degrees
        last = layers[-1]
        rows = place.repeat_interleave(last.out_features // features)
        last.mask = (rows[:, None] >= below[None, :]) & (torch.rand(last.out_features, len(below)) > 0.2)
    return flow


def main():
    torch.manual_seed(20260722)
    torch.set_num_threads(1)
    NSF = zuko.flows.NSF
    write_flow("one", NSF(1, 2, transforms=2, bins=6, hidden_features=(10, 7)), 1, 2)
    write_flow("one-alone", NSF(1, 0, transforms=2, bins=5), 1, 0)
    write_flow("three", NSF(3, 2, transforms=3, bins=5, hidden_features=(14, 9), randperm=True), 3, 2)
    write_flow("five", NSF(5, 0, transforms=3, bins=4, hidden_features=(12,), passes=2), 5, 0)
    graph = torch.eye(8, dtype=torch.bool)
    for feature, parents in enumerate([[3], [], [0, 3], [1], [0, 5], [1], [], [6, 2, 4]]):
        graph[feature, parents] = True
    write_flow("eight", NSF(8, 3, transforms=2, bins=4, hidden_features=(24, 16), adjacency=graph), 8, 3)
    write_flow(
        "made", with_random_degrees(NSF(4, 2, transforms=2, bins=4, hidden_features=(20, 16, 12)), 4), 4, 2)

    base = NSF(3, 2, transforms=2, bins=4, hidden_features=(8,), activation=nn.ELU)
    first = Residual(
        3, 2, 3, [(6, 5), (9,), (7, 4)], pairs=[(0, 2)], pair_hidden=[(5,)], damping=DAMPING,
        pair_damping=PAIR_DAMPING, activation=nn.ReLU)
    second = Residual(
        3, 2, 3, [(4,), (6, 5), (5,)], damping=DAMPING, pair_damping=PAIR_DAMPING, activation=nn.ReLU)
    model = ResidualDensity([first, Permutation([2, 0, 1]), second, Permutation([1, 2, 0])], 3, base)
    for module in (model, first, second):
        module.central_nuisance_values = torch.tensor([0.25, -0.5, 0.0])
        module.nuisance_scales = torch.tensor([1.0, 0.5, 2.0])
    model = prepared(model)
    given = events(torch.Generator().manual_seed(3), 3, 2, 3)
    write("response", model, given | {"log_prob": model.log_prob(*(given[k] for k in ("features", "context", "nuisances")))})

    transfer = FittedTransfer(nuisances=2, features=2, context=4, bins=5, hidden=(8, 6), orders=[[1, 0], [0, 1]])
    transfer.mixture_model.m_vector = torch.tensor([0.375, -0.625])
    transfer = prepared(transfer)
    given = events(torch.Generator().manual_seed(4), 2, 4)
    z, ladj = transfer(given["features"], given["context"])
    write("transfer", transfer, given | {"z": z, "ladj": ladj})

    MAF = zuko.flows.MAF
    write_flow("affine", MAF(3, 2, transforms=2, hidden_features=(8, 7), activation=nn.ELU), 3, 2)
    write_flow("affine-alone", MAF(1, 0, transforms=2), 1, 0)


if __name__ == "__main__":
    main()
