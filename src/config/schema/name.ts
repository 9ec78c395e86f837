import { z } from 'zod';

/** Device names that Windows reserves in every directory, with or without an extension. */
const RESERVED_ON_WINDOWS = 'con|prn|aux|nul|com\\d|lpt\\d';

/**
 * What a safe directory name on Linux, macOS and Windows looks like: 1 to 100 characters, no path separator, none of
 * `: * ? " < > |`, no control character, no leading dot or hyphen (hidden files, command line options), no blank at
 * either end, no trailing dot, and not a device name of Windows.
 *
 * Written without flags, because a JSON schema has none: upper and lower case stand side by side.
 */
export const NAME_PATTERN = new RegExp(
  `^(?!__proto__$)(?!(?:${eitherCase(RESERVED_ON_WINDOWS)})(?:\\.|$))[^\\s.\\-\\\\/:*?"<>|\\x00-\\x1f](?:[^\\\\/:*?"<>|\\x00-\\x1f]{0,98}[^\\s.\\\\/:*?"<>|\\x00-\\x1f])?$`,
);

/** The rule of `NAME_PATTERN` in words, for messages. */
export const NAME_RULE =
  'a directory name: 1 to 100 characters without / \\ : * ? " < > |, not starting with "." or "-", not ending with "." or a blank, and no device name of Windows such as "con"';

/** Name of an experiment or of an arm. Both become directories of the results. */
export const nameSchema = z.string().regex(NAME_PATTERN);

function eitherCase(pattern: string): string {
  return pattern.replace(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
