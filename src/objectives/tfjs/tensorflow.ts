/** The TensorFlow.js module a user imports: `@tensorflow/tfjs`, or `@tensorflow/tfjs-node`, which extends it. */
export type Tensorflow = typeof import('@tensorflow/tfjs');
