import type { StabilityRule } from '../curvature/stability.ts';
import { gradientDescent } from './gradient-descent.ts';
import { heavyBall, nesterov } from './momentum.ts';
import type { Optimizer } from './optimizer.ts';

/** The optimizer of an update rule, as a config names it. */
export function createOptimizer(rule: StabilityRule): Optimizer {
  switch (rule.type) {
    case 'gradient-descent':
      return gradientDescent();
    case 'momentum':
      return heavyBall(rule.momentum);
    case 'nesterov':
      return nesterov(rule.momentum);
  }
}
