"""The benchmark's MLP in PyTorch."""

import numpy as np
import torch


def leaves(problem, flat, dtype):
    """A flat vector as [kernel, bias, kernel, bias, ...] that want gradients."""
    return [torch.tensor(a, dtype=dtype, requires_grad=True) for pair in problem.split(flat) for a in pair]


def data(problem, dtype):
    """Inputs [rows, inputs] and targets [rows, outputs]."""
    return torch.tensor(problem.inputs, dtype=dtype), torch.tensor(problem.targets, dtype=dtype)


def loss_of(parameters, inputs, targets):
    layer = inputs
    for i in range(0, len(parameters) - 2, 2):
        layer = torch.tanh(layer @ parameters[i] + parameters[i + 1])
    return torch.nn.functional.mse_loss(layer @ parameters[-2] + parameters[-1], targets)


def module(problem, dtype) -> torch.nn.Sequential:
    """The same network as a module, at the problem's parameters: what PyHessian and hessian-eigenthings take."""
    layers = []
    for fan_in, units in zip(problem.layers, problem.layers[1:]):
        layers += [torch.nn.Linear(fan_in, units, dtype=dtype), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers[:-1])
    place(model, problem, problem.parameters)
    return model


def place(model, problem, flat) -> None:
    """Sets a module's parameters; PyTorch keeps its kernels as [units, inputs]."""
    linear = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    with torch.no_grad():
        for layer, (kernel, bias) in zip(linear, problem.split(flat)):
            layer.weight.copy_(torch.from_numpy(kernel.T.copy()))
            layer.bias.copy_(torch.from_numpy(bias))


def flatten(tensors) -> list[float]:
    return np.concatenate([t.detach().numpy().ravel() for t in tensors]).astype(np.float64).tolist()


def relative_residual(model, inputs, targets, vectors, values) -> float:
    """The largest ‖Hv − λv‖/|λ| of some pairs, vectors as lists of tensors shaped like the parameters."""
    parameters = list(model.parameters())
    slopes = torch.autograd.grad(
        torch.nn.functional.mse_loss(model(inputs), targets), parameters, create_graph=True
    )
    largest = 0.0
    for vector, value in zip(vectors, values):
        image = torch.autograd.grad(slopes, parameters, grad_outputs=vector, retain_graph=True)
        square = sum(((a - value * b) ** 2).sum() for a, b in zip(image, vector))
        length = sum((b**2).sum() for b in vector)
        largest = max(largest, float((square / length) ** 0.5) / abs(value))
    return largest
