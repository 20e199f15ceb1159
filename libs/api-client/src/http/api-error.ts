import { type Problem, problem } from '@reprise/contracts';

/** The service refused a request, or failed: `code` is stable, the message is for people. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  /** HTTP's. */
  get status(): number {
    return this.problem.status;
  }

  /** run.not_found, job.invalid ..; 'http.<status>' of an answer that is none of the service's. */
  get code(): string {
    return this.problem.code;
  }

  /** Of an answer that is no success. */
  static async of(response: Response): Promise<ApiError> {
    const text = await response.text();
    const read = problem.safeParse(jsonOf(text));
    if (read.success) return new ApiError(read.data);
    const { status, statusText } = response;
    return new ApiError({ type: 'about:blank', title: statusText, status, detail: `${response.url} answered ${status} ${statusText}`.trimEnd(), code: `http.${status}` });
  }
}

/** No address of the service answered. */
export class Unreachable extends Error {
  override name = 'Unreachable';
  readonly code = 'unreachable';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
