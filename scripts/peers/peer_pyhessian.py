"""PyHessian as it comes: power iteration from random starts, deflation, density by stochastic Lanczos quadrature."""

from importlib import import_module
from importlib.metadata import version

import torch
from pyhessian import hessian

from contender import Contender
from pyhessian_job import train_and_measure
from torch_mlp import data, module, place, relative_residual

VERSIONS = {"pyhessian": version("pyhessian"), "torch": torch.__version__}


def threads() -> int:
    return torch.get_num_threads()


def restored_eig(matrix, eigenvectors=True):
    """`torch.eig`, which PyHessian's density calls and PyTorch 2 only refuses, for the symmetric matrix it passes."""
    values, vectors = torch.linalg.eigh(matrix)
    return torch.stack([values, torch.zeros_like(values)], dim=1), vectors


torch.eig = restored_eig

# `import pyhessian.hessian` gives the class of that name, not the module.
implementation = import_module("pyhessian.hessian")
product = implementation.hessian_vector_product
counted = 0


def counting_product(*arguments):
    global counted
    counted += 1
    return product(*arguments)


implementation.hessian_vector_product = counting_product


def products_since(before: int) -> int:
    return counted - before


class Work:
    """One problem's model with its data; each method is one work."""

    def __init__(self, problem):
        self.problem = problem
        self.inputs, self.targets = data(problem, torch.float32)
        self.model = module(problem, torch.float32)
        self.tolerance = problem.job["tolerance"]

    def at(self, parameters):
        place(self.model, self.problem, parameters)
        self.model.zero_grad()
        return hessian(self.model, torch.nn.MSELoss(), data=(self.inputs, self.targets), cuda=False)

    def path(self, certify=False) -> dict:
        values, residuals, before = [], [0.0], counted
        for parameters in self.problem.path:
            (value,), vectors = self.at(parameters).eigenvalues(tol=self.tolerance)
            values.append(value)
            if certify:
                residuals.append(self.residual(vectors, [value]))
        products = products_since(before) / len(self.problem.path)
        return {"lambda_max": values, "relative_residual": max(residuals), "products": products}

    def top(self, certify=False) -> dict:
        before = counted
        values, vectors = self.at(self.problem.parameters).eigenvalues(tol=self.tolerance, top_n=10)
        products = products_since(before)
        residual = self.residual(vectors, values) if certify else 0.0
        return {"top": sorted(values, reverse=True), "relative_residual": residual, "products": products}

    def density(self) -> dict:
        before = counted
        nodes, _ = self.at(self.problem.parameters).density(iter=60, n_v=10)
        return {"lambda_max": float(max(map(max, nodes))), "products": products_since(before)}

    def residual(self, vectors, values) -> float:
        return relative_residual(self.model, self.inputs, self.targets, vectors, values)


def contenders(problems):
    for name, problem in problems.items():
        if not problem.job:
            continue
        torch.manual_seed(0)
        work = Work(problem)
        job = lambda problem=problem: train_and_measure(problem)
        yield Contender(f"job {name}", "PyHessian", "float32", job, job)
        yield Contender(f"path {name}", "PyHessian", "float32", work.path, lambda: work.path(certify=True))
        yield Contender(f"top-10 {name}", "PyHessian", "float32", work.top, lambda: work.top(certify=True))
        yield Contender(f"density {name}", "PyHessian", "float32", work.density, work.density)
