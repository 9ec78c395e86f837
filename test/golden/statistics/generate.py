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
# Two independent samples: medians and their difference resampled by scipy.stats.bootstrap, ranks by mannwhitneyu, and
# where it knows no exact distribution (ties) by all permutations of the midranks.
rng = np.random.default_rng(2)
PAIRS = [(1, 4), (2, 3), (3, 3), (4, 7), (5, 10), (10, 10), (9, 12), (30, 25)]
pairs = [(rng.normal(2, 0.5, n).round(6), rng.normal(2.4, 0.7, m).round(6)) for n, m in PAIRS]
pairs += [(np.array([1.0, 2, 2, 3]), np.array([2.0, 3, 3, 4, 5])), (np.array([1.0, 1, 1]), np.array([1.0, 1]))]
pairs += [(rng.normal(2, 0.5, 40).round(1), rng.normal(2.1, 0.5, 50).round(1))]
UNPAIRED_RESAMPLES = 100_000
unpaired = []
for x, y in pairs:
    difference = lambda a, b, axis=-1: np.median(b, axis=axis) - np.median(a, axis=axis)
    interval = None
    if min(len(x), len(y)) > 1 and np.ptp(np.concatenate([x, y])) > 0:
        found = stats.bootstrap((x, y), difference, method="percentile", n_resamples=UNPAIRED_RESAMPLES, rng=rng)
        interval = [float(found.confidence_interval.low), float(found.confidence_interval.high)]
    ranks = stats.rankdata(np.concatenate([x, y]))
    if len(ranks) > 60:
        p = stats.mannwhitneyu(y, x, method="asymptotic", use_continuity=True).pvalue
    elif len(np.unique(ranks)) == len(ranks):
        p = stats.mannwhitneyu(y, x, method="exact").pvalue
    else:
        statistic = lambda a, b, axis=-1: np.abs(np.sum(b, axis=axis) - len(y) * np.mean(ranks))
        permuted = stats.permutation_test(
            (ranks[: len(x)], ranks[len(x) :]), statistic, alternative="greater", n_resamples=np.inf, vectorized=True
        )
        p = permuted.pvalue
    unpaired.append({"first": x.tolist(), "second": y.tolist(), "interval": interval, "p": float(p),
                     "u": float(stats.mannwhitneyu(y, x).statistic)})
print(json.dumps({"scipy": "1.15.3", "numpy": np.__version__, "resamples": RESAMPLES, "cases": cases,
                  "unpairedResamples": UNPAIRED_RESAMPLES, "unpaired": unpaired}, indent=1))
