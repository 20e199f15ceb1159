/** Loaded before a program with `node --import 'file:///.../peak-memory.ts?FILE'`: when it ends, FILE has the most memory that its process had in RAM, in bytes. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1));

if (isMainThread) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)));
