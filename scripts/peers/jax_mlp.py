"""The benchmark's MLP in JAX, over [(kernel, bias), ...]."""

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")


def cast(tree, precision):
    return jax.tree.map(lambda leaf: jnp.asarray(leaf, dtype=precision), tree)


def loss_function(problem, precision):
    """The mean squared error as a function of the parameters."""
    inputs, targets = cast(problem.inputs, precision), cast(problem.targets, precision)

    def loss(parameters):
        *hidden, (kernel, bias) = parameters
        layer = inputs
        for weights, offset in hidden:
            layer = jnp.tanh(layer @ weights + offset)
        return jnp.mean((layer @ kernel + bias - targets) ** 2)

    return loss


def dot(a, b):
    return sum(jnp.vdot(x, y) for x, y in zip(jax.tree.leaves(a), jax.tree.leaves(b)))


def flatten(tree) -> list[float]:
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(tree)]).astype(np.float64).tolist()
