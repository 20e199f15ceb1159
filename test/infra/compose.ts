/** What a compose file says, as far as can be told without Docker: names that mean each other, and what must not be forgotten. */
import { at, fieldsOf, listOf, textAt } from './look.ts';

/** A tag that says a version: `name:1.2` or longer. An image that the file itself builds has none. */
const PINNED = /^[a-z0-9./-]+:\d+\.\d[\w.-]*(@sha256:[0-9a-f]{64})?$/;
const SECRET = /PASSWORD|TOKEN|SECRET|KEY/;
const FILLED_IN = /\$\{[A-Z_]+:\?[^}]+\}/;

function problemsOfService(service: unknown, services: unknown, volumes: unknown): string[] {
  const image = textAt(service, 'image');
  const health = (name: string): unknown => at(fieldsOf(services)[name], 'healthcheck.test');
  const mounts = listOf(at(service, 'volumes')).map((mount) => String(mount).split(':')[0] ?? '');
  const ports = listOf(at(service, 'ports')).map(String);
  return [
    ...(at(service, 'build') === undefined && !PINNED.test(image) ? [`image ${image} names no version`] : []),
    ...Object.entries(fieldsOf(at(service, 'depends_on'))).flatMap(([name, on]) => {
      if (!(name in fieldsOf(services))) return [`depends on ${name}, which is not there`];
      return textAt(on, 'condition') === 'service_healthy' && health(name) === undefined ? [`waits for the health of ${name}, which has no health check`] : [];
    }),
    ...mounts.filter((mount) => !(mount in fieldsOf(volumes))).map((mount) => `there is no volume ${mount}`),
    ...ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `port ${port} is open to everybody`),
    ...Object.entries(fieldsOf(at(service, 'environment'))).flatMap(([name, value]) => {
      if (typeof value !== 'string') return [`${name} is no text`];
      const hosts = [...value.matchAll(/\/\/(?:[^@/]*@)?([a-z0-9-]+):\d+/g)].map(([, host = '']) => host);
      return [
        ...hosts.filter((host) => !(host in fieldsOf(services))).map((host) => `${name}: there is no service ${host}`),
        ...(SECRET.test(name) && !FILLED_IN.test(value) ? [`${name} is not asked for`] : []),
      ];
    }),
  ];
}

export function problemsOfCompose(file: unknown): string[] {
  const services = at(file, 'services');
  return Object.entries(fieldsOf(services)).flatMap(([name, service]) => problemsOfService(service, services, at(file, 'volumes')).map((problem) => `${name}: ${problem}`));
}

/** Variables that the file must be given: `${NAME:?why}`. */
export const variablesOf = (text: string): string[] => [...new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name))].toSorted();
