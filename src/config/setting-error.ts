/** An environment variable with a value that it cannot have (exit code 2). */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}
