/** Exit statuses for what the service says: sysexits.h, where it has one. */
const UNREACHABLE = 69;
const FAILED = 70;
const LATER = 75;
const NOT_ALLOWED = 77;
const NOT_FOUND = 66;
const BAD_USAGE = 2;
const NOT_POSSIBLE = 1;

export interface ServiceProblem {
  readonly message: string;
  readonly status: number;
}

/** By name: its library may not be loaded. Null for any other error. */
export function serviceProblem(error: Error): ServiceProblem | null {
  if (error.name === 'Unreachable') return { message: `${error.message} (is it running? 'reprise up' starts one)`, status: UNREACHABLE };
  if (error.name === 'ZodError') return { message: 'the service answered what this command does not understand: are they of different versions?', status: FAILED };
  if (error.name !== 'ApiError' || !('problem' in error)) return null;
  return { message: messageOf(error.message, error.problem), status: statusOf(error.problem) };
}

function messageOf(message: string, problem: unknown): string {
  const errors: unknown = typeof problem === 'object' && problem !== null && 'errors' in problem ? problem.errors : undefined;
  const places = Array.isArray(errors) ? errors.map(placeText).filter((text) => text !== null && !message.includes(text)) : [];
  return [message, ...places.slice(0, 10)].join('\n  ');
}

const placeText = (place: unknown): string | null =>
  typeof place === 'object' && place !== null && 'pointer' in place && 'detail' in place ? `${String(place.pointer)}: ${String(place.detail)}` : null;

function statusOf(problem: unknown): number {
  const status = typeof problem === 'object' && problem !== null && 'status' in problem ? problem.status : 0;
  switch (status) {
    case 400: case 413: case 415: case 422:
      return BAD_USAGE;
    case 401: case 403:
      return NOT_ALLOWED;
    case 404: case 410:
      return NOT_FOUND;
    case 409: case 412:
      return NOT_POSSIBLE;
    case 429: case 503:
      return LATER;
    default:
      return FAILED;
  }
}
