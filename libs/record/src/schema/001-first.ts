/**
 * Times are milliseconds since 1970. Ids sort by time, whatever the database's locale. `json` texts are opened by us alone: they may hold what
 * jsonb cannot (U+0000), and keep every character.
 */
export const firstSchema = `
CREATE TABLE runs (
  id text COLLATE "C" PRIMARY KEY,
  project text NOT NULL,
  name text,
  state text NOT NULL,
  version bigint NOT NULL,
  key text NOT NULL,
  epoch bigint NOT NULL,
  worker text,
  lease_until bigint,
  vm_state text,
  migration jsonb,
  wanted_worker text,
  wanted_until bigint,
  not_before bigint NOT NULL,
  job text NOT NULL, -- json
  images jsonb NOT NULL,
  origin jsonb,
  fork_input text, -- json
  until text, -- json
  task text NOT NULL,
  batch text COLLATE "C",
  labels jsonb NOT NULL,
  priority integer NOT NULL,
  head jsonb,
  saved_state text,
  attempts integer NOT NULL,
  failures integer NOT NULL,
  "end" jsonb,
  crash text,
  artefacts jsonb NOT NULL,
  created_at bigint NOT NULL,
  started_at bigint,
  ended_at bigint,
  deleted_at bigint,
  CHECK ((worker IS NULL) = (state NOT IN ('running', 'migrating'))),
  CHECK ((lease_until IS NULL) = (worker IS NULL)),
  CHECK ((migration IS NULL) = (state <> 'migrating')),
  CHECK ((ended_at IS NULL) = (state IN ('pending', 'running', 'paused', 'migrating')))
);
CREATE INDEX runs_of_project ON runs (project, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX runs_of_batch ON runs (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX runs_by_key ON runs (project, key);
CREATE INDEX runs_by_label ON runs USING gin (labels jsonb_path_ops);
CREATE INDEX runs_waiting ON runs (project, priority DESC, id) WHERE state = 'pending';
CREATE INDEX runs_leased ON runs (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX runs_migrating ON runs (id) WHERE migration IS NOT NULL;
CREATE INDEX runs_wanted ON runs (wanted_worker) WHERE wanted_worker IS NOT NULL;
CREATE INDEX runs_by_origin ON runs ((origin->>'run')) WHERE origin IS NOT NULL;
CREATE INDEX runs_deleted ON runs (id) WHERE deleted_at IS NOT NULL;

CREATE TABLE events (
  run text COLLATE "C" NOT NULL REFERENCES runs,
  seq bigint NOT NULL,
  at bigint NOT NULL,
  kind text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (run, seq)
);

CREATE TABLE commands (
  id text COLLATE "C" PRIMARY KEY,
  run text COLLATE "C" NOT NULL REFERENCES runs,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  error text,
  result jsonb,
  created_at bigint NOT NULL,
  answered_at bigint
);
CREATE INDEX commands_waiting ON commands (run, id) WHERE answered_at IS NULL;

CREATE TABLE workers (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  slots integer NOT NULL,
  version text NOT NULL,
  host text NOT NULL,
  registered_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  free_slots integer NOT NULL,
  draining boolean NOT NULL,
  drain boolean NOT NULL
);

CREATE TABLE keys (
  id text COLLATE "C" PRIMARY KEY,
  project text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  hash text NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  revoked_at bigint
);
CREATE INDEX keys_of_project ON keys (project, id DESC);

CREATE TABLE images (
  project text NOT NULL,
  digest text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (project, digest)
);
CREATE TABLE image_names (
  project text NOT NULL,
  name text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  PRIMARY KEY (project, name),
  FOREIGN KEY (project, digest) REFERENCES images ON DELETE CASCADE
);
CREATE INDEX image_names_by_digest ON image_names (project, digest);

CREATE TABLE uploads (
  id text COLLATE "C" PRIMARY KEY,
  project text NOT NULL,
  digest text NOT NULL,
  bytes bigint NOT NULL,
  "offset" bigint NOT NULL,
  parts integer NOT NULL,
  name text,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL
);

CREATE TABLE batches (
  id text COLLATE "C" PRIMARY KEY,
  project text NOT NULL,
  name text,
  specification text NOT NULL, -- json
  state text NOT NULL,
  base text,
  size integer NOT NULL,
  message text,
  labels jsonb NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX batches_of_project ON batches (project, id DESC);
CREATE INDEX batches_booting ON batches (id) WHERE state = 'booting';

CREATE TABLE crashes (
  id text COLLATE "C" PRIMARY KEY,
  project text NOT NULL,
  run text COLLATE "C" NOT NULL REFERENCES runs,
  signature text NOT NULL,
  title text NOT NULL,
  icount bigint NOT NULL,
  state text NOT NULL,
  record text NOT NULL, -- json
  created_at bigint NOT NULL
);
CREATE INDEX crashes_by_signature ON crashes (project, signature, id DESC);
CREATE INDEX crashes_of_run ON crashes (run);

CREATE TABLE snapshots (
  id text COLLATE "C" PRIMARY KEY,
  project text NOT NULL,
  state text COLLATE "C" NOT NULL,
  run text COLLATE "C" NOT NULL REFERENCES runs,
  icount bigint NOT NULL,
  name text,
  reason text NOT NULL,
  created_at bigint NOT NULL,
  UNIQUE (run, state),
  UNIQUE (project, name)
);
CREATE INDEX snapshots_of_project ON snapshots (project, id DESC);
CREATE INDEX snapshots_by_state ON snapshots (project, state);

CREATE TABLE audit (
  id text COLLATE "C" PRIMARY KEY,
  at bigint NOT NULL,
  project text NOT NULL,
  key text,
  action text NOT NULL,
  target text,
  outcome text NOT NULL,
  details jsonb NOT NULL
);
CREATE INDEX audit_of_project ON audit (project, id DESC);

CREATE TABLE idempotency (
  project text NOT NULL,
  key text NOT NULL,
  request text NOT NULL,
  answer text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (project, key)
);
CREATE INDEX idempotency_by_age ON idempotency (at);
`;
