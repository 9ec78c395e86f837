/** Right second derivatives for TensorFlow.js: the mend, the tables of what it covers, and the checks for the rest. */
export { checkRecordedKernels } from './check-recorded-kernels.ts';
export { correctSecondOrderGradients } from './correct-second-order-gradients.ts';
export { type OpEntry, opTable } from './op-table.ts';
export { type SelfTestResult, secondOrderSelfTest } from './self-test.ts';
export { verifyProduct } from './verify-product.ts';
