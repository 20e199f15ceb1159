import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../run/paths.ts';
import { problemsOfCompose, variablesOf } from './compose.ts';
import { documentsIn } from './kubernetes-objects.ts';
import { at, fieldsOf } from './look.ts';

const text = readFileSync(join(root, 'infra/compose.yaml'), 'utf8');
const compose = (content: string): unknown => documentsIn(content)[0];
const changed = (from: string, to: string): unknown => {
  if (!text.includes(from)) throw new Error(`nothing has ${from}`);
  return compose(text.replace(from, to));
};

describe('the compose file', () => {
  it('is whole', () => {
    expect(problemsOfCompose(compose(text))).toEqual([]);
  });

  it('has what a cluster on one machine is made of', () => {
    const services = at(compose(text), 'services');
    expect(Object.keys(fieldsOf(services))).toEqual(['postgres', 'redis', 'control-plane-1', 'control-plane-2', 'worker']);
    expect(services).toMatchObject({
      redis: { command: expect.arrayContaining(['noeviction', '--appendonly']) as unknown },
      worker: { deploy: { replicas: 3 }, command: ['worker'], read_only: true, stop_grace_period: '2m' },
      'control-plane-1': { command: ['control-plane'], environment: { DATABASE_URL: expect.stringContaining('@postgres:') as unknown } },
    });
  });

  it('is given every variable that it asks for', () => {
    const example = readFileSync(join(root, 'infra/compose.env.example'), 'utf8');
    expect([...example.matchAll(/^([A-Z_]+)=$/gm)].map(([, name = '']) => name).toSorted()).toEqual(variablesOf(text));
  });

  it.each([
    ['postgres:17.6-bookworm', 'postgres:latest', 'postgres: image docker.io/library/postgres:latest names no version'],
    ["'127.0.0.1:7700:7700'", "'7700:7700'", 'control-plane-1: port 7700:7700 is open to everybody'],
    ['${REPRISE_WORKER_TOKEN:?write it into infra/.env}', 'secret', 'worker: REPRISE_WORKER_TOKEN is not asked for'],
    ["redis://redis:6379", 'redis://cache:6379', 'worker: REDIS_URL: there is no service cache'],
    ['\n  store:\n', '\n', 'worker: there is no volume store'],
    ['test: [CMD, redis-cli, ping]', 'x-test: [CMD, redis-cli, ping]', 'worker: waits for the health of redis, which has no health check'],
    ['\n  redis:\n    image', '\n  cache:\n    image', 'worker: depends on redis, which is not there'],
  ])('would not pass with %s as %s', (from, to, problem) => {
    expect(problemsOfCompose(changed(from, to))).toContain(problem);
  });

  it('is refused where it is no YAML', () => {
    expect(() => compose('services: [')).toThrow();
    expect(() => compose('services: {}\nservices: {}')).toThrow(/unique/);
  });
});
