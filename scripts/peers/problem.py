"""Problems as scripts/bench/problem-file.ts writes them: one JSON file each."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, eq=False)
class Problem:
    """An MLP with tanh on hidden layers and the mean squared error, its data, a point and a direction."""

    layers: list[int]
    inputs: np.ndarray  # [rows, inputs]
    targets: np.ndarray  # [rows, outputs]
    parameters: np.ndarray  # [dimension]: layer by layer kernel [inputs, units] row-major, then bias
    direction: np.ndarray  # [dimension]
    job: dict | None  # learningRate, steps, tolerance: gradient descent that measures λmax
    path: np.ndarray  # [points, dimension]: the parameters before each step of the job; [0, dimension] without one

    def split(self, flat: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """A flat vector as (kernel, bias) of each layer."""
        pairs, offset = [], 0
        for fan_in, units in zip(self.layers, self.layers[1:]):
            kernel = flat[offset : offset + fan_in * units].reshape(fan_in, units)
            offset += fan_in * units
            pairs.append((kernel, flat[offset : offset + units]))
            offset += units
        return pairs


def read_problem(path: Path) -> Problem:
    """Reads one problem; numbers come in float64."""
    data = json.loads(path.read_text())
    layers, rows = data["layers"], data["rows"]
    array = lambda name: np.array(data[name], dtype=np.float64)
    parameters = array("parameters")
    return Problem(
        layers=layers,
        inputs=array("inputs").reshape(rows, layers[0]),
        targets=array("targets").reshape(rows, layers[-1]),
        parameters=parameters,
        direction=array("direction"),
        job=data["job"],
        path=array("path").reshape(-1, len(parameters)),
    )
