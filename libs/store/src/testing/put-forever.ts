/** node put-forever.ts FOLDER: puts objects named by their hash until it is killed, and prints each key once it is stored. */
import { FileStore } from '../file/file-store.ts';
import { hexOf, sha256 } from '../hash.ts';
import { bytesOf } from './bytes.ts';

const store = new FileStore(process.argv[2] ?? '');
for (let number = 0; ; number++) {
  const bytes = bytesOf(20_000 + number, process.pid + number);
  const key = `packs/${hexOf(sha256(bytes))}`;
  await store.put(key, bytes, { ifNoneMatch: true });
  process.stdout.write(`${key}\n`);
}
