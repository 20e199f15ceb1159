export type { Head } from '@reprise/contracts';
