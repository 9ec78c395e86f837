"""The whole job as an expert writes it in JAX: gradient descent, and at every step the largest eigenvalue by
warm-started power iteration on one linearisation, to a relative residual, everything in one jitted step.

    python jax_job.py PROBLEM.json
"""

import sys
from functools import cache
from pathlib import Path

import jax
import jax.numpy as jnp

from jax_mlp import cast, dot, flatten, loss_function
from problem import read_problem

MAX_PRODUCTS = 200


@cache
def step_function(problem, precision):
    """(parameters, v) → (next parameters, v, λ, its relative residual, products, loss)."""
    loss = loss_function(problem, precision)
    learning_rate, tolerance = problem.job["learningRate"], problem.job["tolerance"]

    @jax.jit
    def step(parameters, start):
        (value, gradient), derivative = jax.linearize(jax.value_and_grad(loss), parameters)

        def searching(state):
            _, eigenvalue, residual, products = state
            return (residual > tolerance * jnp.abs(eigenvalue)) & (products < MAX_PRODUCTS)

        def iterate(state):
            v, _, _, products = state
            image = derivative(v)[1]
            eigenvalue = dot(v, image)
            difference = jax.tree.map(lambda a, b: a - eigenvalue * b, image, v)
            residual = jnp.sqrt(dot(difference, difference))
            length = jnp.sqrt(dot(image, image))
            return jax.tree.map(lambda leaf: leaf / length, image), eigenvalue, residual, products + 1

        one = jnp.ones((), dtype=precision)
        v, eigenvalue, residual, products = jax.lax.while_loop(
            searching, iterate, (start, one, 2 * one, jnp.array(0))
        )
        moved = jax.tree.map(lambda a, b: a - learning_rate * b, parameters, gradient)
        return moved, v, eigenvalue, residual / jnp.abs(eigenvalue), products, value

    return step


def train_and_measure(problem, precision="float64") -> dict:
    step = step_function(problem, precision)
    parameters = cast(problem.split(problem.parameters), precision)
    v = cast(problem.split(problem.direction), precision)
    length = jnp.sqrt(dot(v, v))
    v = jax.tree.map(lambda leaf: leaf / length, v)
    rows = []
    for _ in range(problem.job["steps"] + 1):
        parameters, v, *row = step(parameters, v)
        rows.append(row)
    eigenvalues, residuals, products, losses = (flatten(list(column)) for column in zip(*rows))
    return {
        "lambda_max": eigenvalues,
        "loss": losses,
        "relative_residual": max(residuals),
        "products": sum(products) / len(products),
    }


if __name__ == "__main__":
    result = train_and_measure(read_problem(Path(sys.argv[1])))
    print(result["loss"][-1], result["lambda_max"][-1], result["products"])
