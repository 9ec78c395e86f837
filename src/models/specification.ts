/** Activation of every hidden layer; the output layer is always linear. */
export type Activation = 'relu' | 'sigmoid' | 'tanh' | 'linear';

/** Keras' convention: running = momentum·running + (1 − momentum)·batch; PyTorch's momentum is 1 minus this. */
export interface BatchNormSpecification {
  /** Added to the batch variance before the square root; Keras takes 1e-3. */
  readonly epsilon: number;
  /** Share of the running statistics that is kept at each step, in [0, 1); Keras takes 0.99. */
  readonly momentum: number;
}

/** A multilayer perceptron: affine layers, hidden ones followed by batch norm (if any) and the activation. */
export interface MlpSpecification {
  /** Units of each layer, inputs and outputs included: [13, 32, 32, 1]. At least two entries. */
  readonly layers: readonly number[];
  /** Of the hidden layers; the output layer is linear. */
  readonly activation: Activation;
  /** Between affine layer and activation of every hidden layer; null: none. */
  readonly batchNorm: BatchNormSpecification | null;
}
