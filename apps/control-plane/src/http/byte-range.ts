import { RequestProblem } from './request-problem.ts';

/** Bytes [from, to) of something of a known size. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const FORM = /^bytes=(\d{0,16})-(\d{0,16})$/;

/** What a Range header asks for (RFC 9110, §14.2): one range; several, or a header that is none, count as not sent. @throws RequestProblem range.unsatisfiable */
export function parseRange(header: string | undefined, size: number): Stretch | undefined {
  const [, first, last] = FORM.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < from) return undefined;
  if (from >= size || to <= from) throw new RequestProblem(416, 'range.unsatisfiable', `there are ${size} bytes: ${header} is none of them`);
  return { from, to };
}

/** An answer of bytes: the stretch that was asked for, or all. `read` gives them in order. */
export function byteAnswer(header: string | undefined, size: number, read: (stretch: Stretch) => AsyncIterable<Uint8Array>, headers: Readonly<Record<string, string>> = {}): Response {
  const asked = parseRange(header, size);
  const { from, to } = asked ?? { from: 0, to: size };
  return new Response(to === from ? null : ReadableStream.from(read({ from, to })), {
    status: asked ? 206 : 200,
    headers: {
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      'content-length': String(to - from),
      ...(asked && { 'content-range': `bytes ${from}-${to - 1}/${size}` }),
      ...headers,
    },
  });
}
