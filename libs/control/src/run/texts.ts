import { ControlError } from '../errors.ts';

/**
 * The record's database keeps labels so that they can be searched, and texts with U+0000 or half a character cannot be kept so.
 * @throws ControlError job.invalid
 */
export function checkTexts(labels: Readonly<Record<string, string>>): void {
  for (const [label, value] of Object.entries(labels)) {
    if (value.includes('\0') || !value.isWellFormed()) throw new ControlError('job.invalid', `labels.${label}: U+0000 and half characters cannot be in a label`, { path: `labels.${label}` });
  }
}
