/**
 * Right second derivatives for TensorFlow.js: the mend, the tables of what it covers, and the checks for the rest.
 *
 * @module hessian-lab/second-order
 */
export { checkRecordedKernels, type DoubtfulKernel } from './check-recorded-kernels.ts';
export { correctSecondOrderGradients } from './correct-second-order-gradients.ts';
export type { RecordedNode, TensorflowEntry } from './engine.ts';
export type { State as SecondDerivativeState } from './kernel-table.ts';
export { type OpEntry, opTable } from './op-table.ts';
export { type SelfTestResult, secondOrderSelfTest } from './self-test.ts';
export { type ProductToVerify, verifyProduct } from './verify-product.ts';
