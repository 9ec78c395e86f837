"""The whole job with PyHessian as it comes: gradient descent, and at every step the top eigenvalue from a random start.
PyHessian stops where two estimates differ by less than its tolerance and gives no residual.

    python pyhessian_job.py PROBLEM.json
"""

import sys
from pathlib import Path

import torch
from pyhessian import hessian

from problem import read_problem
from torch_mlp import data, module


def train_and_measure(problem) -> dict:
    torch.manual_seed(0)
    inputs, targets = data(problem, torch.float32)
    model = module(problem, torch.float32)
    criterion = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=problem.job["learningRate"])
    eigenvalues, losses = [], []
    for _ in range(problem.job["steps"] + 1):
        optimizer.zero_grad()
        measured = hessian(model, criterion, data=(inputs, targets), cuda=False)
        eigenvalues += measured.eigenvalues(tol=problem.job["tolerance"])[0]
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"lambda_max": eigenvalues, "loss": losses}


if __name__ == "__main__":
    result = train_and_measure(read_problem(Path(sys.argv[1])))
    print(result["loss"][-1], result["lambda_max"][-1])
