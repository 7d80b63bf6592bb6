/**
 * What the documentation promises about effects, secrets, the network, streams, recovery and the service, one sentence each. A test cites a promise that it
 * proves by its id in brackets at the end of its title: `test('… [LEDGER-03]', …)`. tests/requirements.test.ts fails for an id that no test cites and
 * for one that is not here.
 */
export const REQUIREMENTS = {
  // The ledger: docs/playbooks.md
  'LEDGER-01': 'An effect is written to the event log as intended before it may be sent.',
  'LEDGER-02': 'When all goes well, an effect is intended, committed and verified, in this order.',
  'LEDGER-03': 'An effect that may have arrived is never sent again automatically, whatever on_failure says.',
  'LEDGER-04': 'An effect that cannot be confirmed either way is reported as unknown.',
  'LEDGER-05': 'An action that did not reach the page leaves no entry, and may be tried again.',
  'LEDGER-06': 'Without a verification an effect stays committed, and nothing claims more.',
  'LEDGER-07': 'An API request that is neither GET nor HEAD is an effect unless the playbook says otherwise.',
  'LEDGER-08': 'After a process is killed, an effect in progress is unknown in the ledger.',
  'LEDGER-09': 'Whenever a run is killed, no effect happens twice and none goes unrecorded.',

  // Secrets: docs/recording.md
  'REDACT-01': 'No file of a run folder, and no name in it, holds a secret in any of the documented encodings.',
  'REDACT-02': 'A secret is found under any pair of encodings over each other.',
  'REDACT-03': 'A text without secrets stays exactly as it is.',
  'REDACT-04': 'What remains of a secret that was cut before an ellipsis is hidden.',
  'REDACT-05': 'A secret that became known only after a file was written is removed from that file.',
  'REDACT-06': 'A trace has credential headers, cookies, storage and password fields blanked, known secret or not.',
  'REDACT-07': 'When it is not certain that a trace is clean, there is no trace.',
  'REDACT-08': 'No byte of the database files holds a secret in clear.',
  'REDACT-09': 'No argument and no environment of a process, and no log, holds credentials, keys or tokens.',
  'REDACT-10': 'The API shows no credential, also where the directive or a parameter repeats it.',
  'REDACT-11': 'What goes to a model holds no known secret.',
  'REDACT-12': 'A saved login can be read only with its key, and is used whole or not at all.',

  // The network: docs/guardrails.md
  'EGRESS-01': 'A page reaches nothing that the policy refuses: no connection, no packet.',
  'EGRESS-02': 'A literal address is judged in every spelling.',
  'EGRESS-03': 'One private address among public ones refuses a name.',
  'EGRESS-04': 'A name that changes its answer is connected to nowhere but the address that was checked.',
  'EGRESS-05': 'Each request on a kept connection is checked again.',
  'EGRESS-06': 'Nothing but a GET or HEAD that met a closed connection is sent twice by the proxy.',
  'EGRESS-07': 'A POST of a write whose answer is lost arrives once: the browser does not repeat it.',
  'EGRESS-08': 'The listener of a run refuses every client without the password of the run.',
  'EGRESS-09': 'A refusal says why, in the answer and in the record, and holds no secret.',
  'EGRESS-10': 'Through an upstream proxy, private names and addresses are refused here, and this machine is never reached.',
  'EGRESS-11': 'Link-local and metadata addresses stay closed unless allowed_domains names the very host.',
  'EGRESS-12': 'Credentials are typed and sent at their own origins only.',
  'EGRESS-13': 'A playbook that clicks what looks destructive has to declare it as a write.',
  'EGRESS-14': 'A destructive click of an agent needs a person to confirm it.',
  'EGRESS-15': 'In a read-only run, nothing that may change something arrives at a site, over http and https.',
  'EGRESS-16': 'An upstream proxy of a request is public or listed by the operator, judged by the address that is connected to.',
  'EGRESS-17': 'No run reaches the service that runs it: API, database, stores, sandboxes and their proxies, whatever it allows.',

  // Events and streams: docs/recording.md, docs/api.md
  'STREAM-01': 'Events are numbered without gaps, and are on disk before any listener gets them.',
  'STREAM-02': 'A live stream has each event once, and `complete` last.',
  'STREAM-03': 'A client that reconnects with an id gets exactly the events after it.',
  'STREAM-04': 'After `complete` the answer is 204.',
  'STREAM-05': 'When a sandbox is lost, kept events are replayed only to a reader that got no live one.',
  'STREAM-06': 'A client that does not read is dropped, and others get every event.',
  'STREAM-07': 'All readers of a run share one connection to its sandbox.',
  'STREAM-08': 'A recording file comes whole, or the connection breaks off.',
  'STREAM-09': 'A run stopped in the queue has one event, its end.',

  // Recovery by the agent: docs/agent.md, docs/playbooks.md
  'RECOVERY-01': "The agent continues in the same browser, and the playbook's expectation is checked after it.",
  'RECOVERY-02': 'A success of the agent that the page does not show is a failure.',
  'RECOVERY-03': 'The task of the agent names an effect that may have happened, and the effect is not repeated.',
  'RECOVERY-04': 'An element that a step with an effect pressed cannot be pressed again by the agent, by click or by key.',
  'RECOVERY-05': 'What an agent sent is in the ledger with its evidence, verified only if an expectation came true.',
  'RECOVERY-06': "Without a model, the step's own error is the end of the run.",
  'RECOVERY-07': 'A refused login is not tried again.',
  'RECOVERY-08': 'Text that a person cannot see does not reach the agent.',
  'RECOVERY-09': 'An agent that repeats itself gets a hint, a warning and a stop.',

  // The service: docs/operations.md, docs/faults.md, docs/api.md
  'SERVICE-01': 'A run that was acknowledged survives the death of the processes around it.',
  'SERVICE-02': 'A run has exactly one end, whoever ends it.',
  'SERVICE-03': 'A run that was claimed is never started a second time.',
  'SERVICE-04': 'The run of a lost worker ends as WORKER_LOST, is committed, and its sandbox goes.',
  'SERVICE-05': 'A sandbox that dies or is ended leaves a whole folder and no process.',
  'SERVICE-06': 'While the database is away, runs go on and their ends are kept until it is back.',
  'SERVICE-07': 'One idempotency key makes one run, whatever the number of requests, and after a restart.',
  'SERVICE-08': 'Another body under a used idempotency key is a conflict.',
  'SERVICE-09': 'A queued run is either stopped or claimed, never both.',
  'SERVICE-10': 'A live run is never guessed at: when its sandbox cannot be reached, the answer says so.',
  'SERVICE-11': 'Webhooks are signed, and tried again when they fail.',
  'SERVICE-12': 'A key that is revoked is refused by the next request, in every process.',
  'SERVICE-13': 'A file has its final name only when it is whole.',
  'SERVICE-14': 'Nothing of a run is left running after its end.',
  'SERVICE-15': 'A run that passes its memory limit ends with MEMORY_LIMIT.',
  'SERVICE-16': 'Workers get no more runs than they have capacity for.',
  'SERVICE-17': 'An end that is reported later does not change the end of a run.',
} as const satisfies Record<string, string>;
