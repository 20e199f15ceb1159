import type { CommandInfo } from './command.ts';

/** Commands that start the service, and those that are its clients. */
export const serviceCommands: Readonly<Record<string, CommandInfo>> = {
  up: {
    description: 'starts the service on this machine: control plane, workers, Redis, a store',
    load: async () => (await import('./up/up-command.ts')).upCommand,
  },
  'control-plane': {
    description: 'starts a control plane alone, configured by its environment',
    load: async () => (await import('./up/part-command.ts')).partCommand('control-plane'),
  },
  worker: {
    description: 'starts a worker alone, configured by its environment',
    load: async () => (await import('./up/part-command.ts')).partCommand('worker'),
  },
  submit: {
    description: 'gives the service a job; --follow shows its console',
    load: async () => (await import('./runs/submit-command.ts')).submitCommand,
  },
  ps: {
    description: 'lists runs',
    load: async () => (await import('./runs/ps-command.ts')).psCommand,
  },
  show: {
    description: 'shows a run',
    load: async () => (await import('./runs/show-command.ts')).showCommand,
  },
  logs: {
    description: 'prints the console of a run; -f as it comes',
    load: async () => (await import('./runs/logs-command.ts')).logsCommand,
  },
  attach: {
    description: 'connects this terminal to the console of a run',
    load: async () => (await import('./runs/attach-command.ts')).attachCommand,
  },
  pause: {
    description: 'stops runs, stored',
    load: async () => (await import('./runs/control-commands.ts')).pauseCommand,
  },
  resume: {
    description: 'lets paused runs go on, on any worker or a certain one',
    load: async () => (await import('./runs/control-commands.ts')).resumeCommand,
  },
  migrate: {
    description: 'moves a run to another worker while it goes on',
    load: async () => (await import('./runs/control-commands.ts')).migrateCommand,
  },
  snapshot: {
    description: 'keeps the state of a run',
    load: async () => (await import('./runs/control-commands.ts')).snapshotCommand,
  },
  cancel: {
    description: 'ends runs',
    load: async () => (await import('./runs/control-commands.ts')).cancelCommand,
  },
  rm: {
    description: 'deletes runs that have ended',
    load: async () => (await import('./runs/control-commands.ts')).removeCommand,
  },
  artefacts: {
    description: 'lists or fetches files that a guest has handed out',
    load: async () => (await import('./runs/artefacts-command.ts')).artefactsCommand,
  },
  batch: {
    description: 'submits a matrix of jobs, and shows what they came to',
    load: async () => (await import('./batches/batch-command.ts')).batchCommand,
  },
  crashes: {
    description: 'lists crashes by what caused them',
    load: async () => (await import('./crashes/crashes-command.ts')).crashesCommand,
  },
  repro: {
    description: 'executes a crashed run again on a worker',
    load: async () => (await import('./crashes/repro-command.ts')).reproCommand,
  },
  images: {
    description: 'uploads and lists images',
    load: async () => (await import('./images/images-command.ts')).imagesCommand,
  },
  workers: {
    description: 'lists the workers',
    load: async () => (await import('./house/house-commands.ts')).workersCommand,
  },
  drain: {
    description: 'has a worker give its runs away',
    load: async () => (await import('./house/house-commands.ts')).drainCommand,
  },
  gc: {
    description: 'collects what nothing in the store needs any more',
    load: async () => (await import('./house/house-commands.ts')).gcCommand,
  },
  keys: {
    description: 'lists, makes and revokes API keys',
    load: async () => (await import('./house/house-commands.ts')).keysCommand,
  },
  schema: {
    description: 'prints the JSON Schema of jobs and batches',
    load: async () => (await import('./schema/schema-command.ts')).schemaCommand,
  },
};
