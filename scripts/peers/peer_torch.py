"""PyTorch: gradients, and Hessian-vector products by double backward over a graph that is built once."""

import torch

from contender import Contender
from torch_mlp import data, flatten, leaves, loss_of

VERSIONS = {"torch": torch.__version__}


def threads() -> int:
    return torch.get_num_threads()


def products(name, problem, dtype):
    precision = str(dtype).removeprefix("torch.")
    inputs, targets = data(problem, dtype)
    point = leaves(problem, problem.parameters, dtype)
    direction = [leaf.detach() for leaf in leaves(problem, problem.direction, dtype)]
    retained = torch.autograd.grad(loss_of(point, inputs, targets), point, create_graph=True)

    def gradient():
        loss = loss_of(point, inputs, targets)
        return loss, torch.autograd.grad(loss, point)

    def check_gradient():
        loss, slopes = gradient()
        return {"loss": float(loss.detach()), "gradient": flatten(slopes)}

    def product():
        return torch.autograd.grad(retained, point, grad_outputs=direction, retain_graph=True)

    yield Contender(f"gradient {name}", "PyTorch", precision, gradient, check_gradient)
    yield Contender(
        f"product {name}",
        "PyTorch, retained graph",
        precision,
        product,
        lambda: {"product": flatten(product())},
    )


def contenders(problems):
    for name, problem in problems.items():
        if not problem.job:
            for dtype in (torch.float64, torch.float32):
                yield from products(name, problem, dtype)
