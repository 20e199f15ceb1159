/** A recording that cannot be used, for a reason that is not in its log. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}
