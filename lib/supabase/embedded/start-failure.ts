/** Explains faults of disks and folders, with what to do. */

interface Fault {
  /** Matches the code of a Node error, or text that Postgres writes. */
  sign: RegExp;
  advice: (path: string) => string;
}

const faults: Fault[] = [
  {
    sign: /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/,
    advice: (path) =>
      `The disk is full. Free some space on the file system of ${path}, then start again. Saved data are not lost.`,
  },
  {
    sign: /EROFS|Read-only file system/,
    advice: (path) =>
      `${path} is on a read-only file system. Mount it writable, or set AES_DATA_DIR to another folder.`,
  },
  {
    sign: /EACCES|EPERM|Permission denied|Operation not permitted/,
    advice: (path) =>
      `You may not write to ${path}, or it belongs to another user. Start as that user, or set AES_DATA_DIR to a folder of your own.`,
  },
  {
    sign: /ENOTDIR|EEXIST/,
    advice: (path) => `${path} is not a folder. Set AES_DATA_DIR to a folder, or remove that file.`,
  },
];

/** Returns what to do about a disk or folder fault that a text reports; null for any other text. */
export function adviceFor(text: string, path: string): string | null {
  return faults.find(({ sign }) => sign.test(text))?.advice(path) ?? null;
}

/** Returns an error that says what to do about a disk or folder fault; returns any other error unchanged. */
export function explainFault(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const advice = adviceFor(String(error.code), path);
  return advice === null ? error : new Error(advice, { cause: error });
}
