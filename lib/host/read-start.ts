import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 4_096;

/**
 * The text at the start of a file, `maxBytes` of it at most; of a longer one the whole lines, so that no number at the
 * end is half a number. Files of `/proc` do not know their size, hence the reading until nothing more comes.
 *
 * @throws whatever opening or reading fails with
 */
export async function readStart(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    return await readUpTo(file, maxBytes);
  } finally {
    await file.close();
  }
}

async function readUpTo(file: FileHandle, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  for (let length = 0; length < maxBytes; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, maxBytes - length));
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    if (bytesRead === 0) return Buffer.concat(chunks).toString();
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  const text = Buffer.concat(chunks);
  return text.toString('utf8', 0, text.lastIndexOf('\n') + 1);
}
