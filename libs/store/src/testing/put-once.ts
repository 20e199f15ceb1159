/** node put-once.ts FOLDER BYTES: puts one object, and prints what the store answers: the outcome, or the error's name and message. */
import { FileStore } from '../file/file-store.ts';
import { bytesOf } from './bytes.ts';

const [, , folder = '', length = ''] = process.argv;
try {
  process.stdout.write(await new FileStore(folder).put('packs/large', bytesOf(Number(length), 1)));
} catch (error) {
  process.stdout.write(String(error));
}
