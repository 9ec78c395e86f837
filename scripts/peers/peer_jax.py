"""JAX: jitted gradients and Hessian-vector products as its documentation writes them, and the whole job."""

import os

import jax
import jax.numpy as jnp

from contender import Contender
from jax_job import train_and_measure
from jax_mlp import cast, dot, flatten, loss_function

VERSIONS = {"jax": jax.__version__}

# Products in one run of the loop: its linearisation is a small share of them.
LOOP = 20


def threads() -> int:
    """JAX's pool has a thread for each core that the process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def functions(problem, precision):
    """Of no argument: value and gradient, one product, one and many products over one linearisation."""
    loss = loss_function(problem, precision)
    point = cast(problem.split(problem.parameters), precision)
    direction = cast(problem.split(problem.direction), precision)
    value_and_gradient = jax.jit(jax.value_and_grad(loss))

    @jax.jit
    def product(parameters, tangent):
        return jax.jvp(jax.grad(loss), (parameters,), (tangent,))[1]

    @jax.jit
    def linearized(parameters, tangent):
        return jax.linearize(jax.grad(loss), parameters)[1](tangent)

    @jax.jit
    def loop(parameters, tangent):
        hessian = jax.linearize(jax.grad(loss), parameters)[1]

        def step(_, v):
            image = hessian(v)
            length = jnp.sqrt(dot(image, image))
            return jax.tree.map(lambda leaf: leaf / length, image)

        return jax.lax.fori_loop(0, LOOP, step, tangent)

    return (
        lambda: jax.block_until_ready(value_and_gradient(point)),
        lambda: jax.block_until_ready(product(point, direction)),
        lambda: jax.block_until_ready(linearized(point, direction)),
        lambda: jax.block_until_ready(loop(point, direction)),
    )


def products(name, problem, precision):
    gradient, product, linearized, loop = functions(problem, precision)

    def check_gradient():
        value, slopes = gradient()
        return {"loss": float(value), "gradient": flatten(slopes)}

    yield Contender(f"gradient {name}", "JAX jit", precision, gradient, check_gradient)
    yield Contender(
        f"product {name}", "JAX jit", precision, product, lambda: {"product": flatten(product())}
    )
    yield Contender(
        f"product {name}",
        "JAX jit, loop over one linearization",
        precision,
        loop,
        lambda: {"product": flatten(linearized())},
        LOOP,
    )


def contenders(problems):
    for name, problem in problems.items():
        for precision in ("float64", "float32"):
            if problem.job:
                run = lambda problem=problem, precision=precision: train_and_measure(problem, precision)
                yield Contender(f"job {name}", "JAX jit, warm start", precision, run, run)
            else:
                yield from products(name, problem, precision)
