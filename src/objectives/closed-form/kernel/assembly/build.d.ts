/** Bytes of a number of the build, 8 for float64 or 4 for float32: `--use ELEMENT=…` (`scripts/setup/kernel.mjs`). */
declare const ELEMENT: i32;
