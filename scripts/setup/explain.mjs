/**
 * Does a script's work and sets the exit status it returns; an error ends it with its message and status 1.
 * The stack is shown when `HESSIAN_LAB_DEBUG` is set.
 *
 * @param {() => Promise<number>} work
 */
export async function orExplain(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    const told = error instanceof Error && !process.env.HESSIAN_LAB_DEBUG ? error.message : error;
    console.error(told);
    process.exitCode = 1;
  }
}
