"""Reference values for src/statistics: python generate.py > cases.json, with scipy 1.15.3 and numpy 2.2.6."""

import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(1)
samples = [rng.normal(0.3, 1, n).round(6).tolist() for n in (1, 2, 5, 9, 10, 11, 20, 37, 60)]
samples += [[0.5] * 6, [-1.0, -0.5, 0.5, 1.0, 2.0, 3.5], [-3, -2, -1, 1, 2, 2, 5, 0]]
RESAMPLES = 400_000
QUANTILES = [0.025, 0.975]
cases = []
for sample in samples:
    x = np.array(sample, dtype=float)
    draws = np.median(rng.choice(x, (RESAMPLES, len(x))), axis=1) if len(x) < 60 else None
    if len(x) == 1:
        interval = [x[0], x[0]]
    elif draws is not None:
        interval = np.quantile(draws, QUANTILES, method="inverted_cdf").tolist()
    else:
        found = stats.bootstrap((x,), np.median, method="percentile", n_resamples=40_000, rng=rng)
        interval = [found.confidence_interval.low, found.confidence_interval.high]
    test = None
    magnitudes = np.abs(x[x != 0])
    if len(magnitudes) > 0 and len(np.unique(magnitudes)) == len(x):
        result = stats.wilcoxon(x, method="exact")
        test = {"p": float(result.pvalue), "statistic": float(result.statistic)}
    elif len(magnitudes) > 0:
        # scipy's exact method knows no ties: all sign patterns of the midranks, by its permutation test.
        nonzero = x[x != 0]
        ranks = stats.rankdata(np.abs(nonzero))
        statistic = lambda z: abs(np.sum(np.sign(z) * ranks))
        result = stats.permutation_test(
            (nonzero,), statistic, permutation_type="samples", alternative="greater", n_resamples=np.inf
        )
        positive = float(ranks[nonzero > 0].sum())
        test = {"p": float(result.pvalue), "statistic": min(positive, float(ranks.sum()) - positive)}
    cases.append({"sample": sample, "median": float(np.median(x)), "interval": interval, "wilcoxon": test})

big = rng.normal(0.1, 1, 300).round(6)
result = stats.wilcoxon(big, method="asymptotic", correction=True)
cases.append({"sample": big.tolist(), "median": float(np.median(big)), "interval": None,
              "wilcoxon": {"p": float(result.pvalue), "statistic": float(result.statistic)}})
print(json.dumps({"scipy": "1.15.3", "numpy": np.__version__, "resamples": RESAMPLES, "cases": cases}, indent=1))
