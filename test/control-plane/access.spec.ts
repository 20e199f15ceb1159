import { problem, role, type Role } from '@reprise/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startService, WORKER_TOKEN, type Service } from './service.ts';
import { job, makeWorld, type World } from './world.ts';

/** What the walk needs of the API's description, which is made from the routes themselves: a new route is walked, or fails here for want of an example. */
const description = z.object({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string(), 'x-by': z.enum(['anyone', 'worker', ...role.options]) }))) });
interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly by: 'anyone' | 'worker' | Role;
}

let service: Service;
let world: World;
let operations: readonly Operation[];
beforeAll(async () => {
  service = await startService();
  world = await makeWorld(service);
  const { paths, openapi } = description.parse((await service.as().get('/openapi.json').expect(200)).body);
  expect(openapi).toBe('3.1.0');
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ id: operation.operationId, method, path, by: operation['x-by'] })));
});
afterAll(() => service.close());

/** Of every parameter of a path, one that is there. */
const examples = (): Readonly<Record<string, string>> => ({
  run: world.run, command: world.command, batch: world.batch, snapshot: world.snapshots[0], crash: world.crash, image: world.image, upload: world.upload, key: world.key,
  worker: world.worker.id, artefact: 'out', file: 'run.json', folder: 'log', name: '0', collection: `gc_${'0'.repeat(32)}`,
});

const pathOf = (template: string): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const example = examples()[name];
    if (example === undefined) throw new Error(`${template} has a parameter of which this test has no example: ${name}`);
    return example;
  });

/** What has to be said to be understood, so that what is refused is refused for whose it is. */
const requests: Readonly<Record<string, { readonly json?: object; readonly bytes?: Buffer; readonly query?: object }>> = {
  'runs.create': { json: { job } },
  'commands.migrate': { json: { worker: 'w' } },
  'commands.input': { bytes: Buffer.from('x') },
  'images.name': { json: { name: 'mine' } },
  'uploads.begin': { json: { digest: `sha256:${'0'.repeat(64)}`, bytes: 1 } },
  'uploads.add': { bytes: Buffer.from('x'), query: { offset: 0 } },
  'batches.create': { json: { job } },
  'snapshots.name': { json: { name: 'mine' } },
  'snapshots.diff': { query: { with: `sha256:${'0'.repeat(64)}` } },
  'keys.create': { json: { role: 'viewer', name: 'k' } },
};

async function call({ id, method, path }: Operation, secret?: string) {
  const { json, bytes, query = {} } = requests[id] ?? {};
  const agent = service.as(secret);
  const methods: Readonly<Record<string, (url: string) => ReturnType<typeof agent.get>>> = { get: (u) => agent.get(u), post: (u) => agent.post(u), patch: (u) => agent.patch(u), put: (u) => agent.put(u), delete: (u) => agent.delete(u) };
  const start = methods[method];
  if (!start) throw new Error(`${id}: what is ${method}?`);
  const request = start(pathOf(path)).query(query).ok(() => true);
  if (bytes) return request.set('Content-Type', 'application/octet-stream').send(bytes);
  return json ? request.send(json) : request;
}

const roles: readonly Role[] = role.options;
const statusAndCode = ({ status, body }: Awaited<ReturnType<typeof call>>) => [status, problem.safeParse(body).data?.code];

describe('every route', () => {
  it('is there: some for anyone, some for workers, and some for each role', () => {
    for (const by of ['anyone', 'worker', ...roles]) expect(operations.filter((operation) => operation.by === by).length).toBeGreaterThan(2);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  it('that is not for anyone asks for a key', async () => {
    for (const operation of operations.filter(({ by }) => by !== 'anyone')) {
      const answer = await call(operation);
      expect([operation.id, ...statusAndCode(answer), answer.headers['www-authenticate']]).toEqual([operation.id, 401, 'key.missing', 'Bearer']);
    }
  });

  it.each(roles)('is closed to a %s that it needs more of, and to workers unless it is theirs', async (held) => {
    const secret = await service.key(held);
    for (const operation of operations) {
      if (operation.by === 'anyone' || operation.by === 'worker') continue;
      if (roles.indexOf(held) < roles.indexOf(operation.by)) {
        expect([operation.id, ...statusAndCode(await call(operation, secret))]).toEqual([operation.id, 403, 'key.forbidden']);
      }
    }
  });

  it('of a project is as if it were not there to a stranger, whatever its role', async () => {
    const ofProjects = operations.filter(({ path, by }) => by !== 'anyone' && by !== 'worker' && /\{(run|command|batch|snapshot|crash|image|upload|key)\}/.test(path));
    expect(ofProjects.length).toBeGreaterThan(30);
    for (const held of roles) {
      const stranger = await service.key(held, 'elsewhere');
      for (const operation of ofProjects) {
        if (operation.by !== 'worker' && operation.by !== 'anyone' && roles.indexOf(held) < roles.indexOf(operation.by)) continue;
        const [status, code] = statusAndCode(await call(operation, stranger));
        expect([operation.id, status, code]).toEqual([operation.id, 404, expect.stringMatching(/^(run|batch|snapshot|crash|image|upload|key)\.not_found$/)]);
      }
    }
  });

  it('that lists has nothing for a stranger', async () => {
    const stranger = await service.key('admin', 'nowhere');
    const lists = operations.filter(({ method, path, by }) => method === 'get' && by !== 'anyone' && !path.includes('{') && !['/v1/workers', '/v1/gc'].includes(path));
    for (const operation of lists) {
      const answer = await call(operation, stranger);
      const { items } = z.object({ items: z.array(z.object({ id: z.string(), project: z.string().optional() }).loose()) }).parse(answer.body);
      // Its own key is the one thing that it has.
      expect([operation.id, items.filter(({ project }) => project !== 'nowhere')]).toEqual([operation.id, []]);
    }
  });

  it('that only looks is open to whom it belongs', async () => {
    const own = await service.key('admin');
    for (const operation of operations.filter(({ method, by }) => method === 'get' && by !== 'worker')) {
      const { status } = await call(operation.id === 'snapshots.diff' ? { ...operation, path: `${operation.path}?with=${world.snapshots[1]}`, id: '' } : operation, own);
      expect([operation.id, status]).toEqual([operation.id, 200]);
    }
  });

  it('of workers takes their token and nothing else, which opens nothing else', async () => {
    const operator = await service.key('admin');
    for (const operation of operations.filter(({ by }) => by === 'worker').slice(0, 3)) expect(statusAndCode(await call(operation, operator))).toEqual([401, 'worker.unknown']);
    for (const operation of operations.filter(({ by }) => by === 'worker')) expect((await call(operation, WORKER_TOKEN)).status).not.toBe(401);
    for (const operation of operations.filter(({ by }) => by === 'viewer').slice(0, 3)) expect(statusAndCode(await call(operation, WORKER_TOKEN))).toEqual([401, 'key.unknown']);
  });

  it('is closed to a key that was revoked', async () => {
    const admin = service.as(await service.key('admin'));
    const made = z.object({ key: z.object({ id: z.string() }), secret: z.string() }).parse((await admin.post('/v1/keys').send({ role: 'viewer', name: 'short-lived' }).expect(201)).body);
    await service.as(made.secret).get('/v1/runs').expect(200);
    await admin.delete(`/v1/keys/${made.key.id}`).expect(200);
    expect(statusAndCode(await call({ id: '', method: 'get', path: '/v1/runs', by: 'viewer' }, made.secret))).toEqual([401, 'key.unknown']);
  });

  it('is closed for a while to an address that keeps guessing', async () => {
    const guess = () => call({ id: '', method: 'get', path: '/v1/runs', by: 'viewer' }, `rk_${'x'.repeat(43)}`);
    let answer = await guess();
    for (let guesses = 0; answer.status === 401 && guesses < 100; guesses++) answer = await guess();
    expect(statusAndCode(answer)).toEqual([429, 'rate.limited']);
    await service.as(await service.key()).get('/v1/runs').expect(200);
  });
});
