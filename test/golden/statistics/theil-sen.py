"""Reference values for scripts/soak/robust-slope.ts: python theil-sen.py > theil-sen.json, with scipy 1.15.3 and numpy 2.2.6."""

import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(3)
cases = []
for n, slope, distance in [(5, 0.0, 1), (12, 3.0, 40), (41, -0.2, 5), (100, 1000.0, 80)]:
    values = slope * distance * np.arange(n) + rng.normal(0, 30, n) + 1e6
    # A heap that jumps up for a while, as garbage collection lets it.
    values[: n // 6] += 5000
    values = values.round(6)
    found = stats.theilslopes(values, distance * np.arange(n))
    cases.append({"values": values.tolist(), "distance": distance, "slope": float(found.slope),
                  "low": float(found.low_slope), "high": float(found.high_slope)})
print(json.dumps(cases, indent=1))
