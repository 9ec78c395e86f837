"""scipy's `eigsh` (ARPACK) on JAX's jitted float64 product over one linearisation, and numpy's `eigvalsh`."""

import jax
import numpy as np
import scipy
from jax.flatten_util import ravel_pytree
from scipy.sparse.linalg import LinearOperator, eigsh
from threadpoolctl import threadpool_info

from contender import Contender
from jax_mlp import cast, loss_function

VERSIONS = {"scipy": scipy.__version__, "numpy": np.__version__, "jax": jax.__version__}


def threads() -> int:
    """Those of numpy's BLAS."""
    return max((library["num_threads"] for library in threadpool_info()), default=1)


class Work:
    """One problem's jitted product; each method is one work."""

    def __init__(self, problem):
        self.problem = problem
        self.tolerance = problem.job["tolerance"]
        self.products = 0
        _, unravel = ravel_pytree(cast(problem.split(problem.parameters), "float64"))
        loss = loss_function(problem, "float64")
        gradient = jax.grad(lambda flat: loss(unravel(flat)))
        self.linearize = jax.jit(lambda flat: jax.linearize(gradient, flat)[1])
        self.apply = jax.jit(lambda hessian, v: hessian(v))
        columns = jax.jit(jax.vmap(lambda v: jax.jvp(gradient, (problem.parameters,), (v,))[1]))
        self.columns = lambda: np.asarray(columns(np.eye(len(problem.parameters))))

    def operator(self, parameters):
        hessian = self.linearize(parameters)

        def product(v):
            self.products += 1
            return np.asarray(self.apply(hessian, v))

        size = len(parameters)
        return LinearOperator((size, size), matvec=product, dtype=np.float64)

    def search(self, operator, k, start):
        """Values, vectors and the largest relative residual, which costs a product a pair."""
        values, vectors = eigsh(operator, k=k, which="LA", tol=self.tolerance, v0=start)
        differences = np.column_stack([operator.matvec(v) for v in vectors.T]) - vectors * values
        return values, vectors, float(np.max(np.linalg.norm(differences, axis=0) / np.abs(values)))

    def path(self) -> dict:
        self.products = 0
        found, residuals, start = [], [], self.problem.direction
        for parameters in self.problem.path:
            values, vectors, residual = self.search(self.operator(parameters), 1, start)
            start = vectors[:, 0]
            found.append(float(values[0]))
            residuals.append(residual)
        products = self.products / len(self.problem.path)
        return {"lambda_max": found, "relative_residual": max(residuals), "products": products}

    def top(self) -> dict:
        self.products = 0
        operator = self.operator(self.problem.parameters)
        values, _, residual = self.search(operator, 10, self.problem.direction)
        top = sorted(map(float, values), reverse=True)
        return {"top": top, "relative_residual": residual, "products": self.products}

    def spectrum(self) -> np.ndarray:
        """Ascending; with the Hessian's columns, in one batch, symmetrised."""
        matrix = self.columns()
        return np.linalg.eigvalsh((matrix + matrix.T) / 2)


def contenders(problems):
    for name, problem in problems.items():
        if not problem.job:
            continue
        work = Work(problem)
        yield Contender(f"path {name}", "scipy eigsh on JAX, warm start", "float64", work.path, work.path)
        yield Contender(f"top-10 {name}", "scipy eigsh on JAX", "float64", work.top, work.top)
        yield Contender(
            f"spectrum {name}",
            "numpy eigvalsh on JAX",
            "float64",
            work.spectrum,
            lambda work=work: {"spectrum": work.spectrum().tolist()},
        )
