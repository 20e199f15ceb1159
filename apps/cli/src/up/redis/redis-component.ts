import { connect } from 'node:net';
import type { DataFolder } from '../data-folder.ts';
import type { Component } from '../supervise/component.ts';
import type { RedisProgram } from './find-redis.ts';

export interface RedisAddress {
  readonly port: number;
  readonly password: string;
}

export const redisUrl = ({ port, password }: RedisAddress): string => `redis://:${password}@127.0.0.1:${port}`;

/** A Redis of our own: loopback, a password, append-only persistence in the data folder, nothing evicted. */
export function redisComponent(program: RedisProgram, folder: DataFolder, address: RedisAddress): Component {
  folder.write('redis.conf', configurationOf(folder, address)); // not as arguments: these are shown to everybody
  return {
    name: 'redis',
    command: [program.path, folder.file('redis.conf')],
    environment: { ...process.env, ...program.environment },
    log: folder.file('logs', 'redis.log'),
    hasChannel: false,
    isReady: () => isServing(address),
  };
}

const configurationOf = (folder: DataFolder, { port, password }: RedisAddress): string => `bind 127.0.0.1
port ${port}
requirepass ${password}
dir ${JSON.stringify(folder.file('redis'))}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
logfile ""
`;

/** Does it answer to its password, with its data loaded? */
function isServing({ port, password }: RedisAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let answer = '';
    socket.setEncoding('utf8').setTimeout(1000, () => socket.destroy());
    socket.on('data', (text: string) => {
      answer += text;
      if (answer === '+OK\r\n+PONG\r\n' || answer.includes('-')) socket.destroy();
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => resolve(answer === '+OK\r\n+PONG\r\n'));
  });
}
