import { flag, one, verbatim } from '../options/option.ts';

/** Options of every command that talks to the service. */
export const serviceOptions = {
  data: one('DIR', verbatim, { description: "data folder of a `reprise up` on this machine; CONTROL_PLANE_URL and REPRISE_KEY name a service elsewhere" }),
} as const;

export const jsonOption = { json: flag({ description: 'print JSON, for programs' }) } as const;
