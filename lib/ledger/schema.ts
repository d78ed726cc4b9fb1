/**
 * The ledger's schema, a step a version; `PRAGMA user_version` tells how many of them a file has had. Steps are only
 * ever added. Columns hold ids, hashes, states and times; whatever tells of a person is in a sealed blob. What may stand
 * in a column is checked: so a file that has been damaged is found when it is opened, not in the middle of a run.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- One passage through the stages.
  CREATE TABLE run (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    started_at INTEGER NOT NULL
  ) STRICT;

  -- What became of each object in each run: the latest word.
  CREATE TABLE outcome (
    run INTEGER NOT NULL REFERENCES run(seq),
    stage TEXT NOT NULL CHECK (stage IN ('Person', 'Duty', 'Group', 'Activity')),
    object_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'warning', 'error', 'rejected', 'held', 'skipped', 'unchanged',
      'temporary', 'unconfirmed')),
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    batch_id TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (run, stage, object_id)
  ) STRICT, WITHOUT ROWID;

  -- What the service has, as far as we know: accepted and not deleted since.
  CREATE TABLE object (
    stage TEXT NOT NULL CHECK (stage IN ('Person', 'Duty', 'Group', 'Activity')),
    object_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    PRIMARY KEY (stage, object_id)
  ) STRICT, WITHOUT ROWID;

  -- The objects of one bulk call. A transfer is all batches that one message led to, repeats included.
  CREATE TABLE batch (
    id TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run(seq),
    stage TEXT NOT NULL CHECK (stage IN ('Person', 'Duty', 'Group', 'Activity')),
    transfer TEXT NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('send', 'create', 'update', 'delete')),
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intent', 'submitted', 'unconfirmed', 'ended')),
    job_id TEXT,
    objects INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    submitted_at INTEGER,
    ended_at INTEGER,
    body BLOB,
    answer BLOB
  ) STRICT;
  CREATE INDEX batch_open ON batch (stage) WHERE state <> 'ended';
  CREATE INDEX batch_run ON batch (run, stage);
  CREATE INDEX batch_transfer ON batch (transfer);

  CREATE TABLE batch_object (
    batch_id TEXT NOT NULL REFERENCES batch(id) ON DELETE CASCADE,
    object_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    notes TEXT NOT NULL CHECK (json_valid(notes)),
    PRIMARY KEY (batch_id, object_id)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX batch_object_object ON batch_object (object_id);

  -- What a gate has to say about an object that it lets through: told with the object's outcome.
  CREATE TABLE note (
    run INTEGER NOT NULL REFERENCES run(seq),
    stage TEXT NOT NULL CHECK (stage IN ('Person', 'Duty', 'Group', 'Activity')),
    object_id TEXT NOT NULL,
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    PRIMARY KEY (run, stage, object_id)
  ) STRICT, WITHOUT ROWID;

  -- Messages in the custody of a node, and the large parts they share.
  CREATE TABLE waiting (
    id TEXT PRIMARY KEY,
    node_id TEXT NOT NULL,
    run INTEGER REFERENCES run(seq),
    state TEXT NOT NULL CHECK (state IN ('working', 'handed-on')),
    message BLOB NOT NULL,
    parts TEXT NOT NULL CHECK (json_valid(parts)),
    since INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE part (hash TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;

  -- Objects that a gate keeps until their references are in place. A 'partial' group went without some of its members.
  -- One that leaves stays until the message that it left with (its place in waiting) has been taken over.
  CREATE TABLE held (
    gate TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('Person', 'Duty', 'Group', 'Activity')),
    object_id TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES run(seq),
    kind TEXT NOT NULL CHECK (kind IN ('held', 'partial')),
    missing TEXT NOT NULL CHECK (json_valid(missing)),
    body BLOB NOT NULL,
    since INTEGER NOT NULL,
    left_with TEXT,
    PRIMARY KEY (gate, stage, object_id)
  ) STRICT;
  `,
  `
  -- Objects that were set aside and are in no batch, in one blob for each occasion: so that it can be told who they are.
  CREATE TABLE aside (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run(seq),
    stage TEXT NOT NULL,
    operation TEXT,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX aside_run ON aside (run);

  -- Which of our nodes had a stage of a run; the last to have it has the highest rowid.
  CREATE TABLE station (
    run INTEGER NOT NULL REFERENCES run(seq),
    stage TEXT NOT NULL,
    node_id TEXT NOT NULL,
    node_type TEXT NOT NULL,
    PRIMARY KEY (run, stage, node_id)
  ) STRICT;

  -- Persons to forget as long as anything with their data may still be on its way.
  CREATE TABLE forgotten (person_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  -- Runs are counted each time that somebody looks at the list of them.
  CREATE INDEX outcome_kind ON outcome (run, stage, outcome);
  `,
];
