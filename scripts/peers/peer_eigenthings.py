"""hessian-eigenthings as it comes: Lanczos with 2·k, at least 20, steps, and stochastic Lanczos quadrature."""

import hessian_eigenthings as eigenthings
import torch

from contender import Contender
from torch_mlp import data, module, place

VERSIONS = {"hessian-eigenthings": eigenthings.__version__, "torch": torch.__version__}

# Its default for one eigenvalue, 2 steps, finds nothing; this is what its default for ten spends.
STEPS = 20


def threads() -> int:
    return torch.get_num_threads()


class Work:
    """One problem's operator; each method is one work."""

    def __init__(self, problem):
        self.problem = problem
        self.model = module(problem, torch.float64)
        self.tolerance = problem.job["tolerance"]
        loss = eigenthings.supervised_loss(torch.nn.functional.mse_loss)
        self.operator = eigenthings.HessianOperator(self.model, [data(problem, torch.float64)], loss)

    def path(self) -> dict:
        values, residuals, products = [], [], 0
        for parameters in self.problem.path:
            place(self.model, self.problem, parameters)
            found = eigenthings.lanczos(
                self.operator, k=1, max_iter=STEPS, tol=self.tolerance, which="LA", seed=0
            )
            values.append(float(found.eigenvalues[0]))
            residuals.append(float(found.residuals[0]) / abs(values[-1]))
            products += found.iterations
        products /= len(self.problem.path)
        return {"lambda_max": values, "relative_residual": max(residuals), "products": products}

    def top(self) -> dict:
        place(self.model, self.problem, self.problem.parameters)
        steps = STEPS
        while True:
            found = eigenthings.lanczos(
                self.operator, k=10, max_iter=steps, tol=self.tolerance, which="LA", seed=0, reorthogonalize=True
            )
            residual = float((found.residuals / found.eigenvalues.abs()).max())
            if bool(found.converged.all()) or steps >= 200:
                top = found.eigenvalues.tolist()
                return {"top": top, "relative_residual": residual, "products": steps}
            steps += 5

    def density(self) -> dict:
        place(self.model, self.problem, self.problem.parameters)
        found = eigenthings.spectral_density(self.operator, num_runs=10, lanczos_steps=60, seed=0)
        return {"lambda_max": float(found.raw_eigenvalues.max()), "products": 600}


def contenders(problems):
    for name, problem in problems.items():
        if problem.job:
            work = Work(problem)
            for kind, run in (("path", work.path), ("top-10", work.top), ("density", work.density)):
                yield Contender(f"{kind} {name}", "hessian-eigenthings", "float64", run, run)
