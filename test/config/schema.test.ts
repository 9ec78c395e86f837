import { describe, expectTypeOf, it } from 'vitest';
import type {
  ArmConfig,
  CurvatureConfig,
  DataConfig,
  FileDataConfig,
  InitializationName,
  LearningRateConfig,
  MeasureEntry,
  ModelConfig,
  OptimizerConfig,
  SyntheticDataConfig,
  TrainingConfig,
  Transform,
} from '../../src/config/schema.ts';

// Types are inferred from the schemas; what other rooms rely on is written down here once more.

describe('the type of a resolved arm', () => {
  it('has every section, nothing optional', () => {
    expectTypeOf<ArmConfig>().toEqualTypeOf<{
      name: string;
      seeds: number[];
      data: DataConfig;
      model: ModelConfig;
      training: TrainingConfig;
      curvature: CurvatureConfig;
      log: { tensorboard: boolean };
      deterministic: boolean;
      verify: boolean;
    }>();
    expectTypeOf<Transform>().toEqualTypeOf<'raw' | 'centered' | 'scaled' | 'standardized' | 'whitened'>();
  });

  it('tells the sources of data apart by source', () => {
    expectTypeOf<Extract<DataConfig, { source: 'file' }>>().toEqualTypeOf<FileDataConfig>();
    expectTypeOf<FileDataConfig['target']>().toEqualTypeOf<string | string[]>();
    expectTypeOf<FileDataConfig['features']>().toEqualTypeOf<string[] | null>();
    expectTypeOf<Extract<SyntheticDataConfig, { source: 'chebyshev' }>['degree']>().toEqualTypeOf<number>();
    expectTypeOf<SyntheticDataConfig['mean']>().toEqualTypeOf<number | number[]>();
    expectTypeOf<SyntheticDataConfig['covariance']>().toEqualTypeOf<
      number[][] | { conditionNumber: number }
    >();
  });

  it('tells optimizers apart by type', () => {
    expectTypeOf<OptimizerConfig>().toEqualTypeOf<
      | { type: 'gradient-descent'; learningRate: LearningRateConfig }
      | { type: 'momentum' | 'nesterov'; learningRate: LearningRateConfig; momentum: number }
    >();
    expectTypeOf<LearningRateConfig>().toEqualTypeOf<number | { relativeToStability: number }>();
  });

  it('has batch norm as its numbers, never true', () => {
    expectTypeOf<ModelConfig['batchNorm']>().toEqualTypeOf<false | { epsilon: number; momentum: number }>();
    expectTypeOf<ModelConfig['initialization']>().toEqualTypeOf<InitializationName | { file: string }>();
    expectTypeOf<TrainingConfig['batchSize']>().toEqualTypeOf<'full' | number>();
    expectTypeOf<TrainingConfig['targetLoss']>().toEqualTypeOf<number | null>();
  });

  it('has measurements by name, or by name with a rhythm and options', () => {
    expectTypeOf<'trace'>().toExtend<MeasureEntry>();
    expectTypeOf<{ lambda_max: { every: number } }>().toExtend<MeasureEntry>();
    expectTypeOf<{ trace: { method: 'hutch++'; probes: number } }>().toExtend<MeasureEntry>();
    expectTypeOf<{ trace: { method: 'hutch++' } }>().not.toExtend<MeasureEntry>();
    expectTypeOf<'spectrum'>().not.toExtend<MeasureEntry>();
  });
});
