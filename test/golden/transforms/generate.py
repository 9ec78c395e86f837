"""Reference values for the input transforms, from scikit-learn and NumPy: python generate.py > cases.json

Made with Python 3.11, numpy 2.4.6 and scikit-learn 1.9.1. Centered, scaled and standardized are scikit-learn's
StandardScaler. Whitened is ZCA by the singular value decomposition of the centered training rows, another way than
the eigenvalues of the covariance that the package takes.
"""

import json

import numpy as np
from sklearn.preprocessing import StandardScaler

NULL_SHARE = 1e-12  # variance, so singular values count squared


def zca(train, rows):
    mean = train.mean(axis=0)
    _, s, vt = np.linalg.svd(train - mean, full_matrices=False)
    kept = s**2 >= NULL_SHARE * s[0] ** 2
    inverse = np.divide(np.sqrt(len(train)), s, out=np.zeros_like(s), where=kept & (s > 0))
    return (rows - mean) @ (vt.T * inverse) @ vt


def case(name, train, test):
    train, test = np.asarray(train, float), np.asarray(test, float)
    expected = {}
    for transform, options in {
        "centered": dict(with_std=False),
        "scaled": dict(with_mean=False),
        "standardized": {},
    }.items():
        scaler = StandardScaler(**options).fit(train)
        expected[transform] = {"train": scaler.transform(train).tolist(), "test": scaler.transform(test).tolist()}
    expected["whitened"] = {"train": zca(train, train).tolist(), "test": zca(train, test).tolist()}
    return {"name": name, "train": train.tolist(), "test": test.tolist(), "expected": expected}


random = np.random.default_rng(11)
mixing = np.array([[3.0, 0.5, 0.0], [0.0, 0.2, 1.0], [100.0, 0.0, 7.0]])
plain = random.normal(size=(17, 3)) @ mixing + [5.0, -2.0, 300.0]
sums = random.integers(-9, 10, size=(12, 2)).astype(float)
calendar = np.stack([1994 + np.arange(20) % 10, 1 + np.arange(20) * 7 % 12], axis=1).astype(float)

cases = [
    case("correlated columns of unlike size", plain[:12], plain[12:]),
    case("a year beside a month", calendar[:15], calendar[15:] + 1),
    case("a constant column", np.c_[plain[:12, :2], np.full(12, 0.1)], np.c_[plain[12:, :2], [0.1, 0.2, 0, -1, 4]]),
    case("a column that is the sum of the others", np.c_[sums, sums.sum(1)], np.c_[sums[:3], sums[:3].sum(1)]),
]
print("[" + ",\n".join(json.dumps(entry) for entry in cases) + "]")
