import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectionFile, connectionOf, connectionText } from './connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-connection-'));
afterAll(() => rmSync(folder, { recursive: true }));
const nowhere = join(folder, 'nowhere');
writeFileSync(join(folder, connectionFile), connectionText('http://127.0.0.1:7700', 'rk_here'));

describe('the service is that', () => {
  it.each<[string, NodeJS.ProcessEnv, string, object]>([
    ['of this machine', {}, folder, { urls: ['http://127.0.0.1:7700'], key: 'rk_here' }],
    ['of this machine, by another key', { REPRISE_KEY: 'rk_other' }, folder, { urls: ['http://127.0.0.1:7700'], key: 'rk_other' }],
    ['of the environment', { CONTROL_PLANE_URL: 'http://a, http://b,', REPRISE_KEY: 'rk_other' }, nowhere, { urls: ['http://a', 'http://b'], key: 'rk_other' }],
    ['of this machine, named', { CONTROL_PLANE_URL: 'http://127.0.0.1:7700', REPRISE_KEY: '' }, folder, { urls: ['http://127.0.0.1:7700'], key: 'rk_here' }],
  ])('%s', (_, environment, data, connection) => expect(connectionOf(environment, data)).toEqual(connection));

  it('and nobody else is told its key', () => {
    expect(() => connectionOf({ CONTROL_PLANE_URL: 'http://elsewhere' }, folder)).toThrow('no key for http://elsewhere: set REPRISE_KEY');
  });

  it('or there is none', () => {
    expect(() => connectionOf({}, nowhere)).toThrow("no service is known: 'reprise up' starts one on this machine");
    writeFileSync(join(folder, 'damaged'), '');
    expect(() => connectionOf({ REPRISE_KEY: 'rk_other' }, join(folder, 'damaged'))).toThrow('no service is known');
  });
});
