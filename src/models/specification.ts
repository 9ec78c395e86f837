/** Activation of every hidden layer; the output layer is always linear. */
export type Activation = 'relu' | 'sigmoid' | 'tanh' | 'linear';

/** Keras' convention: running = momentum·running + (1 − momentum)·batch; PyTorch's momentum is 1 minus this. */
export interface BatchNormSpecification {
  readonly epsilon: number;
  readonly momentum: number;
}

/** A multilayer perceptron: affine layers, hidden ones followed by batch norm (if any) and the activation. */
export interface MlpSpecification {
  /** Units of each layer, inputs and outputs included: [13, 32, 32, 1]. At least two entries. */
  readonly layers: readonly number[];
  readonly activation: Activation;
  readonly batchNorm: BatchNormSpecification | null;
}
