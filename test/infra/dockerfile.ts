/** A Dockerfile as its instructions, and what must hold of ours. */

export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** Comments and continuations taken away. */
export function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line)).join('\n').replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => {
    const [, keyword = '', rest = ''] = /^([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    return { keyword: keyword.toUpperCase(), rest };
  });
}

const KEYWORDS = new Set(['ARG', 'FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'ENTRYPOINT', 'CMD']);
/** Registry, name and a tag of at least two numbers. */
const PINNED = /^[a-z0-9.-]+\/[a-z0-9/-]+:\d+\.\d[\w.-]*(@sha256:[0-9a-f]{64})?$/;

export function problemsOfDockerfile(text: string): string[] {
  const instructions = instructionsOf(text);
  const of = (keyword: string): string[] => instructions.filter((each) => each.keyword === keyword).map(({ rest }) => rest);
  const defaults = new Map(of('ARG').map((rest) => [rest.split('=')[0] ?? '', rest.slice(rest.indexOf('=') + 1)]));
  const stages = of('FROM').map((rest) => / AS (\S+)$/.exec(rest)?.[1]).filter((name) => name !== undefined);
  const images = of('FROM').map((rest) => (rest.split(' ')[0] ?? '').replace(/^\$\{(\w+)\}$/, (_, name: string) => defaults.get(name) ?? ''));
  const last = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'));
  const users = last.filter(({ keyword }) => keyword === 'USER').map(({ rest }) => rest);
  return [
    ...instructions.filter(({ keyword }) => !KEYWORDS.has(keyword)).map(({ keyword, rest }) => `unknown or unwanted: ${keyword} ${rest}`),
    ...images.filter((image) => !PINNED.test(image) && !stages.includes(image)).map((image) => `the base ${image} is not pinned`),
    ...of('COPY').flatMap((rest) => /--from=(\S+)/.exec(rest)?.[1] ?? []).filter((name) => !stages.includes(name)).map((name) => `there is no stage ${name}`),
    ...(/^[1-9]\d*:[1-9]\d*$/.test(users.at(-1) ?? '') ? [] : ['runs as root, or as a user without a number, which Kubernetes cannot tell from root']),
    ...last.filter(({ keyword }) => keyword === 'RUN').map(({ rest }) => `the image that runs is not only copied together: RUN ${rest}`),
    ...[...of('ENV'), ...of('ARG')].filter((rest) => /PASSWORD|TOKEN|SECRET|KEY/i.test(rest)).map((rest) => `a secret is in the image: ${rest}`),
    ...of('ENTRYPOINT').filter((rest) => !rest.startsWith('[')).map((rest) => `a shell would keep signals from the process: ENTRYPOINT ${rest}`),
  ];
}
