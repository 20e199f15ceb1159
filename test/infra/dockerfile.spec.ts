import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../run/paths.ts';
import { instructionsOf, problemsOfDockerfile } from './dockerfile.ts';

const text = readFileSync(join(root, 'infra/Dockerfile'), 'utf8');
const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('the Dockerfile', () => {
  it('is pinned, without root and without secrets', () => {
    expect(problemsOfDockerfile(text)).toEqual([]);
    expect(instructionsOf(text).at(-2)).toEqual({ keyword: 'ENTRYPOINT', rest: '["/opt/reprise/reprise"]' });
  });

  it.each([
    ['node:24.11.1-bookworm-slim', 'node:latest', 'the base docker.io/library/node:latest is not pinned'],
    ['USER 10001:10001', 'USER reprise', 'runs as root, or as a user without a number, which Kubernetes cannot tell from root'],
    ['USER 10001:10001', '', 'runs as root, or as a user without a number, which Kubernetes cannot tell from root'],
    ['--from=build', '--from=builder', 'there is no stage builder'],
    ['ENV HOME', 'ENV AWS_SECRET_ACCESS_KEY=x HOME', 'a secret is in the image: AWS_SECRET_ACCESS_KEY=x HOME=/var/lib/reprise'],
    ['ENTRYPOINT ["/opt/reprise/reprise"]', 'ENTRYPOINT /opt/reprise/reprise', 'a shell would keep signals from the process: ENTRYPOINT /opt/reprise/reprise'],
    ['EXPOSE', 'RUN useradd reprise\nEXPOSE', 'the image that runs is not only copied together: RUN useradd reprise'],
    ['COPY . .', 'ADD . .', 'unknown or unwanted: ADD . .'],
  ])('would not pass with %s as %s', (from, to, problem) => {
    expect(text).toContain(from);
    expect(problemsOfDockerfile(text.replace(from, to))).toContain(problem);
  });
});

describe('what Docker is given to build from', () => {
  it('is a list of what is wanted, and each of it is there', () => {
    expect(ignored[0]).toBe('*');
    expect(ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has nothing that was built', () => {
    expect(ignored).toEqual(expect.arrayContaining(['**/dist', '**/bundle', '**/node_modules', '**/*.tsbuildinfo', '**/*.spec.ts']));
  });
});
