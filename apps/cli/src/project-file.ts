import { fileURLToPath } from 'node:url';

/** The absolute path of a file of the project. This module is in apps/cli/src, apps/cli/dist or apps/cli/bundle. */
export const projectFile = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
