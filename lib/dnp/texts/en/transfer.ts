/** Reasons that arise on the way to the service and back. */
export const transfer = {
  'reference-missing-person': {
    what: 'The person it refers to is not in place at the service: {id}',
    remedy: 'Look at what became of that person. This one goes on once the person has been taken.',
  },
  'reference-missing-duty': {
    what: 'The duty it refers to is not in place at the service: {id}',
    remedy: 'Look at what became of that duty. This one goes on once the duty has been taken.',
  },
  'reference-missing-group': {
    what: 'The group it refers to is not in place at the service: {id}',
    remedy: 'Look at what became of that group. This one goes on once the group has been taken.',
  },
  'reference-missing-activity': {
    what: 'The activity it refers to is not in place at the service: {id}',
    remedy: 'Look at what became of that activity. This one goes on once the activity has been taken.',
  },
  'member-left-out': {
    what: 'The group was sent without a member that is not in place at the service: {id}',
    remedy: 'Look at what became of that person. The group is sent again once the person has been taken.',
  },
  'service-unreachable': {
    what: 'The service could not be reached',
    remedy: 'It is tried again with the next run. If it lasts, check the network and the service’s status page.',
  },
  'not-authorized': {
    what: 'We were not let in: {cause}',
    remedy: 'See to the certificate or the connection’s settings, and run again.',
  },
  'temporary-error': {
    what: 'The service has a temporary fault, also after several attempts',
    remedy: 'Run again later.',
  },
  'job-not-finished': {
    what: 'The service has not finished with it in the time that the node waits',
    remedy: 'Run again later: the service is asked what became of it first.',
  },
  'job-unknown': {
    what: 'The service no longer knows the job that it was part of',
    remedy: 'Run again: the service is asked whether it has the object, and it is sent again if not.',
  },
  'answer-lost': {
    what: 'It was sent, but the connection broke before the answer came',
    remedy: 'Run again: the service is asked whether it has the object, and it is sent again if not.',
  },
  'unreadable-answer': {
    what: 'The service’s answer could not be read',
    remedy: 'Try again later. If it lasts, something between you and the service changes its answers.',
  },
  'status-unknown': {
    what: 'The service answered with a status that nobody has documented: {status}',
    remedy: 'It is not counted as taken. Ask Skolverket what the status means.',
  },
  'node-removed': {
    what: 'It was waiting at a node that has been removed from the flow',
    remedy: 'Run again if it should still be sent.',
  },
  'already-in-flight': {
    what: 'An earlier sending of the same object has not been answered yet',
    remedy: 'Wait until that job has finished, and run again.',
  },
  'confirmed-by-lookup': {
    what: 'The answer was lost, but a look at the service showed that it has the object as it was sent',
    remedy: 'Nothing needs to be done.',
  },
} as const;
